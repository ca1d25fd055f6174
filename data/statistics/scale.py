"""Whether a figure is of another scale than its line: a tenth, a hundredth, ten times its usual size. Pure.

*Ours.* A mistake of scale (a fraction for a percentage, thousands for people, a comma that slipped) sets a
figure far from all its neighbours at once. So it is told by two signs together: the figure is at least five
times smaller or larger than every one of them; and where there are intervals, they do not overlap. A real
change seldom has both. Nothing is altered by it.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

TIMES = 5
"""How many times a figure is smaller or larger than each of its neighbours, at least."""
NEIGHBOURS = 5
"""How many figures before, and after, are looked at."""


@dataclass(frozen=True, order=True)
class Sized:
    """A figure of a line: the last day of its period, its size, which is above 0, and the ends of its
    interval, which are the size itself where it has none."""

    end: date
    size: float
    lower: float
    upper: float


def usual_size(figure: Sized, neighbours: Sequence[Sized], least: float = 0.0) -> float | None:
    """The usual size of a line, its neighbours' median, where a figure is of another scale; else None.

    `least`: where the figure or the usual size is below it, chance or rounding
    may make them many times each other, and nothing is said.
    """
    if not neighbours:
        return None
    sizes = [other.size for other in neighbours]
    usual, smallest, largest = median(sizes), min(sizes), max(sizes)
    if min(figure.size, usual) < least:
        return None
    below = figure.size * TIMES <= smallest and figure.upper < min(other.lower for other in neighbours)
    above = figure.size >= TIMES * largest and figure.lower > max(other.upper for other in neighbours)
    return usual if below or above else None


def out_of_scale(
    held: Sequence[Sized], came: Sequence[Sized], reach: timedelta, least: float = 0.0
) -> dict[int, float]:
    """Which figures that came are of another scale than their line: their place in `came` -> its usual size.

    `held`: the figures of the line known before, of one stretch without a break. `reach`: how far neighbours
    may lie apart. Where some are held, those that came are looked at from there outwards, and one that is
    marked is nobody's neighbour; of a line that is new each is looked at beside all others.
    """
    if not held:
        return _among_themselves(came, reach, least)
    trusted = sorted(held)
    days = [figure.end for figure in trusted]
    marked: dict[int, float] = {}
    for at in sorted(range(len(came)), key=lambda at: _days_from(came[at].end, days)):
        usual = usual_size(came[at], _near(came[at].end, trusted, reach), least)
        if usual is None:
            insort(trusted, came[at])
        else:
            marked[at] = usual
    return marked


def _among_themselves(came: Sequence[Sized], reach: timedelta, least: float) -> dict[int, float]:
    """The same of a new line. Its first figure is never marked: what begins, begins small."""
    order = sorted(range(len(came)), key=lambda at: came[at])
    marked = {}
    for place, at in enumerate(order[1:], start=1):
        others = [came[other] for other in order[:place] + order[place + 1 :]]
        usual = usual_size(came[at], _near(came[at].end, others, reach), least)
        if usual is not None:
            marked[at] = usual
    return marked


def _near(day: date, figures: Sequence[Sized], reach: timedelta) -> list[Sized]:
    """Up to NEIGHBOURS figures up to a day and as many after it, within reach; `figures` by day."""
    split = bisect_left(figures, day + timedelta(days=1), key=lambda figure: figure.end)
    around = figures[max(0, split - NEIGHBOURS) : split + NEIGHBOURS]
    return [figure for figure in around if abs(figure.end - day) <= reach]


def _days_from(day: date, days: Sequence[date]) -> int:
    """How far a day lies from the nearest of some days in order."""
    at = bisect_left(days, day)
    return min(abs((day - other).days) for other in days[max(0, at - 1) : at + 1])
