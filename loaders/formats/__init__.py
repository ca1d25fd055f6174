"""Bytes into tables of text: what a file is, and where in it a table stands."""
