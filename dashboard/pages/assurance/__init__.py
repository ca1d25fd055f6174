"""The page: Assurance, for scrutiny."""
