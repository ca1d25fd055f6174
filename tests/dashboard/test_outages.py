"""An outage of the store is told in the log once, with its end and what it cost; every request has a name."""

import json
import logging
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.web import request_ids
from dashboard.web.outages import Outages
from tests.dashboard.test_server import callback

LOGGER = "dashboard.web.outages"
REFUSED = (
    "/indicators",
    "/place/halton.html",
    "/api/v1/observations?indicator=dementia-diagnosis-rate",
    "/api/v1/status.csv",
    "/charts/indicator/dementia-diagnosis-rate/over-time.csv",
    "/assurance-lapsed.csv",
)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == LOGGER]


def test_an_outage_is_two_lines_and_every_answer_says_to_ask_again(
    client: FlaskClient,
    example_store: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    client.get("/indicators")
    assert lines(caplog) == []
    monkeypatch.setenv("BEACON_DATABASE_URL", f"sqlite:///{tmp_path}/nothing.db")
    for path in REFUSED:
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert int(answer.headers["Retry-After"]) > 0, path
        assert answer.headers["X-Request-ID"], path
    assert "The figures cannot be reached" in json.dumps(callback(client, "/indicators"))
    without = ("/targets.csv", "/healthz")
    assert [client.get(path).status_code for path in without] == [200, 200]
    (begun,) = lines(caplog)
    assert begun.startswith("the store does not answer")
    monkeypatch.setenv("BEACON_DATABASE_URL", example_store)
    assert client.get("/indicators").status_code == 200
    client.get("/indicators?place=halton")
    _, ended = lines(caplog)
    assert ended.startswith("the store answers again: out from 20")
    assert ended.endswith(f" UTC, {len(REFUSED) + 1} answers refused")


def test_processes_that_share_a_folder_tell_an_outage_once(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    asked_before = time.time()
    processes = [Outages(tmp_path) for _ in range(3)]
    for outages in processes * 2:
        outages.refused("OperationalError")
    processes[1].answered(asked_before)
    assert len(lines(caplog)) == 1
    for outages in processes:
        outages.answered(time.time())
    assert len(lines(caplog)) == 2
    assert lines(caplog)[1].endswith("6 answers refused")
    processes[0].refused("OperationalError")
    assert len(lines(caplog)) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["outage"]


def test_a_folder_that_is_gone_costs_no_answer(tmp_path: Path):
    outages = Outages(tmp_path / "gone")
    outages.refused("OperationalError")
    outages.answered(time.time())


def test_every_answer_has_a_name_of_its_own(client: FlaskClient):
    paths = ("/", "/", "/nothing", "/healthz", "/assets/page.js", "/api/v1/nothing", "/_reload-hash")
    names = []
    for path in paths:
        with client.get(path) as answer:
            names.append(answer.headers["X-Request-ID"])
    assert len(set(names)) == len(paths)
    assert all(len(name) == 16 for name in names)


def test_a_line_of_the_log_names_the_request_it_belongs_to(capsys: pytest.CaptureFixture[str]):
    server = Flask("example")
    request_ids.name_requests(server)

    @server.get("/wrong")
    def wrong() -> str:
        raise ValueError("an example of an error")

    root = logging.getLogger()
    before = list(root.handlers)
    request_ids.log_to_stderr()
    try:
        answer = server.test_client().get("/wrong")
        logging.getLogger("example.start").error("outside")
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
    named = [line for line in capsys.readouterr().err.splitlines() if " ERROR [" in line]
    assert answer.status_code == 500
    assert f" {answer.headers['X-Request-ID']}] " in named[0]
    assert " -] example.start: outside" in named[1]
