"""The `beacon serve` command."""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import click

from dashboard.web import request_ids
from dashboard.web.answers.keeping import APART

DEFAULT_PORT = 8050


def serve_command(prepare: Callable[[bool], None]) -> click.Command:
    """Return `serve`. `prepare` is called before serving: it makes the store ready, or where it is told that
    the store is only read, sees that it is.
    """

    @click.command("serve")
    @click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
    @click.option(
        "--port", type=click.IntRange(1, 65535), default=port, help="Default: BEACON_PORT, else 8050."
    )
    @click.option("--workers", type=click.IntRange(1, 64), help="Serve with gunicorn and this many workers.")
    @click.option("--read-only", is_flag=True, help="Change nothing in the store, even where it could be.")
    def serve(host: str, port: int, workers: int | None, read_only: bool) -> None:
        """Serve the pages; print their address."""
        request_ids.log_to_stderr()
        prepare(read_only)
        if workers:
            with_gunicorn(host, port, workers)
        else:
            with_development_server(host, port)

    return serve


def port() -> int:
    """Return the port from the environment, or the default."""
    text = os.environ.get("BEACON_PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise click.UsageError(f"BEACON_PORT is {text!r}, not a port: give a number from 1 to 65535.")
    return int(text)


def with_development_server(host: str, port: int) -> None:
    """Serve with the development server until stopped."""
    from werkzeug.serving import make_server as listen

    from dashboard.web.server import make_server

    listening = listen(host, port, make_server(), threaded=True)
    tell(host, port)
    try:
        listening.serve_forever()
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


def with_gunicorn(host: str, port: int, workers: int) -> None:
    """Serve with gunicorn until stopped. Each worker makes and warms its own application, in the process that
    serves it and before any request; finished answers are shared in a folder for as long as this runs.
    """
    from gunicorn.app.base import BaseApplication

    from dashboard import ask
    from dashboard.web.server import base_path, make_server
    from dashboard.web.workers import SECONDS_PER_REQUEST, PatientWorker

    class BeaconWorker(PatientWorker):
        apart = tuple(base_path() + name for name in APART)

    ask.defined()  # read once, for all workers
    shared = Path(mkdtemp(prefix="beacon-answers-"))

    class Served(BaseApplication):
        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "worker_class": BeaconWorker,
                "timeout": SECONDS_PER_REQUEST,
                # By it anybody who may write in its folder could steer the server.
                "control_socket_disable": True,
                "when_ready": lambda _server: tell(host, port),
                # Called once, in the process that started the workers.
                "on_exit": lambda _server: rmtree(shared, ignore_errors=True),
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            # Called in each worker, before it takes any request.
            made = make_server(shared)
            settle()
            return made

    Served().run()


def settle() -> None:
    """Look for garbage less often, and never among what stays for good: a page is some 5,000 small objects
    that go together when it is sent. A seventh of the time of a page was spent in looking.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 50)


def tell(host: str, port: int) -> None:
    """Print the address of the pages."""
    from dashboard.web.server import base_path

    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Beacon: http://{shown}:{port}{base_path()}")
