"""Where a line over time is parted: at periods without a figure, and where the series changed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import nan

import pandas as pd

from data.catalogue.models import Break, Indicator
from data.judgement.change import STEP
from data.judgement.markers import is_withheld
from data.periods import months, months_between
from data.wording.sentences import month, period

WIDE = 0.2  # of the time shown: a hole that would leave a chart empty
LEAST = 3  # figures beside such a hole that are a line of their own


@dataclass(frozen=True, kw_only=True)
class Hole:
    """Periods without a figure between two that have one.

    before, after: the last days of those two, `labels` what they are called; step: months from one period to
    the next; withheld: whether the publisher holds back all that lie between.
    """

    before: date
    after: date
    labels: tuple[str, str]
    step: int
    withheld: bool = False

    @property
    def many(self) -> int:
        """How many periods have no figure."""
        return months_between(self.before, self.after) // self.step - 1

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last month without a figure; of longer periods those that stand about them."""
        if self.step > 1:
            return period(self.labels[0]), period(self.labels[1])
        return month(self.before + timedelta(days=1)), month(months(self.after, -1))

    @property
    def when(self) -> str:
        """for October 2024 to February 2026, for August 2024, between 2015/16 and 2019/20."""
        first, last = self.ends
        if self.step > 1:
            return f"between {first} and {last}"
        return f"for {first}" if first == last else f"for {first} to {last}"


def span(first: Hole, last: Hole) -> str:
    """Return from when to when there are holes: between August 2021 and December 2025."""
    return f"between {first.ends[0]} and {last.ends[1]}"


def step_of(indicator: Indicator) -> int | None:
    """Return the months from one period of an indicator to the next; None where there is no such rule."""
    return STEP.get(indicator.frequency)


def holes(frame: pd.DataFrame, step: int | None) -> list[Hole]:
    """Return the holes of lines (period, period_end, value, perhaps note), oldest first.

    Of several lines: when none of them has a figure. None without a `step`.
    """
    if step is None:
        return []
    known = frame[frame.value.notna()].drop_duplicates("period_end").sort_values("period_end")
    rows = list(zip(known.period_end.tolist(), known.period.tolist(), strict=True))
    return [
        Hole(
            before=before,
            after=after,
            labels=(str(first), str(last)),
            step=step,
            withheld=_is_withheld(frame, before, after, months_between(before, after) // step - 1),
        )
        for (before, first), (after, last) in pairwise(rows)
        if months_between(before, after) > step
    ]


def wide_holes(frame: pd.DataFrame, step: int | None, share: float = WIDE) -> list[Hole]:
    """Return the holes that take more than a share of the time of lines."""
    known = frame.period_end[frame.value.notna()]
    return [
        hole for hole in holes(frame, step) if hole.after - hole.before > share * (known.max() - known.min())
    ]


def has_line(frame: pd.DataFrame, step: int | None) -> bool:
    """Say whether lines have figures to join: two, or LEAST beside a hole that leaves a chart empty."""
    days = sorted(set(frame.period_end[frame.value.notna()]))
    wide = wide_holes(frame, step)
    edges = [date.min, *(hole.after for hole in wide), date.max]
    many = [sum(since <= day < until for day in days) for since, until in pairwise(edges)]
    return max(many) >= (LEAST if wide else 2)


def _is_withheld(frame: pd.DataFrame, before: date, after: date, many: int) -> bool:
    if "note" not in frame:
        return False
    between = frame[(frame.period_end > before) & (frame.period_end < after)]
    return bool(between.note.map(is_withheld).all()) and between.period_end.nunique() == many


def parted(frame: pd.DataFrame, step: int | None, breaks: Sequence[Break] = ()) -> pd.DataFrame:
    """Return `frame` (period_end, ...) in order of time with an empty row wherever its line is parted.

    At missing periods, and at breaks: a period that a break falls into is joined to neither side. With
    breaks the frame has period_start.
    """
    days = frame.period_end.tolist()
    if any(later < earlier for earlier, later in pairwise(days)):
        frame = frame.sort_values("period_end", ignore_index=True)
        days = frame.period_end.tolist()
    starts = frame.period_start.tolist() if breaks else days
    cuts = [
        at
        for at in range(1, len(days))
        if (step is not None and months_between(days[at - 1], days[at]) > step)
        or any(starts[at - 1] < of_break.on <= days[at] for of_break in breaks)
    ]
    if not cuts:
        return frame
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    for name, cells in columns.items():
        empty = nan if frame[name].dtype.kind == "f" else ""
        for at in reversed(cuts):
            between = days[at - 1] + (days[at] - days[at - 1]) / 2
            cells.insert(at, between if name == "period_end" else empty)
    return pd.DataFrame(columns)


def alone(values: Sequence[float | None]) -> list[bool]:
    """Say for each value of a line whether it has none beside it: no stroke would show it."""
    known = [value is not None and value == value for value in values]
    beside = zip([False, *known[:-1]], known, [*known[1:], False], strict=True)
    return [is_known and not (before or after) for before, is_known, after in beside]
