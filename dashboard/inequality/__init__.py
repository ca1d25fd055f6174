"""What stands on the page about the poorest."""
