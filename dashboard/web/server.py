"""The web application: a factory, so that nothing is read or opened when this module is imported."""

import os
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import dash
import flask
from dash import html
from flask import Flask, Response, g, request
from flask_compress import Compress

from dashboard import ask, by_state, pages, shell
from dashboard.api import addresses
from dashboard.web import assets, chart_files, downloads, refusals, security, without_scripts
from dashboard.web.answers import keeping, turns
from dashboard.web.document import FirstPaint
from data.errors import BeaconError
from data.store.engine import require_reachable, store_engine
from data.store.migrate import require_current

_MAKING = Lock()
YEAR = 365 * 24 * 3600
MOST_FILES = 200  # scripts and styles; an address with anything else behind it is a file more
SET_UP = ("_dash-layout", "_dash-dependencies")
WARM_UP = ("", *SET_UP)
TEXTS = [
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "text/csv",
    "image/svg+xml",
]


def create_app(shared: Path | None = None) -> dash.Dash:
    """Return a new application. Settings come from the environment: BEACON_BASE_PATH, BEACON_SECRET_KEY.

    `shared`: a folder for finished answers, where several processes serve the same store.
    """
    server = Flask("dashboard")
    server.secret_key = os.environ.get("BEACON_SECRET_KEY")
    app = FirstPaint(
        "dashboard",
        server=server,
        use_pages=True,
        pages_folder="",
        include_pages_meta=False,
        assets_folder=str(assets.FOLDER),
        assets_ignore=assets.NOT_BY_DASH,
        assets_path_ignore=["vendor"],
        url_base_pathname=base_path(),
        title=shell.NAME,
        update_title=None,
        serve_locally=True,
        compress=False,
        enable_mcp=False,
    )
    pages.register_all()
    app.layout = layout
    refusals.add_to(app)
    keeping.keep(server, shared)
    turns.take_turns(server)
    server.teardown_appcontext(by_state.let_go)
    _routes(server, base_path())
    compress(server)
    security.protect(server, _Hashes(app))
    return app


def make_server(shared: Path | None = None) -> Flask:
    """Return the WSGI application, warmed up. `shared`: as for create_app."""
    return warm_up(create_app(shared))


@lru_cache(maxsize=1)
def _made_once() -> Flask:
    return make_server()


def server(environ: Any, start_response: Any) -> Any:
    """Answer a request: the WSGI application for `gunicorn app:server`, made with the first request."""
    with _MAKING:
        made = _made_once()
    return made(environ, start_response)


def warm_up(app: dash.Dash) -> Flask:
    """Ask for what Dash sets up with the first request, before any reader can ask for two things at once.

    Dash marks itself ready before it is: concurrent first requests would be answered with errors.
    """
    ask.defined()  # definitions that contradict themselves are told here, to whoever starts the program
    client = app.server.test_client()
    for path in WARM_UP:
        client.get(base_path() + path)
    # Dash would send every page's layout with every page, to check callbacks against; ours are all here.
    app.validation_layout = layout()
    server: Flask = app.server
    return server


def base_path() -> str:
    """Return the path below which everything lies, with a slash at both ends."""
    inner = os.environ.get("BEACON_BASE_PATH", "").strip("/")
    return f"/{inner}/" if inner else "/"


def layout() -> Any:
    """Return what stays while pages come and go: the page's place, the announcement, word of a failure."""
    return html.Div(
        [
            dash.page_container,
            html.Div(
                id="announcement", className="visually-hidden", role="status", **{"aria-live": "polite"}
            ),
            html.Div(
                [
                    html.P("The page could not be brought up to date. What you see is as it was before."),
                    html.Button("Try again", id="try-again", className="button", type="button"),
                ],
                id="failure",
                className="failure",
                role="alert",
                hidden=True,
            ),
        ]
    )


class _Hashes(tuple[str, ...]):
    """The hashes of Dash's inline scripts, asked for with every answer: complete once the app is warm."""

    def __new__(cls, app: dash.Dash) -> "_Hashes":
        hashes = super().__new__(cls)
        hashes.app = app
        return hashes

    app: dash.Dash

    def __iter__(self) -> Any:
        return iter(self.app.csp_hashes())


def _routes(server: Flask, base: str) -> None:
    server.add_url_rule(f"{base}healthz", "healthz", lambda: _plain("ok"))
    server.add_url_rule(f"{base}readyz", "readyz", _ready)
    chart_files.add_routes(server, base)
    addresses.add_routes(server, base)
    _beside_pages(server, base)
    server.after_request(_status_of_page)
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR
    server.config["MAX_CONTENT_LENGTH"] = 1_000_000


def _beside_pages(server: Flask, base: str) -> None:
    for page, beside in pages.beside().items():
        for name, rows in beside.files.items():
            downloads.add_routes(server, base, name, rows)
        if beside.plain:
            without_scripts.serve(server, base, page, beside.plain)
        if beside.lead_on:
            server.before_request(beside.lead_on(base))


def _ready() -> Response:
    try:
        require_reachable(store_engine())
        require_current(store_engine())
    except BeaconError as error:
        return _plain(f"not ready: {type(error).__name__}", 503)
    return _plain("ready")


def _plain(text: str, status: int = 200) -> Response:
    return Response(text + "\n", status=status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _status_of_page(response: Response) -> Response:
    status = g.get("page_status") if request.method == "GET" else None
    if status and response.status_code == 200:
        response.status_code = status
    if status or request.path.endswith(SET_UP):
        response.headers["Cache-Control"] = "no-cache"
    return response


class _StaticOnly:
    """Keeps the compressed bytes of what never changes while the program runs: scripts and styles."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        if ";keep " in key and len(self._kept) < MOST_FILES:
            self._kept[key] = value


def compress(server: Flask) -> None:
    """Compress texts as they are sent; those that never change once only."""
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=6,
        COMPRESS_MIMETYPES=TEXTS,
        COMPRESS_STREAMS=False,
        COMPRESS_MIN_SIZE=500,
    )
    compressing = Compress()
    compressing.cache, compressing.cache_key = _StaticOnly(), _cache_key
    compressing.init_app(server)
    server.after_request(_read_whole)


def _read_whole(response: Response) -> Response:
    # Files are streamed, and a stream is compressed anew for every reader: read whole, it is compressed once.
    # Closed at once: Werkzeug's own server leaves it open where a browser goes away in the middle.
    if "/assets/" in request.path and response.status_code == 200 and response.mimetype in TEXTS:
        file: Any = response.response
        response.direct_passthrough = False
        response.get_data()
        if hasattr(file, "close"):
            file.close()
    return response


def _cache_key(asked: flask.Request) -> str:
    kept = "_dash-component-suites/" in asked.path or "/assets/" in asked.path
    return f"{'keep' if kept else 'new'} {asked.full_path}"
