"""Writing a load: whole or not at all. The writing half of the store, for loaders only.

A release's statement about a figure is kept as its own row, and left out where the store holds it already
(`incoming`). Which statement about a period counts is for `order` to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, func, insert, select, update

from data.catalogue.models import Area
from data.catalogue.reader import Catalogue
from data.store.definitions_copy import register
from data.store.engine import Store, writing
from data.store.incoming import FIGURES, PERIOD, classified, corrected_days
from data.store.order import is_said, withdrawn
from data.store.pointers import point_to_newest
from data.store.rows import records
from data.store.schema import (
    area_boundaries,
    extracts,
    left_out,
    lines,
    loads,
    observations,
    releases,
    reviews,
    trajectory_points,
)
from data.store.settling import found_in, keep_doubts
from data.store.state import move, new_identity

LINE = ["series", "area", "sex", "age", "category_type", "category"]
RELEASE = ["publisher", "release", "published", "published_basis", "licence"]
ORIGIN = ["origin_sha256", "origin_name", "received"]
CHANGED = [*LINE, *PERIOD, "period", "value", "old", "kind"]
DOUBTFUL = [*CHANGED, "usual"]
RETURNS = "tidy"  # the source of local returns, of which the later corrects the earlier
OBSERVATION = [*LINE, *PERIOD, "period", *FIGURES, "note", *RELEASE, *ORIGIN, "sheet", "row"]


@dataclass(frozen=True)
class Extract:
    """One file as it arrived: its name, checksum, size in bytes, when, and from where."""

    name: str
    sha256: str
    size: int
    received: datetime
    address: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewLoad:
    """What one file says. `frame` has the columns OBSERVATION.

    `trajectory` and `boundaries`: rows of the tables trajectory_points and area_boundaries, without load_id.
    """

    extract: Extract
    source: str
    rows_read: int
    frame: pd.DataFrame
    trajectory: list[dict[str, Any]] = field(default_factory=list)
    boundaries: list[dict[str, Any]] = field(default_factory=list)
    peers: list[Area] = field(default_factory=list)
    set_aside: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LoadResult:
    """What the load changed: counts of observations, and the number the load has (None: nothing was new).

    `changed`: a row for each new or revised observation, with the columns CHANGED: `old` is the value
    it revises (NaN for a new one), `kind` is "new" or "revised".
    `corrections`: what the load mends of an earlier one, in words.
    `doubtful`: rows of another scale than their line, which await review; columns DOUBTFUL.
    """

    load_id: int | None
    new: int
    revised: int
    unchanged: int
    changed: pd.DataFrame
    corrections: tuple[str, ...] = ()
    doubtful: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=DOUBTFUL))


def write_loads(
    engine: Store, catalogue: Catalogue, loads: Sequence[NewLoad], *, dry_run: bool = False
) -> list[LoadResult]:
    """Store what is new in all the loads of one file, whole or not at all; or with `dry_run` only say it."""
    with writing(engine) as connection, connection.begin_nested() as part:
        results = [_write(connection, catalogue, load) for load in loads]
        if dry_run or all(result.load_id is None for result in results):
            part.rollback()
            return [replace(result, load_id=None) for result in results]
    return results


def _write(connection: Connection, catalogue: Catalogue, load: NewLoad) -> LoadResult:
    """Store what is new in one load; its number is None where nothing was."""
    if load.frame.empty and not _beside_figures(load):
        return LoadResult(None, 0, 0, 0, pd.DataFrame(columns=CHANGED))
    register(connection, catalogue, load.peers)
    frame = _with_line_ids(connection, load.frame)
    held = _held(connection, frame)
    frame = classified(frame, held, load.extract.name, load.source == RETURNS)
    result = replace(_counts(frame), corrections=tuple(corrected_days(frame, held)))
    kept = frame[~frame.held]
    if kept.empty and not _brings_more(connection, load):
        return result
    kept = kept.assign(usual=found_in(connection, catalogue, kept))
    identity = new_identity(load.extract.sha256)
    load_id = _insert_load(connection, load, result, identity)
    _insert_observations(connection, kept, load_id)
    _insert_left_out(connection, frame[frame.held], load_id)
    for table, rows in _beside_figures(load):
        connection.execute(insert(table), [row | {"load_id": load_id} for row in rows])
    move(connection, identity, _touched(catalogue, kept, load))
    return replace(result, load_id=load_id, doubtful=kept.loc[kept.usual.notna(), DOUBTFUL])


def _touched(catalogue: Catalogue, kept: pd.DataFrame, load: NewLoad) -> set[str]:
    """The indicators of which the load says anything."""
    of_figures = {catalogue.indicator_of[series].id for series in kept.series.unique()}
    return of_figures | {point["indicator"] for point in load.trajectory}


def keep_review(engine: Store, load_id: int, content: dict[str, Any]) -> None:
    """Keep what a load's review found."""
    with writing(engine) as connection:
        connection.execute(insert(reviews), [{"load_id": load_id, "content": content}])


