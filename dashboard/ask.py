"""The dashboard's only questions to the store, each answered once for every state of the store.

Every cache is keyed by the newest load and ruling and by the definitions, so nothing is ever invalidated.
What is answered is shared: never change a frame, list or dictionary in place.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

import pandas as pd
from flask import g, has_request_context
from sqlalchemy.exc import SQLAlchemyError

from data.catalogue.current import Current, Defined
from data.catalogue.models import TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.catalogue.returns import Returned, with_returns
from data.changes.known import Changed, Known
from data.changes.since import changes as find_changes
from data.judgement import off_plan
from data.judgement.doubt import is_counted, with_awaiting, within_counted_periods
from data.judgement.equity import Group, Verdict
from data.judgement.forecast_record import Record
from data.judgement.ranks import Ranking
from data.judgement.status import Status
from data.statements import compute, deprivation_groups, similar_areas, snapshot
from data.statements.track_record import of_indicator
from data.store import counts, provenance, queries, returned
from data.store.engine import database_url, store_engine
from data.targets.known_then import known_on
from data.targets.lint.finding import Finding
from data.targets.lint.linter import lint

SYSTEM = "cheshire-and-merseyside"
ENGLAND = "england"
REGION = "north-west"
MOST_REVISED = 20_000  # a release may revise every figure it has
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


_DEFINITIONS = Current()


def defined(as_of: date | None = None) -> Catalogue:
    """Return the definitions with the local returns held, as at the beginning of a request; or those known on
    a past day (targets.known_then).
    """
    known = _with_returns()
    return known_on(known, as_of) if as_of else known


def _with_returns() -> Catalogue:
    if not has_request_context():
        return _joined(_defined().catalogue, _returns_held())
    if "with_returns" not in g:
        g.with_returns = _joined(_defined().catalogue, _returns_held())
    held: Catalogue = g.with_returns
    return held


# The frame of a page that says that the store cannot be reached needs the definitions, too.
def _returns_held() -> tuple[Returned, ...]:
    try:
        return returned.returns_held(store_engine())
    except SQLAlchemyError:
        return ()


# A catalogue equals only itself: what is kept under it must find the same one again.
@lru_cache(maxsize=4)
def _joined(known: Catalogue, held: tuple[Returned, ...]) -> Catalogue:
    return with_returns(known, held)


def _defined() -> Defined:
    if not has_request_context():
        return _DEFINITIONS.defined()
    if "defined" not in g:
        g.defined = _DEFINITIONS.defined()
    held: Defined = g.defined
    return held


def stamp() -> str:
    """Return what names the present state: the store's address, newest load and ruling, and the definitions.

    The store is asked once for a request: a page asks many questions.
    """
    if not has_request_context():
        return _stamp()
    if "stamp" not in g:
        g.stamp = _stamp()
    return str(g.stamp)


def _stamp() -> str:
    return f"{database_url()} {queries.state(store_engine())} {_defined().stamp}"


def kept_by_state(
    *, size: int, daily: bool = False
) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Keep what a function answers, once for each state of the store and each set of arguments.

    size: how many answers are kept, those asked for last. daily: anew on each day, too. Arguments are the
    same however they are given: by place, by name or by default.
    """

    def keep(question: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        parameters = signature(question)

        @lru_cache(maxsize=size)
        def answer(_state: tuple[str, date | None], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            return question(*args, **kwargs)

        @wraps(question)
        def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            given = parameters.bind(*args, **kwargs)
            given.apply_defaults()
            state = (stamp(), date.today() if daily else None)
            return answer(state, *given.args, **given.kwargs)

        return asked

    return keep


def compared_areas() -> list[str]:
    """Return the slugs of the columns of the table: nine Places, the joint area, C&M, England."""
    known = defined()
    joint = [area.slug for area in known.areas.values() if area.kind == "joint"]
    return [*(place.slug for place in known.places), *joint, SYSTEM, ENGLAND]


@kept_by_state(size=64)
def latest(as_of: date | None = None) -> pd.DataFrame:
    """Return the newest headline figures of every indicator at the compared areas (queries.latest)."""
    return queries.latest(store_engine(), defined(), compared_areas(), as_of)


@kept_by_state(size=64)
def awaiting(as_of: date | None = None) -> pd.DataFrame:
    """Return every figure that awaits review (queries.awaiting)."""
    return queries.awaiting(store_engine(), defined(), as_of=as_of)


def _awaiting_in(series: str, as_of: date | None, breakdown: bool = False) -> pd.DataFrame:
    """What awaits review in one series: in its headline lines, or with `breakdown` in all."""
    waiting, of = awaiting(as_of), defined().series[series]
    waiting = waiting[waiting.series == series]
    headline = (waiting.category == "") & waiting.sex.isin(of.sexes) & (waiting.age == of.age)
    return waiting if breakdown else waiting[headline]


@kept_by_state(size=384)
def history(indicator: str, as_of: date | None = None) -> pd.DataFrame:
    """Return every period of the headline lines at the compared areas and the region (queries.history), with
    what awaits review (doubt.with_awaiting)."""
    areas = [*compared_areas(), REGION]
    frame = queries.history(store_engine(), defined(), indicator, areas=areas, as_of=as_of)
    waiting = _awaiting_in(defined().indicators[indicator].headline.id, as_of)
    return with_awaiting(frame, waiting[waiting.area.isin(areas)])


@kept_by_state(size=128)
def of_series(indicator: str, series: str, as_of: date | None = None) -> pd.DataFrame:
    """Return every period of one series' headline lines, at every area it has; columns as `history`."""
    frame = queries.history(store_engine(), defined(), indicator, series_id=series, as_of=as_of)
    return with_awaiting(frame, _awaiting_in(series, as_of))


def breakdown(indicator: str, area: str, as_of: date | None = None) -> pd.DataFrame:
    """Return the newest period of every category, sex and age of the headline series at one area.

    Columns: those of `history`.
    """
    return breakdowns(indicator, (area,), as_of)[area]


@kept_by_state(size=512)
def breakdowns(indicator: str, areas: tuple[str, ...], as_of: date | None = None) -> dict[str, pd.DataFrame]:
    """Return what `breakdown` gives of several areas, asked for at once: slug -> frame, empty where none."""
    frame = queries.history(store_engine(), defined(), indicator, areas=areas, breakdown=True, as_of=as_of)
    headline = defined().indicators[indicator].headline.id
    waiting = _awaiting_in(headline, as_of, breakdown=True)
    frame = with_awaiting(frame, waiting[waiting.area.isin(areas)])
    frame = frame[frame.category != ""]
    keys = ["area", "category_type", "category", "sex", "age"]
    frame = within_counted_periods(frame)
    frame = frame.sort_values("period_end").drop_duplicates(keys, keep="last") if len(frame) else frame
    return {slug: frame[frame.area == slug] for slug in areas}


@kept_by_state(size=64)
def by_category(indicator: str, series: str, as_of: date | None = None) -> pd.DataFrame:
    """Return the newest period of every category of a series at the areas that are defined.

    Columns: those of `history`.
    """
    frame = queries.history(
        store_engine(), defined(), indicator, series_id=series, breakdown=True, as_of=as_of
    )
    frame = with_awaiting(frame, _awaiting_in(series, as_of, breakdown=True))
    frame = frame[(frame.category != "") & frame.area.isin(list(defined().areas))]
    return frame[frame.period_end == frame.period_end[is_counted(frame)].max()] if len(frame) else frame


def statuses(as_of: date | None = None, indicator: str = "", area: str = "") -> tuple[Status, ...]:
    """Return the three statements of every indicator (or of one) at the compared areas, now or as of a date.

    `area`: at this one only; it may be one that is not compared. In the order of the catalogue, then of
    data.statements.compute.compared_areas, then of the headline's sexes.
    """
    if area and area not in compared_areas():
        return _statuses(indicator, as_of, area)
    if area:
        return tuple(status for status in statuses(as_of, indicator) if status.place == area)
    if as_of is None and indicator:
        return tuple(status for status in statuses() if status.indicator == indicator)
    return _statuses(indicator, as_of, "")


@kept_by_state(size=64, daily=True)
def _statuses(indicator: str, as_of: date | None, area: str) -> tuple[Status, ...]:
    ids = [indicator] if indicator else None
    areas = [area] if area else None
    return tuple(
        snapshot.answer(
            store_engine(), defined(), indicators=ids, areas=areas, as_of=as_of, today=date.today()
        )
    )


@kept_by_state(size=8)
def track_records() -> tuple[Record, ...]:
    """Return the forecast's track record by indicator, over all figures held now (statements.snapshot)."""
    return tuple(snapshot.track_records(store_engine(), defined()))


@kept_by_state(size=64)
def track_record(indicator: str, as_of: date | None = None) -> Record | None:
    """Return the track record of one indicator; that of a past date is worked out, which takes seconds."""
    if as_of is not None:
        return of_indicator(store_engine(), defined(), indicator, as_of)
    return next((record for record in track_records() if record.indicator == indicator), None)


@kept_by_state(size=16, daily=True)
def rankings(as_of: date | None = None) -> dict[tuple[str, str], Ranking]:
    """Return (indicator, sex) -> the ranking of the nine Places (judgement.ranks), now or as of a date."""
    return snapshot.rankings(store_engine(), defined(), date.today(), as_of)


@kept_by_state(size=16, daily=True)
def equity_verdicts(as_of: date | None = None) -> dict[str, list[Verdict]]:
    """Return every indicator's verdicts on inequality (judgement.equity), now or as of a date, by its id."""
    known, engine = defined(), store_engine()
    if as_of is not None:
        return {id: deprivation_groups.verdicts(engine, known, id, as_of) for id in known.indicators}
    verdicts: dict[str, list[Verdict]] = {id: [] for id in known.indicators}
    for verdict in snapshot.equity_verdicts(engine, known, date.today()):
        verdicts[verdict.indicator].append(verdict)
    return verdicts


@kept_by_state(size=64)
def equity_groups(indicator: str, as_of: date | None = None) -> list[tuple[str, str, list[Group]]]:
    """Return (area, sex, groups) of the verdicts on an indicator: the Places (area ""), then within areas."""
    known, engine = defined(), store_engine()
    between = deprivation_groups.between(engine, known, indicator, as_of).items()
    return [
        *(("", sex, places) for sex, places in between),
        *deprivation_groups.within(engine, known, indicator, as_of),
    ]


@kept_by_state(size=16)
def authorities(indicator: str, as_of: date | None = None) -> pd.DataFrame:
    """Return the headline lines of every English authority (data.statements.compute.authorities).

    Columns: area, sex, period, period_start, period_end, value.
    """
    frame = compute.authorities(store_engine(), defined(), indicator, as_of)
    return frame[["area", "sex", "period", "period_start", "period_end", "value"]]


@kept_by_state(size=4)
def authority_names() -> dict[str, str]:
    """Return slug -> name of every English authority held."""
    return similar_areas.names(store_engine(), defined())


def boundaries() -> dict[str, dict[str, Any]]:
    """Return slug -> GeoJSON geometry (queries.boundaries). Large, so not kept: what is drawn of it is."""
    return queries.boundaries(store_engine())


@kept_by_state(size=16)
def observed(indicator: str, area: str = "", as_of: date | None = None) -> pd.DataFrame:
    """Return every figure of every series of an indicator, at one area or at all (queries.observed)."""
    areas = (area,) if area else ()
    return queries.observed(store_engine(), defined(), indicators=(indicator,), areas=areas, as_of=as_of)


@kept_by_state(size=64)
def observed_counts(indicator: str = "", area: str = "", as_of: date | None = None) -> dict[str, int]:
    """Return indicator -> how many figures `observed` has; of one indicator or of all."""
    return counts.observed_counts(store_engine(), defined(), indicator=indicator, area=area, as_of=as_of)


@kept_by_state(size=8)
def area_names() -> dict[str, str]:
    """Return slug -> name of every area the store knows."""
    return queries.area_names(store_engine())


@kept_by_state(size=64, daily=True)
def changes(since: date, as_of: date | None = None, place: str = "") -> tuple[Changed, ...]:
    """Return what changed between two dates (the second: today) at a Place, or at all Places and C&M."""
    known, until = defined(as_of), as_of or date.today()
    local = [slug for slug, area in known.areas.items() if area.kind in off_plan.LOCAL]
    areas = [slug for slug in (place, known.areas[place].joint) if slug] if place else local
    revised = provenance.revisions(store_engine(), areas, MOST_REVISED, (since, until))
    then, now = (
        Known(day, statuses(asked), loaded_paths(asked)) for day, asked in ((since, since), (until, as_of))
    )
    return tuple(find_changes(known, then, now, revised, areas))


@kept_by_state(size=1024)
def series_held(indicator: str, as_of: date | None = None) -> list[str]:
    """Return the ids of the series of an indicator that have figures, in the order of the definition."""
    held = queries.series_held(store_engine(), indicator, as_of)
    return [series.id for series in defined().indicators[indicator].series if series.id in held]


def official_held(indicator: str, as_of: date | None = None) -> list[str]:
    """Return the same without the local returns of other publishers."""
    series = defined().series
    return [id for id in series_held(indicator, as_of) if not series[id].is_return]


@kept_by_state(size=64)
def loaded_paths(as_of: date | None = None) -> tuple[TrajectoryPoint, ...]:
    """Return the points of every loaded trajectory in its newest version agreed by a date."""
    return queries.agreed_trajectories(store_engine(), as_of)


@lru_cache(maxsize=8)
def _findings(known: Catalogue) -> dict[str, list[Finding]]:
    by_target: dict[str, list[Finding]] = {}
    for finding in lint(known):
        by_target.setdefault(finding.target, []).append(finding)
    return by_target


def findings(target: str, as_of: date | None = None) -> list[Finding]:
    """Return what the linter finds about a target, in the register of today or of a past day."""
    return _findings(defined(as_of)).get(target, [])


@kept_by_state(size=8)
def loads() -> pd.DataFrame:
    """Return every load, the newest first; columns of provenance.loads_held."""
    return provenance.loads_held(store_engine())


@kept_by_state(size=16)
def loads_behind(as_of: date) -> pd.DataFrame:
    """Return the loads that figures as of a date rest on; columns of provenance.loads_behind."""
    return provenance.loads_behind(store_engine(), as_of)


@kept_by_state(size=8)
def reviews() -> dict[int, dict[str, list[str]]]:
    """Return what the review of each load found (provenance.reviews_held)."""
    return provenance.reviews_held(store_engine())


@kept_by_state(size=16)
def rulings(as_of: date | None = None) -> pd.DataFrame:
    """Return what was ruled on doubtful figures (provenance.rulings_held)."""
    return provenance.rulings_held(store_engine(), as_of)


@kept_by_state(size=16)
def files_behind(as_of: date | None = None) -> pd.DataFrame:
    """Return the publishers' files behind figures that were loaded in another form: file, sha256."""
    return provenance.files_behind(store_engine(), as_of)


@kept_by_state(size=16)
def revisions(as_of: date | None = None) -> pd.DataFrame:
    """Return the newest revised figures at defined areas; columns of provenance.revisions."""
    days = (date.min, as_of or date.max)
    return provenance.revisions(store_engine(), list(defined().areas), between=days)
