"""The days on which what the store tells changes: of publication, of agreement, of withdrawal."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import select, union

from data.periods import day_of
from data.store.engine import Store, reading
from data.store.schema import lines, observations, series, trajectory_points, withdrawals


def days_of_change(store: Store) -> dict[str, tuple[date, ...]]:
    """Return indicator -> the days on which a figure of it was published, a path agreed or a load withdrawn.

    In their order; of any indicator under "". Between two of them every answer as of a day is the same.
    """
    owner = series.join(lines, lines.c.series == series.c.id).join(
        observations, observations.c.line_id == lines.c.id
    )
    published = select(series.c.indicator, observations.c.published.label("day")).select_from(owner)
    agreed = select(trajectory_points.c.indicator, trajectory_points.c.agreed_on)
    figures = select(series.c.indicator, withdrawals.c.withdrawn.label("day")).select_from(
        owner.join(withdrawals, withdrawals.c.load_id == observations.c.load_id)
    )
    paths = select(trajectory_points.c.indicator, withdrawals.c.withdrawn).join(
        withdrawals, withdrawals.c.load_id == trajectory_points.c.load_id
    )
    days: dict[str, set[date]] = defaultdict(set)
    with reading(store) as connection:
        for question in (union(published, agreed), union(figures, paths)):
            for indicator, day in connection.execute(question):
                days[indicator].add(day_of(day) if isinstance(day, datetime) else day)
    days[""] = {day for of in days.values() for day in of}
    return {indicator: tuple(sorted(of)) for indicator, of in days.items()}
