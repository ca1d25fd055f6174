"""The API: it agrees with the commands, is described as it is, and refuses what it does not know."""

import csv
import gzip
import io
import json
import shutil
from base64 import urlsafe_b64encode
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import brotli
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from sqlalchemy import Engine

from dashboard.api import addresses, packed
from dashboard.api.resources import RESOURCES
from data import commands
from data.catalogue.reader import catalogue
from data.records import Mark, Wanted, mark_of, neutral, observation_records
from data.statements import snapshot
from data.store import listing, queries
from data.store.counts import observed_counts
from data.store.engine import reading, store_engine
from data.targets.life import is_live
from loaders.pipeline import load_file
from tests.conftest import CHECKOUT
from tests.dashboard.conftest import EXAMPLE
from tests.data.examples import monthly_rows
from tests.loading import load_example

V1 = "/api/v1"


def b64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def marks_text(**changes: str) -> bytes:
    """The place of a row of no series, as it is written, with changes in JSON's own spelling."""
    place = dict.fromkeys(("series", "area", "category_type", "category", "sex", "age"), "example") | changes
    place |= {"period_end": "2024-01-31", "period_start": "2024-01-01"}
    return ("{" + ",".join(f'"{name}":"{value}"' for name, value in place.items()) + "}").encode()


DAY = "2024-06-01"
DEMENTIA = "dementia-diagnosis-rate"
STRANGE = (
    "<script>alert(1)</script>",
    "' OR 1=1; DROP TABLE observations; --",
    "../../etc/passwd",
    "atlantis",
    "",
    "\x00",
    "x" * 10_000,
)


@pytest.fixture(scope="session")
def served_store(_example_store: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the example store, made ready as it is before serving: its statements are worked out."""
    path = tmp_path_factory.mktemp("api") / "example.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BEACON_DATABASE_URL", _example_store)
        store_engine().dispose()
        shutil.copyfile(_example_store.removeprefix("sqlite:///"), path)
        patch.setenv("BEACON_DATABASE_URL", f"sqlite:///{path}")
        snapshot.refresh(store_engine(), catalogue())
    return f"sqlite:///{path}"


@pytest.fixture
def asked(web: object, served_store: str, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client of the application over that store."""
    monkeypatch.setenv("BEACON_DATABASE_URL", served_store)
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


def everything(client: FlaskClient, address: str, size: int = 1000) -> list[dict[str, Any]]:
    """The records of all pages, from the first by `next` to the last."""
    found: list[dict[str, Any]] = []
    at = f"{V1}/{address}{'&' if '?' in address else '?'}per_page={size}"
    while at:
        answer = client.get(at)
        assert answer.status_code == 200, answer.text
        found += answer.json["data"]
        at = answer.json["next"]
    assert len(found) == answer.json["total"]
    return found


def lines(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(f"{V1}/{address}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def printed(command: Any, *words: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(command, [*words, "--json"])
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.output)
    return found


def described(client: FlaskClient) -> dict[str, Any]:
    return json.loads(client.get(f"{V1}/openapi.json").text)  # type: ignore[no-any-return]


def cells(record: dict[str, Any]) -> dict[str, str]:
    """A record as csv tells it: nothing is empty, formulas are kept texts, lists are texts."""
    told: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            value = "; ".join(f"{many} x {what}" for what, many in value.items())
        elif isinstance(value, list):
            value = "; ".join(value)
        told[name] = "" if value is None else str(neutral(value))
    return told


@pytest.mark.parametrize("as_of", ["", DAY])
def test_the_statements_are_those_of_the_command(asked: FlaskClient, as_of: str):
    words, query = (("--as-of", as_of), f"?as_of={as_of}") if as_of else ((), "")
    told = everything(asked, f"status{query}")
    assert told == printed(commands.status_command, *words)
    assert {one["now"] for one in told} > {"no data", "no target agreed"} or as_of


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("place=halton", ("--place", "halton")),
        ("place=halton&indicator=life-expectancy", ("--place", "halton", "--indicator", "life-expectancy")),
        (
            "place=north-west&indicator=life-expectancy",
            ("--place", "north-west", "--indicator", "life-expectancy"),
        ),
        (f"indicator={DEMENTIA}&as_of={DAY}", ("--indicator", DEMENTIA, "--as-of", DAY)),
    ],
)
def test_the_statements_of_a_choice_are_those_of_the_command(
    asked: FlaskClient, query: str, words: tuple[str, ...]
):
    told = everything(asked, f"status?{query}")
    assert told == printed(commands.status_command, *words)
    assert told


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ()),
        ("&place=halton", ("--place", "halton")),
        ("&place=E06000006", ("--place", "halton")),
        (f"&as_of={DAY}", ("--as-of", DAY)),
    ],
)
def test_the_observations_are_those_of_the_command(asked: FlaskClient, query: str, words: tuple[str, ...]):
    for indicator in (DEMENTIA, "life-expectancy"):
        told = everything(asked, f"observations?indicator={indicator}{query}")
        assert told == printed(commands.observations_command, "--indicator", indicator, *words)
    assert told


