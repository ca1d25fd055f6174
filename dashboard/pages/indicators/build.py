"""Indicators: one table of everything, by Place."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard import ask, shell
from dashboard.pages.indicators import data as indicators_data
from dashboard.pages.indicators import parts, row_html, row_order, whole_table
from dashboard.pages.indicators.row_values import Row
from dashboard.parts.components import link, notice
from dashboard.selection import EVERYTHING, WITH_FIGURES, WORTH_YOUR_TIME, Choices, Selection, read
from dashboard.shell import View, address

PATH = "/indicators"
ROWS = {
    EVERYTHING: "All",
    WITH_FIGURES: "With figures",
    WORTH_YOUR_TIME: "Signals worth your time",
}


def state(query: Mapping[str, Any]) -> Selection:
    """Return what is asked of the table."""
    known = ask.defined()
    return read(
        query,
        Choices(
            places=[place.slug for place in known.places],
            domains=[domain.id for domain in known.domains],
            statuses=tuple(row_order.GROUPS),
            orders=(*row_order.ORDERS, *(slug for slug in ask.compared_areas() if slug != ask.ENGLAND)),
        ),
    )


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen, known = state(query), ask.defined()
    everything = indicators_data.all_rows(chosen)
    left = indicators_data.of_status(everything, chosen)
    areas = indicators_data.columns(left, chosen)
    signals = row_order.signals(left, [area.slug for area in areas])
    rows = list(signals.rows) if chosen.figures == WORTH_YOUR_TIME else left
    rows = row_order.ordered(rows, known, chosen.place, chosen.sort)
    place = known.areas[chosen.place].name if chosen.place else ""
    names = {slug: area.name for slug, area in known.areas.items()}
    sentence = parts.left(rows, everything, chosen, names)
    return View(
        title=f"Indicators: {place}" if place else "Indicators by Place",
        body=[
            _filter(chosen),
            html.P(_guide(chosen), className="guide"),
            parts.signals(signals.guard, chosen),
            parts.legend(),
            html.P(sentence, className="guide") if sentence else None,
            _table(rows, areas, chosen),
        ],
        selection=chosen,
        crumbs=(("Home", address("/") + chosen.carried()),),
    )


def _table(rows: Sequence[Row], areas: Sequence[Any], chosen: Selection) -> Any:
    if not rows:
        everything = link("Show all rows", chosen.query(domain="", status="", figures="") or "?")
        return notice(["No row is left by this choice. ", everything])
    known = ask.defined()
    shown = chosen.place or known.places[0].slug
    made = row_html.Layout(areas, known.domains, shown, _to(chosen), chosen.sort)
    return whole_table.table(rows, made)


def _to(chosen: Selection) -> row_html.Addresses:
    def indicator(id: str, **changes: str) -> str:
        if not ask.defined().indicators[id].by_sex:
            changes.pop("sex", None)
        state = Selection(place=chosen.place, as_of=chosen.as_of, since=chosen.since)
        return address(f"/indicator/{id}") + state.query(**changes)

    def target(key: str) -> str:
        return address(f"/target/{key}") + chosen.carried()

    def order(sort: str) -> str:
        return chosen.query(sort=sort) or "?"

    return row_html.Addresses(indicator, target, order)


def _filter(chosen: Selection) -> Any:
    known = ask.defined()
    used = {indicator.domain for indicator in known.indicators.values()}
    subjects = {domain.id: domain.name for domain in known.domains if domain.id in used}
    orders = {"": "By subject", **row_order.ORDERS}
    if chosen.sort in known.areas:
        orders[chosen.sort] = f"Worst first in {known.areas[chosen.sort].name}"
    controls = (
        ("Subject", "domain", {"": "All subjects", **subjects}, chosen.domain),
        ("Status", "status", {"": "All", **row_order.GROUPS}, chosen.status),
        ("Rows", "figures", ROWS, chosen.figures),
        ("Order", "sort", orders, chosen.sort),
    )
    return html.Form(
        [
            *(
                shell.control(label, _select(name, options, value))
                for label, name, options, value in controls
            ),
            *shell.kept(chosen, without=("domain", "status", "figures", "sort")),
            html.Button("Show", type="submit", className="button"),
        ],
        method="get",
        className="filter of-table",
        **{"aria-label": "Filter the table", "data-state": "address"},
    )


def _select(name: str, options: Mapping[str, str], chosen: str) -> Any:
    offered = [{"value": value or EVERYTHING, "label": label} for value, label in options.items()]
    return dbc.Select(id=name, name=name, options=offered, value=chosen or EVERYTHING)


def _guide(chosen: Selection) -> list[Any]:
    first = ask.defined().places[0].name
    if chosen.place:
        name = ask.defined().areas[chosen.place].name
        return [
            f"{name} beside Cheshire and Merseyside and England, at the period named under each title; a "
            "figure of another period names its own. ",
            link("Show all nine Places", chosen.query(place="") or "?"),
        ]
    return [
        "Each row has one period, named under its title; a figure of another period names its own. ",
        html.Span(
            f"There is room for one Place here: {first}. Choose another above.", className="narrow-only"
        ),
    ]
