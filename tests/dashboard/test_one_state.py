"""Readers see one state of the store: the last one until a load is there with all that follows from it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text

from dashboard import ask, by_state
from data.catalogue.reader import catalogue
from data.judgement import forecast_record
from data.statements import snapshot
from data.store import provenance
from data.store.engine import store_engine
from loaders.pipeline import load_file
from tests.commanding import Beacon
from tests.data.examples import monthly_rows, yearly_rows
from tests.loading import example_csv, example_row, official

SMOKING = "smoking-prevalence"
YEARS = yearly_rows([20, 19, 18, 19, 17, 16, 16, 15], indicator=SMOKING)
OBSERVED = f"/api/v1/observations?indicator={SMOKING}&place=halton"
PAGES = ("/methods", "/data", f"/indicator/{SMOKING}?place=halton", "/place/halton", OBSERVED)
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)


@pytest.fixture
def client(web: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """The pages, over an empty store on either engine."""
    monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    yield web.test_client()
    store_engine().dispose()


@pytest.fixture
def command(beacon: Beacon, client: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Beacon:
    """`beacon` on the store of the pages."""
    monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return beacon


def values(client: FlaskClient, asked: str = OBSERVED) -> list[float]:
    return [row["value"] for row in client.get(asked).json["data"]]


def test_a_page_asked_for_while_a_load_goes_on_is_the_one_before_and_none_is_kept_half(
    client: FlaskClient, command: Beacon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("load", example_csv(tmp_path, official(YEARS)))
    before = {page: client.get(page).data for page in PAGES}
    refresh, meanwhile = snapshot.refresh, {}

    def watched(*arguments: object) -> list[str]:
        meanwhile.update({page: client.get(page).data for page in PAGES})
        meanwhile["/inequality"] = client.get("/inequality").data  # nobody had asked for it before
        return refresh(*arguments)

    monkeypatch.setattr(snapshot, "refresh", watched)
    months = monthly_rows([60 + number % 7 for number in range(45)])
    later = [*months, YEARS[-1] | {"period": "2024", "value": 13.5}]
    assert command("load", example_csv(tmp_path, official(later), "example_2.csv")).code == 0
    assert {page: meanwhile[page] for page in PAGES} == before
    after = {page: client.get(page).text for page in PAGES}
    assert [page for page in PAGES if after[page].encode() == before[page]] == []
    assert values(client)[-1] == 13.5
    records = snapshot.track_records(store_engine(), catalogue())
    assert f"{forecast_record.overall(records).n:,}" in after["/methods"]


def test_a_request_sees_one_state_though_a_load_ends_meanwhile(
    web: Flask, client: FlaskClient, engine: Engine, tmp_path: Path
) -> None:
    load_file(example_csv(tmp_path, official([example_row(value=14.5)])), engine, catalogue())
    with web.test_request_context("/"):
        state = by_state.stamp()
        load_file(
            example_csv(tmp_path, official([example_row(value=13.9)]), "revised.csv"), engine, catalogue()
        )
        assert ask.latest().value.tolist() == [14.5]
        assert by_state.stamp() == state
    with web.test_request_context("/"):
        assert ask.latest().value.tolist() == [13.9]
        assert by_state.stamp() != state


def backed_up(engine: Engine, folder: Path) -> Callable[[], None]:
    """Copy a store; return what puts the copy in its place again, at the same address."""
    copy = folder / "copy.db"
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        with closing(sqlite3.connect(path)) as held:
            held.execute("VACUUM INTO ?", (str(copy),))
    else:
        _recreate(engine, f"{engine.url.database}_copy", str(engine.url.database))

    def restore() -> None:
        if engine.dialect.name == "sqlite":
            for connected in (engine, store_engine()):
                connected.dispose()
            for part in ("-wal", "-shm"):
                Path(f"{path}{part}").unlink(missing_ok=True)
            shutil.copyfile(copy, path)
        else:
            _recreate(engine, str(engine.url.database), f"{engine.url.database}_copy")
            _recreate(engine, f"{engine.url.database}_copy")

    return restore


def _recreate(engine: Engine, name: str, original: str = "") -> None:
    """Drop a database of the server, and make it again from another one."""
    for connected in (engine, store_engine()):
        connected.dispose()
    server = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        if original:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{original}"'))
    server.dispose()


def test_after_a_restore_no_page_shows_what_the_restored_store_does_not_hold(
    client: FlaskClient, engine: Engine, tmp_path: Path
) -> None:
    """Back up, load, restore, load another file: its number is the same, and the pages are not."""
    load_file(example_csv(tmp_path, official([example_row(value=14.5)])), engine, catalogue())
    restore = backed_up(engine, tmp_path)
    shown = {}
    for name, value in (("wrong", 57.6), ("right", 13.2)):
        row = example_row(period="2024", value=value)
        load_file(example_csv(tmp_path, official([row]), f"{name}_example.csv"), engine, catalogue())
        assert provenance.loads_held(engine).id.max() == 2
        shown[name] = [client.get(page).text for page in PAGES[1:]]
        if name == "wrong":
            restore()
            assert values(client) == [14.5]
    assert ["57.6" in page or "wrong_example" in page for page in shown["wrong"]] == [True] * 4
    assert ["57.6" in page or "wrong_example" in page for page in shown["right"]] == [False] * 4
    assert ["13.2" in page or "right_example" in page for page in shown["right"]] == [True] * 4


def test_a_withdrawal_is_on_every_page_at_once_and_its_trail_can_be_read(
    client: FlaskClient, command: Beacon, tmp_path: Path
) -> None:
    command("load", example_csv(tmp_path, official(YEARS)), "--published", "2024-01-01")
    wrong = [YEARS[-1] | {"value": 57.6}, YEARS[-1] | {"period": "2023", "value": 58.1}]
    command("load", example_csv(tmp_path, official(wrong), "wrong_example.csv"), "--published", "2024-06-01")
    assert values(client)[-2:] == [57.6, 58.1]
    assert "57.6" in client.get("/place/halton").text or "58.1" in client.get("/place/halton").text
    done = command("withdraw", 2, "--why", "the wrong\n column was read", "--role", "data manager")
    assert done.code == 0, done
    assert done.out.startswith(
        "load 2, wrong_example.csv, is withdrawn\n"
        "  2 of its figures counted: for 1 of them an earlier or other one counts again, 1 have none now\n"
    )
    assert values(client)[-1] == 15
    pages = [client.get(page).text for page in ("/place/halton", f"/indicator/{SMOKING}?place=halton")]
    assert ["57.6" in page or "58.1" in page for page in pages] == [False, False]
    assert values(client, f"{OBSERVED}&as_of={YESTERDAY}")[-2:] == [57.6, 58.1]
    day = datetime.now(UTC)
    note = f"Withdrawn on {day.day} {day:%B %Y} (data manager): the wrong column was read"
    data = client.get("/data").text
    assert note in data
    assert "2 files, the last one" in data
    assert "1 of them is withdrawn" in data
    assert "No figure has been corrected" in data
    assert "Withdrawn" not in client.get(f"/data?as_of={YESTERDAY}").text
    newest, first = client.get("/api/v1/loads").json["data"]
    assert (newest["withdrawn_by"], newest["withdrawn_why"]) == ("data manager", "the wrong column was read")
    assert newest["withdrawn"].startswith(day.date().isoformat())
    assert (first["withdrawn"], first["identity"].endswith(first["sha256"])) == (None, True)
    assert client.get("/").status_code == client.get("/?since=2024-03-01").status_code == 200
    assert command("check").code == 0


def test_withdrawing_what_cannot_be_withdrawn_ends_with_words(
    client: FlaskClient, command: Beacon, tmp_path: Path
) -> None:
    command("load", example_csv(tmp_path, official(YEARS)))
    ended = command("withdraw", 9, "--why", "example")
    assert (ended.code, ended.err) == (2, "load 9: is not in the store - see: beacon loads\n")
    for words in (
        (1,),
        (1, "--why", " "),
        (1, "--why", "x" * 501),
        ("one", "--why", "x"),
        (2**40, "--why", "x"),
    ):
        ended = command("withdraw", *words)
        assert (ended.code, "Traceback" in ended.err) == (2, False), words
    assert command("withdraw", 1, "--why", "example").code == 0
    ended = command("withdraw", 1, "--why", "example")
    assert ended.code == 1
    assert "load 1, example.csv: was withdrawn already on" in ended.err
    assert "Nothing was changed." in ended.err
    assert "All figures that were loaded have been withdrawn." in client.get("/about").text
    assert client.get("/").status_code == 200
    assert "1 file has been loaded" in client.get("/data").text
    again = command("load", example_csv(tmp_path, official(YEARS)))
    assert "8 new" in again.out
    assert values(client)[-1] == 15
