"""One target: its exact words, who set it, what became of it, and whether any figure can tell."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import dash
from dash import html

from dashboard import ask, components, near, shell
from dashboard.assurance import data as assurance_data
from dashboard.selection import Selection
from dashboard.shell import View, address
from dashboard.targets import parts as promise_parts
from dashboard.targets import register as promises
from dashboard.targets import standing as promise_standing
from data import targets as rules
from data.assurance import every_place
from data.definition_models import Indicator, Target
from data.lint.finding import Finding

NO_SERIES = "No public series measures it: no published figure can tell whether it is met."


def register() -> None:
    """Register the page."""
    dash.register_page(
        __name__, path_template="/target/<key>", name="Target", title=title, layout=layout, order=11
    )


def title(key: str = "") -> str:
    """Return the document's title."""
    found = ask.defined().targets.get(key)
    return f"{found.name if found else 'There is no such page'} – {shell.NAME}"


def layout(key: str = "", **query: Any) -> Any:
    """Return the page for a target and a query string."""
    return shell.framed(build, query, key=key)


def build(query: Mapping[str, Any], key: str = "") -> View:
    """Return the view."""
    known = ask.defined()
    target = known.targets.get(key)
    if target is None:
        return shell.unknown("There is no target of that name.", nearest(key))
    chosen = shell.state(query)
    carried = chosen.carried()

    def to(other: str) -> str:
        return address(f"/target/{other}") + carried

    today = chosen.as_of or date.today()
    points = [one for one in ask.loaded_paths(chosen.as_of) if one.target_key == key]
    held = {one.place for one in points}
    points += [one for one in known.trajectory_of(key) if one.place not in held]
    return View(
        target.name,
        [
            html.P(_tags(target, today), className="tags"),
            promise_parts.quoted(target),
            promise_parts.facts(target, known, today, to),
            _measure(target, chosen),
            promise_parts.conflicts(target, known, to),
            promise_parts.history(target, known, today, to),
            promise_parts.path(points, target, known),
            promise_parts.marks(target, _findings(target), known, to),
        ],
        chosen,
        (("Home", address("/") + carried), ("Targets", address("/targets") + carried)),
        lead=target.statement if target.statement != target.name else None,
    )


def nearest(key: str) -> list[tuple[str, str]]:
    """Return the targets whose keys look most like one that does not exist, with their addresses."""
    known = ask.defined().targets
    return [(known[one].name, address(f"/target/{one}")) for one in near.nearest(key, known)]


def _findings(target: Target) -> list[Finding]:
    """What the linter found that no other block of the page shows."""
    shown = {"not complete"}
    if rules.conflicts(ask.defined(), [target.key]):
        shown.add("unresolved conflict")
    return [one for one in ask.findings(target.key) if one.kind not in shown]


def _tags(target: Target, today: date) -> list[Any]:
    domain = next((one.name for one in ask.defined().domains if one.id == target.domain), target.domain)
    texts = (target.kind, promises.status(target, today), domain)
    return [
        html.Span(text, className="tag tag-strong" if at == 0 else "tag") for at, text in enumerate(texts)
    ]


def _measure(target: Target, chosen: Selection) -> Any:
    """The indicator that measures it, and what its figures say; or why there is none."""
    known = ask.defined()
    if not target.indicator:
        told = promises.measured(target, known)
        text = NO_SERIES if told == promises.NO_SERIES else f"Not measured in Beacon: {told}."
        return promise_parts.section("measure", "Can a figure tell?", [components.notice(text)])
    indicator = known.indicators[target.indicator]
    href = address(f"/indicator/{indicator.id}") + chosen.carried()
    parts: list[Any] = [html.P(["Measured by ", components.link(indicator.title, href), "."])]
    parts += [html.P(NO_SERIES)] if indicator.openness == "none" else []
    parts.append(html.P(_series(target, indicator), className="source"))
    return promise_parts.section("measure", "Can a figure tell?", [*parts, *_standing(target, chosen)])


def _series(target: Target, indicator: Indicator) -> str:
    """What the register says measures it, and whether the publisher's id was seen in a source."""
    told = f"In the register: {target.measured_by.rstrip('.')}. " if target.measured_by else ""
    return f"{told}Publisher’s own id of the series: {promises.SERIES_ID[indicator.headline.verified]}."


def _standing(target: Target, chosen: Selection) -> list[Any]:
    """How it ended, where its deadline has passed; what the newest figures say of its areas and Places."""
    known = ask.defined()
    found = ask.statuses(chosen.as_of, target.indicator)
    own = {"C&M total": (ask.SYSTEM,), "national": (ask.ENGLAND, ask.SYSTEM), "one Place": (target.place,)}
    areas = own.get(target.scope, ())
    ended = next(iter(assurance_data.ended(chosen, target)), None)

    def to(other: str) -> str:
        return address(f"/target/{other}") + chosen.carried()

    return [
        *promise_standing.ended(ended, target, known, to),
        *promise_standing.now([one for one in found if one.place in areas], target, known, to),
        *promise_standing.at_places(found, every_place(known, found), target, known, to),
    ]
