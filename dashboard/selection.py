"""What is asked <-> the query string of an address. Strict: a bad value is told in words, never a trace."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from data import periods

EVERYTHING = "all"  # a select needs a value for "no choice"; it never stands in an address
LONGEST_VALUE = 80
FIRST_DAY = date(1990, 1, 1)
LAST_YEAR = 2100


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What may be asked for: Places, domains; on an indicator its series and areas; in the register the rest.

    A key for which nothing may be asked is left alone.
    """

    places: Collection[str]
    domains: Collection[str] = ()
    series: Collection[str] = ()
    areas: Collection[str] = ()
    sexes: Collection[str] = ("Persons", "Male", "Female")
    programmes: Collection[str] = ()
    kinds: Collection[str] = ()
    statuses: Collection[str] = ()
    orders: Collection[str] = ()
    indicators: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Selection:
    """One state of a view. Empty values mean "not chosen"; `problems` are sentences about refused values.

    `other`: a second indicator beside `indicator`. `places`: slugs of several Places, parted by commas.
    """

    place: str = ""
    as_of: date | None = None
    since: date | None = None
    domain: str = ""
    series: str = ""
    sex: str = ""
    area: str = ""
    figures: str = ""
    q: str = ""
    programme: str = ""
    kind: str = ""
    status: str = ""
    sort: str = ""
    indicator: str = ""
    other: str = ""
    places: str = ""
    problems: tuple[str, ...] = field(default=(), compare=False)

    def query(self, **changes: Any) -> str:
        """Return the query string of this state with `changes`, "" or "?place=halton&as_of=2025-03-18"."""
        state = replace(self, **changes)
        held = {name: getattr(state, name) for name in KEYS}
        text = {name: value.isoformat() if isinstance(value, date) else value for name, value in held.items()}
        pairs = urlencode({name: value for name, value in text.items() if value})
        return f"?{pairs}" if pairs else ""

    def carried(self) -> str:
        """Return what goes along from page to page: the Place and the dates."""
        return Selection(place=self.place, as_of=self.as_of, since=self.since).query()


KEYS = tuple(field.name for field in fields(Selection) if field.name != "problems")
TYPED_DATE = "on"  # a date typed beside the list of dates; it never stands in an address of ours
DATES = ("as_of", "since", TYPED_DATE)
WITH_FIGURES = "held"
WORTH_YOUR_TIME = "signals"


def read(query: Mapping[str, Any], choices: Choices) -> Selection:
    """Return the state a query string asks for. Other keys are left alone; bad values are told."""
    problems: list[str] = []
    texts = given(query)

    def one_of(key: str, allowed: Collection[str], what: str) -> str:
        if not allowed or not texts[key] or texts[key] in allowed:
            return texts[key] if allowed else ""
        problems.append(f"There is no {what} called “{_shown(texts[key])}”, so none is chosen.")
        return ""

    state = Selection(
        place=one_of("place", choices.places, "Place"),
        domain=one_of("domain", choices.domains, "domain"),
        series=one_of("series", choices.series, "series of this indicator"),
        sex=one_of("sex", choices.sexes, "sex in these figures"),
        area=one_of("area", choices.areas, "area in these figures"),
        figures=one_of("figures", (WITH_FIGURES, WORTH_YOUR_TIME), "choice of rows"),
        programme=one_of("programme", choices.programmes, "paper in the register"),
        kind=one_of("kind", choices.kinds, "kind of target"),
        status=one_of("status", choices.statuses, "status"),
        sort=one_of("sort", choices.orders, "order"),
        indicator=one_of("indicator", choices.indicators, "indicator"),
        other=one_of("other", choices.indicators, "indicator"),
        places=_several(texts["places"], choices, problems),
        q=texts["q"][:LONGEST_VALUE] if choices.orders else "",
        as_of=_date(texts["as_of"], "as of", problems),
        since=_date(texts["since"], "since", problems),
    )
    return replace(state, problems=tuple(problems))


def asked(lists: Iterable[tuple[str, list[str]]]) -> dict[str, Any]:
    """Return the keys of a query string, each with its value or, as Dash does, the list of its values."""
    return {key: values[0] if len(values) == 1 else values for key, values in lists}


def given(query: Mapping[str, Any]) -> dict[str, str]:
    """Return what a query string says of each of our keys, "" where it says nothing."""
    values = {key: _text(query.get(key)) for key in KEYS}
    if isinstance(query.get("places"), list):
        values["places"] = ",".join(query["places"])
    values["as_of"] = _text(query.get(TYPED_DATE)) or values["as_of"]
    return values


def _several(text: str, choices: Choices, problems: list[str]) -> str:
    """The known Places of a list, each once, in the order they are defined."""
    if not choices.indicators:
        return ""
    wanted = [slug.strip() for slug in text[: LONGEST_VALUE * 4].split(",") if slug.strip()]
    unknown = [slug for slug in wanted if slug not in choices.places]
    if unknown:
        problems.append(f"There is no Place called “{_shown(unknown[0])}”, so it is left out.")
    return ",".join(slug for slug in choices.places if slug in wanted)


def _text(value: Any) -> str:
    # A key given twice arrives as a list: the last one counts, as in most web forms.
    if isinstance(value, list | tuple):
        value = value[-1] if value else ""
    text = str(value).strip() if value is not None else ""
    return "" if text == EVERYTHING else text


def _shown(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"


def _date(value: str, what: str, problems: list[str]) -> date | None:
    if not value:
        return None
    try:
        day = periods.day(value)
    except ValueError:
        day = None
    if day is None or day < FIRST_DAY or day.year > LAST_YEAR:
        problems.append(
            f"“{_shown(value)}” is not a date for “{what}”. Write the day first, as in 18/3/2025 or "
            "18 Mar 25, or write 2025-03-18. The newest figures are shown."
        )
        return None
    return day
