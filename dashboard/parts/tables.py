"""Frames -> tables, and tables -> real HTML as Dash components. Pure. A missing figure is a word, never 0."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.parts.table import Cell, Column, Group, Row, Table, label, limits, measure, named, table_of
from data.catalogue.models import Indicator
from data.judgement.status import Point
from data.periods import Period

PERIOD = Column("Period", "period")
INTERVAL = Column("95% interval", "interval")
NO_INTERVAL = "none held"
NO_FIGURE = Cell(None, words.NO_FIGURE)
NONE = Cell(None, "")
AWAITS = words.AWAITS.capitalize()


def rendered(table: Table) -> Component:
    """Return a table as HTML, in a region that scrolls sideways where it must."""
    classes = ["number" if column.is_numeric else None for column in table.columns]
    header = [
        html.Th(column.title, scope="col", className=kind)
        for column, kind in zip(table.columns, classes, strict=True)
    ]
    bodies = []
    for group in table.groups:
        named = html.Th(html.Span(group.name), scope="rowgroup", colSpan=str(len(header)))
        top = [html.Tr(named, className="group")] if group.name else []
        bodies.append(html.Tbody([*top, *(_row(row, classes) for row in group.rows)]))
    inner = html.Table(
        [html.Caption(table.caption), html.Thead(html.Tr(header)), *bodies], className="figures-table"
    )
    return html.Div(
        inner, className="table-scroll", tabIndex="0", role="region", **{"aria-label": table.caption}
    )


def _row(row: Row, classes: Sequence[str | None]) -> Component:
    first, *others = row
    cells = [html.Td(cell.text, className=classes[at]) for at, cell in enumerate(others, 1)]
    return html.Tr([html.Th(first.text, scope="row", className=classes[0]), *cells])


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]], numeric: Iterable[int] = ()
) -> Component:
    """Return a table of texts and components that only a page shows.

    `numeric` are the numbers of the columns (from 0) whose figures are right-aligned.
    """
    return grouped(caption, head, [("", rows)], numeric)


def listed(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]], numeric: Iterable[int] = ()
) -> Component:
    """Return such a table whose rows become lists of heading and cell in a narrow window (assets/beacon.css).

    For rows that are read one by one. Browsers tell it as a table in either form.
    """
    made = table(caption, head, rows, numeric)
    inner = made.children
    inner.className = "figures-table listed"
    for body in inner.children[2:]:
        for row in body.children:
            for cell, title in zip(row.children[1:], head[1:], strict=True):
                setattr(cell, "data-label", title)
    return made


def grouped(
    caption: str,
    head: Sequence[str],
    groups: Iterable[tuple[str, Iterable[Sequence[Any]]]],
    numeric: Iterable[int] = (),
) -> Component:
    """Return such a table with its rows in groups, each under its name across the whole width."""
    right = set(numeric)
    columns = [Column(title, "number" if at in right else "text") for at, title in enumerate(head)]
    shown = [Group(name, [[label(cell) for cell in row] for row in rows]) for name, rows in groups]
    return rendered(Table(caption, columns, shown))


def figure(row: Any, indicator: Indicator) -> Cell:
    """Return a row's figure, or its marker: "65.9%", "suppressed", "no figure"."""
    if words.is_missing(row.value):
        return Cell(None, words.marker(row.note))
    return measure(row.value, words.short_amount(row.value, indicator))


def marked(row: Any, indicator: Indicator) -> Cell:
    """Return a row's figure with what awaits review beside it, or in its stead: both as text alone, so that
    no file has it as a number. Fields as `figure`, and `doubtful`."""
    shown = figure(row, indicator)
    if words.is_missing(row.doubtful):
        return shown
    waits = words.awaiting(row.doubtful)
    return Cell(None, waits if words.is_missing(row.value) else f"{shown.text}; {waits}")


def interval(
    lower: float | None, upper: float | None, indicator: Indicator, basis: str = "", none: str = NO_INTERVAL
) -> Cell:
    """Return an interval: "64.1 to 67.0 (computed)", or `none` where there is none."""
    return limits(lower, upper, words.interval(lower, upper, indicator, basis) or none, basis)


def count(value: float | None) -> Cell:
    """Return a count of people or things in full, or "not given"."""
    if value is None or words.is_missing(value):
        return Cell(None, "not given")
    return measure(value, words.number(value, 0 if float(value).is_integer() else 1))


def over_time(frame: pd.DataFrame, indicator: Indicator, caption: str) -> Table:
    """Return every period of one line, the newest first.

    Columns used: period, period_end, value, lower, upper, interval_basis, numerator, denominator, note,
    doubtful. Columns that no row fills are left out.
    """
    frame = frame.sort_values("period_end", ascending=False)
    return _lines(frame, indicator, caption, [])


def by_area(frame: pd.DataFrame, indicator: Indicator, caption: str, first: str = "Area") -> Table:
    """Return one row an area or group. Columns as `over_time`, and `label`; `code` where they are areas."""
    if "code" in frame:
        areas = [named(*pair) for pair in zip(frame.label, frame.code, strict=True)]
        return _lines(frame, indicator, caption, [(Column(first, "area"), areas)])
    labels = [label(str(name)) for name in frame.label]
    return _lines(frame, indicator, caption, [(Column(first), labels)])


