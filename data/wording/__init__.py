"""Values as sentences, by rule: the same on page, API, export and pack. Pure."""
