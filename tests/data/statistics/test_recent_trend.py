"""The recent trend follows OHID's rule and says why where it cannot be calculated."""

import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.statistics.errors import StatisticsError
from data.statistics.kinds import refusal
from data.statistics.reason import NO_REASON
from data.statistics.trend import phrase, recent

DIRECTIONS = {
    "Increasing": "increasing",
    "IncreasingAndGettingWorse": "increasing",
    "DecreasingAndGettingWorse": "decreasing",
    "NoChange": "no_significant_change",
    "CannotBeCalculated": "cannot_be_calculated",
}


def with_intervals(values: list[float], half: float, first: int = 2019) -> pd.DataFrame:
    value = np.array(values)
    years = range(first, first + len(values))
    return pd.DataFrame({"value": value, "lower": value - half, "upper": value + half}, index=years)


def test_ohids_own_cases_are_reproduced(shared: Callable[[str], Path]) -> None:
    cases = pd.read_csv(shared("benchmark_trend/trend_cases.csv"))
    assert cases.case.nunique() == 7
    for name, case in cases.groupby("case"):
        kind: Any = "proportion" if case.method.iloc[0] == "logistic_chi2" else "other"
        columns = {"lower95": "lower", "upper95": "upper"}
        found = recent(case.set_index("year").rename(columns=columns), kind=kind)
        assert found.direction == DIRECTIONS[case.expected.iloc[0]], name
        if case.expected_chi2_2dp.notna().any():
            assert round(found.statistic, 2) == case.expected_chi2_2dp.iloc[0], name
        polarity = {"high_is_good": "higher", "low_is_good": "lower"}.get(case.polarity.iloc[0])
        if polarity and found.direction in ("increasing", "decreasing"):
            assert phrase(found.direction, polarity) == f"{found.direction} and getting worse"


def slow_other(frame: pd.DataFrame) -> tuple[str, float]:
    """Sums of powers, position by position, as OHID's page describes it."""
    rows = list(frame.tail(5).itertuples())

    def slope(kept: list[Any]) -> tuple[float, float]:
        s1 = s2 = s3 = s4 = s5 = 0.0
        for row in kept:
            w = 1 / ((row.upper - row.lower) / 3.92) ** 2
            year = row.Index - rows[0].Index + 1
            s1, s2, s3 = s1 + w, s2 + w * row.value * year, s3 + w * year
            s4, s5 = s4 + w * row.value, s5 + w * year * year
        beta = (s1 * s2 - s3 * s4) / (s1 * s5 - s3 * s3)
        return beta, beta * beta * (s1 * s5 - s3 * s3) / s1

    return slow_verdict(rows, slope)


def slow_proportion(frame: pd.DataFrame) -> tuple[str, float]:
    """Chi-squared from the 2 x 5 table; leave-one-out on plain log odds."""
    rows = list(frame.tail(5).itertuples())
    x = [row.Index - rows[0].Index for row in rows]
    total, events = sum(row.denominator for row in rows), sum(row.count for row in rows)
    top = total * sum(row.count * t for row, t in zip(rows, x, strict=True)) - events * sum(
        row.denominator * t for row, t in zip(rows, x, strict=True)
    )
    spread = (
        total * sum(row.denominator * t * t for row, t in zip(rows, x, strict=True))
        - sum(row.denominator * t for row, t in zip(rows, x, strict=True)) ** 2
    )
    chi2 = total * top**2 / (events * (total - events) * spread)

    def slope(kept: list[Any]) -> tuple[float, float]:
        odds = [math.log(row.count / (row.denominator - row.count)) for row in kept]
        return float(np.polyfit([row.Index - 2000 for row in kept], odds, 1)[0]), chi2

    return slow_verdict(rows, slope)


def slow_verdict(rows: list[Any], slope: Callable[[list[Any]], tuple[float, float]]) -> tuple[str, float]:
    beta, chi2 = slope(rows)
    without_each = [slope([r for r in rows if r is not left])[0] for left in rows]
    if chi2 <= 9.54953570608324 or not all(s * math.copysign(1, beta) > 1e-9 for s in without_each):
        return "no_significant_change", chi2
    return ("increasing" if beta > 0 else "decreasing"), chi2


