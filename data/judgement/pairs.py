"""Two indicators beside each other at the nine Places: each at the period that most share. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.catalogue.areas import units
from data.catalogue.reader import Catalogue
from data.judgement.status import Point, Status

COLUMNS = ["area", "name", "x", "x_lower", "x_upper", "y", "y_lower", "y_upper", "reason"]
MISSING = {
    (False, False): "",
    (True, False): "no figure of the first indicator",
    (False, True): "no figure of the second indicator",
    (True, True): "no figure of either indicator",
}
HISTORY = 731  # days; ours: what ended over two years before is told as history, without its figure
Period = tuple[date, date]


@dataclass(frozen=True)
class Pairs:
    """table: a row per Place (or joint area): area, name, x and y with their 95 % limits (NaN where there are
    none), reason (why a pair is not whole). x_period, y_period: of all figures of an axis; x_days, y_days:
    its last and first day.
    """

    table: pd.DataFrame
    x_period: str = ""
    y_period: str = ""
    x_days: Period | None = None
    y_days: Period | None = None


def paired(catalogue: Catalogue, across: Sequence[Status], up: Sequence[Status]) -> Pairs:
    """The pairs of one line each of two indicators, from their statuses at Places and joint areas.

    Where one of the two is published for a joint area only, its Places have no pair, and the reason says so.
    """
    lines = [{status.place: status.latest for status in of if _known(status)} for of in (across, up)]
    joined = units(catalogue.places, catalogue.areas, lambda slug: all(slug in line for line in lines))
    periods = [shared_period(line.values()) for line in lines]
    rows = []
    for area in joined:
        pair = [_at(line, area.slug, period) for line, period in zip(lines, periods, strict=True)]
        missing = (pair[0] is None, pair[1] is None)
        rows.append((area.slug, area.name, *_numbers(pair[0]), *_numbers(pair[1]), MISSING[missing]))
    labels = [_label(line, period) for line, period in zip(lines, periods, strict=True)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return Pairs(table, labels[0], labels[1], periods[0], periods[1])


def _known(status: Status) -> bool:
    return status.latest is not None and status.latest.value is not None


def shared_period(points: Iterable[Point | None]) -> Period | None:
    """The last and first day of the newest period that more than half of the areas have reached.

    `points`: the latest of each area; those without a figure do not count.
    """
    ends = sorted(
        ((point.end, point.start) for point in points if point and point.value is not None), reverse=True
    )
    return ends[len(ends) // 2] if ends else None


def is_history(end: date, beside: date | None) -> bool:
    """Whether a figure is too old to stand beside others: its period ended over two years before theirs."""
    return beside is not None and (beside - end).days > HISTORY


def _at(line: Mapping[str, Point | None], slug: str, period: Period | None) -> Point | None:
    point = line.get(slug)
    return point if point is not None and (point.end, point.start) == period else None


def _numbers(point: Point | None) -> tuple[float, float, float]:
    limits = (None, None, None) if point is None else (point.value, point.lower, point.upper)
    first, lower, upper = (math.nan if limit is None else limit for limit in limits)
    return first, lower, upper


def _label(line: Mapping[str, Point | None], period: Period | None) -> str:
    return next((point.period for point in line.values() if point and (point.end, point.start) == period), "")
