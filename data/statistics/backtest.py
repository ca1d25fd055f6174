"""The forecast's own track record: what it would have said at every earlier date, against what came."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.statistics.forecast import (
    Comparison,
    Frequency,
    Scale,
    chance_of_meeting,
    furthest,
    onto_scale,
    random_walk,
    trimmed,
    why_not,
    word,
)
from data.statistics.predictive import predict

Floats = npt.NDArray[np.float64]
COLUMNS = ["seen", "ahead", "actual", "probability", "word", "happened", "in80", "in95", "walk_probability"]


@dataclass(frozen=True)
class _Event:
    """What is forecast, and on which side of what it is to come; of the last figure seen without a target."""

    frequency: Frequency
    scale: Scale
    target: float | None
    comparison: Comparison


def back_test(
    values: npt.ArrayLike,
    *,
    frequency: Frequency,
    scale: Scale = "plain",
    target: float | None = None,
    comparison: Comparison = ">=",
    horizons: Sequence[int] | None = None,
    most_origins: int = 24,
) -> pd.DataFrame:
    """Forecasts from every earlier end of a series (at most the latest `most_origins`) against the outcome.

    `values` as for `forecast`. The event is that the figure meets `target`; without one, that it is no worse
    than the last figure then seen. Horizons beyond the rule's limits are left out. One row per forecast:
    seen (position of the last figure seen), ahead, actual, probability, word, happened, in80, in95, and
    walk_probability of the random walk with drift. No rows where the rule never gave a forecast.
    """
    series = trimmed(np.asarray(values, dtype=np.float64))
    ends = np.flatnonzero(~np.isnan(series))[:-1]
    event = _Event(frequency, scale, target, comparison)
    tables = [_from_origin(series, int(end), event) for end in ends[-most_origins:]]
    rows = [columns for columns in tables if columns is not None]
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    # One frame from the columns of all origins: a frame for each would take most of the time.
    table = pd.DataFrame({name: np.concatenate([columns[name] for columns in rows]) for name in COLUMNS})
    return table if horizons is None else table[table["ahead"].isin(horizons)].reset_index(drop=True)


def track_record(rows: pd.DataFrame, by: Sequence[str] = ("ahead",)) -> pd.DataFrame:
    """Rows of `back_test` (of one or many series, put together) summed up, one row per group of `by`.

    Columns: n, cover80, cover95 (shares inside the intervals), brier and walk_brier (mean squared error of
    the probability), likely and unlikely (how often each was said), hit_likely and hit_unlikely (how often it
    then happened; NaN where it was never said).
    """
    if rows.empty:
        return pd.DataFrame()
    happened = rows["happened"].astype(float)
    said = pd.DataFrame(
        {
            "cover80": rows["in80"].astype(float),
            "cover95": rows["in95"].astype(float),
            "brier": (rows["probability"] - happened) ** 2,
            "walk_brier": (rows["walk_probability"] - happened) ** 2,
            "likely": (rows["word"] == "likely").astype(float),
            "unlikely": (rows["word"] == "unlikely").astype(float),
            "hit_likely": happened.where(rows["word"] == "likely"),
            "hit_unlikely": happened.where(rows["word"] == "unlikely"),
        }
    )
    groups = said.groupby([rows[name] for name in by])
    summary = groups.mean()
    summary[["likely", "unlikely"]] = groups[["likely", "unlikely"]].sum()
    summary.insert(0, "n", groups.size())
    return summary


def _from_origin(series: Floats, end: int, event: _Event) -> dict[str, npt.NDArray[Any]] | None:
    scale, comparison = event.scale, event.comparison
    past, future = series[: end + 1], series[end + 1 :]
    most = min(furthest(int(np.count_nonzero(~np.isnan(past))), event.frequency), len(future))
    if most < 1 or why_not(past, 1, event.frequency, scale):
        return None
    goal = float(past[-1]) if event.target is None or math.isnan(event.target) else event.target
    aim = float(onto_scale(np.array(goal), scale))
    shown, came = onto_scale(past, scale), future[:most]
    mixture, walk = predict(shown, most, event.frequency == "monthly"), random_walk(shown, most)
    probability = chance_of_meeting(mixture, aim, comparison)
    low80, high80, low95, high95 = mixture.limits([0.1, 0.9, 0.025, 0.975])
    at = onto_scale(came, scale)
    outcome: dict[str, npt.NDArray[Any]] = {
        "seen": np.full(most, end),
        "ahead": np.arange(1, most + 1),
        "actual": came,
        "probability": probability,
        "word": np.array([word(chance) for chance in probability], dtype=object),
        "happened": came <= goal if comparison == "<=" else came >= goal,
        "in80": (low80 <= at) & (at <= high80),
        "in95": (low95 <= at) & (at <= high95),
        "walk_probability": chance_of_meeting(walk, aim, comparison),
    }
    return {name: column[~np.isnan(came)] for name, column in outcome.items()}