def test_the_lists_are_those_of_the_commands(asked: FlaskClient):
    assert everything(asked, "indicators") == printed(commands.indicators_command)
    assert everything(asked, "targets") == printed(commands.targets_command)
    assert everything(asked, "loads") == printed(commands.loads_command)


def test_places_are_the_nine_in_the_order_of_the_plan_or_areas_of_a_kind(asked: FlaskClient):
    assert [one["place"] for one in everything(asked, "places")] == [one.slug for one in catalogue().places]
    (joint,) = everything(asked, "places?kind=joint")
    assert (joint["place"], joint["name"]) == ("cheshire", "Cheshire (East and West together)")


def test_targets_of_a_place_are_its_own_and_those_for_every_place(asked: FlaskClient):
    told = everything(asked, "targets?place=halton")
    assert {(one["scope"], one["place"]) for one in told} == {("every Place", ""), ("one Place", "halton")}
    system = everything(asked, "targets?place=cheshire-and-merseyside")
    assert {one["scope"] for one in system} == {"C&M total", "every Place"}
    beacons = {one["key"] for one in system if one["scope"] == "every Place"}
    assert beacons == {
        key for key, one in catalogue().targets.items() if one.programme == "beacon-indicators"
    }


def test_targets_as_of_a_day_are_those_live_on_it(asked: FlaskClient):
    known, day = catalogue(), date(2024, 6, 1)
    told = {one["key"] for one in everything(asked, f"targets?as_of={day}")}
    assert told == {key for key, one in known.targets.items() if is_live(known, one, day)}
    assert 0 < len(told) < len(known.targets)


@pytest.mark.parametrize("name", ["places", "indicators"])
def test_what_has_no_date_takes_one_all_the_same(asked: FlaskClient, name: str):
    assert everything(asked, f"{name}?as_of={DAY}") == everything(asked, name)


def test_loads_and_observations_as_of_a_day_before_them_are_none(asked: FlaskClient):
    assert everything(asked, "loads?as_of=2020-01-01") == []
    assert len(everything(asked, f"loads?as_of={date.today()}")) == 1
    assert everything(asked, "observations?as_of=2020-01-01") == []


@pytest.mark.parametrize(
    "address", ["status", "observations", f"observations?as_of={DAY}", "targets?place=halton", "indicators"]
)
def test_pages_hold_every_record_once_and_in_the_same_order(asked: FlaskClient, address: str):
    whole = everything(asked, address)
    assert everything(asked, address, size=7) == whole
    keys = [json.dumps(one, sort_keys=True) for one in whole]
    assert len(set(keys)) == len(keys)


def test_all_observations_are_those_of_each_indicator_in_turn(asked: FlaskClient):
    each = [everything(asked, f"observations?indicator={id}") for id in catalogue().indicators]
    assert everything(asked, "observations") == [one for some in each for one in some]


def test_a_page_is_at_most_as_long_as_is_said(asked: FlaskClient):
    answer = asked.get(f"{V1}/status?per_page=1000").json
    assert len(answer["data"]) <= answer["per_page"] == 1000
    assert asked.get(f"{V1}/status?per_page=1001").status_code == 400
    assert len(asked.get(f"{V1}/status").json["data"]) == 100


@pytest.mark.parametrize("name", RESOURCES)
def test_csv_holds_the_same_records_whole(asked: FlaskClient, name: str):
    told = everything(asked, name)
    assert lines(asked, f"{name}.csv") == [cells(one) for one in told]
    assert len(told) > 0


def test_csv_of_nothing_has_its_header(asked: FlaskClient):
    answer = asked.get(f"{V1}/observations.csv?as_of=2020-01-01")
    assert answer.text.strip() == ",".join(RESOURCES["observations"].fields)
    name = "beacon_observations_as-of-2020-01-01.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_file_that_would_be_too_long_is_refused_with_a_way_on(
    asked: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(addresses, "MOST_ROWS_IN_A_FILE", 100)
    answer = asked.get(f"{V1}/observations.csv?as_of={date.today()}")
    assert answer.status_code == 403
    assert "at most 100 are sent. Ask for less" in answer.json["error"]
    assert asked.get(f"{V1}/observations.csv?as_of={date.today()}&place=halton").status_code == 200


