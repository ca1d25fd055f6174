"""Whether the points written down for a target fit its life and its direction. Pure."""

from data.catalogue.models import TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.targets.lint.finding import Finding
from data.targets.trajectory_checks import backwards, outside_life, upwards

PLANNED = frozenset({"trajectory", "milestone", "target"})


def points(catalogue: Catalogue) -> list[Finding]:
    """A warning for each planned point outside its target's life, or away from its target."""
    findings = []
    for (key, _place), path in _paths(catalogue).items():
        target = catalogue.targets[key]
        sentences = [f"{wrong}." for point in path if (wrong := outside_life(target, point.date))]
        rises = upwards(target, catalogue.indicators.get(target.indicator))
        for before, after in backwards([(point.date, point.value) for point in path], rises):
            sentences.append(f"The path goes backwards, from {before[1]:g} on {before[0]} to {after[1]:g}.")
        findings += [Finding(key, "point does not fit", sentence, "warning") for sentence in sentences]
    return findings


def _paths(catalogue: Catalogue) -> dict[tuple[str, str], list[TrajectoryPoint]]:
    paths: dict[tuple[str, str], list[TrajectoryPoint]] = {}
    for point in catalogue.trajectories:
        if point.kind in PLANNED and point.target_key in catalogue.targets:
            paths.setdefault((point.target_key, point.place), []).append(point)
    return paths
