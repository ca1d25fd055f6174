"""How much each Place accounts for of the C&M gap, or of its change; whether Place targets add up. Ours.

Everything rests on counts of one series and one basis: rates of Places are weighed by their denominators.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.statistics.errors import StatisticsError
from data.statistics.figures import floats
from data.statistics.reason import NO_DENOMINATOR, NO_REASON, NO_TARGET, Reason, plainly
from data.statistics.trajectory import Comparison, meets

Floats = npt.NDArray[np.float64]
NO_COUNTS = plainly("not every Place has counts")


@dataclass(frozen=True)
class Contribution:
    """table: one row per Place (empty where `reason` says why); total: what the rows add up to."""

    table: pd.DataFrame
    total: float = math.nan
    reason: Reason = NO_REASON


@dataclass(frozen=True)
class Shares:
    """of_gap and of_change: a row per Place (or joint area), most deprived first; each may carry a reason.

    period: the latest that all have counts for; before: the period a year earlier that the change is from.
    rounded: the published rates are rounded, so that a gap worked out from one may be other people.
    """

    of_gap: Contribution
    of_change: Contribution
    period: str = ""
    before: str = ""
    rounded: bool = False


@dataclass(frozen=True)
class Sum:
    """implied: the C&M value if every Place met its own target. adds_up: whether it meets the C&M target."""

    implied: float = math.nan
    adds_up: bool | None = None
    difference: float = math.nan
    reason: Reason = NO_REASON


def of_the_gap(frame: pd.DataFrame, aim: float, multiplier: float = 100.0) -> Contribution:
    """Each Place's part of the gap to a common aim, in people.

    `frame`: one row per Place, columns numerator, denominator. Answer: people (how many more are needed at
    this Place; negative where it is beyond the aim), share (of the total, NaN where the total is nothing).
    """
    numerator, denominator = _columns(frame, "numerator", "denominator")
    reason = _reason(numerator, denominator) or (NO_REASON if math.isfinite(aim) else NO_TARGET)
    if reason:
        return Contribution(pd.DataFrame(columns=["people", "share"]), reason=reason)
    people = aim / multiplier * denominator - numerator
    return _shared(pd.DataFrame({"people": people}, index=frame.index), "people")


def of_the_change(before: pd.DataFrame, after: pd.DataFrame, multiplier: float = 100.0) -> Contribution:
    """Each Place's part of the change of the C&M rate between two periods; the parts add up to it exactly.

    Both frames: one row per Place, the same Places, columns numerator, denominator. Answer: within (its own
    rate changed, at its average share of the denominator), mix (its share changed, times how far its rate
    lies from the average), change (both) and share (of the C&M change).
    """
    if set(before.index) != set(after.index):
        raise StatisticsError("the two periods do not hold the same Places")
    pairs = [_columns(frame.loc[before.index], "numerator", "denominator") for frame in (before, after)]
    reason = next((reason for pair in pairs if (reason := _reason(*pair))), NO_REASON)
    if reason:
        return Contribution(pd.DataFrame(columns=["within", "mix", "change", "share"]), reason=reason)
    rates = [multiplier * numerator / denominator for numerator, denominator in pairs]
    weights = [denominator / denominator.sum() for _, denominator in pairs]
    overall = [float(rate @ weight) for rate, weight in zip(rates, weights, strict=True)]
    within = (weights[0] + weights[1]) / 2 * (rates[1] - rates[0])
    mix = ((rates[0] + rates[1]) / 2 - sum(overall) / 2) * (weights[1] - weights[0])
    table = pd.DataFrame({"within": within, "mix": mix, "change": within + mix}, index=before.index)
    return _shared(table, "change")


def targets_add_up(
    targets: Mapping[str, float],
    aim: float,
    comparison: Comparison,
    denominators: Mapping[str, float] | None = None,
) -> Sum:
    """Would C&M meet its target if every Place met its own?

    With `denominators` the targets are rates and are weighed by them; without, they are counts and are added.
    """
    if not targets or any(math.isnan(value) for value in targets.values()):
        return Sum(reason=plainly("not every Place has a target"))
    if denominators is None:
        implied = math.fsum(targets.values())
    else:
        people = [denominators.get(place, math.nan) for place in targets]
        if any(not number > 0 for number in people):
            return Sum(reason=NO_COUNTS)
        weighed = (value * number for value, number in zip(targets.values(), people, strict=True))
        implied = math.fsum(weighed) / math.fsum(people)
    return Sum(implied, meets(implied, aim, comparison), implied - aim)


def _columns(frame: pd.DataFrame, *names: str) -> list[Floats]:
    absent = [name for name in names if name not in frame.columns]
    if absent:
        raise StatisticsError(f"a contribution needs the columns {', '.join(absent)}")
    return [floats(frame[name]) for name in names]


def _reason(numerator: Floats, denominator: Floats) -> Reason:
    if not len(numerator) or not np.isfinite(numerator + denominator).all():
        return NO_COUNTS
    return NO_REASON if (denominator > 0).all() else NO_DENOMINATOR


def _shared(table: pd.DataFrame, column: str) -> Contribution:
    total = math.fsum(table[column])
    size = float(table[column].abs().max())
    share = table[column] / total if abs(total) > 1e-12 * size else table[column] * math.nan
    return Contribution(table.assign(share=share), total)
