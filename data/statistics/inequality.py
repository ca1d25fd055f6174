"""Are the poorest improving fastest: slope and relative index of inequality, and the test of their change.

The quantity is always the adverse outcome, areas run from most to least deprived, and one deprivation
ranking serves the whole series. SII and RII follow OHID's method (population-weighted ridits, weighted least
squares); the intervals are in closed form. The test of change is ours: comparing two indices by their own
intervals calls a false change in four cases of ten when areas merely drift apart; regressing the areas'
slopes does so in 6 %.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from data.statistics.errors import StatisticsError
from data.statistics.figures import floats
from data.statistics.intervals import normal_quantile
from data.statistics.reason import END_OF_SCALE, NO_REASON, Reason, plainly, there_is, too_few

Floats = npt.NDArray[np.float64]
Transform = Literal["log", "logit"] | None
Verdict = Literal[
    "closing, poorest improving faster",
    "closing, but because the better-off are getting worse",
    "everyone improving, gap wider",
    "gap wider, poorest getting worse",
    "cannot tell yet",
]
CAUTION = "Nine areas only, and averages that hide poor neighbourhoods inside better-off Places."
FEWEST_AREAS = 4
FEWEST_YEARS = 3
NEARLY_ONE = 0.8  # of a year, for collections that moved by a month or two: nearer is no other year
SIGNIFICANT = 0.05
CLOSE = 1e-12
NAN = math.nan


@dataclass(frozen=True, kw_only=True)
class Inequality:
    """Slope index (fit at the least deprived end minus at the most deprived), relative index (their ratio).

    Limits are NaN without standard errors, everything is NaN where `reason` says why.
    """

    sii: float = NAN
    sii_lower: float = NAN
    sii_upper: float = NAN
    rii: float = NAN
    rii_lower: float = NAN
    rii_upper: float = NAN
    fit_most_deprived: float = NAN
    fit_least_deprived: float = NAN
    reason: Reason = NO_REASON


@dataclass(frozen=True)
class Change:
    """How the areas' yearly slopes (log or log odds of the adverse outcome) run from poor to well off.

    gradient: the least deprived end's slope minus the most deprived end's, with 95 % limits; above 0 the gap
    closes. poorest, best_off: the fitted slopes at the ends. p_value: Student t, areas minus two degrees.
    """

    gradient: float = NAN
    lower: float = NAN
    upper: float = NAN
    statistic: float = NAN
    p_value: float = NAN
    freedom: int = 0
    poorest: float = NAN
    best_off: float = NAN
    verdict: Verdict = "cannot tell yet"
    reason: Reason = NO_REASON


def ridits(population: npt.ArrayLike) -> Floats:
    """Midpoints of each area's share of the population, from most to least deprived: between 0 and 1."""
    share = np.asarray(population, dtype=np.float64) / math.fsum(np.asarray(population, dtype=np.float64))
    return np.cumsum(share) - share / 2


def sii(frame: pd.DataFrame, *, transform: Transform = None, confidence: float = 95.0) -> Inequality:
    """Slope and relative index of inequality of one period.

    `frame`: one row per area from most to least deprived, columns population, value and se (standard error on
    the scale of the value; may be missing, and a negative one counts as missing). `transform`: "log" for
    rates, "logit" for proportions as fractions, fitted on that scale and turned back. Raises StatisticsError
    for another transform, a missing column, and what is no number.
    """
    _check(transform)
    absent = {"population", "value"} - set(frame.columns)
    if absent:
        raise StatisticsError(f"sii needs the columns {', '.join(sorted(absent))}")
    population, value = (floats(frame[name]) for name in ("population", "value"))
    reason = _reason(population, value, transform)
    if reason:
        return Inequality(reason=reason)
    errors = floats(frame["se"]) if "se" in frame.columns else np.full(len(value), NAN)
    errors = np.where(np.isfinite(errors) & (errors >= 0), errors, NAN)
    shown, slope = _onto(value, transform), _stretch(value, transform)
    weights = _end_weights(population)
    ends = shown[0] + weights @ (shown - shown[0])  # equal values give exactly no gap
    covariance = (weights * (errors * slope) ** 2) @ weights.T
    return _indices(ends, covariance, transform, normal_quantile(confidence))


