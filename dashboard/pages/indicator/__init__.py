"""The page: One indicator."""
