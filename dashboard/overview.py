"""The table of everything: what stands in each row and cell, from the newest figures. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from dashboard import plan, words
from dashboard.shared_period import Shared, shared
from data.definition_models import Area, Indicator, Target

JOINT = "joint"
SEX_WORDS = {"Male": "male", "Female": "female"}


@dataclass(frozen=True)
class Cell:
    """One cell: its text, the period where it differs from the row's, the verdict, whether it is a figure.

    `newer` is the area's newest figure where that is of a later period than the row's. `against` is the value
    it was judged by where that is not the row's target.
    """

    text: str
    period: str = ""
    verdict: str = ""
    is_figure: bool = False
    newer: "Cell | None" = None
    against: str = ""


@dataclass(frozen=True)
class Row:
    """One headline line of one indicator. `cells`: area slug -> cell, for areas that have one."""

    indicator: Indicator
    sex: str
    period: str
    target: Target | None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    by_place: bool = False
    other_series: tuple[str, str] | None = None

    @property
    def title(self) -> str:
        """Return the row's heading: the short title, with the sex where lines are by sex."""
        sex = SEX_WORDS.get(self.sex)
        by_sex = len(self.indicator.headline.sexes) > 1
        return f"{self.indicator.short_title}, {sex}" if sex and by_sex else self.indicator.short_title


