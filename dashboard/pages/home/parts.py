"""The parts of the home page: exceptions as cards, what changed, the way to choose since when. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import icons
from dashboard.parts import components
from data.catalogue.line_names import line_name
from data.catalogue.models import Area, Domain, Indicator
from data.changes.known import KINDS, Changed
from data.judgement.status import Change, Status
from data.wording import doubts, sentences
from data.wording.quality_words import LOCAL_RETURN
from data.wording.statement import Statement

CHANGES_SHOWN = 6
HEADINGS = {
    "status": "Statuses",
    "target": "Targets",
    "trajectory": "Trajectories",
    "revision": "Figures revised",
    "figures": "New figures",
}
NONE_CHANGED = {
    "status": "No status changed.",
    "target": "No target was set, replaced or re-dated, and no deadline passed.",
    "trajectory": "No trajectory was agreed or changed.",
    "revision": "No figure was revised.",
    "figures": "No new figure was published.",
}


@dataclass(frozen=True, kw_only=True)
class Known:
    """What cards are made with: the definitions, the addresses of indicators and targets, the page's day."""

    indicators: Mapping[str, Indicator]
    areas: Mapping[str, Area]
    domains: Mapping[str, Domain]
    to: Callable[[Status], str]
    to_target: Callable[[str], str]
    today: date


def cards(groups: Sequence[Sequence[Status]], known: Known) -> Component:
    """Return one card an indicator line that is off plan, by its worst area; the others are named on it."""
    return html.Ul([html.Li(_card(group, known)) for group in groups], className="cards")


def _card(group: Sequence[Status], known: Known) -> Component:
    worst, indicator = group[0], known.indicators[group[0].indicator]
    kind = f" · {LOCAL_RETURN}" if indicator.is_returned else ""
    subject = f"{known.domains[indicator.domain].name} · {sentences.BETTER[indicator.better]}{kind}"
    parts = [
        html.P(
            [html.Span(subject, className="sub"), components.status_mark(worst.now.word)], className="top"
        ),
        html.H3(
            components.link(
                f"{line_name(indicator, worst.sex)}: {known.areas[worst.place].name}", known.to(worst)
            )
        ),
        html.P(_value(worst, indicator), className="card-value"),
        components.facts(_facts(group, indicator, known), "facts"),
    ]
    return html.Article(parts)


def _value(status: Status, indicator: Indicator) -> list[Any]:
    if status.latest is None:
        return []
    value = sentences.amount(status.latest.value, indicator)
    awaits = doubts.awaiting_short(status)
    return [
        html.Strong(value),
        html.Span(sentences.in_period(status.latest.period)),
        *([html.Span(awaits, className="sub awaits")] if awaits else []),
    ]


def _facts(group: Sequence[Status], indicator: Indicator, known: Known) -> list[tuple[str, Any]]:
    """The same rows in the same order on every card, so that each is found at a glance."""
    worst = group[0]
    period = worst.latest.period if worst.latest else ""
    return [
        ("Plan", _plan(worst, indicator, known)),
        ("Gap", _gap(worst, indicator)),
        ("Real change or noise", _change(worst.change, indicator)),
        ("By the deadline", _outlook(worst, indicator)),
        ("How old", _age(worst, known.today)),
        *([("Also off plan", _also(group[1:], period, indicator, known))] if len(group) > 1 else []),
    ]


def _plan(status: Status, indicator: Indicator, known: Known) -> list[Any]:
    """What the figure is held against; whose target it is where it is not the area's own; its words."""
    plan = sentences.of_aim(status.now, indicator)
    more = [sentences.at_deadline(status.now), sentences.of_yardstick(status.now), status.now.warning]
    text = "; ".join(filter(None, [plan, *more]))
    link = components.link("The target in its own words", known.to_target(status.now.target_key))
    return [f"{_opened(text)}. ", link]


