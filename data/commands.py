"""The `beacon` commands that ask: indicators, targets, observations, status, loads; what agrees; review."""

import json
import sys
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
import pandas as pd
from sqlalchemy import Engine

from data.catalogue.reader import Catalogue, catalogue
from data.errors import BeaconError, Problem, Unknown
from data.judgement.status import record
from data.records import (
    OBSERVATION_FIELDS,
    Record,
    csv_lines,
    indicator_record,
    load_records,
    observation_records,
    plain,
    target_record,
)
from data.statements import snapshot
from data.store import provenance, queries
from data.store.engine import address_of, may_write, require_writable, store_engine
from data.store.integrity import disagreements
from data.store.migrate import require_current
from data.store.returned import known
from data.store.rulings import LEFT_OUT, RIGHT
from data.store.settling import settle
from data.targets.lint.finding import SEVERITIES, Finding, has_errors, in_order
from data.targets.lint.linter import lint, quotes
from data.wording.sentences import number

Rows = list[Record]


class DayType(click.ParamType):
    """A day written 2026-03-31."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; fail with a message that shows the form."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-03-31", param, ctx)


DAY = DayType()
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
as_of_option = click.option("--as-of", type=DAY, help="Only releases published on or before this day.")


def show(rows: Rows, as_json: bool) -> None:
    """Print rows as JSON, or as a table for people."""
    if as_json:
        click.echo(json.dumps(rows, indent=2, default=plain, ensure_ascii=False))
        return
    if not rows:
        click.echo("nothing")
        return
    names = list(rows[0])
    cells = [[_short(row[name]) for name in names] for row in rows]
    widths = [max(len(name), *(len(line[place]) for line in cells)) for place, name in enumerate(names)]
    for line in [names, *cells]:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _short(value: Any) -> str:
    if value is None:
        return ""
    text = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def require_known_indicator(asked: str | None, known: Catalogue) -> None:
    """Raise Unknown where an indicator is asked for that is not defined."""
    if asked is not None and asked not in known.indicators:
        raise Unknown(Problem(f"indicator {asked!r}", "is not defined", "see: beacon indicators"))


@click.command("check")
def check_command() -> None:
    """Check that the definitions, the store and the kept files agree."""
    defined = catalogue()
    require_current(store_engine())
    engine = store_engine()
    problems = [*disagreements(engine, defined), *snapshot.disagreements(engine, defined)]
    if problems:
        raise BeaconError(problems)
    counts = f"{len(defined.indicators)} indicators, {len(defined.targets)} targets"
    click.echo(f"{counts}: all agree with {address_of(store_engine())}")
    waiting = len(queries.awaiting(engine, known(engine, defined)))
    if waiting:
        click.echo(f"figures that await review: {waiting}; see beacon review")


@click.command("indicators")
@json_option
def indicators_command(as_json: bool) -> None:
    """List the indicators."""
    show([indicator_record(indicator) for indicator in catalogue().indicators.values()], as_json)


@click.command("targets")
@click.option("--lint", "linted", is_flag=True, help="Tell what is missing or contradicts itself.")
@click.option("--documents", type=FOLDER, help="With --lint: look for the words in these papers.")
@json_option
@click.pass_context
def targets_command(ctx: click.Context, linted: bool, documents: Path | None, as_json: bool) -> None:
    """List the targets, with the words of the paper that set each one."""
    if documents and not linted:
        raise click.UsageError("--documents belongs to --lint")
    if not linted:
        show([target_record(target) for target in catalogue().targets.values()], as_json)
        return
    findings = lint(catalogue())
    findings = in_order([*findings, *quotes(catalogue(), documents)]) if documents else findings
    show_findings(findings, as_json)
    if has_errors(findings):
        ctx.exit(1)


def show_findings(findings: list[Finding], as_json: bool) -> None:
    """Print what the linter found, in full, and how much of each severity."""
    if as_json:
        show([asdict(finding) for finding in findings], as_json)
        return
    for finding in findings:
        click.echo(f"{finding.severity}: {finding.target}: {finding.kind}: {finding.sentence}")
    counts = ", ".join(
        f"{sum(finding.severity == level for finding in findings)} {level}s" for level in SEVERITIES
    )
    click.echo(f"{counts}. A target with nothing missing is not for that reason a good one.")


@click.command("loads")
@json_option
def loads_command(as_json: bool) -> None:
    """List what has been loaded, the newest first."""
    engine = store_engine()
    require_current(engine)
    rows = load_records(provenance.loads_held(engine))
    if not as_json:
        names = "id source loaded file rows_read new revised unchanged withdrawn".split()
        rows = [{name: row[name] for name in names} for row in rows]
    show(rows, as_json)


@click.command("observations")
@click.option("--indicator", required=True, help="The indicator's id; see: beacon indicators.")
@click.option("--place", help="A Place or other area by its slug.")
@as_of_option
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
def observations_command(
    indicator: str, place: str | None, as_of: date | None, as_json: bool, as_csv: bool
) -> None:
    """List an indicator's figures, of every series, sex, age and category."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    defined, engine = catalogue(), store_engine()
    require_known_indicator(indicator, defined)
    require_current(engine)
    defined = known(engine, defined)
    areas = (_area_slug(defined, place),) if place else ()
    frame = queries.observed(engine, defined, indicators=(indicator,), areas=areas, as_of=as_of)
    printed = _print_csv if as_csv else partial(show, as_json=True) if as_json else _print_table
    printed(observation_records(frame, defined, queries.area_names(engine)))


