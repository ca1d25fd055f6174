"""The definitions as they were known on a past day: no later target, version, relation or trajectory. Pure.

Areas, indicators, breaks and the words of a target are not kept by date and stay as they are.
"""

import re
from collections.abc import Set
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from data.catalogue.models import Target, TargetStatus, TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.periods import newest_by
from data.targets.life import ENDED, conflicts

LIVE: TargetStatus = "active"
SUPERSEDED: TargetStatus = "superseded"
IN_CONFLICT: TargetStatus = "conflict"
KEY = re.compile(r"\b(?:[a-z0-9]+-)+[a-z0-9]+\b")
"""What may be the key of a target, or its beginning, within a text."""


def known_on(catalogue: Catalogue, day: date) -> Catalogue:
    """The catalogue with the targets set by a day, as they stood then, and what had been said of them.

    A target is live until its next version is set, and in conflict once the other side is there. One that
    ended without a successor was live until its `ended_on`; where that is not stated, it had ended.
    """
    return _known_on(catalogue, newest_by(register_days(catalogue), day))


@lru_cache(maxsize=4)
def register_days(catalogue: Catalogue) -> tuple[date, ...]:
    """The days on which the register came to say something else, the earliest first."""
    set_or_ended = [day for target in catalogue.targets.values() for day in (target.set_on, target.ended_on)]
    agreed = [point.agreed_on for point in catalogue.trajectories]
    reported = [point.date for point in catalogue.trajectories if point.kind == "reported"]
    return tuple(sorted({day for day in (*set_or_ended, *agreed, *reported) if day}))


# A page asks for it many times; a catalogue equals only itself.
@lru_cache(maxsize=32)
def _known_on(catalogue: Catalogue, day: date) -> Catalogue:
    targets = {key: target for key, target in catalogue.targets.items() if target.set_on <= day}
    later = catalogue.targets.keys() - targets.keys()
    return replace(
        catalogue,
        targets={key: _as_it_stood(catalogue, target, day, later) for key, target in targets.items()},
        relations=tuple(
            relation
            for relation in catalogue.relations
            if relation.from_key in targets and relation.to_key in targets
        ),
        trajectories=tuple(
            point for point in catalogue.trajectories if point.target_key in targets and _is_told(point, day)
        ),
    )


def _as_it_stood(catalogue: Catalogue, target: Target, day: date, later: Set[str]) -> Target:
    """A target of the day without what names a `later` one: its versions, its status, the notes on it."""
    ended_on = target.ended_on if target.ended_on and target.ended_on <= day else None
    known: dict[str, Any] = {"status": _status(catalogue, target, day, later), "ended_on": ended_on}
    known |= {name: "" for name in ("supersedes", "superseded_by") if getattr(target, name) in later}
    known |= {"notes": ""} if _names_any(target.notes, later) else {}
    return target.model_copy(update=known)


def _names_any(notes: str, keys: Set[str]) -> bool:
    """Whether notes name a target by its key or, as the page of a target reads them, by its beginning."""
    return any(f"{key}-".startswith(f"{word}-") for word in KEY.findall(notes) for key in keys)


def _status(catalogue: Catalogue, target: Target, day: date, later: Set[str]) -> TargetStatus:
    against = {
        side.key
        for pair in (conflicts(catalogue, [target.key]) if target.status == IN_CONFLICT else ())
        for side in (pair.target, pair.other)
    } - {target.key}
    not_yet = (
        (target.status == SUPERSEDED and target.superseded_by in later)
        or (bool(against) and against <= later)
        or (target.status in ENDED and target.ended_on is not None and day < target.ended_on)
    )
    return LIVE if not_yet else target.status


def _is_told(point: TrajectoryPoint, day: date) -> bool:
    """Whether a point had been told: agreed by the day; without a date, unless it reports of a later day."""
    if point.agreed_on is not None:
        return point.agreed_on <= day
    return point.kind != "reported" or point.date <= day
