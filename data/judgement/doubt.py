"""Which figures of a load are doubtful: of another scale than their line (statistics.scale). Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.statistics.scale import TIMES, Sized, out_of_scale

REACH = {"monthly": timedelta(days=366), "quarterly": timedelta(days=731)}
"""How far neighbours may lie apart; of rarer figures LONGEST."""
LONGEST = timedelta(days=5 * 366)
LEAST_COUNT = 100
"""A smaller number of people may well be ten times another."""
AWAITS = "awaits review"
FIGURES = ("value", "lower", "upper", "numerator", "denominator")
ORDER = ("series", "area", "category_type", "category", "sex", "age", "period_end", "period_start")
LEAST_SCORE = 0.5
"""Years and scores that come near nought are differences or rounded: they have no scale of their own."""


def with_awaiting(frame: pd.DataFrame, waiting: pd.DataFrame) -> pd.DataFrame:
    """The frame with a column `doubtful`: what awaits review beside a figure, or in its stead, else NaN.

    `frame`: of `queries.history`, in its order; `waiting`: rows of the same lines of `queries.awaiting`. A
    period of which no figure counts gets a row without a value, whose `note` says why.
    """
    frame = frame.assign(doubtful=float("nan"))
    if waiting.empty:
        return frame
    alone = waiting.assign(doubtful=waiting.value, note=AWAITS, interval_basis="")
    alone[list(FIGURES)] = float("nan")
    both = pd.concat([frame, alone[frame.columns]], ignore_index=True) if len(frame) else alone[frame.columns]
    last = both.groupby(list(ORDER), sort=False).doubtful.transform("last")
    return (
        both.assign(doubtful=last)
        .drop_duplicates(list(ORDER), keep="first")
        .sort_values(list(ORDER), kind="stable", ignore_index=True)
    )


def is_counted(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a row of `with_awaiting` is one of a period of which a figure counts, be it a missing one."""
    return ~(frame.value.isna() & frame.doubtful.notna())


def within_counted_periods(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of categories up to the newest period of their kind that counts: what awaits review makes no
    period newer."""
    counted = frame[is_counted(frame)]
    if len(counted) == len(frame):
        return frame
    newest = counted.groupby(["area", "category_type"]).period_end.max().to_dict()
    keys = zip(frame.area, frame.category_type, strict=True)
    return frame[[end <= newest.get(key, date.min) for end, key in zip(frame.period_end, keys, strict=True)]]


def doubtful(catalogue: Catalogue, came: pd.DataFrame, held: pd.DataFrame) -> pd.Series:
    """The usual size of its line for each doubtful row of `came`, under the row's index; others are left out.

    `came`: line_id, series, area, period_start, period_end, value, lower, upper. `held`: line_id and the
    columns from period_start on, for the lines of `came`: the figures that counted before.
    """
    series_of = came.drop_duplicates("line_id").set_index("line_id")[["series", "area"]]
    came, held = _with_sizes(catalogue, came, series_of), _with_sizes(catalogue, held, series_of)
    wide = _wide_lines(came, held)
    known = dict(iter(held[held.line_id.isin(wide)].groupby("line_id", sort=False)))
    usual_sizes: dict[int, float] = {}
    for line, rows in came[came.line_id.isin(wide)].groupby("line_id", sort=False):
        series, area = (str(name) for name in series_of.loc[line])
        indicator = catalogue.indicator_of[series]
        breaks = [series_break.on for series_break in catalogue.breaks_for(indicator.id, series, area)]
        old = _stretches(known.get(line, held.iloc[:0]), breaks)
        for stretch, placed in _stretches(rows, breaks).items():
            before, sized = ([figure for _, figure in figures] for figures in (old.get(stretch, []), placed))
            for at, usual in out_of_scale(before, sized, reach(indicator), _least(indicator)).items():
                usual_sizes[placed[at][0]] = usual * float(rows.days.loc[placed[at][0]])
    return pd.Series(usual_sizes, dtype=float)


def reach(indicator: Indicator) -> timedelta:
    """How far a figure's neighbours may lie from it in time."""
    return REACH.get(indicator.frequency, LONGEST)


def _least(indicator: Indicator) -> float:
    if indicator.is_count:
        return LEAST_COUNT
    return 0.0 if indicator.is_percentage or indicator.unit.startswith("per ") else LEAST_SCORE


def _with_sizes(catalogue: Catalogue, rows: pd.DataFrame, series_of: pd.DataFrame) -> pd.DataFrame:
    """The rows with a figure above 0, and `days`: those it is the sum of where it is cumulative, else 1."""
    rows = rows[rows.value > 0]
    cumulative = {id for id, owner in catalogue.indicator_of.items() if owner.series_kind == "cumulative"}
    summed = rows.line_id.map(series_of.series).isin(cumulative)
    spans = zip(rows.period_start, rows.period_end, summed, strict=True)
    return rows.assign(days=[(end - start).days + 1 if many else 1 for start, end, many in spans])


def _wide_lines(came: pd.DataFrame, held: pd.DataFrame) -> pd.Index:
    """The lines with two figures so far apart that one of them may be of another scale."""
    both = pd.concat([frame[["line_id", "value", "days"]] for frame in (came, held)])
    sizes = (both.value / both.days).groupby(both.line_id)
    return sizes.max()[sizes.max() >= TIMES * sizes.min()].index


def _stretches(rows: pd.DataFrame, breaks: Sequence[date]) -> dict[int, list[tuple[int, Sized]]]:
    """The rows, each under its index, by how many breaks lie before them; sizes are those of a day."""
    by_stretch: dict[int, list[tuple[int, Sized]]] = {}
    columns = ("period_start", "period_end", "value", "lower", "upper", "days")
    for at, start, end, value, lower, upper, days in zip(
        rows.index, *(rows[name].tolist() for name in columns), strict=True
    ):
        low, high = (lower, upper) if lower <= value <= upper else (value, value)
        figure = Sized(end, value / days, low / days, high / days)
        by_stretch.setdefault(sum(on <= start for on in breaks), []).append((at, figure))
    return by_stretch
