"""The parts of the home page: exceptions as cards, what changed, the way to choose since when. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, words
from dashboard.figures import icons
from data import wording
from data.changed import KINDS, Changed
from data.definition_models import Area, Domain, Indicator
from data.status import Change, Status

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


@dataclass(frozen=True)
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
    area = known.areas[worst.place]
    sex = wording.SEXES.get(worst.sex, "") if len(indicator.headline.sexes) > 1 else ""
    name = f"{indicator.short_title}{sex}: {area.name}"
    parts = [
        html.P([known.domains[indicator.domain].name], className="sub"),
        html.H3(components.link(name, known.to(worst))),
        html.P([components.status_mark(worst.now.word), *_value(worst, indicator)], className="card-value"),
        html.P(_plan(worst, indicator, known)),
        html.P([*_icon(worst.change), _change(worst, indicator)], className="with-icon"),
        html.P(wording.of_outlook(worst.outlook, indicator)),
        html.P(_also(group[1:], indicator, known), className="also") if len(group) > 1 else None,
        html.P(_age(worst, indicator, known.today), className="sub"),
    ]
    return html.Article([part for part in parts if part is not None])


def _value(status: Status, indicator: Indicator) -> list[Any]:
    if status.latest is None:
        return []
    value = wording.amount(status.latest.value, indicator)
    return [html.Strong(value), html.Span(wording.in_period(status.latest.period))]


def _plan(status: Status, indicator: Indicator, known: Known) -> list[Any]:
    """The gap to the plan and in people; whose target it is where it is not the area's own; its words."""
    text = wording.of_gap(status.now, indicator)
    if status.now.standing == "yardstick":
        text += (
            f". A yardstick: the target was set {wording.SCOPES.get(status.now.scope, 'for another area')}"
        )
    told = f"{text[:1].upper()}{text[1:]}. {wording.BETTER[indicator.better]}. "
    return [told, components.link("The target in its own words", known.to_target(status.now.target_key)), "."]


def _icon(change: Change) -> list[Component]:
    """The icon of a control chart's verdict, where there is one; its words stand beside it."""
    if not change.variation:
        return []
    return [html.Img(src=icons.address(icons.variation(change.variation)), alt="", width="28", height="28")]


def _change(status: Status, indicator: Indicator) -> str:
    """Real change or noise and its size; the rules that told it stand on the indicator's page."""
    return wording.of_change(replace(status.change, signals=(), assurance=""), indicator)


def _also(others: Sequence[Status], indicator: Indicator, known: Known) -> list[Any]:
    """The other areas that are off plan by the same line, each with its figure, worst first."""
    told: list[Any] = ["Also off plan: "]
    for at, one in enumerate(others):
        value = words.short_amount(one.latest.value if one.latest else None, indicator)
        told += [", "] if at else []
        told += [components.link(known.areas[one.place].name, known.to(one)), f" {value}"]
    return [*told, "."]


def _age(status: Status, indicator: Indicator, today: date) -> str:
    ended = f"The period ended {wording.age(status.latest.end, today)}. " if status.latest else ""
    return ended + wording.of_dates(status, today)


def changed(
    found: Sequence[Changed], to: Callable[[Changed], str], asked: Sequence[str] = KINDS
) -> list[Component]:
    """Return the changes by kind, the first few in sight and the others folded away."""
    parts: list[Component] = []
    for kind in asked:
        mine = [html.Li(_change_line(one, to(one))) for one in found if one.kind == kind]
        parts += [html.H3(HEADINGS[kind]), *_shown(mine, kind)]
    return parts


def _shown(items: Sequence[Component], kind: str) -> list[Component]:
    if not items:
        return [html.P(NONE_CHANGED[kind])]
    first, rest = items[:CHANGES_SHOWN], items[CHANGES_SHOWN:]
    more = components.disclosed(f"Show {len(rest)} more", html.Ul(rest, className="changes"))
    more.id = f"more-{kind}"
    return [html.Ul(first, className="changes"), *([more] if rest else [])]


def _change_line(one: Changed, href: str) -> list[Any]:
    if not one.subject:
        return [components.link(one.said, href), "."]
    told = "; ".join(filter(None, [one.said, one.figure]))
    news = [html.Span(f"for the {one.news}", className=f"news {one.news}"), "; "] if one.news else []
    mark = [components.status_mark(one.word)] if one.word else []
    return [components.link(one.subject, href), ": ", *news, f"{told}. ", *mark]
