"""Statistical process control: the NHS "Making Data Count" XmR chart, its four rules and its two icons.

Source of the rules: NHS England, "Making Data Count"; the reference cases in the tests follow its own tool.
It answers at any length: that icons are shown from 13 points is the page's rule, kept here as FEWEST_POINTS.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.statistics.errors import StatisticsError
from data.statistics.figures import floats
from data.statistics.reason import NO_FIGURES, NO_REASON, NO_VARIATION, Reason, there_are, there_is

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Better = Literal["higher", "lower"] | None

LARGEST = 1e300  # sums of larger values leave the range of floats
LIMIT_FACTOR = 2.66
RUN = 7
FEWEST_POINTS = 13
CLOSE = 1e-12
RULES = ("outside", "shift", "trend_up", "trend_down", "two_of_three")


@dataclass(frozen=True, kw_only=True)
class XmR:
    """An XmR chart.

    points: one row per value in date order (index as given), columns segment (0, 1, ...), mean, lower, upper
        (NaN where there are no limits), and the flags outside, trend_up, trend_down, two_of_three, shift.
    kinds: the words of `variation` for each row of points, "" for a missing value and without limits.
    variation: common_cause, improvement_high|low, concern_high|low, neutral_high|low, or None without limits.
    assurance: pass, fail, inconsistent ("hit or miss"), or None without limits, target or direction.
    reason: why there is no variation icon, if there is none.
    signals: the rules that flag the last point, in the order of RULES.
    """

    points: pd.DataFrame
    kinds: npt.NDArray[np.object_]
    variation: str | None
    assurance: str | None
    reason: Reason
    signals: tuple[str, ...]


@dataclass(frozen=True)
class _Segment:
    """One stretch between rebase dates. `side` is -1, 0, 1 (0 on the mean and for a missing value)."""

    mean: float
    reach: float  # from the mean to a limit; NaN without limits
    side: npt.NDArray[np.int64]
    missing: Flags
    flags: dict[str, Flags]


def xmr(
    values: pd.Series,
    *,
    better: Better,
    target: float | None = None,
    rebase: Sequence[Any] = (),
    fix_after: int | None = None,
) -> XmR:
    """XmR chart of a series indexed by period start, missing periods as NaN, in any order.

    `rebase`: dates (or one date) at which a new segment starts, each an observed date. `fix_after`: limits of
    each segment come from its first so many periods. A NaN or None target is no target. Raises
    StatisticsError for a rebase off the grid, two values or a value without a date, and what is no number.
    """
    if better not in ("higher", "lower", None):
        raise StatisticsError(f'better must be "higher", "lower" or None, not {better!r}')
    if fix_after is not None and not (isinstance(fix_after, int | np.integer) and fix_after >= 1):
        raise StatisticsError(f"fix_after must be a whole number, 1 or more, not {fix_after!r}")
    if target is not None and not pd.isna(target) and math.isinf(target):
        raise StatisticsError("the target is infinite")
    index, y = _ordered(values)
    starts = _segment_starts(index, y, rebase)
    ends = [*starts[1:], len(y)]
    segments = [_segment(y[start:end], fix_after) for start, end in zip(starts, ends, strict=True)]
    lengths = [end - start for start, end in zip(starts, ends, strict=True)]
    points = _points(index, segments, lengths)
    kinds = np.concatenate([_kinds(segment, better) for segment in segments])
    variation, reason, signals = _last_point(y[starts[-1] :], segments[-1], kinds[starts[-1] :])
    assurance = _assurance(segments[-1], better, target) if variation else None
    return XmR(
        points=points, kinds=kinds, variation=variation, assurance=assurance, reason=reason, signals=signals
    )


def _ordered(values: pd.Series) -> tuple[pd.Index, Floats]:
    index = values.index
    if index.hasnans:
        raise StatisticsError("a value has no date")
    if not index.is_monotonic_increasing:
        values = values.sort_index()
        index = values.index
    if not index.is_unique:
        raise StatisticsError(there_are(f"two values for {index[index.duplicated()][0]}"))
    y = floats(values)
    if (np.abs(y) > LARGEST).any():
        raise StatisticsError("a value is infinite or too large")
    return index, y


def _segment_starts(index: pd.Index, y: Floats, rebase: Sequence[Any]) -> list[int]:
    asked = [] if rebase is None else [rebase] if pd.api.types.is_scalar(rebase) else list(rebase)
    if not asked:
        return [0]
    dates: dict[Any, int] = {_date(label): place for place, label in enumerate(index)}
    starts = {0}
    for label in asked:
        place = dates.get(_date(label))
        if place is None or np.isnan(y[place]):
            raise StatisticsError(f"the rebase date {label} is not an observed date of the series")
        starts.add(place)
    return sorted(starts)


def _date(label: Any) -> Any:
    """Dates of every spelling as one kind, so that they can be looked up; what is no date stays as it is."""
    if isinstance(label, pd.Period):
        return label.start_time
    if isinstance(label, int | float | np.integer | np.floating):
        return label
    try:
        return pd.Timestamp(label)
    except (ValueError, TypeError):
        return label


def _segment(y: Floats, fix_after: int | None) -> _Segment:
    basis = y if fix_after is None else y[:fix_after]
    seen = basis[~np.isnan(basis)]
    mean = math.fsum(seen) / len(seen) if len(seen) else math.nan
    ranges = np.abs(np.diff(basis))
    ranges = ranges[~np.isnan(ranges)]
    mean_range = math.fsum(ranges) / len(ranges) if len(ranges) else math.nan
    present = ~np.isnan(y)
    tolerance = CLOSE * float(np.max(np.abs(y[present]), initial=0.0))
    reach = LIMIT_FACTOR * mean_range if mean_range > tolerance else math.nan
    distance = np.where(present, y - mean, 0.0)
    side = np.where(np.abs(distance) <= tolerance, 0, np.sign(np.nan_to_num(distance))).astype(np.int64)
    flags = _flags(y, np.abs(distance), side, reach, tolerance)
    return _Segment(mean, reach, side, ~present, flags)


def _flags(
    y: Floats, distance: Floats, side: npt.NDArray[np.int64], reach: float, tolerance: float
) -> dict[str, Flags]:
    """The rules on one segment. A comparison with NaN (no limits) is false, so nothing is flagged there."""
    outside = distance > reach + tolerance
    beyond_two_sigma = distance > reach * 2 / 3 + tolerance
    step = _steps(y)
    return {
        "outside": outside,
        "trend_up": _in_run(step == 1, RUN - 1, widen=1),
        "trend_down": _in_run(step == -1, RUN - 1, widen=1),
        "two_of_three": _two_of_three(beyond_two_sigma, side),
        "shift": _in_run(side == 1, RUN) | _in_run(side == -1, RUN),
    }


def _steps(y: Floats) -> npt.NDArray[np.int64]:
    """Sign of each change; 0 for a tie (values that differ only by rounding) and beside a missing value."""
    change = np.diff(y)
    size = np.maximum(np.abs(y[1:]), np.abs(y[:-1]))
    moved = np.abs(change) > CLOSE * size
    return np.where(moved, np.sign(np.nan_to_num(change)), 0).astype(np.int64)


def _in_run(holds: Flags, length: int, widen: int = 0) -> Flags:
    """Every position in a stretch of at least `length` trues; `widen` by one for steps between positions."""
    edges = np.diff(np.concatenate(([0], holds.astype(np.int8), [0])))
    flagged = np.zeros(len(holds) + widen, dtype=np.bool_)
    for start, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        if end - start >= length:
            flagged[start : end + widen] = True
    return flagged


def _two_of_three(beyond: Flags, side: npt.NDArray[np.int64]) -> Flags:
    flagged = np.zeros(len(beyond), dtype=np.bool_)
    if np.count_nonzero(beyond) < 2:
        return flagged
    for start in range(len(beyond) - 2):
        window = slice(start, start + 3)
        if abs(int(side[window].sum())) == 3 and np.count_nonzero(beyond[window]) >= 2:
            flagged[window] |= beyond[window]
    return flagged


def _points(index: pd.Index, segments: Sequence[_Segment], lengths: Sequence[int]) -> pd.DataFrame:
    def spread(numbers: Sequence[float]) -> Floats:
        return np.repeat(np.asarray(numbers, dtype=np.float64), lengths)

    columns: dict[str, npt.NDArray[Any]] = {
        "segment": np.repeat(np.arange(len(segments)), lengths),
        "mean": spread([s.mean for s in segments]),
        "lower": spread([s.mean - s.reach for s in segments]),
        "upper": spread([s.mean + s.reach for s in segments]),
    }
    for rule in ("outside", "trend_up", "trend_down", "two_of_three", "shift"):
        columns[rule] = np.concatenate([s.flags[rule] for s in segments])
    return pd.DataFrame(columns, index=index)


def _last_point(
    y: Floats, segment: _Segment, kinds: npt.NDArray[np.object_]
) -> tuple[str | None, Reason, tuple[str, ...]]:
    """Of the last observed point of the last segment: its kind, why there is none, its signals."""
    observed = np.flatnonzero(~np.isnan(y))
    if not len(observed):
        return None, NO_FIGURES, ()
    if math.isnan(segment.reach):
        return None, _why_no_limits(y), ()
    last = observed[-1]
    return kinds[last], NO_REASON, tuple(rule for rule in RULES if segment.flags[rule][last])


def _why_no_limits(y: Floats) -> Reason:
    present = ~np.isnan(y)
    if np.count_nonzero(present) < 2:
        return there_is("only one point since the last change of level")
    if not (present[1:] & present[:-1]).any():
        return there_are("no two consecutive points")
    return NO_VARIATION


def _kinds(segment: _Segment, better: Better) -> npt.NDArray[np.object_]:
    """The word for each point. Improvement is shown where both hold, as NHS England's tool does."""
    flags, side = segment.flags, segment.side
    by_side = flags["outside"] | flags["shift"] | flags["two_of_three"]
    high = (by_side & (side > 0)) | flags["trend_up"]
    low = (by_side & (side < 0)) | flags["trend_down"]
    kinds = np.full(len(side), "common_cause", dtype=object)
    if better == "higher":
        kinds[low], kinds[high] = "concern_low", "improvement_high"
    elif better == "lower":
        kinds[high], kinds[low] = "concern_high", "improvement_low"
    else:
        kinds[high], kinds[low & (~high | (side < 0))] = "neutral_high", "neutral_low"
    kinds[segment.missing | math.isnan(segment.reach)] = ""
    return kinds


def _assurance(segment: _Segment, better: Better, target: float | None) -> str | None:
    """Target against the limits; a target on a limit is neither surely met nor surely missed."""
    if better is None or target is None or pd.isna(target):
        return None
    margin = CLOSE * max(abs(segment.mean) + segment.reach, abs(target))
    above = segment.mean - segment.reach - target > margin
    below = target - (segment.mean + segment.reach) > margin
    if not above and not below:
        return "inconsistent"
    return "pass" if above == (better == "higher") else "fail"
