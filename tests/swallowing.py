"""Something between a program and its database that passes on what both say, or swallows it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.engine import URL


class Between:
    """A socket in front of a database. While it swallows, both sides believe that they were heard."""

    def __init__(self, url: URL) -> None:
        self._there = (url.host or "127.0.0.1", url.port or 5432)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._hears = threading.Event()
        self._hears.set()
        self._lines: list[socket.socket] = []
        here = url.set(host="127.0.0.1", port=self._listening.getsockname()[1])
        self.address = here.render_as_string(hide_password=False)
        threading.Thread(target=self._accept, daemon=True).start()

    def swallow(self, everything: bool) -> None:
        """Swallow all that is said from now on, or pass it on again."""
        if everything:
            self._hears.clear()
        else:
            self._hears.set()

    def close(self) -> None:
        """End it, and every connection through it."""
        for line in (self._listening, *self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                there = socket.create_connection(self._there)
                self._lines += [here, there]
                for source, sink in ((here, there), (there, here)):
                    threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while said := source.recv(65_536):
                if self._hears.is_set():
                    sink.sendall(said)
            if self._hears.is_set():
                sink.shutdown(socket.SHUT_WR)


@contextmanager
def swallowing(url: URL) -> Iterator[Between]:
    """Give something that stands before the database at `url`."""
    between = Between(url)
    try:
        yield between
    finally:
        between.close()
