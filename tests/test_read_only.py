"""A store that may only be read is served and asked as it is; and nothing is written without need."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from data.catalogue.reader import catalogue
from data.statements.snapshot import refresh
from data.store.engine import SECONDS_TO_WAIT_FOR_ANOTHER_LOAD, make_engine, may_write
from loaders.pipeline import load_file
from tests.commanding import Beacon
from tests.engines import PostgresStores, SqliteStores
from tests.loading import example_csv, example_row, official
from tests.served import CHECKOUT, SERVE, Site, serving

# An administrator may write whatever a file says: these programs give that up.
UNPRIVILEGED = (
    ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override") if os.getuid() == 0 else ()
)
STATUS = ("status", "--indicator", "smoking-prevalence", "--place", "halton", "--json")
READ = (STATUS, ("loads",), ("observations", "--indicator", "smoking-prevalence"))


@pytest.fixture
def stored(sqlite_stores: SqliteStores, tmp_path: Path) -> Iterator[Path]:
    """A folder with a store in it that nobody may write."""
    if UNPRIVILEGED and not shutil.which(UNPRIVILEGED[0]):
        pytest.skip("no setpriv: an administrator may write every file")
    folder = tmp_path / "read-only"
    folder.mkdir()
    with sqlite_stores.store(folder) as engine:
        load_file(example_csv(tmp_path, official([example_row()])), engine, catalogue())
    (folder / "store.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


def beacon_as_nobody(store: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*UNPRIVILEGED, sys.executable, "app.py", *words],
        cwd=CHECKOUT,
        env={**os.environ, "BEACON_DATABASE_URL": store},
        capture_output=True,
        text=True,
    )


def check(site: Site) -> None:
    assert "The store is only read" in site.text()
    for path in ("/readyz", "/indicator/smoking-prevalence?place=halton", "/api/v1/loads", "/data"):
        assert site.get(path)[0] == 200, path


def test_a_file_that_may_only_be_read_is_served_and_asked(stored: Path) -> None:
    store = f"sqlite:///{stored}/store.db"
    with serving(store, "--workers", "1", command=(*UNPRIVILEGED, *SERVE)) as site:
        check(site)
    for words in READ:
        done = beacon_as_nobody(store, *words)
        assert done.returncode == 0, done.stderr
    refused(store)
    assert [path.name for path in stored.iterdir()] == ["store.db"]


def refused(store: str) -> None:
    for words in (("migrate",), ("load", "README.md")):
        done = beacon_as_nobody(store, *words)
        assert done.returncode == 3
        assert "can only be read here" in done.stderr
        assert "Traceback" not in done.stderr


def test_an_old_store_that_may_only_be_read_is_told_and_not_shown(stored: Path) -> None:
    stored.chmod(0o755)
    (stored / "store.db").chmod(0o644)
    with closing(sqlite3.connect(stored / "store.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    (stored / "store.db").chmod(0o444)
    stored.chmod(0o555)
    done = beacon_as_nobody(f"sqlite:///{stored}/store.db", "serve")
    assert done.returncode == 3
    assert "is not at the version this program needs" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_cannot_be_made_is_told(stored: Path) -> None:
    done = beacon_as_nobody(f"sqlite:///{stored}/deep/new.db", "serve")
    assert done.returncode == 3
    assert "cannot be made" in done.stderr
    assert "Traceback" not in done.stderr


SETTINGS = {
    "without the right": "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    "in sessions that only read": (
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; "
        "ALTER ROLE {role} SET default_transaction_read_only = on"
    ),
}


@pytest.mark.parametrize("grants", SETTINGS.values(), ids=SETTINGS)
def test_a_role_that_may_only_read_serves_and_asks(
    postgres_stores: PostgresStores, tmp_path: Path, grants: str
) -> None:
    role = f"beacon_reader_{os.getpid()}"
    with postgres_stores.store() as engine:
        load_file(example_csv(tmp_path, official([example_row()])), engine, catalogue())
        owner = create_engine(engine.url, isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:
            connection.execute(text(f"CREATE ROLE {role} LOGIN"))
            try:
                for grant in grants.format(role=role).split("; "):
                    connection.execute(text(grant))
                store = make_url(engine.url).set(username=role).render_as_string(hide_password=False)
                _read(store)
            finally:
                connection.execute(text(f"DROP OWNED BY {role}"))
                connection.execute(text(f"DROP ROLE {role}"))
        owner.dispose()


def _read(store: str) -> None:
    reading = make_engine(store)
    assert not may_write(reading)
    reading.dispose()
    with serving(store, "--workers", "1") as site:
        check(site)
    for words in READ:
        done = beacon_as_nobody(store, *words)
        assert done.returncode == 0, done.stderr
    refused(store)


def test_a_store_that_is_up_to_date_is_not_written(beacon: Beacon, tmp_path: Path) -> None:
    beacon("load", example_csv(tmp_path, official([example_row()])))
    store = tmp_path / "store.db"
    with closing(sqlite3.connect(store, isolation_level=None)) as loading:
        loading.execute("BEGIN IMMEDIATE")  # as a load does: whoever wants to write waits for it
        start = time.monotonic()
        assert beacon(*STATUS).code == 0
        assert time.monotonic() - start < SECONDS_TO_WAIT_FOR_ANOTHER_LOAD / 2
        with serving(f"sqlite:///{store}", "--workers", "1") as site:
            assert site.get("/indicators")[0] == 200
        assert time.monotonic() - start < SECONDS_TO_WAIT_FOR_ANOTHER_LOAD


def test_served_read_only_a_store_is_not_brought_up_to_date(beacon: Beacon, tmp_path: Path) -> None:
    path = example_csv(tmp_path, official([example_row()]))
    engine = make_engine(f"sqlite:///{tmp_path}/store.db")
    load_file(path, engine, catalogue())
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as loading:
        loading.execute("BEGIN IMMEDIATE")
        with serving(str(engine.url), "--workers", "1", "--read-only") as site:
            check(site)
    assert refresh(engine, catalogue())  # there was something to do
    engine.dispose()
