"""A server on this computer that plays the publishers: it answers as each test tells it to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Answer:
    """`claimed`: the length it claims to have, where that is not true; negative: it claims none."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    claimed: int | None = None


Say = Callable[[dict[str, str]], Answer]


class Publishers:
    """`pages`: what each path answers, made from the request's headers. `asked`: paths and headers."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.pages: dict[str, Say] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def put(self, path: str, *answers: Answer) -> str:
        """Give these answers one after the other, the last of them for ever; return the address."""
        waiting = list(answers)
        self.pages[path] = lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return self.address + path

    def put_file(self, path: str, body: bytes, tag: str, broken_after: int | None = None) -> str:
        """Serve a file as a good server does: with a tag, nothing if it is known, the rest from a byte on.

        `broken_after`: the first whole answer stops after so many bytes.
        """
        state = {"broken": broken_after}

        def say(headers: dict[str, str]) -> Answer:
            signs = {"ETag": tag, "Content-Type": "application/octet-stream"}
            if headers.get("if-none-match") == tag:
                return Answer(status=304, headers=signs)
            if "range" in headers and headers.get("if-range") == tag:
                start = int(headers["range"].removeprefix("bytes=").removesuffix("-"))
                signs["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                return Answer(body[start:], 206, signs)
            stop, state["broken"] = state["broken"], None
            return Answer(body if stop is None else body[:stop], headers=signs, claimed=len(body))

        self.pages[path] = say
        return self.address + path

    def times(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)


@contextmanager
def publishers() -> Iterator[Publishers]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together: a client must not wait for the second packet

        def do_GET(self) -> None:
            headers = {name.lower(): text for name, text in self.headers.items()}
            played.asked.append((self.path, headers))
            say = played.pages.get(self.path, lambda _: Answer(b"not here", 404))
            answer = say(headers)
            self.send_response(answer.status)
            for name, text in answer.headers.items():
                self.send_header(name, text)
            length = len(answer.body) if answer.claimed is None else answer.claimed
            if answer.status != 304 and length >= 0:
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = length != len(answer.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client may hang up in the middle of a file: that is no error here."""

    server = Server(("127.0.0.1", 0), Handler)
    played = Publishers(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield played
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
