"""The tables of a Place's page: every indicator, what has no figure, the targets. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import icons
from dashboard.pages.place.data import Line, Shown
from dashboard.pages.shared import register_rows
from dashboard.parts import components, tables
from data.catalogue.models import Area, Indicator, Target
from data.catalogue.reader import Catalogue
from data.judgement.pairs import is_history
from data.judgement.ranks import A_COUNT
from data.judgement.status import Point, Status
from data.statistics.reason import NO_GOAL, Reason
from data.wording import doubts, news, sentences
from data.wording.quality_words import LOCAL_RETURN

HEAD = (
    *("Indicator", "Newest figure", "C&M", "England", "Against plan"),
    *("Rank of the Places", "Real change?", "By the deadline", "Next figure"),
)


SHORT = {
    A_COUNT: "a count",
    NO_GOAL: "no target",
}


@dataclass(frozen=True)
class Around:
    """What the blocks are made with: the definitions, the names of domains, addresses, the day."""

    known: Catalogue
    domains: Mapping[str, str]
    to: Callable[[str], str]
    today: date

    def indicator(self, status: Status) -> str:
        """Return the address of the line's page at this Place."""
        by_sex = self.known.indicators[status.indicator].by_sex
        href = self.to(f"/indicator/{status.indicator}")
        sep = "&" if "?" in href else "?"
        return f"{href}{sep}sex={status.sex}" if by_sex else href


def lines(shown: Shown, around: Around) -> Component:
    """Return every line with a figure as a table: beside C&M and England, and the three statements."""
    groups = [
        (around.domains[id], [_line(line, shown.place, around) for line in group])
        for id, group in groupby(shown.lines, lambda line: line.indicator.domain)
    ]
    caption = f"Every indicator with a figure for {shown.place.name}"
    guide = (
        "C&M stands for Cheshire and Merseyside. A rank has a 95% interval: Places whose intervals overlap "
        "may stand in another order. Without intervals a rank would be chance, and is not given. A grey "
        "note says why something cannot be told."
    )
    return html.Section(
        [
            html.H2("Every indicator", id="lines"),
            html.P(guide, className="guide"),
            tables.grouped(caption, HEAD, groups, numeric=(1, 2, 3)),
        ],
        className="place-lines",
        **{"aria-labelledby": "lines"},
    )


def _line(line: Line, place: Area, around: Around) -> list[Any]:
    status, indicator = line.status, line.indicator
    facts = [words.BETTER[indicator.better]] + ([] if indicator.is_percentage else [indicator.unit])
    facts += [LOCAL_RETURN] if indicator.is_returned else []
    name: list[Any] = [
        components.link(line.name, around.indicator(status)),
        _sub(" · ".join(facts)),
    ]
    if status.place != place.slug:
        name.append(_sub(around.known.areas[status.place].name))
    own = status.latest.period if status.latest else ""
    end = status.latest.end if status.latest else None
    return [
        name,
        [*_figure(status.latest, indicator), *_awaits(status)],
        _figure(line.system, indicator, own, end),
        _figure(line.country, indicator, own, end),
        _plan(status, indicator),
        _rank(line, own),
        _turn(status, indicator),
        status.outlook.word or _sub(_short(status.outlook.reason)),
        _next(status, around.today),
    ]


def _sub(text: str) -> Component:
    return html.Span(text, className="sub")


def _figure(
    point: Point | None, indicator: Indicator, but_for: str = "", beside: date | None = None
) -> list[Any]:
    """A figure and its period, unless that is `but_for`; a word where there is none.

    `beside`: the end of the period of the Place's own figure, which an old one does not stand beside.
    """
    if point is None or point.value is None:
        return [html.Span(words.marker(point.note) if point else words.NO_FIGURE, className="absent")]
    if is_history(point.end, beside):
        return [html.Span(words.none_since(point.period), className="absent")]
    value = html.Span(words.short_amount(point.value, indicator), className="value")
    return [value] if point.period == but_for else [value, _sub(words.period(point.period))]


def _awaits(status: Status) -> list[Any]:
    awaits = doubts.awaiting_short(status)
    return [html.Span(awaits, className="sub awaits")] if awaits else []


def _plan(status: Status, indicator: Indicator) -> list[Any]:
    """The word, the gap, and the people in it; the reason against a judgement where a target is concerned."""
    now = status.now
    reason = now.reason if now.target_key and now.reason != now.word else ""
    gap = sentences.of_gap(replace(now, gap_people=None), indicator)
    people = sentences.of_people(now, indicator)
    parts: list[Any] = [components.status_mark(now.word)]
    parts += [_sub(gap or reason)] if gap or reason else []
    return [*parts, html.Span(people, className="people")] if people else parts


