"""What stands on the page for scrutiny."""
