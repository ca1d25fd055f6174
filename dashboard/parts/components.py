"""The parts pages are made of: chart block, sentence, facts, notices, marks. Pure."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from dash import html
from dash.development.base_component import Component

from dashboard.figures import spine
from dashboard.figures.grammar import Figure
from dashboard.figures.margins import settled
from dashboard.figures.svg import picture as svg
from dashboard.html.markup import Raw
from dashboard.parts import tables
from dashboard.parts.chart import Chart, Panel

FileAddress: TypeAlias = Callable[[str, str], str]
# A drawn chart scales with its frame, and its words with it: one is drawn for wide windows, one for tablets
# and paper, and one for narrow windows.
WIDTHS = (("wide", 1000), ("medium", 780), ("narrow", 300))
SMALL_WIDTHS = (("any", 370),)
FILES = (
    ("png", "svg", "Picture (PNG)"),
    ("svg", "svg", "Picture to scale (SVG)"),
    ("csv", "csv", "Figures (CSV)"),
    ("xlsx", "xlsx", "Figures (Excel workbook)"),
)
KEY = {
    "actual": "published figure",
    "interval": "95% interval",
    "target": "target, with its deadline",
    "standing": "target, no deadline",
    "trajectory": "agreed trajectory",
    "straight": "straight line, not an agreed trajectory",
    "limits": "mean, and usual limits (dashed)",
    "improving": "special cause, improving",
    "concerning": "special cause, concerning",
    "neutral": "special cause, neither better nor worse",
    "forecast": "forecast with its 80% and 95% limits",
    "break": "series changed",
    "awaiting": "awaits review: in no sentence yet",
    "reference": "comparison area",
    "rank": "rank",
    "rank-interval": "95% interval of the rank",
    "group": "one band: not to be told apart from the first in it",
    "spine-range": "range of the nine Places",
    "spine-system": "Cheshire and Merseyside",
    **{f"spine-{kind or 'unjudged'}": text for kind, text in spine.KEY.items()},
}


def chart_block(chart: Chart, to: FileAddress, fixed: str = "") -> Component:
    """Return a chart with heading, menu, sentence (its name for a screen reader), table and source line.

    `to` gives the address of a file of the chart: (name, form). `fixed`: the query string of the page with
    the day its figures are of, so that they stay as they are.
    """
    sentence = html.P(chart.sentence, id=f"{chart.name}-sentence", className="sentence")
    return html.Section(
        [
            html.Div(
                [html.H2(chart.title, id=f"{chart.name}-title"), menu(chart, to, fixed)],
                className="chart-head",
            ),
            *_picture(chart, sentence),
            *_table(chart),
            html.P(chart.source, className="source"),
        ],
        className="chart-block",
        **{"aria-labelledby": f"{chart.name}-title"},
    )


def _table(chart: Chart) -> list[Component]:
    if chart.table is None:
        return []
    return [disclosed("Show these figures as a table", tables.rendered(chart.table), f"{chart.name}-table")]


def _picture(chart: Chart, sentence: Component) -> list[Any]:
    if chart.panels:
        panels = html.Div([small_chart(panel) for panel in chart.panels], className="small-charts")
        return [sentence, panels, chart_key(chart.key)]
    if chart.figure is None:
        return [sentence, notice(chart.why)]
    if chart.instead is not None:
        return [sentence, chart.instead]
    drawn = [
        html.Figcaption(sentence),
        graph(chart.name, chart.figure, f"{chart.name}-sentence", WIDTHS),
        chart_key(chart.key),
    ]
    return [html.Figure(drawn, className="chart")]


def menu(chart: Chart, to: FileAddress, fixed: str = "") -> Component:
    """Return the menu of a chart: its picture, its figures, links to it. A menu button as in WAI-ARIA."""
    name = f"{chart.name}-menu"
    items = [
        html.A(text, href=to(chart.name, form), download=True, **{"data-form": kind})
        for kind, form, text in FILES
        if chart.has(form)
    ]
    for query, text in (("", "Copy a link to it"), (fixed, "Copy a link that keeps these figures")):
        items.append(html.A(text, href=f"{query}#{chart.name}-title", **{"data-form": "link"}))
    for item in items:
        item.role, item.tabIndex = "menuitem", "-1"
    button = html.Button(
        ["Save or share", html.Span(f": {chart.title}", className="visually-hidden")],
        id=name,
        type="button",
        className="menu-button",
        **{"aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": f"{name}-items"},
    )
    listed = html.Ul(
        [html.Li(item, role="none") for item in items],
        id=f"{name}-items",
        role="menu",
        hidden=True,
        **{"aria-labelledby": name},
    )
    return html.Div([button, listed], className="menu")


def table_block(name: str, title: str, sentence: str, table: Component, source: Any) -> Component:
    """Return a block that is a table only."""
    return html.Section(
        [html.H2(title, id=f"{name}-title"), html.P(sentence), table, html.P(source, className="source")],
        className="chart-block",
        **{"aria-labelledby": f"{name}-title"},
    )


def disclosed(summary: str, content: Any, name: str | None = None) -> Component:
    """Return what is folded away until asked for. One with a `name` stays open when the page changes."""
    return html.Details([html.Summary(summary), content], **({"id": name} if name else {}))


def graph(
    name: str, figure: Figure, labelled_by: str, widths: Sequence[tuple[str, int]] = SMALL_WIDTHS
) -> Component:
    """Return a graph that a screen reader meets as one image named by its sentence.

    It is drawn here already, once for every one of `widths`; the browser's script (assets/charts.js) makes
    it interactive from the figure that stands in it.
    """
    figure = settled(figure, [width for _, width in widths])
    drawn = drawings(figure, widths)
    return html.Div(
        Raw(f'{drawn}<script type="application/json">{as_json(figure)}</script>'),
        id=f"{name}-graph",
        className="graph",
        role="img",
        style={"minHeight": f"{figure['layout']['height']}px"},
        **{"aria-labelledby": labelled_by},
    )


def drawings(figure: Figure, widths: Sequence[tuple[str, int]]) -> str:
    """Return a figure as SVG, once for every one of `widths`."""
    return "".join(f'<div class="drawn {kind}">{svg.drawn(figure, width)}</div>' for kind, width in widths)


def as_json(figure: Figure) -> str:
    """Return a figure as JSON that may stand within HTML: no character of it ends or opens an element."""
    text = json.dumps(figure, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def chart_key(parts: Sequence[str]) -> Component | None:
    """Return what each mark in the chart means; only marks that are in it."""
    if not parts:
        return None
    items = [
        html.Li([html.Span(className=f"mark mark-{part}", **{"aria-hidden": "true"}), KEY[part]])
        for part in parts
    ]
    return html.Ul(items, className="chart-key", **{"aria-label": "Key to the chart"})


def small_chart(panel: Panel) -> Component:
    """Return one small chart: an area's name and newest figure over its line, or why there is none."""
    named = f"{panel.name}-sentence"
    if panel.figure:
        hidden = html.P(panel.sentence, id=named, className="visually-hidden")
        drawn = [hidden, graph(panel.name, panel.figure, named)]
    else:
        drawn = [html.P(panel.sentence, className="no-figure small-empty")]
    return html.Figure(
        [html.H3(panel.heading), html.P(panel.value, className="small-value"), *drawn],
        className="small-chart chosen" if panel.chosen else "small-chart",
    )


