"""Wiring: the dashboard's application, the WSGI server, and the `beacon` command joined from its parts."""

import sys

import click
from sqlalchemy import Engine

import dashboard.commands
import data.commands
import loaders.commands
from dashboard.web.server import create_app, server
from data.catalogue.reader import catalogue
from data.errors import BeaconError
from data.store.engine import address_of, make_place, may_write, store_engine
from data.store.migrate import migrate, require_current
from loaders.starter import load_starter_if_empty
from loaders.upkeep import make_good

__all__ = ["create_app", "main", "server"]


def prepare(read_only: bool = False) -> None:
    """Make the store ready to be shown: current, and with the starter figures if it is empty.

    read_only: change nothing; so it is of itself where writing is refused. Raises StoreUnreachable where that
    leaves a store that cannot be shown.
    """
    engine = store_engine()
    click.echo(f"store: {address_of(engine)}", err=True)
    if not read_only:
        make_place(engine)
        read_only = not may_write(engine)
    if read_only:
        click.echo("The store is only read: nothing is brought up to date, by this program.", err=True)
        require_current(engine)
    else:
        _bring_up_to_date(engine)
    engine.dispose()  # each process that serves opens connections of its own


def _bring_up_to_date(engine: Engine) -> None:
    migrate(engine)
    for report in load_starter_if_empty(engine, catalogue()):
        click.echo(f"starter figures: {report.file}, {report.new:,} observations", err=True)
    for done in make_good(engine, catalogue()):
        click.echo(done, err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def beacon() -> None:
    """Beacon: indicators for the nine Places of Cheshire and Merseyside, against their targets."""


for command in (
    *data.commands.COMMANDS,
    *loaders.commands.COMMANDS,
    dashboard.commands.serve_command(prepare),
):
    beacon.add_command(command)


def main() -> None:
    """Run the `beacon` command. Errors for people go to stderr without a traceback."""
    try:
        beacon(standalone_mode=True)
    except BeaconError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
