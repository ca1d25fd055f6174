"""Data: whose figures these are, what was loaded when, what was corrected, what is missing."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard import ask, shell, words
from dashboard.pages.shared import holdings
from dashboard.parts import components
from dashboard.shell import View, address

PATH = "/data"
LEAD = "Where every figure comes from, when it was loaded, what was corrected since, and what is missing."


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen = shell.state(query)
    known, day = ask.defined(), chosen.as_of
    newest, loaded = ask.latest(day), ask.loads_behind(day) if day else ask.loads()
    held = holdings.with_figures(known.indicators, newest, lambda id: ask.official_held(id, day))

    def href(indicator: str) -> str:
        return address(f"/indicator/{indicator}") + chosen.carried()

    waiting, corrected = ask.awaiting(day), ask.revision_count(day)
    return View(
        title="Data",
        body=[
            components.answers(holdings.answers(known, held, loaded, corrected, len(waiting))),
            _heading("sources"),
            holdings.sources(known, newest, held),
            _heading("loads"),
            *(holdings.loads_as_of(loaded, words.day(day)) if day else holdings.loads(loaded, ask.reviews())),
            holdings.files(ask.files_behind(day)),
            _heading("review"),
            *holdings.review(waiting, ask.rulings(day), known, ask.area_names()),
            _heading("corrections"),
            *holdings.revisions(ask.revisions(day), known, corrected),
            _heading("missing"),
            *holdings.missing(known, newest, held, href),
        ],
        selection=chosen,
        crumbs=(("Home", address("/") + chosen.carried()),),
        lead=LEAD,
    )


def _heading(name: str) -> Any:
    return html.H2(holdings.SECTIONS[name], id=f"{name}-title")
