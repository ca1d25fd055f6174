"""Questions to the store, answered as DataFrames: the dashboard's only way to figures.

"As of" a date means releases published on or before it. Without a date every question is answered from the
newest statement about each period, through pointers kept by each load. A figure that awaits review counts for
nothing (`rulings`): only `awaiting`, and `observed`, which says so beside it, give it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, FromClause, Select, and_, func, or_, select, tuple_

from data.catalogue.reader import Catalogue, TrajectoryPoint
from data.statistics import intervals
from data.store.engine import Store, reading
from data.store.order import is_said, newest_statement, stands, withdrawn
from data.store.rulings import unsettled
from data.store.schema import (
    area_boundaries,
    current,
    doubts,
    extracts,
    lines,
    loads,
    observations,
    releases,
    series,
    trajectory_points,
)
from data.store.schema import areas as known_areas
from data.wording.doubts import of_doubt
from data.wording.quality_words import LOCAL_RETURN

_FIGURES = ("value", "lower", "upper", "numerator", "denominator")
_FIGURE = (
    lines.c.series,
    lines.c.area,
    lines.c.sex,
    lines.c.age,
    lines.c.category_type,
    lines.c.category,
    observations.c.period_start,
    observations.c.period_end,
    observations.c.period,
    *(observations.c[name] for name in _FIGURES),
    observations.c.note,
    observations.c.published,
    releases.c.published_basis,
    observations.c.id.label("observation_id"),
)
_ORIGIN = (
    releases.c.title.label("release"),
    releases.c.publisher,
    releases.c.licence,
    loads.c.loaded,
    loads.c.source,
    extracts.c.name.label("file"),
    extracts.c.sha256,
    observations.c.sheet,
    observations.c.row,
    observations.c.load_id,
)
_ADDED = ("indicator", "series_name", "interval_basis")
FIGURE_COLUMNS = (*(column.name for column in _FIGURE), *_ADDED)
ORIGIN_COLUMNS = tuple(column.name for column in _ORIGIN)
_ORDER = (
    lines.c.series,
    lines.c.area,
    lines.c.category_type,
    lines.c.category,
    lines.c.sex,
    lines.c.age,
    observations.c.period_end,
    observations.c.period_start,
)


def latest(
    engine: Store, catalogue: Catalogue, areas: Iterable[str], as_of: date | None = None
) -> pd.DataFrame:
    """Return the newest figure of every headline line of every indicator at `areas`.

    Columns: FIGURE_COLUMNS; `interval_basis` is "published", "computed" or "". A suppressed figure has an
    empty value and a note. Series other than an indicator's first are left out.
    """
    headline = [
        (indicator.headline.id, sex, indicator.headline.age)
        for indicator in catalogue.indicators.values()
        for sex in indicator.headline.sexes
    ]
    conditions = lines.c.area.in_(list(areas)), *_headline(headline)
    newest = _newest_known(as_of) if as_of else _figures(observations.c.id == lines.c.latest_id)
    return _answer(engine, catalogue, newest.where(*conditions))


def history(
    engine: Store,
    catalogue: Catalogue,
    indicator: str,
    *,
    areas: Iterable[str] | None = None,
    series_id: str | None = None,
    breakdown: bool = False,
    as_of: date | None = None,
    published_by: date | None = None,
) -> pd.DataFrame:
    """Return every period of an indicator's headline series, or of the series named.

    Only headline lines, unless `breakdown` (then every sex, age and category). `published_by`: of what is
    known (was as of a date) only what was published by this earlier day. Columns: FIGURE_COLUMNS and
    ORIGIN_COLUMNS, ordered by area, category, sex and period.
    """
    of = next(
        (defined for defined in catalogue.indicators[indicator].series if defined.id == series_id),
        catalogue.indicators[indicator].headline,
    )
    conditions: list[ColumnElement[bool]] = [lines.c.series == (series_id or of.id)]
    if areas is not None:
        conditions.append(lines.c.area.in_(list(areas)))
    if not breakdown:
        conditions += _headline([(series_id or of.id, sex, of.age) for sex in of.sexes])
    return _answer(engine, catalogue, _known(conditions, as_of, published_by))


def observed(
    engine: Store,
    catalogue: Catalogue,
    *,
    indicators: Sequence[str] = (),
    areas: Sequence[str] = (),
    as_of: date | None = None,
) -> pd.DataFrame:
    """Return observations of every series of the indicators named (none named: all), columns as `history`.

    With those that await review. These, and local returns, say so in `note`.
    """
    frame = _answer(engine, catalogue, _known(_of(catalogue, indicators, areas), as_of))
    waiting = awaiting(engine, catalogue, indicators=indicators, areas=areas, as_of=as_of)
    if len(waiting):
        sizes = zip(waiting.value, waiting.usual, strict=True)
        waiting = _noted(waiting.drop(columns="usual"), [of_doubt(value, usual) for value, usual in sizes])
        frame = pd.concat([frame, waiting], ignore_index=True)
        frame = frame.sort_values([column.name for column in _ORDER], kind="stable", ignore_index=True)
    returned = {id for id in catalogue.series if catalogue.is_local_return(id)}
    return (
        _noted(frame, [LOCAL_RETURN if id in returned else "" for id in frame.series]) if returned else frame
    )


def _noted(frame: pd.DataFrame, marks: Sequence[str]) -> pd.DataFrame:
    """The rows with a mark before each note; none where it is ""."""
    pairs = zip(marks, frame.note, strict=True)
    return frame.assign(note=["; ".join(filter(None, pair)) for pair in pairs])


def awaiting(
    engine: Store,
    catalogue: Catalogue,
    *,
    indicators: Sequence[str] = (),
    areas: Sequence[str] = (),
    as_of: date | None = None,
) -> pd.DataFrame:
    """Return the figures that await review, of every series of the indicators named (none named: all).

    Those that a later statement has replaced await it no more. Columns: those of `history`, and `usual`, the
    usual size of the line.
    """
    if not _any_doubts(engine):
        return pd.DataFrame(columns=[*FIGURE_COLUMNS, *ORIGIN_COLUMNS, "usual"])
    question = _with_origin(_figures(observations.c.line_id == lines.c.id)).add_columns(doubts.c.usual)
    question = question.join(doubts, doubts.c.observation_id == observations.c.id).where(
        *_of(catalogue, indicators, areas),
        observations.c.id.in_(unsettled(as_of)),
        observations.c.id == newest_statement(observations, as_of, as_of, doubtful=True),
    )
    if as_of is not None:
        question = question.where(observations.c.published <= as_of)
    return _answer(engine, catalogue, question)


def _any_doubts(engine: Store) -> bool:
    """Whether the store knows of any, which it seldom does: most questions end here."""
    with reading(engine) as connection:
        return connection.execute(select(doubts.c.observation_id).limit(1)).first() is not None


def _of(catalogue: Catalogue, indicators: Sequence[str], areas: Sequence[str]) -> list[ColumnElement[bool]]:
    wanted = [id for id, owner in catalogue.indicator_of.items() if not indicators or owner.id in indicators]
    conditions: list[ColumnElement[bool]] = [lines.c.series.in_(wanted)]
    return [*conditions, lines.c.area.in_(list(areas))] if areas else conditions


def series_held(engine: Store, indicator: str, as_of: date | None = None) -> list[str]:
    """Return the ids of the indicator's series for which the store holds a figure published by a date."""
    own = select(lines.c.id).where(lines.c.series == series.c.id)
    waiting = and_(observations.c.id.in_(unsettled(as_of)), is_said(observations, as_of))
    if as_of is None:
        doubtful = select(observations.c.line_id).where(waiting)
        own = own.where(or_(lines.c.latest_id.is_not(None), lines.c.id.in_(doubtful)))
    else:
        own = own.join(observations, observations.c.line_id == lines.c.id)
        own = own.where(observations.c.published <= as_of, or_(stands(observations, as_of), waiting))
    question = (
        select(series.c.id).where(series.c.indicator == indicator).where(own.exists()).order_by(series.c.id)
    )
    with reading(engine) as connection:
        return list(connection.execute(question).scalars())