def slopes_test(values: pd.DataFrame, population: Sequence[float], *, transform: Transform) -> Change:
    """Is the gap changing: the areas' slopes over the years regressed, unweighted, on their ridits.

    `values`: one row per year (index, no two nearer than a year), one column per area from most to least
    deprived, the adverse outcome; `population`: one number per column. With nine areas the t has seven
    degrees of freedom. Raises StatisticsError for another transform, rows that are not one for each year, and
    populations that do not fit.
    """
    _check(transform)
    years, table = _by_year(values)
    figures = floats(table)
    weights = np.asarray(population, dtype=np.float64)
    if len(weights) != figures.shape[1]:
        raise StatisticsError(f"{len(weights)} populations for {figures.shape[1]} areas")
    reason = _reason_of_series(figures, weights, transform)
    if reason:
        return Change(reason=reason)
    shown = _onto(figures, transform)
    centred = years - years.mean()
    slopes = centred @ (shown - shown[0]) / (centred @ centred)
    rounding = CLOSE * float(np.abs(shown).max()) / (years[-1] - years[0])
    # Areas that move exactly together differ by rounding alone, which would pass for a certain change.
    return _regress(ridits(weights), slopes if np.ptp(slopes) > rounding else np.full_like(slopes, slopes[0]))


def verdict(change: Change) -> Verdict:
    """One of the five sentences; a gradient that could be chance answers "cannot tell yet"."""
    if change.reason or not change.p_value < SIGNIFICANT:
        return "cannot tell yet"
    improving = change.poorest < 0
    if change.gradient < 0:
        return "everyone improving, gap wider" if improving else "gap wider, poorest getting worse"
    if improving:
        return "closing, poorest improving faster"
    return "closing, but because the better-off are getting worse"


def leave_one_out(values: pd.DataFrame, population: Sequence[float], *, transform: Transform) -> pd.DataFrame:
    """The slopes test without each area in turn: a row per area left out, with gradient, p_value, verdict."""
    rows = {}
    for place, name in enumerate(values.columns):
        kept = [i for i in range(values.shape[1]) if i != place]
        change = slopes_test(values.iloc[:, kept], [population[i] for i in kept], transform=transform)
        rows[name] = {"gradient": change.gradient, "p_value": change.p_value, "verdict": change.verdict}
    return pd.DataFrame.from_dict(rows, orient="index")


def scales(first: Inequality, last: Inequality) -> tuple[float, float, str]:
    """Change of the absolute gap and of the relative gap (log scale), and what to say when they disagree."""
    absolute = abs(last.sii) - abs(first.sii)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = float(abs(np.log(last.rii)) - abs(np.log(first.rii)))
    if math.isnan(absolute) or math.isnan(relative) or absolute * relative >= 0:
        return absolute, relative, ""
    words = ("narrower", "wider") if absolute < 0 else ("wider", "narrower")
    return absolute, relative, f"the absolute gap is {words[0]}, the relative gap is {words[1]}"


def _check(transform: Transform) -> None:
    if transform not in (None, "log", "logit"):
        raise StatisticsError(f'transform must be None, "log" or "logit", not {transform!r}')


def _by_year(values: pd.DataFrame) -> tuple[Floats, pd.DataFrame]:
    years = floats(pd.Series(values.index))
    if not np.isfinite(years).all() or (np.diff(np.sort(years)) < NEARLY_ONE).any():
        raise StatisticsError("the rows are not one for each year")
    order = np.argsort(years)
    return years[order], values.iloc[order]


def _reason(population: Floats, value: Floats, transform: Transform) -> Reason:
    if len(value) < FEWEST_AREAS:
        return too_few(len(value), FEWEST_AREAS, "areas")
    known = int(np.count_nonzero(~np.isnan(value)))
    if known < len(value):
        return plainly(_only(known, len(value), "a figure"))
    if not (np.isfinite(population) & (population > 0)).all():
        return there_is("an area without population")
    return NO_REASON if np.isfinite(_onto(value, transform)).all() else END_OF_SCALE


