"""A table as a value: columns that say what they hold, rows of cells with a value and its text. Pure.

A page shows the texts (`tables.rendered`), a file takes the values (`chart_files.records`). Where there is no
value, the text says why: a missing figure is a word, never 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from dashboard import words
from data.catalogue.models import Area
from data.periods import Period

Kind: TypeAlias = Literal["text", "number", "date", "interval", "period", "area"]


@dataclass(frozen=True)
class Limits:
    """An interval: its ends, in the unit of its figure, and whether it was computed or published."""

    lower: float
    upper: float
    is_computed: bool = False


@dataclass(frozen=True)
class Named:
    """An area as a row names it, and its official code, "" where it has none."""

    name: str
    code: str


Value: TypeAlias = str | float | date | Limits | Period | Named | None


@dataclass(frozen=True)
class Cell:
    """A value as it is stored, None where there is none, and its text: words, a component, a list of both."""

    value: Value
    text: Any


Row: TypeAlias = Sequence[Cell]


@dataclass(frozen=True)
class Column:
    """A column: its heading, the kind of value its cells have, and the unit that only their texts say.

    decimals: of its texts, None where they differ. code: of the area that all its cells are of; period: that
    of all its figures, where no other column tells it. is_mixed: whether its figures are of several units.
    """

    title: str
    kind: Kind = "text"
    unit: str = ""
    decimals: int | None = None
    code: str = ""
    period: Period | None = None
    is_mixed: bool = False

    @property
    def heading(self) -> str:
        """The heading over values, which say no unit: "Slope index (percentage points)"."""
        beside = ", ".join(filter(None, (self.unit, self.code)))
        return f"{self.title} ({beside})" if beside else self.title

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are right-aligned."""
        return self.kind in ("number", "interval")


@dataclass(frozen=True)
class Group:
    """Rows that belong together under a name, which stands across the whole width unless it is ""."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Table:
    """A table with its caption. Every row has a cell for each column, the first of which is its heading."""

    caption: str
    columns: Sequence[Column]
    groups: Sequence[Group]

    @property
    def rows(self) -> list[Row]:
        """The rows of all groups."""
        return [row for group in self.groups for row in group.rows]


def table_of(caption: str, columns: Sequence[Column], rows: Iterable[Row]) -> Table:
    """Return a table without groups."""
    return Table(caption, columns, [Group("", list(rows))])


def label(name: Any) -> Cell:
    """Return a cell of text, which is its own value; a component has none."""
    return Cell(name if isinstance(name, str) else None, name)


def place(area: Area, name: str = "") -> Cell:
    """Return a cell that names an area, by `name` where it is given, and knows its code."""
    return named(name or area.name, official_code(area))


def named(name: str, code: str) -> Cell:
    """Return a cell that names an area, and knows its code."""
    return Cell(Named(name, code), name)


def official_code(area: Area) -> str:
    """Return an area's code: of the ONS, else of the ODS; of a joint area those of its sub-ICB locations."""
    # Their slugs are their ODS codes in lower case.
    members = area.members if area.kind == "joint" else ()
    return area.ons_code or area.ods_code or " and ".join(slug.upper() for slug in members)


def measure(value: float | None, text: str) -> Cell:
    """Return a cell with a figure in full precision and its `text`; without one where it is missing."""
    if value is None or words.is_missing(value):
        return Cell(None, text)
    return Cell(exact(value), text)


def limits(lower: float | None, upper: float | None, text: str, basis: str = "") -> Cell:
    """Return a cell with an interval and its `text`; without one where it is missing.

    `basis`: "computed" or "published".
    """
    if lower is None or upper is None or words.is_missing(lower) or words.is_missing(upper):
        return Cell(None, text)
    return Cell(Limits(exact(lower), exact(upper), basis == "computed"), text)


def exact(value: float) -> float:
    """Return a value as it is, a whole one without a decimal point."""
    return int(value) if float(value).is_integer() else float(value)
