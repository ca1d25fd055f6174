"""What an indicator's page shows in one state, gathered once."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from dashboard import ask, words
from dashboard.parts.chart import Subject
from dashboard.parts.table import official_code
from dashboard.selection import Choices, Selection, read
from data.catalogue.models import Area, Break, Indicator, Series, Target
from data.judgement.lines import Lines, lines_of
from data.judgement.pairs import is_history
from data.judgement.status import Point
from data.periods import Period
from data.wording.quality_words import LOCAL_RETURN

TEXTS = ("area", "period", "interval_basis", "note")
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
FIGURES = [*TEXTS, *NUMBERS, "doubtful", "period_start", "period_end"]
BY_PLACE = "the nine Places"
COMPARED = {"trust": "the hospital trusts", "sub-icb": "the sub-ICB locations"}
LOCAL_KINDS = (("place", "joint"), ("trust",), ("sub-icb",))

REFERENCES = (("England", ask.ENGLAND), ("North West", ask.REGION), ("C&M", ask.SYSTEM))


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One indicator in one state. `frame`: every area's line of the chosen sex; `area`: of the main chart."""

    indicator: Indicator
    series: Series
    held: tuple[Series, ...]
    chosen: Selection
    sexes: tuple[str, ...]
    sex: str
    frame: pd.DataFrame
    areas: tuple[Area, ...]
    area: Area
    today: date

    @property
    def is_headline(self) -> bool:
        """Say whether the statements are made from these figures: of the headline series."""
        return self.series.id == self.indicator.headline.id

    @property
    def mark(self) -> str:
        """What stands beside the name of every chart and table of these figures: ", local return", or ""."""
        return f", {LOCAL_RETURN}" if ask.defined().is_local_return(self.series.id) else ""

    @property
    def by_place(self) -> bool:
        """Say whether the compared areas are Places."""
        return any(area.kind == "place" for area in self.areas)

    @property
    def what(self) -> str:
        """What the compared areas are."""
        kind = next((area.kind for area in self.areas), "")
        return BY_PLACE if self.by_place else COMPARED.get(kind, "these areas")

    @cached_property
    def by_area(self) -> dict[str, pd.DataFrame]:
        """The lines that have rows, by area, each in order of time; columns FIGURES, texts as objects.

        Slicing twenty columns of texts for every chart takes most of the time of a page.
        """
        narrow = self.frame[FIGURES].astype(dict.fromkeys(TEXTS, object))
        ordered = narrow.sort_values("period_end", kind="stable")
        return {str(slug): line for slug, line in ordered.groupby("area", sort=False)}

    @cached_property
    def lines(self) -> Lines:
        """The same as points, by area and sex."""
        return lines_of(self.frame)

    @property
    def line(self) -> pd.DataFrame:
        """The line of the main chart, oldest first (columns: FIGURES)."""
        return self.line_of(self.area.slug)

    @cached_property
    def origin(self) -> pd.DataFrame:
        """The line of the main chart with where each figure was read (columns of ask.history)."""
        return self.origin_of(self.area.slug)

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of the main chart."""
        return self.points_of(self.area.slug)

    @property
    def breaks(self) -> list[Break]:
        """What the line of the main chart cannot be compared across."""
        return self.breaks_of(self.area.slug)

    def breaks_of(self, slug: str) -> list[Break]:
        """Return what one area's line cannot be compared across."""
        return ask.defined().breaks_for(self.indicator.id, self.series.id, slug)

    @property
    def codes(self) -> dict[str, str]:
        """The official code of every area, by its slug."""
        return {slug: official_code(area) for slug, area in ask.defined().areas.items()}

    def subject(
        self, area: Area | None = None, target: Target | None = None, period: str | None = None
    ) -> Subject:
        """Return what a chart of these figures is of: of one `area` or of several, with the target drawn.

        `period`: the label of the one period of all figures, where no column says it.
        """
        return Subject(
            indicators=[self.indicator],
            area=area,
            sex=self.sex,
            series=[self.series],
            target=target,
            period=self._period(period) if period else None,
        )

    def _period(self, name: str) -> Period | None:
        rows = self.frame[self.frame.period == name]
        if rows.empty:
            return None
        return Period(rows.period_start.iloc[0], rows.period_end.iloc[0], words.period(name))

    def name_on(self, area: Area, day: date) -> str:
        """The name that one of the areas had on a day."""
        return ask.defined().areas[area.slug].name_on(day)

    def points_of(self, slug: str) -> tuple[Point, ...]:
        """Return one area's line as points, oldest first."""
        return self.lines.get((slug, self.sex), ())

    def line_of(self, slug: str) -> pd.DataFrame:
        """Return one area's line, oldest first (columns: FIGURES)."""
        line = self.by_area.get(slug)
        return self.frame[FIGURES].iloc[:0] if line is None else line

    def origin_of(self, slug: str) -> pd.DataFrame:
        """Return one area's line, oldest first, with where each figure was read (columns of ask.history)."""
        return self.frame[self.frame.area == slug].sort_values("period_end", kind="stable")


