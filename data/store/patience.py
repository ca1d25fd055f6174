"""How long a database is waited for: no connection and no statement without an end, whatever comes back.

The limits of the server itself and those of TCP do not hold where a server is stopped or something between
swallows its answers: its machine goes on confirming what it is sent. So the time is taken here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError

from data.errors import Problem, StoreUnreachable

SECONDS_TO_CONNECT = 5
SECONDS_TO_STIR = 2  # a connection that has rested says whether it still lives
SECONDS_FOR_A_CONNECTION = 5  # of those that are open, where all are in use
SECONDS_FOR_A_READER = 20  # one statement
SECONDS_FOR_A_COMMAND = 3600  # one statement; a load also waits so long for another one, whose
# many files end with the statements worked out from them
SECONDS_TO_CANCEL = 1
SECONDS_LEFT_ALONE = 5  # a store that did not answer
SLOW = 1.0  # seconds: what fails sooner hangs nobody
# Seconds that TCP waits where the other machine is gone.
CONNECTION: dict[str, Any] = {
    "connect_timeout": SECONDS_TO_CONNECT,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
    "application_name": "beacon",
}
_SECONDS: ContextVar[float] = ContextVar("seconds", default=SECONDS_FOR_A_COMMAND)


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Give every statement of this thread at most so many seconds, within."""
    before = _SECONDS.set(seconds)
    try:
        yield
    finally:
        _SECONDS.reset(before)


def wait_as_for_a_reader() -> None:
    """Give every statement of this thread no more time from here on than a reader has."""
    _SECONDS.set(SECONDS_FOR_A_READER)


class PatientConnection(psycopg.Connection[Any]):
    """A connection to PostgreSQL that gives up, and ends, where an answer does not come in time."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Return what an operation gives. Raises psycopg.OperationalError where it takes too long."""
        seconds = _SECONDS.get() if timeout is None else timeout
        until = monotonic() + seconds
        try:
            return super().wait(gen, interval, seconds)
        except psycopg.OperationalError as error:
            if timeout is not None or monotonic() < until:
                raise
            with suppress(psycopg.Error):
                self.cancel_safe(timeout=SECONDS_TO_CANCEL)
            self.close()
            raise psycopg.OperationalError(f"no answer within {seconds:g} seconds") from error


def be_patient(engine: Engine) -> None:
    """Give every connection to PostgreSQL its limits, and ask it before use whether it lives."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, args: Any, kwargs: Any) -> Any:
        return PatientConnection.connect(*args, **kwargs)

    @event.listens_for(engine, "checkout")
    def stir(connection: Any, _record: Any, _proxy: Any) -> None:
        try:
            with waiting_at_most(SECONDS_TO_STIR):
                engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise InvalidatePoolError from error


class Fuse:
    """Lets one question at a time try a store that hung, and refuses the others at once.

    `clock`: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._until: float | None = None

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Ask the store within. Raises StoreUnreachable where it hung a moment ago."""
        began = self._clock()
        with self._lock:
            if self._until is not None:
                if began < self._until:
                    raise StoreUnreachable(Problem("store", "did not answer a moment ago", "try again later"))
                self._until = began + SECONDS_FOR_A_READER  # whoever comes now waits for what this one finds
        try:
            yield
        except (StoreUnreachable, SQLAlchemyError):
            hung = self._clock() - began >= SLOW
            self._until = self._clock() + SECONDS_LEFT_ALONE if hung else None
            raise
        self._until = None
