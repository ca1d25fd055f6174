"""Finished answers are kept: the same as new ones, of one state of the store, in little room."""

import gzip
import sqlite3
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import brotli  # type: ignore[import-untyped]
import pytest
from flask import Flask, Response, g
from flask.testing import FlaskClient
from openpyxl import load_workbook

from dashboard import by_state
from dashboard.web.answers import keeping as answers
from dashboard.web.answers.storage import OVERHEAD, Answers, Folder, Kept
from data.catalogue.reader import catalogue
from data.store.engine import store_engine
from loaders.pipeline import load_file
from tests.dashboard.test_server import callback
from tests.loading import example_csv, example_row, official

PAGE = "/indicator/dementia-diagnosis-rate?place=halton"


@pytest.fixture
def counted(example_store: str) -> tuple[FlaskClient, list[str]]:
    """A client of a small server that keeps its answers, and what it worked out anew: addresses."""
    server, worked = Flask("example"), []
    answers.keep(server)

    @server.get("/<path:name>")
    def page(name: str) -> Response:
        worked.append(name)
        if name == "unreachable":
            g.page_status = 503
        status = 404 if name.startswith("nothing") else 200
        kind = "no-store" if name == "secret" else "no-cache"
        return Response(f"<p>{name}", status=status, headers={"Cache-Control": kind})

    return server.test_client(), worked


@pytest.mark.parametrize(
    ("address", "encodings"),
    [
        ("/one?as_of=2024-06-01&place=halton", "br"),
        ("/one?place=halton&as_of=2024-06-01&utm_source=example", "br, gzip, zstd"),
        ("/one?fbclid=1&place=halton&x[]=2&as_of=2024-06-01", "deflate;q=0.1, br;q=0.5"),
    ],
)
def test_one_question_is_worked_out_once_however_it_is_written(
    counted: tuple[FlaskClient, list[str]], address: str, encodings: str
):
    client, worked = counted
    client.get("/one?place=halton&as_of=2024-06-01", headers={"Accept-Encoding": "br"})
    client.get(address, headers={"Accept-Encoding": encodings})
    assert worked == ["one"]
    client.get("/one?place=sefton&as_of=2024-06-01", headers={"Accept-Encoding": "br"})
    client.get("/one?place=halton&as_of=2024-06-01", headers={"Accept-Encoding": "gzip"})
    assert worked == ["one", "one", "one"]


def test_a_reader_who_refuses_an_encoding_is_not_sent_it(client: FlaskClient):
    plain = client.get(PAGE, headers={"Accept-Encoding": "identity"}).data
    packed = client.get(PAGE, headers={"Accept-Encoding": "br;q=0, gzip"})
    assert gzip.decompress(packed.data) == plain
    assert client.get(PAGE, headers={"Accept-Encoding": "deflate, zstd"}).data == plain


def test_a_page_is_worked_out_once(counted: tuple[FlaskClient, list[str]]):
    client, worked = counted
    first, again = client.get("/one"), client.get("/one")
    client.get("/one?place=halton")
    assert worked == ["one", "one"]
    assert first.data == again.data == b"<p>one"
    assert first.headers["ETag"] == again.headers["ETag"]
    assert (again.status_code, again.mimetype) == (200, "text/html")


@pytest.mark.parametrize("name", ["nothing-here", "secret", "unreachable"])
def test_what_is_missing_private_or_out_of_reach_is_not_kept(
    counted: tuple[FlaskClient, list[str]], name: str
):
    client, worked = counted
    statuses = {client.get(f"/{name}").status_code for _ in range(2)}
    assert statuses == {404 if name.startswith("nothing") else 200}
    assert worked == [name, name]


def test_another_day_and_another_state_of_the_store_are_worked_out_anew(
    counted: tuple[FlaskClient, list[str]], monkeypatch: pytest.MonkeyPatch
):
    client, worked = counted
    client.get("/one")
    monkeypatch.setattr(by_state, "_stamp", lambda: "another state")
    client.get("/one")
    monkeypatch.setattr(answers, "date", SimpleNamespace(today=lambda: date(2100, 1, 1)))
    client.get("/one")
    assert worked == ["one", "one", "one"]


