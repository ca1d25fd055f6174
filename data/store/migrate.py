"""Bring a store to the current version, forwards only."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, literal, select
from sqlalchemy.exc import DBAPIError

from data.errors import Problem, StoreUnreachable
from data.store import pointers
from data.store.engine import (
    HOW_TO_MAKE_ONE,
    address_of,
    make_place,
    require_reachable,
    require_writable,
    writing,
)
from data.store.schema import metadata
from data.store.state import POINTERS, has_loads, set_state


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("data.store") / "migrations"))
    return config


def store_version(engine: Engine) -> str | None:
    """Return the version the store is at, or None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_version() -> str | None:
    """Return the version this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def migrate(engine: Engine) -> bool:
    """Make the store, or bring it to the current version; return whether anything had to be done."""
    make_place(engine)
    require_reachable(engine)
    if store_version(engine) == newest_version():
        return False
    require_writable(engine)
    config = _config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if not has_loads(connection):
            set_state(connection, pointers.rule(), (POINTERS,))
    return True


def require_made(engine: Engine) -> None:
    """Raise `StoreUnreachable` unless there is a store, of whatever version."""
    require_reachable(engine)
    if store_version(engine) is None:
        raise StoreUnreachable(Problem(f"store {address_of(engine)}", "is empty", HOW_TO_MAKE_ONE))


def require_current(engine: Engine) -> None:
    """Raise `StoreUnreachable` unless the store answers and is at the version this program needs."""
    require_reachable(engine)
    if store_version(engine) != newest_version():
        where, fault = f"store {address_of(engine)}", "is not at the version this program needs"
        raise StoreUnreachable(Problem(where, fault, "run: beacon migrate"))


def require_readable(engine: Engine) -> None:
    """Raise `StoreUnreachable` unless the store is current and every table of it can be read."""
    require_current(engine)
    for table in metadata.sorted_tables:
        try:
            with engine.connect() as connection:
                connection.execute(select(literal(1)).select_from(table).limit(1))
        except DBAPIError:
            fault = f"table {table.name} cannot be read"
            raise StoreUnreachable(
                Problem("store", fault, "restore a copy of the store, or let its user read it")
            ) from None
