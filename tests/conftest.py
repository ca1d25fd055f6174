"""What every test may ask for: a store on either engine, the publishers' files, a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine

from data.store.engine import store_engine
from tests.commanding import Beacon, Ended
from tests.engines import PostgresStores, SqliteStores, skip_or_fail

CHECKOUT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def sqlite_stores(tmp_path_factory: pytest.TempPathFactory) -> SqliteStores:
    return SqliteStores(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_stores() -> Iterator[PostgresStores]:
    address = os.environ.get("BEACON_TEST_POSTGRES")
    if not address:
        skip_or_fail("no PostgreSQL server: script/test starts one where PostgreSQL is installed")
    stores = PostgresStores(str(address), os.environ.get("PYTEST_XDIST_WORKER", "main"))
    yield stores
    stores.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The engine of an empty, migrated store: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        with request.getfixturevalue("sqlite_stores").store(tmp_path) as store:
            yield store
    else:
        with request.getfixturevalue("postgres_stores").store() as store:
            yield store


@pytest.fixture
def sqlite_engine(sqlite_stores: SqliteStores, tmp_path: Path) -> Iterator[Engine]:
    """The engine of an empty, migrated store, for tests whose matter is not the store."""
    with sqlite_stores.store(tmp_path) as store:
        yield store


@pytest.fixture
def beacon(
    sqlite_stores: SqliteStores,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Beacon]:
    """Run `beacon` with words, on an empty store of its own."""
    import app  # Dash takes its time to import, and few tests need it.

    with sqlite_stores.store(tmp_path) as engine:
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))

    def run(*words: object) -> Ended:
        monkeypatch.setattr("sys.argv", ["beacon", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            app.main()
        printed = capsys.readouterr()
        return Ended(int(ended.value.code or 0), printed.out, printed.err)

    yield run
    store_engine().dispose()


@pytest.fixture(scope="session")
def extracts() -> Path:
    """The folder of the publishers' real files, which lies beside the checkout where there is one."""
    folder = CHECKOUT.parent / "shared" / "extracts"
    if not folder.is_dir():
        pytest.skip("the publishers' files are not here: no folder shared/extracts beside the checkout")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        skip_or_fail("no browser: install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(BROWSER_OPTIONS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh browser profile, 1280 by 800."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield context.new_page()
    context.close()