def _reason_of_series(figures: Floats, population: Floats, transform: Transform) -> Reason:
    if len(figures) < FEWEST_YEARS:
        return too_few(len(figures), FEWEST_YEARS, "years")
    if np.isnan(figures).any():
        whole = int(np.count_nonzero(~np.isnan(figures).any(axis=0)))
        return plainly(_only(whole, figures.shape[1], "a figure for every year"))
    return next((reason for row in figures if (reason := _reason(population, row, transform))), NO_REASON)


def _only(many: int, of: int, what: str) -> str:
    if not many:
        return f"none of the {of} areas has {what}"
    return f"only {many} of the {of} areas {'has' if many == 1 else 'have'} {what}"


def _onto(value: Floats, transform: Transform) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        if transform == "log":
            return np.log(value)
        return np.asarray(special.logit(value)) if transform == "logit" else value


def _back(value: Floats, transform: Transform) -> Floats:
    if transform == "log":
        return np.exp(value)
    return np.asarray(special.expit(value)) if transform == "logit" else value


def _stretch(value: Floats, transform: Transform) -> Floats:
    """How much a small error grows on the transformed scale."""
    if transform == "log":
        return 1 / value
    return 1 / (value * (1 - value)) if transform == "logit" else np.ones_like(value)


def _end_weights(population: Floats) -> Floats:
    """(2, areas): the fit at the most and the least deprived end as weighted sums of the areas' values."""
    rank = ridits(population)
    regressors = np.column_stack((np.ones_like(rank), rank))
    weighted = regressors.T * population
    return np.array([[1.0, 0.0], [1.0, 1.0]]) @ np.linalg.solve(weighted @ regressors, weighted)


def _indices(ends: Floats, covariance: Floats, transform: Transform, z: float) -> Inequality:
    error = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = float(covariance[0, 1] / (error[0] * error[1])) if error.all() else 0.0
        low, high = _back(ends - z * error, transform), _back(ends + z * error, transform)
        fit = _back(ends, transform)
        lower, upper = _difference(fit, low, high, shared)
        absolute = Inequality(
            sii=float(fit[1] - fit[0]),
            sii_lower=lower,
            sii_upper=upper,
            fit_most_deprived=float(fit[0]),
            fit_least_deprived=float(fit[1]),
        )
        if (fit <= 0).any():
            return absolute
        if transform is None:
            spread = z * error / fit
            low, high = fit * np.exp(-spread), fit * np.exp(spread)
        ratio = _difference(np.log(fit), np.log(low), np.log(high), shared)
    rii = float(fit[1] / fit[0])
    return replace(absolute, rii=rii, rii_lower=math.exp(ratio[0]), rii_upper=math.exp(ratio[1]))


def _difference(fit: Floats, low: Floats, high: Floats, shared: float) -> tuple[float, float]:
    """Limits of the second minus the first of two correlated figures from their own limits.

    Zou and Donner's square-and-add method; on a linear scale it is the exact variance of the difference.
    """
    difference = float(fit[1] - fit[0])
    down, up = fit - low, high - fit

    def reach(first: float, second: float) -> float:
        return math.sqrt(max(first * first + second * second - 2 * shared * first * second, 0.0))

    return difference - reach(down[1], up[0]), difference + reach(up[1], down[0])


def _regress(rank: Floats, slopes: Floats) -> Change:
    freedom = len(slopes) - 2
    centred = rank - rank.mean()
    information = float(centred @ centred)
    gradient = float(centred @ (slopes - slopes[0])) / information
    start = float(slopes.mean() - gradient * rank.mean())
    left = (slopes - slopes.mean()) - gradient * centred
    error = math.sqrt(float(left @ left) / freedom / information)
    statistic = gradient / error if error > 0 else math.copysign(math.inf, gradient) if gradient else 0.0
    half = float(stats.t.isf(SIGNIFICANT / 2, freedom)) * error
    p_value = float(2 * stats.t.sf(abs(statistic), freedom))
    change = Change(
        gradient, gradient - half, gradient + half, statistic, p_value, freedom, start, start + gradient
    )
    return replace(change, verdict=verdict(change))
