"""One module for each source, found by being here."""
