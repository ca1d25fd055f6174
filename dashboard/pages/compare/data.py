"""What the page Compare asks the store, gathered once for each of its states."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard import ask, shell
from dashboard.by_state import kept_by_state
from dashboard.figures.outlines import Ring, simplified
from dashboard.pages.shared import indicator_data, story
from dashboard.pages.shared.indicator_data import Shown
from dashboard.selection import Selection, read
from data.catalogue.line_names import line_name
from data.catalogue.models import Area, Break, Indicator
from data.judgement.pairs import Pairs, paired
from data.judgement.status import Status

LOCAL = ("place", "joint")


@dataclass(frozen=True)
class Second:
    """The second indicator: its line, the pairs with the first, the source lines of both axes."""

    indicator: Indicator
    sex: str
    label: str
    pairs: Pairs
    sources: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One indicator at the Places in one state.

    shown: as on the indicator's page, its areas narrowed to the chosen Places. label: the title, with the sex
    where lines are by sex. statuses: of the line at all Places and joint areas. source: of its newest figure.
    """

    shown: Shown
    label: str
    statuses: tuple[Status, ...]
    breaks: tuple[Break, ...]
    source: str
    second: Second | None = None

    @property
    def indicator(self) -> Indicator:
        """The first indicator."""
        return self.shown.indicator

    @property
    def sexes(self) -> tuple[tuple[str, ...], str]:
        """The sexes to choose from and the one shown: of the first indicator, else of the second."""
        if len(self.shown.sexes) > 1 or self.second is None:
            return self.shown.sexes, self.shown.sex
        return self.second.indicator.headline.sexes, self.second.sex


def choosable(as_of: date | None = None) -> list[Indicator]:
    """Return the indicators with a figure by Place, in the order of the catalogue."""
    known = ask.defined()
    local = [slug for slug, area in known.areas.items() if area.kind in LOCAL]
    frame = ask.latest(as_of)
    held = set(frame.indicator[frame.area.isin(local) & frame.value.notna()])
    return [indicator for indicator in known.indicators.values() if indicator.id in held]


def selection(query: Mapping[str, Any]) -> Selection:
    """Return what is asked; without an indicator it is the first Beacon Indicator with figures by Place."""
    chosen = read(query, replace(shell.place_choices(), indicators=list(ask.defined().indicators)))
    return chosen if chosen.indicator else replace(chosen, indicator=_first(choosable(chosen.as_of)))


def _first(indicators: list[Indicator]) -> str:
    beacons = [indicator for indicator in indicators if indicator.beacon_number]
    best = min(
        beacons, key=lambda indicator: indicator.beacon_number or 0, default=next(iter(indicators), None)
    )
    return best.id if best else ""


def gather(chosen: Selection) -> Compared | None:
    """Return what to show, None where the indicator has no figure by Place."""
    known = ask.defined()
    indicator = known.indicators.get(chosen.indicator)
    shown = indicator_data.gather(indicator, chosen) if indicator else None
    if (
        indicator is None
        or shown is None
        or not (shown.by_place and shown.series.id == indicator.headline.id)
    ):
        return None
    statuses = _of_line(indicator, shown.sex, chosen.as_of)
    return Compared(
        shown=replace(shown, areas=_narrowed(shown.areas, chosen.places)),
        label=line_name(indicator, shown.sex),
        statuses=statuses,
        breaks=tuple(known.breaks_for(indicator.id, shown.series.id)),
        source=_source(shown.frame, shown.series.described),
        second=_second(statuses, chosen, shown),
    )


def _of_line(indicator: Indicator, sex: str, as_of: date | None) -> tuple[Status, ...]:
    areas = ask.defined().areas
    statuses = ask.statuses(as_of, indicator.id)
    return tuple(status for status in statuses if status.sex == sex and areas[status.place].kind in LOCAL)


def _narrowed(areas: tuple[Area, ...], places: str) -> tuple[Area, ...]:
    """The chosen Places, and a joint area with any of its own; all where none is chosen."""
    wanted = set(places.split(",")) if places else set()
    return tuple(area for area in areas if not wanted or wanted.intersection((area.slug, *area.places)))


def _source(frame: pd.DataFrame, series: str, period: str = "") -> str:
    """The source line of the newest figure at a Place or joint area, of one period where it is named."""
    areas = ask.defined().areas
    local = frame[frame.area.map(lambda slug: slug in areas and areas[slug].kind in LOCAL)]
    row = story.newest(local[local.period == period] if period else local)
    return story.source(row, series) if row is not None else ""


def _second(statuses: tuple[Status, ...], chosen: Selection, shown: Shown) -> Second | None:
    other = ask.defined().indicators.get(chosen.other)
    if other is None:
        return None
    sexes = other.headline.sexes
    sex = next(choice for choice in (chosen.sex, shown.sex, sexes[0]) if choice in sexes)
    frame = ask.history(other.id, chosen.as_of)
    pairs = paired(ask.defined(), statuses, _of_line(other, sex, chosen.as_of))
    sources = (
        _source(shown.frame, shown.series.described, pairs.x_period),
        _source(frame[frame.sex == sex], other.headline.described, pairs.y_period),
    )
    return Second(other, sex, line_name(other, sex), pairs, sources)


@kept_by_state(size=2)
def outlines() -> dict[str, list[Ring]]:
    """Return the boundaries that are held, simplified for a map; empty where none were loaded."""
    return simplified(ask.boundaries())
