"""Many readers at once, some of them idle, slow or gone: nobody waits for them, and health is always told."""

import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import pytest
from waitress import wasyncore
from waitress.task import ThreadedTaskDispatcher

from dashboard.web import workers
from tests.served import Site, serving

IDLE, SLOW = 64, 64
STARTS = 12  # bench.besieged makes fifty
HEAD = b"GET /page HTTP/1.1\r\nHost: example\r\n"
BODY = b"POST /page HTTP/1.1\r\nHost: example\r\nContent-Length: 1000\r\n\r\n"
Line = Callable[[], socket.socket]


@pytest.fixture(scope="module")
def site(_example_store: str) -> Iterator[Site]:
    with serving(_example_store, "--workers", "2") as running:
        yield running


def seconds_of(site: Site, readers: int, answers: int) -> list[float]:
    """Seconds of every answer to readers who ask for one page again and again, by new connections."""
    spent: list[float] = []

    def read() -> None:
        for _ in range(answers):
            start = time.perf_counter()
            assert site.get("/?place=halton", 10)[0] == 200
            spent.append(time.perf_counter() - start)

    together(read, readers)
    assert len(spent) == readers * answers
    return spent


def together(act: Callable[[], None], many: int) -> None:
    threads = [threading.Thread(target=act) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def besieged(port: int) -> Iterator[None]:
    """Connections that say nothing; and others that send a head or a body, or read an answer, bit by bit."""
    over = threading.Event()

    def slowly(line: socket.socket, kind: int) -> None:
        line.sendall((HEAD + b"X-Slow: ", BODY, b"GET /api/v1/targets.csv HTTP/1.1\r\nHost: e\r\n\r\n")[kind])
        while not over.wait(0.5):
            if kind == 2:
                line.recv(10)
            else:
                line.sendall(b"a")

    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(IDLE + SLOW)
        ]
        slow = [
            threading.Thread(target=slowly, args=(line, number % 3))
            for number, line in enumerate(lines[IDLE:])
        ]
        for thread in slow:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in slow:
                thread.join()


def test_readers_do_not_wait_for_idle_and_slow_connections(site: Site) -> None:
    seconds_of(site, 5, 10)
    quiet = median(seconds_of(site, 5, 40))
    with besieged(site.port):
        time.sleep(1)
        start = time.perf_counter()
        assert site.get("/healthz", 5) == (200, "ok\n")
        assert time.perf_counter() - start < 2
        assert median(seconds_of(site, 5, 40)) < 4 * quiet + 0.05  # bench.besieged measures it closely


def test_a_saturated_server_still_says_how_it_is(site: Site) -> None:
    with ExitStack() as stack:
        asking = []
        for year in range(1, 8 * workers.THREADS):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            path = f"/assurance-ways.xlsx?x={year}" if year % 2 else f"/targets.xlsx?x={year}"
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: example\r\n\r\n".encode())
            asking.append(line)
        time.sleep(0.1)
        for path, text in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
            start = time.perf_counter()
            assert site.get(path, 20) == (200, text)
            assert time.perf_counter() - start < 2
        waiting, _, _ = select.select(asking, [], [], 0)
        assert len(waiting) < len(asking)


def test_workers_that_start_under_requests_answer_every_one(site: Site) -> None:
    """What Dash sets up with a first request is set up before any reader can ask for two things at once."""
    over, wrong = threading.Event(), []

    def read() -> None:
        while not over.is_set():
            status, _ = site.get("/indicators")
            if status != 200:
                wrong.append(status)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    started = set(site.children())
    try:
        while len(started) < 2 + STARTS:
            site.process.send_signal(signal.SIGHUP)
            before, until = set(site.children()), time.monotonic() + 60
            while before & set(site.children()) and time.monotonic() < until:
                time.sleep(0.05)
            assert site.get("/healthz")[0] == 200
            started |= set(site.children())
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert wrong == []


def test_what_was_asked_before_the_end_is_still_answered(example_store: str) -> None:
    answers: list[int] = []
    with serving(example_store, "--workers", "1") as ending:
        reader = threading.Thread(target=lambda: answers.append(ending.get("/?as_of=2024-06-01")[0]))
        reader.start()
        time.sleep(0.2)
    reader.join()
    assert answers == [200]
    assert not Path(f"/proc/{ending.process.pid}").exists()


class Application:
    """Answers at once, or where the path is /wait once it is let go on; or with megabytes."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go_on = threading.Event()

    def __call__(self, environ: dict, start_response: Callable) -> list[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if path == "/wait":
            assert self.go_on.wait(30)
        body = b"a" * 20_000_000 if path == "/large" else path.encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def server(application: Application) -> Iterator[workers.Server]:
    """The server of one process in a thread: what gunicorn's worker runs."""
    health = ThreadedTaskDispatcher()
    health.set_thread_count(1)
    sockets: dict = {}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = workers.Server(application, listening, sockets, proxy="127.0.0.1", lanes={"/healthz": health})
        over = threading.Event()

        def loop() -> None:
            while not over.is_set():
                wasyncore.loop(timeout=0.1, use_poll=True, map=sockets, count=1)

        thread = threading.Thread(target=loop)
        thread.start()
        yield made
        application.go_on.set()
        over.set()
        thread.join()
        made.task_dispatcher.shutdown()
        health.shutdown()
        wasyncore.close_all(sockets)


