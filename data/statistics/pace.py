"""Pace: the change a year still required, the change a year achieved, and whether anybody ever was that fast.

The rules are ours. They take point series only, and figures from one side of any break.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data.statistics.errors import StatisticsError
from data.statistics.reason import (
    NO_FIGURE,
    NO_GOAL,
    NO_REASON,
    Reason,
    plainly,
    there_are,
    there_is,
    too_few,
)

DAYS_IN_YEAR = 365.25
YEARS_LOOKED_BACK = 5
SLACK_DAYS = 45  # month ends, leap years and moved collection dates
SIMILAR = 0.5  # of the standard deviation of all areas' latest figures
NO_OTHERS = there_are("no other areas' figures")
Dated = tuple[date, float]


@dataclass(frozen=True)
class Pace:
    """per_year: change a year in the indicator's units (NaN with a reason). years: over how long."""

    per_year: float
    years: float = math.nan
    reason: Reason = NO_REASON


@dataclass(frozen=True)
class Precedent:
    """Of `similar` areas that once started from a similar figure, how many `achieved` the required pace."""

    achieved: int
    similar: int
    reason: Reason = NO_REASON


def required(latest: Dated, target: float, deadline: date) -> Pace:
    """The change a year from the latest figure (dated by its period's end) to the target at its deadline."""
    years = (deadline - latest[0]).days / DAYS_IN_YEAR
    if math.isnan(latest[1]):
        return Pace(math.nan, reason=NO_FIGURE)
    if not math.isfinite(target):
        return Pace(math.nan, reason=NO_GOAL)
    if years <= 0:
        return Pace(math.nan, reason=plainly("the deadline is not ahead of the figures"))
    return Pace((target - latest[1]) / years, years)


def achieved(figures: Sequence[Dated]) -> Pace:
    """The change a year from the first to the last figure of the last five years, or of all if shorter."""
    known = sorted((day, value) for day, value in figures if not math.isnan(value))
    if len(known) < 2:
        return Pace(math.nan, reason=too_few(len(known), 2, "figures"))
    last_day, last = known[-1]
    earliest = last_day - timedelta(days=round(YEARS_LOOKED_BACK * DAYS_IN_YEAR) + SLACK_DAYS)
    first_day, first = next(figure for figure in known if figure[0] >= earliest)
    years = (last_day - first_day).days / DAYS_IN_YEAR
    if years < 1 - SLACK_DAYS / DAYS_IN_YEAR:
        return Pace(math.nan, reason=there_is("less than a year of figures"))
    return Pace((last - first) / years, years)


def ever_achieved(history: pd.DataFrame, start: float, pace: Pace) -> Precedent:
    """How many English areas with a similar start ever kept up the required pace for as long.

    `history`: one row per area and period, columns area, period_end (dates), value. A start is similar within
    half a standard deviation of all areas' latest figures. The whole change over the required time counts,
    from every similar start an area had; an area counts once.
    """
    absent = {"area", "period_end", "value"} - set(history.columns)
    if absent:
        raise StatisticsError(f"ever_achieved needs the columns {', '.join(sorted(absent))}")
    if math.isnan(pace.per_year):
        return Precedent(0, 0, pace.reason)
    known = history.dropna(subset="value").sort_values(["area", "period_end"])
    band = similar_within(known.groupby("area")["value"].last())
    if math.isnan(band):
        return Precedent(0, 0, NO_OTHERS)
    paces = [
        fastest
        for days, values in _figures_of_areas(known)
        if not math.isnan(fastest := _fastest(days, values, start, band, pace))
    ]
    if not paces:
        return Precedent(0, 0, plainly("no area with a similar start has figures over as long"))
    sign = math.copysign(1, pace.per_year)
    return Precedent(sum(sign * each >= sign * pace.per_year for each in paces), len(paces))


def similar_within(latest: pd.Series) -> float:
    """How far apart two figures count as similar, from all areas' latest ones; NaN of fewer than two."""
    return SIMILAR * float(latest.std()) if len(latest) > 1 else math.nan


# Cut from two arrays: a frame for each of some 150 areas took most of the time of a statement.
def _figures_of_areas(known: pd.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:
    """The ends of periods, as days since 1970, and the values of each area; rows in the order of areas."""
    days = pd.to_datetime(known["period_end"]).to_numpy().astype("datetime64[D]").astype(np.int64)
    values = known["value"].to_numpy(dtype=np.float64)
    areas = known["area"].to_numpy(dtype=object)
    cuts = np.flatnonzero(areas[1:] != areas[:-1]) + 1
    return list(zip(np.split(days, cuts), np.split(values, cuts), strict=True))


def _fastest(days: np.ndarray, values: np.ndarray, start: float, band: float, pace: Pace) -> float:
    """The fastest change a year of one area from a similar start over the required time; NaN if none fits."""
    if not (np.abs(values - start) <= band).any():
        return math.nan
    apart = days[None, :] - days[:, None]
    long_enough = np.abs(apart - pace.years * DAYS_IN_YEAR) <= _slack(days)
    fits = long_enough & (apart > 0) & (np.abs(values - start) <= band)[:, None]
    if not fits.any():
        return math.nan
    paces = (values[None, :] - values[:, None])[fits] / (apart[fits] / DAYS_IN_YEAR)
    return float(paces.max() if pace.per_year >= 0 else paces.min())


def _slack(days: np.ndarray) -> float:
    """Half the distance between periods: the required time ends at the nearest one."""
    return max(float(np.median(np.diff(days))) / 2, SLACK_DAYS) if len(days) > 1 else SLACK_DAYS
