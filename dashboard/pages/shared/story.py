"""The sentences of an indicator's page: numbers first, neutral verbs, by rule from the figures. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar
from dashboard.figures.grammar import Path
from dashboard.figures.line_gaps import Hole, span
from dashboard.parts import tables
from data.catalogue.models import Area, Indicator, Target
from data.catalogue.scopes import SET_FOR
from data.judgement.change import A_YEAR
from data.judgement.status import Point
from data.wording.sentences import in_period

OF_RETURN = "This is a local return, not official statistics."
MOST_NAMED = 3
MOST_HOLES = 3  # that a sentence names
PERIODS = {1: "months", 3: "quarters", 12: "years"}
LATER_PATH = (
    "A trajectory was agreed after the newest figure’s period: later figures will be held against it."
)


def newest(frame: pd.DataFrame) -> Any:
    """Return the newest row with a figure, None where there is none."""
    known = frame[frame.value.notna()]
    return None if known.empty else known.sort_values("period_end").iloc[-1]


def before(points: Sequence[Point], indicator: Indicator) -> str:
    """Return what the newest figure was a year before, or else the time before."""
    known = [point for point in points if point.value is not None]
    if len(known) < 2:
        return ""
    year = [point for point in known if (known[-1].end - point.end).days in A_YEAR]
    then = year[-1] if year else known[-2]
    return f"It was {words.amount(then.value, indicator)} {in_period(then.period)}."


def of_target(target: Target | None, indicator: Indicator) -> str:
    """Return the target in words and whose it is; never whether it is met, which the Status says."""
    if target is None:
        return ""
    when = words.deadline(target.deadline) if target.deadline else "with no deadline"
    return f"The target, set {SET_FOR[target.scope]}, is {words.target_value(target, indicator)} {when}."


def of_comparison(frame: pd.DataFrame, indicator: Indicator, what: str) -> str:
    """Return the range of a comparison. `frame`: label, period, value, lower, upper, note; by value."""
    known = frame[frame.value.notna()]
    missing, waits = frame.value.isna(), frame.note == words.AWAITS
    absent, awaiting = (
        [str(label) for label in frame.label[rows]] for rows in (missing & ~waits, missing & waits)
    )
    without = f" No figure is held for {words.joined(absent)}." if absent else ""
    without += f" The figure for {words.joined(awaiting)} {words.AWAITS}." if awaiting else ""
    if known.empty:
        return f"No figure is held for {what}."
    sure = (
        ""
        if grammar.is_count(indicator)
        else (
            " Where the bars overlap, the order may be chance."
            if known.lower.notna().all()
            else " Not all of them have intervals, so the order may be chance."
            if known.lower.notna().any()
            else " No intervals are held, so the order may be chance."
        )
    )
    period = known.period.mode().iloc[0]
    return f"{words.period(period)}: {_range(known, indicator)}.{sure}{without}"


def _range(known: pd.DataFrame, indicator: Indicator) -> str:
    """From the highest to the lowest figure, each with who has it; "all 0" where none differs."""
    texts = known.value.map(lambda value: words.short_amount(value, indicator))
    high, low = texts.iloc[0], texts.iloc[-1]
    if high == low:
        return f"all {high}"
    highest, lowest = (known.label[texts == text].astype(str).tolist() for text in (high, low))
    return f"from {high} ({_first(highest)}) to {low} ({_first(lowest[::-1])})"


def _first(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} and {len(labels) - 1} more"


def of_awaiting(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """Return which figures of lines await review, with the names of their areas where there are several."""
    rows = frame[frame.doubtful.notna()].sort_values("period_end")
    if rows.empty:
        return ""
    areas = [f"{names[slug]}, " if names else "" for slug in rows.area]
    named = [f"{area}{words.period(str(period))}" for area, period in zip(areas, rows.period, strict=True)]
    some = words.joined(named[:MOST_NAMED]) if len(named) <= MOST_NAMED else f"{len(named)} figures"
    return f"Awaits review, and is not used yet: {some}."


def of_breaks(reasons: Sequence[tuple[Any, str]]) -> str:
    """Return why a series is not comparable across its breaks."""
    return " ".join(f"Series changed on {words.day(day)}: {reason.rstrip('.')}." for day, reason in reasons)


def of_holes(holes: Sequence[Hole]) -> str:
    """Return for which periods a line has no figure, and which of them the publisher held back."""
    held_back = [hole for hole in holes if hole.withheld]
    others = [hole for hole in holes if not hole.withheld]
    single = [hole.many for hole in others] == [1]
    texts = [f"{'No figure is' if single else 'No figures are'} held {_when(others)}."] if others else []
    texts += [f"The publisher suppressed what there was {_when(held_back)}."] if held_back else []
    return " ".join(texts)


def _when(holes: Sequence[Hole]) -> str:
    """A few holes each; of many how many periods they are, and between which."""
    if len(holes) <= MOST_HOLES:
        return words.joined([hole.when for hole in holes])
    periods = PERIODS.get(holes[0].step, "periods")
    return f"for {sum(hole.many for hole in holes)} {periods} {span(holes[0], holes[-1])}"


def of_path(path: Path | None, later: bool = False) -> str:
    """Return what the drawn way to the target is. `later`: one was agreed after the newest period."""
    if path is None:
        return LATER_PATH if later else ""
    sentence = "The dashed line is a straight line to the target, not an agreed trajectory."
    if path.agreed:
        sentence = f"The solid purple line is the {path.label[:1].lower()}{path.label[1:]}."
    return f"{sentence} {LATER_PATH}" if later else sentence


def too_few(frame: pd.DataFrame) -> str:
    """Return why no line is drawn."""
    row = newest(frame)
    if row is None:
        return "No figure is held, so there is nothing to draw."
    if frame[frame.value.notna()].period_end.nunique() > 1:
        return "The figures held are too few and too far apart for a line over time. The table has them all."
    return f"Only {words.period(row.period)} is held so far, so there is no line over time to draw yet."


def missing(frame: pd.DataFrame, area: Area) -> str:
    """Return why an area has no figure in a line."""
    suppressed = "suppressed" in map(words.marker, frame.note)
    why = " It was suppressed by the publisher." if suppressed else ""
    return f"No figure is held for {area.name}.{why}"


def small(points: Sequence[Point], indicator: Indicator, area: Area, holes: Sequence[Hole] = ()) -> str:
    """Return the sentence of a small chart: the first and newest of the figures `points`, and the holes."""
    first, last = points[0], points[-1]
    text = f"{area.name}: {words.amount(last.value, indicator)} {in_period(last.period)}"
    if first.end == last.end:
        return f"{text}, the only period held."
    text = f"{text}; {words.amount(first.value, indicator)} {in_period(first.period)}."
    return f"{text} {of_holes(holes)}".rstrip()


def source(row: Any, series_name: str) -> str:
    """Return publisher, release and its date, and the basis, in a line."""
    title = words.release(row.release)
    release = title if title.startswith(row.publisher) else f"{row.publisher}, {title}"
    return f"Source: {release}, published {tables.published(row)}; {series_name}."
