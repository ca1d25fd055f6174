"""The pointers to current figures: the statement that counts about each period, and each line's newest one.

Everything in them could be worked out from the observations. They move in the transaction of the load,
withdrawal or ruling that changes them; by which rule they were kept (the checksum of
`order` and `rulings`) is kept beside them.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from data.store import order, rulings
from data.store.engine import Store, reading, writing
from data.store.order import PERIOD_OF_LINE, newest_statement, stands
from data.store.rows import records
from data.store.schema import current, lines, observations, series
from data.store.state import POINTERS, has_loads, move, new_identity, of_pointers, set_state

_PERIOD = tuple(current.c[name] for name in PERIOD_OF_LINE)
_NEWEST_OF_LINE = (
    select(current.c.observation_id)
    .where(current.c.line_id == lines.c.id)
    .order_by(current.c.period_end.desc(), current.c.period_start.desc())
    .limit(1)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Moved:
    """How many periods have another statement than before, none any more, or one for the first time."""

    changed: int
    gone: int
    added: int


def point_to_newest(connection: Connection, kept: pd.DataFrame, load_id: int) -> None:
    """Keep `current` and each line's newest period, from what a load has added.

    `kept`: those of its observations that count, with id, line_id, period_end and period_start.
    """
    touched = select(observations.c.line_id).where(observations.c.load_id == load_id)
    pointed = select(*_PERIOD).where(current.c.line_id.in_(touched))
    before = pd.MultiIndex.from_tuples(connection.execute(pointed).all(), names=PERIOD_OF_LINE)
    key = list(PERIOD_OF_LINE)
    said = pd.MultiIndex.from_frame(kept[key])
    once = ~said.isin(before) & ~said.duplicated(keep=False)
    alone = kept[once].rename(columns={"id": "observation_id"})[[*key, "observation_id"]]
    several = kept[~once][[*key, "id"]].drop_duplicates(key).rename(columns={"id": "observation_id"})
    fresh = several[~pd.MultiIndex.from_frame(several[key]).isin(before)]
    if len(alone) + len(fresh):
        connection.execute(insert(current), records(pd.concat([alone, fresh])))
    if len(several):
        same = [current.c[name] == bindparam(f"of_{name}") for name in key]
        counts = update(current).where(*same).values(observation_id=newest_statement(current))
        connection.execute(counts, records(several[key].add_prefix("of_")))
    connection.execute(update(lines).where(lines.c.id.in_(touched)).values(latest_id=_NEWEST_OF_LINE))


def periods_of(load_id: int) -> Select[Any]:
    """The periods of lines of which a load says anything: PERIOD_OF_LINE."""
    said = (observations.c[name] for name in PERIOD_OF_LINE)
    return select(*said).where(observations.c.load_id == load_id).distinct()


def period_of(observation_id: int) -> Select[Any]:
    """The period of a line that an observation is about: PERIOD_OF_LINE."""
    return select(*(observations.c[name] for name in PERIOD_OF_LINE)).where(
        observations.c.id == observation_id
    )


def repoint(connection: Connection, touched: Select[Any] | None = None) -> Moved:
    """Bring the pointers of some periods (PERIOD_OF_LINE), or of all, in line with the statements."""
    asked, newest = [] if touched is None else [tuple_(*_PERIOD).in_(touched)], newest_statement(current)
    gone = connection.execute(delete(current).where(*asked, newest.is_(None)))
    changed = connection.execute(
        update(current).where(*asked, current.c.observation_id != newest).values(observation_id=newest)
    )
    lacking = _lacking(touched).subquery()
    columns = [lacking.c[name] for name in PERIOD_OF_LINE]
    rows = select(*columns, newest_statement(lacking))
    first = insert(current).from_select([*PERIOD_OF_LINE, "observation_id"], rows)
    added = connection.execute(first, execution_options={"preserve_rowcount": True})
    of_lines = [] if touched is None else [lines.c.id.in_(select(touched.subquery().c.line_id))]
    connection.execute(
        update(lines)
        .where(*of_lines, lines.c.latest_id.is_distinct_from(_NEWEST_OF_LINE))
        .values(latest_id=_NEWEST_OF_LINE)
    )
    return Moved(changed.rowcount, gone.rowcount, added.rowcount)


def _lacking(touched: Select[Any] | None = None) -> Select[Any]:
    """The periods of which something stands, and that have no pointer."""
    said = tuple(observations.c[name] for name in PERIOD_OF_LINE)
    same = (pointer == period for pointer, period in zip(_PERIOD, said, strict=True))
    question = select(*said).where(stands(observations), ~exists().where(*same)).distinct()
    return question if touched is None else question.where(tuple_(*said).in_(touched))


def wrong_pointers(store: Store) -> tuple[int, int, int]:
    """How many periods point to another statement than the one that counts, how many that should point to one
    do not, and how many lines do not point to their newest period.
    """
    newest = newest_statement(current)
    others = select(func.count()).select_from(current)
    others = others.where(or_(newest.is_(None), current.c.observation_id != newest))
    without = select(func.count()).select_from(_lacking().subquery())
    of_lines = select(func.count()).select_from(lines)
    of_lines = of_lines.where(lines.c.latest_id.is_distinct_from(_NEWEST_OF_LINE))
    with reading(store) as connection:
        first, second, third = (
            connection.execute(question).scalar_one() for question in (others, without, of_lines)
        )
    return first, second, third


def are_by_this_rule(store: Store) -> bool:
    """Whether the pointers were kept by the rule of this version of the program."""
    return not has_loads(store) or of_pointers(store) == rule()


def bring_to_this_rule(store: Store) -> Moved:
    """Bring all pointers in line with the statements, by the rule of this version."""
    with writing(store) as connection:
        moved = repoint(connection)
        others = moved.changed or moved.gone or moved.added
        touched = connection.execute(select(series.c.indicator).distinct()).scalars() if others else ()
        move(connection, new_identity(), touched)
        set_state(connection, rule(), (POINTERS,))
    return moved


@lru_cache(maxsize=1)
def rule() -> str:
    """A checksum of the code that says which statement counts: no version number to forget."""
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (order, rulings))
    return hashlib.sha256(code).hexdigest()
