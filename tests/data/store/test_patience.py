"""A database that hangs is given up in time: real servers, stopped, or with their answers swallowed."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine, exc, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from data.errors import StoreUnreachable
from data.store import patience
from data.store.engine import make_engine, require_reachable, writing
from data.store.patience import Fuse, waiting_at_most
from tests.engines import PostgresStores
from tests.swallowing import Between, swallowing


@pytest.fixture
def database(postgres_stores: PostgresStores) -> Iterator[Engine]:
    with postgres_stores.store() as engine:
        yield engine


@pytest.fixture
def between(database: Engine) -> Iterator[Between]:
    """Something between this process and the database that can swallow all that is said."""
    with swallowing(database.url) as made:
        yield made


def backends(engine: Engine) -> list[int]:
    """The server's processes for a database, but for the one that is asked."""
    question = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with engine.connect() as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        return [pid for pid in connection.execute(text(question)).scalars() if pid != own]


def test_a_server_that_takes_the_call_and_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = make_engine(f"postgresql+psycopg://somebody@127.0.0.1:{silent.getsockname()[1]}/none")
        start = time.monotonic()
        with pytest.raises(StoreUnreachable, match="check BEACON_DATABASE_URL"):
            require_reachable(engine)
        assert time.monotonic() - start < patience.SECONDS_TO_CONNECT + 3


def test_a_statement_that_takes_too_long_is_given_up_and_ended(database: Engine) -> None:
    start = time.monotonic()
    with (
        pytest.raises(OperationalError, match="no answer within 1 seconds"),
        database.connect() as connection,
        waiting_at_most(1),
    ):
        connection.execute(text("SELECT pg_sleep(60)"))
    assert time.monotonic() - start < 5
    until = time.monotonic() + 5
    while backends(database) and time.monotonic() < until:
        time.sleep(0.1)
    assert backends(database) == []


def test_a_server_that_is_stopped_is_given_up_and_another_connection_serves(database: Engine) -> None:
    with database.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        os.kill(backend, signal.SIGSTOP)
        try:
            start = time.monotonic()
            with pytest.raises(OperationalError), waiting_at_most(1):
                connection.execute(text("SELECT 1"))
            assert time.monotonic() - start < 1 + patience.SECONDS_TO_CANCEL + 2
            with database.connect() as other:
                assert other.execute(text("SELECT pg_backend_pid()")).scalar_one() != backend
        finally:
            os.kill(backend, signal.SIGCONT)


def test_a_connection_that_rested_while_the_server_stopped_is_not_used(database: Engine) -> None:
    with database.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    os.kill(backend, signal.SIGSTOP)
    try:
        start = time.monotonic()
        require_reachable(database)
        assert time.monotonic() - start < patience.SECONDS_TO_STIR + patience.SECONDS_TO_CANCEL + 3
    finally:
        os.kill(backend, signal.SIGCONT)


def test_what_is_swallowed_on_the_way_is_given_up(between: Between) -> None:
    engine = make_engine(between.address)
    require_reachable(engine)
    between.swallow(True)
    start = time.monotonic()
    with pytest.raises(StoreUnreachable):
        require_reachable(engine)
    most = patience.SECONDS_TO_STIR + patience.SECONDS_TO_CANCEL + patience.SECONDS_TO_CONNECT
    assert time.monotonic() - start < most + 3
    between.swallow(False)
    require_reachable(engine)
    engine.dispose()


def test_a_load_that_waits_for_another_is_given_up_in_time(database: Engine) -> None:
    with writing(database), waiting_at_most(1), pytest.raises(StoreUnreachable), writing(database):
        pass


def test_nobody_waits_long_for_a_connection_of_the_pool(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS_FOR_A_CONNECTION", 1)
    engine = make_engine(database.url.render_as_string(hide_password=False))
    start = time.monotonic()
    with ExitStack() as held:
        for _ in range(15):
            held.enter_context(engine.connect())
        with pytest.raises(exc.TimeoutError):
            engine.connect()
    assert time.monotonic() - start < 10
    engine.dispose()


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def asked(fuse: Fuse, clock: Clock, seconds: float) -> None:
    """Ask a store that fails after so many seconds."""
    with fuse.trying():
        clock.now += seconds
        raise OperationalError("SELECT 1", {}, Exception("no answer"))


def fails(fuse: Fuse, clock: Clock, seconds: float) -> type[Exception]:
    with pytest.raises((StoreUnreachable, SQLAlchemyError)) as raised:
        asked(fuse, clock, seconds)
    return raised.type


def test_after_a_store_hung_the_next_questions_are_refused_at_once_and_then_one_tries() -> None:
    clock = Clock()
    fuse = Fuse(clock)
    assert fails(fuse, clock, 8) is OperationalError
    assert fails(fuse, clock, 0) is StoreUnreachable
    clock.now += patience.SECONDS_LEFT_ALONE + 0.1
    with fuse.trying():
        assert fails(fuse, clock, 0) is StoreUnreachable
    with fuse.trying():
        pass


def test_a_store_that_fails_at_once_is_asked_each_time() -> None:
    clock = Clock()
    fuse = Fuse(clock)
    for _ in range(3):
        assert fails(fuse, clock, 0) is OperationalError
