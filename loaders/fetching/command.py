"""The `beacon fetch` command."""

import json
import shlex
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from data import periods
from data.catalogue.reader import DEFINITIONS, catalogue
from data.commands import json_option
from data.store.integrity import extracts_folder
from loaders.fetching.links import Wanted
from loaders.fetching.manifest import NAME, Way, chosen, load_manifest
from loaders.fetching.run import Fetch, Outcome, fetching


class SinceType(click.ParamType):
    """A period as publishers write it; everything that ends in it or later is wanted."""

    name = "PERIOD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the period's first day; fail with a message that shows the forms."""
        if isinstance(value, date):
            return value
        try:
            return periods.parse(value).start
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command("fetch")
@click.argument("sources", nargs=-1)
@click.option("--since", type=SinceType(), help="From this period on; without it the newest.")
@click.option("--dry-run", is_flag=True, help="Only list what would be fetched.")
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFINITIONS / NAME,
    help="Another file in the form of fetch.toml.",
)
@json_option
def fetch_command(
    sources: tuple[str, ...], since: date | None, dry_run: bool, manifest: Path, as_json: bool
) -> None:
    """Download new figures from their publishers, and keep the files. Without SOURCES: from all."""
    ways = chosen(load_manifest(manifest), sources)
    folder = extracts_folder()
    with fetching(ways, catalogue(), folder) as run:
        _look_and_fetch(run, since, dry_run)
        outcome = run.outcome
    by_hand = [way for way in ways if way.how == "by-hand"]
    for error in outcome.errors:
        click.echo(str(error), err=True)
    if as_json:
        click.echo(json.dumps(_as_json(outcome, by_hand, dry_run), indent=2, ensure_ascii=False))
    else:
        _tell(outcome, by_hand, dry_run)
    unfulfilled = 1 if sources and by_hand else 0
    sys.exit(outcome.exit_code or unfulfilled)


def _look_and_fetch(run: Fetch, since: date | None, dry_run: bool) -> None:
    hidden = not sys.stderr.isatty()
    with click.progressbar(run.sources, file=sys.stderr, hidden=hidden, label="looking") as names:
        for name in names:
            run.look(name, since)
    count = len(run.outcome.wanted)
    if dry_run or not count:
        return
    shown = click.progressbar(
        run.files(), count, file=sys.stderr, hidden=hidden, label="fetching", show_pos=True
    )
    with shown as files:
        for _ in files:
            pass


def _tell(outcome: Outcome, by_hand: Sequence[Way], dry_run: bool) -> None:
    if dry_run:
        for wanted in outcome.wanted:
            click.echo(f"{wanted.source}: would fetch {wanted.name}{_of(wanted)} from {wanted.address}")
    for file in outcome.files:
        what = "kept" if file.status == "new" else "nothing new:"
        click.echo(
            f"{file.wanted.source}: {what} {file.kept.name}{_of(file.wanted)}, {file.kept.size:,} bytes"
        )
    if outcome.skipped:
        click.echo(f"{outcome.skipped} files not asked for: their publisher does not answer", err=True)
    for way in by_hand:
        click.echo(f"{way.source}: download this one by hand. {way.by_hand}")
    new = [file for file in outcome.files if file.status == "new"]
    if new:
        paths = " ".join(shlex.quote(str(file.kept.path)) for file in new)
        click.echo(f"Load them with:\n  beacon load {paths}")


def _of(wanted: Wanted) -> str:
    return f" ({wanted.period.label})" if wanted.period else ""


def _as_json(outcome: Outcome, by_hand: Sequence[Way], dry_run: bool) -> dict[str, Any]:
    kept = {file.wanted: file for file in outcome.files}
    files = []
    for wanted in outcome.wanted:
        entry: dict[str, Any] = {"source": wanted.source, "address": wanted.address, "name": wanted.name}
        entry["period"] = wanted.period.label if wanted.period else ""
        if file := kept.get(wanted):
            entry |= {"status": file.status, "path": str(file.kept.path), "sha256": file.kept.sha256}
            entry["size"] = file.kept.size
        else:
            entry["status"] = "would fetch" if dry_run else "not fetched"
        files.append(entry)
    return {
        "files": files,
        "problems": [str(problem) for error in outcome.errors for problem in error.problems],
        "by_hand": [{"source": way.source, "what": way.by_hand} for way in by_hand],
    }
