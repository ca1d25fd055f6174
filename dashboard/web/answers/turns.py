"""Whose turn it is: to work out an answer about a past day takes long, so that one is made at a time.

Everything else goes past: what is kept already, and the pages of today.
"""

import time
from collections.abc import Callable
from threading import Condition

from flask import Flask, Response, g, request

from dashboard.selection import DATES

AT_ONCE = 1  # in each process
WAITING = 1  # so that half of a process's threads stay free for everything else
LONGEST_WAIT = 10.0  # seconds
LOOKS = 0.5  # seconds between two looks whether the reader is still there
COME_AGAIN = 10  # seconds
BUSY = (
    "Beacon is working out what other readers ask about past days. "
    f"Nothing is wrong with this address: please ask again in {COME_AGAIN} seconds."
)
GONE = 499  # as proxies write it in their logs: nobody reads the answer


class Turns:
    """A few at once; a few more wait, in no order, as long as they care for the answer."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, longest: float = LONGEST_WAIT) -> None:
        self._free = at_once
        self._places = waiting
        self._longest = longest
        self._change = Condition()

    def take(self, gone: Callable[[], bool] = lambda: False) -> bool:
        """Return whether it is the caller's turn now, who gives it back at the end.

        False where too many wait already, where none came in time, or where the reader has `gone`.
        """
        with self._change:
            if self._free:
                self._free -= 1
                return True
            if not self._places:
                return False
            self._places -= 1
            try:
                return self._wait(time.monotonic() + self._longest, gone)
            finally:
                self._places += 1

    def _wait(self, until: float, gone: Callable[[], bool]) -> bool:
        while not self._free:
            self._change.wait(LOOKS)
            if gone() or time.monotonic() >= until:
                return False
        self._free -= 1
        return True

    def give_back(self) -> None:
        """Let the next come."""
        with self._change:
            self._free += 1
            self._change.notify()


def take_turns(server: Flask) -> None:
    """Have uncached answers about past days wait for each other. To be called after `keeping.keep`: what is
    kept is answered before.
    """
    turns = Turns()

    def take() -> Response | None:
        if not _about_a_past_day():
            return None
        gone: Callable[[], bool] = request.environ.get("waitress.client_disconnected", lambda: False)
        g.turn = turns.take(gone)
        if g.turn:
            return None
        return Response(status=GONE) if gone() else _busy()

    def give_back(_error: BaseException | None) -> None:
        if g.pop("turn", False):
            turns.give_back()

    server.before_request(take)
    server.teardown_request(give_back)


def _about_a_past_day() -> bool:
    if request.method == "POST":
        body = request.get_data()
        return any(f"{name}=".encode() in body for name in DATES)
    return any(request.args.get(name) for name in DATES)


def _busy() -> Response:
    page = (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Please ask again shortly – Beacon</title></head>"
        "<body><main><h1>Please ask again shortly</h1>"
        f"<p>{BUSY}</p></main></body></html>"
    )
    return Response(page, status=503, headers={"Retry-After": str(COME_AGAIN), "Cache-Control": "no-store"})
