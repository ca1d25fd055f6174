"""Frames -> real HTML tables, as Dash components. Pure. A missing figure is a word, never 0."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import words
from data.catalogue.models import Indicator

Cell: TypeAlias = Any  # text, a component, or a list of both


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], numeric: Iterable[int] = ()
) -> Component:
    """Return a table in a region that scrolls sideways where it must. The first cell of a row is its heading.

    `numeric` are the numbers of the columns (from 0) whose figures are right-aligned.
    """
    return grouped(caption, head, [("", rows)], numeric)


def listed(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], numeric: Iterable[int] = ()
) -> Component:
    """Return such a table whose rows become lists of heading and cell in a narrow window (assets/beacon.css).

    For rows that are read one by one. The roles say that it stays a table when it no longer looks like one.
    """
    made = table(caption, head, rows, numeric)
    inner = made.children
    inner.className, inner.role = "figures-table listed", "table"
    _, top, *bodies = inner.children
    top.role = "rowgroup"
    top.children.role = "row"
    for cell in top.children.children:
        cell.role = "columnheader"
    for body in bodies:
        body.role = "rowgroup"
        for row in body.children:
            _as_list(row, head)
    return made


def _as_list(row: Component, head: Sequence[str]) -> None:
    row.role = "row"
    for at, (cell, title) in enumerate(zip(row.children, head, strict=True)):
        cell.role = "cell" if at else "rowheader"
        if at:
            setattr(cell, "data-label", title)


def grouped(
    caption: str,
    head: Sequence[str],
    groups: Iterable[tuple[str, Iterable[Sequence[Cell]]]],
    numeric: Iterable[int] = (),
) -> Component:
    """Return such a table with its rows in groups, each under its name across the whole width."""
    right = set(numeric)
    classes = ["number" if at in right else None for at in range(len(head))]
    header = [html.Th(title, scope="col", className=classes[at]) for at, title in enumerate(head)]
    bodies = []
    for name, rows in groups:
        named = html.Th(html.Span(name), scope="rowgroup", colSpan=str(len(head)))
        group = [html.Tr(named, className="group")] if name else []
        bodies.append(html.Tbody([*group, *(_row(row, classes) for row in rows)]))
    inner = html.Table(
        [html.Caption(caption), html.Thead(html.Tr(header)), *bodies], className="figures-table"
    )
    return html.Div(inner, className="table-scroll", tabIndex="0", role="region", **{"aria-label": caption})


def _row(row: Sequence[Cell], classes: Sequence[str | None]) -> Component:
    first, *others = row
    cells = [html.Td(cell, className=classes[at]) for at, cell in enumerate(others, 1)]
    return html.Tr([html.Th(first, scope="row", className=classes[0]), *cells])


def figure(row: Any, indicator: Indicator) -> str:
    """Return a row's figure, or its marker: "65.9%", "suppressed", "no figure"."""
    return words.marker(row.note) if words.is_missing(row.value) else words.short_amount(row.value, indicator)


def interval(row: Any, indicator: Indicator) -> str:
    """Return a row's interval in words, or that none is published."""
    return words.interval(row.lower, row.upper, indicator, str(row.interval_basis)) or "none published"


def count(value: float | None) -> str:
    """Return a count of people or things in full, or "not given"."""
    if value is None or words.is_missing(value):
        return "not given"
    return words.number(value, 0 if float(value).is_integer() else 1)


def over_time(frame: pd.DataFrame, indicator: Indicator, caption: str) -> Component:
    """Return every period of one line, the newest first.

    Columns used: period, period_end, value, lower, upper, interval_basis, numerator, denominator, note.
    Columns that no row fills are left out.
    """
    frame = frame.sort_values("period_end", ascending=False)
    head, cells = (
        ["Period", heading(indicator)],
        [[words.period(str(row.period)), figure(row, indicator)] for row in frame.itertuples()],
    )
    extra = _optional_columns(frame, indicator)
    rows = [[*cells[at], *(column[at] for _, column in extra)] for at in range(len(cells))]
    head += [title for title, _ in extra]
    return table(caption, head, rows, numeric=range(1, len(head)))


