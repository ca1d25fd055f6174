"""Bring a store to the current version, forwards only."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from data.errors import Problem, StoreUnreachable
from data.store import pointers
from data.store.engine import require_reachable, writing
from data.store.state import POINTERS, has_loads, set_state

_FOLDER = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config


def store_version(engine: Engine) -> str | None:
    """Return the version the store is at, or None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_version() -> str | None:
    """Return the version this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def migrate(engine: Engine) -> bool:
    """Bring the store to the current version; return whether anything had to be done."""
    require_reachable(engine)
    if store_version(engine) == newest_version():
        return False
    config = _config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if not has_loads(connection):
            set_state(connection, pointers.rule(), (POINTERS,))
    return True


def require_current(engine: Engine) -> None:
    """Raise `StoreUnreachable` unless the store answers and is at the version this program needs."""
    require_reachable(engine)
    if store_version(engine) != newest_version():
        raise StoreUnreachable(
            Problem("store", "is not at the version this program needs", "run: beacon migrate")
        )
