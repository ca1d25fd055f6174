"""Which targets a figure of an area may be held against, on a day, and the path to each. Pure."""

from collections.abc import Iterable
from datetime import date

from data.catalogue.models import Target
from data.catalogue.reader import Catalogue
from data.catalogue.scopes import SET_FOR
from data.judgement.against_plan import Candidate, Candidates
from data.targets import life
from data.targets.agreed_path import Subject, agreed_points, path_to

FOR_OTHERS = "none for this area: the live targets that name this indicator were set for others"


def candidates(subject: Subject, today: date) -> Candidates:
    """The targets of one indicator that apply to one area: its own, and yardsticks set for another."""
    catalogue, indicator, area = subject.catalogue, subject.indicator, subject.area
    on = subject.judged_on(today)
    live = life.live_on(catalogue, indicator.id, on)
    later = [target for target in life.live_on(catalogue, indicator.id, today) if target.set_on > on]

    def made(targets: Iterable[Target]) -> tuple[Candidate, ...]:
        standings = [(target, life.applies_to(target, area, indicator)) for target in targets]
        return tuple(
            Candidate(target, standing, path_to(subject, target, today), _warning(catalogue, target))
            for target, standing in standings
            if standing in ("own", "yardstick")
        )

    shown = [target for target in (*live, *later) if life.applies_to(target, area, indicator) == "shown only"]
    why = _why_not(shown[0]) if shown else FOR_OTHERS if live or later else ""
    named = catalogue.targets_for(indicator.id)
    agreed = tuple(target.key for target in named if agreed_points(subject, target, today))
    return Candidates(made(live), made(later), why, agreed)


def _why_not(target: Target) -> str:
    """Why a target that is shown beside a figure is not held against it."""
    clause = f"none for this area: the target set {SET_FOR[target.scope]}"
    if target.not_rated:
        return f"{clause} is not judged: {target.not_rated.rstrip('.')}"
    if target.value is None:
        return f"{clause} gives a direction and no value"
    return f"{clause} is a total without a local share"


def _warning(catalogue: Catalogue, target: Target) -> str:
    pairs = life.conflicts(catalogue, [target.key])
    if not pairs:
        return ""
    pair = pairs[0]
    other = pair.other if pair.target.key == target.key else pair.target
    return f"it conflicts with another target ({other.name}, set {other.set_on.year})"
