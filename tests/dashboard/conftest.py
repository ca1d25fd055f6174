"""The example stores of the dashboard's tests, made up and filled through the real loaders; and its pages.

Served once and read in one browser context, so that scripts are fetched and compiled once: the application
reads its store from the environment with every request.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server as listen

from data.catalogue.reader import catalogue
from data.statements.snapshot import refresh
from data.store.engine import store_engine
from data.store.migrate import migrate
from loaders.pipeline import load_file
from tests.dashboard.browsing import LOCALE, WIDE, watched
from tests.dashboard.lively import load_lively
from tests.engines import SqliteStores

EXAMPLE = Path(__file__).parent / "example.csv"


@contextmanager
def named_store(address: str) -> Iterator[None]:
    """Have the environment name a store for a while."""
    before = os.environ.get("BEACON_DATABASE_URL")
    os.environ["BEACON_DATABASE_URL"] = address
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("BEACON_DATABASE_URL", None)
        else:
            os.environ["BEACON_DATABASE_URL"] = before


@pytest.fixture(scope="session")
def _example_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('dashboard')}/example.db"
    with named_store(address):
        migrate(store_engine())
        load_file(EXAMPLE, store_engine(), catalogue())
    return address


@pytest.fixture(scope="session")
def _lively_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("lively")
    address = f"sqlite:///{folder}/lively.db"
    with named_store(address):
        migrate(store_engine())
        load_file(EXAMPLE, store_engine(), catalogue())
        load_lively(store_engine(), folder)
        refresh(store_engine(), catalogue())
    return address


@pytest.fixture
def example_store(_example_store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the example store, which the environment names for the length of the test."""
    monkeypatch.setenv("BEACON_DATABASE_URL", _example_store)
    return _example_store


@pytest.fixture
def lively_store(_lively_store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the store with years of example figures up to now and their statements."""
    monkeypatch.setenv("BEACON_DATABASE_URL", _lively_store)
    return _lively_store


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
    """The warm application, made once."""
    with named_store(_example_store):
        from dashboard.web.server import make_server

        return make_server()


@pytest.fixture
def client(web: object, example_store: str) -> FlaskClient:
    """A test client of the pages over the example store."""
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def lively_client(web: object, lively_store: str) -> FlaskClient:
    """A test client of the pages over the lively store."""
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture(scope="session")
def served(web: object) -> Iterator[str]:
    serving = listen("127.0.0.1", 0, web, threaded=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()
    thread.join()


@pytest.fixture
def site(served: str, example_store: str) -> str:
    """The address of the pages, really served, over the example store."""
    return served


@pytest.fixture
def lively_site(served: str, lively_store: str) -> str:
    """The address of the pages, really served, over the lively store."""
    return served


@pytest.fixture
def empty_site(served: str, empty_store: None) -> str:
    """The address of the pages, really served, over an empty store."""
    return served


@pytest.fixture(scope="session")
def shared_context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for all tests of pages: they keep nothing in it but cached scripts."""
    context = browser.new_context(viewport=WIDE, locale=LOCALE)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def tab(shared_context: BrowserContext) -> Iterator[Page]:
    """A tab of the shared profile, 1280 by 800."""
    opened = shared_context.new_page()
    yield opened
    opened.close()


@pytest.fixture
def quiet(tab: Page, served: str) -> Iterator[Page]:
    """A tab that fails the test for any message on its console and any request to another host."""
    wrong = watched(tab, served)
    yield tab
    assert wrong == []