def test_a_file_or_a_page_with_too_many_bytes_is_refused_with_a_way_on(
    asked: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(addresses, "MOST_IN_A_FILE", 1_000_000)
    monkeypatch.setattr(addresses, "MOST_IN_A_PAGE", 1_000_000)
    day = f"as_of={date.today()}"
    whole = len(asked.get(f"{V1}/observations.csv?{day}&place=sefton").data)
    monkeypatch.setattr(addresses, "MOST_IN_A_FILE", whole)
    monkeypatch.setattr(addresses, "MOST_IN_A_PAGE", 10_000)
    refused = asked.get(f"{V1}/observations.csv?{day}")
    assert (refused.status_code, refused.mimetype) == (403, "application/json")
    assert "The file would be longer than" in refused.json["error"]
    page = asked.get(f"{V1}/observations?{day}&per_page=500")
    assert (page.status_code, page.json["parameter"]) == (403, "per_page")
    assert "Ask for fewer records a page" in page.json["error"]
    assert asked.get(f"{V1}/observations?{day}&per_page=5").status_code == 200


def test_pages_by_their_place_are_those_by_their_number(asked: FlaskClient):
    for query in ("", f"&as_of={DAY}", f"&indicator={DEMENTIA}", "&place=halton"):
        first = asked.get(f"{V1}/observations?per_page=7{query}").json
        numbered, placed = [first], [first]
        for number in range(2, min(first["pages"], 12) + 1):
            numbered.append(asked.get(f"{V1}/observations?per_page=7{query}&page={number}").json)
            assert "after=" in placed[-1]["next"]
            placed.append(asked.get(placed[-1]["next"]).json)
        assert placed == numbered
        texts = [json.dumps(record) for page in placed for record in page["data"]]
        assert len(set(texts)) == len(texts)


def test_a_page_behind_a_place_stays_what_it_is_when_rows_come_before_it(filled: Engine, tmp_path: Path):
    """Neither told twice nor left out, on either engine; a page by its number moves on."""

    def read(behind: Mark | None, most: int) -> list[dict[str, Any]]:
        with reading(filled) as connection:
            frames = list(listing.read(connection, catalogue(), wanted, behind=behind, most=most, at_once=3))
        return [one for frame in frames for one in observation_records(frame, catalogue(), {})]

    wanted = Wanted(DEMENTIA)
    before = read(None, 50)
    first = catalogue().areas[before[0]["place"]].ons_code
    earlier = monthly_rows([50.0, 51.0], first=date(2001, 1, 1), code=first)
    load_example(filled, tmp_path, earlier)
    assert read(mark_of(before[19]), 30) == before[20:50]
    assert read(None, 50) != before


NO_PLACES = {
    "not a text of letters": ("%3F", 400),
    "no base64": ("a", 404),
    "no json": (b64(b"text"), 404),
    "another form": (b64(b"[1]"), 404),
    "keys missing": (b64(b'{"series":"example"}'), 404),
    "too deep": (b64(b"[" * 2000), 404),
    "too long": ("a" * 4001, 400),
    "nought": (b64(marks_text(area=r"\u0000")), 404),
    "half a letter": (b64(marks_text(area=r"\ud800")), 404),
    "another spelling": (b64(marks_text() + b" "), 404),
}


@pytest.mark.parametrize("kind", NO_PLACES)
def test_a_place_that_is_none_is_refused(asked: FlaskClient, kind: str):
    text, code = NO_PLACES[kind]
    answer = asked.get(f"{V1}/observations?after={text}")
    assert (answer.status_code, answer.json["parameter"]) == (code, "after")


def test_behind_a_place_of_another_list_is_nothing(asked: FlaskClient):
    answer = asked.get(f"{V1}/observations?indicator={DEMENTIA}&after={b64(marks_text())}")
    assert (answer.status_code, answer.json["data"], answer.json["next"]) == (200, [], None)


@pytest.mark.parametrize("encoding", ["", "br", "gzip", "gzip;q=0.5, br;q=0.1", "deflate", "*"])
@pytest.mark.parametrize("in_memory", [0, 1_000_000])
def test_csv_is_compressed_as_it_is_asked_for_and_the_same_each_time(
    asked: FlaskClient, monkeypatch: pytest.MonkeyPatch, encoding: str, in_memory: int
):
    monkeypatch.setattr(packed, "IN_MEMORY", in_memory)
    address, headers = f"{V1}/observations.csv?as_of=2024-06-02", {"Accept-Encoding": encoding}
    plain = asked.get(address, buffered=True)
    answer = asked.get(address, headers=headers, buffered=True)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
    if encoding.startswith(("br", "gzip")):
        assert answer.headers["Content-Encoding"] in encoding
    assert unpack[answer.headers.get("Content-Encoding")](answer.data) == plain.data
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.headers["ETag"] == plain.headers["ETag"]
    held = headers | {"If-None-Match": answer.headers["ETag"]}
    assert asked.get(address, headers=held, buffered=True).status_code == 304


def test_missing_figures_are_null_and_empty_and_never_nought(asked: FlaskClient):
    (none,) = [one for one in everything(asked, "observations") if one["note"].startswith("suppressed")]
    assert none["value"] is None
    (line,) = [one for one in lines(asked, "observations.csv") if one["note"].startswith("suppressed")]
    assert line["value"] == ""
    no_data = [one for one in everything(asked, "status") if one["now"] == "no data"]
    assert no_data
    assert {one["value"] for one in no_data} == {None}


def test_a_text_that_would_run_as_a_formula_is_kept_a_text(asked: FlaskClient):
    targets = [one for one in lines(asked, "targets.csv") if one["comparison"].endswith("=")]
    assert {one["comparison"] for one in targets} <= {">=", "<=", "'="}


def test_the_description_is_valid_openapi(asked: FlaskClient):
    validate(described(asked), cls=OpenAPIV31SpecValidator)


def test_the_description_names_every_address_and_nothing_else(asked: FlaskClient):
    told = described(asked)
    assert told["servers"] == [{"url": V1}]
    served = {
        rule.rule.removeprefix(V1) for rule in asked.application.url_map.iter_rules() if V1 in rule.rule
    }
    assert set(told["paths"]) == served
    for path in told["paths"]:
        with asked.get(V1 + path) as answer:
            assert answer.status_code == 200
            assert answer.mimetype in told["paths"][path]["get"]["responses"]["200"]["content"]


@pytest.mark.parametrize("name", RESOURCES)
def test_every_answer_is_as_described(asked: FlaskClient, name: str):
    told = described(asked)
    schema = told["paths"][f"/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    judge = Draft202012Validator(
        {**schema, "components": told["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    for query in ("", "?per_page=3"):
        answer = json.loads(asked.get(f"{V1}/{name}{query}").text)
        assert [error.message for error in judge.iter_errors(answer)] == []
        assert list(answer["data"][0]) == list(RESOURCES[name].fields)
    assert not judge.is_valid({**answer, "data": [{**answer["data"][0], "other": 1}]})


@pytest.mark.parametrize("name", RESOURCES)
def test_the_parameters_described_are_those_that_are_read(asked: FlaskClient, name: str):
    told = described(asked)["paths"]
    for path in (f"/{name}", f"/{name}.csv"):
        refused = asked.get(f"{V1}{path}?nothing=1").json["error"]
        names = [one["name"] for one in told[path]["get"]["parameters"]]
        assert ", ".join(names) in refused
        for one in names:
            assert asked.get(f"{V1}{path}?{one}=%3F").json["parameter"] == one


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize(
    ("name", "code"), [("place", 404), ("indicator", 404), ("as_of", 400), ("page", 400), ("per_page", 400)]
)
def test_strange_values_are_refused_and_not_repeated(asked: FlaskClient, name: str, code: int, value: str):
    answer = asked.get(f"{V1}/status?{name}={quote(value)}")
    assert (answer.status_code, answer.mimetype) == (code, "application/json")
    assert answer.json["parameter"] == name
    assert not value or value not in answer.text
    assert len(answer.data) < 500
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("name", STRANGE)
def test_strange_names_are_refused_and_not_repeated(asked: FlaskClient, name: str):
    answer = asked.get(f"{V1}/loads?{quote(name)}=1")
    assert answer.status_code == 400
    assert answer.json["parameter"] == ("atlantis" if name == "atlantis" else None)
    assert len(answer.data) < 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=1.5",
        "page=9999999999",
        "per_page=0",
        "per_page=1001",
        "as_of=18/03/2025",
        "as_of=20250318",
        "as_of=2025-02-30",
        "place=halton&place=sefton",
    ],
)
def test_values_that_cannot_be_read_are_refused(asked: FlaskClient, query: str):
    answer = asked.get(f"{V1}/status?{query}")
    assert answer.status_code == 400
    assert answer.json["parameter"] == query.split("=")[0]


@pytest.mark.parametrize(
    "query",
    ["page=99", "as_of=0001-01-01", "as_of=9999-12-31", "place=e10999999", "place=", "indicator=dementia"],
)
def test_values_that_can_be_read_and_name_nothing_are_told_as_not_there(asked: FlaskClient, query: str):
    answer = asked.get(f"{V1}/status?{query}")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert answer.json["parameter"] == query.split("=")[0]


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/status", "/api/v1/status/", "/api/v1/x"]
)
def test_other_addresses_are_told_where_the_description_is(asked: FlaskClient, path: str):
    answer = asked.get(path)
    assert answer.status_code == 404
    assert f"{V1}/openapi.json" in answer.json["error"]


@pytest.mark.parametrize("path", [f"{V1}/status", f"{V1}/loads.csv", f"{V1}/openapi.json", f"{V1}/x", "/api"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_the_api_only_answers(asked: FlaskClient, method: str, path: str):
    answer = asked.open(path, method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json["parameter"] is None


@pytest.mark.parametrize("path", [f"{V1}/status", f"{V1}/loads.csv", f"{V1}/openapi.json", f"{V1}/x", "/api"])
def test_what_is_allowed_is_told_as_it_is(asked: FlaskClient, path: str):
    allowed = asked.options(path).headers["Allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_beside_the_api_other_methods_are_refused_by_the_server_itself(asked: FlaskClient):
    answer = asked.post("/healthz")
    assert (answer.status_code, answer.mimetype) == (405, "text/html")


@pytest.mark.parametrize("address", ["status", "observations", "observations.csv", "loads"])
def test_a_store_that_does_not_answer_is_503_without_its_address(
    web: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
):
    for url in ("postgresql+psycopg://nobody:secret@127.0.0.1:1/none", f"sqlite:///{tmp_path}/empty.db"):
        monkeypatch.setenv("BEACON_DATABASE_URL", url)
        answer = web.test_client().get(f"{V1}/{address}")
        assert answer.status_code == 503
        assert set(answer.json) == {"error", "parameter"}
        assert not {"secret", "nobody", "SELECT"} & set(answer.text.split())
        assert answer.headers["Retry-After"]
        store_engine().dispose()


def test_an_answer_that_has_not_changed_is_not_sent_again(asked: FlaskClient):
    first = asked.get(f"{V1}/status")
    assert first.headers["Cache-Control"] == "no-cache"
    again = asked.get(f"{V1}/status", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = asked.get(f"{V1}/status?page=2", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_answers_are_compressed_and_carry_the_security_headers(asked: FlaskClient):
    for path in ("status", "status.csv", "openapi.json"):
        answer = asked.get(f"{V1}/{path}", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_below_a_base_path_the_next_page_and_the_description_lie_below_it_too(
    served_store: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BEACON_DATABASE_URL", served_store)
    server = Flask("example")
    addresses.add_routes(server, "/beacon/")
    client = server.test_client()
    told = client.get("/beacon/api/v1/status?place=halton&per_page=5").json
    assert told["next"] == "/beacon/api/v1/status?page=2&per_page=5&place=halton"
    assert client.get("/beacon/api/v1/openapi.json").json["servers"] == [{"url": "/beacon/api/v1"}]


@pytest.fixture
def filled(engine: Engine) -> Engine:
    load_file(EXAMPLE, engine, catalogue())
    return engine


@pytest.mark.parametrize("as_of", [None, date(2024, 6, 1)])
def test_figures_are_counted_as_they_are_read_on_either_engine(filled: Engine, as_of: date | None):
    known = catalogue()
    frame = queries.observed(filled, known, as_of=as_of)
    assert observed_counts(filled, known, Wanted(as_of=as_of)) == frame.series.value_counts().to_dict()
    here = frame[(frame.area == "halton") & (frame.indicator == DEMENTIA)]
    counted = observed_counts(filled, known, Wanted(DEMENTIA, "halton", as_of))
    assert counted == here.series.value_counts().to_dict()


def test_every_address_is_named_in_the_documents(asked: FlaskClient):
    text = (CHECKOUT / "docs" / "api.md").read_text(encoding="utf-8")
    paths = described(asked)["paths"]
    assert [path for path in paths if f"{V1}{path}" not in text] == []
    parameters = {one["name"] for path in paths.values() for one in path["get"]["parameters"]}
    assert [name for name in parameters if f"`{name}`" not in text] == []
