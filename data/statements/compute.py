"""The three statements for every indicator, headline line and area, as of any date.

Nothing here raises for bad figures: what cannot be judged says why. A forecast takes milliseconds, so pages
read what `kept` holds and ask here only for past dates.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

import numpy as np
import pandas as pd

from data.catalogue.models import Area, Indicator, TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.judgement.against_plan import now
from data.judgement.change import (
    Goal,
    Stretch,
    after_breaks,
    change,
    goal_of,
    next_release,
    outlook,
    speed,
    verdict_date,
)
from data.judgement.lines import Lines, lines_of, newest_awaiting, of_headline
from data.judgement.peers import others_held
from data.judgement.status import Outlook, Speed, Status
from data.statistics.reason import NO_REASON, Reason
from data.store import queries
from data.store.engine import Store
from data.targets.agreed_path import Subject
from data.targets.candidates import candidates
from data.targets.known_then import known_on
from data.wording import sentences

AREA_KINDS = ("place", "joint", "system", "country")
Withheld = Callable[[str], Reason]


def compared_areas(catalogue: Catalogue) -> tuple[str, ...]:
    """The areas that statements are kept for: nine Places, joint areas, C&M, England."""
    return tuple(slug for kind in AREA_KINDS for slug, area in catalogue.areas.items() if area.kind == kind)


def statuses(
    engine: Store,
    catalogue: Catalogue,
    *,
    indicators: Iterable[str] | None = None,
    areas: Sequence[str] | None = None,
    as_of: date | None = None,
    today: date | None = None,
    withheld: Withheld = lambda _indicator: NO_REASON,
) -> list[Status]:
    """One status per indicator, area and headline line, in the order of the catalogue and of `areas`.

    `as_of`: only releases published and targets set by then, and judged as on that day. `withheld`: why an
    indicator's forecasts are not shown, asked where one would be. Unknown areas give "no data".
    """
    on = as_of or today or date.today()
    known = known_on(catalogue, as_of) if as_of else catalogue
    wanted = tuple(areas) if areas is not None else compared_areas(catalogue)
    loaded = cache(lambda day: queries.agreed_trajectories(engine, day, as_of))
    joint = {known.areas[slug].joint for slug in wanted if slug in known.areas} - {"", *wanted}
    waiting = queries.awaiting(engine, known, areas=[*wanted, *joint], as_of=as_of)
    answers = []
    for id in known.indicators if indicators is None else indicators:
        indicator = known.indicators[id]
        lines = lines_of(queries.history(engine, known, id, areas=[*wanted, *joint], as_of=as_of))
        common = _Common(
            catalogue=known,
            indicator=indicator,
            today=on,
            peers=_peers(engine, known, indicator, as_of),
            withheld=cache(partial(withheld, id)),
            loaded=loaded,
            awaiting=lines_of(of_headline(waiting, indicator)),
            published=_published(engine, known, id, wanted, as_of),
        )
        answers += [common.status(slug, sex, lines) for slug in wanted for sex in indicator.headline.sexes]
    return answers


@dataclass(frozen=True, kw_only=True)
class _Common:
    """What the statements of one indicator have in common."""

    catalogue: Catalogue
    indicator: Indicator
    today: date
    peers: Callable[[str, str], pd.DataFrame]
    withheld: Callable[[], Reason]
    loaded: Callable[[date], Sequence[TrajectoryPoint]]
    awaiting: Lines
    published: Callable[[date], Lines]

    def status(self, slug: str, sex: str, lines: Lines) -> Status:
        """The status of one line at one area."""
        indicator, series = self.indicator, self.indicator.headline
        area = self.catalogue.areas.get(slug) or Area(slug=slug, name=slug, kind="authority")
        points = lines.get((slug, sex), ())
        status = Status(indicator.id, slug, series.id, sex, series.age, indicator.unit)
        stretch = after_breaks(points, self.catalogue.breaks_for(indicator.id, series.id, slug))
        subject = Subject(
            catalogue=self.catalogue,
            indicator=indicator,
            area=area,
            points=points,
            stretch=stretch,
            loaded=self.loaded,
            published=lambda day: self.published(day).get((slug, sex), ()),
        )
        named = candidates(subject, self.today)
        first = now(indicator, points, named, self.today)
        if not points:
            first = replace(first, reason=self._why_no_figure(area, lines, sex))
        goal, others = goal_of(first, self.today), partial(self.peers, slug, sex)
        latest = points[-1] if points else None
        awaiting = newest_awaiting(self.awaiting.get((slug, sex), ()), latest)
        status = replace(
            status,
            latest=latest,
            now=first,
            change=change(indicator, stretch, goal),
            outlook=self._outlook(stretch, goal),
            speed=self._speed(speed(indicator, stretch, goal, others), others),
            verdict_date=verdict_date(indicator, points, first.deadline),
            next_release=next_release(indicator, [*points, awaiting] if awaiting else points),
            agreed=named.agreed,
            awaiting=awaiting,
        )
        return replace(status, sentence=sentences.of_status(status, indicator, area, self.today))

    def _speed(self, paces: Speed, others: Callable[[], pd.DataFrame]) -> Speed:
        if not paces.similar:
            return paces
        return replace(paces, among=others_held(self.catalogue, others().dropna(subset="value")["area"]))

    # A track record as of a past day takes seconds, so it is asked for only where a forecast hangs on it.
    def _outlook(self, stretch: Stretch, goal: Goal | None) -> Outlook:
        shown = outlook(self.indicator, stretch, goal)
        reason = self.withheld() if shown.word else NO_REASON
        return outlook(self.indicator, stretch, goal, reason) if reason else shown

    def _why_no_figure(self, area: Area, lines: Lines, sex: str) -> str:
        if area.joint and (area.joint, sex) in lines:
            return f"the figure is published for {self.catalogue.areas[area.joint].name} only"
        if lines:
            return "no figure is held for this area"
        why = sentences.first_sentence(sentences.why_no_figures(self.indicator)).rstrip(".")
        return why[:1].lower() + why[1:]


def _published(
    engine: Store, catalogue: Catalogue, indicator: str, areas: Sequence[str], as_of: date | None
) -> Callable[[date], Lines]:
    """A day -> the lines as they had been published by then, asked of the store once a day."""

    @cache
    def by(day: date) -> Lines:
        frame = queries.history(engine, catalogue, indicator, areas=areas, as_of=as_of, published_by=day)
        return lines_of(frame)

    return by


def _peers(
    engine: Store, catalogue: Catalogue, indicator: Indicator, as_of: date | None
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
    engine: Store, catalogue: Catalogue, indicator: str, as_of: date | None = None
) -> pd.DataFrame:
    """The headline lines of every English authority held, the nine Places among them: `queries.history`."""
    frame = queries.history(engine, catalogue, indicator, as_of=as_of)
    places = {place.slug for place in catalogue.places}
    return frame[frame.area.isin(places) | frame.area.astype(str).str.match(r"e0[6-9]|e10")]
