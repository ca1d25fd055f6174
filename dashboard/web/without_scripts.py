"""Pages without any script: /indicator/<id>.html and /place/<slug>.html.

They are made from the views of the full pages: every block with its chart drawn, its table in sight and its
source, then the sentences of the statements. Forms stay on the full pages.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

import dash
from dash import html
from dash.development.base_component import Component
from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard import ask, shell
from dashboard.figures.grammar import Figure
from dashboard.html.markup import Raw, to_html
from dashboard.html.private import type_of
from dashboard.pages.shared.beside import Making
from dashboard.pages.shared.plain_parts import PLACE, to
from dashboard.parts import components, tables
from dashboard.parts.chart import Chart, Panel
from dashboard.selection import asked
from dashboard.shell import View, address
from dashboard.web import assets
from data.errors import BeaconError

DOCUMENT = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="{icon}">
{styles}
</head>
<body class="plain">
<div class="page">{inner}</div>
</body>
</html>
"""


def serve(server: Flask, base: str, page: str, made: Making) -> None:
    """Serve <base><page>/<ident>.html, which reads the same query string as the page itself.

    `made`: from ident and query to the view, its sentences and the path of the full page.
    """
    server.add_url_rule(f"{base}{page}/<ident>.html", f"plain-{page}", lambda ident: _answer(made, ident))


def _answer(made: Making, ident: str) -> Response:
    try:
        view, sentences, full = made(ident, asked(request.args.lists()))
    except (BeaconError, SQLAlchemyError):
        view, sentences, full = shell.unreachable(), None, ""
    headers = {"Cache-Control": "no-cache"}
    return Response(
        document(view, sentences, full), status=view.status, mimetype="text/html", headers=headers
    )


def document(view: View, sentences: Any, full: str) -> str:
    """Return the document: the way to the `full` page, the blocks of the view and the `sentences`."""
    crumbs = shell.breadcrumb(view.crumbs, view.title)
    onward = [
        components.link("The full page, with choices", address(full) + view.selection.query()),
        components.link("Everything in sentences", "#sentences"),
    ]
    content = [
        crumbs,
        html.H1(view.title),
        html.P(view.lead, className="lead") if view.lead else None,
        *components.problems(view.selection.problems),
        shell.past_notice(view.selection),
        html.Nav(
            html.Ul([html.Li(link) for link in onward]), className="contents", **{"aria-label": "Onward"}
        )
        if full
        else None,
        *blocks(view.body),
        sentences,
    ]
    inner = [
        html.A("Skip to the content", href="#content", className="skip-link"),
        _header(view),
        html.Main([part for part in content if part is not None], id="content", className="main"),
        shell.footer(),
    ]
    title = f"{view.title} – {shell.NAME}"
    return DOCUMENT.format(
        title=escape(title, quote=False),
        icon=dash.get_asset_url("icon.svg"),
        styles=assets.styles(),
        inner=to_html(inner),
    )


def _header(view: View) -> Component:
    places = [
        html.Li(components.link(place.name, to(PLACE, place.slug, view))) for place in ask.defined().places
    ]
    home = address("/") + view.selection.carried()
    return html.Header(
        html.Div(
            [
                html.Div(
                    [
                        components.link(shell.NAME, home, className="wordmark"),
                        html.Span(shell.STRAPLINE, className="strapline"),
                    ],
                    className="brand",
                ),
                html.Nav(html.Ul(places), **{"aria-label": "The nine Places, without scripts"}),
            ],
            className="header-inner",
        ),
        className="header",
    )


def blocks(body: Sequence[Any]) -> list[Any]:
    """Return the parts of a page's body without scripts: charts drawn, tables in sight, no forms."""
    kept = [part for part in body if type_of(part) != "Form"]
    return [_chart(part) if isinstance(part, Chart) else part for part in kept]


def _chart(chart: Chart) -> Component:
    parts: list[Any] = [html.P(chart.sentence, className="sentence")]
    if chart.panels:
        parts.append(html.Div([_panel(panel) for panel in chart.panels], className="small-charts"))
    elif chart.figure is not None:
        parts.append(html.Div(_drawn(chart.figure, components.WIDTHS), className="chart"))
    elif chart.why:
        parts.append(components.notice(chart.why))
    table = tables.rendered(chart.table) if chart.table else None
    parts += [components.chart_key(chart.key), table, html.P(chart.source, className="source")]
    return html.Section(
        [html.H2(chart.title, id=f"{chart.name}-title"), *parts],
        className="chart-block",
        **{"aria-labelledby": f"{chart.name}-title"},
    )


def _panel(panel: Panel) -> Component:
    drawn = _drawn(panel.figure, components.SMALL_WIDTHS) if panel.figure else None
    return html.Div(
        [html.H3(panel.label), html.P(panel.value, className="small-value"), html.P(panel.sentence), drawn],
        className="small-chart",
    )


def _drawn(figure: Figure, widths: Sequence[tuple[str, int]]) -> Raw:
    """The picture; what it shows stands in the sentence and the table beside it."""
    return Raw(components.drawings(figure, widths))
