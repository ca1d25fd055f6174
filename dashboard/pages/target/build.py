"""One target: its exact words, who set it, what became of it, and whether any figure can tell."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import html

from dashboard import ask, shell, words
from dashboard.pages.shared import near, register_rows, register_state
from dashboard.pages.target import parts as target_parts
from dashboard.pages.target import standing
from dashboard.parts import components
from dashboard.selection import Selection
from dashboard.shell import View, address
from data.catalogue.models import Indicator, Target
from data.judgement.quality import every_place
from data.targets import life
from data.targets.agreed_path import points_known
from data.targets.lint.finding import Finding

NO_SERIES = "No public series measures it: no published figure can tell whether it is met."


def build(query: Mapping[str, Any], key: str = "") -> View:
    """Return the view."""
    chosen = shell.state(query)
    known, carried = ask.defined(chosen.as_of), chosen.carried()
    target = known.targets.get(key)
    if target is None:
        return _unknown(key, chosen)

    def to(other: str) -> str:
        return address(f"/target/{other}") + carried

    today = chosen.as_of or date.today()
    loaded = [point for point in ask.loaded_paths(today, chosen.as_of) if point.target_key == key]
    points = points_known(today, loaded, known.trajectory_of(key))
    return View(
        title=target.name,
        body=[
            html.P(_tags(target, today), className="tags"),
            target_parts.quoted(target, known),
            target_parts.facts(target, known, today, to),
            _measure(target, chosen),
            target_parts.conflicts(target, known, to),
            target_parts.history(target, known, today, to),
            target_parts.path(points, target, known),
            target_parts.marks(target, _findings(target, chosen.as_of), known, to),
        ],
        selection=chosen,
        crumbs=(("Home", address("/") + carried), ("Targets", address("/targets") + carried)),
        lead=target.statement if target.statement != target.name else None,
    )


def _unknown(key: str, chosen: Selection) -> View:
    """The page for a target that had not been set by the day, or that does not exist."""
    if chosen.as_of is None or key not in ask.defined().targets:
        return shell.unknown("There is no target of that name.", nearest(key))
    today = address(f"/target/{key}") + Selection(place=chosen.place, since=chosen.since).query()
    what = f"This target had not been set by {words.day(chosen.as_of)}."
    return shell.unknown(what, [("The target as it stands today", today)])


def nearest(key: str) -> list[tuple[str, str]]:
    """Return the targets whose keys look most like one that does not exist, with their addresses."""
    known = ask.defined().targets
    return [(known[other].name, address(f"/target/{other}")) for other in near.nearest(key, known)]


def _findings(target: Target, as_of: date | None) -> list[Finding]:
    """What the linter found that no other block of the page shows."""
    shown = {"not complete"}
    if life.conflicts(ask.defined(as_of), [target.key]):
        shown.add("unresolved conflict")
    return [finding for finding in ask.findings(target.key, as_of) if finding.kind not in shown]


def _tags(target: Target, today: date) -> list[Any]:
    domain = next(
        (subject.name for subject in ask.defined().domains if subject.id == target.domain), target.domain
    )
    texts = (target.kind, register_rows.status(target, today), domain)
    return [
        html.Span(text, className="tag tag-strong" if at == 0 else "tag") for at, text in enumerate(texts)
    ]


def _measure(target: Target, chosen: Selection) -> Any:
    """The indicator that measures it, and what its figures say; or why there is none."""
    known = ask.defined()
    if not target.indicator:
        measure = register_rows.measured(target, known)
        text = NO_SERIES if measure == register_rows.NO_SERIES else f"Not measured in Beacon: {measure}."
        return components.section("measure", "Can a figure tell?", [components.notice(text)])
    indicator = known.indicators[target.indicator]
    href = address(f"/indicator/{indicator.id}") + chosen.carried()
    parts: list[Any] = [html.P(["Measured by ", components.link(indicator.title, href), "."])]
    parts += [html.P(NO_SERIES)] if indicator.openness == "none" else []
    parts.append(html.P(_series(target, indicator), className="source"))
    return components.section("measure", "Can a figure tell?", [*parts, *_standing(target, chosen)])


def _series(target: Target, indicator: Indicator) -> str:
    """What the register says measures it, and whether the publisher's id was seen in a source."""
    registered = f"In the register: {target.measured_by.rstrip('.')}. " if target.measured_by else ""
    known = register_rows.SERIES_ID[indicator.headline.verified]
    return f"{registered}Publisher’s own id of the series: {known}."


def _standing(target: Target, chosen: Selection) -> list[Any]:
    """How it ended, where its deadline has passed; what the newest figures say of its areas and Places."""
    known = ask.defined(chosen.as_of)
    statuses = ask.statuses(chosen.as_of, target.indicator)
    own = {"C&M total": (ask.SYSTEM,), "national": (ask.ENGLAND, ask.SYSTEM), "one Place": (target.place,)}
    areas = own.get(target.scope, ())
    ended = next(iter(register_state.ended(chosen, target)), None)

    def to(other: str) -> str:
        return address(f"/target/{other}") + chosen.carried()

    return [
        *standing.ended(ended, target, known, to),
        *standing.now([status for status in statuses if status.place in areas], target, known, to),
        *standing.at_places(statuses, every_place(known, statuses), target, known, to),
    ]
