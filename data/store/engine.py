"""The connection to the store: one address, one set of settings, on SQLite and PostgreSQL alike."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from data.errors import Problem, StoreUnreachable
from data.store import patience

STORE = "beacon.db"
SECONDS_TO_WAIT_FOR_ANOTHER_LOAD = patience.SECONDS_FOR_A_COMMAND
WAL = ("journal_mode", "wal")  # readers and a load do not wait for each other
LOAD_LOCK = 7_201_983  # any number, the same for every load: one load writes at a time
HOW_TO_MAKE_ONE = "if a new one is meant, run: beacon migrate; else set BEACON_DATABASE_URL"
Store: TypeAlias = Engine | Connection
"""What is asked: an engine, or a connection in a transaction, which sees what that has written itself."""
# A copy that follows another server, a session that may not write, a user without the right to load.
MAY_WRITE = """
SELECT CASE
    WHEN pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' THEN false
    WHEN to_regclass('loads') IS NULL THEN has_schema_privilege(current_schema(), 'CREATE')
    ELSE has_table_privilege(to_regclass('loads'), 'INSERT')
END
"""


def default_folder() -> Path:
    """Return where the store and kept files are if nobody says: `var` of a checkout, else the user's own
    folder for data (XDG Base Directory Specification). Absolute, so that it is the same from everywhere.
    """
    root = Path(str(files("data"))).parent
    if (root / "pyproject.toml").is_file():
        return root / "var"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "beacon"


def database_url() -> str:
    """Return the store's address: `BEACON_DATABASE_URL`, or an SQLite file in the default folder."""
    return os.environ.get("BEACON_DATABASE_URL") or f"sqlite:///{default_folder() / STORE}"


def make_engine(url: str) -> Engine:
    """Return an engine for `url`. It makes nothing: connecting tells of an SQLite file that is missing."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreUnreachable(
            Problem("BEACON_DATABASE_URL", "is not a database address", "for example sqlite:///var/beacon.db")
        ) from None
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    engine = create_engine(
        address, connect_args=patience.CONNECTION, pool_timeout=patience.SECONDS_FOR_A_CONNECTION
    )
    patience.be_patient(engine)
    return engine


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    return make_engine(url)


def store_engine() -> Engine:
    """Return this process's engine for the configured store."""
    return _engine(database_url())


def address_of(engine: Engine) -> str:
    """Return the address of a store as it is told to people: absolute, and without its password."""
    path = _file(engine.url)
    return f"sqlite:///{path.absolute()}" if path else engine.url.render_as_string(hide_password=True)


def _file(address: URL) -> Path | None:
    """The file of an SQLite store; None for another store, or an address in SQLite's own form."""
    name = address.database or ""
    if address.get_backend_name() != "sqlite" or name in ("", ":memory:") or name.startswith("file:"):
        return None
    return Path(name)


def _sqlite(address: URL) -> Engine:
    path = _file(address)
    settings: dict[str, Any] = {"connect_args": {"timeout": SECONDS_TO_WAIT_FOR_ANOTHER_LOAD}}
    if path and not _may_change(path):
        settings["poolclass"] = NullPool  # each question sees by itself whether anybody is writing
    engine = create_engine(address, **settings)
    if path:

        @event.listens_for(engine, "do_connect")
        def connect(_dialect: Any, _record: Any, _args: Any, kwargs: Any) -> sqlite3.Connection:
            if not path.exists():
                where = f"store {address_of(engine)}"
                raise StoreUnreachable(Problem(where, "is not there", HOW_TO_MAKE_ONE))
            return sqlite3.connect(f"{path.absolute().as_uri()}?{_mode(path)}", uri=True, **kwargs)

    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _may_change(path: Path) -> bool:
    """Whether an SQLite file can be written, or made: beside it SQLite keeps two files more."""
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    return os.access(folder, os.W_OK) and (os.access(path, os.W_OK) or not path.exists())


def _mode(path: Path) -> str:
    """How SQLite opens a file. One that is only read, and that nobody is writing, is read as it stands:
    SQLite could not even note in its folder that it is being read.
    """
    if _may_change(path):
        return "mode=rw"
    return "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would begin late and commit before DDL;
    # without it, _begin_sqlite decides.
    connection.isolation_level = None
    for setting in ("foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {setting}")
    (pages,), (mode,) = (connection.execute(f"PRAGMA {asked}").fetchone() for asked in ("page_count", WAL[0]))
    if pages and mode != WAL[1]:
        connection.execute(f"PRAGMA {'='.join(WAL)}")


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


def may_write(engine: Engine) -> bool:
    """Whether this process can change the store. Raises StoreUnreachable where it does not answer."""
    require_reachable(engine)
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            return bool(connection.execute(text(MAY_WRITE)).scalar())
    path = _file(engine.url)
    return _may_change(path) if path else "mode=ro" not in str(engine.url)


def require_writable(engine: Engine) -> None:
    """Raise `StoreUnreachable` unless this process can change the store."""
    if not may_write(engine):
        where, remedy = f"store {address_of(engine)}", "run this as a user who may write it"
        raise StoreUnreachable(Problem(where, "can only be read here", remedy), "Nothing was changed.")


def make_place(engine: Engine) -> None:
    """Make the folder and the empty file of a store in a file, where they are missing.

    Raises StoreUnreachable where they cannot be made.
    """
    path = _file(engine.url)
    if path is None or path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA {'='.join(WAL)}")
    except (OSError, sqlite3.Error) as error:
        where = f"store {address_of(engine)}"
        raise StoreUnreachable(
            Problem(where, f"cannot be made: {error}", "set BEACON_DATABASE_URL")
        ) from None


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
    return Problem(f"store {address_of(engine)}", str(error.orig).strip().splitlines()[0], remedy)
