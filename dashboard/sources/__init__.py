"""What stands on the page of sources and loads."""
