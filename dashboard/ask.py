"""The dashboard's only questions to the store, each answered once for every state of the store.

What is answered is shared: never change a frame, list or dictionary in place.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from dashboard import by_state
from dashboard.by_state import asking, changed_on, kept_by_state, stamp, store
from dashboard.spans import Spans
from data.catalogue.models import TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.changes.known import Changed, Known
from data.changes.since import changes as find_changes
from data.judgement import off_plan
from data.judgement.equity import Group, Verdict
from data.judgement.forecast_record import Record
from data.judgement.ranks import Ranking
from data.judgement.status import Status
from data.records import Mark, Wanted
from data.statements import compute, deprivation_groups, similar_areas, snapshot
from data.statements.track_record import of_indicator
from data.statements.validity import span_of, turning_days
from data.store import counts, listing, provenance, queries
from data.targets.lint.finding import Finding
from data.targets.lint.linter import lint

SYSTEM = "cheshire-and-merseyside"
ENGLAND = "england"
REGION = "north-west"
MOST_REVISED = 20_000  # a release may revise every figure it has
defined = by_state.defined
_INDICATOR = attrgetter("indicator")
_PAST: Spans[tuple[Status, ...]] = Spans(questions=1_000, each=12)


def compared_areas() -> list[str]:
    """Return the slugs of the columns of the table: nine Places, the joint area, C&M, England."""
    known = defined()
    joint = [area.slug for area in known.areas.values() if area.kind == "joint"]
    return [*(place.slug for place in known.places), *joint, SYSTEM, ENGLAND]


@kept_by_state(size=64, of_figures=True)
def latest(as_of: date | None = None) -> pd.DataFrame:
    """Return the newest headline figures of every indicator at the compared areas (queries.latest)."""
    return queries.latest(store(), defined(), compared_areas(), as_of)


@kept_by_state(size=384, of_figures=True)
def history(indicator: str, as_of: date | None = None) -> pd.DataFrame:
    """Return every period of the headline lines at the compared areas and the region (queries.history)."""
    return queries.history(store(), defined(), indicator, areas=[*compared_areas(), REGION], as_of=as_of)


@kept_by_state(size=128, of_figures=True)
def of_series(
    indicator: str, series: str, as_of: date | None = None, published_by: date | None = None
) -> pd.DataFrame:
    """Return every period of one series' headline lines, at every area it has (queries.history)."""
    return queries.history(
        store(), defined(), indicator, series_id=series, as_of=as_of, published_by=published_by
    )


def breakdown(indicator: str, area: str, as_of: date | None = None) -> pd.DataFrame:
    """Return the newest period of every category, sex and age of the headline series at one area.

    Columns: those of queries.history.
    """
    return breakdowns(indicator, (area,), as_of)[area]


@kept_by_state(size=512, of_figures=True)
def breakdowns(indicator: str, areas: tuple[str, ...], as_of: date | None = None) -> dict[str, pd.DataFrame]:
    """Return what `breakdown` gives of several areas, asked for at once: slug -> frame, empty where none."""
    frame = queries.history(store(), defined(), indicator, areas=areas, breakdown=True, as_of=as_of)
    frame = frame[frame.category != ""]
    keys = ["area", "category_type", "category", "sex", "age"]
    frame = frame.sort_values("period_end").drop_duplicates(keys, keep="last") if len(frame) else frame
    return {slug: frame[frame.area == slug] for slug in areas}


@kept_by_state(size=64, of_figures=True)
def by_category(indicator: str, series: str, as_of: date | None = None) -> pd.DataFrame:
    """Return the newest period of every category of a series at the areas that are defined.

    Columns: those of queries.history.
    """
    frame = queries.history(store(), defined(), indicator, series_id=series, breakdown=True, as_of=as_of)
    frame = frame[(frame.category != "") & frame.area.isin(list(defined().areas))]
    return frame[frame.period_end == frame.period_end.max()] if len(frame) else frame


def statuses(as_of: date | None = None, indicator: str = "", area: str = "") -> tuple[Status, ...]:
    """Return the three statements of every indicator (or of one) at the compared areas, now or as of a date.

    `area`: at this one only; it may be one that is not compared. In the order of the catalogue, then of
    data.statements.compute.compared_areas, then of the headline's sexes.
    """
    if area and area in compared_areas():
        return tuple(status for status in statuses(as_of, indicator) if status.place == area)
    ids = [indicator] if indicator else list(defined().indicators)
    if as_of is not None:
        return _past_statuses(ids, as_of, area)
    if area:
        return _statuses_today(tuple(ids), area)
    everything = _statuses_today(tuple(defined().indicators), "")
    return tuple(status for status in everything if not indicator or status.indicator == indicator)


