"""The days on which what the store tells changes: of publication, of agreement."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Engine, select, union

from data.store.schema import lines, observations, series, trajectory_points


def days_of_change(engine: Engine) -> dict[str, tuple[date, ...]]:
    """Return indicator -> the days on which a figure of it was published or a path agreed, in their order.

    Of any indicator under "". Between two of them every answer as of a day is the same.
    """
    published = (
        select(series.c.indicator, observations.c.published.label("day"))
        .join(lines, lines.c.series == series.c.id)
        .join(observations, observations.c.line_id == lines.c.id)
    )
    agreed = select(trajectory_points.c.indicator, trajectory_points.c.agreed_on)
    days: dict[str, list[date]] = defaultdict(list)
    with engine.connect() as connection:
        for indicator, day in connection.execute(union(published, agreed)):
            days[indicator].append(day)
    days[""] = list({day for of in days.values() for day in of})
    return {indicator: tuple(sorted(of)) for indicator, of in days.items()}
