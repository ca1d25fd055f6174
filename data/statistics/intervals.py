"""Confidence intervals and funnel limits (rules of the OHID technical guide on public health statistics).

Every function takes numbers or arrays that broadcast, and a confidence in per cent (95 or 99.8). Where
limits cannot be given they are NaN and `reason` says why in a short clause; a bad cell raises nothing.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from data.statistics.errors import StatisticsError

Floats = npt.NDArray[np.float64]
FEWEST_FOR_BYAR = 10.0
FEWEST_FOR_DSR = 10.0
HALVINGS = 200
LARGEST = 1e150  # squares of larger values leave the range of floats


@dataclass(frozen=True)
class Interval:
    """A figure and its limits: arrays of one shape (0-d for numbers). `reason` is "" beside limits."""

    value: Floats
    lower: Floats
    upper: Floats
    reason: npt.NDArray[np.str_]


def tail(confidence: float) -> float:
    """The share left out on one side: 0.025 for 95. StatisticsError unless 50 <= confidence < 100."""
    if not 50 <= confidence < 100:
        raise StatisticsError(f"confidence must be in per cent, from 50 to below 100, not {confidence}")
    return (1 - confidence / 100) / 2


def normal_quantile(confidence: float) -> float:
    """Two-sided normal quantile: 1.959964 for 95, 3.090232 for 99.8."""
    return float(stats.norm.isf(tail(confidence)))


def proportion(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, confidence: float = 95.0, multiplier: float = 100.0
) -> Interval:
    """Wilson score interval of numerator / denominator, times `multiplier` (100 gives per cent)."""
    x, n = _floats(numerator, denominator)
    reason = _first_reason(
        (~np.isfinite(x + n), "no counts"),
        (n <= 0, "no denominator"),
        (x < 0, "negative count"),
        (x > n, "count above its denominator"),
    )
    z = normal_quantile(confidence)
    with np.errstate(all="ignore"):
        centre = 2 * x + z * z
        spread = z * np.sqrt(z * z + 4 * x * (1 - x / n))
        upper = np.where(x == n, 1.0, (centre + spread) / (2 * (n + z * z)))
        # the smaller root as quotient of the larger: subtracting would lose digits for small proportions
        lower = 2 * x * x / n / (centre + spread)
        return _interval(multiplier * x / n, multiplier * lower, multiplier * upper, reason)


def poisson_limits(count: npt.ArrayLike, confidence: float = 95.0) -> tuple[Floats, Floats]:
    """Limits of an expected count: exact (chi-squared) below 10 events, Byar's approximation from 10.

    Takes counts >= 0 (others give NaN); the lower limit of 0 events is 0.
    """
    (x,) = _floats(count)
    with np.errstate(all="ignore"):
        few = x < FEWEST_FOR_BYAR
        exact_lower = np.where(x == 0, 0.0, stats.chi2.ppf(tail(confidence), 2 * x) / 2)
        exact_upper = stats.chi2.isf(tail(confidence), 2 * x + 2) / 2
        byar_lower, byar_upper = byar_limits(x, confidence)
        ok = x >= 0
        lower = np.where(few, exact_lower, byar_lower)
        upper = np.where(few, exact_upper, byar_upper)
        return np.where(ok, lower, np.nan), np.where(ok, upper, np.nan)


def byar_limits(count: npt.ArrayLike, confidence: float = 95.0) -> tuple[Floats, Floats]:
    """Byar's approximation to the Poisson limits of any count; a lower limit that is not positive is NaN."""
    (x,) = _floats(count)
    z = normal_quantile(confidence)
    with np.errstate(all="ignore"):
        more = x + 1
        lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
        upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
        return np.where(lower > 0, lower, np.nan), upper


def rate(
    count: npt.ArrayLike,
    population: npt.ArrayLike = 1.0,
    confidence: float = 95.0,
    multiplier: float = 100_000.0,
) -> Interval:
    """Crude rate: `poisson_limits` of the count over the population, times `multiplier`."""
    x, n = _floats(count, population)
    reason = _first_reason(
        (~np.isfinite(x + n), "no counts"), (n <= 0, "no denominator"), (x < 0, "negative count")
    )
    lower, upper = poisson_limits(x, confidence)
    with np.errstate(all="ignore"):
        scale = multiplier / n
        return _interval(scale * x, scale * lower, scale * upper, reason)


def count(events: npt.ArrayLike, confidence: float = 95.0) -> Interval:
    """A count with its Poisson limits."""
    return rate(events, 1.0, confidence, 1.0)


def mean(values: npt.ArrayLike, confidence: float = 95.0) -> Interval:
    """Mean of one list of values (missing ones left out) with its Student t interval (n - 1)."""
    (given,) = _floats(values)
    kept = given[~np.isnan(given)]
    n = len(kept)
    if (np.abs(kept) > LARGEST).any():
        return mean_of(math.nan, math.nan, n, confidence)
    average = math.fsum(kept) / n if n else math.nan
    deviation = math.sqrt(math.fsum((kept - average) ** 2) / (n - 1)) if n > 1 else math.nan
    return mean_of(average, deviation, n, confidence)


