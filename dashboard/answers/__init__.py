"""Finished answers, kept."""
