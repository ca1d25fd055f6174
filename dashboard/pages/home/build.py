"""Home: how many lines stand where, what is off plan, what changed since the last meeting; the ways on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard import ask, shell, words
from dashboard.pages.home import parts as home_parts
from dashboard.parts import components
from dashboard.selection import Selection
from dashboard.shell import View, address
from data.catalogue.models import Indicator
from data.changes import since
from data.changes.known import Changed
from data.judgement import off_plan
from data.judgement.status import Status
from data.wording import news

PATH = "/"
WHAT_IT_IS = (
    "Beacon gathers the health and care figures that public bodies publish, shows them for the nine Places "
    "of Cheshire and Merseyside, and sets each beside the target its own papers promised."
)
NOTHING_YET = (
    "No figures have been loaded yet. Whoever runs this site loads them with the command “beacon load”."
)
NOTHING_THEN = "No figure had been published by {}. Choose a later date above."
NO_MEETING = "No meeting of the Partnership before {} is recorded, so there is none to count changes from."
TWO_LINES = "Where men and women are published apart, an indicator has two lines."
MOST_CARDS = 12


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen = shell.state(query)
    known, statuses = ask.defined(), ask.statuses(chosen.as_of)
    held = any(status.latest is not None for status in statuses)
    counted = off_plan.counts(statuses, known, chosen.place)
    area = known.areas[counted.area]
    local = 0 if chosen.place else off_plan.published_locally(statuses, known)
    body = [_unjudged(counted, local), *_off_plan(statuses, chosen), *_since(chosen)] if held else []
    return View(
        title=f"How {area.name} is doing against {'the' if chosen.place else 'its'} targets",
        body=[*body, *_ways_on(chosen)],
        selection=chosen,
        lead=news.of_counts(counted, area) if held else _nothing(chosen),
    )


def _unjudged(counted: off_plan.Counts, local: int) -> Any:
    texts = [news.of_unjudged(counted), news.of_local(local), TWO_LINES]
    return html.P(
        [
            " ".join(filter(None, texts)),
            " ",
            components.link("What changed since the last meeting", "#changes"),
        ],
        className="guide",
    )


def _nothing(chosen: Selection) -> str:
    if ask.loads().empty or chosen.as_of is None:
        return NOTHING_YET
    return NOTHING_THEN.format(words.day(chosen.as_of))


def _off_plan(statuses: tuple[Status, ...], chosen: Selection) -> list[Any]:
    """The exceptions, worst first, each line once by its worst area."""
    known = ask.defined()
    groups = off_plan.by_line(off_plan.exceptions(statuses, known, chosen.place))
    somewhere = "one or more of the nine Places and Cheshire and Merseyside"
    name = known.areas[chosen.place].name if chosen.place else somewhere
    if not groups:
        return [
            _heading("off-plan", "Off plan, worst first"),
            html.P(f"No measure that can be judged is off plan for {name}."),
        ]
    domains = {domain.id: domain for domain in known.domains}
    today = chosen.as_of or date.today()
    to = _to_status(chosen)
    with_these = home_parts.Known(
        indicators=known.indicators,
        areas=known.areas,
        domains=domains,
        to=to,
        to_target=_to_target(chosen),
        today=today,
    )
    shown = groups[:MOST_CARDS]
    return [
        _heading("off-plan", "Off plan, worst first"),
        html.P(_guide(len(groups), name), className="guide"),
        home_parts.cards(shown, with_these),
        html.P(
            components.link(_all_of(chosen), address("/indicators") + chosen.carried()), className="onward"
        ),
    ]


def _guide(many: int, name: str) -> str:
    shown = (
        f"The worst {MOST_CARDS} of {many} measures" if many > MOST_CARDS else words.counted(many, "measure")
    )
    return (
        f"{shown} off plan for {name}. What is not met or behind comes before what may be behind by chance, "
        "and that before what cannot be tested; then what is really getting worse; then the larger gap."
    )


def _all_of(chosen: Selection) -> str:
    place = ask.defined().areas[chosen.place].name if chosen.place else "all nine Places"
    return f"All indicators for {place}"


def _to_status(chosen: Selection) -> Any:
    known = ask.defined()

    def to(status: Status) -> str:
        sex = status.sex if known.indicators[status.indicator].by_sex else ""
        return _to_indicator(chosen, status.indicator, status.place, sex)

    return to


def _to_indicator(chosen: Selection, indicator: str, slug: str, sex: str = "") -> str:
    """The indicator's page at the Place a statement is about; a joint area is shown under its first Place."""
    area = ask.defined().areas.get(slug)
    place = chosen.place
    if area is not None and not place:
        place = slug if area.kind == "place" else area.places[0] if area.kind == "joint" else ""
    state = Selection(place=place, as_of=chosen.as_of, since=chosen.since, sex=sex)
    return address(f"/indicator/{indicator}") + state.query()


