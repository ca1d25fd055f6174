"""Keeping `current` and each line's newest period: what could be worked out from the observations."""

import pandas as pd
from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from data.store.order import PERIOD_OF_LINE, newest_statement
from data.store.plain_rows import records
from data.store.schema import current, lines, observations

_KEY = list(PERIOD_OF_LINE)


def point_to_load(connection: Connection, kept: pd.DataFrame, load_id: int) -> None:
    """Keep the pointers from what a load has added. `kept`: its observations that count, with their ids."""
    touched = select(observations.c.line_id).where(observations.c.load_id == load_id)
    pointed = select(*(current.c[name] for name in _KEY)).where(current.c.line_id.in_(touched))
    before = pd.MultiIndex.from_tuples(connection.execute(pointed).all(), names=_KEY)
    said = pd.MultiIndex.from_frame(kept[_KEY])
    once = ~said.isin(before) & ~said.duplicated(keep=False)
    alone = kept[once].rename(columns={"id": "observation_id"})[[*_KEY, "observation_id"]]
    several = kept[~once][[*_KEY, "id"]].drop_duplicates(_KEY).rename(columns={"id": "observation_id"})
    fresh = several[~pd.MultiIndex.from_frame(several[_KEY]).isin(before)]
    if len(alone) + len(fresh):
        connection.execute(insert(current), records(pd.concat([alone, fresh])))
    if len(several):
        same = [current.c[name] == bindparam(f"of_{name}") for name in _KEY]
        counts = update(current).where(*same).values(observation_id=newest_statement(current))
        connection.execute(counts, records(several[_KEY].add_prefix("of_")))
    _point_lines(connection, lines.c.id.in_(touched))


def point_to_period_of(connection: Connection, observation_id: int) -> None:
    """Keep the pointers of the one period that an observation is about."""
    own = select(*(observations.c[name] for name in _KEY)).where(observations.c.id == observation_id)
    period = connection.execute(own).one()._asdict()
    newest = (
        select(newest_statement(observations))
        .select_from(observations)
        .where(observations.c.id == observation_id)
    )
    counts = connection.execute(newest).scalar()
    connection.execute(delete(current).where(*(current.c[name] == day for name, day in period.items())))
    if counts is not None:
        connection.execute(insert(current), [period | {"observation_id": counts}])
    _point_lines(connection, lines.c.id == period["line_id"])


def _point_lines(connection: Connection, which: ColumnElement[bool]) -> None:
    newest = (
        select(current.c.observation_id)
        .where(current.c.line_id == lines.c.id)
        .order_by(current.c.period_end.desc(), current.c.period_start.desc())
        .limit(1)
        .scalar_subquery()
    )
    connection.execute(update(lines).where(which).values(latest_id=newest))
