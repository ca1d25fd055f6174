"""The page: One Place."""
