"""Many things named in one sentence: the first of them, then how many more. Pure."""

from collections.abc import Sequence

MOST_NAMED = 10


def first_named(texts: Sequence[str], most: int = MOST_NAMED, between: str = ", ") -> str:
    """The first `most` of the texts, and how many more there are."""
    more = len(texts) - most
    return between.join(texts[:most]) + (f" and {more} more" if more > 0 else "")
