"""The page: About."""
