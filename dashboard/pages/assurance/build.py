"""Assurance, for scrutiny: what can be checked, what is late, what lapsed, conflicts or is missing."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard import ask, shell
from dashboard.pages.assurance import parts as assurance_parts
from dashboard.pages.assurance import routes as assurance_routes
from dashboard.pages.shared import holdings, register_state
from dashboard.pages.shared.register_state import RegisterState
from dashboard.selection import Selection
from dashboard.shell import View, address

PATH = "/assurance"
LEAD = "For scrutiny: what the figures can tell of the Partnership’s targets, and what they cannot."


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen = shell.state(query)
    shown, carried = register_state.gather(chosen), chosen.carried()

    def to_target(key: str) -> str:
        return address(f"/target/{key}") + carried

    def to_indicator(id: str) -> str:
        return address(f"/indicator/{id}") + carried

    def to_group(field: str, id: str) -> str:
        return address("/targets") + Selection(place=chosen.place, as_of=chosen.as_of).query(**{field: id})

    parts = [
        assurance_parts.answers(shown),
        _narrowed(shown),
        assurance_parts.covered(shown, to_group),
        assurance_parts.lapsed(shown, to_target),
        assurance_parts.lateness(shown, to_indicator),
        assurance_parts.conflicts(shown, to_target),
        assurance_parts.untestable(shown, to_target),
        assurance_parts.missing(shown, _missing(chosen, to_indicator)),
        assurance_parts.quality(shown, to_indicator),
        _downloads(chosen),
    ]
    body = [html.Div([part for part in parts if part is not None], className="assurance")]
    return View(
        title="Assurance", body=body, selection=chosen, crumbs=(("Home", address("/") + carried),), lead=LEAD
    )


def _narrowed(shown: RegisterState) -> Any:
    if not shown.place:
        return None
    name = shown.known.areas[shown.place].name
    return html.P(
        f"Narrowed to {name}: targets set for {name} alone and for every Place; its own figures, or those "
        "of the two Cheshire Places together where only they are published; and, among what has lapsed, "
        "the yardsticks set for a whole that it is part of. What is missing and the quality of the figures "
        "are told of all nine Places.",
        className="guide",
    )


def _missing(chosen: Selection, to_indicator: Any) -> list[Any]:
    known, newest = ask.defined(), ask.latest(chosen.as_of)
    held = holdings.with_figures(known.indicators, newest, lambda id: ask.official_held(id, chosen.as_of))
    return holdings.missing(known, newest, held, to_indicator)


def _downloads(chosen: Selection) -> Any:
    items = []
    for name, (title, _) in assurance_routes.TABLES.items():
        links: list[Any] = []
        for form, text in (("csv", "csv"), ("xlsx", "Excel workbook")):
            file = f"assurance-{name}.{form}"
            links += [" or " if links else ""]
            links.append(html.A(text, href=address(f"/{file}") + chosen.query(), download=f"beacon-{file}"))
        items.append(html.Li([f"{title}: ", *links]))
    return assurance_parts.part("downloads", [html.Ul(items)])
