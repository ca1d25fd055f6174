"""Recent trend of an annual indicator: OHID's rule, as its Fingertips site computes its trend markers."""

import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from data.statistics.errors import StatisticsError
from data.statistics.figures import floats
from data.statistics.kinds import refusal
from data.statistics.reason import (
    NO_DENOMINATOR,
    NO_INTERVAL,
    NO_REASON,
    ODD_INTERVAL,
    Reason,
    plainly,
    there_are,
    there_is,
    too_few,
)

Floats = npt.NDArray[np.float64]
Kind = Literal["proportion", "other"]
Direction = Literal["increasing", "decreasing", "no_significant_change", "cannot_be_calculated"]

POINTS = 5
SIGNIFICANT = float(stats.chi2.isf(0.002, 1))  # 9.5495: 99.8 %
WIDTH_IN_STANDARD_ERRORS = 3.92
CLOSE = 1e-12
_ONE_YEAR = re.compile(r"(\d{4})([/-]\d{2}|/\d{4})?")
_SEVERAL_YEARS = re.compile(r"(\d{4})(?:/\d{2})?(\s*[-–]\s*)(\d{4}|\d{2})(?:/\d{2})?")
COLUMNS = ("value", "lower", "upper", "count", "denominator")


@dataclass(frozen=True, kw_only=True)
class Trend:
    """direction; statistic (chi-squared, one degree of freedom) and its p_value; reason where there is none.

    change: the last of the five values minus the first, with the years they belong to (else NaN and None).
    """

    direction: Direction
    statistic: float = float("nan")
    p_value: float = float("nan")
    change: float = float("nan")
    first_year: int | None = None
    last_year: int | None = None
    reason: Reason = NO_REASON


def recent(frame: pd.DataFrame, *, kind: Kind) -> Trend:
    """Trend over the most recent five points of a frame with one row per year.

    The index holds years (numbers, dates, or text such as "2019" and "2019/20"), the columns are value,
    lower, upper, count, denominator; a column that is not needed may be missing, and where there is one of
    values, a row without one is no figure, whatever its counts. `kind` "proportion" tests
    the counts for a linear trend, "other" regresses the values on the year, weighted by their intervals.
    Labels of several years ("2015 - 17") are answered with the reason. Raises StatisticsError for another
    `kind`, two rows of one year, and labels that are no years.
    """
    if kind not in ("proportion", "other"):
        raise StatisticsError(f'kind must be "proportion" or "other", not {kind!r}')
    window = next((years for label in frame.index if (years := _window(label))), 0)
    if window:
        return Trend(direction="cannot_be_calculated", reason=refusal("rolling", window))
    points = _points(frame, kind)
    last = points.tail(POINTS)
    reason = _reason(last, kind)
    if reason:
        return Trend(direction="cannot_be_calculated", reason=reason)
    years = last.index.to_numpy(dtype=np.float64)
    slopes, statistic = _proportion(years, last) if kind == "proportion" else _regression(years, last)
    values = last["value"] if last["value"].notna().all() else 100 * last["count"] / last["denominator"]
    return Trend(
        direction=_direction(slopes, statistic),
        statistic=statistic,
        p_value=float(stats.chi2.sf(statistic, 1)),
        change=float(values.iloc[-1] - values.iloc[0]),
        first_year=int(years[0]),
        last_year=int(years[-1]),
    )


def phrase(direction: Direction, better: Literal["higher", "lower"] | None) -> str:
    """Direction and polarity in words: "increasing and getting better"."""
    if direction not in ("increasing", "decreasing"):
        return direction.replace("_", " ")
    if better is None:
        return direction
    improving = (direction == "increasing") == (better == "higher")
    return f"{direction} and getting {'better' if improving else 'worse'}"


