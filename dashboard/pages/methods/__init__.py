"""The page: How Beacon judges."""
