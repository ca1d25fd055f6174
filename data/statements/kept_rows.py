"""The table of kept statements: which rows of it hold, and how they are replaced.

A row holds while three things are as they were: the figures of its indicator (by the identity that
data.store.state gives them), the definitions and the code it was made by, and the words that the day brings.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from data.catalogue.reader import Catalogue
from data.catalogue.returns import as_defined
from data.statements.imports import rests_on
from data.store.engine import Store, reading
from data.store.schema import kept_statements
from data.store.state import of_indicators

# Four kinds because they rest on different things: a new target leaves the rankings as they are.
STATUSES, TRACK, EQUITY, RANKS = "statuses", "track", "equity", "ranks"
PAST = f"{STATUSES} "  # and the day: the kind of the statuses as of a meeting
MADE_BY = "data.statements.snapshot"  # the module that all of them come from
Row = RowMapping
Contents = Mapping[str, tuple[date | None, Any]]
"""Indicator -> the first day that changes it, and what was said of it."""


def kind_of(as_of: date | None) -> str:
    """The kind of the statuses of now, or as of a meeting."""
    return f"{PAST}{as_of}" if as_of else STATUSES


def rows_of(engine: Store, kind: str, ids: Sequence[str] | None = None) -> dict[str, Row]:
    """Indicator -> its row of a kind, whether it holds or not."""
    question = select(kept_statements).where(kept_statements.c.kind == kind)
    if ids is not None and len(ids) == 1:
        question = question.where(kept_statements.c.indicator == ids[0])
    with reading(engine) as connection:
        return {row["indicator"]: row for row in connection.execute(question).mappings()}


def good(engine: Store, catalogue: Catalogue, kind: str, rows: Mapping[str, Row], today: date) -> set[str]:
    """The indicators whose row holds today."""
    figures, made_by = of_indicators(engine), stamp(catalogue, kind)
    return {id for id, row in rows.items() if _holds(row, figures.get(id, ""), made_by, today)}


def stale(engine: Store, catalogue: Catalogue, kinds: Sequence[str], today: date) -> dict[str, list[str]]:
    """Kind -> the indicators whose row is missing or does not hold, in the order of the catalogue."""
    table, figures = kept_statements, of_indicators(engine)
    columns = [column for column in table.c if column.name != "content"]
    with reading(engine) as connection:
        answer = connection.execute(select(*columns).where(table.c.kind.in_(kinds))).mappings()
        rows = {(row["kind"], row["indicator"]): row for row in answer}
    stamps = {kind: stamp(catalogue, kind) for kind in kinds}
    return {
        kind: [
            id
            for id in catalogue.indicators
            if not _holds(rows.get((kind, id)), figures.get(id, ""), stamps[kind], today)
        ]
        for kind in kinds
    }


# A row made on a later day than asked for is not used: it may say that a deadline has passed.
def _holds(row: Row | None, figures: str, made_by: str, today: date) -> bool:
    return (
        row is not None
        and (row["figures"], row["stamp"]) == (figures, made_by)
        and row["worked_out"] <= today
        and (row["until"] is None or today < row["until"])
    )


def replace_rows(
    connection: Connection, catalogue: Catalogue, kind: str, today: date, contents: Contents
) -> None:
    """Keep what was worked out for the present figures in place of the rows before."""
    table, figures = kept_statements, of_indicators(connection)
    common = {"kind": kind, "stamp": stamp(catalogue, kind), "worked_out": today}
    rows = [
        common | {"indicator": id, "figures": figures.get(id, ""), "until": until, "content": content}
        for id, (until, content) in contents.items()
    ]
    connection.execute(delete(table).where(table.c.kind == kind, table.c.indicator.in_(list(contents))))
    if rows:
        connection.execute(insert(table), rows)


def drop_others(connection: Connection, catalogue: Catalogue, kinds: Sequence[str]) -> None:
    """Drop the rows of meetings long past, and of indicators that are no longer defined."""
    table = kept_statements
    known = list(catalogue.indicators)
    connection.execute(delete(table).where(table.c.kind.not_in(kinds) | table.c.indicator.not_in(known)))


# A past status rests on the same definitions and code as today's.
def stamp(catalogue: Catalogue, kind: str) -> str:
    """A checksum of the definitions that a kind of statement rests on and of the code that makes it."""
    return _stamps(catalogue)[STATUSES if kind.startswith(PAST) else kind]


@lru_cache(maxsize=4)
def _stamps(catalogue: Catalogue) -> dict[str, str]:
    # Local returns are series that no statement rests on.
    base = [[as_defined(indicator) for indicator in catalogue.indicators.values()], catalogue.breaks]
    everything = [*base, catalogue.areas.values(), catalogue.targets.values(), catalogue.relations]
    everything += [catalogue.trajectories, catalogue.authority_regions.values()]
    whole, part = _checksum(everything), _checksum(base)
    ranking = _checksum([*base, catalogue.areas.values()])
    return {STATUSES: whole, EQUITY: whole, TRACK: part, RANKS: ranking}


# The models' own JSON is the same in every process; `hash` is not.
def _checksum(definitions: Iterable[Iterable[Any]]) -> str:
    text = "\n".join(definition.model_dump_json() for group in definitions for definition in group)
    return hashlib.sha256((code_version() + text).encode()).hexdigest()


@lru_cache(maxsize=1)
def code_version() -> str:
    """A checksum of every module that a statement passes through: no version number, no list to forget."""
    code = b"".join(path.read_bytes() for path in rests_on(MADE_BY).values())
    return hashlib.sha256(code).hexdigest()
