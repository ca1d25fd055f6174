"""The parameters of the API: each declared once, to be read strictly and to be described."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from werkzeug.datastructures import MultiDict

from dashboard import ask
from dashboard.api import cursors
from dashboard.selection import FIRST_DAY, LAST_YEAR
from data.catalogue.models import AreaKind
from data.errors import NotThere, Refused

Asked = dict[str, Any]
MOST_PER_PAGE = 1000
MOST_PAGES = 999_999_999
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")


@dataclass(frozen=True)
class Parameter:
    """One parameter: its JSON Schema, what it asks for, and how a text is read.

    `read` raises with a sentence for whoever asked: ValueError where the text cannot be read, LookupError
    where what it names is not there. `default` holds where nothing is given.
    """

    name: str
    schema: dict[str, Any]
    words: str
    read: Callable[[str], Any]
    default: Any


def read(given: MultiDict[str, str], known: Sequence[Parameter]) -> Asked:
    """Return name -> value of every parameter known; raise Refused or NotThere for the first not right.

    What was given is never repeated in the sentence.
    """
    by_name = {parameter.name: parameter for parameter in known}
    for name in given:
        if name not in by_name:
            names = ", ".join(by_name)
            there = f"The parameters here are: {names}." if names else "There are no parameters here."
            shown = name if _NAME.fullmatch(name) else ""
            raise Refused(shown, f"There is no such parameter here. {there}")
        if len(given.getlist(name)) > 1:
            raise Refused(name, "This parameter is given more than once.")
    return {
        parameter.name: _value(parameter, given[parameter.name])
        if parameter.name in given
        else parameter.default
        for parameter in known
    }


def _value(parameter: Parameter, text: str) -> Any:
    try:
        return parameter.read(text)
    except ValueError as error:
        raise Refused(parameter.name, str(error)) from None
    except LookupError as error:
        raise NotThere(parameter.name, str(error)) from None


def _indicator(text: str) -> str:
    if text not in ask.defined().indicators:
        raise LookupError("There is no such indicator; `indicators` lists them.")
    return text


def _area(text: str) -> str:
    known = ask.defined()
    area = known.area_for(text)
    if area is None or not (area.slug in known.areas or area.slug in ask.area_names()):
        named = ", ".join(place.slug for place in known.places)
        raise LookupError(f"There is no such area. The nine Places are {named}; `places` lists others.")
    return area.slug


def _kind(text: str) -> str:
    if text not in get_args(AreaKind):
        raise ValueError(f"There is no such kind of area. There are: {', '.join(get_args(AreaKind))}.")
    return text


def _day(text: str) -> date:
    # The length, because other ISO forms such as 20250318 would be read, too.
    try:
        day = date.fromisoformat(text) if len(text) == len("2025-03-18") else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("This is not a day. Write it as year-month-day, as in 2025-03-18.")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise LookupError(f"There is nothing of this day: days go from {FIRST_DAY} to {LAST_DAY}.")
    return day


def _number(text: str, most: int) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > most:
        raise ValueError(f"This is not a whole number from 1 to {most}.")
    return int(text)


LAST_DAY = date(LAST_YEAR, 12, 31)
INDICATOR = Parameter("indicator", {"type": "string"}, "Only this indicator, by its id.", _indicator, "")
PLACE = Parameter(
    "place", {"type": "string"}, "Only this Place or other area, by its slug or a code.", _area, ""
)
KIND = Parameter(
    "kind",
    {"type": "string", "enum": list(get_args(AreaKind)), "default": "place"},
    "The kind of area; without it the nine Places.",
    _kind,
    "place",
)
_DATE = {"type": "string", "format": "date"}
AS_OF = Parameter("as_of", _DATE, "As it was known on this day: what was published by then.", _day, None)
ANY_DAY = Parameter(
    "as_of",
    _DATE,
    "Taken here as everywhere; the answer is of today: definitions are not kept by day.",
    _day,
    None,
)
LIVE_ON = Parameter(
    "as_of", _DATE, "Only targets that were live on this day, each with its status of then.", _day, None
)
LOADED_BY = Parameter("as_of", _DATE, "Only loads made on or before this day.", _day, None)
PAGE = Parameter(
    "page",
    {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1},
    "The number of the page.",
    lambda text: _number(text, MOST_PAGES),
    1,
)
AFTER = Parameter(
    "after",
    {"type": "string", "pattern": f"^{cursors.FORM.pattern}$"},
    "The page behind this place, as `next` gives it; `page` is then only what the page is called.",
    cursors.read,
    None,
)
PER_PAGE = Parameter(
    "per_page",
    {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": 100},
    f"How many records a page has, at most {MOST_PER_PAGE}.",
    lambda text: _number(text, MOST_PER_PAGE),
    100,
)
