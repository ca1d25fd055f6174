"""The rules of targets: their life, which of them a figure is held against, and the path to each. Pure."""
