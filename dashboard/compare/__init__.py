"""What stands on the page that compares Places."""
