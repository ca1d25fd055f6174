"""The real server as a program of its own, for the tests of what a test client cannot show."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
SECONDS_TO_START = 400
SERVE = (sys.executable, "app.py", "serve")


@dataclass(frozen=True)
class Site:
    """A server that runs: its port, its process, and the file of what it printed."""

    port: int
    process: subprocess.Popen[bytes]
    printed: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, seconds: float = 60, **headers: str) -> tuple[int, str]:
        """Ask for a path by a connection of its own; return the status and the text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def text(self) -> str:
        return self.printed.read_text(encoding="utf-8")

    def children(self) -> list[int]:
        """The processes that answer."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in listed.split()]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def serving(
    store: str,
    *options: str,
    command: Sequence[str] = SERVE,
    folder: Path = CHECKOUT,
    user: str | None = None,
) -> Iterator[Site]:
    """Run `beacon serve` with options over a store, from a folder, as another user where one is named.

    Gives the site once its process answers; it is stopped as an operator would stop it.
    """
    port = free_port()
    settings = {**os.environ, "BEACON_DATABASE_URL": store, "BEACON_BASE_PATH": ""}
    with tempfile.NamedTemporaryFile(suffix=".log") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port), *options],
            cwd=folder,
            env=settings,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
        )
        site = Site(port, process, Path(output.name))
        try:
            _wait(site)
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _wait(site: Site) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and site.process.poll() is None:
        try:
            if site.get("/healthz", 5)[0] == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{site.text()[-3000:]}")
