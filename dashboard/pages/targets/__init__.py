"""The page: The register of targets."""
