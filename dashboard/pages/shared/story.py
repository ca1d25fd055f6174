"""The sentences of an indicator's page: numbers first, neutral verbs, by rule from the figures. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar
from dashboard.figures.grammar import Path
from dashboard.parts import tables
from data.catalogue.models import Area, Indicator, Target
from data.catalogue.scopes import SET_FOR
from data.judgement.change import A_YEAR
from data.judgement.status import Point
from data.wording.sentences import in_period

OF_RETURN = "This is a local return, not official statistics."
MOST_NAMED = 3
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
    top, bottom = known.iloc[0], known.iloc[-1]
    high, low = words.short_amount(top.value, indicator), words.short_amount(bottom.value, indicator)
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
    return f"{words.period(period)}: from {high} ({top.label}) to {low} ({bottom.label}).{sure}{without}"


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
    return f"Only {words.period(row.period)} is held so far, so there is no line over time to draw yet."


def missing(frame: pd.DataFrame, area: Area) -> str:
    """Return why an area has no figure in a line."""
    suppressed = "suppressed" in map(words.marker, frame.note)
    why = " It was suppressed by the publisher." if suppressed else ""
    return f"No figure is held for {area.name}.{why}"


def small(points: Sequence[Point], indicator: Indicator, area: Area) -> str:
    """Return the sentence of a small chart: first and newest figure of the points that have one."""
    first, last = points[0], points[-1]
    text = f"{area.name}: {words.amount(last.value, indicator)} in {words.period(last.period)}"
    if first.end == last.end:
        return f"{text}, the only period held."
    return f"{text}; {words.amount(first.value, indicator)} in {words.period(first.period)}."


def source(row: Any, series_name: str) -> str:
    """Return publisher, release and its date, and the basis, in a line."""
    release = row.release if row.release.startswith(row.publisher) else f"{row.publisher}, {row.release}"
    return f"Source: {release}, published {tables.published(row)}; {series_name}."
