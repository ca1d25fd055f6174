"""The rules of a target's life: its versions, whom it applies to, what conflicts, how it ended. Pure.

A target is never edited, only superseded or re-dated. A figure is judged against the version that was live on
its own date; the earlier deadlines stay visible.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from data.catalogue.models import Area, Indicator, Target, TargetRelation
from data.catalogue.reader import Catalogue
from data.statistics import trajectory
from data.statistics.trajectory import Dated

Standing = Literal["own", "yardstick", "shown only", ""]
NEXT_VERSION = frozenset({"re-dated-by", "replaced-by"})
CONFLICT = "conflicts-with"
BEACONS = "beacon-indicators"
ENDED = frozenset({"document superseded", "completed"})
RATES = re.compile(r"%|per\b")
CHANGES = re.compile(r"\b(increase|reduction|growth|saving|efficiency|net)\b", re.IGNORECASE)
OWN_KINDS = {
    "every Place": frozenset({"place", "joint"}),
    "every trust": frozenset({"trust"}),
    "C&M total": frozenset({"system"}),
    "national": frozenset({"country"}),
}
PARTS = {
    "C&M total": frozenset({"place", "joint", "sub-icb", "trust"}),
    "national": frozenset({"place", "joint", "sub-icb", "trust", "system", "icb", "region", "authority"}),
}


@dataclass(frozen=True)
class Conflict:
    """Two targets that cannot both be the plan. They are shown side by side, never averaged."""

    target: Target
    other: Target
    reason: str


def applies_to(target: Target, area: Area, indicator: Indicator | None = None) -> Standing:
    """How a target stands at an area.

    own: it was set for this very area (a joint area stands for its Places; a Beacon Indicator counts for the
    whole as well). yardstick: it was set for the whole of which the area is a part, and a rate, its direction
    or a nought holds for every part. shown only: a total has no local share until somebody agrees one, so no
    part is rated by it; neither is the whole by a promise about its parts. "": none of this area's business.
    """
    if target.scope == "one Place":
        if area.slug == target.place:
            return "own"
        return "shown only" if target.place in area.places else ""
    if area.kind in OWN_KINDS[target.scope] or (target.programme == BEACONS and area.kind == "system"):
        return "own"
    if area.kind in PARTS.get(target.scope, ()):
        return "yardstick" if holds_for_parts(target, indicator) else "shown only"
    return "shown only" if target.scope == "every Place" and area.kind in ("system", "sub-icb") else ""


def holds_for_parts(target: Target, indicator: Indicator | None = None) -> bool:
    """Whether a target for a whole can be held against a part: a rated rate, or nothing at all of something.

    So does the direction of a rate. A percentage by which a total is to change is no rate, and a net nought
    is none of every part: one part may give more and another less.
    """
    if target.value is None and not target.not_rated and indicator is not None:
        return target.direction in ("increase", "decrease") and bool(RATES.match(indicator.unit))
    if not target.rated or CHANGES.search(target.unit):
        return False
    if target.value == 0 and target.comparison != ">=":
        return True
    unit = indicator.unit if indicator is not None else target.unit
    return bool(RATES.match(unit))


def lineage(catalogue: Catalogue, key: str) -> tuple[Target, ...]:
    """Every version of a target, the oldest first, itself included."""
    versions, waiting = {key}, [key]
    while waiting:
        at = waiting.pop()
        for other in _neighbours(catalogue, at) - versions:
            versions.add(other)
            waiting.append(other)
    return tuple(
        sorted(
            (catalogue.targets[version] for version in versions),
            key=lambda target: (target.set_on, target.key),
        )
    )


def _neighbours(catalogue: Catalogue, key: str) -> set[str]:
    target = catalogue.targets[key]
    near = {target.supersedes, target.superseded_by} - {""}
    for relation in catalogue.relations:
        if relation.relation in NEXT_VERSION and key in (relation.from_key, relation.to_key):
            near |= {relation.from_key, relation.to_key} if leads_forwards(catalogue, relation) else set()
    return near - {key}


def leads_forwards(catalogue: Catalogue, relation: TargetRelation) -> bool:
    """Whether a relation to a next version leads to a later one.

    A register may call a target replaced by one that was set before it: that is no later version.
    """
    old, new = (catalogue.targets[key] for key in (relation.from_key, relation.to_key))
    return old.set_on <= new.set_on


def version_on(catalogue: Catalogue, key: str, day: date) -> Target | None:
    """The version of a target that was live on a day; None before the first was set."""
    return trajectory.live_on(((version.set_on, version) for version in lineage(catalogue, key)), day)


def live_on(catalogue: Catalogue, indicator: str, day: date) -> list[Target]:
    """The targets of an indicator that were live on a day, in the order of the register.

    A version ends when the next one is set. Of a target completed or of a paper replaced without a
    successor the end is not told, so it counts as live on no day.
    """
    return [target for target in catalogue.targets_for(indicator) if is_live(catalogue, target, day)]


def is_live(catalogue: Catalogue, target: Target, day: date) -> bool:
    """Whether this version was live on a day."""
    return target.status not in ENDED and version_on(catalogue, target.key, day) == target


def earlier_deadlines(catalogue: Catalogue, key: str) -> list[tuple[Target, date]]:
    """The versions before this one whose deadline differs from its own, the oldest first."""
    target = catalogue.targets[key]
    before = [version for version in lineage(catalogue, key) if version.set_on < target.set_on]
    return [
        (version, version.deadline)
        for version in before
        if version.deadline and version.deadline != target.deadline
    ]


def conflicts(catalogue: Catalogue, keys: Iterable[str] | None = None) -> list[Conflict]:
    """The pairs of targets that contradict each other, of all targets or of those named."""
    wanted = None if keys is None else set(keys)
    return [
        Conflict(catalogue.targets[relation.from_key], catalogue.targets[relation.to_key], relation.reason)
        for relation in catalogue.relations
        if relation.relation == CONFLICT and (wanted is None or wanted & {relation.from_key, relation.to_key})
    ]


def straight_line(
    target: Target, area: Area, figures: Sequence[Dated], indicator: Indicator | None = None
) -> list[Dated]:
    """The line drawn where no trajectory is agreed; empty where none can be. Label: trajectory.STRAIGHT_LINE.

    `figures`: (period end, value) of the area's own line, as published on the day the target was set. It
    begins at the stated baseline where that is of this very area, else at the newest of them.
    """
    standing = applies_to(target, area, indicator)
    if not target.rated or standing not in ("own", "yardstick"):
        return []
    start = _stated_baseline(target) if standing == "own" else None
    return trajectory.straight_line(
        start or trajectory.baseline(figures, target.set_on), target.deadline, target.value
    )


def _stated_baseline(target: Target) -> Dated | None:
    """The baseline of a target set for one area; that of a promise about each of many is nobody's own."""
    if target.baseline_value is None or target.scope in ("every Place", "every trust"):
        return None
    return target.baseline_date or target.set_on, target.baseline_value