def _next_id(connection: Connection, table: Table) -> int:
    """Return the next number; safe because one load writes at a time."""
    highest = connection.execute(select(func.max(table.c.id))).scalar()
    return (highest or 0) + 1


def _interned(
    connection: Connection, table: Table, columns: list[str], frame: pd.DataFrame, beside: Sequence[str] = ()
) -> pd.Series:
    """Return the number each row of `frame` has in `table`, adding the rows that are missing there.

    `columns` tell one row from another; those `beside` them are kept with a row that is added.
    """
    distinct = frame[[*columns, *beside]].drop_duplicates(columns)
    held = pd.DataFrame(
        connection.execute(select(table.c.id, *(table.c[name] for name in columns))).all(),
        columns=["id", *columns],
    ).astype(dict.fromkeys(columns, object))
    numbered = distinct.astype(object).merge(held, on=columns, how="left")
    missing = numbered.id.isna()
    first = _next_id(connection, table)
    numbered.loc[missing, "id"] = range(first, first + int(missing.sum()))
    if missing.any():
        connection.execute(insert(table), records(numbered[missing].astype({"id": int})))
    joined = frame[columns].astype(object).merge(numbered[["id", *columns]], on=columns, how="left")
    return pd.Series(joined.id.astype(int).to_numpy(), index=frame.index)


