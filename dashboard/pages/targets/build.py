"""Targets: the register of every commitment in the Partnership's papers, with search and filters."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard import ask, shell
from dashboard.pages.shared import path_counts, register_rows, register_state
from dashboard.pages.targets import parts as targets_parts
from dashboard.parts.components import section
from dashboard.selection import EVERYTHING, Choices, Selection, read
from dashboard.shell import View, address
from data.targets.coverage import AreaPath

PATH = "/targets"
LEAD = (
    "Every commitment with a number, a date or a direction in the Partnership’s papers, in the words of the "
    "paper that made it."
)
MARKS = (
    "SMART marks count which of five things an entry states: what is counted, a value, where it starts from, "
    "who answers for it, by when. A target with five marks is complete. It is not for that reason a good one."
)

WHY_NONE = html.A("Why the others have none", href="#ways-title")


def state(query: Mapping[str, Any]) -> Selection:
    """Return what is asked of the register."""
    known = ask.defined()
    targets = known.targets.values()
    return read(
        query,
        Choices(
            places=[place.slug for place in known.places],
            domains=register_rows.held(targets, "domain"),
            programmes=register_rows.held(targets, "programme"),
            kinds=register_rows.held(targets, "kind"),
            statuses=register_rows.held(targets, "status"),
            orders=register_rows.ORDERS,
        ),
    )


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    asked = state(query)
    known = ask.defined(asked.as_of)
    targets, ways = register_rows.chosen(known.targets.values(), asked), register_state.ways_of(asked)
    carried = asked.carried()

    def to(key: str) -> str:
        return address(f"/target/{key}") + carried

    return View(
        title="Targets",
        body=[
            _filter(asked),
            html.P(register_rows.counts(targets, len(known.targets)), className="sentence"),
            _place(asked),
            _provenance(asked),
            _downloads(asked) if targets else None,
            html.P(MARKS, className="guide"),
            html.P([path_counts.sentence(ways), " ", WHY_NONE], className="guide") if targets else None,
            targets_parts.table(targets, known, asked.as_of or date.today(), to) if targets else None,
            _ways(ways) if targets else None,
        ],
        selection=asked,
        crumbs=(("Home", address("/") + carried),),
        lead=LEAD,
    )


def _provenance(asked: Selection) -> Any:
    text = register_rows.provenance(asked.programme, ask.defined())
    return html.P(text, className="guide") if text else None


def _ways(ways: Sequence[AreaPath]) -> Any:
    """How many indicators and Places have an agreed trajectory, a straight line, or none, and why."""
    return section(
        "ways", "The way to the target", [html.P(path_counts.sentence(ways)), path_counts.table(ways)]
    )


def _place(asked: Selection) -> Any:
    if not asked.place:
        return None
    name = ask.defined().areas[asked.place].name
    return html.P(f"Shown are targets set for {name} alone and for every Place.", className="guide")


def _downloads(asked: Selection) -> Any:
    links = [
        html.A(text, href=address(f"/targets.{form}") + asked.query(), download=f"beacon-targets.{form}")
        for form, text in (("csv", "csv"), ("xlsx", "Excel workbook"))
    ]
    text = ["Download these rows with every column: ", links[0], " or ", links[1], "."]
    return html.P(text, className="guide")


def _filter(asked: Selection) -> Any:
    known = ask.defined(asked.as_of)
    targets = list(known.targets.values())
    domains = {domain.id: domain.name for domain in known.domains}
    programmes = {programme.id: programme.name for programme in known.programmes.values()}
    kinds = register_rows.held(targets, "kind")
    fields = (
        ("Paper", "programme", programmes, "All papers"),
        ("Subject", "domain", domains, "All subjects"),
        ("Kind", "kind", {kind: kind for kind in kinds}, "All kinds"),
        ("Status", "status", register_rows.STATUSES, "Any status"),
    )
    selects = [
        _select(label, name, _options(names, every, register_rows.held(targets, name)), getattr(asked, name))
        for label, name, names, every in fields
    ]
    orders = [{"value": key, "label": text} for key, text in register_rows.ORDERS.items()]
    order = dbc.Select(id="sort", name="sort", options=orders, value=asked.sort or "register")
    kept = [
        dbc.Input(type="hidden", name=name, value=text, id=f"filter-{name}")
        for name, text in (("place", asked.place), ("as_of", str(asked.as_of or "")))
        if text
    ]
    return html.Form(
        [
            shell.control("Search", dbc.Input(id="q", name="q", type="search", value=asked.q)),
            *selects,
            shell.control("Order", order),
            *kept,
            html.Button("Show", type="submit", className="button"),
        ],
        method="get",
        className="filter with-search",
        **{"aria-label": "Search and filter the targets", "data-state": "address"},
    )


def _options(names: Mapping[str, str], every: str, many: Mapping[str, int]) -> list[dict[str, str]]:
    options = [{"value": key, "label": f"{text} ({many[key]})"} for key, text in names.items() if many[key]]
    return [{"value": EVERYTHING, "label": every}, *options]


def _select(label: str, name: str, options: list[dict[str, str]], chosen: str) -> Any:
    select = dbc.Select(id=name, name=name, options=options, value=chosen or EVERYTHING)
    return shell.control(label, select)
