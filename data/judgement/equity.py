"""Are the poorest improving fastest: one verdict per indicator between the Places, and one within each Place.

METHODS section 7: the quantity is always the adverse outcome, one deprivation ranking (IMD 2019) serves the
whole series, Places weigh by their population. Breaks are never crossed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from data.catalogue.areas import units
from data.catalogue.models import Area, Indicator
from data.catalogue.reader import Catalogue
from data.judgement.change import after_breaks
from data.judgement.lines import lines_of
from data.judgement.ranks import A_COUNT
from data.judgement.status import Point, number
from data.statistics import inequality
from data.statistics.errors import StatisticsError
from data.statistics.inequality import Transform
from data.statistics.kinds import refusal
from data.statistics.reason import NEITHER, NO_FIGURES, NO_REASON, Reason, there_is

BETWEEN, WITHIN = "between", "within"
IMD = "Index of Multiple Deprivation 2019"
WIDTH_IN_STANDARD_ERRORS = 3.92
WITHIN_A_YEAR = 300  # days: figures nearer than this are of months or quarters
FIFTHS_OF_ENGLAND = "Deprivation quintile"
"""CVDPREVENT's name of its fifths, which are those of all neighbourhoods of England."""
ORDINALS = {"most": 1, "least": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
OF_ENGLAND = (
    "The fifths are those of England, not of the area itself: more of its people live in some than in others."
)
NO_WEIGHTS = "The groups are taken to be of equal size: the publisher gives no denominators."


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One verdict. `kind` "between" the Places (area "") or "within" one area, by its groups of deprivation.

    gradient: slope of the least deprived minus slope of the most deprived, a year, on the scale of the test;
    above 0 the gap closes. sii, rii and gap (most minus least deprived) of the first and the last period, in
    the indicator's units, of the adverse outcome. scales: what to say when absolute and relative disagree.
    ended: the last day of the last period. groups_of: "England" where the groups are fifths of England, and
    not the area's own.
    """

    indicator: str
    sex: str
    kind: str
    area: str = ""
    verdict: str = "cannot tell yet"
    reason: Reason = NO_REASON
    gradient: float | None = None
    lower: float | None = None
    upper: float | None = None
    p_value: float | None = None
    first: str = ""
    last: str = ""
    ended: date | None = None
    sii_first: float | None = None
    sii_last: float | None = None
    rii_first: float | None = None
    rii_last: float | None = None
    gap_first: float | None = None
    gap_last: float | None = None
    scales: str = ""
    groups: tuple[str, ...] = ()
    groups_of: str = ""
    caution: str = ""


@dataclass(frozen=True)
class Group:
    """A Place, or a fifth or tenth of one, with its share of the population; from most to least deprived.

    of: "England" where it is the part of an area that belongs to a fifth of England.
    """

    name: str
    population: float
    points: Sequence[Point]
    of: str = ""


def evidence(groups: Sequence[Group], indicator: Indicator) -> pd.DataFrame:
    """What a verdict rests on: a row per year with a figure for every group, in the indicator's units.

    Columns: period; sii, sii_lower, sii_upper; rii, rii_lower, rii_upper; gap (most minus least deprived) of
    the adverse outcome; reason. Limits are NaN without intervals. No rows where `why_not` says why.
    """
    table, labels = _table(groups) if not why_not(indicator) else (pd.DataFrame(), [])
    factor = 100 if transform_of(indicator) == "logit" else 1
    rows = []
    for at, period in zip(table.index, labels, strict=True):
        index = _index(groups, indicator, at)
        values = adverse(table, indicator).loc[at]
        absolute = {name: getattr(index, name) * factor for name in ("sii", "sii_lower", "sii_upper")}
        relative = {name: getattr(index, name) for name in ("rii", "rii_lower", "rii_upper", "reason")}
        gap = factor * float(values.iloc[0] - values.iloc[-1])
        rows.append({"period": period} | absolute | relative | {"gap": gap})
    return pd.DataFrame(rows)


def leave_one_out(groups: Sequence[Group], indicator: Indicator) -> pd.DataFrame:
    """The test without each group in turn: a row per group left out, with gradient, p_value and verdict."""
    table, _ = _table(groups)
    if why_not(indicator) or table.empty:
        return pd.DataFrame(columns=["gradient", "p_value", "verdict"])
    population = [group.population for group in groups]
    return inequality.leave_one_out(adverse(table, indicator), population, transform=transform_of(indicator))


def judged(verdict: Verdict, indicator: Indicator, groups: Sequence[Group]) -> Verdict:
    """The verdict on groups ordered from most to least deprived; why there is none."""
    reason = why_not(indicator)
    if reason or not groups or not any(group.points for group in groups):
        return replace(verdict, reason=reason or NO_FIGURES)
    table, labels = _table(groups)
    if table.empty:
        return replace(verdict, reason=there_is("no period with a figure for every group"))
    transform = transform_of(indicator)
    population = [group.population for group in groups]
    try:
        change = inequality.slopes_test(adverse(table, indicator), population, transform=transform)
    except StatisticsError as error:
        return replace(verdict, reason=error.reason)
    first, last = (_index(groups, indicator, table.index[at]) for at in (0, -1))
    values = adverse(table, indicator)
    sign = 100 if transform == "logit" else 1
    return replace(
        verdict,
        verdict=change.verdict,
        reason=change.reason,
        gradient=number(change.gradient),
        lower=number(change.lower),
        upper=number(change.upper),
        p_value=number(change.p_value),
        first=labels[0],
        last=labels[-1],
        ended=max(point.end for group in groups for point in group.points if point.period == labels[-1]),
        sii_first=_times(first.sii, sign),
        sii_last=_times(last.sii, sign),
        rii_first=number(first.rii),
        rii_last=number(last.rii),
        gap_first=_times(float(values.iloc[0, 0] - values.iloc[0, -1]), sign),
        gap_last=_times(float(values.iloc[-1, 0] - values.iloc[-1, -1]), sign),
        scales=inequality.scales(first, last)[2] if len(table) > 1 else "",
        groups=tuple(group.name for group in groups),
        groups_of=groups[0].of,
    )


def why_not(indicator: Indicator) -> Reason:
    """Why an indicator's figures say nothing of a gap; overlapping windows do, a running total does not.

    The test's noise is the spread of the Places' slopes, so windows that overlap within a Place do no harm.
    """
    if indicator.better == "neither":
        return NEITHER
    if indicator.is_count:
        return A_COUNT
    return refusal("cumulative") if indicator.series_kind == "cumulative" else NO_REASON


def adverse(values: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The adverse outcome: shares as fractions, what is better high turned round."""
    if indicator.is_percentage:
        return (100 - values) / 100 if indicator.better == "higher" else values / 100
    return -values if indicator.better == "higher" else values


def transform_of(indicator: Indicator) -> Transform:
    """Log odds for percentages, logarithms for rates; other figures as they are."""
    if indicator.is_percentage:
        return "logit"
    return "log" if indicator.unit.startswith("per ") and indicator.better == "lower" else None


def groups_of_places(
    catalogue: Catalogue, id: str, lines: Mapping[tuple[str, str], Sequence[Point]], sex: str
) -> list[Group]:
    """The nine Places, or a joint area where its Places have no figures, from most to least deprived."""
    series = catalogue.indicators[id].headline.id

    def points(slug: str) -> Sequence[Point]:
        return after_breaks(lines.get((slug, sex), ()), catalogue.breaks_for(id, series, slug)).known

    areas = units(catalogue.places, catalogue.areas, lambda slug: bool(points(slug)))
    scored = sorted(areas, key=lambda area: -_deprivation(catalogue, area))
    return [Group(area.slug, _population(catalogue, area), points(area.slug)) for area in scored]


def deprivation_order(category: str) -> int | None:
    """A sort key for publishers' names of fifths and tenths, most deprived first; None for other names."""
    words = category.lower().split()
    if words and words[0].isdigit():
        return int(words[0])
    if words[:1] == ["average"]:
        return 50
    if not words or words[0] not in ORDINALS:
        return None
    return 100 - ORDINALS[words[0]] if {"less", "least"} & set(words) else ORDINALS[words[0]]


def packed(verdict: Verdict) -> dict[str, Any]:
    """The verdict as values that JSON knows."""
    known = {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(verdict).items()
    }
    return known | {"ended": verdict.ended.isoformat() if verdict.ended else None}


def unpacked(content: Mapping[str, Any]) -> Verdict:
    """The verdict that was packed."""
    ended = date.fromisoformat(content["ended"]) if content["ended"] else None
    made = {"reason": Reason(**content["reason"]), "groups": tuple(content["groups"]), "ended": ended}
    return Verdict(**{**content, **made})


def is_group(category: str) -> bool:
    return deprivation_order(category) is not None


def groups_within(catalogue: Catalogue, indicator: Indicator, area: str, frame: pd.DataFrame) -> list[Group]:
    breaks = catalogue.breaks_for(indicator.id, indicator.headline.id, area)
    named = sorted(frame.category.unique(), key=lambda name: deprivation_order(name) or 0)
    groups = []
    for name in named:
        rows = frame[frame.category == name]
        (points,) = lines_of(rows).values()
        known = after_breaks(points, breaks).known
        counted = [point.denominator for point in known if point.denominator]
        of = "England" if rows.category_type.eq(FIFTHS_OF_ENGLAND).any() else ""
        groups.append(Group(name, float(np.mean(counted)) if counted else 1.0, known, of))
    return groups


def _table(groups: Sequence[Group]) -> tuple[pd.DataFrame, list[str]]:
    """One row per year with a figure of every group (index: its end in years), a column a group; the labels.

    Months and quarters are no years: of them each year is told by the same one, that of the newest figure.
    """
    table = _common(groups, "value")
    ends = list(table.index)
    if any((later - end).days < WITHIN_A_YEAR for end, later in pairwise(ends)):
        table = table[[end.month == ends[-1].month for end in ends]]
    labels = {point.end: point.period for group in groups for point in group.points}
    return _in_years(table), [labels[end] for end in table.index]


def _common(groups: Sequence[Group], field: str) -> pd.DataFrame:
    """One row per period that every group has, by the day it ends; those of any where none has all."""
    columns = {group.name: {point.end: getattr(point, field) for point in group.points} for group in groups}
    table = pd.DataFrame(columns, dtype=float).reindex(columns=[group.name for group in groups])
    return table.dropna(how="any" if table.notna().all(axis=1).any() else "all").sort_index()


def _in_years(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_axis([end.year + end.month / 12 for end in table.index], axis="index")


def _index(groups: Sequence[Group], indicator: Indicator, at: float) -> inequality.Inequality:
    """The slope index of one period, with its interval where every group has one."""
    value, _ = _table(groups)
    lower, upper = (_in_years(_common(groups, limit)).reindex(value.index) for limit in ("lower", "upper"))
    scale = 100 if indicator.is_percentage else 1
    error = (upper - lower).loc[at] / WIDTH_IN_STANDARD_ERRORS / scale
    frame = pd.DataFrame(
        {
            "population": [group.population for group in groups],
            "value": adverse(value, indicator).loc[at].to_numpy(),
            "se": error.to_numpy(dtype=float),
        }
    )
    return inequality.sii(frame, transform=transform_of(indicator))


def _population(catalogue: Catalogue, area: Area) -> float:
    parts = [catalogue.areas[slug] for slug in area.places] or [area]
    return float(sum(part.population_2021 or 0 for part in parts))


def _deprivation(catalogue: Catalogue, area: Area) -> float:
    """The IMD 2019 score; of a joint area that of its Places, weighed by their population."""
    parts = [catalogue.areas[slug] for slug in area.places] or [area]
    weighed = sum((part.imd2019_score or 0.0) * (part.population_2021 or 0) for part in parts)
    return weighed / max(_population(catalogue, area), 1.0)


def _times(value: float, factor: float) -> float | None:
    return number(value * factor)