def answers(rows: Iterable[tuple[str, str, str]]) -> Component:
    """Return what the sections of a long page say, a sentence each, with the way there: (id, title, text)."""
    items = [
        html.Li([html.A(title, href=f"#{name}-title"), html.Span(text)], className="answer")
        for name, title, text in rows
    ]
    return html.Nav(html.Ul(items), className="answers", **{"aria-label": "On this page"})


def facts(pairs: Iterable[tuple[str, Any]], name: str = "facts") -> Component:
    """Return a list of short facts: term and what it is."""
    return html.Dl([html.Div([html.Dt(term), html.Dd(fact)]) for term, fact in pairs], className=name)


def notice(text: Any, heading: str = "", kind: str = "note") -> Component:
    """Return a sentence that says what is missing or refused, why, and what to do."""
    parts = [html.P(html.Strong(heading))] if heading else []
    return html.Div([*parts, html.P(text)], className=f"notice notice-{kind}")


def problems(refused: Sequence[str]) -> list[Component]:
    """Return one notice a refused value of the address; none where nothing was refused."""
    return [notice(text, "Part of this address was not understood", "problem") for text in refused]


def status_mark(word: str) -> Component | None:
    """Return a word such as met or not met with its shape and colour; None where nothing is judged.

    The classes are the word with dashes for spaces and without commas: .behind-within-uncertainty.
    """
    if not word:
        return None
    kind = word.replace(",", "").replace(" ", "-")
    return html.Span(
        [html.Span(className=f"shape shape-{kind}", **{"aria-hidden": "true"}), word],
        className=f"status {kind}",
    )


def link(text: Any, href: str, **others: Any) -> Component:
    """Return a link within the product, followed without loading the page anew."""
    return html.A(text, href=href, **others)


def external(text: str, href: str) -> Component:
    """Return a link to another site, in the same window, telling nobody where from."""
    return html.A(text, href=href, rel="noreferrer")


def section(name: str, title: str, parts: Sequence[Any]) -> Component:
    """Return a section under its heading."""
    kept = [part for part in parts if part is not None]
    return html.Section([html.H2(title, id=f"{name}-title"), *kept], **{"aria-labelledby": f"{name}-title"})
