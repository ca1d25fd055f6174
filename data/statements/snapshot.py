"""Statements worked out once per load and kept beside the figures they came from, so that no page waits.

`refresh` is called when a load ends and before serving; it works out again only what loads since then have
touched, what a changed definition or method makes stale, and what a day that has come changes (a deadline).
The statuses as of the latest past meetings are kept in the same way: "since we last met" counts from them.
`answer` reads back; what is not kept (another date, another area) is worked out on demand and not kept.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from data.catalogue.reader import Catalogue
from data.catalogue.returns import as_defined
from data.judgement import equity, forecast_record, ranks
from data.judgement.lines import lines_of
from data.judgement.status import Status, packed, unpacked
from data.statements import deprivation_groups, track_record
from data.statements.compute import Withheld, compared_areas, statuses
from data.statements.imports import rests_on
from data.statistics.reason import NO_REASON, Reason, plainly
from data.store.engine import writing
from data.store.queries import history, newest_load_id
from data.store.schema import kept_statements, lines, observations, series, trajectory_points

# Four kinds because they rest on different things: a new target leaves the rankings as they are.
STATUSES, TRACK, EQUITY, RANKS = "statuses", "track", "equity", "ranks"
PAST = f"{STATUSES} "  # and the day: the kind of the statuses as of a meeting
# People ask what changed since the last meeting, seldom what changed since one long before.
MEETINGS_KEPT = 4
NOT_WORKED_OUT = plainly("the forecast's track record is not worked out yet")
Rows = dict[str, Any]


# What is kept and what is worked out on demand must be the same in every word: both come from `statuses`, and
# a test compares them.
def answer(
    engine: Engine,
    catalogue: Catalogue,
    *,
    indicators: Iterable[str] | None = None,
    areas: Sequence[str] | None = None,
    as_of: date | None = None,
    today: date | None = None,
) -> list[Status]:
    """The statuses asked for, now or as of a date, in the order of the catalogue and of the areas."""
    ids = list(catalogue.indicators if indicators is None else indicators)
    usual, on = compared_areas(catalogue), today or date.today()
    wanted = usual if areas is None else tuple(areas)
    if (as_of is None or as_of in past_meetings(catalogue, on)) and set(wanted) <= set(usual):
        place = {slug: number for number, slug in enumerate(wanted)}
        held = _read_back(engine, catalogue, ids, on, as_of)
        return sorted(
            (status for status in held if status.place in place),
            key=lambda status: (ids.index(status.indicator), place[status.place]),
        )
    return statuses(
        engine,
        catalogue,
        indicators=ids,
        areas=wanted,
        as_of=as_of,
        today=today,
        withheld=_withheld(engine, catalogue, as_of),
    )


def past_meetings(catalogue: Catalogue, today: date) -> list[date]:
    """The days of the latest meetings before today, whose statuses are kept; the oldest first."""
    days = sorted({meeting.date for meeting in catalogue.meetings if meeting.date < today})
    return days[-MEETINGS_KEPT:]


def track_records(engine: Engine, catalogue: Catalogue) -> list[forecast_record.Record]:
    """The forecast's track record by indicator, as kept at the latest refresh; `track.overall` joins them."""
    rows = _kept(engine, TRACK)
    return [forecast_record.Record(**rows[id]["content"]) for id in catalogue.indicators if id in rows]


def equity_verdicts(engine: Engine, catalogue: Catalogue, today: date) -> list[equity.Verdict]:
    """The verdicts on inequality, kept ones where they are current."""
    rows = _kept(engine, EQUITY)
    good = _good(engine, catalogue, EQUITY, rows, today)
    verdicts: list[equity.Verdict] = []
    for id in catalogue.indicators:
        kept = [equity.unpacked(content) for content in rows[id]["content"]] if id in good else None
        verdicts += deprivation_groups.verdicts(engine, catalogue, id) if kept is None else kept
    return verdicts


