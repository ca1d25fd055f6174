"""What an indicator's page shows in one state, gathered once."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard import ask, plan
from dashboard.selection import Choices, Selection, read
from data.definition_models import Area, Indicator, Series, Target, TrajectoryPoint

LOCAL_KINDS = (("place", "joint"), ("trust",), ("sub-icb",))


@dataclass(frozen=True)
class Shown:
    """One indicator in one state. `line`: the chosen area's; `frame`: every area's, of the chosen sex."""

    indicator: Indicator
    series: Series
    held: tuple[Series, ...]
    chosen: Selection
    sexes: tuple[str, ...]
    sex: str
    frame: pd.DataFrame
    areas: tuple[Area, ...]
    area: Area
    line: pd.DataFrame
    target: Target | None
    targets: tuple[Target, ...]
    today: date
    path: tuple[TrajectoryPoint, ...] = ()
    """The points agreed for the target drawn, at the area of the main chart."""

    @property
    def by_place(self) -> bool:
        """Say whether the compared areas are Places."""
        return any(area.kind == "place" for area in self.areas)

    def line_of(self, slug: str) -> pd.DataFrame:
        """Return one area's line."""
        return self.frame[self.frame.area == slug]


def selection(indicator: Indicator, query: dict[str, str]) -> Selection:
    """Return what is asked on an indicator's page."""
    known = ask.defined()
    areas = [area.slug for area in known.areas.values()]
    choices = Choices(
        [place.slug for place in known.places],
        [domain.id for domain in known.domains],
        [series.id for series in indicator.series],
        areas,
    )
    return read(query, choices)


def gather(indicator: Indicator, chosen: Selection) -> Shown | None:
    """Return what to show, None where there is no figure at all."""
    held = tuple(ask.defined().series[id] for id in ask.series_held(indicator.id))
    for series in _in_question(indicator, chosen, held):
        everything = _frame(indicator, series, chosen)
        sexes = tuple(sex for sex in series.sexes if (everything.sex == sex).any())
        if sexes:
            return _shown(indicator, series, held, chosen, sexes, everything)
    return None


def _in_question(indicator: Indicator, chosen: Selection, held: tuple[Series, ...]) -> list[Series]:
    """The series asked for; where none is, the headline, then the others in their order."""
    if chosen.series:
        return [one for one in held if one.id == chosen.series]
    return sorted(held, key=lambda one: one.id != indicator.headline.id)


def _shown(
    indicator: Indicator,
    series: Series,
    held: tuple[Series, ...],
    chosen: Selection,
    sexes: tuple[str, ...],
    everything: pd.DataFrame,
) -> Shown:
    sex = chosen.sex if chosen.sex in sexes else sexes[0]
    frame = everything[everything.sex == sex]
    areas = compared(frame)
    area = focus(chosen, frame, areas)
    today = chosen.as_of or date.today()
    targets = plan.live(ask.defined(), indicator.id, today)
    target = plan.headline(targets, area, indicator, today)
    path = tuple(ask.agreed_path(target, area.slug, chosen.as_of)) if target else ()
    line = frame[frame.area == area.slug]
    return Shown(
        indicator, series, held, chosen, sexes, sex, frame, areas, area, line, target, targets, today, path
    )


def _frame(indicator: Indicator, series: Series, chosen: Selection) -> pd.DataFrame:
    if series.id == indicator.headline.id:
        frame = ask.history(indicator.id, chosen.as_of)
        if _has_local(frame):
            return frame
    frame = ask.of_series(indicator.id, series.id, chosen.as_of)
    return frame[frame.area.isin(list(ask.defined().areas))]


def _has_local(frame: pd.DataFrame) -> bool:
    known = ask.defined().areas
    return any(known[slug].kind in ("place", "joint") for slug in frame.area.unique())


def compared(frame: pd.DataFrame) -> tuple[Area, ...]:
    """Return the local areas that stand beside each other: Places, else trusts, else sub-ICBs, in order."""
    held = set(frame.area)
    known = ask.defined().areas.values()
    for kinds in LOCAL_KINDS:
        found = [area for area in known if area.slug in held and area.kind in kinds]
        if found:
            joint = {area.slug for area in found if area.kind == "joint"}
            if kinds[0] == "place":
                found = [
                    place for place in ask.defined().places if place.slug in held or place.joint in joint
                ]
                found += [area for area in known if area.slug in joint]
            return tuple(found)
    return ()


def focus(chosen: Selection, frame: pd.DataFrame, areas: tuple[Area, ...]) -> Area:
    """Return the area of the main chart: the one chosen, its joint area, C&M, the first with figures."""
    known, held = ask.defined().areas, set(frame.area)
    place = known.get(chosen.place)
    wishes = [chosen.area, chosen.place, place.joint if place else "", ask.SYSTEM]
    wishes += [area.slug for area in areas] + [ask.ENGLAND] + sorted(held)
    return known[next(slug for slug in wishes if slug in held)]