def _points(frame: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """The rows that hold a figure, by year."""
    years = [_year(label) for label in frame.index]
    table = pd.DataFrame(
        {name: _column(frame, name) for name in COLUMNS}, index=pd.Index(years, dtype=np.float64)
    ).sort_index()
    if not table.index.is_unique:
        year = table.index[table.index.duplicated()][0]
        raise StatisticsError(there_are(f"two rows for the year {year:g}"))
    # A value that is withheld stays withheld, whatever the counts beside it would give.
    from_counts = kind == "proportion" and "value" not in frame.columns
    return table[table["count" if from_counts else "value"].notna()]


def _column(frame: pd.DataFrame, name: str) -> Floats:
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return floats(frame[name])


def _window(label: Any) -> int:
    """How many years a label such as "2015 - 17" or "2019/20 - 21/22" spans; 0 for one year ("2019-20")."""
    match = _SEVERAL_YEARS.fullmatch(label.strip()) if isinstance(label, str) else None
    if not match:
        return 0
    span = (int(match[3]) - int(match[1])) % 100 + 1
    return 0 if span == 2 and match[2] == "-" else span


def _year(label: Any) -> float:
    if isinstance(label, str):
        match = _ONE_YEAR.fullmatch(label.strip())
        year = float(match[1]) if match else np.nan
    else:
        year = float(getattr(label, "year", label))
    if not year.is_integer():
        raise StatisticsError(f"{label!r} is not one year")
    return year


def _reason(points: pd.DataFrame, kind: Kind) -> Reason:
    """Why these points give no trend, if they do not."""
    if len(points) < POINTS:
        return too_few(len(points), POINTS, "points")
    return _reason_of_counts(points) if kind == "proportion" else _reason_of_intervals(points)


def _reason_of_counts(points: pd.DataFrame) -> Reason:
    count, denominator = points["count"], points["denominator"]
    if not np.isfinite(count + denominator).all():
        return there_are("no counts")
    if (denominator <= 0).any():
        return NO_DENOMINATOR
    if (count < 0).any() or (count > denominator).any():
        return there_is("a count outside its denominator")
    if (count == denominator).any():
        return there_is("a count equal to its denominator")
    return there_is("a count of 0") if (count == 0).any() else NO_REASON


def _reason_of_intervals(points: pd.DataFrame) -> Reason:
    value, lower, upper = points["value"], points["lower"], points["upper"]
    if not np.isfinite(value + lower + upper).all():
        return NO_INTERVAL
    if ((value < lower) | (value > upper)).any():
        return ODD_INTERVAL
    return plainly("one of the intervals has no width") if (upper <= lower).any() else NO_REASON


def _regression(years: Floats, points: pd.DataFrame) -> tuple[Floats, float]:
    """Slopes (of all points, then without each), and chi-squared: the slope squared times its information."""
    value = points["value"].to_numpy(dtype=np.float64)
    width = (points["upper"] - points["lower"]).to_numpy(dtype=np.float64)
    # The answer does not depend on the unit; a power of two keeps squares in range and every digit.
    unit = -int(np.frexp(max(np.abs(value).max(), width.max()))[1])
    value, width = np.ldexp(value, unit), np.ldexp(width, unit)
    weight = (width.min() / width) ** 2
    slope, information = _line(years, value, weight)
    statistic = (slope * WIDTH_IN_STANDARD_ERRORS / width.min()) ** 2 * information
    return _left_out(years, value, weight), float(statistic)


def _proportion(years: Floats, points: pd.DataFrame) -> tuple[Floats, float]:
    """Slopes of the log odds (unweighted, as OHID checks for outliers) and chi-squared for linear trend."""
    count = points["count"].to_numpy(dtype=np.float64)
    denominator = points["denominator"].to_numpy(dtype=np.float64)
    share = count.sum() / denominator.sum()
    slope, information = _line(years, count / denominator, denominator)
    statistic = slope * slope * information / (share * (1 - share))
    log_odds = np.log(count / (denominator - count))
    return _left_out(years, log_odds, np.ones(len(years))), float(statistic)


def _line(x: Floats, y: Floats, weight: Floats) -> tuple[float, float]:
    """Weighted least squares slope and the sum of squares that carries it.

    From the differences of all pairs: distances from a weighted mean lose digits where one weight dominates.
    """
    pairs = np.multiply.outer(weight, weight) / (2 * weight.sum())
    apart = np.subtract.outer(x, x)
    information = float((pairs * apart**2).sum())
    return float((pairs * apart * np.subtract.outer(y, y)).sum()) / information, information


def _left_out(x: Floats, y: Floats, weight: Floats) -> Floats:
    kept = [np.arange(len(x)) != left for left in (-1, *range(len(x)))]
    slopes = np.array([_line(x[keep], y[keep], weight[keep])[0] for keep in kept])
    return np.where(np.abs(slopes) <= CLOSE * np.max(np.abs(y)), 0.0, slopes)


def _direction(slopes: Floats, statistic: float) -> Direction:
    if statistic > SIGNIFICANT and (slopes > 0).all():
        return "increasing"
    if statistic > SIGNIFICANT and (slopes < 0).all():
        return "decreasing"
    return "no_significant_change"
