"""The linter of the register of targets."""
