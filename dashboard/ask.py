"""The dashboard's questions to the store, each answered once for every state of the store.

Every cache is keyed by the number of the newest load, so nothing is ever invalidated. The frames are shared:
never change one in place.
"""

from datetime import date
from functools import lru_cache

import pandas as pd
from flask import g, has_request_context

from data.catalogue.models import Target, TrajectoryPoint
from data.catalogue.reader import Catalogue, catalogue
from data.changes.known import Changed, Known
from data.changes.since import changes as find_changes
from data.judgement import off_plan
from data.judgement.forecast_record import Record
from data.judgement.ranks import Ranking
from data.judgement.status import Status
from data.statements import snapshot
from data.store import counts, queries
from data.store.engine import database_url, store_engine
from data.targets.candidates import agreed_way
from data.targets.lint.finding import Finding
from data.targets.lint.linter import lint

SYSTEM = "cheshire-and-merseyside"
ENGLAND = "england"
REGION = "north-west"
MOST_REVISED = 20_000  # a release may revise every figure it has


def defined() -> Catalogue:
    """Return the definitions."""
    return catalogue()


def stamp() -> str:
    """Return what names the present state of the store: its address and its newest load.

    The store is asked once for a request: a page asks many questions.
    """
    if not has_request_context():
        return _stamp()
    if "stamp" not in g:
        g.stamp = _stamp()
    return str(g.stamp)


def _stamp() -> str:
    return f"{database_url()} {queries.newest_load_id(store_engine())}"


def compared_areas() -> list[str]:
    """Return the slugs of the columns of the table: nine Places, the joint area, C&M, England."""
    known = defined()
    joint = [area.slug for area in known.areas.values() if area.kind == "joint"]
    return [*(place.slug for place in known.places), *joint, SYSTEM, ENGLAND]


def latest(as_of: date | None = None) -> pd.DataFrame:
    """Return the newest headline figures of every indicator at the compared areas (queries.latest)."""
    return _latest(stamp(), as_of)


def history(indicator: str, as_of: date | None = None) -> pd.DataFrame:
    """Return every period of the headline lines at the compared areas and the region (queries.history)."""
    return _history(stamp(), indicator, "", as_of)


def of_series(indicator: str, series: str, as_of: date | None = None) -> pd.DataFrame:
    """Return every period of one series' headline lines, at every area it has (queries.history)."""
    return _history(stamp(), indicator, series, as_of)


def breakdown(indicator: str, area: str, as_of: date | None = None) -> pd.DataFrame:
    """Return the newest period of every category, sex and age of the headline series at one area.

    Columns: those of queries.history.
    """
    return _breakdowns(stamp(), indicator, (area,), as_of)[area]


def breakdowns(indicator: str, areas: tuple[str, ...], as_of: date | None = None) -> dict[str, pd.DataFrame]:
    """Return what `breakdown` gives of several areas, asked for at once: slug -> frame, empty where none."""
    return _breakdowns(stamp(), indicator, areas, as_of)


def by_category(indicator: str, series: str, as_of: date | None = None) -> pd.DataFrame:
    """Return the newest period of every category of a series at the areas that are defined.

    Columns: those of queries.history.
    """
    return _by_category(stamp(), indicator, series, as_of)


def statuses(as_of: date | None = None, indicator: str = "", area: str = "") -> tuple[Status, ...]:
    """Return the three statements of every indicator (or of one) at the compared areas, now or as of a date.

    `area`: at this one only; it may be one that is not compared. In the order of the catalogue, then of
    data.statements.compute.compared_areas, then of the headline's sexes.
    """
    if area and area not in compared_areas():
        return _statuses(stamp(), date.today(), indicator, as_of, area)
    if area:
        return tuple(one for one in statuses(as_of, indicator) if one.place == area)
    if as_of is None and indicator:
        return tuple(one for one in statuses() if one.indicator == indicator)
    return _statuses(stamp(), date.today(), indicator, as_of, "")


