"""Whether the points of a trajectory fit their target and each other. Pure.

Dates within the target's life, no step backwards, and the nine Places' points adding up to the system's.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from data.catalogue.models import Indicator, Target
from data.catalogue.reader import Catalogue
from data.statistics.trajectory import Dated
from data.targets.agreed_path import with_a_way

SYSTEM = "cheshire-and-merseyside"
TOLERANCE = 0.005
"""Ours: half a per cent of the system's figure, at least one, for Places whose counts were rounded."""
YEAR_ONLY = "year only"
Paths = Mapping[str, Sequence[Dated]]


def life(target: Target) -> tuple[date, date | None]:
    """The first and the last day a point may have; None where the target has no deadline.

    It begins with the target, or with its stated baseline, so that a path can start from the figure the paper
    started from.
    """
    begins = first_day_of_life(target)
    return min(begins, target.baseline_date or begins), target.deadline


def first_day_of_life(target: Target) -> date:
    """The earliest day a target can have been set: where only the year is known, the first of that year."""
    return target.set_on.replace(month=1, day=1) if target.set_on_basis == YEAR_ONLY else target.set_on


def outside_life(target: Target, day: date) -> str:
    """What is wrong with the date of a point, as a clause; "" where nothing is."""
    first, last = life(target)
    if day < first:
        return f"{day} is before target {target.key} began ({first})"
    if last is not None and day > last:
        return f"{day} is after the deadline of target {target.key} ({last})"
    return ""


def upwards(target: Target, indicator: Indicator | None) -> bool | None:
    """Whether the path should rise (True) or fall (False); None where nothing says so."""
    if target.comparison in (">=", "<="):
        return target.comparison == ">="
    if indicator is not None and indicator.better != "neither":
        return indicator.better == "higher"
    return {"increase": True, "decrease": False}.get(target.direction)


def backwards(path: Sequence[Dated], rises: bool | None) -> list[tuple[Dated, Dated]]:
    """The pairs of neighbouring points between which a path goes away from its target."""
    ordered = sorted(path)
    if rises is None:
        return []
    return [
        (before, after)
        for before, after in pairwise(ordered)
        if (after[1] < before[1] if rises else after[1] > before[1])
    ]


def sums(catalogue: Catalogue, target: Target, indicator: Indicator, paths: Paths) -> list[str]:
    """One sentence for each date on which the Places do not add up to Cheshire and Merseyside.

    `paths`: area slug -> points. Counts must add up within TOLERANCE; of a rate, the system's lies between
    the lowest and the highest Place. The two Cheshire Places may stand together. The system's figure is its
    own point of the day, else one agreed before, else the target itself at its deadline. Plans of a few
    Places alone are not added up.
    """
    sentences = []
    for day in sorted({day for area, path in paths.items() if area != SYSTEM for day, _ in path}):
        values = {area: value for area, path in paths.items() for at, value in path if at == day}
        own = values.pop(SYSTEM, None)
        whole = _agreed(catalogue, target, day) if own is None else own
        parts, missing = _parts(catalogue, values)
        if missing and own is not None:
            sentences.append(f"{day}: no point for {', '.join(missing)}, so the Places cannot be added up")
        if not missing and whole is not None:
            sentences += _sum_of_day(indicator, day, parts, whole)
    return sentences


def _agreed(catalogue: Catalogue, target: Target, day: date) -> float | None:
    for point in with_a_way(catalogue.agreed_path(target.key, SYSTEM)):
        if point.date == day:
            return point.value
    at_the_end = target.scope == "C&M total" and target.deadline == day
    return target.value if at_the_end else None


def _sum_of_day(indicator: Indicator, day: date, parts: Sequence[float], whole: float) -> list[str]:
    if not indicator.is_count:
        if min(parts) <= whole <= max(parts):
            return []
        between = f"{min(parts):g} and {max(parts):g}"
        return [f"{day}: Cheshire and Merseyside's {whole:g} does not lie between its Places' {between}"]
    gap = sum(parts) - whole
    if abs(gap) <= max(1.0, TOLERANCE * abs(whole)):
        return []
    sentence = f"the Places add up to {sum(parts):g}, Cheshire and Merseyside has {whole:g}: gap {gap:+g}"
    return [f"{day}: {sentence}"]


def _parts(catalogue: Catalogue, values: Mapping[str, float]) -> tuple[list[float], list[str]]:
    """The values that make up the system, a joint area in the place of its Places; and what is missing."""
    parts: dict[str, float] = {}
    missing = []
    for place in catalogue.places:
        held = place.slug if place.slug in values else place.joint
        if held in values:
            parts[held] = values[held]
        else:
            missing.append(place.slug)
    return list(parts.values()), missing
