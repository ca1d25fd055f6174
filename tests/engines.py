"""Empty, migrated stores for the tests, quickly: one is made per process, each test gets a copy."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url


def in_ci() -> bool:
    """Whether nothing may be skipped for want of a program."""
    return os.environ.get("CI") == "true"


def skip_or_fail(reason: str) -> None:
    """Skip the test with `reason`, or fail it where everything must be there."""
    if in_ci():
        pytest.fail(f"{reason}, and CI=true allows no test to be skipped for that")
    pytest.skip(reason)


def _make_migrated(url: URL) -> None:
    from data.store.engine import make_engine
    from data.store.migrate import migrate

    engine = make_engine(url.render_as_string(hide_password=False))
    try:
        migrate(engine)
    finally:
        engine.dispose()


@contextmanager
def _opened(url: URL) -> Iterator[Engine]:
    from data.store.engine import make_engine

    engine = make_engine(url.render_as_string(hide_password=False))
    try:
        yield engine
    finally:
        engine.dispose()


@dataclass
class SqliteStores:
    """Stores in files; the migrated one to copy from lies in `folder`."""

    folder: Path

    def __post_init__(self) -> None:
        _make_migrated(self._url(self._original))

    @property
    def _original(self) -> Path:
        return self.folder / "original.db"

    @staticmethod
    def _url(path: Path) -> URL:
        return URL.create("sqlite", database=str(path))

    @contextmanager
    def store(self, folder: Path) -> Iterator[Engine]:
        """Give the engine of a fresh store that lies in `folder`."""
        path = folder / "store.db"
        shutil.copyfile(self._original, path)
        with _opened(self._url(path)) as engine:
            yield engine


@dataclass
class PostgresStores:
    """Databases on the server at `address`; `worker` keeps the names of parallel processes apart."""

    address: str
    worker: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _original: str = ""

    def __post_init__(self) -> None:
        self._server = create_engine(self.address, isolation_level="AUTOCOMMIT")
        self._original = self._create("")
        _make_migrated(self._url(self._original))

    def _url(self, database: str) -> URL:
        return make_url(self.address).set(database=database)

    def _run(self, statement: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(statement))

    def _create(self, options: str) -> str:
        name = f"beacon_test_{self.worker}_{os.getpid()}_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" {options}')
        return name

    def _drop(self, name: str) -> None:
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def store(self) -> Iterator[Engine]:
        """Give the engine of a fresh store in a database of its own."""
        name = self._create(f'TEMPLATE "{self._original}"')
        try:
            with _opened(self._url(name)) as engine:
                yield engine
        finally:
            self._drop(name)

    def close(self) -> None:
        """Drop the database that the others were copied from."""
        self._drop(self._original)
        self._server.dispose()
