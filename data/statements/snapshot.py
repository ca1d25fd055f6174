"""Statements worked out once per load and kept beside the figures they came from, so that no page waits.

`refresh` is part of every load, and is called before serving; it works out again only what loads since then
have touched, what a changed definition or method makes stale, and what a day that has come changes, such as a
deadline. The statuses as of the latest past meetings are kept in the same way: "since we last met" counts
from them.
`answer` reads back; what is not kept (another date, another area) is worked out on demand and not kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date

from data.catalogue.reader import Catalogue
from data.errors import Problem
from data.judgement import equity, forecast_record, ranks
from data.judgement.lines import lines_of
from data.judgement.status import Status, packed, unpacked
from data.statements import deprivation_groups, track_record
from data.statements.compute import Withheld, compared_areas, statuses
from data.statements.kept_rows import (
    EQUITY,
    PAST,
    RANKS,
    STATUSES,
    TRACK,
    Contents,
    drop_others,
    good,
    kind_of,
    replace_rows,
    rows_of,
    stale,
)
from data.statements.validity import span_of, turning_days
from data.statistics.reason import NO_REASON, Reason, plainly
from data.store.days import days_of_change
from data.store.engine import Store, writing
from data.store.queries import history
from data.store.state import has_loads, move, new_identity

# People ask what changed since the last meeting, seldom what changed since one long before.
MEETINGS_KEPT = 4
NOT_WORKED_OUT = plainly("the forecast's track record is not worked out yet")
MOST_NAMED = 5
TO_DO = "run: beacon migrate"
_NAMES = {
    STATUSES: "statements",
    TRACK: "track records of the forecast",
    EQUITY: "verdicts on inequality",
    RANKS: "rankings",
}


# What is kept and what is worked out on demand must be the same in every word: both come from `statuses`, and
# a test compares them.
def answer(
    engine: Store,
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


def track_records(engine: Store, catalogue: Catalogue) -> list[forecast_record.Record]:
    """The forecast's track record by indicator, as kept at the latest refresh; `track.overall` joins them."""
    rows = rows_of(engine, TRACK)
    return [forecast_record.Record(**rows[id]["content"]) for id in catalogue.indicators if id in rows]


def equity_verdicts(engine: Store, catalogue: Catalogue, today: date) -> list[equity.Verdict]:
    """The verdicts on inequality, kept ones where they are current."""
    rows = rows_of(engine, EQUITY)
    held = good(engine, catalogue, EQUITY, rows, today)
    verdicts: list[equity.Verdict] = []
    for id in catalogue.indicators:
        kept = [equity.unpacked(content) for content in rows[id]["content"]] if id in held else None
        verdicts += deprivation_groups.verdicts(engine, catalogue, id) if kept is None else kept
    return verdicts


def rankings(engine: Store, catalogue: Catalogue, today: date) -> dict[tuple[str, str], ranks.Ranking]:
    """(indicator, sex) -> the ranking of the nine Places, kept ones where they are current."""
    rows = rows_of(engine, RANKS)
    held = good(engine, catalogue, RANKS, rows, today)
    ranked: dict[tuple[str, str], ranks.Ranking] = {}
    for id in catalogue.indicators:
        if id in held:
            ranked |= {(id, sex): ranks.unpacked(content) for sex, content in rows[id]["content"].items()}
        else:
            ranked |= {(id, sex): ranking for sex, ranking in ranked_places(engine, catalogue, id).items()}
    return ranked


def ranked_places(
    engine: Store, catalogue: Catalogue, id: str, as_of: date | None = None
) -> dict[str, ranks.Ranking]:
    """Sex -> ranking of the nine Places, for every headline line of an indicator, now or as of a date."""
    indicator = catalogue.indicators[id]
    frame = history(engine, catalogue, id, areas=compared_areas(catalogue), as_of=as_of)
    lines = lines_of(frame)
    return {sex: ranks.of_places(catalogue, indicator, lines, sex) for sex in indicator.headline.sexes}


def refresh(engine: Store, catalogue: Catalogue, today: date | None = None) -> list[str]:
    """Work out and keep what is stale; return the indicators whose statuses were worked out again.

    In one transaction, and the store has another state with its end: readers see all of it or nothing. On a
    connection that is writing a load it is part of that load. Where nothing is stale nothing is written.
    """
    on = today or date.today()
    if not any(_stale(engine, catalogue, on).values()):
        return []
    with writing(engine) as connection:
        again = _stale(connection, catalogue, on)  # another process may have done it meanwhile
        if any(again.values()):
            for kind, ids in again.items():
                replace_rows(
                    connection, catalogue, kind, on, _worked_out(connection, catalogue, kind, ids, on)
                )
            drop_others(connection, catalogue, list(again))
            move(connection, new_identity())
    return again[STATUSES]


