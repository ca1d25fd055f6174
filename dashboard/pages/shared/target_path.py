"""The way to a target: what was agreed, or the straight line that stands in where nothing was. Pure."""

from dashboard import words
from dashboard.figures.grammar import Path, TargetLine, short_period
from data.catalogue.models import Indicator, Target, TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.catalogue.scopes import SHORT_NAMES
from data.judgement import status

STRAIGHT = "straight line, not an agreed trajectory"


def target_line(target: Target, indicator: Indicator) -> TargetLine:
    """Return a target as it is drawn."""
    scope = SHORT_NAMES.get(target.scope, "this Place")
    # Short, for a narrow screen; the sentence of the chart has the month in full.
    by = f" by {short_period(words.month(target.deadline))}" if target.deadline else ""
    label = f"Target: {words.target_value(target, indicator)}{by} ({scope})"
    return TargetLine(float(target.value or 0), target.set_on, target.deadline, label)


def drawn(path: status.Path, known: Catalogue) -> Path | None:
    """Return the way a figure is held against as it is drawn; None where there is none."""
    if not path.points:
        return None
    agreed = path.kind == status.AGREED
    label = agreement(path, known) if agreed else STRAIGHT.capitalize()
    return Path(path.points, agreed, label, path.interpolation == "stepped")


def agreement(path: status.Path | TrajectoryPoint, known: Catalogue) -> str:
    """Return who agreed a trajectory, when and in which paper, as far as it is told."""
    by = f" by {path.agreed_by}" if path.agreed_by else ""
    on = f" on {words.day(path.agreed_on)}" if path.agreed_on else ""
    return f"Trajectory agreed{by}{on} ({known.title_of(path.document)})"
