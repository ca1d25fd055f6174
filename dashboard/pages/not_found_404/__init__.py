"""The page: What stands where no page is."""
