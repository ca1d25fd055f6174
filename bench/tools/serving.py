"""Real servers to measure: this app and an empty Dash page, each with gunicorn in processes of their own."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from data.catalogue.reader import DEFINITIONS

ROOT = Path(__file__).parents[2]
HELD = ROOT / "var" / "bench"
SECONDS_TO_START = 900  # the first time the starter figures are loaded and their statements worked out
WORKERS = 2


@dataclass(frozen=True)
class Site:
    """A server that answers: its address, and the process that started it."""

    address: str
    process: int

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [int(child) for child in _children(self.process)]

    def megabytes(self) -> list[float]:
        """The memory that each worker holds by itself now, in MB."""
        return [_megabytes(worker) for worker in self.workers()]


def starter_store() -> str:
    """The address of a store with the starter figures, kept between measurements; the server fills it."""
    HELD.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{HELD / 'starter.db'}"


@contextmanager
def this_app(store: str, definitions: Path = DEFINITIONS) -> Iterator[Site]:
    """Serve this app over a store, with other definitions where a folder of them is given."""
    port = _free_port()
    words = ["-m", "bench.tools.app", str(definitions)]
    words += ["serve", "--workers", str(WORKERS), "--port", str(port)]
    with _running(words, port, "readyz", {"BEACON_DATABASE_URL": store}) as site:
        yield site


@contextmanager
def empty_page() -> Iterator[Site]:
    """Serve a Dash app with nothing but the word Ready."""
    port = _free_port()
    words = ["-m", "gunicorn", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    with _running([*words, "bench.tools.empty:make_server()"], port, "", {}) as site:
        yield site


@contextmanager
def _running(words: list[str], port: int, path: str, environment: dict[str, str]) -> Iterator[Site]:
    settings = {**os.environ, "BEACON_SECRET_KEY": "bench", "BEACON_BASE_PATH": "", **environment}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *words], cwd=ROOT, env=settings, stdout=output, stderr=subprocess.STDOUT
        )
        site = Site(f"http://127.0.0.1:{port}", process.pid)
        try:
            if not _answers(process, f"{site.address}/{path}"):
                output.seek(0)
                raise SystemExit(f"the server did not start:\n{output.read().decode()[-2000:]}")
            yield site
        finally:
            process.terminate()
            process.wait(30)


def _answers(process: subprocess.Popen[bytes], address: str) -> bool:
    """Whether the server answers, before it ends or time is up."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(address, timeout=60).status_code == 200:
                return True
        except httpx.TransportError:
            time.sleep(0.2)
    return False


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def _megabytes(process: int) -> float:
    """Memory that only this process holds: what workers share counts in neither."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    kilobytes = [int(line.split()[1]) for line in lines if line.startswith("Private_")]
    return sum(kilobytes) / 1024