def _rank(line: Line, own: str) -> list[Any]:
    rank = line.rank
    if not rank.text:
        return [_sub(f"not ranked: {_short(rank.reason)}")]
    first = [_sub("the highest is 1st")] if line.indicator.better == "neither" else []
    other = [_sub(words.period(rank.period))] if rank.period != own else []
    return [rank.text, _sub(rank.interval), *first, *other]


def _short(reason: Reason) -> str:
    """A reason as it stands in a cell; the whole of it stands on the indicator's page."""
    return SHORT.get(reason, reason.short)


def _turn(status: Status, indicator: Indicator) -> list[Any]:
    change = status.change
    if change.reason or not change.method:
        return [_sub(_short(change.reason) or "cannot be judged")]
    icon = (
        [html.Img(src=icons.address(icons.variation(change.variation)), alt="", width="24", height="24")]
        if change.variation
        else []
    )
    return [*icon, html.Span(news.change_word(change, indicator))]


def _next(status: Status, today: date) -> Any:
    due = status.next_release
    if due is None:
        return _sub("no fixed date")
    return words.month(due) if due >= today else [_sub(f"was due {words.month(due)}, not here yet")]


def without_figures(shown: Shown, around: Around) -> Component | None:
    """Return the lines without a figure, each with the reason, folded away; None where every line has one."""
    if not shown.without:
        return None
    rows = [
        [
            components.link(around.known.indicators[status.indicator].short_title, around.indicator(status)),
            [status.now.reason or words.NO_FIGURE, *_awaits(status)],
        ]
        for status in shown.without
    ]
    many = words.counted(len(rows), "line")
    table = tables.table(f"Lines without a figure for {shown.place.name}", ["Indicator", "Why"], rows)
    return html.Section(
        [
            html.H2("What has no figure", id="without"),
            html.P(f"{many} of {len(rows) + len(shown.lines)} for {shown.place.name} without a figure."),
            components.disclosed("Show them, and why", table, "without-table"),
        ],
        **{"aria-labelledby": "without"},
    )


def targets(shown: Shown, around: Around) -> Component:
    """Return the live targets set for this Place and for every Place, with their dates."""
    name = shown.place.name
    dated = [target for target in shown.everyone if target.deadline]
    undated = [target for target in shown.everyone if not target.deadline]
    both = [*shown.own, *dated]
    parts: list[Any] = [html.P(_of_targets(shown), className="sentence")]
    if both:
        parts.append(
            _targets_table(both, f"Targets set for {name}, and dated ones for every Place", shown, around)
        )
    if undated:
        rest = _targets_table(undated, "Targets for every Place without a date", shown, around)
        parts.append(
            components.disclosed(f"Show {len(undated)} for every Place without a date", rest, "undated")
        )
    return html.Section(
        [html.H2(f"Targets set for {name} or for every Place", id="targets"), *parts],
        className="place-targets",
        **{"aria-labelledby": "targets"},
    )


def _of_targets(shown: Shown) -> str:
    everything = [*shown.own, *shown.everyone]
    dated = [target for target in everything if target.deadline]
    past = sum(target.deadline < shown.today for target in dated if target.deadline)
    measured = sum(bool(target.indicator) for target in everything)
    passed = f", {_of_them(past, len(dated))} passed" if past else ""
    return (
        f"{words.counted(len(shown.own), 'live target')} set for {shown.place.name} alone and "
        f"{len(shown.everyone):,} for every Place: {len(dated):,} with a date{passed}, "
        f"{measured:,} measured by an indicator of Beacon."
    )


def _of_them(past: int, dated: int) -> str:
    """Those of the dated targets whose date has passed: "all of which have", "2 of which have"."""
    if past == dated:
        return "which has" if dated == 1 else "all of which have"
    return f"{past:,} of which {'has' if past == 1 else 'have'}"


def _targets_table(listed: Sequence[Target], caption: str, shown: Shown, around: Around) -> Component:
    rows = [
        [
            components.link(target.name, around.to(f"/target/{target.key}")),
            register_rows.scope(target, around.known.areas),
            register_rows.asked(target),
            _by(target, around),
            _measured(target, shown, around),
        ]
        for target in listed
    ]
    return tables.listed(caption, ["Target", "For", "Asks", "By", "Measured by"], rows)


def _by(target: Target, around: Around) -> Any:
    deadline = register_rows.deadline(target, around.known)
    return [deadline, _sub("passed")] if target.deadline and target.deadline < around.today else deadline


def _measured(target: Target, shown: Shown, around: Around) -> Any:
    """The indicator that measures a target, and its word here where its figure is judged by this target."""
    if not target.indicator:
        return _sub(register_rows.measured(target, around.known))
    parts: list[Any] = [
        components.link(
            register_rows.measured(target, around.known), around.to(f"/indicator/{target.indicator}")
        )
    ]
    words_here = {line.status.now.word for line in shown.lines if line.status.now.target_key == target.key}
    return [*parts, " ", *(components.status_mark(word) for word in sorted(words_here))]
