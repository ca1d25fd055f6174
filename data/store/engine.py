"""The connection to the store: one address, one set of settings, on SQLite and PostgreSQL alike."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from data.errors import Problem, StoreUnreachable

DEFAULT_URL = "sqlite:///var/beacon.db"
SECONDS_TO_WAIT_FOR_ANOTHER_LOAD = 3600  # a load of many files ends with the statements worked out from them
LOAD_LOCK = 7_201_983  # any number, the same for every load: one load writes at a time
Store: TypeAlias = Engine | Connection
"""What is asked: an engine, or a connection in a transaction, which sees what that has written itself."""


def database_url() -> str:
    """Return the store's address: `BEACON_DATABASE_URL`, or the embedded default."""
    return os.environ.get("BEACON_DATABASE_URL") or DEFAULT_URL


def make_engine(url: str) -> Engine:
    """Return an engine for `url`; the folder of an SQLite file is made if it is missing."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreUnreachable(
            Problem("BEACON_DATABASE_URL", "is not a database address", "for example sqlite:///var/beacon.db")
        ) from None
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": SECONDS_TO_WAIT_FOR_ANOTHER_LOAD})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    return make_engine(url)


def store_engine() -> Engine:
    """Return this process's engine for the configured store."""
    return _engine(database_url())


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would begin late and commit before DDL;
    # without it, _begin_sqlite decides.
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("beacon_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """Give a connection to ask: a new one of an engine, or the one at hand."""
    if isinstance(store, Connection):
        yield store
        return
    with store.connect() as connection:
        yield connection


def of_one_moment(engine: Engine) -> Connection:
    """Return a connection, to be closed, whose every question is answered from the state of its first."""
    if engine.dialect.name != "postgresql":
        return engine.connect()  # a transaction of SQLite sees the state of its first question
    return engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """Give a connection in a transaction that waits for any other load to end; whole or not at all.

    On a connection that is writing already: a part of its transaction, by itself whole or not at all.
    Raises `StoreUnreachable` where the store fails, such as on a full disk; nothing is changed then.
    """
    if isinstance(store, Connection):
        with store.begin_nested():
            yield store
        return
    try:
        with store.connect().execution_options(beacon_writes=True) as connection, connection.begin():
            if store.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOAD_LOCK})
            yield connection
    except OperationalError as error:
        raise StoreUnreachable(_failure(store, _first(error)), "Nothing was changed.") from error


def require_reachable(engine: Engine) -> None:
    """Raise `StoreUnreachable` unless the store answers."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except DatabaseError as error:  # a file that is no database, too
        raise StoreUnreachable(_failure(engine, error, "check BEACON_DATABASE_URL")) from None


def _first(error: OperationalError) -> OperationalError:
    """The failure that began it: a full disk ends the transaction, and then its parts cannot be ended."""
    before: BaseException | None = error
    while before is not None:
        error = before if isinstance(before, OperationalError) else error
        before = before.__context__
    return error


def _failure(
    engine: Engine, error: DatabaseError, remedy: str = "mend that, and do the same again"
) -> Problem:
    """What the database says of itself, with the store's address."""
    shown = engine.url.render_as_string(hide_password=True)
    return Problem(f"store {shown}", str(error.orig).strip().splitlines()[0], remedy)
