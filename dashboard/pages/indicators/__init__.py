"""The page: All indicators by Place."""
