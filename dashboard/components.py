"""The parts pages are made of: chart block, sentence, facts, notices, marks. Pure."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.figures.grammar import Figure
from dashboard.markup import Raw

KEY = {
    "actual": "published figure",
    "interval": "95% interval",
    "target": "target, with its deadline",
    "standing": "target, no deadline",
    "trajectory": "agreed trajectory",
    "straight": "straight line, not an agreed trajectory",
    "break": "series changed",
    "reference": "comparison area",
}


def chart_block(
    name: str,
    title: str,
    sentence: str,
    figure: Figure,
    table: Component,
    source: Any,
    key: Sequence[str] = (),
) -> Component:
    """Return a chart with its heading, its sentence (its name for a screen reader), table and source line."""
    return html.Section(
        [
            html.H2(title, id=f"{name}-title"),
            html.Figure(
                [
                    html.Figcaption(html.P(sentence, id=f"{name}-sentence", className="sentence")),
                    graph(name, figure, f"{name}-sentence"),
                    chart_key(key),
                ],
                className="chart",
            ),
            disclosed("Show these figures as a table", table),
            html.P(source, className="source"),
        ],
        className="chart-block",
        **{"aria-labelledby": f"{name}-title"},
    )


def without_chart(name: str, title: str, sentence: str, why: str, table: Component, source: Any) -> Component:
    """Return a block whose figures are too few to draw: the sentence, why there is no chart, the table."""
    return html.Section(
        [
            html.H2(title, id=f"{name}-title"),
            html.P(sentence, className="sentence"),
            notice(why),
            disclosed("Show these figures as a table", table),
            html.P(source, className="source"),
        ],
        className="chart-block",
        **{"aria-labelledby": f"{name}-title"},
    )


def table_block(name: str, title: str, sentence: str, table: Component, source: Any) -> Component:
    """Return a block that is a table only."""
    return html.Section(
        [html.H2(title, id=f"{name}-title"), html.P(sentence), table, html.P(source, className="source")],
        className="chart-block",
        **{"aria-labelledby": f"{name}-title"},
    )


def disclosed(summary: str, content: Any) -> Component:
    """Return what is folded away until asked for."""
    return html.Details([html.Summary(summary), content])


def graph(name: str, figure: Figure, labelled_by: str) -> Component:
    """Return a graph that a screen reader meets as one image named by its sentence.

    The browser's script (assets/20-charts.js) makes it interactive from the figure that stands in it.
    """
    height = f"{figure['layout']['height']}px"
    return html.Div(
        Raw(f'<script type="application/json">{as_json(figure)}</script>'),
        id=f"{name}-graph",
        className="graph",
        role="img",
        style={"minHeight": height},
        **{"aria-labelledby": labelled_by},
    )


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


def small_charts(
    title: str, name: str, sentence: str, items: Iterable[Component], after: Sequence[Any]
) -> Component:
    """Return a block of small charts in a grid."""
    return html.Section(
        [
            html.H2(title, id=f"{name}-title"),
            html.P(sentence, className="sentence"),
            html.Div(list(items), className="small-charts"),
            *after,
        ],
        className="chart-block",
        **{"aria-labelledby": f"{name}-title"},
    )


def small_chart(
    name: str, heading: Any, value: str, sentence: str, figure: Figure | None, chosen: bool
) -> Component:
    """Return one small chart: an area's name and newest figure over its line, or why there is none."""
    drawn = (
        graph(name, figure, f"{name}-sentence")
        if figure
        else html.P(sentence, className="no-figure small-empty")
    )
    hidden = html.P(sentence, id=f"{name}-sentence", className="visually-hidden") if figure else None
    parts = [html.H3(heading), html.P(value, className="small-value"), hidden, drawn]
    return html.Figure(
        [part for part in parts if part is not None],
        className="small-chart chosen" if chosen else "small-chart",
    )


def facts(pairs: Iterable[tuple[str, Any]], name: str = "facts") -> Component:
    """Return a list of short facts: term and what it is."""
    return html.Dl([html.Div([html.Dt(term), html.Dd(fact)]) for term, fact in pairs], className=name)


def notice(text: Any, heading: str = "", kind: str = "note") -> Component:
    """Return a sentence that says what is missing or refused, why, and what to do."""
    parts = [html.P(html.Strong(heading))] if heading else []
    return html.Div([*parts, html.P(text)], className=f"notice notice-{kind}")


def problems(found: Sequence[str]) -> list[Component]:
    """Return one notice a refused value of the address; none where nothing was refused."""
    return [notice(text, "Part of this address was not understood", "problem") for text in found]


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