def by_area(frame: pd.DataFrame, indicator: Indicator, caption: str, first: str = "Area") -> Component:
    """Return one row an area or group. Columns as `over_time`, and `label`."""
    extra = _optional_columns(frame, indicator)
    cells = [
        [str(row.label), words.period(str(row.period)), figure(row, indicator)] for row in frame.itertuples()
    ]
    rows = [[*cells[at], *(column[at] for _, column in extra)] for at in range(len(cells))]
    head = [first, "Period", heading(indicator), *(title for title, _ in extra)]
    return table(caption, head, rows, numeric=range(2, len(head)))


def wide(frame: pd.DataFrame, indicator: Indicator, labels: dict[str, str], caption: str) -> Component:
    """Return periods down (newest first) and areas across. `labels`: area slug -> heading, in order."""
    shown = {slug: label for slug, label in labels.items() if (frame.area == slug).any()}
    cells = {(row.area, row.period_end): figure(row, indicator) for row in frame.itertuples()}
    periods = frame.drop_duplicates("period_end").sort_values("period_end", ascending=False)
    rows = [
        [
            words.period(str(row.period)),
            *(cells.get((slug, row.period_end), words.NO_FIGURE) for slug in shown),
        ]
        for row in periods.itertuples()
    ]
    return table(caption, ["Period", *shown.values()], rows, numeric=range(1, len(shown) + 1))


def by_category(
    frame: pd.DataFrame, indicator: Indicator, labels: dict[str, str], kind: str, caption: str
) -> Component:
    """Return the categories of one kind down and areas across, at one period. `labels`: slug -> heading."""
    shown = {slug: label for slug, label in labels.items() if (frame.area == slug).any()}
    cells = {(row.category, row.area): figure(row, indicator) for row in frame.itertuples()}
    rows = [
        [
            words.category(category),
            *(cells.get((category, slug), words.NO_FIGURE) for slug in shown),
        ]
        for category in sorted(frame.category.unique())
    ]
    return table(caption, [kind, *shown.values()], rows, numeric=range(1, len(shown) + 1))


def origin(frame: pd.DataFrame, indicator: Indicator, caption: str) -> Component:
    """Return where each figure was read: release, when published, file with its checksum, sheet and row.

    Columns: period, period_end, value, note, release, published, published_basis, file, sha256, sheet, row.
    """
    frame = frame.sort_values("period_end", ascending=False)
    rows = [
        [
            words.period(str(row.period)),
            figure(row, indicator),
            str(row.release),
            published(row),
            _file(row),
            str(row.sheet) or "one table only",
            str(row.row) or "not given",
        ]
        for row in frame.itertuples()
    ]
    head = ["Period", heading(indicator), "Release", "Published", "File", "Sheet", "Row"]
    return table(caption, head, rows, numeric=[1])


def published(row: Any) -> str:
    """Return a release's date, marked where it is only estimated."""
    estimated = str(row.published_basis) == "estimated"
    return words.day(row.published) + (" (estimated)" if estimated else "")


def heading(indicator: Indicator) -> str:
    """Return the heading of a column of an indicator's figures: its unit, or "Figure"."""
    return (
        "Per cent"
        if indicator.unit.startswith("%")
        else indicator.unit[:1].upper() + indicator.unit[1:] or "Figure"
    )


def _file(row: Any) -> Component:
    check = str(row.sha256) if not words.is_missing(row.sha256) and row.sha256 else ""
    parts: list[Any] = [str(row.file)]
    if check:
        parts += [" ", html.Span(f"SHA-256 {check[:12]}…", className="checksum", title=f"SHA-256 {check}")]
    return html.Span(parts, className="file")


def _optional_columns(frame: pd.DataFrame, indicator: Indicator) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    if frame.lower.notna().any():
        found.append(("95% interval", [interval(row, indicator) for row in frame.itertuples()]))
    if frame.numerator.notna().any():
        found.append(("Number", [count(value) for value in frame.numerator]))
    if frame.denominator.notna().any():
        found.append(("Out of", [count(value) for value in frame.denominator]))
    return found
