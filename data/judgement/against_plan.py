"""Now against plan, for one line at one area: its figure, the live targets, the expected path. Pure.

A figure is judged against the version live on its own date. Of several live targets the headline is one with
a value, then the most local, the latest set, the nearest deadline ahead; the others are listed beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from data.catalogue.models import Indicator, Target
from data.judgement.change import held_for
from data.judgement.status import STRAIGHT, Now, Path, Point, number
from data.statistics import trajectory
from data.statistics.trajectory import AtDeadline, Figure, Plan, shown_as

OWN = "own"
ALONG_THE_PATH = shown_as("on track", "behind")
MISFIT = "its interval does not contain it and is not used"


@dataclass(frozen=True)
class Candidate:
    """A live target, how it stands to the area ("own" or "yardstick"), its path there, its conflicts."""

    target: Target
    standing: str
    path: Path = field(default_factory=Path)
    warning: str = ""


@dataclass(frozen=True)
class Candidates:
    """Live on the day of the latest figure; live today but set after it; why none of those shown applies.

    agreed: keys of the indicator's targets to which a path is agreed at the area by today, live or not.
    """

    live: tuple[Candidate, ...] = ()
    later: tuple[Candidate, ...] = ()
    why_none: str = ""
    agreed: tuple[str, ...] = ()


def headline(candidates: Sequence[Candidate], today: date) -> Candidate | None:
    """The target that a figure is judged against."""

    def order(candidate: Candidate) -> tuple[bool, bool, tuple[int, int, bool, int]]:
        target = candidate.target
        local = trajectory.headline_order(target.scope, target.set_on, target.deadline, today)
        return not target.rated, candidate.standing != OWN, local

    return min(candidates, key=order, default=None)


def now(indicator: Indicator, points: Sequence[Point], candidates: Candidates, today: date) -> Now:
    """The first statement. Points by period, oldest first."""
    latest = points[-1] if points else None
    chosen = headline(candidates.live, today) or headline(candidates.later, today)
    if chosen is None:
        described = Now("no target agreed", candidates.why_none or "no live target names this indicator")
    else:
        others = [candidate for candidate in (*candidates.live, *candidates.later) if candidate is not chosen]
        described = _described(chosen, latest, tuple(other.target.key for other in others))
    if latest is None or latest.value is None:
        why = "no figure is published" if latest is None else latest.note or "no figure is given"
        return _with(described, "no data", why)
    if chosen is None:
        return described
    if not chosen.target.rated and not chosen.path.points:
        return _unrated(described, chosen.target)
    return _judged(described, indicator, points, chosen, today)


def at_deadline(
    target: Target, indicator: Indicator, points: Sequence[Point], today: date
) -> AtDeadline | None:
    """How a lapsed target ended: met, missed, or no figure for it. None while its deadline is ahead.

    `points`: the area's own line by period, oldest first; which of them is the figure for the deadline is
    said by judgement.held_for. Never judged without a value and a comparison.
    """
    if not target.rated or target.deadline is None or target.deadline >= today:
        return None
    held = held_for(target.deadline, indicator, points)
    if target.value is None or target.comparison == "":
        return "no figure"
    return trajectory.at_deadline(held.value if held else None, target.value, target.comparison)


def people(indicator: Indicator, value: float, aim: float, denominator: float | None) -> int | None:
    """How many more (negative: fewer) would bring the value to the aim; None where that is not known."""
    if indicator.is_count:
        return round(aim - value)
    if indicator.standardised or not indicator.counts_are:
        return None
    return trajectory.gap_in_people(value, aim, denominator, indicator.multiplier)


def _described(chosen: Candidate, latest: Point | None, beside: tuple[str, ...]) -> Now:
    target, path = chosen.target, chosen.path
    expected = None
    if latest is not None and path.points and latest.end >= target.set_on:
        expected = trajectory.value_on(path.points, latest.end, path.interpolation)
    rated = target.rated
    return Now(
        target_key=target.key,
        target=target.value if rated else None,
        comparison=target.comparison if rated else "",
        deadline=target.deadline,
        scope=target.scope,
        standing=chosen.standing,
        trajectory_value=expected,
        trajectory_kind="" if expected is None else path.kind,
        others=beside,
        warning=chosen.warning,
        path=path,
    )


def _unrated(now: Now, target: Target) -> Now:
    if target.not_rated:
        return _with(now, "no target agreed", f"the target is not judged: {target.not_rated.rstrip('.')}")
    if target.value is None:
        return _with(now, "no trajectory", "the target gives a direction and no value")
    return _with(now, "no trajectory", "the target's words do not say what would meet it")


def _judged(now: Now, indicator: Indicator, points: Sequence[Point], chosen: Candidate, today: date) -> Now:
    latest, target = points[-1], chosen.target
    value = cast(float, latest.value)
    plan = Plan(
        target=now.target,
        comparison=target.comparison or ("<=" if indicator.better == "lower" else ">="),
        deadline=target.deadline,
        set_on=target.set_on,
        trajectory=now.trajectory_value if _carries_a_word(chosen) else None,
        tolerance=indicator.tolerance,
    )
    figure = Figure(value, latest.end, number(latest.lower), number(latest.upper))
    word = trajectory.now_against_plan(figure, plan, today)
    reason = _reason(word) or _tolerated(word, indicator, plan, figure, today)
    if word == "too old to judge":
        return _with(now, word, reason)
    now = replace(now, at_deadline=at_deadline(target, indicator, points, today) or "")
    on_path = word in ALONG_THE_PATH
    if on_path and latest.lower is not None and latest.upper is not None and figure.interval is None:
        reason = reason or MISFIT
    aim = now.trajectory_value if on_path else now.target
    if aim is None:
        return _with(now, word, reason)
    now = replace(now, against="trajectory" if on_path else "target")
    gap = trajectory.gap(value, aim)
    return _with(now, word, reason, gap, people(indicator, value, aim, latest.denominator))


def _carries_a_word(chosen: Candidate) -> bool:
    """Whether a word hangs on the path: not on a straight line to a target that was set for others."""
    return chosen.standing == OWN or chosen.path.kind != STRAIGHT


def _reason(word: str) -> str:
    if word == "too old to judge":
        return "the latest period ended before the target was set"
    if word == "deadline passed, no figure for it":
        return "no figure is held for the period of the deadline, and none since"
    return "no trajectory is agreed and the target has no value" if word == "no trajectory" else ""


def _tolerated(word: str, indicator: Indicator, plan: Plan, figure: Figure, today: date) -> str:
    """Why a figure short of its trajectory is on plan all the same: the indicator's agreed tolerance."""
    strict = replace(plan, tolerance=0.0)
    if not indicator.tolerance or trajectory.now_against_plan(figure, strict, today) == word:
        return ""
    return f"within the agreed tolerance: {indicator.tolerance_reason.rstrip('.')}"


def _with(
    now: Now, word: trajectory.Word, reason: str, gap: float | None = None, more: int | None = None
) -> Now:
    return replace(now, word=word, reason=reason, gap=gap, gap_people=more)
