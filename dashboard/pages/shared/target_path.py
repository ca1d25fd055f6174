"""The way to a target: what was agreed, or the straight line that stands in where nothing was. Pure."""

from collections.abc import Sequence

from dashboard import words
from dashboard.figures.grammar import Path, TargetLine, short_period
from data.catalogue.models import Indicator, Target, TrajectoryPoint
from data.catalogue.scopes import SHORT_NAMES
from data.judgement import against_plan

STRAIGHT = "straight line, not an agreed trajectory"


def target_line(target: Target, indicator: Indicator) -> TargetLine:
    """Return a target as it is drawn."""
    scope = SHORT_NAMES.get(target.scope, "this Place")
    # Short, for a narrow screen; the sentence of the chart has the month in full.
    by = f" by {short_period(words.month(target.deadline))}" if target.deadline else ""
    label = f"Target: {words.target_value(target, indicator)}{by} ({scope})"
    return TargetLine(float(target.value or 0), target.set_on, target.deadline, label)


def drawn(path: against_plan.Path, told: Sequence[TrajectoryPoint]) -> Path | None:
    """Return the way a figure is held against as it is drawn; None where there is none.

    `told`: the points agreed for this very target and area, which say by whom.
    """
    if not path.points:
        return None
    label = agreement(told[0]) if path.agreed and told else STRAIGHT.capitalize()
    return Path(path.points, path.agreed, label, path.interpolation == "stepped")


def agreement(point: TrajectoryPoint) -> str:
    """Return who agreed a trajectory, when and in which paper, as far as it is told."""
    by = f" by {point.agreed_by}" if point.agreed_by else ""
    on = f" on {words.day(point.agreed_on)}" if point.agreed_on else ""
    return f"Trajectory agreed{by}{on} ({words.document(point.document)})"