def rankings(
    engine: Engine, catalogue: Catalogue, today: date, as_of: date | None = None
) -> dict[tuple[str, str], ranks.Ranking]:
    """(indicator, sex) -> the ranking of the nine Places, now (kept where current) or as of a date."""
    rows = {} if as_of else _kept(engine, RANKS)
    good = _good(engine, catalogue, RANKS, rows, today)
    ranked: dict[tuple[str, str], ranks.Ranking] = {}
    for id in catalogue.indicators:
        if id in good:
            ranked |= {(id, sex): ranks.unpacked(content) for sex, content in rows[id]["content"].items()}
        else:
            ranked |= {(id, sex): ranking for sex, ranking in _ranked(engine, catalogue, id, as_of).items()}
    return ranked


def _ranked(
    engine: Engine, catalogue: Catalogue, id: str, as_of: date | None = None
) -> dict[str, ranks.Ranking]:
    """Sex -> ranking, for every headline line of an indicator."""
    indicator = catalogue.indicators[id]
    frame = history(engine, catalogue, id, areas=compared_areas(catalogue), as_of=as_of)
    lines = lines_of(frame)
    return {sex: ranks.of_places(catalogue, indicator, lines, sex) for sex in indicator.headline.sexes}


# The track record first: whether a forecast may be shown in a status rests on it.
def refresh(engine: Engine, catalogue: Catalogue, today: date | None = None) -> list[str]:
    """Work out and keep what is stale; return the indicators whose statuses were worked out again."""
    newest, on = newest_load_id(engine), today or date.today()
    if not newest:
        return []
    stale = {kind: _stale(engine, catalogue, kind, on) for kind in (TRACK, STATUSES, EQUITY, RANKS)}
    records = {id: asdict(track_record.of_indicator(engine, catalogue, id)) for id in stale[TRACK]}
    _keep(engine, catalogue, TRACK, (newest, on), {id: (None, content) for id, content in records.items()})
    _keep_statuses(engine, catalogue, stale[STATUSES], (newest, on))
    verdicts = {id: deprivation_groups.verdicts(engine, catalogue, id) for id in stale[EQUITY]}
    packed_verdicts = {id: (None, [equity.packed(verdict) for verdict in of]) for id, of in verdicts.items()}
    _keep(engine, catalogue, EQUITY, (newest, on), packed_verdicts)
    ranked = {id: _ranked(engine, catalogue, id) for id in stale[RANKS]}
    packed_ranks = {
        id: (None, {sex: ranks.packed(ranking) for sex, ranking in of.items()}) for id, of in ranked.items()
    }
    _keep(engine, catalogue, RANKS, (newest, on), packed_ranks)
    _keep_meetings(engine, catalogue, (newest, on))
    return stale[STATUSES]


# Past statuses change as well: a release loaded late, but published before the meeting, was known then.
def _keep_meetings(engine: Engine, catalogue: Catalogue, when: tuple[int, date]) -> None:
    meetings = past_meetings(catalogue, when[1])
    for day in meetings:
        ids = _stale(engine, catalogue, _kind(day), when[1])
        _keep_statuses(engine, catalogue, ids, when, day)
    kind, kinds = kept_statements.c.kind, [_kind(day) for day in meetings]
    with writing(engine) as connection:
        connection.execute(
            delete(kept_statements).where(kind.startswith(PAST, autoescape=True), kind.not_in(kinds))
        )


def _keep_statuses(
    engine: Engine,
    catalogue: Catalogue,
    ids: Sequence[str],
    when: tuple[int, date],
    as_of: date | None = None,
) -> None:
    """Work out and keep the statuses of some indicators, now or as of a meeting; `when` as for `_keep`."""
    made: dict[str, list[Status]] = {id: [] for id in ids}
    held = _withheld(engine, catalogue, as_of)
    for status in statuses(engine, catalogue, indicators=ids, as_of=as_of, today=when[1], withheld=held):
        made[status.indicator].append(status)
    # What was known on a past day does not change with the days that come.
    contents = {
        id: (None if as_of else _until(catalogue, id, when[1], of), [packed(status) for status in of])
        for id, of in made.items()
    }
    _keep(engine, catalogue, _kind(as_of), when, contents)


