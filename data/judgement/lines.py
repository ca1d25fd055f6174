"""The figures of one indicator as lines: the points of each area and sex. Pure."""

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from data.catalogue.models import Indicator
from data.judgement.doubt import is_counted
from data.judgement.status import Point, number

Lines = dict[tuple[str, str], tuple[Point, ...]]


def lines_of(frame: pd.DataFrame) -> Lines:
    """The points of each area and sex of a frame of `queries.history`, by period.

    What awaits review beside them (doubt.with_awaiting) is no point.
    """
    if "doubtful" in frame:
        frame = frame[is_counted(frame)]
    by_line: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in frame.itertuples(index=False):
        by_line[str(row.area), str(row.sex)].append(
            Point(
                row.period_start,
                row.period_end,
                row.period,
                number(row.value),
                number(row.lower),
                number(row.upper),
                number(row.numerator),
                number(row.denominator),
                row.note or "",
                row.interval_basis,
                row.published,
                row.published_basis,
            )
        )
    return {key: tuple(points) for key, points in by_line.items()}


def of_headline(frame: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The rows of an indicator's headline lines, of a frame of several series, ages and categories."""
    headline = indicator.headline
    of_line = (frame.series == headline.id) & (frame.category == "") & (frame.age == headline.age)
    return frame[of_line & frame.sex.isin(headline.sexes)]


def newest_awaiting(points: Sequence[Point], latest: Point | None) -> Point | None:
    """The newest of the figures of a line that await review; None where the latest that counts is newer."""
    newest = max(points, key=lambda point: (point.end, point.start), default=None)
    if newest is None or (latest is not None and (latest.end, latest.start) > (newest.end, newest.start)):
        return None
    return newest