def _with_line_ids(connection: Connection, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index(drop=True).assign(line_id=lambda rows: _line_ids(connection, rows))


def _line_ids(connection: Connection, frame: pd.DataFrame) -> pd.Series:
    """Like `_interned`, but reads only the lines of the series at hand: there may be very many."""
    wanted = frame.series.unique().tolist()
    held = pd.DataFrame(
        connection.execute(
            select(lines.c.id, *(lines.c[name] for name in LINE)).where(lines.c.series.in_(wanted))
        ).all(),
        columns=["id", *LINE],
    )
    known = {tuple(row[1:]): row[0] for row in held.itertuples(index=False)}
    next_id, added, ids = _next_id(connection, lines), [], []
    for key in zip(*(frame[name].tolist() for name in LINE), strict=True):
        if key not in known:
            known[key] = next_id
            added.append({"id": next_id, **dict(zip(LINE, key, strict=True))})
            next_id += 1
        ids.append(known[key])
    if added:
        connection.execute(insert(lines), added)
    return pd.Series(ids, index=frame.index, dtype=int)


def _held(connection: Connection, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that count about the lines and the stretch of time of `frame`."""
    columns = (
        *(observations.c[name] for name in ("id", "line_id", *PERIOD, "published", *FIGURES, "note")),
        *(releases.c.published_basis, releases.c.title.label("release")),
        *(extracts.c.sha256.label("origin_sha256"), extracts.c.name.label("origin_name")),
        *(extracts.c.received, observations.c.load_id),
    )
    question = (
        select(*columns)
        .join(extracts, observations.c.extract_id == extracts.c.id)
        .join(releases, observations.c.release_id == releases.c.id)
        .join(lines, observations.c.line_id == lines.c.id)
        .where(
            lines.c.series.in_(frame.series.unique().tolist()),
            observations.c.period_end.between(frame.period_end.min(), frame.period_end.max()),
            is_said(observations),
        )
    )
    names = [column.name for column in columns]
    rows = connection.execute(question).all() if len(frame) else []
    held = pd.DataFrame(rows, columns=names).astype(dict.fromkeys(FIGURES, float))
    days = [moment.date() if moment is not None else date.min for moment in held.received]
    return held.assign(received=pd.Series(days, index=held.index, dtype=object))


def _counts(frame: pd.DataFrame) -> LoadResult:
    count = frame.kind.value_counts()
    new, revised, unchanged = (int(count.get(kind, 0)) for kind in ("new", "revised", "unchanged"))
    return LoadResult(None, new, revised, unchanged, frame.loc[frame.kind != "unchanged", CHANGED])


def _insert_load(connection: Connection, load: NewLoad, result: LoadResult, identity: str) -> int:
    extract = load.extract
    held = select(extracts.c.id).where(extracts.c.sha256 == extract.sha256, extracts.c.name == extract.name)
    extract_id = connection.execute(held).scalar()
    details = {"size": extract.size, "received": extract.received, "address": extract.address}
    if extract_id is None:
        extract_id = _next_id(connection, extracts)
        named = {"id": extract_id, "sha256": extract.sha256, "name": extract.name}
        connection.execute(insert(extracts), [named | details])
    else:
        connection.execute(update(extracts).where(extracts.c.id == extract_id).values(**details))
    load_id = _next_id(connection, loads)
    row = {"id": load_id, "identity": identity, "extract_id": extract_id, "source": load.source}
    row["loaded"] = datetime.now(UTC)
    counts = {"rows_read": load.rows_read, "new": result.new, "revised": result.revised}
    remarks = {
        "unchanged": result.unchanged,
        "set_aside": load.set_aside,
        "warnings": [*load.warnings, *result.corrections],
    }
    connection.execute(insert(loads), [row | counts | remarks])
    return load_id


def _insert_left_out(connection: Connection, held: pd.DataFrame, load_id: int) -> None:
    """Keep of how many figures an earlier load held the very same: without it they would be missing."""
    counts = held.held_by.dropna().astype(int).value_counts()
    if len(counts):
        connection.execute(
            insert(left_out),
            [{"load_id": load_id, "held_by": by, "figures": int(many)} for by, many in counts.items()],
        )


def _insert_observations(connection: Connection, kept: pd.DataFrame, load_id: int) -> None:
    if kept.empty:
        return
    first = _next_id(connection, observations)
    renamed = kept.rename(columns={"release": "title", "origin_sha256": "sha256"})
    renamed["name"] = kept.origin_name
    renamed["received"] = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in kept.received]
    kept = kept.assign(
        id=range(first, first + len(kept)),
        load_id=load_id,
        release_id=_interned(
            connection, releases, ["publisher", "title", "published", "published_basis", "licence"], renamed
        ),
        extract_id=_interned(connection, extracts, ["sha256", "name"], renamed, ["received"]),
    )
    columns = [column.name for column in observations.c]
    connection.execute(insert(observations), records(kept[columns]))
    keep_doubts(connection, kept)
    point_to_newest(connection, kept[kept.usual.isna()], load_id)


def _beside_figures(load: NewLoad) -> list[tuple[Table, list[dict[str, Any]]]]:
    """The tables, other than that of observations, for which the load has rows."""
    pairs = [(trajectory_points, load.trajectory), (area_boundaries, load.boundaries)]
    return [(table, rows) for table, rows in pairs if rows]


def _brings_more(connection: Connection, load: NewLoad) -> bool:
    """Whether the file brings more than figures, and its bytes did not bring that before."""
    of_same_bytes = loads.join(extracts, loads.c.extract_id == extracts.c.id)
    for table, _ in _beside_figures(load):
        earlier = select(loads.c.id).select_from(of_same_bytes.join(table, table.c.load_id == loads.c.id))
        earlier = earlier.where(extracts.c.sha256 == load.extract.sha256, ~withdrawn(loads.c.id))
        if connection.execute(earlier.limit(1)).first() is None:
            return True
    return False