def _kind(as_of: date | None) -> str:
    return f"{PAST}{as_of}" if as_of else STATUSES


# Rows that do not hold are worked out for this one answer and not kept: a page never writes. The next load or
# start of the server does.
def _read_back(
    engine: Engine, catalogue: Catalogue, ids: Sequence[str], today: date, as_of: date | None
) -> list[Status]:
    rows = _kept(engine, _kind(as_of), ids)
    good = _good(engine, catalogue, _kind(as_of), rows, today)
    missing = [id for id in ids if id not in good]
    answers = [unpacked(content) for id in ids if id in good for content in rows[id]["content"]]
    if missing:
        held = _withheld(engine, catalogue, as_of)
        answers += statuses(engine, catalogue, indicators=missing, as_of=as_of, today=today, withheld=held)
    return answers


def _kept(
    engine: Engine, kind: str, ids: Sequence[str] | None = None, content: bool = True
) -> dict[str, Rows]:
    columns = [column for column in kept_statements.c if content or column.name != "content"]
    question = select(*columns).where(kept_statements.c.kind == kind)
    if ids is not None and len(ids) == 1:
        question = question.where(kept_statements.c.indicator == ids[0])
    with engine.connect() as connection:
        return {row["indicator"]: dict(row) for row in connection.execute(question).mappings()}


# A row made on a later day than asked for is not used: it may say that a deadline has passed.
def _good(engine: Engine, catalogue: Catalogue, kind: str, rows: Mapping[str, Rows], today: date) -> set[str]:
    """The indicators whose kept row is that of the newest load, of these definitions and of this day."""
    newest, stamp = newest_load_id(engine), _stamp(catalogue, kind)
    return {
        id
        for id, row in rows.items()
        if row["load_id"] == newest
        and row["stamp"] == stamp
        and row["worked_out"] <= today
        and (row["until"] is None or today < row["until"])
    }


# Each indicator is asked by itself: a file touches those of one publisher, and the others keep their rows.
def _stale(engine: Engine, catalogue: Catalogue, kind: str, today: date) -> list[str]:
    rows, stamp = _kept(engine, kind, content=False), _stamp(catalogue, kind)
    oldest = min((row["load_id"] for row in rows.values()), default=0)
    touched = _touched(engine, oldest) if rows else {}
    return [
        id
        for id in catalogue.indicators
        if id not in rows
        or rows[id]["stamp"] != stamp
        or touched.get(id, 0) > rows[id]["load_id"]
        or (rows[id]["until"] is not None and rows[id]["until"] <= today)
    ]


# Figures hang on lines and series, points of a trajectory on the indicator itself: two questions, each with
# its way.
def _touched(engine: Engine, since: int) -> dict[str, int]:
    """Indicator -> the newest load after `since` that brought figures or a trajectory for it."""
    figures = (
        select(series.c.indicator, observations.c.load_id)
        .join(lines, lines.c.series == series.c.id)
        .join(observations, observations.c.line_id == lines.c.id)
        .where(observations.c.load_id > since)
        .distinct()
    )
    paths = select(trajectory_points.c.indicator, trajectory_points.c.load_id).where(
        trajectory_points.c.load_id > since
    )
    touched: dict[str, int] = {}
    with engine.connect() as connection:
        for id, load in [*connection.execute(figures), *connection.execute(paths)]:
            touched[id] = max(touched.get(id, 0), load)
    return touched


