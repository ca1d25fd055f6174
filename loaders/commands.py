"""The `beacon` commands that bring figures in or take them back, and keep the store in order."""

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.commands import DAY, json_option, show
from data.errors import BadInput
from data.statements import snapshot
from data.store.definitions_copy import register
from data.store.engine import address_of, make_place, require_writable, store_engine, writing
from data.store.migrate import migrate, require_current, require_made
from data.store.pointers import wrong_pointers
from data.store.state import has_loads
from data.store.withdraw import Withdrawal, withdraw
from loaders.fetching.command import fetch_command
from loaders.pipeline import FileReport, files_under, load_file
from loaders.registry import all_sources, source_named
from loaders.reviewing.verdicts import changed_words
from loaders.upkeep import make_good, mend_pointers

HIGHEST_NUMBER = 2**31 - 1  # that a database takes for the number of a load
LONGEST_REASON = 500


def _plainly(_context: click.Context, option: click.Parameter, text: str) -> str:
    """A text in one line that a page can show."""
    words = " ".join(text.split())
    if not words or not words.isprintable() or len(words) > LONGEST_REASON:
        raise click.BadParameter(f"give it in plain words, at most {LONGEST_REASON} signs", param=option)
    return words


@click.command("load")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", help="The source, where a layout is shared; see: beacon sources.")
@click.option("--published", type=DAY, help="The day the release was published.")
@click.option("--dry-run", is_flag=True, help="Read and check, and store nothing.")
@json_option
def load_command(
    paths: tuple[Path, ...], source: str | None, published: date | None, dry_run: bool, as_json: bool
) -> None:
    """Load files, or every file of a folder. A file is loaded whole or not at all."""
    if source:
        source_named(source)
    engine, defined, files = _store(dry_run), catalogue(), files_under(paths)
    before = snapshot.answer(engine, defined) if has_loads(engine) and not dry_run else []
    reports: list[FileReport] = []
    refused: list[BadInput] = []
    # All files and what is worked out from them: readers see the state before, or the one after.
    with nullcontext(engine) if dry_run else writing(engine) as store:
        for path in _shown(files):
            try:
                reports += load_file(
                    path, store, defined, source=source, published=published, dry_run=dry_run
                )
            except BadInput as error:
                refused.append(error)
                click.echo(str(error), err=True)
        if not dry_run:
            make_good(store, defined)
    loaded = any(report.load_id for report in reports)
    touched = changed_words(before, snapshot.answer(engine, defined), defined) if loaded else []
    if as_json:
        problems = [str(problem) for error in refused for problem in error.problems]
        result = {"files": [asdict(report) for report in reports], "statuses": touched, "refused": problems}
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        lines = [*(_in_words(report, dry_run) for report in reports), *touched]
        click.echo("\n".join(lines), nl=bool(lines))
    if refused:
        sys.exit(BadInput.exit_code)


def _store(dry_run: bool) -> Engine:
    """The store to load into, told to whoever loads: nobody fills another one, or a new one, unasked."""
    engine = store_engine()
    click.echo(f"store: {address_of(engine)}", err=True)
    require_made(engine)
    if dry_run:
        require_current(engine)
    else:
        require_writable(engine)
        migrate(engine)
    return engine


def _shown(files: list[Path]) -> Iterator[Path]:
    """The files, with a bar of progress on a terminal."""
    with click.progressbar(files, file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=True) as shown:
        yield from shown


def _in_words(report: FileReport, dry_run: bool) -> str:
    """A report in words: file, source, release, counts, what was set aside and why."""
    lines = [
        f"{report.file}: {report.source}" + (f", {report.release}" if report.release else ""),
        f"  {report.rows_read:,} rows read; {_counted(report, dry_run)}",
    ]
    lines += [f"  set aside: {count:,} x {reason}" for reason, count in report.set_aside.items()]
    lines += [f"  note: {warning}" for warning in report.warnings]
    lines += [f"  {sentence}" for sentence in report.drift]
    return "\n".join(lines)


def _counted(report: FileReport, dry_run: bool) -> str:
    if report.points:
        done = "would be stored" if dry_run else "stored" if report.load_id else "held already"
        return f"{report.points:,} {'point' if report.points == 1 else 'points'} of trajectories {done}"
    verb = "would be" if dry_run else "observations"
    counts = f"{report.new:,} new, {report.revised:,} revised, {report.unchanged:,} unchanged"
    return f"{verb} {counts}"


@click.command("sources")
@json_option
def sources_command(as_json: bool) -> None:
    """List the sources, and how many series each one feeds."""
    defined = catalogue()
    show(
        [
            {
                "source": source.name,
                "title": source.title,
                "publisher": source.publisher,
                "series": len(defined.series_for(source.name)),
                "landing_page": source.landing_page,
            }
            for source in all_sources().values()
        ],
        as_json,
    )


@click.command("withdraw")
@click.argument("load", type=click.IntRange(1, HIGHEST_NUMBER))
@click.option("--why", required=True, callback=_plainly, help="The reason, which everybody can read.")
@click.option("--role", default="operator", callback=_plainly, help="Who decides it, as a role: no name.")
def withdraw_command(load: int, why: str, role: str) -> None:
    """Take a wrong load back; its trail stays, and views of earlier days still know it."""
    engine, defined = store_engine(), catalogue()
    require_current(engine)
    require_writable(engine)
    before = snapshot.answer(engine, defined)
    withdrawal = withdraw(engine, load, why, role, _account())
    make_good(engine, defined)
    words = changed_words(before, snapshot.answer(engine, defined), defined, "withdrawal")
    click.echo("\n".join([*_withdrawn_in_words(withdrawal), *words]))


def _account() -> str:
    """The account of the machine under which the command runs."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        return "unknown"


def _withdrawn_in_words(withdrawal: Withdrawal) -> list[str]:
    """What a withdrawal did, in words."""
    gone = withdrawal.shown - withdrawal.replaced
    return [
        f"load {withdrawal.load_id}, {withdrawal.file}, is withdrawn",
        f"  {withdrawal.shown:,} of its figures counted: for {withdrawal.replaced:,} of them an earlier or "
        f"other one counts again, {gone:,} have none now",
        *(
            f"  load {load}, {file}, had left out {many:,} figures because this load held the very same: "
            "load that file again where they are right"
            for load, file, many in withdrawal.leaning
        ),
    ]


@click.command("migrate")
def migrate_command() -> None:
    """Bring the store to the current version, and what is derived in line with the figures."""
    engine, defined = store_engine(), catalogue()
    make_place(engine)
    require_writable(engine)
    changed = migrate(engine)
    with writing(engine) as connection:
        register(connection, defined)
    done = mend_pointers(engine) if any(wrong_pointers(engine)) else []
    done += make_good(engine, defined)
    what = "was brought to the current version" if changed else "is current"
    click.echo(f"the store {what}: {address_of(engine)}")
    click.echo("\n".join(done), nl=bool(done))


COMMANDS: list[click.Command] = [
    load_command,
    fetch_command,
    sources_command,
    withdraw_command,
    migrate_command,
]
