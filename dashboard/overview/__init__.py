"""The table of every indicator by Place."""
