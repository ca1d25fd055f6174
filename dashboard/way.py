"""The way to a target: what was agreed, or the straight line that stands in where nothing was. Pure."""

from collections.abc import Sequence

import pandas as pd

from dashboard import plan, words
from dashboard.figures.grammar import Path, TargetLine
from data import targets as rules
from data.definition_models import Area, Indicator, Target, TrajectoryPoint

STRAIGHT = "straight line, not an agreed trajectory"


def target_line(target: Target, indicator: Indicator) -> TargetLine:
    """Return a target as it is drawn."""
    scope = plan.SHORT_SCOPE.get(target.scope, "this Place")
    by = f" by {words.month(target.deadline)}" if target.deadline else ""
    label = f"Target: {words.target_value(target, indicator)}{by} ({scope})"
    return TargetLine(float(target.value or 0), target.set_on, target.deadline, label)


def path_to(
    target: Target,
    area: Area,
    indicator: Indicator,
    told: Sequence[TrajectoryPoint],
    history: pd.DataFrame,
) -> Path | None:
    """Return the way to `target` at `area`, None where there is none to draw.

    `told`: the points agreed for this very target and area; `history`: the area's line (period_end, value).
    Where none are agreed, the straight line of data.targets.
    """
    points = sorted((one for one in told if one.interpolation != "none"), key=lambda one: one.date)
    if len(points) > 1:
        dated = tuple((point.date, point.value) for point in points)
        return Path(dated, True, agreement(points[0]), points[0].interpolation == "stepped")
    known = history[history.value.notna()]
    figures = list(zip(known.period_end, known.value.astype(float), strict=True))
    line = rules.straight_line(target, area, figures, indicator)
    return Path(tuple(line), False, STRAIGHT.capitalize()) if line else None


def agreement(point: TrajectoryPoint) -> str:
    """Return who agreed a trajectory, when and in which paper, as far as it is told."""
    by = f" by {point.agreed_by}" if point.agreed_by else ""
    on = f" on {words.day(point.agreed_on)}" if point.agreed_on else ""
    return f"Trajectory agreed{by}{on} ({words.document(point.document)})"