def mean_of(
    average: npt.ArrayLike, deviation: npt.ArrayLike, n: npt.ArrayLike, confidence: float = 95.0
) -> Interval:
    """Student t interval from a mean, the standard deviation (n - 1 in its divisor) and n."""
    centre, sd, size = _floats(average, deviation, n)
    reason = _first_reason(
        (size < 1, "no values"),
        (size < 2, "only one value"),
        (~np.isfinite(centre + sd + size), "a value is missing, infinite or too large"),
        (sd < 0, "negative standard deviation"),
    )
    with np.errstate(all="ignore"):
        half = stats.t.isf(tail(confidence), size - 1) * sd / np.sqrt(size)
        return _interval(centre, centre - half, centre + half, reason)


def directly_standardised_rate(
    counts: npt.ArrayLike,
    populations: npt.ArrayLike,
    standard: npt.ArrayLike,
    confidence: float = 95.0,
    multiplier: float = 100_000.0,
) -> Interval:
    """Directly standardised rate with Dobson's interval on Byar's limits; age groups along the last axis.

    Neither rate nor limits below 10 events in all. A group with people missing from it gives no rate.
    """
    x, n, w = _floats(counts, populations, standard)
    total, weight = x.sum(axis=-1), w.sum(axis=-1)
    reason = _first_reason(
        (~np.isfinite(total + weight + n.sum(axis=-1)), "no counts"),
        ((n <= 0).any(axis=-1) | (weight <= 0), "no denominator"),
        ((x < 0).any(axis=-1) | (w < 0).any(axis=-1), "negative count"),
        (total < FEWEST_FOR_DSR, "fewer than 10 events"),
    )
    with np.errstate(all="ignore"):
        value = (w * x / n).sum(axis=-1) / weight
        variance = (w * w * x / (n * n)).sum(axis=-1) / weight**2
        per_event = np.sqrt(variance / total)
        low, high = byar_limits(total, confidence)
        lower, upper = value + per_event * (low - total), value + per_event * (high - total)
        interval = _interval(multiplier * value, multiplier * lower, multiplier * upper, reason)
    return replace(interval, value=np.where(interval.reason == "", interval.value, np.nan))


def funnel_proportion(
    benchmark: npt.ArrayLike, denominator: npt.ArrayLike, confidence: float = 95.0, multiplier: float = 100.0
) -> Interval:
    """Limits within which areas of a size vary by chance about a proportion: p +/- z sqrt(p(1-p)/n), clipped.

    `benchmark` is in the multiplier's units (per cent by default).
    """
    centre, n = _floats(benchmark, denominator)
    p = centre / multiplier
    reason = _first_reason(
        (~np.isfinite(p + n), "no benchmark"),
        (n <= 0, "no denominator"),
        ((p < 0) | (p > 1), "benchmark is not a proportion"),
    )
    with np.errstate(all="ignore"):
        half = normal_quantile(confidence) * np.sqrt(p * (1 - p) / n)
        lower, upper = np.clip(p - half, 0, 1), np.clip(p + half, 0, 1)
        return _interval(centre, multiplier * lower, multiplier * upper, reason)


def funnel_rate(
    benchmark: npt.ArrayLike,
    population: npt.ArrayLike,
    confidence: float = 95.0,
    multiplier: float = 100_000.0,
) -> Interval:
    """Limits within which rates vary by chance about a benchmark rate, from the Poisson distribution.

    The limits are the counts whose own exact interval just touches the benchmark (OHID's rule), so that an
    area is outside the funnel exactly when its exact interval excludes the benchmark.
    """
    centre, n = _floats(benchmark, population)
    expected = centre * n / multiplier
    reason = _first_reason(
        (~np.isfinite(centre + n), "no benchmark"),
        (n <= 0, "no denominator"),
        (centre < 0, "negative benchmark"),
    )
    alpha = tail(confidence)
    with np.errstate(all="ignore"):
        safe = np.where((reason == "") & (expected >= 0), expected, 0.0)
        highest = 10.0 + safe + 10 * np.sqrt(safe) * normal_quantile(confidence)
        low = _root(lambda k: special.gammaincc(k + 1, safe) - alpha, np.zeros_like(safe), highest)
        high = _root(lambda k: alpha - special.gammainc(k, safe), np.full_like(safe, 1e-12), highest)
        scale = multiplier / n
        return _interval(centre, scale * low, scale * np.where(safe == 0, 0.0, high), reason)


def _root(rising: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Where an increasing function crosses zero, by bisection; `low` where it starts above zero."""
    started_above = rising(low) > 0
    left, right = low, high
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        above = rising(middle) > 0
        left, right = np.where(above, left, middle), np.where(above, middle, right)
    return np.where(started_above, low, (left + right) / 2)


def _floats(*values: npt.ArrayLike) -> tuple[Floats, ...]:
    arrays = (np.asarray(value, dtype=np.float64) for value in values)
    return tuple(np.asarray(array) for array in np.broadcast_arrays(*arrays))


def _first_reason(*cases: tuple[npt.ArrayLike, str]) -> npt.NDArray[np.str_]:
    """The text of the first case that holds, per cell; "" where none does."""
    return np.select(
        [np.asarray(holds) for holds, _ in cases], [np.str_(text) for _, text in cases], np.str_("")
    )


def _interval(value: Floats, lower: Floats, upper: Floats, reason: npt.NDArray[np.str_]) -> Interval:
    given = reason == ""
    known = np.where(np.isfinite(value), value, np.nan)
    return Interval(known, np.where(given, lower, np.nan), np.where(given, upper, np.nan), reason)