# In one transaction: a reader sees the rows of one load or of the other, never some of each.
def _keep(
    engine: Engine,
    catalogue: Catalogue,
    kind: str,
    when: tuple[int, date],
    contents: Mapping[str, tuple[date | None, Any]],
) -> None:
    """Replace the rows worked out again; the others of the same stamp hold for the newest load, too.

    `when`: the newest load, and the day for which the statements were made.
    """
    table, stamp = kept_statements, _stamp(catalogue, kind)
    common = {"kind": kind, "load_id": when[0], "stamp": stamp, "worked_out": when[1]}
    rows = [
        common | {"indicator": id, "until": until, "content": content}
        for id, (until, content) in contents.items()
    ]
    with writing(engine) as connection:
        _drop(connection, kind, list(contents), list(catalogue.indicators))
        same = (table.c.kind == kind, table.c.stamp == stamp)
        connection.execute(update(table).where(*same).values(load_id=when[0]))
        if rows:
            connection.execute(insert(table), rows)


# An indicator that is no longer defined would otherwise keep its row for ever.
def _drop(connection: Connection, kind: str, again: list[str], defined: list[str]) -> None:
    table = kept_statements
    connection.execute(delete(table).where(table.c.kind == kind, table.c.indicator.in_(again)))
    connection.execute(delete(table).where(table.c.kind == kind, table.c.indicator.not_in(defined)))


def _withheld(engine: Engine, catalogue: Catalogue, as_of: date | None = None) -> Withheld:
    """Why forecasts are not shown: a poor track record, or none worked out yet.

    As of a date the record is that of the figures known then, worked out for each indicator asked about.
    """
    if as_of is not None:
        return lambda id: _why_withheld(track_record.of_indicator(engine, catalogue, id, as_of))
    rows = _kept(engine, TRACK)

    def why(id: str) -> Reason:
        record = forecast_record.Record(**rows[id]["content"]) if id in rows else None
        return _why_withheld(record) if record else NOT_WORKED_OUT

    return why


def _why_withheld(record: forecast_record.Record) -> Reason:
    return forecast_record.withheld([record]).get(record.indicator, NO_REASON)


def _until(catalogue: Catalogue, id: str, today: date, statuses: Iterable[Status]) -> date | None:
    """The first day on which the statuses would be told otherwise although nothing is loaded."""
    # A deadline, a verdict or an expected release changes the words on the day after, though no file came.
    a_day = timedelta(days=1)
    targets = catalogue.targets_for(id)
    days = [target.set_on for target in targets]
    days += [target.deadline + a_day for target in targets if target.deadline]
    days += [status.verdict_date + a_day for status in statuses if status.verdict_date]
    days += [status.next_release + a_day for status in statuses if status.next_release]
    return min((day for day in days if day > today), default=None)


# A past status rests on the same definitions and code as today's.
def _stamp(catalogue: Catalogue, kind: str) -> str:
    """A checksum of the definitions that a kind of statement rests on and of the code that makes it."""
    return _stamps(catalogue)[STATUSES if kind.startswith(PAST) else kind]


@lru_cache(maxsize=4)
def _stamps(catalogue: Catalogue) -> dict[str, str]:
    # Local returns are series that no statement rests on.
    base = [[as_defined(indicator) for indicator in catalogue.indicators.values()], catalogue.breaks]
    everything = [*base, catalogue.areas.values(), catalogue.targets.values(), catalogue.relations]
    everything += [catalogue.trajectories, catalogue.authority_regions.values()]
    whole, part = _checksum(everything), _checksum(base)
    ranking = _checksum([*base, catalogue.areas.values()])
    return {STATUSES: whole, EQUITY: whole, TRACK: part, RANKS: ranking}


# The models' own JSON is the same in every process; `hash` is not.
def _checksum(definitions: Iterable[Iterable[Any]]) -> str:
    text = "\n".join(definition.model_dump_json() for group in definitions for definition in group)
    return hashlib.sha256((code_version() + text).encode()).hexdigest()


@lru_cache(maxsize=1)
def code_version() -> str:
    """A checksum of every module that a statement passes through: no version number, no list to forget."""
    code = b"".join(path.read_bytes() for path in rests_on(__name__).values())
    return hashlib.sha256(code).hexdigest()