def test_a_store_out_of_reach_keeps_nothing_and_the_server_answers(
    counted: tuple[FlaskClient, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    client, worked = counted
    monkeypatch.setenv("BEACON_DATABASE_URL", f"sqlite:///{tmp_path}/no-tables.db")
    assert [client.get("/one").status_code for _ in range(2)] == [200, 200]
    assert worked == ["one", "one"]


def test_the_answers_asked_for_last_stay_within_the_room():
    held = Answers(room=2 * OVERHEAD + 100)
    for name in "abc":
        held.put(name, example(40))
    assert (held.get("a"), len(held), held.size) == (None, 2, 2 * OVERHEAD + 80)
    held.get("b")
    held.put("d", example(40))
    assert held.get("b")
    assert held.get("c") is None
    held.put("b", example(10))
    assert held.size == 2 * OVERHEAD + 50


def test_thousands_of_empty_answers_take_room_as_well():
    held = Answers(room=10 * OVERHEAD)
    for number in range(1_000):
        held.put(number, example(0))
    assert len(held) == 10


def test_an_answer_larger_than_the_room_is_not_held_and_drives_none_out():
    held = Answers(room=2 * OVERHEAD + 100)
    held.put("a", example(40))
    held.put("b", example(40))
    held.put("b", example(OVERHEAD + 101))
    assert held.get("a")
    assert (held.get("b"), held.size) == (None, OVERHEAD + 40)


def test_what_one_process_has_kept_another_one_finds(tmp_path: Path):
    one, other = (Answers(2 * OVERHEAD, Folder(tmp_path, 10 * OVERHEAD)) for _ in range(2))
    kept = Kept(b"two\nlines", (("Content-Type", "text/html"), ("ETag", '"a"')))
    one.put(("/", b"x"), kept)
    assert other.get(("/", b"x")) == kept
    assert other.get(("/", b"y")) is None
    assert len(other) == 1, "it holds it as well from now on"


def test_the_shared_folder_stays_within_its_room(tmp_path: Path):
    folder = Folder(tmp_path, room=16 * OVERHEAD)
    for number in range(100):
        folder.put(number, example(100))
    assert folder.get(99)
    assert folder.get(0) is None
    assert len(list(tmp_path.iterdir())) <= 18


def test_a_folder_that_is_gone_keeps_nothing_and_breaks_nothing(tmp_path: Path):
    held = Answers(2 * OVERHEAD, Folder(tmp_path / "gone", 2 * OVERHEAD))
    held.put("a", example(10))
    assert held.get("a")
    assert held.get("b") is None


def example(size: int) -> Kept:
    return Kept(b"x" * size, ())


def test_a_kept_page_is_the_page_in_every_encoding(client: FlaskClient):
    plain = client.get(PAGE, headers={"Accept-Encoding": "identity"}).data
    for _ in range(2):
        packed = {
            name: client.get(PAGE, headers={"Accept-Encoding": name}) for name in ("br", "gzip", "identity")
        }
        assert brotli.decompress(packed["br"].data) == plain
        assert gzip.decompress(packed["gzip"].data) == plain
        assert packed["identity"].data == plain
        assert "Accept-Encoding" in packed["br"].headers["Vary"]
        assert "Content-Security-Policy" in packed["br"].headers


def test_a_browser_that_has_the_page_is_told_that_it_still_holds(client: FlaskClient):
    first = client.get(PAGE)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(PAGE, headers={"If-None-Match": '"another"'}).status_code == 200


def test_the_router_gets_the_same_page_again_and_another_one_for_another_address(client: FlaskClient):
    first = callback(client, "/indicators", "?place=halton")
    assert callback(client, "/indicators", "?place=halton") == first
    assert callback(client, "/indicators", "?place=sefton") != first


def test_the_router_gets_the_same_page_whatever_stands_beside_the_question(client: FlaskClient):
    first = callback(client, "/indicators", "?place=halton&as_of=2024-06-01")
    assert callback(client, "/indicators", "?as_of=2024-06-01&place=halton&utm_source=example") == first


def test_a_file_names_the_address_of_its_state_and_nothing_else_that_was_asked(client: FlaskClient):
    query = "place=halton&as_of=2024-06-01"
    book = client.get(f"/assurance-lapsed.xlsx?utm_source=example&{query}").data
    cells = [str(cell.value) for row in load_workbook(BytesIO(book)).worksheets[0].rows for cell in row]
    assert f"http://localhost/assurance-lapsed.xlsx?{query}" in cells


def test_an_address_that_is_missing_stays_missing(client: FlaskClient):
    for _ in range(2):
        assert client.get("/indicator/example-nothing").status_code == 404
        assert client.get("/example-nothing").status_code == 404


def test_what_is_as_of_a_date_is_kept_apart(client: FlaskClient):
    then = client.get(f"{PAGE}&as_of=2024-06-01").text
    assert client.get(PAGE).text != then
    assert client.get(f"{PAGE}&as_of=2024-06-01").text == then


def test_a_new_load_is_seen_by_the_next_reader(
    web: Flask, example_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(example_store.removeprefix("sqlite:///"))) as held:
        held.execute("VACUUM INTO ?", (str(copy),))
    monkeypatch.setenv("BEACON_DATABASE_URL", f"sqlite:///{copy}")
    client = web.test_client()
    before = [client.get(PAGE) for _ in range(2)]
    row = example_row(indicator="dementia-diagnosis-rate", period="January 2026", value=12.3)
    load_file(example_csv(tmp_path, official([row])), store_engine(), catalogue())
    after = client.get(PAGE, headers={"If-None-Match": before[0].headers["ETag"]})
    assert "12.3%" not in before[1].text
    assert after.status_code == 200
    assert "12.3%" in after.text


def test_one_request_asks_the_store_for_its_state_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    asked, stamp = [], by_state._stamp

    def counting() -> str:
        asked.append(1)
        return stamp()

    monkeypatch.setattr(by_state, "_stamp", counting)
    client.get(f"{PAGE}&q=example-once")
    assert len(asked) == 1


def test_a_document_is_the_same_from_every_process(client: FlaskClient):
    text = client.get("/about").text
    assert '"end_id"' not in text
    assert "python_version" not in text
