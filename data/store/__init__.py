"""The store: its tables, its one writer, and the questions it answers."""
