"""How many figures there are, without reading them: for answers that are given page by page."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Subquery, func, select

from data.catalogue.reader import Catalogue
from data.records import Wanted
from data.store.engine import Store, reading
from data.store.listing import series_wanted
from data.store.order import PERIOD_OF_LINE, stands
from data.store.schema import current, lines, observations


def observed_counts(engine: Store, catalogue: Catalogue, wanted: Wanted) -> dict[str, int]:
    """Return series -> how many observations `listing.read` gives of it, in the order of the list; no key
    where there is none.
    """
    with reading(engine) as connection:
        ids = series_wanted(connection, catalogue, wanted)
        conditions = [lines.c.series.in_(ids), *([lines.c.area == wanted.area] if wanted.area else [])]
        held = _held_now(conditions) if wanted.as_of is None else _held_by(wanted.as_of, conditions)
        counted = connection.execute(select(held.c.series, func.count()).group_by(held.c.series))
        many = {row[0]: row[1] for row in counted}
    return {id: many[id] for id in ids if id in many}


def _held_now(conditions: Sequence[ColumnElement[bool]]) -> Subquery:
    """The series of every period of the lines."""
    periods = select(lines.c.series).join(current, current.c.line_id == lines.c.id)
    return periods.where(*conditions).subquery()


# The conditions stand inside: outside, every observation there is would be looked at first.
def _held_by(day: date, conditions: Sequence[ColumnElement[bool]]) -> Subquery:
    """The series of every period of the lines that some release published by a day tells of."""
    own = (observations.c[name] for name in PERIOD_OF_LINE)
    periods = select(lines.c.series, *own).join(observations, observations.c.line_id == lines.c.id)
    known = (observations.c.published <= day, stands(observations, day))
    return periods.where(*conditions, *known).distinct().subquery()
