"""The rules of promises: their life, which of them a figure is held against, and the path to each. Pure."""