def selection(indicator: Indicator, query: dict[str, str]) -> Selection:
    """Return what is asked on an indicator's page."""
    known = ask.defined()
    areas = [area.slug for area in known.areas.values()]
    choices = Choices(
        places=[place.slug for place in known.places],
        domains=[domain.id for domain in known.domains],
        series=[series.id for series in indicator.series],
        areas=areas,
    )
    return read(query, choices)


def gather(indicator: Indicator, chosen: Selection) -> Shown | None:
    """Return what to show, None where there is no figure at all."""
    held = tuple(ask.defined().series[id] for id in ask.series_held(indicator.id, chosen.as_of))
    for series in _in_question(indicator, chosen, held):
        everything = _frame(indicator, series, chosen)
        if everything.sex.isin(series.sexes).any():
            return _shown(indicator, series, held, chosen, everything)
    return None


def _in_question(indicator: Indicator, chosen: Selection, held: tuple[Series, ...]) -> list[Series]:
    """The series asked for; where none is, the headline, then the others in their order."""
    if chosen.series:
        return [series for series in held if series.id == chosen.series]
    return sorted(held, key=lambda series: series.id != indicator.headline.id)


def _shown(
    indicator: Indicator,
    series: Series,
    held: tuple[Series, ...],
    chosen: Selection,
    everything: pd.DataFrame,
) -> Shown:
    sexes = tuple(sex for sex in series.sexes if (everything.sex == sex).any())
    sex = chosen.sex if chosen.sex in sexes else sexes[0]
    frame = everything[everything.sex == sex]
    areas = compared(frame)
    area = focus(chosen, frame, areas)
    today = chosen.as_of or date.today()
    return Shown(
        indicator=indicator,
        series=series,
        held=held,
        chosen=chosen,
        sexes=sexes,
        sex=sex,
        frame=frame,
        areas=tuple(_called(each, frame) for each in areas),
        area=_called(area, frame),
        today=today,
    )


def _called(area: Area, frame: pd.DataFrame) -> Area:
    """The area under the name, or the names, that it had in the periods shown."""
    ends = frame.period_end[frame.area == area.slug]
    if area.renamed_on is None or ends.empty:
        return area
    return area.called(ends.min(), ends.max())


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
        areas = [area for area in known if area.slug in held and area.kind in kinds]
        if areas:
            joint = {area.slug for area in areas if area.kind == "joint"}
            if kinds[0] == "place":
                areas = [
                    place for place in ask.defined().places if place.slug in held or place.joint in joint
                ]
                areas += [area for area in known if area.slug in joint]
            return tuple(areas)
    return ()


def focus(chosen: Selection, frame: pd.DataFrame, areas: tuple[Area, ...]) -> Area:
    """Return the area of the main chart: the one chosen, its joint area, C&M, the first with figures.

    C&M comes after the compared areas where its newest figure is history beside theirs.
    """
    known, held = ask.defined().areas, set(frame.area)
    place = known.get(chosen.place)
    wishes = [chosen.area, chosen.place, place.joint if place else ""]
    local = [area.slug for area in areas]
    ends = frame[frame.value.notna()].groupby("area", sort=False).period_end.max()
    newest = ends[ends.index.isin(local)].max() if ends.index.isin(local).any() else None
    own = ends.get(ask.SYSTEM)
    is_old = own is not None and is_history(own, newest)
    wishes += [*local, ask.SYSTEM] if is_old else [ask.SYSTEM, *local]
    return known[next(slug for slug in [*wishes, ask.ENGLAND, *sorted(held)] if slug in held)]
