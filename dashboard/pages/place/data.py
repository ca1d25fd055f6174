"""What the page of a Place shows in one state, gathered once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard import ask
from dashboard.selection import Selection
from data.catalogue.line_names import line_name
from data.catalogue.models import Area, Indicator, Target
from data.catalogue.reader import Catalogue
from data.judgement import off_plan
from data.judgement.profile import profile
from data.judgement.status import Point, Status
from data.targets import life
from data.wording.places import Rank, rank_at


@dataclass(frozen=True)
class Line:
    """One headline line at the Place: its statement (or the joint area’s), the wider areas, its rank."""

    indicator: Indicator
    status: Status
    system: Point | None
    country: Point | None
    rank: Rank

    @property
    def name(self) -> str:
        """Return the short title, with the sex where lines are by sex."""
        return line_name(self.indicator, self.status.sex)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A Place in one state.

    lines: those with a figure; without: the statements of those without one. rows: of judgement.profile
    against England, with `area` (the Place, or the joint area that stands for it), period_start, period_end,
    `system`, the figure of C&M of the same period, and its `system_position`. own, everyone: the live targets
    set for this Place, and for every Place, the nearest deadline first.
    """

    place: Area
    chosen: Selection
    today: date
    counted: off_plan.Counts
    lines: tuple[Line, ...]
    without: tuple[Status, ...]
    worries: tuple[Status, ...]
    strengths: tuple[Status, ...]
    rows: pd.DataFrame
    own: tuple[Target, ...]
    everyone: tuple[Target, ...]

    def line_of(self, status: Status) -> Line | None:
        """Return the line a statement is of."""
        key = (status.indicator, status.sex)
        return next((line for line in self.lines if (line.indicator.id, line.status.sex) == key), None)


def gather(place: Area, chosen: Selection) -> Shown:
    """Return what to show."""
    known, today = ask.defined(chosen.as_of), chosen.as_of or date.today()
    statuses, ranked = ask.statuses(chosen.as_of), ask.rankings(chosen.as_of)
    own = off_plan.standing_for(statuses, known, place.slug)
    wider = {
        (status.indicator, status.sex, status.place): status.latest
        for status in statuses
        if status.latest is not None
    }
    lines = [
        Line(
            known.indicators[status.indicator],
            status,
            wider.get((status.indicator, status.sex, ask.SYSTEM)),
            wider.get((status.indicator, status.sex, ask.ENGLAND)),
            rank_at(ranked.get((status.indicator, status.sex)), status.place),
        )
        for status in own
        if has_figure(status)
    ]
    live = [target for target in known.targets.values() if life.is_live(known, target, today)]
    return Shown(
        place=place,
        chosen=chosen,
        today=today,
        counted=off_plan.counts(statuses, known, place.slug),
        lines=tuple(lines),
        without=tuple(status for status in own if not has_figure(status)),
        worries=tuple(off_plan.worries(statuses, known, place.slug)),
        strengths=tuple(off_plan.strengths(statuses, known, place.slug)),
        rows=_rows(known, statuses, place, lines),
        own=_by_deadline([target for target in live if target.place == place.slug]),
        everyone=_by_deadline([target for target in live if target.scope == "every Place"]),
    )


def has_figure(status: Status) -> bool:
    """Say whether a statement has a figure."""
    return status.latest is not None and status.latest.value is not None


def _by_deadline(targets: Sequence[Target]) -> tuple[Target, ...]:
    return tuple(sorted(targets, key=lambda target: (target.deadline is None, target.deadline or date.max)))


def _rows(known: Catalogue, statuses: Sequence[Status], place: Area, lines: Sequence[Line]) -> pd.DataFrame:
    rows = profile(known, once(known, statuses, place.slug), place.slug, ask.ENGLAND)
    of = {(line.indicator.id, line.status.sex): line for line in lines}
    ordered = [of[key] for key in zip(rows.indicator, rows.sex, strict=True)]
    system = [_same_period(line) for line in ordered]
    # One spread in the indicator's units, and which way is right: as the rows' own range was placed.
    spread = (rows.highest - rows.lowest) / (rows.range_to - rows.range_from)
    sign = rows.better.map({"lower": -1}).fillna(1)
    latest = [line.status.latest for line in ordered]
    labels = [line.name + (" (Cheshire)" if line.status.place != place.slug else "") for line in ordered]
    values = pd.Series(system, index=rows.index, dtype=float)
    return rows.assign(
        label=labels,
        period_start=[point.start if point else None for point in latest],
        period_end=[point.end if point else None for point in latest],
        area=[line.status.place for line in ordered],
        system=values,
        system_position=sign * (values - rows.centre.astype(float)) / spread,
    )


def _same_period(line: Line) -> float:
    """C&M's figure of the period of the Place's own, else NaN."""
    own, other = line.status.latest, line.system
    if (
        own is None
        or other is None
        or other.value is None
        or (own.start, own.end) != (other.start, other.end)
    ):
        return math.nan
    return other.value


def once(known: Catalogue, statuses: Sequence[Status], place: str) -> list[Status]:
    """Return the statements with each joint figure at one of its Places, at `place` if it is one of them."""
    areas = known.areas
    held = {(status.indicator, status.sex, status.place) for status in statuses if has_figure(status)}
    stand_in: dict[tuple[str, str, str], Status] = {}
    for status in statuses:
        members = areas[status.place].places if areas[status.place].kind == "joint" else ()
        if members and has_figure(status):
            key = (status.indicator, status.sex, place if place in members else members[0])
            if not any((status.indicator, status.sex, slug) in held for slug in members):
                stand_in[key] = replace(status, place=key[2])
    own = [status for status in statuses if areas[status.place].kind != "joint"]
    return [stand_in.get((status.indicator, status.sex, status.place), status) for status in own]