def _lines(
    frame: pd.DataFrame, indicator: Indicator, caption: str, first: Sequence[tuple[Column, list[Cell]]]
) -> Table:
    rows = list(frame.itertuples())
    held = [
        *first,
        (PERIOD, [period(row) for row in rows]),
        (measured(indicator), [figure(row, indicator) for row in rows]),
        *_optional_columns(frame, indicator),
    ]
    cells = [[column[at] for _, column in held] for at in range(len(rows))]
    return table_of(caption, [column for column, _ in held], cells)


def wide(
    frame: pd.DataFrame,
    indicator: Indicator,
    labels: Mapping[str, str],
    codes: Mapping[str, str],
    caption: str,
) -> Table:
    """Return periods down (newest first) and areas across. By slug: `labels` in their order, and `codes`."""
    shown = {slug: label for slug, label in labels.items() if (frame.area == slug).any()}
    cells = {(row.area, row.period_end): marked(row, indicator) for row in frame.itertuples()}
    periods = frame.drop_duplicates("period_end").sort_values("period_end", ascending=False)
    rows = [
        [period(row), *(cells.get((slug, row.period_end), NO_FIGURE) for slug in shown)]
        for row in periods.itertuples()
    ]
    columns = [Column(name, "number", "", indicator.decimals, codes[slug]) for slug, name in shown.items()]
    return table_of(caption, [PERIOD, *columns], rows)


def by_category(
    frame: pd.DataFrame, indicator: Indicator, labels: dict[str, str], kind: str, caption: str
) -> Table:
    """Return the categories of one kind down and areas across, at one period. `labels`: slug -> heading."""
    shown = {slug: label for slug, label in labels.items() if (frame.area == slug).any()}
    cells = {(row.category, row.area): marked(row, indicator) for row in frame.itertuples()}
    rows = [
        [label(words.category(category)), *(cells.get((category, slug), NO_FIGURE) for slug in shown)]
        for category in sorted(frame.category.unique())
    ]
    return table_of(caption, [Column(kind), *(Column(label, "number") for label in shown.values())], rows)


def origin(frame: pd.DataFrame, indicator: Indicator, caption: str) -> Table:
    """Return where each figure was read: release, when published, file with its checksum, sheet and row.

    Columns: period, period_end, value, doubtful, note, release, published, published_basis, file, sha256,
    sheet, row.
    """
    frame = frame.sort_values("period_end", ascending=False)
    rows = [
        [
            period(row),
            marked(row, indicator),
            label(words.release(str(row.release))),
            Cell(row.published, published(row)),
            Cell(str(row.file), _file(row)),
            label(str(row.sheet) or "one table only"),
            label(str(row.row) or "not given"),
        ]
        for row in frame.itertuples()
    ]
    more = [Column("Release"), Column("Published", "date"), *map(Column, ("File", "Sheet", "Row"))]
    return table_of(caption, [PERIOD, measured(indicator), *more], rows)


def period(row: Any) -> Cell:
    """Return a row's period as its publisher labels it, with its first and last day.

    Fields used: period, period_start, period_end.
    """
    name = words.period(str(row.period))
    return Cell(Period(row.period_start, row.period_end, name), name)


def period_of(point: Point) -> Cell:
    """Return the period of a point."""
    name = words.period(point.period)
    return Cell(Period(point.start, point.end, name), name)


def published(row: Any) -> str:
    """Return when a release came out: the day, "about April 2026" where it is estimated, or "by 22 November
    2026" where only the day is known on which it was received."""
    basis = str(row.published_basis)
    if basis == "estimated":
        return f"about {words.month(row.published)}"
    return ("by " if basis == "received" else "") + words.day(row.published)


def measured(indicator: Indicator) -> Column:
    """Return the column of an indicator's figures under its `heading`."""
    return Column(heading(indicator), "number", decimals=indicator.decimals)


def between(indicator: Indicator) -> Column:
    """Return the column of the intervals of an indicator's figures."""
    return replace(INTERVAL, decimals=indicator.decimals)


def heading(indicator: Indicator) -> str:
    """Return the heading of a column of an indicator's figures: its unit, or "Figure"."""
    return (
        "Per cent" if indicator.is_percentage else indicator.unit[:1].upper() + indicator.unit[1:] or "Figure"
    )


def _file(row: Any) -> Component:
    check = str(row.sha256) if not words.is_missing(row.sha256) and row.sha256 else ""
    parts: list[Any] = [str(row.file)]
    if check:
        parts += [" ", html.Span(f"SHA-256 {check[:12]}…", className="checksum", title=f"SHA-256 {check}")]
    return html.Span(parts, className="file")


def _optional_columns(frame: pd.DataFrame, indicator: Indicator) -> list[tuple[Column, list[Cell]]]:
    held: list[tuple[Column, list[Cell]]] = []
    if frame.lower.notna().any():
        ends = zip(frame.lower, frame.upper, frame.interval_basis, strict=True)
        intervals = [interval(lower, upper, indicator, str(basis)) for lower, upper, basis in ends]
        held.append((between(indicator), intervals))
    if "doubtful" in frame and frame.doubtful.notna().any():
        waits = [
            NONE if words.is_missing(value) else measure(value, f"{value:,.10g}") for value in frame.doubtful
        ]
        held.append((Column(AWAITS, "number"), waits))
    if frame.numerator.notna().any():
        held.append((Column("Number", "number"), [count(value) for value in frame.numerator]))
    if frame.denominator.notna().any():
        held.append((Column("Out of", "number"), [count(value) for value in frame.denominator]))
    return held
