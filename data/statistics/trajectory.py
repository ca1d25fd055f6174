"""Now against plan: the expected path on a date, the version that was live, and the word for a figure.

The rules are ours and published with the product. Everything takes plain values; nothing knows an indicator.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from data.statistics.errors import StatisticsError

Version = TypeVar("Version")
Interpolation = Literal["linear", "stepped"]
Comparison = Literal[">=", "<=", "="]
Word = Literal[
    "met",
    "at the level already",
    "ahead",
    "on plan",
    "on plan, untested",
    "behind, untested",
    "behind, within uncertainty",
    "behind",
    "not there yet",
    "not met",
    "deadline passed, no figure for it",
    "no trajectory",
    "no target agreed",
    "no data",
    "too old to judge",
]
Shown = Literal["met", "on track", "behind", "not yet", "not met", "cannot say"]
AtDeadline = Literal["met", "missed", "no figure"]
SHOWN: dict[Word, Shown] = {
    "met": "met",
    "at the level already": "met",
    "ahead": "on track",
    "on plan": "on track",
    "on plan, untested": "on track",
    "behind, untested": "behind",
    "behind, within uncertainty": "behind",
    "behind": "behind",
    "not there yet": "not yet",
    "not met": "not met",
    "deadline passed, no figure for it": "cannot say",
    "no trajectory": "cannot say",
    "no target agreed": "cannot say",
    "no data": "cannot say",
    "too old to judge": "cannot say",
}
"""What each exact word is shown as: every list of words, count and order is made from this."""


def shown_as(*shown: Shown) -> frozenset[Word]:
    """The exact words that are shown as these."""
    return frozenset(word for word, group in SHOWN.items() if group in shown)


PASSING = shown_as("met", "on track")
FAILING = shown_as("behind", "not met")
UNTESTED: frozenset[Word] = frozenset({"on plan, untested", "behind, untested"})
MOST_LOCAL_FIRST = ("one Place", "every Place", "every trust", "C&M total", "national")
STRAIGHT_LINE = "straight line, not an agreed trajectory"
ROUNDING = 1e-9
Dated = tuple[date, float]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a figure is judged against. `target` None is a direction only, or no value agreed.

    set_on: when the target was set (None: unknown). agreed: False where there is no target at all.
    tolerance: how far short of the trajectory still counts as on plan, in the indicator's units.
    """

    agreed: bool = True
    target: float | None = None
    comparison: Comparison = ">="
    deadline: date | None = None
    set_on: date | None = None
    trajectory: float | None = None
    tolerance: float = 0.0


@dataclass(frozen=True)
class Figure:
    """The latest figure. A value or a limit that is not there is None or NaN.

    Limits that do not hold the value are not used.
    """

    value: float | None
    period_end: date | None
    lower: float | None = None
    upper: float | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both limits, where they are given and hold the value."""
        value, lower, upper = _number(self.value), _number(self.lower), _number(self.upper)
        if value is None or lower is None or upper is None or not lower <= value <= upper:
            return None
        return lower, upper


def value_on(points: Sequence[Dated], day: date, interpolation: Interpolation = "linear") -> float | None:
    """The expected value of a path of dated points on a day.

    Linear: in proportion to the days between two points. Stepped: each value holds until the next point. None
    before the first point; after the last one its value holds. Two values of one day raise StatisticsError.
    """
    if interpolation not in ("linear", "stepped"):
        raise StatisticsError(f'interpolation is "linear" or "stepped", not {interpolation!r}')
    path = sorted(points)
    if len({when for when, _ in path}) < len(path):
        raise StatisticsError("a trajectory has two values for one day")
    if any(not math.isfinite(value) for _, value in path):
        raise StatisticsError("a trajectory has a point without a value")
    before = [point for point in path if point[0] <= day]
    after = [point for point in path if point[0] > day]
    if not before:
        return None
    if interpolation == "stepped" or not after:
        return before[-1][1]
    (start, low), (end, high) = before[-1], after[0]
    return low + (high - low) * ((day - start).days / (end - start).days)


def live_on(versions: Iterable[tuple[date, Version]], day: date) -> Version | None:
    """Of versions with the day each was set, the one live on a day: the last set by then, or None."""
    live: tuple[date, Version] | None = None
    for version in versions:
        if version[0] <= day and (live is None or version[0] >= live[0]):
            live = version
    return None if live is None else live[1]


def baseline(figures: Iterable[Dated], set_on: date) -> Dated | None:
    """The area's own figure when a target was set: the latest whose period (given by its end) had ended."""
    ended = [(end, value) for end, value in figures if end <= set_on and not math.isnan(value)]
    return max(ended) if ended else None


def straight_line(start: Dated | None, deadline: date | None, target: float | None) -> list[Dated]:
    """The line drawn where no trajectory is agreed; empty without a start, a value, or a deadline after it.

    It is always labelled STRAIGHT_LINE.
    """
    if start is None or deadline is None or target is None or deadline <= start[0]:
        return []
    return [start, (deadline, target)]


