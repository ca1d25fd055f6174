"""The files of a chart's menu: the picture as SVG, the figures as csv and xlsx, from the page's own chart."""

import re
from collections.abc import Mapping
from typing import Any

import dash
from flask import Flask, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard import pages, shell
from dashboard.figures.svg import picture as svg
from dashboard.parts.chart import Chart
from dashboard.selection import asked
from dashboard.web.chart_records import Origin, fields, licence, records, shared_facts, source_text, stem
from dashboard.web.downloads import TYPES, as_csv, as_xlsx, refused
from data.errors import BeaconError

WIDTH = 960
COLUMNS = 3
FORMS = {**TYPES, "svg": "image/svg+xml"}


def add_routes(server: Flask, base: str) -> None:
    """Serve <base>charts/<page>/<ident>/<chart>.<form> with the query string of the page."""
    server.add_url_rule(f"{base}charts/<page>/<ident>/<name>.<form>", "chart", _answer)


def _answer(page: str, ident: str, name: str, form: str) -> Response:
    try:
        view = _view(page, ident, asked(request.args.lists()))
    except (BeaconError, SQLAlchemyError):
        abort(503)
    if view is not None and view.selection.problems:
        return refused(view.selection.problems)
    chart = next((candidate for candidate in _charts(view) if candidate.name == name), None)
    if view is None or chart is None or form not in FORMS or not chart.has(form):
        abort(404)
    state = _path(page, ident) + view.selection.query()
    origin = Origin(view.title, request.host_url.rstrip("/") + state, view.selection.as_of)
    name = f"{stem(chart, page, origin)}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
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
    return as_csv(records(chart, origin)) if form == "csv" else workbook(chart, origin)


def picture(chart: Chart, origin: Origin) -> str:
    """Return the picture as SVG, with all it takes to be read away from its page."""
    below = (
        source_text(chart.source),
        f"{origin.date_sentence} {licence(chart.subject)}",
        f"{shell.NAME}: {origin.address}",
    )
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


def workbook(chart: Chart, origin: Origin) -> bytes:
    """Return a workbook: a cover that says what the figures are and where they come from, and the figures."""
    cover = [
        ("Page", origin.page),
        ("Chart", chart.title),
        ("What it says", chart.sentence),
        *shared_facts(chart, origin),
        ("Source", source_text(chart.source)),
        ("Which figures", origin.date_sentence),
        ("As of", origin.day),
        ("Licence", licence(chart.subject)),
        ("Address", origin.address),
    ]
    decimals = {field.heading: field.decimals for field in fields(chart, origin)}
    return as_xlsx("Figures", records(chart, origin), cover, decimals)
