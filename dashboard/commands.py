"""The `beacon serve` command."""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import click

DEFAULT_PORT = 8050
SECONDS_PER_REQUEST = 60


def serve_command(prepare: Callable[[], None]) -> click.Command:
    """Return `serve`. `prepare` is called before serving: it makes the store ready."""

    @click.command("serve")
    @click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
    @click.option(
        "--port", type=click.IntRange(1, 65535), default=port, help="Default: BEACON_PORT, else 8050."
    )
    @click.option("--workers", type=click.IntRange(1, 64), help="Serve with gunicorn and this many workers.")
    def serve(host: str, port: int, workers: int | None) -> None:
        """Serve the pages; print their address."""
        prepare()
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
    """Serve with gunicorn until stopped. Each worker makes and warms its own application; finished answers
    are shared in a folder for as long as this runs.
    """
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    from dashboard.web.server import make_server

    shared = Path(mkdtemp(prefix="beacon-answers-"))

    class Served(BaseApplication):
        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "worker_class": "sync",
                "timeout": SECONDS_PER_REQUEST,
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
