"""For how long statements hold: from which day to which nothing that they are told from changes. Pure.

A statement as of a day rests on the figures, targets and paths known by then, and on a few days that pass:
a deadline, the day on which a figure was due, the end of a period. Between two such days every word is the
same, so that what is worked out for one day holds for all days of its span.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from data.catalogue.reader import Catalogue
from data.judgement.change import STEP
from data.judgement.status import Status
from data.periods import last_day, months, periods_ended
from data.targets.known_then import register_days

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The days from `first` up to the one before `until`."""

    first: date
    until: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.until


def span_of(day: date, turns: Collection[date]) -> Span:
    """The span of a day: from the latest of the days on which something turns to the one before the next."""
    return Span(
        max((turn for turn in turns if turn <= day), default=date.min),
        min((turn for turn in turns if turn > day), default=date.max),
    )


def turning_days(
    catalogue: Catalogue, id: str, statuses: Iterable[Status], on: date, changed: Iterable[date]
) -> set[date]:
    """The days around `on` on which an indicator's statements may be told otherwise.

    `statuses`: those of the indicator on that day; `changed`: the days on which the store came to hold more
    of it (store.days).
    """
    turns = {*changed, *register_days(catalogue), *_days_of_targets(catalogue, id)}
    for status in statuses:
        due = (status.verdict_date, status.next_release)
        turns |= {day + A_DAY for day in due if day}
        turns |= _ends_of_periods(catalogue, status, on)
    return turns


@lru_cache(maxsize=512)
def _days_of_targets(catalogue: Catalogue, id: str) -> frozenset[date]:
    """A deadline's own day, and the day after, from which it has passed."""
    deadlines = [target.deadline for target in catalogue.targets_for(id) if target.deadline]
    return frozenset(day for deadline in deadlines for day in (deadline, deadline + A_DAY))


# A forecast leaves out the periods that have ended although their figures are not held yet.
def _ends_of_periods(catalogue: Catalogue, status: Status, on: date) -> set[date]:
    step = STEP.get(catalogue.indicators[status.indicator].frequency)
    if step is None or status.latest is None or status.now.deadline is None:
        return set()
    ended = periods_ended(status.latest.end, on, step)
    ends = [months(status.latest.end, step * count) for count in (ended, ended + 1)]
    return {last_day(end.year, end.month) for end in ends}