@pytest.fixture
def line(server: workers.Server) -> Iterator[Line]:
    """Connect to the server."""
    with ExitStack() as stack:

        def connect() -> socket.socket:
            made = stack.enter_context(socket.create_connection(("127.0.0.1", server.effective_port)))
            made.settimeout(10)
            return made

        yield connect


def slowly_until_closed(line: socket.socket) -> float:
    """Send a letter five times a second; return after how many seconds the connection was closed."""
    start = time.monotonic()
    line.settimeout(0.2)
    while time.monotonic() - start < 20:
        try:
            line.sendall(b"a")
            if line.recv(100) == b"":
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
    return time.monotonic() - start


def answer_on(line: socket.socket) -> bytes:
    """All that comes of one short answer: its head and its body may come apart."""
    got = b""
    while b"\r\n\r\n" not in got or got.endswith(b"\r\n\r\n"):
        got += line.recv(1000)
    return got


@pytest.mark.parametrize("first", [b"", HEAD + b"X-Slow: ", BODY], ids=["nothing", "a head", "a body"])
def test_who_does_not_ask_in_time_is_cut_off(line: Line, monkeypatch: pytest.MonkeyPatch, first: bytes):
    monkeypatch.setattr(workers, "SECONDS_TO_ASK", 2)
    slow = line()
    slow.sendall(first)
    if first:
        assert 1 < slowly_until_closed(slow) < 6
    else:
        start = time.monotonic()
        assert slow.recv(1) == b""
        assert 1 < time.monotonic() - start < 6


@pytest.mark.parametrize(
    ("setting", "bit"), [("SECONDS_STILL", 0), ("SECONDS_TO_READ", 1000)], ids=["not at all", "bit by bit"]
)
def test_who_does_not_read_in_time_is_cut_off(
    server: workers.Server, line: Line, monkeypatch: pytest.MonkeyPatch, setting: str, bit: int
):
    monkeypatch.setattr(workers, setting, 2)
    slow = line()
    slow.sendall(b"GET /large HTTP/1.1\r\nHost: e\r\n\r\n")
    until = time.monotonic() + 10
    while time.monotonic() < until and (time.monotonic() < until - 9 or server.active_channels):
        if bit:
            slow.recv(bit)
        time.sleep(0.1)
    assert server.active_channels == {}


def test_an_answer_that_nobody_takes_holds_no_thread(server: workers.Server, line: Line):
    for _ in range(3 * workers.THREADS):
        line().sendall(b"GET /large HTTP/1.1\r\nHost: e\r\n\r\n")
    asking = line()
    asking.sendall(HEAD + b"\r\n")
    assert answer_on(asking).endswith(b"/page")


def test_in_a_crowd_who_says_nothing_has_less_time(
    server: workers.Server, line: Line, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(server.adj, "connection_limit", 20)
    monkeypatch.setattr(workers, "SECONDS_TO_ASK_IN_A_CROWD", 1)
    crowd = [line() for _ in range(40)]
    asking = line()
    asking.sendall(HEAD + b"\r\n")
    assert answer_on(asking).endswith(b"/page")
    assert crowd


def test_health_is_told_while_every_thread_is_busy(application: Application, line: Line):
    waiting = [line() for _ in range(workers.THREADS + 2)]
    for each in waiting:
        each.sendall(b"GET /wait HTTP/1.1\r\nHost: e\r\n\r\n")
    asking = line()
    asking.sendall(b"GET /healthz HTTP/1.1\r\nHost: e\r\n\r\n")
    assert answer_on(asking).endswith(b"/healthz")
    application.go_on.set()
    assert [answer_on(each)[-5:] for each in waiting] == [b"/wait"] * len(waiting)


def test_nothing_is_made_for_a_reader_who_has_gone(application: Application, line: Line):
    waiting = [line() for _ in range(workers.THREADS)]
    for each in waiting:
        each.sendall(b"GET /wait HTTP/1.1\r\nHost: e\r\n\r\n")
    gone = line()
    gone.sendall(b"GET /gone HTTP/1.1\r\nHost: e\r\n\r\n")
    time.sleep(0.5)
    gone.close()
    time.sleep(0.5)
    application.go_on.set()
    assert all(answer_on(each) for each in waiting)
    time.sleep(0.5)
    assert application.asked == ["/wait"] * workers.THREADS


def test_a_process_whose_every_thread_is_stuck_is_known(
    server: workers.Server, line: Line, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workers, "SECONDS_PER_REQUEST", 0.5)
    for _ in range(workers.THREADS - 1):
        line().sendall(b"GET /wait HTTP/1.1\r\nHost: e\r\n\r\n")
    time.sleep(1)
    assert not server.stuck()
    line().sendall(b"GET /wait HTTP/1.1\r\nHost: e\r\n\r\n")
    time.sleep(1)
    assert server.stuck()


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (HEAD + b"X-Long: " + b"a" * 20_000 + b"\r\n\r\n", b"431"),
        (b"POST /page HTTP/1.1\r\nHost: e\r\nContent-Length: 2000000\r\n\r\n", b"413"),
    ],
    ids=["a head", "a body"],
)
def test_what_is_too_long_is_refused(line: Line, request_bytes: bytes, status: bytes):
    asking = line()
    asking.sendall(request_bytes)
    assert answer_on(asking).split()[1] == status


def test_a_proxy_on_the_same_machine_is_believed_about_https(site: Site) -> None:
    path = "/charts/place/halton/profile.svg"
    headers = {"Host": "beacon.example", "X-Forwarded-Proto": "https"}
    _, text = site.get(path, **headers)
    assert "https://beacon.example/place/halton" in text
