"""Asks the store, judges, and keeps what was said."""
