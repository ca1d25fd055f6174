"""The false-alarm guard: how many signals chance alone would raise on a page, and which to look at. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from data.judgement.status import Status
from data.statistics import signals

Line = tuple[str, str, str]


@dataclass(frozen=True)
class Guard:
    """signals: how many statuses say that something changed; by_chance: how many would if nothing did;
    tested: how many could be judged; worth: the lines (indicator, place, sex) whose signal stands the filter.
    """

    signals: int
    by_chance: float
    tested: int
    worth: frozenset[Line]


def guard(statuses: Iterable[Status]) -> Guard:
    """The guard over a set of statuses.

    The filter is Benjamini and Hochberg's over one p-value each: that of the trend test; for a control chart,
    whose rules give none, the chance of a false alarm where it signals and 1 where it does not, which is a
    p-value in the strict sense (under no change it is at most p with probability at most p).
    """
    tested = [one for one in statuses if one.change.method]
    p_values = [_p_value(one) for one in tested]
    kept = signals.worth_your_time(p_values)
    charts = [one.change.points for one in tested if one.change.method == "chart"]
    return Guard(
        sum(one.change.is_signal for one in tested),
        signals.expected_by_chance(charts, trends=len(tested) - len(charts)),
        len(tested),
        frozenset(
            line_of(one) for one, keep in zip(tested, kept, strict=True) if keep and one.change.is_signal
        ),
    )


def line_of(status: Status) -> Line:
    """What names a status within a set."""
    return status.indicator, status.place, status.sex


def _p_value(status: Status) -> float:
    change = status.change
    if change.method == "chart":
        return signals.chart_false_alarm(change.points) if change.is_signal else 1.0
    return math.nan if change.p_value is None else change.p_value
