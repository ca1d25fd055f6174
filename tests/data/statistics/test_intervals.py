"""Intervals agree with the reference implementation to 1e-9 and answer bad cells with a reason."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from data.statistics import intervals
from data.statistics.errors import StatisticsError

CONFIDENCES = [(95.0, "95_0cl"), (99.8, "99_8cl")]


@pytest.mark.parametrize(("confidence", "suffix"), CONFIDENCES)
def test_proportions_agree_with_the_reference(cases: Path, confidence: float, suffix: str) -> None:
    expected = pd.read_csv(cases / "intervals/proportion_expected.csv")
    found = intervals.proportion(expected.x, expected.n, confidence)
    np.testing.assert_allclose(found.value, expected.value, rtol=1e-9)
    np.testing.assert_allclose(found.lower, expected["lower" + suffix], rtol=1e-9)
    np.testing.assert_allclose(found.upper, expected["upper" + suffix], rtol=1e-9)
    assert set(found.reason) == {""}


@pytest.mark.parametrize(("confidence", "suffix"), CONFIDENCES)
def test_rates_agree_with_the_reference(cases: Path, confidence: float, suffix: str) -> None:
    expected = pd.read_csv(cases / "intervals/rate_expected.csv")
    found = intervals.rate(expected.x, expected.n, confidence)
    np.testing.assert_allclose(found.value, expected.value, rtol=1e-9)
    np.testing.assert_allclose(found.lower, expected["lower" + suffix], rtol=1e-9)
    np.testing.assert_allclose(found.upper, expected["upper" + suffix], rtol=1e-9)


@pytest.mark.parametrize(("confidence", "suffix"), [(95.0, "95"), (99.8, "998")])
def test_byars_limits_agree_with_the_reference(cases: Path, confidence: float, suffix: str) -> None:
    expected = pd.read_csv(cases / "intervals/byars_raw_expected.csv")
    lower, upper = intervals.byar_limits(expected.x, confidence)
    np.testing.assert_allclose(lower, expected["byars_lower" + suffix], rtol=1e-9)
    np.testing.assert_allclose(upper, expected["byars_upper" + suffix], rtol=1e-9)


@given(st.integers(1, 5000), st.floats(0, 1), st.sampled_from([95.0, 99.8]))
def test_wilson_limits_are_where_the_score_test_just_rejects(n: int, share: float, confidence: float) -> None:
    x = round(share * n)
    found = intervals.proportion(x, n, confidence, multiplier=1)
    z = stats.norm.ppf(0.5 + confidence / 200)
    for limit in (float(found.lower), float(found.upper)):
        assert (x / n - limit) ** 2 == pytest.approx(z * z * limit * (1 - limit) / n, rel=1e-6, abs=1e-12)
    assert found.lower <= found.value <= found.upper


@given(st.integers(0, 9), st.sampled_from([95.0, 99.8]))
def test_exact_limits_put_the_stated_chance_in_each_tail(events: int, confidence: float) -> None:
    found = intervals.count(events, confidence)
    alpha = (1 - confidence / 100) / 2
    assert stats.poisson.cdf(events, float(found.upper)) == pytest.approx(alpha)
    if events:
        assert stats.poisson.sf(events - 1, float(found.lower)) == pytest.approx(alpha)
    else:
        assert found.lower == 0


def test_no_events_and_all_events_touch_the_ends_exactly() -> None:
    found = intervals.proportion([0, 7], [7, 7])
    assert found.lower[0] == 0.0
    assert found.upper[1] == 100.0


def test_a_cell_that_cannot_be_computed_says_why_and_leaves_the_others_alone() -> None:
    found = intervals.proportion([1, math.nan, 5, -1, 3], [0, 3, 4, 3, 10])
    assert list(found.reason) == [
        "no denominator", "no counts", "count above its denominator", "negative count", "",
    ]  # fmt: skip
    assert list(np.isnan(found.lower)) == [True, True, True, True, False]
    rates = intervals.rate([3, -1, math.nan], [0, 10, 10])
    assert list(rates.reason) == ["no denominator", "negative count", "no counts"]
    assert np.isnan(rates.upper).all()


def test_a_mean_has_students_interval_and_skips_missing_values() -> None:
    found = intervals.mean([4.0, 7.5, math.nan, 6.0, 9.0])
    lower, upper = stats.t.interval(0.95, 3, loc=6.625, scale=stats.sem([4, 7.5, 6, 9]))
    assert (found.value, found.lower, found.upper) == pytest.approx((6.625, lower, upper), rel=1e-12)
    assert intervals.mean([4.0]).reason == "only one value"
    assert intervals.mean([math.nan]).reason == "no values"
    for huge in (math.inf, 1e200):
        assert intervals.mean([1.0, huge]).reason == "a value is missing, infinite or too large"


def test_a_standardised_rate_follows_dobsons_method() -> None:
    x, n, w = np.array([12.0, 40, 88]), np.array([5000.0, 4000, 2500]), np.array([50.0, 30, 20])
    found = intervals.directly_standardised_rate(x, n, w)
    rate = sum(w * x / n) / sum(w)
    variance = sum((w / sum(w)) ** 2 * x / n**2)
    low, high = intervals.byar_limits(sum(x))
    assert found.value == pytest.approx(rate * 1e5)
    assert found.lower == pytest.approx((rate + math.sqrt(variance / 140) * (low - 140)) * 1e5)
    assert found.upper == pytest.approx((rate + math.sqrt(variance / 140) * (high - 140)) * 1e5)


def test_a_standardised_rate_of_one_group_is_the_crude_rate_with_byars_limits() -> None:
    found = intervals.directly_standardised_rate([[25.0]], [[1000.0]], [[7.0]])
    crude = intervals.rate(25, 1000)
    assert [found.value[0], found.lower[0], found.upper[0]] == pytest.approx(
        [float(crude.value), float(crude.lower), float(crude.upper)]
    )


def test_no_standardised_rate_below_ten_events() -> None:
    found = intervals.directly_standardised_rate([[3, 4, 2], [3, 4, 3]], [100, 200, 300], [1, 2, 3])
    assert list(found.reason) == ["fewer than 10 events", ""]
    assert math.isnan(found.value[0])
    assert not math.isnan(found.value[1])


def test_funnel_limits_of_a_proportion_are_normal_and_clipped() -> None:
    found = intervals.funnel_proportion(90.0, [1000, 5], 95.0)
    assert found.lower[0] == pytest.approx(90 - 1.959963984540054 * math.sqrt(0.9 * 0.1 / 1000) * 100)
    assert found.upper[1] == 100.0
    assert intervals.funnel_proportion(120.0, 5).reason == "benchmark is not a proportion"


@given(st.floats(0.1, 400), st.integers(0, 600), st.sampled_from([95.0, 99.8]))
def test_an_area_is_outside_the_rate_funnel_exactly_when_its_exact_interval_excludes_the_benchmark(
    expected: float, events: int, confidence: float
) -> None:
    funnel = intervals.funnel_rate(expected, 1.0, confidence, multiplier=1)
    alpha = (1 - confidence / 100) / 2
    exact_lower = stats.chi2.ppf(alpha, 2 * events) / 2 if events else 0.0
    exact_upper = stats.chi2.isf(alpha, 2 * events + 2) / 2
    assert (events < funnel.lower) == (exact_upper < expected)
    assert (events > funnel.upper) == (exact_lower > expected)


def test_a_confidence_written_as_a_fraction_is_refused() -> None:
    with pytest.raises(StatisticsError, match="per cent"):
        intervals.proportion(1, 2, 0.95)
