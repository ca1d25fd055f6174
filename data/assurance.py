"""The three statements for every indicator, headline line and area, as of any date.

Nothing here raises for bad figures: what cannot be judged says why. A forecast takes milliseconds, so pages
read what `kept` holds and ask here only for past dates.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data import queries, wording
from data.candidates import Subject, candidates
from data.catalogue import Catalogue
from data.definition_models import Area, Indicator, TrajectoryPoint
from data.judgement import after_breaks, change, goal_of, next_release, outlook, speed, verdict_date
from data.planned import now
from data.statistics.trajectory import PASSING, every_place_passes
from data.status import Point, Status, number

AREA_KINDS = ("place", "joint", "system", "country")
Lines = dict[tuple[str, str], tuple[Point, ...]]
Withheld = Mapping[str, str]


@dataclass(frozen=True)
class EveryPlace:
    """An "every Place" target as a whole: it passes only when the worst Place does; None: not judged yet."""

    indicator: str
    target_key: str
    sex: str
    passes: bool | None
    worst: str
    passing: int
    judged: int


@dataclass(frozen=True)
class QualityMark:
    """How far an indicator's figures can be trusted.

    held: Places of `places` with a figure of the latest period (that of a joint area counts for its Places).
    latest: the end of that period; age: days since then.
    """

    indicator: str
    timeliness: str
    completeness: str
    source: str
    geography: str
    held: int
    places: int
    latest: date | None
    age: int | None
    next_release: date | None


def compared_areas(catalogue: Catalogue) -> tuple[str, ...]:
    """The areas that statements are kept for: nine Places, joint areas, C&M, England."""
    return tuple(slug for kind in AREA_KINDS for slug, one in catalogue.areas.items() if one.kind == kind)


def statuses(
    engine: Engine,
    catalogue: Catalogue,
    *,
    indicators: Iterable[str] | None = None,
    areas: Sequence[str] | None = None,
    as_of: date | None = None,
    today: date | None = None,
    withheld: Withheld | None = None,
) -> list[Status]:
    """One status per indicator, area and headline line, in the order of the catalogue and of `areas`.

    `as_of`: only releases published by then, and judged as on that day. `withheld`: indicator -> why its
    forecasts are not shown. Unknown areas give "no data".
    """
    on = as_of or today or date.today()
    wanted = tuple(areas) if areas is not None else compared_areas(catalogue)
    loaded = cache(lambda day: queries.agreed_trajectories(engine, day))
    joint = {catalogue.areas[slug].joint for slug in wanted if slug in catalogue.areas} - {"", *wanted}
    found = []
    for id in catalogue.indicators if indicators is None else indicators:
        indicator = catalogue.indicators[id]
        lines = lines_of(queries.history(engine, catalogue, id, areas=[*wanted, *joint], as_of=as_of))
        peers = _peers(engine, catalogue, indicator, as_of)
        told = _Told(catalogue, indicator, on, peers, (withheld or {}).get(id, ""), loaded)
        found += [told.status(slug, sex, lines) for slug in wanted for sex in indicator.headline.sexes]
    return found


def lines_of(frame: pd.DataFrame) -> Lines:
    """The points of each area and sex of a frame of `queries.history`, by period."""
    found: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in frame.itertuples(index=False):
        found[str(row.area), str(row.sex)].append(
            Point(
                row.period_start,
                row.period_end,
                row.period,
                number(row.value),
                number(row.lower),
                number(row.upper),
                number(row.numerator),
                number(row.denominator),
                row.note or "",
                row.interval_basis,
                row.published,
                row.published_basis,
            )
        )
    return {key: tuple(points) for key, points in found.items()}


@dataclass(frozen=True)
class _Told:
    """What the statements of one indicator have in common."""

    catalogue: Catalogue
    indicator: Indicator
    today: date
    peers: Callable[[str, str], pd.DataFrame]
    withheld: str
    loaded: Callable[[date], Sequence[TrajectoryPoint]]

    def status(self, slug: str, sex: str, lines: Lines) -> Status:
        """The status of one line at one area."""
        indicator, series = self.indicator, self.indicator.headline
        area = self.catalogue.areas.get(slug) or Area(slug=slug, name=slug, kind="authority")
        points = lines.get((slug, sex), ())
        status = Status(indicator.id, slug, series.id, sex, series.age, indicator.unit)
        stretch = after_breaks(points, self.catalogue.breaks_for(indicator.id, series.id, slug))
        subject = Subject(self.catalogue, indicator, area, points, stretch, self.loaded)
        found = candidates(subject, self.today)
        first = now(indicator, points, found.live, found.later, self.today, found.why_none)
        if not points:
            first = replace(first, reason=self._why_no_figure(area, lines, sex))
        goal = goal_of(first)
        status = replace(
            status,
            latest=points[-1] if points else None,
            now=first,
            change=change(indicator, stretch, goal),
            outlook=outlook(indicator, stretch, goal, self.withheld),
            speed=speed(indicator, stretch, goal, first.word == "met", lambda: self.peers(slug, sex)),
            verdict_date=verdict_date(indicator, points, first.deadline),
            next_release=next_release(indicator, points),
        )
        return replace(status, sentence=wording.of_status(status, indicator, area, self.today))

    def _why_no_figure(self, area: Area, lines: Lines, sex: str) -> str:
        if area.joint and (area.joint, sex) in lines:
            return f"the figure is published for {self.catalogue.areas[area.joint].name} only"
        if lines:
            return "no figure is published for this area"
        why = wording.first_sentence(wording.why_no_figures(self.indicator)).rstrip(".")
        return why[:1].lower() + why[1:]


def _peers(
    engine: Engine, catalogue: Catalogue, indicator: Indicator, as_of: date | None
) -> Callable[[str, str], pd.DataFrame]:
    """History of the English authorities, asked of the store once and only when a pace is to be compared."""

    @cache
    def everything() -> pd.DataFrame:
        return authorities(engine, catalogue, indicator.id, as_of)[["area", "sex", "period_end", "value"]]

    def others(slug: str, sex: str) -> pd.DataFrame:
        if catalogue.areas.get(slug) is None or catalogue.areas[slug].kind != "place":
            return pd.DataFrame({"area": [], "period_end": [], "value": np.array([], dtype=float)})
        frame = everything()
        return frame[(frame.sex == sex) & (frame.area != slug)]

    return others


def authorities(
    engine: Engine, catalogue: Catalogue, indicator: str, as_of: date | None = None
) -> pd.DataFrame:
    """The headline lines of every English authority held, the nine Places among them: `queries.history`."""
    frame = queries.history(engine, catalogue, indicator, as_of=as_of)
    places = {place.slug for place in catalogue.places}
    return frame[frame.area.isin(places) | frame.area.astype(str).str.match(r"e0[6-9]|e10")]


def every_place(catalogue: Catalogue, found: Iterable[Status]) -> list[EveryPlace]:
    """The verdicts on targets set for every Place, from the statuses of the Places (or their joint areas)."""
    groups: dict[tuple[str, str, str], list[Status]] = defaultdict(list)
    for one in found:
        rated = one.now.scope == "every Place" and one.now.standing == "own" and one.now.target is not None
        if rated and one.latest is not None:
            groups[one.indicator, one.now.target_key, one.sex].append(one)
    return [_aggregate(catalogue, key, statuses) for key, statuses in groups.items()]


def _aggregate(catalogue: Catalogue, key: tuple[str, str, str], found: Sequence[Status]) -> EveryPlace:
    covered = {place for one in found for place in (one.place, *catalogue.areas[one.place].places)}
    whole = covered.issuperset(place.slug for place in catalogue.places)
    words = [one.now.word for one in found]
    passes = every_place_passes(words)
    sign = -1 if found[0].now.comparison == "<=" else 1
    measured = [one for one in found if one.now.gap is not None]
    worst = min(measured, key=lambda one: sign * (one.now.gap or 0.0), default=None)
    return EveryPlace(
        *key,
        passes=passes if whole or passes is False else None,
        worst=worst.place if worst else "",
        passing=sum(word in PASSING for word in words),
        judged=len(measured),
    )


def quality_marks(catalogue: Catalogue, found: Iterable[Status], today: date) -> list[QualityMark]:
    """The quality mark of each indicator, from the statuses of the Places and joint areas."""
    local = [one for one in found if catalogue.areas[one.place].kind in ("place", "joint")]
    groups: dict[str, list[Status]] = defaultdict(list)
    for one in local:
        groups[one.indicator].append(one)
    return [_mark(catalogue, catalogue.indicators[id], of, today) for id, of in groups.items()]


def _mark(catalogue: Catalogue, indicator: Indicator, found: Sequence[Status], today: date) -> QualityMark:
    given = [(one, one.latest) for one in found if one.latest is not None and one.latest.value is not None]
    end = max((latest.end for _, latest in given), default=None)
    newest = [one for one, latest in given if latest.end == end]
    covered = {place for one in newest for place in (catalogue.areas[one.place].places or (one.place,))}
    return QualityMark(
        indicator.id,
        indicator.quality.timeliness,
        indicator.quality.completeness,
        indicator.quality.source,
        indicator.geography,
        held=len(covered),
        places=len(catalogue.places),
        latest=end,
        age=(today - end).days if end else None,
        next_release=newest[0].next_release if newest else None,
    )
