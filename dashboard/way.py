"""The way to a target: what was agreed, or the straight line that stands in where nothing was. Pure."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dashboard import plan, words
from dashboard.figures.grammar import Path, TargetLine
from data.definition_models import Area, Indicator, Target, TrajectoryPoint

STRAIGHT = "straight line, not an agreed trajectory"
PLANNED = {"trajectory", "milestone", "target"}


def target_line(target: Target, indicator: Indicator) -> TargetLine:
    """Return a target as it is drawn."""
    scope = plan.SHORT_SCOPE.get(target.scope, "this Place")
    by = f" by {words.month(target.deadline)}" if target.deadline else ""
    label = f"Target: {words.target_value(target, indicator)}{by} ({scope})"
    return TargetLine(float(target.value or 0), target.set_on, target.deadline, label)


def path_to(
    target: Target,
    area: Area,
    points: Sequence[TrajectoryPoint],
    history: pd.DataFrame,
    as_of: date | None = None,
) -> Path | None:
    """Return the way to `target` at `area`, None where there is none to draw.

    `points`: those of the target (catalogue.trajectory_of); `history`: the area's line (period_end, value).
    A straight line begins at the target's stated baseline, else at the area's own figure when it was set.
    """
    agreed = [point for point in points if _is_agreed(point, area, as_of)]
    if len(agreed) > 1:
        label = f"Agreed trajectory ({words.document(agreed[0].document)})"
        return Path(tuple((point.date, point.value) for point in agreed), True, label)
    if target.deadline is None or target.value is None or not plan.applies(target, area):
        return None
    start = _start(target, history)
    if start is None or start[0] >= target.deadline:
        return None
    return Path((start, (target.deadline, target.value)), False, STRAIGHT.capitalize())


def _is_agreed(point: TrajectoryPoint, area: Area, as_of: date | None) -> bool:
    known = as_of is None or point.agreed_on is None or point.agreed_on <= as_of
    return known and point.place == area.slug and point.kind in PLANNED and point.interpolation != "none"


def _start(target: Target, history: pd.DataFrame) -> tuple[date, float] | None:
    if target.baseline_value is not None:
        return target.baseline_date or target.set_on, target.baseline_value
    before = history[history.value.notna() & (history.period_end <= target.set_on)]
    if before.empty:
        return None
    newest = before.sort_values("period_end").iloc[-1]
    return newest.period_end, float(newest.value)
