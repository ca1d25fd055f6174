"""The observations in one order, a stretch at a time: what lies before and behind a stretch is never read.

The order is that of `queries.observed`, indicator by indicator: series, area, breakdown, sex, age, period.
It is total, for a line has one newest statement about a period. A stretch begins behind a mark, the place of
a row in that order, which stays what it is whatever is loaded: nothing is left out or told twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, fields
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Row, Select, and_, literal, or_, select, tuple_

from data.catalogue.reader import Catalogue
from data.records import Mark, Wanted
from data.store import queries
from data.store.engine import Store, reading
from data.store.order import newest_statement
from data.store.schema import current, lines, observations, series

_LINE = tuple(lines.c[name] for name in ("area", "category_type", "category", "sex", "age"))
_MARKED = tuple(field.name for field in fields(Mark))


def series_wanted(store: Store, catalogue: Catalogue, wanted: Wanted) -> list[str]:
    """Return the ids of the series in the order of the list: by indicator as defined, then as the store
    sorts texts.
    """
    place = {id: number for number, id in enumerate(catalogue.indicators)}
    own = {id: owner.id for id, owner in catalogue.indicator_of.items() if wanted.indicator in ("", owner.id)}
    question = select(series.c.id).where(series.c.id.in_(own)).order_by(series.c.id)
    with reading(store) as connection:
        held = list(connection.execute(question).scalars())
    return sorted(held, key=lambda id: place[own[id]])


def read(
    store: Store,
    catalogue: Catalogue,
    wanted: Wanted,
    *,
    behind: Mark | None = None,
    most: int,
    at_once: int,
) -> Iterator[pd.DataFrame]:
    """Give at most `most` observations behind a mark (None: from the first), at most `at_once` in a frame.

    Columns: those of queries.observed. A mark of a series that is not wanted has nothing behind it. All are
    of one state where `store` is a connection that sees one.
    """
    ids = series_wanted(store, catalogue, wanted)
    if behind is not None:
        ids = ids[ids.index(behind.series) :] if behind.series in ids else []
    for id in ids:
        full = True
        while full and most > 0:
            size = min(most, at_once)
            frame = queries.frame_of(store, _stretch(id, wanted, behind).limit(size))
            most, full = most - len(frame), len(frame) == size
            if len(frame):
                behind = _mark(frame.iloc[-1])
                yield queries.completed(frame, catalogue)


def mark_of(store: Store, wanted: Wanted, counts: Mapping[str, int], number: int) -> Mark | None:
    """Return the place of the row with a number, the first being number 1; None where there is none.

    `counts`: how many rows each series has, in the order of the list (store.counts).
    """
    for id, many in counts.items():
        if 0 < number <= many:
            ordered = _ordered(_places(id, wanted), wanted).offset(number - 1).limit(1)
            with reading(store) as connection:
                row = connection.execute(ordered).one_or_none()
            return _mark(row) if row else None
        number -= many
    return None


def _mark(row: Row[Any] | pd.Series) -> Mark:
    return Mark(**{name: getattr(row, name) for name in _MARKED})


def _conditions(id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    return [lines.c.series == id, *([lines.c.area == wanted.area] if wanted.area else [])]


def _stretch(id: str, wanted: Wanted, behind: Mark | None) -> Select[Any]:
    question = queries.every_period(_conditions(id, wanted), wanted.as_of)
    if behind is not None and behind.series == id:
        question = question.where(*_behind(behind, wanted))
    return _ordered(question, wanted)


# Only what is sorted by: to pass over many rows, none of them need be read.
def _places(id: str, wanted: Wanted) -> Select[Any]:
    periods = _periods(wanted)
    question = select(lines.c.series, *_LINE, *periods)
    conditions = _conditions(id, wanted)
    if wanted.as_of is None:
        return question.join(current, current.c.line_id == lines.c.id).where(*conditions)
    newest = newest_statement(observations, wanted.as_of, wanted.as_of)
    conditions += [observations.c.published <= wanted.as_of, observations.c.id == newest]
    return question.join(observations, observations.c.line_id == lines.c.id).where(*conditions)


# Columns by which the engine has its rows in order already: with others it would read and sort all of them.
def _periods(wanted: Wanted) -> tuple[ColumnElement[date], ColumnElement[date]]:
    table = current if wanted.as_of is None else observations
    return (table.c.period_end, table.c.period_start)


def _ordered(question: Select[Any], wanted: Wanted) -> Select[Any]:
    return question.order_by(*_LINE, *_periods(wanted))


# The first condition, which the second implies, is the one that an index answers.
def _behind(mark: Mark, wanted: Wanted) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    _series, *place = astuple(mark)
    line, periods = tuple_(*_LINE), tuple_(*_periods(wanted))
    of_line, of_period = (tuple_(*map(literal, part)) for part in (place[:5], place[5:]))
    return line >= of_line, or_(line > of_line, and_(line == of_line, periods > of_period))
