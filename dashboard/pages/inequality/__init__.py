"""The page: Inequality."""