def track_records() -> tuple[Record, ...]:
    """Return the forecast's track record by indicator, over all figures held now (statements.snapshot)."""
    return _track_records(stamp())


def rankings(as_of: date | None = None) -> dict[tuple[str, str], Ranking]:
    """Return (indicator, sex) -> the ranking of the nine Places (judgement.ranks), now or as of a date."""
    return _rankings(stamp(), date.today(), as_of)


def observed(indicator: str, area: str = "", as_of: date | None = None) -> pd.DataFrame:
    """Return every figure of every series of an indicator, at one area or at all (queries.observed)."""
    return _observed(stamp(), indicator, area, as_of)


def observed_counts(indicator: str = "", area: str = "", as_of: date | None = None) -> dict[str, int]:
    """Return indicator -> how many figures `observed` has; of one indicator or of all."""
    return _observed_counts(stamp(), indicator, area, as_of)


def area_names() -> dict[str, str]:
    """Return slug -> name of every area the store knows."""
    return _area_names(stamp())


def changes(since: date, as_of: date | None = None, place: str = "") -> tuple[Changed, ...]:
    """Return what changed between two dates (the second: today) at a Place, or at all Places and C&M."""
    return _changes(stamp(), date.today(), since, as_of, place)


def series_held(indicator: str) -> list[str]:
    """Return the ids of the series of an indicator that have figures, in the order of the definition."""
    held = _series_held(stamp(), indicator)
    return [series.id for series in defined().indicators[indicator].series if series.id in held]


def agreed_path(target: Target, area: str, as_of: date | None = None) -> list[TrajectoryPoint]:
    """Return the way agreed for a target at an area: the loaded points, else those a paper states.

    Of the stated ones only those that its indicator's figures there can be held against.
    """
    loaded = [one for one in loaded_paths(as_of) if (one.target_key, one.place) == (target.key, area)]
    if loaded:
        return loaded
    stated = defined().agreed_path(target.key, area)
    if not stated or not target.indicator:
        return []
    frame = history(target.indicator, as_of)
    mine = frame[frame.area == area]
    spans = list(zip(mine.period_start, mine.period_end, strict=True))
    return agreed_way(stated, defined().indicators[target.indicator], spans, as_of)


def loaded_paths(as_of: date | None = None) -> tuple[TrajectoryPoint, ...]:
    """Return the points of every loaded trajectory in its newest version agreed by a date."""
    return _loaded_paths(stamp(), as_of)


@lru_cache(maxsize=1)
def _findings() -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for one in lint(defined()):
        found.setdefault(one.target, []).append(one)
    return found


def findings(target: str) -> list[Finding]:
    """Return what the linter finds about a target."""
    return _findings().get(target, [])


def loads() -> pd.DataFrame:
    """Return every load, the newest first; columns of queries.loads_held."""
    return _loads(stamp())


def reviews() -> dict[int, dict[str, list[str]]]:
    """Return what the review of each load found (queries.reviews_held)."""
    return _reviews(stamp())


def files_behind() -> pd.DataFrame:
    """Return the publishers' files behind figures that were loaded in another form: file, sha256."""
    return _files_behind(stamp())


def revisions() -> pd.DataFrame:
    """Return the newest revised figures at defined areas; columns of queries.revisions."""
    return _revisions(stamp())


@lru_cache(maxsize=8)
def _reviews(_stamp: str) -> dict[int, dict[str, list[str]]]:
    return queries.reviews_held(store_engine())


@lru_cache(maxsize=8)
def _files_behind(_stamp: str) -> pd.DataFrame:
    return queries.files_behind(store_engine())


@lru_cache(maxsize=8)
def _revisions(_stamp: str) -> pd.DataFrame:
    return queries.revisions(store_engine(), list(defined().areas))


@lru_cache(maxsize=64)
def _latest(_stamp: str, as_of: date | None) -> pd.DataFrame:
    return queries.latest(store_engine(), defined(), compared_areas(), as_of)