def meets(value: float, target: float, comparison: Comparison) -> bool:
    """Whether a value meets a target, equality included (also where only rounding keeps them apart)."""
    if comparison not in (">=", "<=", "="):
        raise StatisticsError(f'a target is compared by ">=", "<=" or "=", not {comparison!r}')
    if abs(value - target) <= _rounding(target):
        return True
    return value > target if comparison == ">=" else comparison == "<=" and value < target


def now_against_plan(figure: Figure, plan: Plan, today: date) -> Word:
    """The first of the three statements: the word for the latest figure, as of `today`.

    Before a deadline the trajectory is what a figure is held against; without one it is at the level already
    or not there yet, never `not met`. After it the newest figure says what is so now, and `at_deadline` how
    it ended. A target without a value is never rated.
    """
    value = _number(figure.value)
    if value is None or figure.period_end is None:
        return "no data"
    if not plan.agreed:
        return "no target agreed"
    if plan.set_on is not None and figure.period_end < plan.set_on:
        return "too old to judge"
    if plan.deadline is not None and plan.deadline >= today:
        return _on_the_way(value, figure, plan)
    if plan.target is None:
        return "no trajectory" if plan.trajectory is None else _along_the_path(value, figure, plan)
    if plan.deadline is not None and figure.period_end < plan.deadline:
        return "deadline passed, no figure for it"
    if meets(value, plan.target, plan.comparison):
        return "met"
    if plan.deadline is None and plan.trajectory is not None:
        return _along_the_path(value, figure, plan)
    return "not met"


def at_deadline(value: float | None, target: float, comparison: Comparison) -> AtDeadline:
    """How a target ended whose deadline has passed, by the figure for the deadline alone."""
    held = _number(value)
    if held is None:
        return "no figure"
    return "met" if meets(held, target, comparison) else "missed"


def _on_the_way(value: float, figure: Figure, plan: Plan) -> Word:
    """The word before the deadline. What a path asks beyond its own end is held against nobody."""
    reached = plan.target is not None and meets(value, plan.target, plan.comparison)
    if plan.trajectory is not None:
        word = _along_the_path(value, figure, plan)
        return "at the level already" if reached and word in FAILING else word
    if plan.target is None:
        return "no trajectory"
    return "at the level already" if reached else "not there yet"


def _along_the_path(value: float, figure: Figure, plan: Plan) -> Word:
    """Without an interval nothing tests whether chance put the figure on its side: the word says so."""
    path = plan.trajectory if plan.trajectory is not None else math.nan
    upwards = plan.comparison == ">=" or (plan.comparison == "=" and value < path)
    sign, slack = (1 if upwards else -1), _rounding(path)
    reaches = sign * (value - path) >= -plan.tolerance - slack
    if figure.interval is None:
        return "on plan, untested" if reaches else "behind, untested"
    nearest, furthest = figure.interval if upwards else figure.interval[::-1]
    if sign * (nearest - path) >= -slack:
        return "ahead"
    if reaches:
        return "on plan"
    return "behind, within uncertainty" if sign * (furthest - path) >= -slack else "behind"


def gap(value: float, aim: float) -> float:
    """The value minus what it is measured against, in the indicator's units."""
    return value - aim


def gap_in_people(
    value: float, aim: float, denominator: float | None, multiplier: float = 100.0
) -> int | None:
    """How many more people (fewer if negative) would bring the value to the aim, to the nearest whole person.

    `multiplier`: what the value is out of (100 for per cent). None where the denominator is not known.
    """
    people = _number(denominator)
    if people is None or people <= 0 or not math.isfinite(people + value + aim):
        return None
    exact = (aim - value) * people / multiplier
    return int(math.copysign(math.floor(abs(exact) + 0.5), exact))


def headline_order(
    scope: str, set_on: date, deadline: date | None, today: date
) -> tuple[int, int, bool, int]:
    """Sort key of several live targets: the first is the headline.

    The most local scope, then the latest set, then the nearest deadline ahead (passed and missing ones last).
    """
    if scope not in MOST_LOCAL_FIRST:
        raise StatisticsError(f"{scope!r} is none of the scopes {', '.join(MOST_LOCAL_FIRST)}")
    ahead = deadline is not None and deadline >= today
    distance = abs((deadline - today).days) if deadline is not None else 0
    return MOST_LOCAL_FIRST.index(scope), -set_on.toordinal(), not ahead, distance


def every_place_passes(words: Iterable[Word]) -> bool | None:
    """An "every Place" target passes only when the worst Place does.

    None while a Place cannot be judged, or is not there yet before the deadline.
    """
    said = list(words)
    if any(word in FAILING for word in said):
        return False
    return True if said and all(word in PASSING for word in said) else None


def _rounding(size: float) -> float:
    return ROUNDING * max(1.0, abs(size))


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)
