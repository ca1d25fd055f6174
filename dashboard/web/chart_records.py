"""A chart's table as the rows of a file: values with their types, and in each row what they are of. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash.development.base_component import Component

from dashboard import words
from dashboard.html.private import type_of
from dashboard.pages.shared.beside import Record
from dashboard.parts.chart import Chart, Subject
from dashboard.parts.table import Cell, Column, Limits, Named, exact, official_code
from dashboard.web.downloads import LICENCE, decimals_of
from data.catalogue.models import Target
from data.periods import Period

OF_RETURN = "A local return: ask its publisher before you publish it."
AREA_CODE = "Area code"
STARTS, ENDS = "Period start", "Period end"


@dataclass(frozen=True)
class Origin:
    """Where a chart stands: the title and the address of its page, and the day its figures are of.

    as_of: None where they are the newest of today.
    """

    page: str
    address: str
    as_of: date | None = None

    @property
    def day(self) -> date:
        """The day by which the figures were known."""
        return self.as_of or date.today()

    @property
    def date_sentence(self) -> str:
        """What was known when, for whoever has the file and not the page."""
        if self.as_of:
            return f"Figures published by {words.day(self.as_of)}."
        return f"The newest figures held on {words.day(self.day)}."


@dataclass(frozen=True)
class Field:
    """A column of a file: its heading, a value a row, the decimals a workbook shows; None: each its own."""

    heading: str
    values: Sequence[Any]
    decimals: int | None = None


def fields(chart: Chart, origin: Origin) -> list[Field]:
    """Return the columns of a chart's file: those of its table, then what is the same in every row.

    Numbers and days are values; limits of intervals, codes and the days of periods have columns of their own.
    """
    if chart.table is None:
        return []
    rows = chart.table.rows
    own = [
        field
        for at, column in enumerate(chart.table.columns)
        for field in _fields(column, [row[at] for row in rows])
    ]
    shared = [*_beside({field.heading for field in own}, chart.subject), *_where_from(chart, origin)]
    return own + [Field(name, [value] * len(rows)) for name, value in shared if value not in ("", None)]


def shared_facts(chart: Chart, origin: Origin) -> list[tuple[str, Any]]:
    """Return what all rows of a chart's file have alike: facts that none of its columns tells row by row."""
    varying = {field.heading for field in fields(chart, origin) if len(set(map(str, field.values))) > 1}
    return _beside(varying, chart.subject)


def _beside(headings: set[str], subject: Subject) -> list[tuple[str, Any]]:
    # Where each row names its area, the whole that they belong to would be taken for it.
    headings = headings | ({"Area"} if AREA_CODE in headings else set())
    return [(name, value) for name, value in facts(subject) if name not in headings]


def records(chart: Chart, origin: Origin) -> list[Record]:
    """Return the same as rows."""
    columns = fields(chart, origin)
    many = len(columns[0].values) if columns else 0
    return [{field.heading: field.values[at] for field in columns} for at in range(many)]


def facts(subject: Subject) -> list[tuple[str, Any]]:
    """Return what all figures of a chart are of, as (heading, value); a value may be empty."""
    indicators, series, period, area = subject.indicators, subject.series, subject.period, subject.area
    return [
        ("Indicator", "; ".join(indicator.title for indicator in indicators)),
        ("Indicator id", "; ".join(indicator.id for indicator in indicators)),
        ("Unit", "; ".join(indicator.unit for indicator in indicators)),
        ("Area", area.name if area else ""),
        (AREA_CODE, official_code(area) if area else ""),
        ("Sex", subject.sex),
        ("Series", "; ".join(f"{each.name} ({each.id})" for each in series)),
        ("Period", period.label if period else ""),
        (STARTS, period.start if period else None),
        (ENDS, period.end if period else None),
        *_of_target(subject),
    ]


def _of_target(subject: Subject) -> list[tuple[str, Any]]:
    target: Target | None = subject.target
    if target is None:
        return []
    return [
        ("Target", None if target.value is None else exact(target.value)),
        ("Target in words", words.target_value(target, subject.indicators[0])),
        ("Target deadline", target.deadline),
        ("Target key", target.key),
    ]


def _where_from(chart: Chart, origin: Origin) -> list[tuple[str, Any]]:
    return [
        ("Source", source_text(chart.source)),
        ("Licence", licence(chart.subject)),
        ("As of", origin.day),
        ("Address", origin.address),
    ]


def licence(subject: Subject) -> str:
    """Return under which licence the figures of a chart are given."""
    return OF_RETURN if any(series.is_return for series in subject.series) else LICENCE