@lru_cache(maxsize=512)
def _history(_stamp: str, indicator: str, series: str, as_of: date | None) -> pd.DataFrame:
    areas = None if series else [*compared_areas(), REGION]
    return queries.history(
        store_engine(), defined(), indicator, areas=areas, series_id=series or None, as_of=as_of
    )


@lru_cache(maxsize=512)
def _breakdowns(
    _stamp: str, indicator: str, areas: tuple[str, ...], as_of: date | None
) -> dict[str, pd.DataFrame]:
    frame = queries.history(store_engine(), defined(), indicator, areas=areas, breakdown=True, as_of=as_of)
    frame = frame[frame.category != ""]
    keys = ["area", "category_type", "category", "sex", "age"]
    frame = frame.sort_values("period_end").drop_duplicates(keys, keep="last") if len(frame) else frame
    return {slug: frame[frame.area == slug] for slug in areas}


@lru_cache(maxsize=64)
def _by_category(_stamp: str, indicator: str, series: str, as_of: date | None) -> pd.DataFrame:
    frame = queries.history(
        store_engine(), defined(), indicator, series_id=series, breakdown=True, as_of=as_of
    )
    frame = frame[(frame.category != "") & frame.area.isin(list(defined().areas))]
    return frame[frame.period_end == frame.period_end.max()] if len(frame) else frame


@lru_cache(maxsize=64)
def _statuses(_stamp: str, today: date, indicator: str, as_of: date | None, area: str) -> tuple[Status, ...]:
    ids = [indicator] if indicator else None
    areas = [area] if area else None
    found = snapshot.answer(store_engine(), defined(), indicators=ids, areas=areas, as_of=as_of, today=today)
    return tuple(found)


@lru_cache(maxsize=8)
def _track_records(_stamp: str) -> tuple[Record, ...]:
    return tuple(snapshot.track_records(store_engine(), defined()))


@lru_cache(maxsize=16)
def _rankings(_stamp: str, today: date, as_of: date | None) -> dict[tuple[str, str], Ranking]:
    return snapshot.rankings(store_engine(), defined(), today, as_of)


@lru_cache(maxsize=16)
def _observed(_stamp: str, indicator: str, area: str, as_of: date | None) -> pd.DataFrame:
    areas = (area,) if area else ()
    return queries.observed(store_engine(), defined(), indicators=(indicator,), areas=areas, as_of=as_of)


@lru_cache(maxsize=64)
def _observed_counts(_stamp: str, indicator: str, area: str, as_of: date | None) -> dict[str, int]:
    return counts.observed_counts(store_engine(), defined(), indicator=indicator, area=area, as_of=as_of)


@lru_cache(maxsize=8)
def _area_names(_stamp: str) -> dict[str, str]:
    return queries.area_names(store_engine())


@lru_cache(maxsize=64)
def _changes(_stamp: str, today: date, since: date, as_of: date | None, place: str) -> tuple[Changed, ...]:
    known, until = defined(), as_of or today
    local = [slug for slug, area in known.areas.items() if area.kind in off_plan.LOCAL]
    areas = [slug for slug in (place, known.areas[place].joint) if slug] if place else local
    revised = queries.revisions(store_engine(), areas, MOST_REVISED, (since, until))
    then, now = (
        Known(day, statuses(asked), loaded_paths(asked)) for day, asked in ((since, since), (until, as_of))
    )
    return tuple(find_changes(known, then, now, revised, areas))


@lru_cache(maxsize=512)
def _series_held(_stamp: str, indicator: str) -> frozenset[str]:
    return frozenset(queries.series_held(store_engine(), indicator))


@lru_cache(maxsize=64)
def _loaded_paths(_stamp: str, as_of: date | None) -> tuple[TrajectoryPoint, ...]:
    return queries.agreed_trajectories(store_engine(), as_of)


@lru_cache(maxsize=8)
def _loads(_stamp: str) -> pd.DataFrame:
    return queries.loads_held(store_engine())
