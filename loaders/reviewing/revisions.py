"""Whether a file says that it is a revision, and of which day. Publishers say so in the file's name. Pure."""

import re
from datetime import date

_REVISED = re.compile(r"(?<![a-z])(?:revised|revision)(?![a-z])", re.IGNORECASE)
_DAY_AFTER = re.compile(
    r"(?:revised|revision)[-_ .]*(\d{2})[-_ .]?(\d{2})[-_ .]?(20\d{2}|\d{2})(?!\d)", re.IGNORECASE
)
RELEASE_MARK = ", revised"


def is_revised(name: str) -> bool:
    """Whether a file's name, or a release's title, says revised."""
    return _REVISED.search(name) is not None


def revised_on(name: str) -> date | None:
    """The day a name gives after the word, as in July-2026-CSV-revised-141126; None where it gives none."""
    match = _DAY_AFTER.search(name)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def marked(release: str, name: str) -> str:
    """The release's title, marked as revised where only the file's name says so."""
    return release + RELEASE_MARK if is_revised(name) and not is_revised(release) else release
