"""The files of a chart's menu: the picture as SVG, the figures as csv and xlsx, from the page's own chart."""

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import dash
from dash.development.base_component import Component
from flask import Flask, Response, abort, request

from dashboard import shell
from dashboard.chart import Chart
from dashboard.downloads import TYPES, Record, as_csv, as_xlsx
from dashboard.figures.svg import picture as svg
from dashboard.selection import asked

WIDTH = 960
COLUMNS = 3
FORMS = {**TYPES, "svg": "image/svg+xml"}
_FIGURE = re.compile(r"-?[\d,]*\d(\.\d+)?%?")


def add_routes(server: Flask, base: str) -> None:
    """Serve <base>charts/<page>/<ident>/<chart>.<form> with the query string of the page."""
    server.add_url_rule(f"{base}charts/<page>/<ident>/<name>.<form>", "chart", _answer)


def _answer(page: str, ident: str, name: str, form: str) -> Response:
    chart = next((one for one in charts(page, ident, asked(request.args.lists())) if one.name == name), None)
    if chart is None or form not in FORMS or not chart.has(form):
        abort(404)
    stem = "-".join(part for part in ("beacon", ident if ident != shell.ALL else page, name) if part)
    headers = {"Content-Disposition": f'attachment; filename="{stem}.{form}"', "Cache-Control": "no-cache"}
    return Response(made(chart, form, request.url), mimetype=FORMS[form], headers=headers)


def charts(page: str, ident: str, query: Mapping[str, Any]) -> list[Chart]:
    """Return the charts of a page in one state, in their order; none where there is no such page."""
    module = f"dashboard.pages.{page}"
    if module not in dash.page_registry:
        return []
    found = re.search(r"<(\w+)>", dash.page_registry[module].get("path_template") or "")
    variables = {found[1]: ident} if found else {}
    build = getattr(import_module(module), "build", None)
    if build is None or (not found and ident != shell.ALL):
        return []
    view: shell.View = build(query, **variables)
    return [part for part in view.body if isinstance(part, Chart)]


def made(chart: Chart, form: str, address: str) -> bytes:
    """Return a file of a chart: "svg", "csv" or "xlsx". `address`: where it came from, for the reader."""
    if form == "svg":
        return picture(chart).encode()
    return as_csv(records(chart)) if form == "csv" else workbook(chart, address)


def picture(chart: Chart) -> str:
    """Return the picture with its title and source, as SVG."""
    words = {"title": chart.title, "source": text(chart.source), "sentence": chart.sentence}
    if chart.panels:
        shown = [(one.label, one.value, one.figure, one.sentence) for one in chart.panels]
        return svg.panels(shown, COLUMNS, WIDTH, **words)
    return svg.drawn(chart.figure or {}, WIDTH, **words)


def records(chart: Chart) -> list[Record]:
    """Return the rows of the chart's table as they stand, figures as numbers."""
    head, *rows = _rows(chart.table)
    return [dict(zip(head, map(_value, row), strict=True)) for row in rows]


def workbook(chart: Chart, address: str) -> bytes:
    """Return a workbook: the figures, and a sheet that says what they are and where they come from."""
    about = (chart.title, chart.sentence, text(chart.source), address)
    return as_xlsx({"Figures": records(chart), "About": [{"About these figures": one} for one in about]})


def _rows(table: Any) -> list[list[str]]:
    if isinstance(table, list | tuple):
        return [row for part in table for row in _rows(part)]
    if not isinstance(table, Component):
        return []
    inside = getattr(table, "children", None)
    if table._type == "Tr":
        cells = inside if isinstance(inside, list) else [inside]
        return [[text(getattr(cell, "children", None)) for cell in cells]]
    return _rows(inside)


def text(part: Any) -> str:
    """Return the text of a component as it is read."""
    if isinstance(part, list | tuple):
        return "".join(map(text, part))
    if isinstance(part, Component):
        return text(getattr(part, "children", None))
    return "" if part is None else str(part)


def _value(cell: str) -> Any:
    if not _FIGURE.fullmatch(cell):
        return cell
    plain = float(cell.strip("%").replace(",", ""))
    return int(plain) if plain.is_integer() and "." not in cell else plain
