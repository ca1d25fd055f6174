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
    against England, with `system`, the figure of C&M of the same period, and its `system_position`. own,
    everyone: the live targets set for this Place, and for every Place, the nearest deadline first.
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
        return next((one for one in self.lines if (one.indicator.id, one.status.sex) == key), None)


def gather(place: Area, chosen: Selection) -> Shown:
    """Return what to show."""
    known, today = ask.defined(), chosen.as_of or date.today()
    found, ranked = ask.statuses(chosen.as_of), ask.rankings(chosen.as_of)
    mine = off_plan.standing_for(found, known, place.slug)
    wider = {(one.indicator, one.sex, one.place): one.latest for one in found if one.latest is not None}
    lines = [
        Line(
            known.indicators[one.indicator],
            one,
            wider.get((one.indicator, one.sex, ask.SYSTEM)),
            wider.get((one.indicator, one.sex, ask.ENGLAND)),
            rank_at(ranked.get((one.indicator, one.sex)), one.place),
        )
        for one in mine
        if has_figure(one)
    ]
    live = [one for one in known.targets.values() if life.is_live(known, one, today)]
    return Shown(
        place=place,
        chosen=chosen,
        today=today,
        counted=off_plan.counts(found, known, place.slug),
        lines=tuple(lines),
        without=tuple(one for one in mine if not has_figure(one)),
        worries=tuple(off_plan.worries(found, known, place.slug)),
        strengths=tuple(off_plan.strengths(found, known, place.slug)),
        rows=_rows(known, found, place, lines),
        own=_by_deadline([one for one in live if one.place == place.slug]),
        everyone=_by_deadline([one for one in live if one.scope == "every Place"]),
    )


def has_figure(status: Status) -> bool:
    """Say whether a statement has a figure."""
    return status.latest is not None and status.latest.value is not None


def _by_deadline(targets: Sequence[Target]) -> tuple[Target, ...]:
    return tuple(sorted(targets, key=lambda one: (one.deadline is None, one.deadline or date.max)))


def _rows(known: Catalogue, found: Sequence[Status], place: Area, lines: Sequence[Line]) -> pd.DataFrame:
    rows = profile(known, once(known, found, place.slug), place.slug, ask.ENGLAND)
    of = {(one.indicator.id, one.status.sex): one for one in lines}
    mine = [of[key] for key in zip(rows.indicator, rows.sex, strict=True)]
    system = [_same_period(one) for one in mine]
    # One spread in the indicator's units, and which way is right: as the rows' own range was placed.
    spread = (rows.highest - rows.lowest) / (rows.range_to - rows.range_from)
    sign = rows.better.map({"lower": -1}).fillna(1)
    labels = [one.name + (" (Cheshire)" if one.status.place != place.slug else "") for one in mine]
    values = pd.Series(system, index=rows.index, dtype=float)
    return rows.assign(
        label=labels, system=values, system_position=sign * (values - rows.centre.astype(float)) / spread
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


def once(known: Catalogue, found: Sequence[Status], place: str) -> list[Status]:
    """Return the statements with each joint figure at one of its Places, at `place` if it is one of them."""
    areas = known.areas
    held = {(one.indicator, one.sex, one.place) for one in found if has_figure(one)}
    stand_in: dict[tuple[str, str, str], Status] = {}
    for one in found:
        members = areas[one.place].places if areas[one.place].kind == "joint" else ()
        if members and has_figure(one):
            key = (one.indicator, one.sex, place if place in members else members[0])
            if not any((one.indicator, one.sex, slug) in held for slug in members):
                stand_in[key] = replace(one, place=key[2])
    own = [one for one in found if areas[one.place].kind != "joint"]
    return [stand_in.get((one.indicator, one.sex, one.place), one) for one in own]