def _gap(status: Status, indicator: Indicator) -> list[Any]:
    """How far from the plan, and how many people that is."""
    people = sentences.people_short(status.now, indicator)
    distance = sentences.of_distance(status.now.gap or 0.0, indicator)
    if not people:
        return [html.Strong(_opened(distance))]
    before = "" if indicator.is_count else f"{distance}; "  # of a count they are one and the same
    return [before, html.Strong(people), f" {sentences.CLOSES}"]


def _change(change: Change, indicator: Indicator) -> list[Any]:
    """Real change or noise and its size; the rules that told it stand on the indicator's page."""
    statement = sentences.of_change(replace(change, signals=(), assurance=""), indicator)
    if change.reason:
        return _untold(statement)
    icon = icons.variation(change.variation or None)  # none beside a recent trend
    drawn = html.Img(src=icons.address(icon), alt="", width="28", height="28") if icon else ""
    return [drawn, html.Span(_first_part(statement))]


def _outlook(status: Status, indicator: Indicator) -> list[Any]:
    statement = sentences.of_outlook(status.outlook, indicator)
    if status.outlook.probability is None:
        return _untold(statement)
    return [html.Strong(_opened(statement.word)), statement.after]


def _untold(statement: Statement) -> list[Any]:
    """What cannot be judged stands back behind what can."""
    return [html.Span(_opened(f"{statement.word}{statement.after}"), className="sub")]


def _first_part(statement: Statement) -> list[Any]:
    """The word in bold before its size; one sentence of both is bold as a whole."""
    if statement.rest and statement.joint == "; ":
        return [html.Strong(_opened(statement.word)), statement.after]
    return [html.Strong(_opened(f"{statement.word}{statement.after}"))]


def _opened(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _also(others: Sequence[Status], period: str, indicator: Indicator, known: Known) -> list[Any]:
    """The other areas that are off plan by the same line, each with its figure, worst first.

    `period`: that of the figure the card is about; others name their own.
    """
    parts: list[Any] = []
    for at, status in enumerate(others):
        other = status.latest.period if status.latest and status.latest.period != period else ""
        value = words.short_amount(status.latest.value if status.latest else None, indicator)
        parts += [", "] if at else []
        value += f" {sentences.in_period(other)}" if other else ""
        parts += [components.link(known.areas[status.place].name, known.to(status)), f" {value}"]
    return parts


def _age(status: Status, today: date) -> list[Any]:
    dates = sentences.of_dates(status, today)
    if status.latest is None:
        return [dates]
    return [html.Strong(f"The period ended {sentences.age(status.latest.end, today)}."), f" {dates}"]


def changed(
    changes: Sequence[Changed], to: Callable[[Changed], str], asked: Sequence[str] = KINDS
) -> list[Component]:
    """Return the changes by kind, the first few in sight and the others folded away."""
    parts: list[Component] = []
    for kind in asked:
        items = [html.Li(_change_line(change, to(change))) for change in changes if change.kind == kind]
        parts += [html.H3(HEADINGS[kind]), *_shown(items, kind)]
    return parts


def _shown(items: Sequence[Component], kind: str) -> list[Component]:
    if not items:
        return [html.P(NONE_CHANGED[kind])]
    first, rest = items[:CHANGES_SHOWN], items[CHANGES_SHOWN:]
    more = components.disclosed(f"Show {len(rest)} more", html.Ul(rest, className="changes"))
    more.id = f"more-{kind}"
    return [html.Ul(first, className="changes"), *([more] if rest else [])]


def _change_line(change: Changed, href: str) -> list[Any]:
    if not change.subject:
        return [components.link(change.said, href), "."]
    text = "; ".join(filter(None, [change.said, change.figure]))
    news = [html.Span(f"for the {change.news}", className=f"news {change.news}"), "; "] if change.news else []
    mark = [components.status_mark(change.word)] if change.word else []
    return [components.link(change.subject, href), ": ", *news, f"{text}. ", *mark]
