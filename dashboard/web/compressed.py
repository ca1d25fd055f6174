"""Texts compressed as they are sent. Scripts never change while the program runs: once, before any reader."""

import re
from hashlib import sha256
from typing import Any

from flask import Flask, Request, Response, g
from flask import request as current_request
from flask.testing import FlaskClient
from flask_compress import Compress

MOST_FILES = 400  # two codings of each script
CODINGS = ["br", "gzip"]  # browsers take the first by https alone
STATIC = ("/assets/", "/_dash-component-suites/")
TEXTS = [
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "text/csv",
    "image/svg+xml",
]
# Dash and `assets.scripts` write addresses so, and `FirstPaint` that of plotly.js in a meta element.
ADDRESS = re.compile(r'(?:src|href|name="plotly" content)="([^"]+\.(?:js|svg)(?:\?[^"]*)?)"')


def is_static(path: str) -> bool:
    """Say whether a path leads to what never changes while the program runs: scripts, styles, pictures."""
    return any(part in path for part in STATIC)


class Static:
    """The compressed bytes of scripts and pictures, by what they are made of.

    An address is no key: Dash answers a script at as many addresses as one likes to invent.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key: "coding;checksum"."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep bytes, but none of an answer that is made anew each time."""
        if not key.endswith(";") and len(self._kept) < MOST_FILES:
            self._kept[key] = value


def compress(server: Flask) -> None:
    """Compress the texts that `server` answers with, scripts and pictures once only."""
    server.config.update(
        COMPRESS_ALGORITHM=CODINGS,
        COMPRESS_BR_LEVEL=6,
        COMPRESS_MIMETYPES=TEXTS,
        COMPRESS_STREAMS=False,
        COMPRESS_MIN_SIZE=500,
        COMPRESS_CACHE_BACKEND=Static,
        COMPRESS_CACHE_KEY=_checksum,
    )
    Compress().init_app(server)
    server.after_request(_read_whole)


def compress_beforehand(client: FlaskClient, address: str) -> None:
    """Ask for every script and picture that the document at an address names, in every coding."""
    for asked in dict.fromkeys(ADDRESS.findall(client.get(address).text)):
        for coding in CODINGS:
            client.get(asked, headers={"Accept-Encoding": coding}).close()


def _checksum(_request: Request) -> str:
    return str(g.get("static_checksum", ""))


def _read_whole(response: Response) -> Response:
    # Files are streamed, and a stream is compressed anew for every reader: read whole, it is compressed once.
    # Closed at once: Werkzeug's own server leaves it open where a browser goes away in the middle.
    if is_static(current_request.path) and response.status_code == 200 and response.mimetype in TEXTS:
        file: Any = response.response
        response.direct_passthrough = False
        g.static_checksum = sha256(response.get_data()).hexdigest()
        if hasattr(file, "close"):
            file.close()
    return response
