"""Whether a file says that it is a revision, and of which day. Publishers say so in the file's name. Pure.

A final file takes the place of a provisional one, months after it: it is dated as a revision, too.
"""

import re
from datetime import date

_REVISION = (
    r"(?<!un)revis(?:ed|ion)s?|(?<![a-z])(?:rev|(?:corrected|correction|amended|reissued?|republished))"
)
_REVISED = re.compile(rf"(?:{_REVISION})(?![a-z])", re.IGNORECASE)
_FINAL = re.compile(r"(?<![a-z])final(?:ised)?(?![a-z])", re.IGNORECASE)
_NOT_FINAL = re.compile(r"provisional|(?<![a-z])(?:prov|not[ _-]final|draft)(?![a-z])", re.IGNORECASE)
_DAY_AFTER = re.compile(
    rf"(?:{_REVISION}|final)[-_ .]*(\d{{2}})[-_ .]?(\d{{2}})[-_ .]?(20\d{{2}}|\d{{2}})(?!\d)", re.IGNORECASE
)
REVISED, FINAL = ", revised", ", final"


def _is_revised(text: str) -> bool:
    return _REVISED.search(text) is not None


def _is_final(text: str) -> bool:
    return _FINAL.search(text) is not None and not _NOT_FINAL.search(text)


def is_revision(text: str) -> bool:
    """Whether a file's name, or a release's title, says that it is revised, or final."""
    return _is_revised(text) or _is_final(text)


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
    """The release's title, marked as revised or final where only the file's name says so."""
    if is_revision(release) or not is_revision(name):
        return release
    return release + (REVISED if _is_revised(name) else FINAL)
