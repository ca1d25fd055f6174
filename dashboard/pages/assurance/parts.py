"""The sections of the page for scrutiny: sentence and table, every row one step from its page. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.pages.shared import path_counts, register_rows
from dashboard.pages.shared.register_state import RegisterState
from dashboard.parts import components, tables
from dashboard.parts.components import section
from data.catalogue.models import Target
from data.judgement.quality import QualityMark
from data.targets.coverage import Coverage, is_unmeasured
from data.targets.endings import NO_FIGURE, NONE_SINCE, Ending, Outcome
from data.wording.quality_words import GEOGRAPHY, QUALITY_SOURCE
from data.wording.sentences import amount, in_period, joined

To = Callable[[str], str]
COUNTED = (
    ("targets", "Targets"),
    ("valued", "With a value"),
    ("dated", "With a deadline"),
    ("baseline", "With a baseline"),
    ("measured", "Measured by an indicator"),
    ("figures", "With figures"),
    ("agreed", "Agreed trajectory"),
    ("straight", "Straight line only"),
    ("no_series", "No public series"),
)
UNTOLD = {"": "not judged as this version", NO_FIGURE: "no figure for it", NONE_SINCE: "no figure since"}
NEVER = {
    "deadline before it was set": "its deadline had passed when it was set",
    "deadline before the next figure": "no later figure can be published before its deadline",
    "deadline perhaps before it was set": "its deadline may have passed when it was set",
    "deadline perhaps before the next figure": "it may be that no later figure can be published by then",
}
SECTIONS = {
    "coverage": "What can be checked",
    "lapsed": "What has lapsed",
    "late": "What is late",
    "conflicts": "What conflicts",
    "deadlines": "Deadlines no figure can meet",
    "missing": "What is missing or not measured",
    "quality": "How good the figures are",
    "downloads": "Take the tables away",
}
DUE = (
    "Told from the newest figure of a Place, or of a wider area where no Place has any. A figure is due "
    "when the next period has ended and the usual lag of its publisher has gone by. A late figure may be "
    "unpublished, or published and not loaded yet. The lag is an estimate where the publisher gives no "
    "calendar."
)


def answers(shown: RegisterState) -> Component:
    """Return the whole page in a sentence for each section, numbers first, each with the way to it."""
    return components.answers([(name, title, _answer(name, shown)) for name, title in SECTIONS.items()])


def _answer(name: str, shown: RegisterState) -> str:
    checked, unmeasured = (
        sum(getattr(programme, of) for programme in shown.programmes) for of in ("figures", "no_series")
    )
    pairs = len(shown.conflicts)
    late = f"{len(shown.late):,} of {words.counted(shown.with_figures, 'indicator')} with figures by area"
    targets = words.counted(len(shown.targets), "target")
    return {
        "coverage": f"{checked:,} of {targets} can be held beside a figure.",
        "lapsed": _how_lapsed(shown),
        "late": f"{late} {_are(len(shown.late))} later than due.",
        "conflicts": f"{words.counted(pairs, 'pair')} of targets {_contradict(pairs)} each other.",
        "deadlines": _how_many_untestable(shown),
        "missing": f"No public series measures {unmeasured:,} of the targets.",
        "quality": "Source, Places held, delay and age of each indicator’s figures.",
        "downloads": "Each table below as csv or Excel workbook.",
    }[name]


def _how_lapsed(shown: RegisterState) -> str:
    if not shown.lapsed and not shown.untold:
        return "No deadline has passed."
    today = Counter(outcome.now for outcome in shown.lapsed)
    rest = len(shown.lapsed) - today["not met"] - today["met"] + shown.untold
    return (
        f"{words.counted(len(shown.lapsed) + shown.untold, 'deadline')} passed. By the newest figures "
        f"{today['not met']:,} {_are(today['not met'])} not met and {today['met']:,} {_are(today['met'])} "
        f"met; {rest:,} without a figure to tell by."
    )


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _contradict(many: int) -> str:
    return "contradicts" if many == 1 else "contradict"


def part(name: str, parts: Sequence[Any]) -> Component:
    """Return one of SECTIONS under its heading."""
    return section(name, SECTIONS[name], parts)


def covered(shown: RegisterState, to_group: Callable[[str, str], str]) -> Component:
    """Return what can be checked: by paper, by subject, and the ways to the targets.

    `to_group`: "programme" or "domain" and its id -> the address of the register so filtered.
    """
    domains = {domain.id: domain.name for domain in shown.known.domains}
    names = {programme.id: programme.name for programme in shown.known.programmes.values()}
    papers = _groups(shown.programmes, "Paper or list", "programme", names, to_group)
    subjects = _groups(shown.domains, "Subject", "domain", domains, to_group)
    none = None if shown.programmes else html.P("No target of the register fits.")
    return part(
        "coverage",
        [
            html.P(
                "A target can be checked when it states a value and a deadline, a public series measures "
                "it, and figures are held for an area it applies to."
            ),
            none or papers,
            None if none else components.disclosed("Show the same by subject", subjects),
            html.H3("The way to the target"),
            html.P(path_counts.sentence(shown.ways)),
            path_counts.table(shown.ways),
        ],
    )


def _groups(
    rows: Sequence[Coverage],
    head: str,
    field: str,
    names: Any,
    to_group: Callable[[str, str], str],
) -> Component:
    cells = [
        [
            components.link(names.get(row.group, row.group), to_group(field, row.group)),
            *(f"{getattr(row, key):,}" for key, _ in COUNTED),
        ]
        for row in rows
    ]
    cells.append(["All", *(f"{sum(getattr(row, key) for row in rows):,}" for key, _ in COUNTED)])
    titles = [head, *(title for _, title in COUNTED)]
    return tables.table(f"Targets by {head[:1].lower()}{head[1:]}", titles, cells, range(1, len(titles)))


def lateness(shown: RegisterState, to: To) -> Component:
    """Return which figures are overdue and by how many days, the longest first."""
    known = shown.known.indicators
    rows = [
        [
            components.link(known[overdue.indicator].short_title, to(overdue.indicator)),
            f"{overdue.days:,}",
            words.day(overdue.due),
            words.period(overdue.period),
            known[overdue.indicator].publisher,
            known[overdue.indicator].expected_basis,
        ]
        for overdue in shown.late
    ]
    head = ["Indicator", "Days late", "Next was due about", "Newest figure", "Publisher", "Day known from"]
    many = words.counted(shown.with_figures, "indicator")
    text = f"{len(rows):,} of {many} with figures by area {_are(len(rows))} later than due."
    table = tables.listed("Figures that are late", head, rows, [1]) if rows else None
    return part("late", [html.P(f"{text} {DUE}"), table, _no_calendar(shown, to)])


def _no_calendar(shown: RegisterState, to: To) -> Component | None:
    if not shown.never_due:
        return None
    links: list[Any] = []
    for indicator in shown.never_due:
        links += [", " if links else "", components.link(indicator.short_title, to(indicator.id))]
    return html.P(["Published at irregular intervals, so never late: ", *links, "."])


def lapsed(shown: RegisterState, to: To) -> Component:
    """Return how the targets stand and ended whose deadline has passed, those not met today first."""
    rows = [_outcome(outcome, shown, to) for outcome in shown.lapsed]
    head = ["Target", "Today", "At the deadline", "Asked", "By", "The figure for it", "The newest figure"]
    untold = words.counted(shown.untold, "more target", "more targets")
    had = "has a deadline that" if shown.untold == 1 else "have deadlines that"
    rest = html.P(
        f"{untold} {had} passed; no figure held here can tell whether "
        f"{'it was' if shown.untold == 1 else 'they were'} met."
    )
    table = tables.listed("Targets whose deadline has passed", head, rows) if rows else None
    text = (
        "How each ended is told by the figure for its own deadline alone, against the version live on that "
        "figure’s date; how it stands today, by the newest figure. A target for England is a yardstick for "
        "Cheshire and Merseyside and its Places."
    )
    none = None if rows else html.P("No target that applies here and is judged by a figure has lapsed.")
    return part("lapsed", [html.P(text), none, table, rest if shown.untold else None])


def _outcome(outcome: Outcome, shown: RegisterState, to: To) -> list[Any]:
    target = shown.known.targets[outcome.target]
    name = components.link(target.name, to(target.key))
    return [
        name,
        *(UNTOLD.get(word) or components.status_mark(word) for word in (outcome.now, outcome.word)),
        register_rows.asked(target),
        register_rows.deadline(target, shown.known),
        figures(outcome, shown),
        newest(outcome, shown),
    ]


def figures(outcome: Outcome, shown: RegisterState) -> str:
    """Return the figure a lapsed target is judged by; of many Places how many met it and the worst."""
    if len(outcome.endings) > 1 and outcome.worst is not None:
        met = sum(ending.word == "met" for ending in outcome.endings)
        return f"{met} of {len(outcome.endings)} met it; the worst is {ending_text(outcome.worst, shown)}"
    return "; ".join(ending_text(ending, shown) for ending in outcome.endings)


def newest(outcome: Outcome, shown: RegisterState) -> str:
    """Return the newest figure of a lapsed target, where newer; of many Places how many are met today."""
    judged = [ending for ending in outcome.endings if ending.now]
    if len(judged) > 1:
        return f"{sum(ending.now == 'met' for ending in judged)} of {len(judged)} are met"
    indicator = shown.known.indicators[shown.known.targets[outcome.target].indicator]
    return "; ".join(
        f"{amount(ending.newest, indicator)} {in_period(ending.newest_period)}"
        for ending in judged
        if ending.newest is not None and ending.newest_period != ending.period
    )


def ending_text(ending: Ending, shown: RegisterState) -> str:
    """Return an ending as a clause: area, figure, period; or why there is none."""
    known = shown.known
    name, indicator = known.areas[ending.area].name, known.indicators[known.targets[ending.target].indicator]
    name += ", as a yardstick" if ending.standing == "yardstick" else ""
    if ending.value is None:
        return f"{name}: no figure for that period"
    clause = f"{name}: {amount(ending.value, indicator)} {in_period(ending.period)}"
    return f"{clause} ({ending.reason})" if ending.reason else clause


def conflicts(shown: RegisterState, to: To) -> Component:
    """Return the pairs of targets that contradict each other, side by side."""
    rows = [
        [_side(pair.target, shown, to), _side(pair.other, shown, to), f"{pair.reason}."]
        for pair in shown.conflicts
    ]
    head = ["One target", "The other", "Why they conflict"]
    table = tables.listed("Targets that contradict each other", head, rows) if rows else None
    text = "Both stand in the register. Beacon takes no average of them and calls neither the right one."
    none = "No target here contradicts another."
    return part("conflicts", [html.P(text if rows else none), table])


def _side(target: Target, shown: RegisterState, to: To) -> list[Any]:
    scope = register_rows.scope(target, shown.known.areas)
    return [
        components.link(target.name, to(target.key)),
        html.Span(f"{register_rows.asked(target)}, for {scope}; set {words.set_on(target)}", className="sub"),
    ]


def _how_many_untestable(shown: RegisterState) -> str:
    perhaps = sum("perhaps" in deadline.kind for deadline in shown.untestable)
    sure = words.counted(len(shown.untestable) - perhaps, "deadline")
    more = f", and {perhaps:,} that may be: of their papers only the year is known" if perhaps else ""
    return f"{sure} before any figure can exist{more}."


def untestable(shown: RegisterState, to: To) -> Component:
    """Return the targets whose deadline falls before any figure for it can exist."""
    rows = [
        [
            components.link(shown.known.targets[deadline.target].name, to(deadline.target)),
            words.set_on(shown.known.targets[deadline.target]).removeprefix("on "),
            register_rows.deadline(shown.known.targets[deadline.target], shown.known),
            f"{NEVER[deadline.kind]} ({shown.known.targets[deadline.target].set_on_basis})",
        ]
        for deadline in shown.untestable
    ]
    head = ["Target", "Set on", "By", "Why (how the day it was set is known)"]
    table = tables.listed("Deadlines before any figure", head, rows) if rows else None
    text = (
        f"{words.counted(len(rows), 'target has', 'targets have')} a deadline that had passed when it was "
        "set, or that falls before a later figure can be published; or may have one: of some papers only the "
        "year is known, and the first day of April stands for it, so the paper may be older than it seems."
    )
    none = "No target here has a deadline before a figure for it can exist."
    return part("deadlines", [html.P(text if rows else none), table])


def missing(shown: RegisterState, parts: Sequence[Any]) -> Component:
    """Return what is not measured at all, and which indicators have no figures. `parts`: holdings.missing."""
    unmeasured = Counter(
        register_rows.programme(target.programme, shown.known)
        for target in shown.targets
        if is_unmeasured(target)
    )
    papers = joined([f"{many:,} in {name}" for name, many in unmeasured.items()])
    text = f"No public series measures {unmeasured.total():,} of the targets: {papers}." if papers else ""
    return part("missing", [html.P(text) if text else None, *parts])


def quality(shown: RegisterState, to: To) -> Component:
    """Return how far each indicator's figures can be trusted, in the order of the table of indicators."""
    rows = [_mark(mark, shown, to) for mark in shown.quality if mark.indicator not in shown.without]
    head = [
        "Indicator",
        "Kind of source",
        "Places held",
        "For which areas",
        "How soon",
        "Series id",
        "Newest period ends",
        "Days since",
    ]
    table = tables.listed("Quality of the figures", head, rows, [2, 7])
    text = (
        "Always told of all nine Places: a figure of two Places together counts for both. Indicators "
        "without any figure are named above. A series id is verified where the publisher’s own id was seen "
        "in a source."
    )
    many = words.counted(len(rows), "indicator")
    return part("quality", [html.P(text), components.disclosed(f"Show the quality of {many}", table)])


def _mark(mark: QualityMark, shown: RegisterState, to: To) -> list[Any]:
    indicator = shown.known.indicators[mark.indicator]
    return [
        components.link(indicator.short_title, to(indicator.id)),
        QUALITY_SOURCE[indicator.quality.source],
        f"{mark.held} of {mark.places}" + (f" for {words.period(mark.period)}" if mark.period else ""),
        GEOGRAPHY[indicator.geography],
        mark.timeliness,
        register_rows.SERIES_ID[indicator.headline.verified],
        words.day(mark.latest) if mark.latest else "no Place has a figure",
        f"{mark.age:,}" if mark.age is not None else "–",
    ]
