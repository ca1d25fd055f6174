"""How Beacon judges: the rules behind every figure, line and word, and the forecast's own track record."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard import ask, shell
from dashboard.figures import icons
from dashboard.pages.methods import parts as methods_parts
from dashboard.pages.methods.rules_change import BENCHMARK, CHANCE, CHARTS, FORECAST, RANK, TRACK, TREND
from dashboard.pages.methods.rules_figures import FIGURES, NOW, STATEMENTS, SURE, TARGETS, WAY
from dashboard.pages.methods.rules_rest import BREAKS, INEQUALITY, NOT_DONE, PACE, QUALITY, WORST
from dashboard.parts import components
from dashboard.selection import Selection
from dashboard.shell import View, address
from data.judgement.false_alarms import guard

PATH = "/methods"
LEAD = (
    "The rules behind every figure, line and word on these pages. They are the same for every Place. Each "
    "says whose rule it is, and why."
)
NOT_AS_OF = "The rules are today’s. What the figures show by them is that of the day chosen."
NO_RECORD_THEN = (
    "The record told here is that of all figures held now, so it is not shown as of a past date. Whether a "
    "forecast was shown then follows from the figures published by then."
)


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen = shell.state(query)
    body = [
        *methods_parts.whose(),
        *_plan(),
        *_change(chosen),
        *_track(chosen),
        *methods_parts.section(CHANCE, methods_parts.of_guard(guard(ask.statuses(chosen.as_of)))),
        *(
            part
            for section in (INEQUALITY, PACE, BREAKS, QUALITY, WORST, NOT_DONE)
            for part in _section(section)
        ),
    ]
    headings = [(part.id, part.children) for part in body if isinstance(part, html.H2)]
    past = [html.P(NOT_AS_OF)] if chosen.as_of else []
    parts = [*past, methods_parts.contents(headings), *body]
    crumbs = (("Home", address("/") + chosen.carried()),)
    return View(title="How we judge", body=parts, selection=chosen, crumbs=crumbs, lead=LEAD)


_section = methods_parts.section


def _plan() -> list[Any]:
    now = _section(NOW, methods_parts.words_table())
    return [
        *_section(FIGURES),
        *_section(SURE),
        *_section(STATEMENTS),
        *now,
        *_section(TARGETS),
        *_section(WAY),
    ]


def _change(chosen: Selection) -> list[Any]:
    variation = methods_parts.icon_table("Icons of change", icons.variation, icons.VARIATION)
    assurance = methods_parts.icon_table("Icons of the target", icons.assurance, icons.ASSURANCE)
    forecasts = methods_parts.of_forecasts(ask.statuses(chosen.as_of))
    return [
        *_section(CHARTS, variation, assurance),
        *_section(TREND),
        *_section(BENCHMARK),
        *_section(RANK),
        *_section(FORECAST, forecasts),
    ]


def _track(chosen: Selection) -> list[Any]:
    if chosen.as_of:
        here = f"{address(PATH)}{chosen.query(as_of=None)}#{TRACK.name}"
        today = components.link("The record of today", here)
        return _section(TRACK, html.P([NO_RECORD_THEN, " ", today, "."]))
    records, names = ask.track_records(), ask.defined().indicators

    def to(id: str) -> str:
        return address(f"/indicator/{id}") + chosen.carried()

    parts = methods_parts.track_parts(records, names, to)
    return [*_section(TRACK, *parts), methods_parts.track_chart(records, names)]