@given(
    st.lists(st.tuples(st.floats(1, 99), st.floats(0.2, 9)), min_size=5, max_size=9),
    st.floats(-6, 6),
)
def test_values_with_intervals_agree_with_a_slow_second_implementation(
    rows: list[tuple[float, float]], drift: float
) -> None:
    value = np.array([v / 20 + drift * i for i, (v, _) in enumerate(rows)])
    half = np.array([h for _, h in rows])
    frame = pd.DataFrame({"value": value, "lower": value - half, "upper": value + half * 1.1})
    frame.index = pd.RangeIndex(2010, 2010 + len(rows))
    found, (direction, chi2) = recent(frame, kind="other"), slow_other(frame)
    assert found.statistic == pytest.approx(chi2, rel=1e-6, abs=1e-9)
    assert found.direction == direction
    assert found.change == pytest.approx(value[-1] - value[-5])


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), min_size=5, max_size=7))
def test_counts_agree_with_a_slow_second_implementation(rows: list[tuple[int, int]]) -> None:
    frame = pd.DataFrame({"count": [a for a, _ in rows], "denominator": [a + b for a, b in rows]})
    frame.index = pd.RangeIndex(2010, 2010 + len(rows))
    found, (direction, chi2) = recent(frame, kind="proportion"), slow_proportion(frame)
    assert found.statistic == pytest.approx(chi2, rel=1e-9, abs=1e-9)
    if chi2 > 1e-6:
        assert found.direction == direction


def test_one_outlier_that_carries_the_slope_is_no_trend() -> None:
    assert recent(with_intervals([5, 5, 5, 5, 9], 0.1), kind="other").direction == "no_significant_change"
    assert recent(with_intervals([5, 5.5, 6, 6.5, 9], 0.1), kind="other").direction == "increasing"


def test_only_the_most_recent_five_points_count_in_whatever_order_they_come() -> None:
    frame = with_intervals([90, 80, 70, 1, 2, 3, 4, 5], 0.1)
    found = recent(frame[::-1], kind="other")
    assert (found.direction, found.first_year, found.last_year) == ("increasing", 2022, 2026)
    assert found.change == 4.0


def test_years_may_be_dates_or_publishers_labels() -> None:
    frame = with_intervals([1, 2, 3, 4, 5], 0.1)
    plain = recent(frame, kind="other")
    for labels in (
        pd.to_datetime([f"{y}-04-01" for y in frame.index]),
        [f"{y}/{y - 1999}" for y in frame.index],
    ):
        assert recent(frame.set_axis(labels), kind="other") == plain


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lower": [math.nan] * 5}, "no interval"),
        ({"lower": [1.0, 2, 3, math.nan, 5]}, "no interval"),
        ({"value": [1.0, 2, 3, math.nan, 5]}, "4 of 5 points"),
        ({"value": [math.nan] * 5}, "0 of 5 points"),
        ({"upper": [0.0] * 5}, "an interval that does not contain its value"),
        ({"lower": [1.0, 2, 3, 4, 5], "upper": [1.0, 2, 3, 4, 5]}, "one of the intervals has no width"),
    ],
)
def test_a_trend_that_cannot_be_calculated_says_why(change: dict[str, list[float]], reason: str) -> None:
    frame = with_intervals([1, 2, 3, 4, 5], 0.1).assign(**change)
    found = recent(frame, kind="other")
    assert (found.direction, found.reason.short) == ("cannot_be_calculated", reason)
    assert math.isnan(found.statistic)


@pytest.mark.parametrize(
    ("count", "denominator", "reason"),
    [
        ([5, 3, 1, 1, 2], [5, 5, 5, 4, 4], "a count equal to its denominator"),
        ([1, 0, 1, 1, 2], [5, 5, 5, 4, 4], "a count of 0"),
        ([1, 1, 1, 1, 2], [5, 5, 0, 4, 4], "no denominator"),
        ([1, 1, 9, 1, 2], [5, 5, 5, 4, 4], "a count outside its denominator"),
        ([1, 1, 2, 1, 2], [5, 5, math.nan, 4, 4], "no counts"),
    ],
)
def test_counts_that_give_no_trend_say_why(count: list[float], denominator: list[float], reason: str) -> None:
    frame = pd.DataFrame({"count": count, "denominator": denominator}, index=range(2019, 2024))
    assert recent(frame, kind="proportion").reason.short == reason


