"""The names nearest to one that does not exist, for whoever mistyped an address. Pure."""

from collections.abc import Collection
from difflib import get_close_matches

LONGEST = 80
ALIKE = 0.6


def nearest(asked: str, known: Collection[str], most: int = 3) -> list[str]:
    """Return at most `most` of `known`: those that hold what was asked for, then those that look like it."""
    asked = asked[:LONGEST].lower()
    holding = [name for name in known if asked and asked in name]
    return list(dict.fromkeys([*holding, *get_close_matches(asked, known, most, ALIKE)]))[:most]
