"""The page: Data: sources, loads, revisions."""
