"""The files of a chart's menu: the picture as SVG, the figures as csv and xlsx, from the page's own chart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash
from dash.development.base_component import Component
from flask import Flask, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard import pages, shell, words
from dashboard.figures.svg import picture as svg
from dashboard.html.private import type_of
from dashboard.pages.shared.beside import Record
from dashboard.parts.chart import Chart
from dashboard.parts.table import Cell, Column, Limits
from dashboard.selection import asked
from dashboard.web.downloads import TYPES, as_csv, as_xlsx
from data.errors import BeaconError

WIDTH = 960
COLUMNS = 3
FORMS = {**TYPES, "svg": "image/svg+xml"}
LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0; "
    "the page About names each publisher’s licence."
)


def add_routes(server: Flask, base: str) -> None:
    """Serve <base>charts/<page>/<ident>/<chart>.<form> with the query string of the page."""
    server.add_url_rule(f"{base}charts/<page>/<ident>/<name>.<form>", "chart", _answer)


@dataclass(frozen=True)
class Origin:
    """Where a chart stands: the title and the address of its page, and the day its figures are of."""

    page: str
    address: str
    as_of: date | None = None

    @property
    def date_sentence(self) -> str:
        """What was known when, for whoever has the file and not the page."""
        if self.as_of:
            return f"Figures published by {words.day(self.as_of)}."
        return f"The newest figures held on {words.day(date.today())}."


def _answer(page: str, ident: str, name: str, form: str) -> Response:
    try:
        view = _view(page, ident, asked(request.args.lists()))
    except (BeaconError, SQLAlchemyError):
        abort(503)
    chart = next((candidate for candidate in _charts(view) if candidate.name == name), None)
    if view is None or chart is None or form not in FORMS or not chart.has(form):
        abort(404)
    stem = "-".join(part for part in ("beacon", ident if ident != shell.ALL else page, name) if part)
    headers = {"Content-Disposition": f'attachment; filename="{stem}.{form}"', "Cache-Control": "no-cache"}
    state = _path(page, ident) + view.selection.query()
    origin = Origin(view.title, request.host_url.rstrip("/") + state, view.selection.as_of)
    return Response(made(chart, form, origin), mimetype=FORMS[form], headers=headers)


def charts(page: str, ident: str, query: Mapping[str, Any]) -> list[Chart]:
    """Return the charts of a page in one state, in their order; none where there is no such page."""
    return _charts(_view(page, ident, query))


def _charts(view: shell.View | None) -> list[Chart]:
    return [part for part in view.body if isinstance(part, Chart)] if view else []


def _view(page: str, ident: str, query: Mapping[str, Any]) -> shell.View | None:
    module = f"dashboard.pages.{page}"
    if module not in dash.page_registry:
        return None
    variable = _variable(page)
    build = pages.builder(page)
    if build is None or (not variable and ident != shell.ALL):
        return None
    view: shell.View = build(query, **({variable: ident} if variable else {}))
    return view


def _variable(page: str) -> str:
    """The name of what varies in the path of a page, "" where nothing does."""
    varying = re.search(r"<(\w+)>", dash.page_registry[f"dashboard.pages.{page}"].get("path_template") or "")
    return varying[1] if varying else ""


def _path(page: str, ident: str) -> str:
    known = dash.page_registry[f"dashboard.pages.{page}"]
    path = (known.get("path_template") or known["path"]).replace(f"<{_variable(page)}>", ident)
    return shell.address(path)


def made(chart: Chart, form: str, origin: Origin) -> bytes:
    """Return a file of a chart: "svg", "csv" or "xlsx"."""
    if form == "svg":
        return picture(chart, origin).encode()
    return as_csv(records(chart)) if form == "csv" else workbook(chart, origin)


def picture(chart: Chart, origin: Origin) -> str:
    """Return the picture as SVG, with all it takes to be read away from its page."""
    below = (_said(chart.source), f"{origin.date_sentence} {LICENCE}", f"{shell.NAME}: {origin.address}")
    caption = svg.Caption(
        over=origin.page if origin.page != chart.title else "",
        title=chart.title,
        sentence=chart.sentence,
        source="\n".join(filter(None, below)),
    )
    if chart.panels:
        shown = [(panel.label, panel.value, panel.figure, panel.sentence) for panel in chart.panels]
        return svg.panels(shown, COLUMNS, WIDTH, caption)
    return svg.drawn(chart.figure or {}, WIDTH, caption)


def records(chart: Chart) -> list[Record]:
    """Return the rows of the chart's table: values as they are stored, the limits of intervals apart."""
    if chart.table is None:
        return []
    rows = chart.table.rows
    parts = [
        part
        for at, column in enumerate(chart.table.columns)
        for part in _columns(column, [row[at] for row in rows])
    ]
    return [{name: values[at] for name, values in parts} for at in range(len(rows))]


def _columns(column: Column, cells: Sequence[Cell]) -> list[tuple[str, list[Any]]]:
    """A column as it goes into a file. One of intervals becomes two of limits and one that says which were
    computed; a word in the place of an interval stands in the place of each limit."""
    between = [cell.value if isinstance(cell.value, Limits) else None for cell in cells]
    if not any(between):
        return [(column.heading, [_value(cell) for cell in cells])]
    ends = list(zip(between, cells, strict=True))
    limits = [
        (f"{column.heading}, lower", [span.lower if span else _value(cell) for span, cell in ends]),
        (f"{column.heading}, upper", [span.upper if span else _value(cell) for span, cell in ends]),
    ]
    computed = ["computed" if span and span.is_computed else "" for span in between]
    return [*limits, (f"{column.heading}, computed", computed)] if any(computed) else limits


def _value(cell: Cell) -> Any:
    """What a cell holds, or the words that say why it holds nothing."""
    return text(cell.text) if cell.value is None else cell.value


def workbook(chart: Chart, origin: Origin) -> bytes:
    """Return a workbook: the figures, and a sheet that says what they are and where they come from."""
    about = (
        origin.page,
        chart.title,
        chart.sentence,
        _said(chart.source),
        origin.date_sentence,
        LICENCE,
        origin.address,
    )
    return as_xlsx({"Figures": records(chart), "About": [{"About these figures": line} for line in about]})


def _said(source: Any) -> str:
    """What a source line says, without the ways on that only a page has."""
    parts = source if isinstance(source, list | tuple) else [source]
    return " ".join(text([part for part in parts if type_of(part) != "A"]).split()).removesuffix(" .")


def text(part: Any) -> str:
    """Return the text of a component as it is read."""
    if isinstance(part, list | tuple):
        return "".join(map(text, part))
    if isinstance(part, Component):
        return text(getattr(part, "children", None))
    return "" if part is None else str(part)
