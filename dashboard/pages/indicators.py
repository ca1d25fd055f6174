"""Indicators: one table of everything, by Place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import html

from dashboard import ask, overview, overview_table, plan, shell
from dashboard.components import link, notice, status_mark
from dashboard.plan import MET, NOT_MET
from dashboard.selection import EVERYTHING, WITH_FIGURES, Selection
from dashboard.shell import View, address

PATH = "/indicators"


def register() -> None:
    """Register the page."""
    title = f"Indicators by Place – {shell.NAME}"
    dash.register_page(
        __name__, path=PATH, name="Indicators", title=title, layout=layout, order=1, in_navigation=True
    )


def layout(**query: Any) -> Any:
    """Return the page for a query string."""
    return shell.framed(build, query)


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen = shell.state(query)
    rows = overview.ordered(found_rows(chosen))
    if chosen.figures:
        rows = overview.with_figures(rows)
    known = ask.defined()
    areas = overview.shown_areas([known.areas[slug] for slug in ask.compared_areas()], rows, chosen.place)
    place = known.areas[chosen.place].name if chosen.place else ""
    return View(
        f"Indicators: {place}" if place else "Indicators by Place",
        [
            _filter(chosen),
            html.P(_guide(chosen), className="guide"),
            _legend(),
            overview_table.table(
                rows, areas, known.domains, chosen.place or known.places[0].slug, _to(chosen)
            )
            if rows
            else notice("No row of this subject is left. Choose another subject above, or all rows."),
        ],
        chosen,
        crumbs=(("Home", address("/") + chosen.carried()),),
    )


def found_rows(chosen: Selection) -> list[overview.Row]:
    """Return the rows of the table in one state."""
    known = ask.defined()
    indicators = [
        one for one in known.indicators.values() if not chosen.domain or one.domain == chosen.domain
    ]
    today = chosen.as_of or date.today()
    areas = {slug: known.areas[slug] for slug in ask.compared_areas()}
    frame = ask.latest(chosen.as_of)
    frame = frame[frame.indicator.isin([one.id for one in indicators])]
    return overview.rows(
        indicators,
        frame,
        {one: ask.history(one, chosen.as_of) for one in overview.with_other_periods(frame, areas)},
        areas,
        {one.id: plan.live(known, one.id, today) for one in indicators},
        {one.id: _others(one.id) for one in indicators},
        today,
    )


def _others(indicator: str) -> list[tuple[str, str]]:
    series = ask.defined().series
    first = ask.defined().indicators[indicator].headline.id
    return [(one, series[one].name) for one in ask.series_held(indicator) if one != first]


def _to(chosen: Selection) -> overview_table.Addresses:
    def indicator(id: str, **changes: str) -> str:
        sexes = ask.defined().indicators[id].headline.sexes
        if len(sexes) < 2:
            changes.pop("sex", None)
        kept = {"domain": "", "series": "", "sex": "", "figures": "", **changes}
        return address(f"/indicator/{id}") + chosen.query(**kept)

    def target(key: str) -> str:
        return address(f"/target/{key}") + chosen.carried()

    return overview_table.Addresses(indicator, target)


def _filter(chosen: Selection) -> Any:
    known = ask.defined()
    used = {one.domain for one in known.indicators.values()}
    options = [{"value": EVERYTHING, "label": "All subjects"}]
    options += [{"value": one.id, "label": one.name} for one in known.domains if one.id in used]
    rows = [
        {"value": EVERYTHING, "label": "All indicators"},
        {"value": WITH_FIGURES, "label": "Only with figures"},
    ]
    kept = [
        dbc.Input(type="hidden", name=name, value=text, id=f"filter-{name}")
        for name, text in (
            ("place", chosen.place),
            ("as_of", chosen.as_of.isoformat() if chosen.as_of else ""),
        )
        if text
    ]
    return html.Form(
        [
            shell.control(
                "Subject",
                dbc.Select(id="domain", name="domain", options=options, value=chosen.domain or EVERYTHING),
            ),
            shell.control(
                "Rows",
                dbc.Select(id="figures", name="figures", options=rows, value=chosen.figures or EVERYTHING),
            ),
            *kept,
            html.Button("Show", type="submit", className="button"),
        ],
        method="get",
        className="filter",
        **{"aria-label": "Filter the table", "data-state": "address"},
    )


def _guide(chosen: Selection) -> list[Any]:
    first = ask.defined().places[0].name
    if chosen.place:
        name = ask.defined().areas[chosen.place].name
        return [
            f"{name} beside Cheshire and Merseyside and England, at the period named under each title; a "
            "newer figure, or one of another period, stands with its own. ",
            link("Show all nine Places", chosen.query(place="") or "?"),
        ]
    return [
        "Each row has one period, named under its title: the newest that most Places have reached. Where an "
        "area has a newer figure, it stands below with its own period; where it has none for the row’s "
        "period, its newest stands with its own. Figures of different periods are not to be compared. ",
        html.Span(
            f"There is room for one Place here: {first}. Choose another above.", className="narrow-only"
        ),
    ]


def _legend() -> Any:
    text = (
        " the target named in the row, by the newest figure. A rate set for Cheshire and Merseyside or "
        "for England is a yardstick for a Place, and stays their target; a total is not judged in a Place’s "
        "cell, because no Place’s share of it is agreed."
    )
    return html.P([status_mark(MET), " and ", status_mark(NOT_MET), text], className="guide")
