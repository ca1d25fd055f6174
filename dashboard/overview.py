"""The table of everything: what stands in each row and cell, from the newest figures. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from dashboard import plan, words
from data.definition_models import Area, Indicator, Target

JOINT = "joint"
SEX_WORDS = {"Male": "male", "Female": "female"}


@dataclass(frozen=True)
class Cell:
    """One cell: its text, the period where it differs from the row's, the verdict, whether it is a figure."""

    text: str
    period: str = ""
    verdict: str = ""
    is_figure: bool = False


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


def rows(
    indicators: Iterable[Indicator],
    frame: pd.DataFrame,
    areas: Mapping[str, Area],
    targets: Mapping[str, Sequence[Target]],
    held: Mapping[str, Sequence[tuple[str, str]]],
    as_of: date | None,
    today: date,
) -> list[Row]:
    """Return the rows in the order of `indicators`.

    `frame`: newest headline figures (columns of queries.latest) at `areas`. `targets` and `held` (series id,
    name) by indicator id; `held` are the series beside the headline that have figures.
    """
    by_line = dict(list(frame.groupby(["indicator", "sex"]))) if len(frame) else {}
    found = []
    for indicator in indicators:
        live = plan.live(targets.get(indicator.id, ()), as_of)
        other = next(iter(held.get(indicator.id, ())), None)
        for sex in _sexes(indicator, by_line):
            lines = by_line.get((indicator.id, sex), frame.iloc[:0])
            found.append(_row(indicator, sex, lines, areas, live, other, today))
    return found


def _sexes(indicator: Indicator, by_line: Mapping[Any, Any]) -> list[str]:
    held: list[str] = [sex for sex in indicator.headline.sexes if (indicator.id, sex) in by_line]
    return held or [indicator.headline.sexes[0] if len(indicator.headline.sexes) == 1 else ""]


def _row(
    indicator: Indicator,
    sex: str,
    lines: pd.DataFrame,
    areas: Mapping[str, Area],
    live: Sequence[Target],
    other: tuple[str, str] | None,
    today: date,
) -> Row:
    periods = Counter(lines.period[lines.value.notna()])
    common = periods.most_common(1)[0][0] if periods else ""
    cells = {
        line.area: _cell(line, indicator, areas[str(line.area)], live, common, today)
        for line in lines.itertuples()
        if line.area in areas
    }
    cells |= _see_joint(cells, areas)
    places = {slug for slug in cells if areas[slug].kind in ("place", JOINT)}
    system = next((area for area in areas.values() if area.kind == "system"), None)
    target = plan.headline(live, system, today) if system else None
    return Row(indicator, sex, common, target, cells, bool(places), other)


def _cell(
    line: Any, indicator: Indicator, area: Area, live: Sequence[Target], common: str, today: date
) -> Cell:
    period = words.period(line.period) if line.period != common else ""
    if words.is_missing(line.value):
        return Cell(words.marker(line.note), period)
    target = plan.headline(live, area, today)
    verdict = plan.judge(target, indicator, area, line.value, line.period_end) if target else plan.Verdict("")
    return Cell(words.short_amount(line.value, indicator), period, verdict.word, True)


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


def message(row: Row) -> str:
    """Return why a row has no figures for Places, in a sentence."""
    if not row.cells and row.other_series is None:
        return row.indicator.note_if_no_figures or "No published figures are held yet."
    if row.other_series is None:
        return "Not published by Place. The figure for the whole area is shown."
    if not row.cells:
        return "Not published by Place."
    return "Not published by Place. The figure for the whole area is shown; others are"