def areas_held(engine: Store, kinds: Sequence[str] = ()) -> pd.DataFrame:
    """Return the areas the store knows: slug, name, kind, ons_code, ods_code."""
    question = select(known_areas).order_by(known_areas.c.slug)
    if kinds:
        question = question.where(known_areas.c.kind.in_(list(kinds)))
    return frame_of(engine, question)


def area_names(engine: Store) -> dict[str, str]:
    """Return slug -> name of every area the store knows."""
    frame = areas_held(engine)
    return dict(zip(frame.slug, frame["name"], strict=True))


def boundaries(engine: Store) -> dict[str, dict[str, Any]]:
    """Return the newest boundaries loaded: slug -> GeoJSON geometry in WGS84; empty where none were."""
    of = area_boundaries.c.load_id
    newest = select(func.max(of)).where(~withdrawn(of)).scalar_subquery()
    question = select(area_boundaries.c.area, area_boundaries.c.geometry).where(
        area_boundaries.c.load_id == newest
    )
    with reading(engine) as connection:
        return {row.area: row.geometry for row in connection.execute(question)}


def agreed_trajectories(
    engine: Store, agreed_by: date | None = None, as_of: date | None = None
) -> tuple[TrajectoryPoint, ...]:
    """Return the points of every loaded trajectory, each in its newest version (agreed by a date).

    `as_of`: also of those withdrawn after this day. A version is all that one file says of a target at an
    area. Points are ordered by target, area and date.
    """
    table = trajectory_points
    question = select(table).order_by(table.c.target_key, table.c.area, table.c.agreed_on, table.c.load_id)
    question = question.where(~withdrawn(table.c.load_id, as_of))
    if agreed_by is not None:
        question = question.where(table.c.agreed_on <= agreed_by)
    newest: dict[tuple[str, str], dict[date, TrajectoryPoint]] = {}
    version: dict[tuple[str, str], tuple[date, int]] = {}
    with reading(engine) as connection:
        for row in connection.execute(question):
            key, this = (row.target_key, row.area), (row.agreed_on, row.load_id)
            if version.get(key) != this:
                newest[key], version[key] = {}, this
            newest[key][row.date] = _point(row)
    return tuple(points[day] for points in newest.values() for day in sorted(points))