def test_an_empty_frame_and_a_constant_series_are_answered() -> None:
    assert recent(with_intervals([], 1), kind="other").reason.short == "0 of 5 points"
    assert recent(with_intervals([0.3] * 5, 0.1), kind="other").direction == "no_significant_change"


def test_bad_input_is_refused() -> None:
    frame = with_intervals([1, 2, 3, 4, 5], 0.1)
    with pytest.raises(StatisticsError, match="kind"):
        recent(frame, kind="rate")
    with pytest.raises(StatisticsError, match="two rows"):
        recent(frame.set_axis([2019, 2020, 2020, 2021, 2022]), kind="other")
    with pytest.raises(StatisticsError, match="not one year"):
        recent(frame.set_axis([f"Q1 {y}" for y in frame.index]), kind="other")
    for label in (2019.5, math.nan):
        with pytest.raises(StatisticsError, match="not one year"):
            recent(frame.set_axis([label, 2020, 2021, 2022, 2023]), kind="other")
    with pytest.raises(StatisticsError, match="not a number"):
        recent(frame.assign(lower="low"), kind="other")


def test_one_very_sure_year_and_very_large_values_cost_no_digits() -> None:
    frame = with_intervals([48.0, 52.0, 51.0, 57.0, 60.0], 1.0)
    frame.loc[2021, ["lower", "upper"]] = [51.0 - 2**-14, 51.0 + 2**-14]
    weights = [Fraction(392, 100) ** 2 / Fraction(row.upper - row.lower) ** 2 for row in frame.itertuples()]
    total, rows = sum(weights), list(zip(weights, frame.index, map(Fraction, frame.value), strict=True))
    year = sum(w * x for w, x, _ in rows) / total
    value = sum(w * y for w, _, y in rows) / total
    top = sum(w * (x - year) * (y - value) for w, x, y in rows)
    expected = float(top**2 / sum(w * (x - year) ** 2 for w, x, _ in rows))
    for unit in (1.0, 2.0**600, 2.0**-600):
        assert recent(frame * unit, kind="other").statistic == pytest.approx(expected, rel=1e-12)


def test_rolling_periods_have_no_trend_and_say_so() -> None:
    frame = with_intervals([1, 2, 3, 4, 5], 0.1)
    for label in ("{0} - {2}", "{0}-{2}", "20{1}-20{2}", "{0}/{1} - {2}/{3}"):
        labels = [label.format(y, y - 2000, y - 1998, y - 1997) for y in frame.index]
        found = recent(frame.set_axis(labels), kind="other")
        assert (found.direction, found.reason.short) == ("cannot_be_calculated", "rolling three-year figures")


def test_words_join_direction_and_polarity() -> None:
    assert phrase("increasing", "higher") == "increasing and getting better"
    assert phrase("decreasing", "higher") == "decreasing and getting worse"
    assert phrase("decreasing", "lower") == "decreasing and getting better"
    assert phrase("decreasing", None) == "decreasing"
    assert phrase("no_significant_change", "lower") == "no significant change"


def test_overlapping_and_running_totals_are_refused_with_their_reason() -> None:
    assert refusal("point") == NO_REASON
    assert refusal("rolling", 3).short == "rolling three-year figures"
    assert refusal("cumulative").short == "a running total"
    with pytest.raises(StatisticsError):
        refusal("annual")


def test_a_withheld_value_is_no_point_whatever_its_counts() -> None:
    frame = pd.DataFrame(
        {"value": [10.0, 11, 12, 13, None], "count": [10.0, 11, 12, 13, 14], "denominator": [100.0] * 5},
        index=[2019, 2020, 2021, 2022, 2023],
    )
    assert recent(frame, kind="proportion").reason.short == "4 of 5 points"
    assert recent(frame.drop(columns="value"), kind="proportion").reason.short == ""
