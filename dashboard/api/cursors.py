"""A place in the list of observations <-> the text that `next` carries, for machines alone. Pure."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from pydantic import TypeAdapter

from data.records import Mark

FORM = re.compile(r"[A-Za-z0-9_-]{1,4000}")
NOUGHT = "\\u0000"  # as JSON writes it: no store takes this letter
_MARKS = TypeAdapter(Mark)


def written(mark: Mark) -> str:
    """Return a place as letters, digits, "-" and "_"."""
    return urlsafe_b64encode(_MARKS.dump_json(mark)).decode().rstrip("=")


def read(text: str) -> Mark:
    """Return the place that `written` wrote; raise ValueError for another form, LookupError for no place."""
    if not FORM.fullmatch(text):
        raise ValueError("This is no place in the list. Take it as it stands in `next`.")
    try:
        content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        mark = _MARKS.validate_json(content)
    except ValueError:
        mark = None
    if mark is None or written(mark) != text or NOUGHT.encode() in content:
        raise LookupError("There is no such place in the list. Take it as it stands in `next`.")
    return mark