@kept_by_state(size=64, daily=True)
def _statuses_today(ids: tuple[str, ...], area: str) -> tuple[Status, ...]:
    return _worked_out(ids, None, area)


def _worked_out(ids: Sequence[str], as_of: date | None, area: str) -> tuple[Status, ...]:
    areas = [area] if area else None
    return tuple(
        snapshot.answer(store(), defined(), indicators=ids, areas=areas, as_of=as_of, today=date.today())
    )


def _past_statuses(ids: Sequence[str], as_of: date, area: str) -> tuple[Status, ...]:
    """The statements as of a past day, each indicator's worked out once for all days that say the same."""
    now = stamp()
    held = {id: _PAST.get((now, id, area), as_of) for id in ids}
    missing = [id for id, statuses in held.items() if statuses is None]
    # Of no indicator the store would read back all that is kept of a meeting.
    fresh = _worked_out(missing, as_of, area) if missing else ()
    made = {id: tuple(of) for id, of in groupby(fresh, _INDICATOR)}
    for id in missing:
        held[id] = made.get(id, ())
        turns = turning_days(defined(), id, made.get(id, ()), as_of, changed_on().get(id, ()))
        _PAST.put((now, id, area), span_of(as_of, turns), made.get(id, ()))
    return tuple(status for statuses in held.values() for status in statuses or ())


@kept_by_state(size=8)
def track_records() -> tuple[Record, ...]:
    """Return the forecast's track record by indicator, over all figures held now (statements.snapshot)."""
    return tuple(snapshot.track_records(store(), defined()))


@kept_by_state(size=64, of_figures=True)
def track_record(indicator: str, as_of: date | None = None) -> Record | None:
    """Return the track record of one indicator; that of a past date is worked out, which takes seconds."""
    if as_of is not None:
        return of_indicator(store(), defined(), indicator, as_of)
    return next((record for record in track_records() if record.indicator == indicator), None)


def rankings(as_of: date | None = None) -> dict[tuple[str, str], Ranking]:
    """Return (indicator, sex) -> the ranking of the nine Places (judgement.ranks), now or as of a date."""
    if as_of is None:
        return _rankings_today()
    past = ((id, _past_ranking(id, as_of)) for id in defined().indicators)
    return {(id, sex): ranking for id, of in past for sex, ranking in of.items()}


@kept_by_state(size=4, daily=True)
def _rankings_today() -> dict[tuple[str, str], Ranking]:
    return snapshot.rankings(store(), defined(), date.today())


@kept_by_state(size=1024, of_figures=True)
def _past_ranking(indicator: str, as_of: date) -> dict[str, Ranking]:
    return snapshot.ranked_places(store(), defined(), indicator, as_of)


def equity_verdicts(as_of: date | None = None) -> dict[str, list[Verdict]]:
    """Return every indicator's verdicts on inequality (judgement.equity), now or as of a date, by its id."""
    if as_of is None:
        return _equity_verdicts_today()
    return {id: _past_equity_verdicts(id, as_of) for id in defined().indicators}


@kept_by_state(size=4, daily=True)
def _equity_verdicts_today() -> dict[str, list[Verdict]]:
    verdicts: dict[str, list[Verdict]] = {id: [] for id in defined().indicators}
    for verdict in snapshot.equity_verdicts(store(), defined(), date.today()):
        verdicts[verdict.indicator].append(verdict)
    return verdicts


@kept_by_state(size=1024, of_figures=True)
def _past_equity_verdicts(indicator: str, as_of: date) -> list[Verdict]:
    return deprivation_groups.verdicts(store(), defined(), indicator, as_of)


@kept_by_state(size=64, of_figures=True)
def equity_groups(indicator: str, as_of: date | None = None) -> list[tuple[str, str, list[Group]]]:
    """Return (area, sex, groups) of the verdicts on an indicator: the Places (area ""), then within areas."""
    known, engine = defined(), store()
    between = deprivation_groups.between(engine, known, indicator, as_of).items()
    return [
        *(("", sex, places) for sex, places in between),
        *deprivation_groups.within(engine, known, indicator, as_of),
    ]


@kept_by_state(size=16, of_figures=True)
def authorities(indicator: str, as_of: date | None = None) -> pd.DataFrame:
    """Return the headline lines of every English authority (data.statements.compute.authorities).

    Columns: area, sex, period, period_start, period_end, value.
    """
    frame = compute.authorities(store(), defined(), indicator, as_of)
    return frame[["area", "sex", "period", "period_start", "period_end", "value"]]