def lines(frame: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """Return the newest figures (columns of queries.latest) of each line: (indicator, sex) -> rows."""
    return dict(list(frame.groupby(["indicator", "sex"]))) if len(frame) else {}


def period_of(newest: pd.DataFrame, areas: Mapping[str, Area]) -> Shared | None:
    """Return the period of a row: the newest that most Places have reached, else that most areas have."""
    local = [slug for slug, area in areas.items() if area.kind in ("place", JOINT)]
    return shared(newest[newest.area.isin(local)]) or shared(newest)


def with_other_periods(frame: pd.DataFrame, areas: Mapping[str, Area]) -> list[str]:
    """Return the indicators some area of which has a newest figure of another period than its row's."""
    found = []
    for (indicator, _), newest in lines(frame).items():
        period = period_of(newest, areas)
        if period is not None and len(period.of(newest)) < len(newest):
            found.append(indicator)
    return list(dict.fromkeys(found))


def rows(
    indicators: Iterable[Indicator],
    frame: pd.DataFrame,
    histories: Mapping[str, pd.DataFrame],
    areas: Mapping[str, Area],
    targets: Mapping[str, Sequence[Target]],
    held: Mapping[str, Sequence[tuple[str, str]]],
    today: date,
) -> list[Row]:
    """Return the rows in the order of `indicators`.

    `frame`: newest headline figures (columns of queries.latest) at `areas`. `histories`: every period of the
    indicators of `with_other_periods`. `targets` (live ones) and `held` (series id, name) by indicator id;
    `held` are the series beside the headline that have figures.
    """
    by_line = lines(frame)
    found = []
    for indicator in indicators:
        around = _Around(areas, targets.get(indicator.id, ()), today)
        other = next(iter(held.get(indicator.id, ())), None)
        history = histories.get(indicator.id, frame.iloc[:0])
        for sex in _sexes(indicator, by_line):
            newest = by_line.get((indicator.id, sex), frame.iloc[:0])
            found.append(_row(indicator, sex, newest, history[history.sex == sex], around, other))
    return found


@dataclass(frozen=True)
class _Around:
    """What every cell of an indicator's row is made with."""

    areas: Mapping[str, Area]
    targets: Sequence[Target]
    today: date

    def target(self, indicator: Indicator) -> Target | None:
        """The row's target: that of the system."""
        system = next((area for area in self.areas.values() if area.kind == "system"), None)
        return plan.headline(self.targets, system, indicator, self.today) if system else None

    def asked(self, indicator: Indicator) -> str:
        """What the row's target asks, in words."""
        target = self.target(indicator)
        return words.target_value(target, indicator) if target else ""


def _sexes(indicator: Indicator, by_line: Mapping[Any, Any]) -> list[str]:
    held: list[str] = [sex for sex in indicator.headline.sexes if (indicator.id, sex) in by_line]
    return held or [indicator.headline.sexes[0] if len(indicator.headline.sexes) == 1 else ""]


def _row(
    indicator: Indicator,
    sex: str,
    newest: pd.DataFrame,
    history: pd.DataFrame,
    around: _Around,
    other: tuple[str, str] | None,
) -> Row:
    areas = around.areas
    period = period_of(newest, areas)
    before = {} if period is None else {row.area: row for row in period.of(history).itertuples()}
    cells = {
        line.area: _cell(line, before.get(line.area), period, indicator, around)
        for line in newest.itertuples()
        if line.area in areas
    }
    cells |= _see_joint(cells, areas)
    by_place = any(areas[slug].kind in ("place", JOINT) for slug in cells)
    label = period.label if period else ""
    return Row(indicator, sex, label, around.target(indicator), cells, by_place, other)


def _cell(line: Any, before: Any, period: Shared | None, indicator: Indicator, around: _Around) -> Cell:
    """The figure of the row's period with a newer one below it; the newest alone where there is none."""
    newest = _newest(line, period, indicator, around)
    if period is None or period.is_of(line) or before is None or words.is_missing(before.value):
        return newest
    return Cell(words.short_amount(before.value, indicator), is_figure=True, newer=newest)


def _newest(line: Any, period: Shared | None, indicator: Indicator, around: _Around) -> Cell:
    label = "" if period is not None and period.is_of(line) else words.period(line.period)
    if words.is_missing(line.value):
        return Cell(words.marker(line.note), label)
    area = around.areas[str(line.area)]
    target = plan.headline(around.targets, area, indicator, around.today)
    verdict = plan.judge(target, indicator, area, line.value, line.period_end)
    asked = words.target_value(target, indicator) if target and verdict.word else ""
    against = asked if asked != around.asked(indicator) else ""
    return Cell(words.short_amount(line.value, indicator), label, verdict.word, True, against=against)


def _see_joint(cells: Mapping[str, Cell], areas: Mapping[str, Area]) -> dict[str, Cell]:
    """The cells of Places whose figure stands once, in the column of their joint area."""
    held = {slug for slug, area in areas.items() if area.kind == JOINT and slug in cells}
    return {
        slug: Cell("see Cheshire together")
        for slug, area in areas.items()
        if area.joint in held and slug not in cells
    }


def shown_areas(areas: Sequence[Area], found: Sequence[Row], chosen: str) -> list[Area]:
    """Return the columns: all areas, or the chosen Place with what it is compared with.

    A joint area is a column only where a row has a figure for it.
    """
    with_joint = {slug for row in found for slug in row.cells}
    kept = [area for area in areas if area.kind != JOINT or area.slug in with_joint]
    if not chosen:
        return kept
    joint = next((area.joint for area in areas if area.slug == chosen), "")
    return [
        area for area in kept if (area.kind != "place" and area.kind != JOINT) or area.slug in (chosen, joint)
    ]


def ordered(found: Sequence[Row]) -> list[Row]:
    """Return the rows with figures for Places first, then those for wider areas, then those without any."""
    return sorted(found, key=lambda row: 0 if row.by_place else 1 if row.cells or row.other_series else 2)


def with_figures(found: Sequence[Row]) -> list[Row]:
    """Return the rows that have any figure."""
    return [row for row in found if row.cells or row.other_series]


def message(row: Row) -> str:
    """Return why a row has no figures for Places, in one short sentence."""
    if not row.cells and row.other_series is None:
        why = row.indicator.note_if_no_figures or "No published figures are held yet."
        return why.split(". ")[0].rstrip(".") + "."
    if row.other_series is None:
        return "Not published by Place. The figure for the whole area is shown."
    if not row.cells:
        return "Not published by Place."
    return "Not published by Place. The figure for the whole area is shown; others are"
