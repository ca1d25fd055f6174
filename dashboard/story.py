"""The sentences of an indicator's page: numbers first, neutral verbs, by rule from the figures. Pure."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard import plan, words
from dashboard.figures import grammar
from dashboard.figures.grammar import Path
from data.definition_models import Area, Indicator, Target


def newest(frame: pd.DataFrame) -> Any:
    """Return the newest row with a figure, None where there is none."""
    known = frame[frame.value.notna()]
    return None if known.empty else known.sort_values("period_end").iloc[-1]


def of_line(frame: pd.DataFrame, indicator: Indicator, area: Area) -> str:
    """Return where one area stands: period, figure, interval, or why there is no figure."""
    row = newest(frame)
    if row is None:
        why = " It was suppressed by the publisher." if "suppressed" in map(words.marker, frame.note) else ""
        return f"There is no published figure for {area.name}.{why}"
    between = words.interval(row.lower, row.upper, indicator)
    basis = ", computed from the counts" if row.interval_basis == "computed" else ""
    sure = f" (95% interval {between}{basis})" if between else ""
    return f"{area.name}: {words.amount(row.value, indicator)} in {words.period(row.period)}{sure}."


def change(frame: pd.DataFrame, indicator: Indicator) -> str:
    """Return how the newest figure stands to that of a year before, or to the one before it."""
    row = newest(frame)
    known = frame[frame.value.notna()].sort_values("period_end")
    if row is None or len(known) < 2:
        return ""
    year = known[known.period_end.map(lambda day: (row.period_end - day).days in range(350, 381))]
    before = year.iloc[-1] if len(year) else known.iloc[-2]
    was = words.amount(before.value, indicator)
    return f"It was {was} in {words.period(before.period)}."


def of_target(target: Target | None, indicator: Indicator, area: Area, row: Any) -> str:
    """Return the target in words, and whether it is met where that is judged."""
    if target is None:
        return "No target with a value is agreed for it."
    text = (
        f"The target, set {plan.SCOPE_WORDS[target.scope]}, is {words.target_value(target, indicator)} "
        f"{words.deadline(target.deadline) if target.deadline else 'with no deadline'}"
    )
    if row is None:
        return f"{text}."
    verdict = plan.judge(target, indicator, area, row.value, row.period_end)
    if verdict.whose:
        return f"{text}. As a yardstick for {area.name}, {verdict.whose} is {verdict.word} by this figure."
    if verdict.word:
        return f"{text}: {verdict.word} by this figure."
    return f"{text}. {verdict.why}"


def of_comparison(frame: pd.DataFrame, indicator: Indicator, what: str) -> str:
    """Return the range of a comparison. `frame`: label, period, value, lower, upper; the highest first."""
    known = frame[frame.value.notna()]
    missing = [str(label) for label in frame.label[frame.value.isna()]]
    without = f" No figure is published for {words.joined(missing)}." if missing else ""
    if known.empty:
        return f"No figure is published for {what}."
    top, bottom = known.iloc[0], known.iloc[-1]
    high, low = words.short_amount(top.value, indicator), words.short_amount(bottom.value, indicator)
    sure = (
        ""
        if grammar.is_count(indicator)
        else (
            " Where the bars overlap, the order may be chance."
            if known.lower.notna().all()
            else " Intervals are not published for all of them, so the order may be chance."
        )
    )
    period = known.period.mode().iloc[0]
    return f"{words.period(period)}: from {high} ({top.label}) to {low} ({bottom.label}).{sure}{without}"


def of_breaks(reasons: Sequence[tuple[Any, str]]) -> str:
    """Return why a series is not comparable across its breaks."""
    return " ".join(f"Series changed on {words.day(day)}: {reason.rstrip('.')}." for day, reason in reasons)


def of_path(path: Path | None) -> str:
    """Return what the drawn way to the target is."""
    if path is None:
        return ""
    if path.agreed:
        return f"The solid purple line is the {path.label[:1].lower()}{path.label[1:]}."
    return "The dashed line is a straight line to the target, not an agreed trajectory."


def too_few(frame: pd.DataFrame) -> str:
    """Return why no line is drawn."""
    row = newest(frame)
    if row is None:
        return "No figure is published, so there is nothing to draw."
    return f"Only {words.period(row.period)} is held so far, so there is no line over time to draw yet."


def small(frame: pd.DataFrame, indicator: Indicator, area: Area) -> str:
    """Return the sentence of a small chart: first and newest figure."""
    row = newest(frame)
    if row is None:
        return of_line(frame, indicator, area)
    first = frame[frame.value.notna()].sort_values("period_end").iloc[0]
    text = f"{area.name}: {words.amount(row.value, indicator)} in {words.period(row.period)}"
    if first.period_end == row.period_end:
        return f"{text}, the only period held."
    return f"{text}; {words.amount(first.value, indicator)} in {words.period(first.period)}."


def source(row: Any, series_name: str) -> str:
    """Return publisher, release and its date, and the basis, in a line."""
    estimated = " (date estimated)" if row.published_basis == "estimated" else ""
    release = row.release if row.release.startswith(row.publisher) else f"{row.publisher}, {row.release}"
    return f"Source: {release}, published {words.day(row.published)}{estimated}; {series_name}."