@kept_by_state(size=4)
def authority_names() -> dict[str, str]:
    """Return slug -> name of every English authority held."""
    return similar_areas.names(store(), defined())


def boundaries() -> dict[str, dict[str, Any]]:
    """Return slug -> GeoJSON geometry (queries.boundaries). Large, so not kept: what is drawn of it is."""
    with asking():
        return queries.boundaries(store())


# Not kept, for there may be millions.
def observed(wanted: Wanted, begin: Mark | int, most: int, at_once: int) -> Iterator[pd.DataFrame]:
    """Give at most `most` observations, some at once (listing.read), from one state of the store.

    begin: the place of the row before the first, or how many rows stand before it.
    """
    with asking():
        behind = begin if isinstance(begin, Mark) else _row(wanted, begin)
        if behind is not None or not begin:
            yield from listing.read(store(), defined(), wanted, behind=behind, most=most, at_once=at_once)


def _row(wanted: Wanted, number: int) -> Mark | None:
    """The place of the row with a number; None for number 0, and for one that is not there."""
    many = observed_counts(wanted.indicator, wanted.area, wanted.as_of) if number else {}
    return listing.mark_of(store(), wanted, many, number)


@kept_by_state(size=64, of_figures=True)
def observed_counts(indicator: str = "", area: str = "", as_of: date | None = None) -> dict[str, int]:
    """Return series -> how many figures `observed` has of it, in its order; "" stands for all."""
    return counts.observed_counts(store(), defined(), Wanted(indicator, area, as_of))


@kept_by_state(size=8)
def area_names() -> dict[str, str]:
    """Return slug -> name of every area the store knows."""
    return queries.area_names(store())


@kept_by_state(size=64, daily=True)
def changes(since: date, as_of: date | None = None, place: str = "") -> tuple[Changed, ...]:
    """Return what changed between two dates (the second: today) at a Place, or at all Places and C&M."""
    known, until = defined(as_of), as_of or date.today()
    local = [slug for slug, area in known.areas.items() if area.kind in off_plan.LOCAL]
    areas = [slug for slug in (place, known.areas[place].joint) if slug] if place else local
    revised = provenance.revisions(store(), areas, MOST_REVISED, (since, until))
    then, now = (
        Known(day, statuses(asked), loaded_paths(asked, asked))
        for day, asked in ((since, since), (until, as_of))
    )
    return tuple(find_changes(known, then, now, revised, areas))


@kept_by_state(size=1024, of_figures=True)
def series_held(indicator: str, as_of: date | None = None) -> list[str]:
    """Return the ids of the series of an indicator that have figures, in the order of the definition."""
    held = queries.series_held(store(), indicator, as_of)
    return [series.id for series in defined().indicators[indicator].series if series.id in held]


@kept_by_state(size=64, of_figures=True)
def loaded_paths(agreed_by: date | None = None, as_of: date | None = None) -> tuple[TrajectoryPoint, ...]:
    """Return the points of every loaded trajectory in its newest version agreed by a date.

    As of a day that is past: those withdrawn later, too.
    """
    return queries.agreed_trajectories(store(), agreed_by, as_of)


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
    return provenance.loads_held(store())


@kept_by_state(size=16, of_figures=True)
def loads_behind(as_of: date) -> pd.DataFrame:
    """Return the loads that figures as of a date rest on; columns of provenance.loads_behind."""
    return provenance.loads_behind(store(), as_of)


@kept_by_state(size=8)
def reviews() -> dict[int, dict[str, list[str]]]:
    """Return what the review of each load found (provenance.reviews_held)."""
    return provenance.reviews_held(store())


@kept_by_state(size=16, of_figures=True)
def files_behind(as_of: date | None = None) -> pd.DataFrame:
    """Return the publishers' files behind figures that were loaded in another form: file, sha256."""
    return provenance.files_behind(store(), as_of)


@kept_by_state(size=16, of_figures=True)
def revisions(as_of: date | None = None) -> pd.DataFrame:
    """Return the newest revised figures at defined areas; columns of provenance.revisions."""
    days = (date.min, as_of or date.max)
    return provenance.revisions(store(), list(defined().areas), between=days)


@kept_by_state(size=16)
def revision_count(as_of: date | None = None) -> int:
    """Return how many figures were corrected (by a day), at whatever area."""
    return provenance.revision_count(store(), as_of)
