"""Pages without any script: /indicator/<id>.html and /place/<slug>.html.

They are made from the views of the full pages: every block with its chart drawn, its table in sight and its
source, then the sentences of the statements. Forms stay on the full pages.
"""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Any

import dash
from dash import html
from dash.development.base_component import Component
from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard import ask, assets, components, shell
from dashboard.chart import Chart, Panel
from dashboard.figures.grammar import Figure
from dashboard.markup import Raw, to_html
from dashboard.pages import indicator, place
from dashboard.place.data import has_figure
from dashboard.selection import Selection
from dashboard.shell import View, address
from data import exceptions, wording
from data.errors import BeaconError
from data.status import Status

INDICATOR, PLACE = "/indicator/{}", "/place/{}"
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


def add_routes(server: Flask, base: str) -> None:
    """Serve <base>indicator/<id>.html and <base>place/<slug>.html; they read the same query strings."""
    server.add_url_rule(f"{base}indicator/<id>.html", "plain-indicator", lambda id: _answer(of_indicator, id))
    server.add_url_rule(f"{base}place/<slug>.html", "plain-place", lambda slug: _answer(of_place, slug))


def _answer(page: Any, ident: str) -> Response:
    try:
        view, told, full = page(ident, request.args.to_dict())
    except (BeaconError, SQLAlchemyError):
        view, told, full = shell.unreachable(), None, ""
    headers = {"Cache-Control": "no-cache"}
    return Response(document(view, told, full), status=view.status, mimetype="text/html", headers=headers)


def of_indicator(ident: str, query: dict[str, str]) -> tuple[View, Any, str]:
    """Return an indicator's view, its sentences, one for each area, and the path of its full page."""
    if ident not in ask.defined().indicators:
        near = _plainly(indicator.nearest(ident))
        return shell.unknown("There is no indicator of that name.", near), None, ""
    view = indicator.build(query, ident)
    found = ask.statuses(view.selection.as_of, ident)
    pairs = [(_area(one, view), one.sentence) for one in found]
    return view, _sentences([("", pairs)]), INDICATOR.format(ident)


def of_place(slug: str, query: dict[str, str]) -> tuple[View, Any, str]:
    """Return a Place's view, its sentences (of the lines with a figure), and the path of its full page."""
    known = ask.defined()
    if place.place_of(slug) is None:
        return shell.unknown("There is no Place of that name.", _plainly(place.nearest(slug))), None, ""
    view = place.build(query, slug)
    found = exceptions.standing_for(ask.statuses(view.selection.as_of), known, slug)
    found = [one for one in found if has_figure(one)]
    names = {one.id: one.name for one in known.domains}
    groups = [
        (names[domain], [(_line(one, view), one.sentence) for one in mine])
        for domain, mine in groupby(found, lambda one: known.indicators[one.indicator].domain)
    ]
    return view, _sentences(groups), PLACE.format(slug)


def _plainly(near: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, f"{href}.html") for name, href in near]


def _area(status: Status, view: View) -> Any:
    """The area a sentence is about, leading to its own page where it is a Place."""
    area = ask.defined().areas[status.place]
    name = area.name + _sex(status)
    if area.kind != "place":
        return name
    return components.link(name, _to(PLACE, area.slug, view))


def _line(status: Status, view: View) -> Any:
    name = ask.defined().indicators[status.indicator].short_title + _sex(status)
    return components.link(name, _to(INDICATOR, status.indicator, view, view.selection.place))


def _sex(status: Status) -> str:
    by_sex = len(ask.defined().indicators[status.indicator].headline.sexes) > 1
    return wording.SEXES.get(status.sex, "") if by_sex else ""


def _to(path: str, ident: str, view: View, chosen: str = "") -> str:
    """The address of another page without scripts, as of the same date."""
    query = Selection(place=chosen, as_of=view.selection.as_of).query()
    return address(f"{path.format(ident)}.html") + query


def _sentences(groups: Sequence[tuple[str, Sequence[tuple[Any, str]]]]) -> Component:
    parts: list[Any] = [html.H2("In sentences", id="sentences")]
    for name, pairs in groups:
        parts += [html.H3(name)] if name else []
        parts.append(components.facts(pairs))
    return html.Section(parts, className="sentences", **{"aria-labelledby": "sentences"})


def document(view: View, told: Any, full: str) -> str:
    """Return the document: the way to the `full` page, the blocks of the view, the sentences `told`."""
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
        html.Nav(html.Ul([html.Li(one) for one in onward]), className="contents", **{"aria-label": "Onward"})
        if full
        else None,
        *blocks(view.body),
        told,
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
    places = [html.Li(components.link(one.name, _to(PLACE, one.slug, view))) for one in ask.defined().places]
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
    kept = [part for part in body if not (isinstance(part, Component) and part._type == "Form")]
    return [_chart(part) if isinstance(part, Chart) else part for part in kept]


def _chart(chart: Chart) -> Component:
    parts: list[Any] = [html.P(chart.sentence, className="sentence")]
    if chart.panels:
        parts.append(html.Div([_panel(one) for one in chart.panels], className="small-charts"))
    elif chart.figure is not None:
        parts.append(html.Div(_drawn(chart.figure, components.WIDTHS), className="chart"))
    elif chart.why:
        parts.append(components.notice(chart.why))
    parts += [components.chart_key(chart.key), chart.table, html.P(chart.source, className="source")]
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
