"""What we know as records, with the field names people script against: one form for command and API."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

import pandas as pd

from data.catalogue.reader import Area, Catalogue, Indicator, Target
from data.periods import MONTHS, day_of

Record = dict[str, Any]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a text may begin with that a spreadsheet would run."""
_SIGNED_NUMBER = re.compile(r"[-+](\d[\d,]*)?\.?\d+%?|-")
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS)
_TWO_NUMBERS = re.compile(r"(\d{1,4})\s*[-/–]\s*(\d{1,4})")
_OF_A_MONTH = re.compile(rf"(?:{_MONTH})[-/ ,]+\d{{2,4}}|\d{{1,2}}[-/ ](?:{_MONTH})", re.IGNORECASE)
PLACE_FIELDS = ("place", "name", "kind", "ons_code", "ods_code", "joint", "system", "region")
INDICATOR_FIELDS = ("indicator", "title", "domain", "unit", "better", "frequency", "publisher", "series")
TARGET_FIELDS = (
    "key",
    "indicator",
    "name",
    "comparison",
    "value",
    "unit",
    "scope",
    "place",
    "deadline",
    "set_on",
    "status",
    "words",
    "document",
    "section",
)
WITHDRAWAL = ("withdrawn", "withdrawn_by", "withdrawn_why")
LOAD_FIELDS = (
    "id",
    "source",
    "loaded",
    "rows_read",
    "new",
    "revised",
    "unchanged",
    "set_aside",
    "warnings",
    "file",
    "sha256",
    "size",
    "received",
    "address",
    "identity",
    *WITHDRAWAL,
)

OBSERVATION_FIELDS = (
    "indicator",
    "series",
    "place",
    "place_name",
    "period_start",
    "period_end",
    "period",
    "sex",
    "age",
    "category_type",
    "category",
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "unit",
    "source",
    "publisher",
    "release",
    "published",
    "licence",
    "loaded",
    "note",
)


@dataclass(frozen=True)
class Wanted:
    """Which observations: of one indicator or all (""), of one area or all (""), known now or on a day."""

    indicator: str = ""
    area: str = ""
    as_of: date | None = None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The place of an observation in the order of `store.listing`: series, line within the series, period.
    No other observation has it at a time, and it stays what it is whatever is loaded.
    """

    series: str
    area: str
    category_type: str
    category: str
    sex: str
    age: str
    period_end: date
    period_start: date


def mark_of(observation: Record) -> Mark:
    """Return the place of a record under OBSERVATION_FIELDS."""
    days = ("period_end", "period_start")
    place: dict[str, Any] = {name: date.fromisoformat(observation[name]) for name in days}
    place |= {name: observation[name] for name in ("series", "category_type", "category", "sex", "age")}
    return Mark(area=observation["place"], **place)


def plain(value: Any) -> str:
    """Return a value that JSON does not know as text: days and moments in ISO form."""
    return value.isoformat() if isinstance(value, date) else str(value)


def neutral(value: Any) -> Any:
    """Return a text with an apostrophe before it where a spreadsheet would run it; all else as it is.

    A number with its sign is no formula, and stays as it is. For csv alone: a workbook says what is text.
    """
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS):
        return value
    return value if _SIGNED_NUMBER.fullmatch(value) else f"'{value}"


def undated(value: Any) -> Any:
    """Return a text in words where a spreadsheet would make a date of it; all else as it is.

    "2010/11" would be opened as November 2010, "September 2024" as its first day, ages "10-11" as a day.
    """
    if not isinstance(value, str):
        return value
    text = value.strip()
    if numbers := _TWO_NUMBERS.fullmatch(text):
        first, last = numbers.groups()
        century = first[:2] if len(first) == 4 and len(last) == 2 else ""
        if century and int(last) < int(first[2:]):
            century = str(int(century) + 1)
        return f"{first} to {century}{last}"
    return f"month of {text}" if _OF_A_MONTH.fullmatch(text) else value


def csv_lines(rows: Iterable[Sequence[Any]], ending: str = "\r\n") -> str:
    """Return rows of cells as lines of csv: None is empty, and a text that would run is kept a text."""
    out = StringIO()
    csv.writer(out, lineterminator=ending).writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue()


def place_record(area: Area) -> Record:
    """Return an area under PLACE_FIELDS: slugs and codes, "" where there is none."""
    return {"place": area.slug} | {name: getattr(area, name) for name in PLACE_FIELDS[1:]}


def indicator_record(indicator: Indicator) -> Record:
    """Return an indicator under INDICATOR_FIELDS; `series` is the one it is judged by."""
    same = {name: getattr(indicator, name) for name in INDICATOR_FIELDS[1:-1]}
    return {"indicator": indicator.id, **same, "series": indicator.headline.id}


def target_record(target: Target) -> Record:
    """Return a target under TARGET_FIELDS; `value` and `deadline` are None where the paper states none."""
    return {name: getattr(target, name) for name in TARGET_FIELDS}


def load_records(frame: pd.DataFrame, as_of: date | None = None) -> list[Record]:
    """Return the loads of `provenance.loads_held` under LOAD_FIELDS, the newest first; moments in UTC.

    `as_of`: those made by a day, and what was known of them then.
    """
    shown = frame[list(LOAD_FIELDS)].astype(object)
    records = shown.where(frame[list(LOAD_FIELDS)].notna(), None).to_dict("records")
    if as_of is None:
        return records
    return [_known_on(as_of, load) for load in records if day_of(load["loaded"]) <= as_of]


def _known_on(day: date, load: Record) -> Record:
    """The load without a withdrawal that came after a day."""
    later = load["withdrawn"] is not None and day_of(load["withdrawn"]) > day
    return load | dict.fromkeys(WITHDRAWAL) if later else load


def observation_records(frame: pd.DataFrame, catalogue: Catalogue, names: dict[str, str]) -> list[Record]:
    """Return the observations of `queries.history` as records; `names` is slug -> name of the areas.

    A figure that is missing or suppressed is None. Days are ISO text; `loaded` is the moment in UTC.
    """
    # Column by column is much faster than a frame turned into records.
    units = {key: indicator.unit for key, indicator in catalogue.indicators.items()}
    columns = {name: frame[name].tolist() for name in OBSERVATION_FIELDS if name in frame}
    columns["place"] = frame.area.tolist()
    known = catalogue.areas
    ended = zip(columns["place"], frame.period_end, strict=True)
    columns["place_name"] = [
        known[slug].name_on(end) if slug in known else names.get(slug) for slug, end in ended
    ]
    columns["unit"] = [units[id] for id in columns["indicator"]]
    for name in ("period_start", "period_end", "published", "loaded"):
        texts = {moment: moment.isoformat() for moment in set(columns[name])}
        columns[name] = [texts[moment] for moment in columns[name]]
    rows = zip(*(map(_present, columns[name]) for name in OBSERVATION_FIELDS), strict=True)
    return [dict(zip(OBSERVATION_FIELDS, row, strict=True)) for row in rows]


def _present(value: Any) -> Any:
    """A value, None where there is none: only what is not a number (or no time) differs from itself."""
    return None if value != value else value
