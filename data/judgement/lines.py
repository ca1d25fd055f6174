"""The figures of one indicator as lines: the points of each area and sex. Pure."""

from collections import defaultdict

import pandas as pd

from data.judgement.status import Point, number

Lines = dict[tuple[str, str], tuple[Point, ...]]


def lines_of(frame: pd.DataFrame) -> Lines:
    """The points of each area and sex of a frame of `queries.history`, by period."""
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
