"""The `beacon` commands that bring figures in: load, fetch, sources."""

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from data.catalogue.reader import catalogue
from data.commands import DAY, json_option, show
from data.errors import BadInput
from data.statements import snapshot
from data.store.engine import store_engine
from data.store.migrate import migrate
from data.store.queries import newest_load_id
from loaders.fetching.command import fetch_command
from loaders.pipeline import FileReport, LeftOut, files_under, load_files
from loaders.registry import all_sources, source_named
from loaders.reviewing.verdicts import changed_words


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
    engine, defined, files = store_engine(), catalogue(), files_under(paths)
    migrate(engine)
    before = snapshot.answer(engine, defined) if newest_load_id(engine) and not dry_run else []
    reports: list[FileReport] = []
    refused: list[BadInput] = []
    loaded = load_files(files, engine, defined, source=source, published=published, dry_run=dry_run)
    hidden = not sys.stderr.isatty()
    with click.progressbar(loaded, len(files), file=sys.stderr, hidden=hidden, show_pos=True) as shown:
        for _, outcome in shown:
            if isinstance(outcome, BadInput):
                refused.append(outcome)
                click.echo(str(outcome), err=True)
            stored = outcome.reports if isinstance(outcome, LeftOut) else outcome
            for report in stored if isinstance(stored, list) else []:
                reports.append(report)
                if not as_json:
                    click.echo(_in_words(report, dry_run))
    touched: list[str] = []
    if any(report.load_id for report in reports):
        snapshot.refresh(engine, defined)
        touched = changed_words(before, snapshot.answer(engine, defined), defined)
    if not as_json:
        click.echo("\n".join(touched), nl=bool(touched))
    if as_json:
        problems = [str(problem) for error in refused for problem in error.problems]
        result = {"files": [asdict(report) for report in reports], "statuses": touched, "refused": problems}
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
    if refused:
        sys.exit(BadInput.exit_code)


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


COMMANDS: list[click.Command] = [load_command, fetch_command, sources_command]
