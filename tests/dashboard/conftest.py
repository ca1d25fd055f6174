"""The example store of the dashboard's tests, made up and filled through the real loaders; and its pages."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server as listen

from data.catalogue import catalogue
from data.engine import store_engine
from data.migrate import migrate
from loaders.pipeline import load_file
from tests.engines import SqliteStores

EXAMPLE = Path(__file__).parent / "example.csv"


@pytest.fixture(scope="session")
def _example_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('dashboard')}/example.db"
    before = os.environ.get("BEACON_DATABASE_URL")
    os.environ["BEACON_DATABASE_URL"] = address
    try:
        migrate(store_engine())
        load_file(EXAMPLE, store_engine(), catalogue())
    finally:
        _restore(before)
    return address


def _restore(before: str | None) -> None:
    if before is None:
        os.environ.pop("BEACON_DATABASE_URL", None)
    else:
        os.environ["BEACON_DATABASE_URL"] = before


@pytest.fixture
def example_store(_example_store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the example store, which the environment names for the length of the test."""
    monkeypatch.setenv("BEACON_DATABASE_URL", _example_store)
    return _example_store


@pytest.fixture
def empty_store(
    sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A migrated store without a figure, which the environment names."""
    with sqlite_stores.store(tmp_path) as engine:
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        yield


@pytest.fixture(scope="session")
def web(_example_store: str) -> object:
    """The warm application, made once: it reads its store from the environment with every request."""
    before = os.environ.get("BEACON_DATABASE_URL")
    os.environ["BEACON_DATABASE_URL"] = _example_store
    from dashboard.server import make_server

    made = make_server()
    _restore(before)
    return made


@pytest.fixture
def client(web: object, example_store: str) -> FlaskClient:
    """A test client of the pages over the example store."""
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def site(web: object, example_store: str) -> Iterator[str]:
    """The address of the pages, really served, over the example store."""
    serving = listen("127.0.0.1", 0, web, threaded=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()
    thread.join()
