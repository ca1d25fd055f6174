"""What changed between two dates. Pure."""