def _point(row: Any) -> TrajectoryPoint:
    same = ("target_key", "indicator", "date", "value", "interpolation", "agreed_by", "agreed_on", "document")
    fields = {name: getattr(row, name) for name in same}
    return TrajectoryPoint(place=row.area, kind="trajectory", basis="point", words="", **fields)


def _headline(wanted: Sequence[tuple[str, str, str]]) -> list[ColumnElement[bool]]:
    """The lines without a breakdown; series and category first, for the sake of the index."""
    return [
        lines.c.series.in_(sorted({series for series, _, _ in wanted})),
        lines.c.category_type == "",
        lines.c.category == "",
        tuple_(lines.c.series, lines.c.sex, lines.c.age).in_(wanted),
    ]


def _figures(on: ColumnElement[bool], via: FromClause | None = None) -> Select[Any]:
    start = lines if via is None else lines.join(via, via.c.line_id == lines.c.id)
    return (
        select(*_FIGURE)
        .select_from(start)
        .join(observations, on)
        .join(releases, observations.c.release_id == releases.c.id)
    )


def _with_origin(question: Select[Any]) -> Select[Any]:
    return (
        question.add_columns(*_ORIGIN)
        .join(loads, observations.c.load_id == loads.c.id)
        .join(extracts, observations.c.extract_id == extracts.c.id)
    )


def _newest_known(as_of: date) -> Select[Any]:
    """For each line: the newest period known on a date, in the statement that counted then."""
    period, any_of = observations.alias(), observations.alias()
    newest = (
        select(any_of.c.id)
        .where(any_of.c.line_id == lines.c.id, any_of.c.published <= as_of, stands(any_of, as_of))
        .order_by(any_of.c.period_end.desc(), any_of.c.period_start.desc())
        .limit(1)
        .correlate(lines)
        .scalar_subquery()
    )
    counts = observations.c.id == newest_statement(period, as_of, as_of)
    return _figures(counts, via=period).where(period.c.id == newest)


def _known(
    conditions: Sequence[ColumnElement[bool]], as_of: date | None, published_by: date | None = None
) -> Select[Any]:
    """Every period of the lines that meet the conditions, each in the statement that counts (on a day)."""
    days = [day for day in (as_of, published_by) if day is not None]
    if not days:
        return _with_origin(
            _figures(observations.c.id == current.c.observation_id, via=current).where(*conditions)
        )
    newest = newest_statement(observations, min(days), as_of)
    question = _with_origin(_figures(observations.c.line_id == lines.c.id))
    return question.where(*conditions, observations.c.published <= min(days), observations.c.id == newest)


def frame_of(engine: Store, question: Select[Any]) -> pd.DataFrame:
    """Return the answer to a question, a column for each of its columns."""
    with reading(engine) as connection:
        result = connection.execute(question)
        names, rows = list(result.keys()), result.all()
    # Column by column is three times as fast as row by row.
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pd.DataFrame({name: _column(name, cells) for name, cells in zip(names, columns, strict=True)})


def _column(name: str, cells: Sequence[Any]) -> Any:
    return np.array(cells, dtype=float) if name in _FIGURES else list(cells)


def _answer(engine: Store, catalogue: Catalogue, question: Select[Any]) -> pd.DataFrame:
    frame = frame_of(engine, question.order_by(*_ORDER))
    frame["indicator"] = frame.series.map(
        {series: indicator.id for series, indicator in catalogue.indicator_of.items()}
    )
    frame["series_name"] = frame.series.map(
        {series: defined.name for series, defined in catalogue.series.items()}
    )
    return _with_intervals(frame, catalogue)


def _with_intervals(frame: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Keep a publisher's own interval; compute one for a proportion with counts where there is none, marked.

    METHODS section 1: Wilson's score interval. None where the counts do not give one: a standardised figure,
    or what the definition says why not (`no_interval`). Where the definition says what the limits held were
    worked out from (`intervals_from`) they are computed, too.
    """
    known = catalogue.indicators.values()
    held = frame.lower.notna() & frame.upper.notna()
    worked_out = held & frame.indicator.isin(
        [indicator.id for indicator in known if indicator.intervals_from]
    )
    proportions = [
        indicator.id
        for indicator in known
        if indicator.gives_interval and indicator.series_kind != "cumulative"
    ]
    missing = frame.indicator.isin(proportions) & ~held & frame.value.notna()
    missing &= frame.numerator.notna() & (frame.denominator > 0) & (frame.numerator <= frame.denominator)
    frame["interval_basis"] = ""
    frame.loc[held, "interval_basis"] = "published"
    frame.loc[worked_out, "interval_basis"] = "computed"
    if missing.any():
        computed = intervals.proportion(frame.numerator[missing], frame.denominator[missing])
        frame.loc[missing, "lower"], frame.loc[missing, "upper"] = computed.lower, computed.upper
        frame.loc[missing, "interval_basis"] = "computed"
    return frame
