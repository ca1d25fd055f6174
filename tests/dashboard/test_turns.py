"""Long work about past days waits for its turn; what is kept, and today, goes past it."""

import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.web.answers import keeping, turns
from dashboard.web.answers.turns import Turns


def test_one_works_one_waits_and_the_others_are_sent_away():
    line, came = Turns(at_once=1, waiting=1), []
    assert line.take()
    waiting = threading.Thread(target=lambda: came.append(line.take()))
    waiting.start()
    _until(lambda: not line._places)
    assert not line.take()
    line.give_back()
    waiting.join()
    assert came == [True]
    line.give_back()
    assert line.take()


def test_who_waits_too_long_or_has_gone_gives_the_place_free():
    line = Turns(at_once=1, waiting=1, longest=0.05)
    assert line.take()
    assert not line.take()
    assert not Turns(at_once=0, waiting=1).take(gone=lambda: True)
    line.give_back()
    assert line.take()


def _until(holds: object) -> None:
    end = time.monotonic() + 5
    while not holds() and time.monotonic() < end:  # type: ignore[operator]
        time.sleep(0.005)


@pytest.fixture
def slow(example_store: str) -> Iterator[tuple[Flask, threading.Event, threading.Event]]:
    """A small server, when one of its slow answers is begun, and the leave that they wait for."""
    server, begun, leave = Flask("example"), threading.Event(), threading.Event()
    keeping.keep(server)
    turns.take_turns(server)

    @server.get("/page")
    def page() -> Response:
        begun.set()
        leave.wait(5)
        return Response("<p>page", headers={"Cache-Control": "no-cache"})

    @server.get("/quick")
    def quick() -> Response:
        return Response("<p>quick", headers={"Cache-Control": "no-cache"})

    yield server, begun, leave
    leave.set()


def test_a_page_of_a_past_day_waits_while_another_is_worked_out_and_others_are_asked_to_come_again(
    slow: tuple[Flask, threading.Event, threading.Event],
):
    server, begun, leave = slow
    answers: dict[str, TestResponse] = {}

    def ask(address: str) -> threading.Thread:
        def get() -> None:
            answers[address] = server.test_client().get(address)

        thread = threading.Thread(target=get)
        thread.start()
        return thread

    assert server.test_client().get("/quick?as_of=2019-01-01").status_code == 200
    first = ask("/page?as_of=2020-01-01")
    begun.wait(5)
    second = ask("/page?as_of=2020-01-02")
    third = ask("/page?since=2020-01-03")
    done = _first_ended(second, third)
    sent_away = answers["/page?as_of=2020-01-02" if done is second else "/page?since=2020-01-03"]
    assert (sent_away.status_code, sent_away.headers["Retry-After"]) == (503, "10")
    assert "Nothing is wrong with this address" in sent_away.text
    assert server.test_client().get("/quick").status_code == 200, "today goes past"
    assert server.test_client().get("/quick?as_of=2019-01-01").status_code == 200, "what is kept goes past"
    leave.set()
    for thread in (first, second, third):
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [200, 200, 503]
    assert server.test_client().get("/page?as_of=2020-01-03").status_code == 200, "the turns came back"


def _first_ended(*threads: threading.Thread) -> threading.Thread:
    while True:
        for thread in threads:
            thread.join(0.02)
            if not thread.is_alive():
                return thread


def test_a_turn_comes_back_from_an_answer_that_failed(example_store: str):
    server = Flask("example")
    turns.take_turns(server)

    @server.get("/broken")
    def broken() -> Response:
        raise ValueError

    client: FlaskClient = server.test_client()
    statuses = [client.get("/broken?as_of=2020-01-01").status_code for _ in range(4)]
    assert statuses == [500, 500, 500, 500]
