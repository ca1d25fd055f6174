"""A figure beside others: a benchmark, a goal, the fifths of all English areas, a rank with its uncertainty.

Sources: comparison with a benchmark and with a goal are OHID's rules for its Fingertips site. The rank with
an interval and its groups are ours: a bare rank among nine invites stories about differences that are chance.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from data.statistics.errors import StatisticsError
from data.statistics.figures import floats
from data.statistics.intervals import normal_quantile
from data.statistics.reason import NO_FIGURE, NO_INTERVAL, NO_REASON, ODD_INTERVAL, Reason, there_is

Floats = npt.NDArray[np.float64]
Better = Literal["higher", "lower"] | None
Word = Literal["better", "similar", "worse", "higher", "lower"]

DRAWS = 10_000
SEED = 2023


@dataclass(frozen=True)
class Comparison:
    """word: at 95 %. surely: whether the 99.8 % interval gives the same word (None where there is none)."""

    word: Word | None
    surely: bool | None = None
    reason: Reason = NO_REASON


def compare(
    value: float | None,
    interval: tuple[float | None, float | None],
    benchmark: float | None,
    better: Better,
    wide_interval: tuple[float, float] | None = None,
) -> Comparison:
    """The benchmark's value against the area's own 95 % interval, ends included (OHID's rule).

    Words: better, similar, worse; higher, similar, lower where no direction is good. `wide_interval` is the
    99.8 % interval where it is known.
    """
    _check(better)
    figure, lower, upper, beside = (math.nan if x is None else x for x in (value, *interval, benchmark))
    reason = _reason(figure, (lower, upper), beside)
    if reason:
        return Comparison(None, None, reason)
    word = _word((lower, upper), beside, better)
    surely = None
    if wide_interval is not None and not math.isnan(sum(wide_interval)):
        surely = _word(wide_interval, beside, better) == word
    return Comparison(word, surely)


def _check(better: str | None) -> None:
    if better not in ("higher", "lower", None):
        raise StatisticsError(f'better must be "higher", "lower" or None, not {better!r}')


def _reason(value: float, interval: tuple[float, float], benchmark: float) -> Reason:
    if math.isnan(value):
        return NO_FIGURE
    if math.isnan(sum(interval)):
        return NO_INTERVAL
    if math.isnan(benchmark):
        return there_is("no benchmark figure")
    inside = interval[0] <= value <= interval[1]
    return NO_REASON if inside else ODD_INTERVAL


def _word(interval: tuple[float, float], benchmark: float, better: Better) -> Word:
    lower, upper = interval
    if lower <= benchmark <= upper:
        return "similar"
    above = lower > benchmark
    if better is None:
        return "higher" if above else "lower"
    return "better" if above == (better == "higher") else "worse"


def rest_of(
    counts: Mapping[str, tuple[float, float]], without: str, multiplier: float = 100.0
) -> tuple[float, str]:
    """The figure of all areas but one, from their numerators and denominators, and why there is none.

    Sums the others' published counts; never the total minus the one, which would give away suppressed counts.
    """
    if without not in counts:
        raise StatisticsError(f"{without!r} is none of the areas")
    others = [pair for name, pair in counts.items() if name != without]
    if not others or any(math.isnan(numerator + denominator) for numerator, denominator in others):
        return math.nan, "not every other Place has counts"
    denominator = math.fsum(pair[1] for pair in others)
    if denominator <= 0:
        return math.nan, "no denominator"
    return multiplier * math.fsum(pair[0] for pair in others) / denominator, ""


def ranks(frame: pd.DataFrame, better: Better, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Ranks with 95 % intervals by simulation, and groups of areas that cannot be separated.

    `frame`: one row per area, columns value, lower, upper (95 %). Answer, same index: rank (1 the best; the
    highest where no direction is good), rank_lower, rank_upper, of (areas ranked), group (1, 2, ... from the
    top), reason. An area without an interval has no rank (NaN) and a reason; the others are ranked.
    """
    _check(better)
    missing = {"value", "lower", "upper"} - set(frame.columns)
    if missing:
        raise StatisticsError(f"ranks needs the columns {', '.join(sorted(missing))}")
    value, lower, upper = (floats(frame[name]) for name in ("value", "lower", "upper"))
    reasons = [_reason(v, (a, b), 0.0) for v, a, b in zip(value, lower, upper, strict=True)]
    ranked = np.array([not reason for reason in reasons], dtype=np.bool_)
    answer = pd.DataFrame(
        np.nan, index=frame.index, columns=["rank", "rank_lower", "rank_upper", "of", "group"]
    ).assign(reason=reasons)
    if ranked.any():
        top, low, high = value[ranked], lower[ranked], upper[ranked]
        if better == "lower":
            top, low, high = -top, -high, -low
        results = [*_rank_intervals(top, low, high, draws, seed), _groups(top, low, high)]
        for name, column in zip(("rank", "rank_lower", "rank_upper", "group"), results, strict=True):
            answer.loc[ranked, name] = column
        answer.loc[ranked, "of"] = ranked.sum()
    return answer


def _rank_intervals(value: Floats, lower: Floats, upper: Floats, draws: int, seed: int) -> Sequence[Floats]:
    """Rank, and the 2.5 and 97.5 % points of simulated ranks; lopsided intervals are drawn lopsided."""
    z = np.random.default_rng(seed).standard_normal((draws, len(value)))
    spread = np.where(z > 0, upper - value, value - lower) / normal_quantile(95)
    simulated = stats.rankdata(-(value + z * spread), axis=1)
    limits = np.quantile(simulated, [0.025, 0.975], axis=0, method="inverted_cdf")
    return [stats.rankdata(-value, method="min"), np.floor(limits[0]), np.ceil(limits[1])]


def _groups(value: Floats, lower: Floats, upper: Floats) -> Floats:
    """From the top: a group ends at the first area that differs from the group's first one at 95 %.

    The interval of the difference comes from the two intervals (Newcombe's square-and-add method).
    """
    order = np.argsort(-value, kind="stable")
    group = np.zeros(len(value))
    leader, number = order[0], 1
    for place in order:
        apart = value[leader] - value[place]
        if apart > math.hypot(value[leader] - lower[leader], upper[place] - value[place]):
            leader, number = place, number + 1
        group[place] = number
    return group
