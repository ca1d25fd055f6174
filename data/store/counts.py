"""How many figures there are, without reading them: for answers that are given page by page."""

from collections import Counter
from datetime import date

from sqlalchemy import Subquery, func, select

from data.catalogue.reader import Catalogue
from data.store.engine import Store, reading
from data.store.order import stands
from data.store.queries import awaiting
from data.store.schema import current, lines, observations


def observed_counts(
    engine: Store,
    catalogue: Catalogue,
    *,
    indicator: str = "",
    area: str = "",
    as_of: date | None = None,
) -> dict[str, int]:
    """Return indicator -> how many rows `queries.observed` has for it; no key where it has none.

    "" stands for every indicator, every area. Indicators stand in the order of the catalogue.
    """
    periods = current if as_of is None else _published_by(as_of)
    question = select(lines.c.series, func.count()).join(periods, periods.c.line_id == lines.c.id)
    wanted = [id for id, owner in catalogue.indicator_of.items() if indicator in ("", owner.id)]
    question = question.where(lines.c.series.in_(wanted)).group_by(lines.c.series)
    if area:
        question = question.where(lines.c.area == area)
    with reading(engine) as connection:
        by_series = Counter({row[0]: row[1] for row in connection.execute(question)})
    known, areas = [indicator] if indicator else [], [area] if area else []
    by_series.update(awaiting(engine, catalogue, indicators=known, areas=areas, as_of=as_of).series)
    counts = {
        id: sum(by_series[series.id] for series in defined.series)
        for id, defined in catalogue.indicators.items()
    }
    return {id: many for id, many in counts.items() if many}


def _published_by(day: date) -> Subquery:
    """Every period of every line that some release published by then tells of, once."""
    period = (observations.c[name] for name in ("line_id", "period_end", "period_start"))
    return (
        select(*period)
        .where(observations.c.published <= day, stands(observations, day))
        .distinct()
        .subquery()
    )
