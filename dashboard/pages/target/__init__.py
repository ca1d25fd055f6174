"""The page: One target."""
