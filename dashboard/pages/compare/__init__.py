"""The page: Compare."""
