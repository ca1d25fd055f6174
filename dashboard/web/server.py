"""The web application: a factory, so that nothing is read or opened when this module is imported."""

import logging
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import dash
from dash import html
from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard import ask, by_state, pages, shell
from dashboard.api import addresses
from dashboard.web import (
    assets,
    chart_files,
    downloads,
    outages,
    refusals,
    request_ids,
    security,
    without_scripts,
)
from dashboard.web.answers import keeping, turns
from dashboard.web.compressed import compress, compress_beforehand
from dashboard.web.document import FirstPaint
from data.errors import BeaconError
from data.store.engine import store_engine
from data.store.migrate import require_readable
from data.store.patience import wait_as_for_a_reader

_LOG = logging.getLogger(__name__)
_MAKING = Lock()
YEAR = 365 * 24 * 3600
SET_UP = ("_dash-layout", "_dash-dependencies")
WARM_UP = ("", *SET_UP)


def create_app(shared: Path | None = None) -> dash.Dash:
    """Return a new application. Settings come from the environment: BEACON_BASE_PATH, BEACON_SECRET_KEY.

    `shared`: a folder for finished answers, where several processes serve the same store.
    """
    server = Flask("dashboard")
    server.secret_key = os.environ.get("BEACON_SECRET_KEY")
    request_ids.name_requests(server)
    server.before_request(wait_as_for_a_reader)
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
    outages.tell(server, shared)
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
    compress_beforehand(client, base_path())
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
    """Whether everything is there that a page needs. What is wrong in particular is told in the log."""
    needs: dict[str, Callable[[], object]] = {
        "the store": lambda: require_readable(store_engine()),
        "the definitions": ask.defined,
        "the files of assets": assets.require,
    }
    wrong = [name for name, require in needs.items() if not _holds(require)]
    return _plain(f"not ready: {', '.join(wrong)}", 503) if wrong else _plain("ready")


def _holds(require: Callable[[], object]) -> bool:
    try:
        require()
    except (BeaconError, SQLAlchemyError, OSError) as error:
        _LOG.error("not ready: %s", error if isinstance(error, BeaconError) else type(error).__name__)
        return False
    return True


def _plain(text: str, status: int = 200) -> Response:
    return Response(text + "\n", status=status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _status_of_page(response: Response) -> Response:
    status = g.get("page_status") if request.method == "GET" else None
    if status and response.status_code == 200:
        response.status_code = status
    if status or request.path.endswith(SET_UP):
        response.headers["Cache-Control"] = "no-cache"
    return response
