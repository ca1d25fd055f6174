"""What stands on the page of an indicator."""