def _since(chosen: Selection) -> list[Any]:
    """What changed since the chosen meeting, or a chosen date; by default the latest meeting in the past."""
    today = chosen.as_of or date.today()
    meetings = sorted(
        {meeting.date for meeting in ask.defined().meetings if meeting.date < today}, reverse=True
    )
    then = chosen.since or next(iter(meetings), None)
    if then is None:
        return [_heading("changes", "What changed"), components.notice(NO_MEETING.format(words.day(today)))]
    days = sorted({*meetings, then}, reverse=True)
    parts = [_heading("changes", f"What changed since {words.day(then)}"), _picker(chosen, then, days)]
    if then >= today:
        text = f"{words.day(then)} does not lie before {words.day(today)}. Choose an earlier date."
        return [*parts, components.notice(text, kind="problem")]
    changed = since.gathered(ask.defined(), ask.changes(then, chosen.as_of, chosen.place))
    return [*parts, html.P(_about(then), className="guide"), *home_parts.changed(changed, _to_change(chosen))]


def _picker(chosen: Selection, then: date, days: list[date]) -> Any:
    meetings = {meeting.date for meeting in ask.defined().meetings}
    options = [
        {"value": day.isoformat(), "label": words.day(day) + (", meeting" if day in meetings else "")}
        for day in days
    ]
    return html.Form(
        [
            shell.control(
                "Since",
                dbc.Select(id="since", name="since", options=options, value=then.isoformat()),
            ),
            *shell.kept(chosen, without=("since",)),
            html.Button("Show", type="submit", className="button"),
        ],
        method="get",
        className="filter",
        **{"aria-label": "Since when changes are told", "data-state": "address"},
    )


def _about(then: date) -> str:
    """What is known of the meeting itself, and what the lists hold."""
    notes = [meeting.note for meeting in ask.defined().meetings if meeting.date == then and meeting.note]
    text = "By what had been published then. Worst news first."
    return f"{text} About this meeting: {notes[0].rstrip('.')}." if notes else text


def _to_target(chosen: Selection) -> Any:
    def to(key: str) -> str:
        return address(f"/target/{key}") + chosen.carried()

    return to


def _to_change(chosen: Selection) -> Any:
    def to(change: Changed) -> str:
        if change.kind == "target" or (change.kind == "trajectory" and change.target):
            return (
                _to_target(chosen)(change.target) if change.target else address("/targets") + chosen.carried()
            )
        if not change.indicator:
            return address("/targets") + chosen.carried()
        return _to_indicator(chosen, change.indicator, change.place)

    return to


def _heading(name: str, text: str) -> Any:
    return html.H2(text, id=name)


def _ways_on(chosen: Selection) -> list[Any]:
    frame = ask.latest(chosen.as_of)
    return [
        _heading("places", "Choose another Place" if chosen.place else "Choose a Place"),
        html.Ul([_place(place, chosen) for place in ask.defined().places], className="ways inline"),
        html.Div(
            [
                _subjects(f"The themes of the {_beacons()} Beacon Indicators", True, frame, chosen),
                _subjects("Other subjects", False, frame, chosen),
            ],
            className="two",
        ),
        html.P(WHAT_IT_IS, className="guide"),
    ]


def _place(place: Any, chosen: Selection) -> Any:
    href = address(f"/place/{place.slug}") + Selection(as_of=chosen.as_of, since=chosen.since).query()
    return html.Li(components.link(place.name, href))


def _subjects(heading: str, theme: bool, frame: Any, chosen: Selection) -> Any:
    known = ask.defined()
    with_figures = set(frame.indicator[frame.value.notna()])
    with_figures |= {id for id in known.indicators if ask.official_held(id, chosen.as_of)}
    items = []
    for domain in known.domains:
        of = [indicator for indicator in known.indicators.values() if indicator.domain == domain.id]
        if of and domain.theme == theme:
            href = address("/indicators") + chosen.query(domain=domain.id, series="", sex="", area="")
            items.append(html.Li([components.link(domain.name, href), _how_many(of, with_figures)]))
    return html.Section([html.H2(heading), html.Ul(items, className="ways compact")])


def _beacons() -> int:
    return sum(bool(indicator.beacon_number) for indicator in ask.defined().indicators.values())


def _how_many(indicators: Sequence[Indicator], with_figures: set[str]) -> Any:
    """How many Beacon Indicators a theme has, and others beside them; how many of all have figures."""
    held = sum(indicator.id in with_figures for indicator in indicators)
    beacons = sum(bool(indicator.beacon_number) for indicator in indicators)
    text = words.counted(beacons or len(indicators), "Beacon Indicator" if beacons else "indicator")
    text += f" and {len(indicators) - beacons} more" if 0 < beacons < len(indicators) else ""
    if held < len(indicators):
        text += f", {held} with figures" if held else ", none with figures yet"
    return html.Span(text, className="sub")
