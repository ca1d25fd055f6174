"""The forecast agrees with the worked examples, refuses what it may not answer, and keeps its own record."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy import special, stats

from data.statistics.backtest import back_test, track_record
from data.statistics.errors import StatisticsError
from data.statistics.forecast import (
    forecast,
    furthest,
    random_walk,
    word,
)
from data.statistics.predictive import GRID, predict

EXAMPLE = [41.0, 44.5, 43.0, 47.2, 46.0, 49.1, 48.7, 52.0, 51.5, 53.9, 55.0, 54.2]


@pytest.fixture(scope="session")
def simulated(shared: Callable[[str], Path]) -> pd.DataFrame:
    return pd.read_csv(shared("forecast/simulated_series.csv"))


def test_the_ten_worked_examples_agree(cases: Path, simulated: pd.DataFrame) -> None:
    worked = pd.read_csv(cases / "forecast/local_level_drift_worked.csv")
    assert worked.series.nunique() == 10
    for number, expected in worked.groupby("series"):
        seen = simulated[(simulated.series == number) & (simulated.part == "seen")]
        mixture = predict(seen.value.to_numpy(), len(expected), expected.frequency.iloc[0] == "M")
        np.testing.assert_allclose(mixture.mean(), expected["mean"], rtol=1e-6)
        limits = mixture.limits([0.1, 0.9, 0.025, 0.975])
        for found, name in zip(limits, ["lo80", "hi80", "lo95", "hi95"], strict=True):
            np.testing.assert_allclose(found, expected[name], rtol=1e-6)
        above = 1 - mixture.below(np.full(len(expected), seen.target.iloc[0]))
        np.testing.assert_allclose(above, expected.p_at_or_above_target, atol=1e-6)


def plain_mixture(y: np.ndarray, horizon: int, monthly: bool) -> list[tuple[float, np.ndarray, np.ndarray]]:
    """The formulas as they are written, one pair of parameters at a time, with explicit inverses."""
    n, scale = len(y), np.std(np.diff(y))
    z = (y - y.mean()) / scale
    t = np.arange(n + horizon)
    x = np.column_stack((np.ones(n + horizon), t))
    found = []
    for r in (0, 0.03, 0.08, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1):
        for tau in (0, 0.05, 0.2, 0.6) if monthly else (0,):
            k = np.array([[r * min(a, b) + (1 - r + 1e-9) * (a == b) for b in t] for a in t])
            k = k + np.array([[12 * tau * ((a % 12 == b % 12) - 1 / 12) for b in t] for a in t])
            inverse = np.linalg.inv(k[:n, :n])
            a_matrix = x[:n].T @ inverse @ x[:n] + np.diag([1e-8, 4])
            b = np.linalg.inv(a_matrix) @ x[:n].T @ inverse @ z
            s = z @ inverse @ z - b @ a_matrix @ b + 0.5
            weight = -0.5 * np.linalg.slogdet(k[:n, :n])[1] - 0.5 * np.linalg.slogdet(a_matrix)[1]
            gain = k[n:, :n] @ inverse
            rest = x[n:] - gain @ x[:n]
            variance = s / n * (k[n:, n:] - gain @ k[:n, n:] + rest @ np.linalg.inv(a_matrix) @ rest.T)
            centre = x[n:] @ b + gain @ (z - x[:n] @ b)
            deviation = scale * np.sqrt(np.diag(variance))
            found.append((weight - n / 2 * math.log(s), y.mean() + scale * centre, deviation))
    return found


SERIES = st.lists(st.floats(-50, 50).map(lambda v: round(v, 3)), min_size=5, max_size=18).filter(
    lambda v: np.std(np.diff(v)) > 0.05
)


@hypothesis_settings(max_examples=20)
@given(SERIES, st.booleans(), st.integers(1, 5))
def test_the_mixture_agrees_with_a_plain_second_implementation(
    values: list[float], monthly: bool, horizon: int
) -> None:
    y = np.array(values)
    slow = plain_mixture(y, horizon, monthly)
    top = max(each[0] for each in slow)
    weights = np.array([math.exp(each[0] - top) for each in slow])
    weights /= weights.sum()
    mixture = predict(y, horizon, monthly)
    mean = sum(w * each[1] for w, each in zip(weights, slow, strict=True))
    np.testing.assert_allclose(mixture.mean(), mean, rtol=1e-5, atol=1e-5)
    at = mean + y.std()
    below = sum(
        w * stats.t.cdf((at - each[1]) / each[2], len(y)) for w, each in zip(weights, slow, strict=True)
    )
    np.testing.assert_allclose(mixture.below(at), below, atol=1e-6)


@hypothesis_settings(max_examples=20)
@given(SERIES)
def test_limits_lie_in_the_cell_of_the_grid_that_holds_the_exact_quantile(values: list[float]) -> None:
    mixture = predict(np.array(values), 3, False)
    chances = np.array([0.025, 0.1, 0.5, 0.9, 0.975])
    limits = mixture.limits(chances)
    np.testing.assert_allclose(mixture.below(limits), np.repeat(chances[:, None], 3, 1), atol=1e-4)
    step = mixture.deviation() / GRID
    for found, chance in zip(limits, chances, strict=True):
        cell = np.floor((found - mixture.mean()) / step + 1e-6)
        assert (mixture.below(mixture.mean() + cell * step) <= chance + 1e-4).all()
        assert (mixture.below(mixture.mean() + (cell + 1) * step) >= chance - 1e-4).all()


def test_coverage_and_brier_score_repeat_the_published_simulation(
    cases: Path, simulated: pd.DataFrame
) -> None:
    summary = pd.read_csv(cases / "forecast/backtest_summary.csv").query("method == 'mixture_ll'")
    expected = summary[summary.freq == "A"].set_index("h")
    annual = simulated[simulated.frequency == "A"]
    inside = {h: [] for h in expected.index}  # type: dict[int, list[bool]]
    squared = {h: [] for h in expected.index}  # type: dict[int, list[float]]
    for _, one in annual.groupby("series"):
        seen, future = one[one.part == "seen"].value.to_numpy(), one[one.part == "future"].value.to_numpy()
        target = one.target.iloc[0]
        mixture = predict(seen, 5, False)
        low, high = mixture.limits([0.1, 0.9])
        chance = 1 - mixture.below(np.full(5, target))
        for h in expected.index:
            inside[h].append(bool(low[h - 1] <= future[h - 1] <= high[h - 1]))
            squared[h].append((chance[h - 1] - float(future[h - 1] >= target)) ** 2)
    for h in expected.index:
        assert np.mean(inside[h]) == pytest.approx(expected.cov80[h], abs=0.0041)
        assert np.mean(squared[h]) == pytest.approx(expected.brier[h], abs=1e-4)


def test_random_walk_with_drift_agrees_with_the_reference(cases: Path) -> None:
    inputs = pd.read_csv(cases / "forecast/inputs.csv")
    expected = pd.read_csv(cases / "forecast/r_forecast_expected.csv")
    for name, rows in expected.groupby("series_id"):
        y = inputs[inputs.series_id == name].sort_values("t").y.to_numpy()
        for confidence in (80, 95):
            walk = random_walk(y, int(rows.h.max()))
            reach = stats.norm.isf((1 - confidence / 100) / 2) * walk.scale[0]
            found = np.column_stack((walk.centre[0], walk.centre[0] - reach, walk.centre[0] + reach))
            columns = ["rwf_mean", f"rwf_lo{confidence}", f"rwf_hi{confidence}"]
            np.testing.assert_allclose(found[rows.h - 1], rows[columns], rtol=1e-9)


def test_percentages_stay_percentages_and_counts_stay_positive() -> None:
    high = forecast([97.0, 98.1, 98.9, 98.2, 99.3, 99.1], horizon=3, frequency="annual", scale="percent")
    assert (high.table[["lower95", "upper95"]].to_numpy() < 100).all()
    low = forecast([40.0, 22.0, 9.0, 4.0, 3.0, 1.0], horizon=3, frequency="annual", scale="positive")
    assert (low.table[["lower95", "centre"]].to_numpy() > 0).all()
    logs = forecast(np.log([40.0, 22.0, 9.0, 4.0, 3.0, 1.0]), horizon=3, frequency="annual")
    np.testing.assert_allclose(np.log(low.table.upper95), logs.table.upper95)
    odds = forecast(special.logit(np.array(EXAMPLE) / 100), horizon=2, frequency="annual", target=0.0)
    percent = forecast(EXAMPLE, horizon=2, frequency="annual", scale="percent", target=50.0)
    np.testing.assert_allclose(percent.table.probability, odds.table.probability)


def test_the_two_comparisons_share_out_the_probability() -> None:
    for scale in ("plain", "percent", "positive"):
        args: dict[str, Any] = {"horizon": 4, "frequency": "annual", "scale": scale, "target": 55.0}
        at_least = forecast(EXAMPLE, **args).table.probability
        at_most = forecast(EXAMPLE, comparison="<=", **args).table.probability
        np.testing.assert_allclose(at_least + at_most, 1)
    assert forecast(EXAMPLE, horizon=1, frequency="annual").table.probability.isna().all()


def test_limits_are_ordered_and_widen_with_the_distance() -> None:
    table = forecast(EXAMPLE, horizon=5, frequency="annual", target=60).table
    assert (
        (table[["lower95", "lower80", "centre", "upper80", "upper95"]].diff(axis=1).iloc[:, 1:] > 0)
        .all()
        .all()
    )
    assert (table.upper80 - table.lower80).is_monotonic_increasing


def test_a_season_is_carried_forward() -> None:
    season = [0, 1, 3, 6, 8, 9, 8, 6, 3, 1, 0, -1]
    values = [50.0 + season[i % 12] + 0.1 * (i * 7 % 5) for i in range(48)]
    table = forecast(values, horizon=12, frequency="monthly").table
    assert abs(table.centre - (50.2 + np.array(season))).max() < 1  # of a swing of 10
    without = forecast(values, horizon=8, frequency="quarterly").table
    assert abs(without.centre - (50.2 + np.array(season[:8]))).max() > 4


@pytest.mark.parametrize(
    ("values", "options", "reason"),
    [
        ([1, 2, 4, 3], {}, "4 of 5 points"),
        ([], {}, "0 of 5 points"),
        ([math.nan] * 9, {}, "0 of 5 points"),
        ([3.3] * 12, {}, "no variation"),
        ([1.0, 2, 3, 4, 5, 6], {}, "the same change every time"),
        (EXAMPLE, {"horizon": 6}, "the deadline is more than 5 years ahead"),
        (EXAMPLE, {"horizon": 9, "frequency": "quarterly"}, "the deadline is more than 24 months ahead"),
        (EXAMPLE * 6, {"horizon": 25, "frequency": "monthly"}, "the deadline is more than 24 months ahead"),
        (
            EXAMPLE[:7],
            {"horizon": 4},
            "the deadline lies more than half as far ahead as the 7 figures reach back",
        ),
        (EXAMPLE, {"series_kind": "rolling"}, "overlapping periods"),
        (EXAMPLE, {"series_kind": "cumulative"}, "a running total"),
        ([*EXAMPLE, 0], {"scale": "positive"}, "a figure at the end of its scale"),
        ([*EXAMPLE, 100], {"scale": "percent"}, "a figure at the end of its scale"),
        (
            EXAMPLE,
            {"scale": "percent", "target": 100.0},
            "the target lies at the end of its scale or beyond it",
        ),
        (
            EXAMPLE,
            {"scale": "percent", "target": 120.0},
            "the target lies at the end of its scale or beyond it",
        ),
        (
            EXAMPLE,
            {"scale": "positive", "target": -1.0},
            "the target lies at the end of its scale or beyond it",
        ),
        ([*EXAMPLE, 1e200], {}, "a figure at the end of its scale"),
    ],
)
def test_a_forecast_that_may_not_be_given_says_why(
    values: list[float], options: dict[str, Any], reason: str
) -> None:
    found = forecast(values, **({"horizon": 1, "frequency": "annual"} | options))
    assert found.reason.short == reason
    assert found.table.empty


def test_gaps_are_steps_without_figures_and_missing_ends_are_left_out() -> None:
    full = forecast(EXAMPLE, horizon=3, frequency="annual").table
    padded = forecast([math.nan, *EXAMPLE, math.nan], horizon=3, frequency="annual").table
    pd.testing.assert_frame_equal(full, padded)
    gap = forecast([*EXAMPLE[:5], math.nan, *EXAMPLE[6:]], horizon=3, frequency="annual")
    assert gap.points == 11
    assert (gap.table.upper95 - gap.table.lower95 > 0).all()


def test_words_follow_the_probability() -> None:
    assert [word(p) for p in (0.8, 0.79, 0.5, 0.21, 0.2, math.nan)] == [
        "likely", "uncertain", "uncertain", "uncertain", "unlikely", None,
    ]  # fmt: skip


def test_the_furthest_horizon_is_half_the_series_five_years_or_24_months() -> None:
    assert [furthest(n, "annual") for n in (4, 5, 9, 30)] == [0, 2, 4, 5]
    assert furthest(60, "monthly") == 24


def test_unknown_words_are_refused() -> None:
    for wrong in (
        {"frequency": "weekly"},
        {"scale": "log"},
        {"comparison": ">"},
        {"horizon": 0},
        {"horizon": 1.5},
    ):
        with pytest.raises(StatisticsError):
            forecast(EXAMPLE, **({"horizon": 1, "frequency": "annual"} | wrong))


def test_the_back_test_says_only_what_could_be_known_at_the_time() -> None:
    rows = back_test(EXAMPLE, frequency="annual", scale="percent", target=50.0)
    assert set(rows.seen) == set(range(4, 11))
    for row in rows.itertuples():
        then = forecast(
            EXAMPLE[: row.seen + 1], horizon=row.ahead, frequency="annual", scale="percent", target=50.0
        ).table.iloc[-1]
        assert row.probability == pytest.approx(then.probability, abs=1e-12)
        assert row.in80 == (then.lower80 <= row.actual <= then.upper80)
        assert row.actual == EXAMPLE[row.seen + row.ahead]
        assert row.happened == (row.actual >= 50)


def test_the_track_record_sums_the_back_test_up() -> None:
    rows = back_test(EXAMPLE, frequency="annual", target=50.0)
    record = track_record(rows)
    first = rows[rows.ahead == 1]
    assert record.loc[1, "n"] == len(first) == 7
    assert record.loc[1, "cover80"] == pytest.approx(first.in80.mean())
    assert record.loc[1, "brier"] == pytest.approx(((first.probability - first.happened) ** 2).mean())
    said = first[first.word == "likely"]
    assert record.loc[1, "likely"] == len(said)
    assert record.loc[1, "hit_likely"] == pytest.approx(said.happened.mean())


def test_a_series_too_short_for_any_forecast_has_no_track_record() -> None:
    for values in ([1.0, 2, 3], [5.0] * 20, []):
        rows = back_test(values, frequency="annual")
        assert rows.empty
        assert track_record(rows).empty