def disagreements(engine: Store, catalogue: Catalogue, today: date | None = None) -> list[Problem]:
    """Return what is kept and is not that of the present figures, definitions and day, by kind."""
    return [
        Problem(_name(kind), f"are not those of the present figures and rules: {_some(ids)}", TO_DO)
        for kind, ids in _stale(engine, catalogue, today or date.today()).items()
        if ids
    ]


def _name(kind: str) -> str:
    return f"statements as of {kind.removeprefix(PAST)}" if kind.startswith(PAST) else _NAMES[kind]


def _some(ids: Sequence[str]) -> str:
    more = len(ids) - MOST_NAMED
    return ", ".join(ids[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


# The track record first: whether a forecast may be shown in a status rests on it.
def _stale(engine: Store, catalogue: Catalogue, today: date) -> dict[str, list[str]]:
    """Kind -> the indicators of which it is stale, in the order in which they are to be worked out."""
    if not has_loads(engine):
        return {STATUSES: []}
    past = [kind_of(day) for day in past_meetings(catalogue, today)]
    return stale(engine, catalogue, [TRACK, STATUSES, EQUITY, RANKS, *past], today)


# Past statuses change as well: a release loaded late, but published before the meeting, was known then.
def _worked_out(engine: Store, catalogue: Catalogue, kind: str, ids: Sequence[str], today: date) -> Contents:
    """What is to be kept of some indicators: the first day that changes it, and its content."""
    if kind == TRACK:
        return {id: (None, asdict(track_record.of_indicator(engine, catalogue, id))) for id in ids}
    if kind == EQUITY:
        verdicts = {id: deprivation_groups.verdicts(engine, catalogue, id) for id in ids}
        return {id: (None, [equity.packed(verdict) for verdict in of]) for id, of in verdicts.items()}
    if kind == RANKS:
        ranked = {id: ranked_places(engine, catalogue, id) for id in ids}
        return {
            id: (None, {sex: ranks.packed(each) for sex, each in of.items()}) for id, of in ranked.items()
        }
    as_of = date.fromisoformat(kind.removeprefix(PAST)) if kind.startswith(PAST) else None
    made: dict[str, list[Status]] = {id: [] for id in ids}
    held = _withheld(engine, catalogue, as_of)
    for status in statuses(engine, catalogue, indicators=ids, as_of=as_of, today=today, withheld=held):
        made[status.indicator].append(status)
    contents = {id: [packed(status) for status in of] for id, of in made.items()}
    if as_of is not None:  # what was known on a past day does not change with the days that come
        return {id: (None, content) for id, content in contents.items()}
    changed = days_of_change(engine)
    return {
        id: (_until(catalogue, id, made[id], today, changed.get(id, ())), content)
        for id, content in contents.items()
    }


# Rows that do not hold are worked out for this one answer and not kept: a page never writes. The next load or
# start of the server does.
def _read_back(
    engine: Store, catalogue: Catalogue, ids: Sequence[str], today: date, as_of: date | None
) -> list[Status]:
    rows = rows_of(engine, kind_of(as_of), ids)
    held = good(engine, catalogue, kind_of(as_of), rows, today)
    missing = [id for id in ids if id not in held]
    answers = [unpacked(content) for id in ids if id in held for content in rows[id]["content"]]
    if missing:
        withheld = _withheld(engine, catalogue, as_of)
        answers += statuses(
            engine, catalogue, indicators=missing, as_of=as_of, today=today, withheld=withheld
        )
    return answers


def _withheld(engine: Store, catalogue: Catalogue, as_of: date | None = None) -> Withheld:
    """Why forecasts are not shown: a poor track record, or none worked out yet.

    As of a date the record is that of the figures known then, worked out for each indicator asked about.
    """
    if as_of is not None:
        return lambda id: _why_withheld(track_record.of_indicator(engine, catalogue, id, as_of))
    rows = rows_of(engine, TRACK)

    def why(id: str) -> Reason:
        record = forecast_record.Record(**rows[id]["content"]) if id in rows else None
        return _why_withheld(record) if record else NOT_WORKED_OUT

    return why


def _why_withheld(record: forecast_record.Record) -> Reason:
    return forecast_record.withheld([record]).get(record.indicator, NO_REASON)


def _until(
    catalogue: Catalogue, id: str, statuses: list[Status], on: date, changed: Sequence[date]
) -> date | None:
    """The first day on which the statuses would be told otherwise although nothing is loaded."""
    until = span_of(on, turning_days(catalogue, id, statuses, on, changed)).until
    return None if until == date.max else until
