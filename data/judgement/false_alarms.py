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
    tested = [status for status in statuses if status.change.method]
    p_values = [_p_value(status) for status in tested]
    kept = signals.worth_your_time(p_values)
    charts = [status.change.points for status in tested if status.change.method == "chart"]
    return Guard(
        sum(status.change.is_signal for status in tested),
        signals.expected_by_chance(charts, trends=len(tested) - len(charts)),
        len(tested),
        frozenset(
            line_of(status)
            for status, keep in zip(tested, kept, strict=True)
            if keep and status.change.is_signal
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
