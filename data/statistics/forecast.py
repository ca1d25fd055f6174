"""Will it get there: the forecast to a deadline, its limits, its words, and the random-walk cross-check.

The method is ours (local level plus drift, see `predictive`): on simulated series its 80 % intervals held
77 % of the outcomes where the usual library methods held 61 to 67 %. Everything said of it begins "if the
past pattern continues".
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from data.statistics.errors import StatisticsError
from data.statistics.kinds import SeriesKind, refusal
from data.statistics.predictive import Mixture, predict, scale_of
from data.statistics.reason import END_OF_SCALE, NO_REASON, NO_VARIATION, Reason, plainly, there_is, too_few

Floats = npt.NDArray[np.float64]
Frequency = Literal["annual", "quarterly", "monthly"]
Scale = Literal["percent", "positive", "plain"]
Comparison = Literal[">=", "<="]
Word = Literal["likely", "uncertain", "unlikely"]

FEWEST_POINTS = 5
FURTHEST: dict[str, int] = {"annual": 5, "quarterly": 8, "monthly": 24}
CHANCES = {"lower80": 0.1, "upper80": 0.9, "lower95": 0.025, "upper95": 0.975}
COLUMNS = ["centre", *CHANCES, "probability"]
LIKELY, UNLIKELY = 0.8, 0.2
CONSTANT = 1e-12
SAME_CHANGE = there_is("the same change every time")
LARGEST = 1e150  # squares of larger figures leave the range of floats


@dataclass(frozen=True)
class Forecast:
    """table: one row per period ahead (index 1, 2, ...), columns centre, lower80, upper80, lower95, upper95
    and probability of meeting the target (NaN without one); no rows where `reason` says why there are none.
    points: how many figures it rests on.
    """

    table: pd.DataFrame
    points: int
    reason: Reason = NO_REASON


def forecast(
    values: npt.ArrayLike,
    *,
    horizon: int,
    frequency: Frequency,
    scale: Scale = "plain",
    target: float | None = None,
    comparison: Comparison = ">=",
    series_kind: SeriesKind = "point",
    gone_by: int = 0,
) -> Forecast:
    """Forecast 1..horizon periods after the last figure of an evenly spaced series, oldest first.

    Gaps are NaN. `scale`: "percent" (0 to 100) is modelled as log odds, "positive" (rates, counts) as
    logarithms; the centre is then the mean of that scale turned back. `comparison`: on which side of `target`
    it is met. `gone_by`: how many of the periods ahead have ended by today without a figure, for the years of
    the rule are counted from today. A series must not cross a break. Answers with a reason where the rule
    gives no forecast; raises StatisticsError for an unknown word or a horizon below 1.
    """
    _check(horizon, frequency, scale, comparison)
    series = trimmed(np.asarray(values, dtype=np.float64))
    points = int(np.count_nonzero(~np.isnan(series)))
    reason = refusal(series_kind) or why_not(series, horizon, frequency, scale, gone_by)
    aim = None if target is None or math.isnan(target) else float(onto_scale(np.array(target), scale))
    if not reason and aim is not None and not math.isfinite(aim):
        reason = plainly("the target lies at the end of its scale or beyond it")
    if reason:
        return Forecast(pd.DataFrame(columns=COLUMNS, dtype=np.float64), points, reason)
    mixture = predict(onto_scale(series, scale), horizon, frequency == "monthly")
    return Forecast(_table(mixture, scale, aim, comparison), points)


def word(probability: float) -> Word | None:
    """80 % and over is likely, 20 % and under unlikely, between uncertain; None without a probability."""
    if math.isnan(probability):
        return None
    if probability >= LIKELY:
        return "likely"
    return "unlikely" if probability <= UNLIKELY else "uncertain"


def furthest(points: int, frequency: Frequency) -> int:
    """The furthest horizon the rule allows: half the series, 5 years of annual figures or 24 months."""
    return min(points // 2, FURTHEST[frequency]) if points >= FEWEST_POINTS else 0


def random_walk(values: npt.ArrayLike, horizon: int) -> Mixture:
    """The cross-check: random walk with drift, as a Student t with two degrees fewer than there are figures.

    Needs three figures, the first and the last given. Gaps count as several steps.
    """
    series = trimmed(np.asarray(values, dtype=np.float64))
    positions = np.flatnonzero(~np.isnan(series))
    if len(positions) < 3:
        raise StatisticsError("a random walk with drift needs three figures")
    gaps, changes = np.diff(positions), np.diff(series[positions])
    length = positions[-1] - positions[0]
    drift = changes.sum() / length
    freedom = len(changes) - 1
    variance = float(((changes - drift * gaps) ** 2 / gaps).sum()) / freedom
    h = np.arange(1, horizon + 1)
    deviation = np.sqrt(variance * (h + h**2 / length))
    return Mixture(np.ones(1), (series[-1] + h * drift)[None, :], deviation[None, :], freedom)


def trimmed(values: Floats) -> Floats:
    """Without missing periods at either end."""
    known = np.flatnonzero(~np.isnan(values))
    return values[known[0] : known[-1] + 1] if len(known) else values[:0]


def why_not(series: Floats, horizon: int, frequency: Frequency, scale: Scale, gone_by: int = 0) -> Reason:
    """Why a trimmed series gives no forecast so far ahead, if it does not.

    The years are counted from today, `gone_by` periods past the newest figure; half the series from that.
    """
    points = int(np.count_nonzero(~np.isnan(series)))
    if points < FEWEST_POINTS:
        return too_few(points, FEWEST_POINTS, "points")
    if not _fits(series, scale):
        return END_OF_SCALE
    if horizon - gone_by > FURTHEST[frequency]:
        most = "5 years" if frequency == "annual" else "24 months"
        return plainly(f"the deadline is more than {most} ahead")
    if horizon > points // 2:
        return plainly(f"the deadline lies more than half as far ahead as the {points} figures reach back")
    size = float(np.nanmax(np.abs(onto_scale(series, scale))))
    if float(np.nanmax(series) - np.nanmin(series)) <= CONSTANT * float(np.nanmax(np.abs(series))):
        return NO_VARIATION
    return NO_REASON if scale_of(onto_scale(series, scale)) > CONSTANT * size else SAME_CHANGE


def onto_scale(values: Floats, scale: Scale) -> Floats:
    """Log odds of percentages, logarithms of rates and counts, plain figures as they are."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "percent":
            return np.asarray(special.logit(values / 100))
        return np.log(values) if scale == "positive" else values


