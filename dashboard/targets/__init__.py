"""The register of targets and each target's page."""