def stem(chart: Chart, page: str, origin: Origin) -> str:
    """Return the name of a chart's file without its ending: indicator, area, what, newest period, as of.

    As in beacon_dementia-diagnosis-rate_knowsley_over-time_2024-09_as-of-2026-11-28. The sex is in it where
    it is not that of everybody, and the series where it is not the headline.
    """
    subject = chart.subject
    newest = max(_periods(chart), key=lambda period: (period.end, period.start), default=None)
    headlines = {indicator.headline.id for indicator in subject.indicators}
    beside = [series.id for series in subject.series if series.id not in headlines]
    parts = [
        "beacon",
        "-and-".join(indicator.id for indicator in subject.indicators) or page,
        _where(chart),
        *([] if subject.sex == "Persons" else [_slug(subject.sex)]),
        *beside,
        chart.name,
        _dated(newest) if newest else "",
        f"as-of-{origin.day.isoformat()}",
    ]
    return "_".join(filter(None, parts))


def _where(chart: Chart) -> str:
    if chart.subject.area:
        return chart.subject.area.slug
    columns = chart.table.columns if chart.table else ()
    return "areas" if any(column.code or column.kind == "area" for column in columns) else ""


def _periods(chart: Chart) -> list[Period]:
    cells = [cell.value for row in chart.table.rows for cell in row] if chart.table else []
    held = [value for value in cells if isinstance(value, Period)]
    held += [column.period for column in (chart.table.columns if chart.table else ()) if column.period]
    return held or ([chart.subject.period] if chart.subject.period else [])


def _dated(period: Period) -> str:
    """A period for the name of a file: 2024-09, 2024, 2010-04-to-2011-03, 2024-09-30."""
    start, end = period.start, period.end
    if start == end:
        return end.isoformat()
    if (start.year, start.month) == (end.year, end.month):
        return f"{end:%Y-%m}"
    if start.year == end.year and (start.month, end.month) == (1, 12):
        return f"{end:%Y}"
    return f"{start:%Y-%m}-to-{end:%Y-%m}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _fields(column: Column, cells: Sequence[Cell]) -> list[Field]:
    """A column as it goes into a file, with the days of the period that all its figures are of."""
    return [*_own_fields(column, cells), *_of_period(column, len(cells))]


def _of_period(column: Column, many: int) -> list[Field]:
    if column.period is None:
        return []
    days = ((STARTS, column.period.start), (ENDS, column.period.end))
    return [Field(f"{column.title}, {name.lower()}", [day] * many) for name, day in days]


def _own_fields(column: Column, cells: Sequence[Cell]) -> list[Field]:
    """The values. A word in the place of a value stands in the place of each part."""
    if any(isinstance(cell.value, Limits) for cell in cells):
        return _limits(column, cells)
    if any(isinstance(cell.value, Period) for cell in cells):
        names = ((column.heading, "label"), (STARTS, "start"), (ENDS, "end"))
        return [_parts(heading, cells, name) for heading, name in names]
    if any(isinstance(cell.value, Named) for cell in cells):
        return [_parts(column.heading, cells, "name"), _parts(AREA_CODE, cells, "code")]
    values = [_value(cell) for cell in cells]
    return [Field(column.heading, values, _decimals(column, values))]


def _parts(heading: str, cells: Sequence[Cell], name: str) -> Field:
    return Field(heading, [getattr(cell.value, name, _value(cell)) for cell in cells])


def _limits(column: Column, cells: Sequence[Cell]) -> list[Field]:
    """Two columns of limits, and one that says which were computed, where any was."""
    spans = [cell.value if isinstance(cell.value, Limits) else None for cell in cells]
    held = list(zip(spans, cells, strict=True))
    lower = [span.lower if span else _value(cell) for span, cell in held]
    upper = [span.upper if span else _value(cell) for span, cell in held]
    decimals = _decimals(column, [*lower, *upper])
    limits = [
        Field(f"{column.heading}, lower", lower, decimals),
        Field(f"{column.heading}, upper", upper, decimals),
    ]
    computed = ["computed" if span and span.is_computed else "" for span in spans]
    return [*limits, Field(f"{column.heading}, computed", computed)] if any(computed) else limits


def _decimals(column: Column, values: Sequence[Any]) -> int | None:
    """The decimals of a column of numbers: as it says itself, else what its values need, at most three.

    None where its figures are of several units: then each has its own.
    """
    numbers = [value for value in values if isinstance(value, int | float)]
    if column.decimals is not None or column.is_mixed or not numbers:
        return column.decimals
    return max(map(decimals_of, numbers))


def _value(cell: Cell) -> Any:
    """What a cell holds, or the words that say why it holds nothing."""
    return text(cell.text) if cell.value is None else cell.value


def source_text(source: Any) -> str:
    """Return what a source line says, without the ways on that only a page has."""
    parts = source if isinstance(source, list | tuple) else [source]
    return " ".join(text([part for part in parts if type_of(part) != "A"]).split()).removesuffix(" .")


def text(part: Any) -> str:
    """Return the text of a component as it is read."""
    if isinstance(part, list | tuple):
        return "".join(map(text, part))
    if isinstance(part, Component):
        return text(getattr(part, "children", None))
    return "" if part is None else str(part)