@click.command("status")
@click.option("--place", help="A Place or other area by its slug; none named: all that are compared.")
@click.option("--indicator", help="The indicator's id; see: beacon indicators.")
@as_of_option
@json_option
def status_command(place: str | None, indicator: str | None, as_of: date | None, as_json: bool) -> None:
    """Say of each indicator and Place: now against plan, real change or noise, by the deadline."""
    defined, engine = catalogue(), store_engine()
    require_known_indicator(indicator, defined)
    areas = None if place is None else (_area_slug(defined, place),)
    require_current(engine)
    if as_of is None and may_write(engine):
        snapshot.refresh(engine, defined)
    asked = None if indicator is None else [indicator]
    rows = [
        record(status)
        for status in snapshot.answer(engine, defined, indicators=asked, areas=areas, as_of=as_of)
    ]
    if as_json:
        show(rows, as_json)
        return
    names = "indicator place sex period value target now gap variation trend forecast_word".split()
    show([_rounded({name: row[name] for name in names}, defined) for row in rows], as_json)
    if indicator is not None:
        for row in rows:
            click.echo(f"\n{row['sentence']}")


def _rounded(row: dict[str, Any], defined: Catalogue) -> dict[str, Any]:
    """The row as people read it: the value and the gap with the indicator's decimals."""
    decimals = defined.indicators[row["indicator"]].decimals
    return row | {name: number(row[name], decimals) for name in ("value", "gap") if row[name] is not None}


def _area_slug(defined: Catalogue, place: str) -> str:
    area = defined.area_for(place)
    if area is None:
        named = ", ".join(known.slug for known in defined.places)
        raise Unknown(Problem(f"place {place!r}", "is not known", f"the nine Places are {named}"))
    return area.slug


def _print_csv(rows: Rows) -> None:
    cells = ([row[name] for name in OBSERVATION_FIELDS] for row in rows)
    sys.stdout.write(csv_lines([OBSERVATION_FIELDS, *cells], ending="\n"))


def _print_table(rows: Rows) -> None:
    names = ("place_name", "period", "sex", "age", "category", "value", "lower", "upper", "series", "note")
    show([{name: row[name] for name in names} for row in rows], as_json=False)


@click.command("review")
@click.argument("line", type=int, required=False)
@click.option("--list", "listed", is_flag=True, help="List what awaits review; so does no LINE.")
@click.option("--settled", is_flag=True, help="List what was settled, by whom, when and why.")
@click.option("--right", is_flag=True, help="The figure is right: it counts from now on.")
@click.option("--leave-out", is_flag=True, help="The figure is wrong: it is left out from now on.")
@click.option("--by", help="Who settles it, as a role, never a name.")
@click.option("--why", help="Why, in a sentence.")
@json_option
def review_command(
    line: int | None,
    listed: bool,
    settled: bool,
    right: bool,
    leave_out: bool,
    by: str | None,
    why: str | None,
    as_json: bool,
) -> None:
    """Settle figures of another scale than their line. LINE: the number of one in the list."""
    defined, engine = catalogue(), store_engine()
    require_current(engine)
    defined = known(engine, defined)
    if line is None:
        if right or leave_out or by or why:
            raise click.UsageError("say which LINE is settled; beacon review lists them")
        rows = _settled(engine, defined) if settled else _awaiting(engine, defined)
        show(rows, as_json)
        return
    if listed or settled or right == leave_out or not (by and why and by.strip() and why.strip()):
        raise click.UsageError("LINE needs --right or --leave-out, and both --by ROLE and --why TEXT")
    require_writable(engine)
    settle(engine, line, RIGHT if right else LEFT_OUT, by.strip(), why.strip())
    snapshot.refresh(engine, defined)
    done = "is right and counts from now on" if right else "is left out from now on"
    click.echo(f"figure {line} {done}; its trail: beacon review --settled")


def _awaiting(engine: Engine, defined: Catalogue) -> Rows:
    """What awaits review: the figure, the usual size of its line, where it came from."""
    frame = queries.awaiting(engine, defined).rename(columns={"observation_id": "line", "area": "place"})
    names = "line indicator series place period sex age category value usual publisher release published file"
    return _rows_of(frame, names)


def _settled(engine: Engine, defined: Catalogue) -> Rows:
    frame = provenance.rulings_held(engine).rename(columns={"figure": "line", "area": "place"})
    frame["indicator"] = frame.series.map({id: owner.id for id, owner in defined.indicator_of.items()})
    names = "line indicator series place period sex age category value usual verdict by why ruled holds"
    return _rows_of(frame, names)


def _rows_of(frame: pd.DataFrame, names: str) -> Rows:
    shown = frame[names.split()].astype(object)
    return [{str(name): cell for name, cell in row.items()} for row in shown.to_dict("records")]


COMMANDS: list[click.Command] = [
    check_command,
    indicators_command,
    targets_command,
    loads_command,
    observations_command,
    status_command,
    review_command,
]
