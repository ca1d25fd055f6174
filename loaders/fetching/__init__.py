"""Bytes from publishers: where they are, how they are asked for, how they are kept."""