def off_scale(values: Floats, scale: Scale) -> Floats:
    """The inverse of `onto_scale`."""
    if scale == "percent":
        return np.asarray(100 * special.expit(values))
    return np.exp(values) if scale == "positive" else values


def chance_of_meeting(mixture: Mixture, aim: float, comparison: Comparison) -> Floats:
    """Probability of meeting a target (on the mixture's scale) for each period ahead, (H,)."""
    below = mixture.below(np.full(mixture.centre.shape[1], aim))
    return below if comparison == "<=" else 1 - below


def _fits(series: Floats, scale: Scale) -> bool:
    known = series[~np.isnan(series)]
    return bool((np.abs(known) < LARGEST).all() and np.isfinite(onto_scale(known, scale)).all())


def _check(horizon: int, frequency: str, scale: str, comparison: str) -> None:
    if not isinstance(horizon, int | np.integer) or horizon < 1:
        raise StatisticsError(f"the horizon must be a whole number, 1 or more, not {horizon!r}")
    for given, known in (
        (frequency, tuple(FURTHEST)),
        (scale, ("percent", "positive", "plain")),
        (comparison, (">=", "<=")),
    ):
        if given not in known:
            raise StatisticsError(f"{given!r} is none of {', '.join(known)}")


def _table(mixture: Mixture, scale: Scale, aim: float | None, comparison: Comparison) -> pd.DataFrame:
    horizon = mixture.centre.shape[1]
    limits = off_scale(mixture.limits(list(CHANCES.values())), scale)
    columns = {"centre": off_scale(mixture.mean(), scale), **dict(zip(CHANCES, limits, strict=True))}
    columns["probability"] = (
        np.full(horizon, np.nan) if aim is None else chance_of_meeting(mixture, aim, comparison)
    )
    return pd.DataFrame(columns, index=pd.RangeIndex(1, horizon + 1, name="ahead"))
