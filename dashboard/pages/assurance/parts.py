"""The sections of the page for scrutiny: sentence and table, every row one step from its page. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.pages.shared import path_counts, promises
from dashboard.pages.shared.register_state import Assurance
from dashboard.parts import components, tables
from dashboard.parts.components import section
from data.catalogue.models import Target
from data.judgement.quality import QualityMark
from data.targets.coverage import Coverage, is_unmeasured
from data.targets.endings import NO_FIGURE, Ending, Outcome
from data.wording.quality_words import GEOGRAPHY, QUALITY_SOURCE
from data.wording.sentences import amount, joined

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
UNTOLD = {"": "not judged as this version", NO_FIGURE: "no figure for it"}
NEVER = {
    "deadline before it was set": "its deadline had passed when it was set",
    "deadline before the next figure": "no later figure can be published before its deadline",
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


def answers(found: Assurance) -> Component:
    """Return the whole page in a sentence for each section, numbers first, each with the way to it."""
    return components.answers([(name, title, _answer(name, found)) for name, title in SECTIONS.items()])


def _answer(name: str, found: Assurance) -> str:
    checked, unmeasured = (
        sum(getattr(one, of) for one in found.programmes) for of in ("figures", "no_series")
    )
    pairs = len(found.conflicts)
    late = f"{len(found.late):,} of {words.counted(found.with_figures, 'indicator')} with figures by area"
    targets = words.counted(len(found.targets), "target")
    return {
        "coverage": f"{checked:,} of {targets} can be held beside a figure.",
        "lapsed": _how_lapsed(found),
        "late": f"{late} {_are(len(found.late))} later than due.",
        "conflicts": f"{words.counted(pairs, 'pair')} of targets {_contradict(pairs)} each other.",
        "deadlines": f"{words.counted(len(found.untestable), 'deadline')} before any figure can exist.",
        "missing": f"No public series measures {unmeasured:,} of the targets.",
        "quality": "Source, Places held, delay and age of each indicator’s figures.",
        "downloads": "Each table below as csv or Excel workbook.",
    }[name]


def _how_lapsed(found: Assurance) -> str:
    ended = Counter(one.word for one in found.lapsed)
    rest = len(found.lapsed) - ended["missed"] - ended["met"] + found.untold
    return (
        f"{words.counted(len(found.lapsed) + found.untold, 'deadline')} passed: {ended['missed']:,} missed, "
        f"{ended['met']:,} met, {rest:,} without a figure to tell by."
    )


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _contradict(many: int) -> str:
    return "contradicts" if many == 1 else "contradict"


def part(name: str, parts: Sequence[Any]) -> Component:
    """Return one of SECTIONS under its heading."""
    return section(name, SECTIONS[name], parts)


def covered(found: Assurance, to_group: Callable[[str, str], str]) -> Component:
    """Return what can be checked: by paper, by subject, and the ways to the targets.

    `to_group`: "programme" or "domain" and its id -> the address of the register so filtered.
    """
    domains = {one.id: one.name for one in found.known.domains}
    names = {one.id: one.name for one in found.known.programmes.values()}
    papers = _groups(found.programmes, "Paper or list", "programme", names, to_group)
    subjects = _groups(found.domains, "Subject", "domain", domains, to_group)
    none = None if found.programmes else html.P("No target of the register fits.")
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
            html.P(path_counts.sentence(found.ways)),
            path_counts.table(found.ways),
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
            components.link(names.get(one.group, one.group), to_group(field, one.group)),
            *(f"{getattr(one, key):,}" for key, _ in COUNTED),
        ]
        for one in rows
    ]
    cells.append(["All", *(f"{sum(getattr(one, key) for one in rows):,}" for key, _ in COUNTED)])
    titles = [head, *(title for _, title in COUNTED)]
    return tables.table(f"Targets by {head[:1].lower()}{head[1:]}", titles, cells, range(1, len(titles)))


def lateness(found: Assurance, to: To) -> Component:
    """Return which figures are overdue and by how many days, the longest first."""
    known = found.known.indicators
    rows = [
        [
            components.link(known[one.indicator].short_title, to(one.indicator)),
            f"{one.days:,}",
            words.day(one.due),
            words.period(one.period),
            known[one.indicator].publisher,
            known[one.indicator].usual_lag_basis,
        ]
        for one in found.late
    ]
    head = ["Indicator", "Days late", "Next was due about", "Newest figure", "Publisher", "Lag known from"]
    many = words.counted(found.with_figures, "indicator")
    text = f"{len(rows):,} of {many} with figures by area {_are(len(rows))} later than due."
    table = tables.listed("Figures that are late", head, rows, [1]) if rows else None
    return part("late", [html.P(f"{text} {DUE}"), table, _no_calendar(found, to)])


def _no_calendar(found: Assurance, to: To) -> Component | None:
    if not found.never_due:
        return None
    links: list[Any] = []
    for one in found.never_due:
        links += [", " if links else "", components.link(one.short_title, to(one.id))]
    return html.P(["Published at irregular intervals, so never late: ", *links, "."])


def lapsed(found: Assurance, to: To) -> Component:
    """Return how the targets ended whose deadline has passed, the missed ones first."""
    rows = [_outcome(one, found, to) for one in found.lapsed]
    head = ["Target", "At the deadline", "Asked", "By", "The figure for it"]
    untold = words.counted(found.untold, "more target", "more targets")
    had = "has a deadline that" if found.untold == 1 else "have deadlines that"
    rest = html.P(
        f"{untold} {had} passed; no figure held here can tell whether "
        f"{'it was' if found.untold == 1 else 'they were'} met."
    )
    table = tables.listed("Targets whose deadline has passed", head, rows) if rows else None
    text = (
        "Each is judged by the figure for its own deadline alone, against the version live on that "
        "figure’s date. A target for England is a yardstick for Cheshire and Merseyside and its Places."
    )
    none = None if rows else html.P("No target that applies here and is judged by a figure has lapsed.")
    return part("lapsed", [html.P(text), none, table, rest if found.untold else None])


def _outcome(one: Outcome, found: Assurance, to: To) -> list[Any]:
    target = found.known.targets[one.target]
    word = UNTOLD.get(one.word, one.word)
    mark = components.status_mark(word) if one.word in ("met", "missed") else word
    name = components.link(target.name, to(target.key))
    return [name, mark, promises.asked(target), promises.deadline(target, found.known), figures(one, found)]


def figures(one: Outcome, found: Assurance) -> str:
    """Return the figure a lapsed target is judged by; of many Places how many met it and the worst."""
    if len(one.endings) > 1 and one.worst is not None:
        met = sum(ending.word == "met" for ending in one.endings)
        return f"{met} of {len(one.endings)} met it; the worst is {ending_text(one.worst, found)}"
    return "; ".join(ending_text(ending, found) for ending in one.endings)


def ending_text(one: Ending, found: Assurance) -> str:
    """Return an ending as a clause: area, figure, period; or why there is none."""
    known = found.known
    name, indicator = known.areas[one.area].name, known.indicators[known.targets[one.target].indicator]
    if one.value is None:
        return f"{name}: no figure for that period"
    name += ", as a yardstick" if one.standing == "yardstick" else ""
    told = f"{name}: {amount(one.value, indicator)} in {words.period(one.period)}"
    return f"{told} ({one.reason})" if one.reason else told


def conflicts(found: Assurance, to: To) -> Component:
    """Return the pairs of targets that contradict each other, side by side."""
    rows = [
        [_side(pair.target, found, to), _side(pair.other, found, to), f"{pair.reason}."]
        for pair in found.conflicts
    ]
    head = ["One target", "The other", "Why they conflict"]
    table = tables.listed("Targets that contradict each other", head, rows) if rows else None
    text = "Both stand in the register. Beacon takes no average of them and calls neither the right one."
    none = "No target here contradicts another."
    return part("conflicts", [html.P(text if rows else none), table])


def _side(target: Target, found: Assurance, to: To) -> list[Any]:
    scope = promises.scope(target, found.known.areas)
    return [
        components.link(target.name, to(target.key)),
        html.Span(f"{promises.asked(target)}, for {scope}; set {words.set_on(target)}", className="sub"),
    ]


def untestable(found: Assurance, to: To) -> Component:
    """Return the targets whose deadline falls before any figure for it can exist."""
    rows = [
        [
            components.link(found.known.targets[one.target].name, to(one.target)),
            words.day(found.known.targets[one.target].set_on),
            promises.deadline(found.known.targets[one.target], found.known),
            f"{NEVER[one.kind]} ({found.known.targets[one.target].set_on_basis})",
        ]
        for one in found.untestable
    ]
    head = ["Target", "Set on", "By", "Why (how the day it was set is known)"]
    table = tables.listed("Deadlines before any figure", head, rows) if rows else None
    text = (
        f"{words.counted(len(rows), 'target has', 'targets have')} a deadline that had passed when it was "
        "set, or that falls before a later figure can be published. Of papers of which only the year is "
        "known, the first day of April stands for it, so the paper may be older than it seems."
    )
    none = "No target here has a deadline before a figure for it can exist."
    return part("deadlines", [html.P(text if rows else none), table])


def missing(found: Assurance, parts: Sequence[Any]) -> Component:
    """Return what is not measured at all, and which indicators have no figures. `parts`: holdings.missing."""
    unmeasured = Counter(
        promises.programme(one.programme, found.known) for one in found.targets if is_unmeasured(one)
    )
    told = joined([f"{many:,} in {name}" for name, many in unmeasured.items()])
    text = f"No public series measures {unmeasured.total():,} of the targets: {told}." if told else ""
    return part("missing", [html.P(text) if text else None, *parts])


def quality(found: Assurance, to: To) -> Component:
    """Return how far each indicator's figures can be trusted, in the order of the table of indicators."""
    rows = [_mark(one, found, to) for one in found.quality if one.indicator not in found.without]
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
    shown = words.counted(len(rows), "indicator")
    return part("quality", [html.P(text), components.disclosed(f"Show the quality of {shown}", table)])


def _mark(one: QualityMark, found: Assurance, to: To) -> list[Any]:
    indicator = found.known.indicators[one.indicator]
    return [
        components.link(indicator.short_title, to(indicator.id)),
        QUALITY_SOURCE[indicator.quality.source],
        f"{one.held} of {one.places}",
        GEOGRAPHY[indicator.geography],
        one.timeliness,
        promises.SERIES_ID[indicator.headline.verified],
        words.day(one.latest) if one.latest else "no Place has a figure",
        f"{one.age:,}" if one.age is not None else "–",
    ]
