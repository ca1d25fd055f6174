"""Pace, who accounts for a gap or a change, and the false-alarm guard."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.statistics.contribution import of_the_change, of_the_gap, targets_add_up
from data.statistics.errors import StatisticsError
from data.statistics.pace import Pace, achieved, ever_achieved, required
from data.statistics.reason import NO_FIGURE
from data.statistics.signals import adjusted, chart_false_alarm, expected_by_chance, worth_your_time
from data.statistics.spc import xmr


def yearly(values: list[float], first: int = 2015) -> list[tuple[date, float]]:
    return [(date(first + i, 12, 31), value) for i, value in enumerate(values)]


def test_the_required_pace_closes_the_gap_by_the_deadline() -> None:
    found = required((date(2022, 12, 31), 60.0), 66.0, date(2025, 12, 31))
    assert found.per_year == pytest.approx(2.0, rel=1e-3)
    assert found.years == pytest.approx(3.0, rel=1e-3)
    assert required((date(2022, 12, 31), 60.0), 66.0, date(2022, 12, 31)).reason
    assert required((date(2022, 12, 31), math.nan), 66.0, date(2025, 1, 1)).reason.short == "no figure"


def test_the_achieved_pace_looks_back_five_years_or_to_the_first_figure() -> None:
    found = achieved(yearly([90, 10, 50, 51, 52, 53, 54, 55.0]))
    assert found.years == pytest.approx(5, rel=1e-3)
    assert found.per_year == pytest.approx(1, rel=1e-3)
    assert achieved(yearly([50, 52, 54.0])).per_year == pytest.approx(2, rel=1e-2)
    assert achieved(yearly([50, math.nan, 54.0])[::-1]).per_year == pytest.approx(2, rel=1e-2)
    assert achieved(yearly([50.0])).reason.short == "1 of 2 figures"
    months = [(date(2024, m, 28), float(m)) for m in range(1, 9)]
    assert achieved(months).reason.short == "less than a year of figures"


def peers() -> pd.DataFrame:
    series = {
        "fast": [50, 54, 58, 62, 66],
        "slow": [50, 51, 52, 53, 54],
        "once": [50, 50, 50, 54, 59],
        "elsewhere": [90, 99, 99, 99, 99],
    }
    rows = [
        {"area": area, "period_end": day, "value": value}
        for area, values in series.items()
        for day, value in yearly([float(v) for v in values])
    ]
    return pd.DataFrame(rows)


def test_precedents_are_areas_with_a_similar_start_that_were_as_fast_for_as_long() -> None:
    found = ever_achieved(peers(), 50.0, Pace(4.0, 2.0))
    assert (found.achieved, found.similar) == (2, 3)
    assert ever_achieved(peers(), 50.0, Pace(4.0, 4.0)).achieved == 1
    assert ever_achieved(peers(), 50.0, Pace(-0.1, 2.0)).achieved == 0
    mirrored = peers().assign(value=lambda frame: -frame.value)
    assert ever_achieved(mirrored, -50.0, Pace(-4.0, 2.0)) == found


def test_precedents_that_cannot_be_counted_say_why() -> None:
    assert ever_achieved(peers(), 50.0, Pace(1.0, 9.0)).reason.short.startswith(
        "no area with a similar start"
    )
    assert ever_achieved(peers(), -500.0, Pace(1.0, 2.0)).similar == 0
    assert ever_achieved(peers(), 50.0, Pace(math.nan, reason=NO_FIGURE)).reason == NO_FIGURE
    assert ever_achieved(peers().head(5), 50.0, Pace(1.0, 2.0)).reason.short == "no other areas' figures"
    with pytest.raises(StatisticsError, match="area"):
        ever_achieved(peers().drop(columns="area"), 50.0, Pace(1.0, 2.0))


PLACES = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 900)), min_size=2, max_size=9)


def counts(pairs: list[tuple[int, int]]) -> pd.DataFrame:
    return pd.DataFrame([{"numerator": a, "denominator": a + b} for a, b in pairs], dtype=float)


@given(PLACES, st.floats(1, 99))
def test_the_parts_of_a_gap_add_up_to_the_gap_of_the_whole(pairs: list[tuple[int, int]], aim: float) -> None:
    frame = counts(pairs)
    found = of_the_gap(frame, aim)
    rate = 100 * frame.numerator.sum() / frame.denominator.sum()
    assert found.total == pytest.approx((aim - rate) * frame.denominator.sum() / 100, abs=1e-6)
    if abs(found.total) > 1e-3:
        assert found.table.share.sum() == pytest.approx(1)


@given(PLACES, st.data())
def test_the_parts_of_a_change_add_up_to_the_change_of_the_whole(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    later = data.draw(
        st.lists(
            st.tuples(st.integers(0, 900), st.integers(1, 900)), min_size=len(pairs), max_size=len(pairs)
        )
    )
    before, after = counts(pairs), counts(later)
    found = of_the_change(before, after[::-1])
    rates = [100 * frame.numerator.sum() / frame.denominator.sum() for frame in (before, after)]
    assert found.total == pytest.approx(rates[1] - rates[0], abs=1e-9)


def test_a_place_that_only_grew_contributes_by_its_distance_from_the_average() -> None:
    before = pd.DataFrame({"numerator": [10.0, 80.0], "denominator": [100.0, 100.0]}, index=["low", "high"])
    after = pd.DataFrame({"numerator": [10.0, 160.0], "denominator": [100.0, 200.0]}, index=["low", "high"])
    found = of_the_change(before, after)
    assert (found.table.within == 0).all()
    assert (found.table.mix > 0).all()
    assert found.total == pytest.approx(100 * 170 / 300 - 45)


def test_without_a_value_to_reach_there_is_neither_a_gap_nor_a_pace() -> None:
    counts = pd.DataFrame({"numerator": [1.0], "denominator": [10.0]})
    assert of_the_gap(counts, math.nan).reason.short == "no target with a value"
    assert required((date(2024, 1, 1), 5.0), math.nan, date(2025, 1, 1)).reason.short.startswith("no target")


def test_contributions_that_cannot_be_given_say_why() -> None:
    frame = counts([(1, 2), (3, 4)])
    assert of_the_gap(frame.assign(numerator=[1, math.nan]), 50).reason.short == "not every Place has counts"
    assert of_the_gap(frame.assign(denominator=[1, 0]), 50).reason.short == "no denominator"
    assert of_the_change(frame, frame.assign(numerator=math.nan)).reason.short == "not every Place has counts"
    assert of_the_change(frame, frame).table.share.isna().all()
    with pytest.raises(StatisticsError, match="same Places"):
        of_the_change(frame, frame.head(1))
    with pytest.raises(StatisticsError, match="denominator"):
        of_the_gap(frame[["numerator"]], 50)


def test_place_targets_are_weighed_or_added() -> None:
    rates = targets_add_up({"a": 60.0, "b": 70.0}, 66.7, ">=", {"a": 100, "b": 300})
    assert rates.implied == pytest.approx(67.5)
    assert rates.adds_up is True
    assert targets_add_up({"a": 60.0, "b": 70.0}, 66.7, ">=", {"a": 300, "b": 100}).adds_up is False
    added = targets_add_up({"a": 60.0, "b": 70.0}, 120, "<=")
    assert (added.implied, added.adds_up, added.difference) == (130, False, 10)
    assert targets_add_up({"a": math.nan}, 1, ">=").reason.short == "not every Place has a target"
    assert targets_add_up({"a": 1.0}, 1, ">=", {}).reason.short == "not every Place has counts"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_the_filter_is_benjamini_and_hochbergs(p_values: list[float]) -> None:
    n, ordered = len(p_values), sorted(p_values)
    ranked = list(enumerate(ordered, 1))
    stepped = [min(1.0, *(p * n / rank for rank, p in ranked if p >= own)) for own in p_values]
    np.testing.assert_allclose(adjusted(p_values), stepped)
    passing = [p for rank, p in enumerate(ordered, 1) if p <= 0.05 * rank / n]
    cut = max(passing) if passing else -1
    close = any(abs(p * n / rank - 0.05) < 1e-12 for rank, p in enumerate(ordered, 1))
    if not close:
        assert list(worth_your_time(p_values)) == [p <= cut for p in p_values]


@pytest.mark.parametrize("n", range(1, 50))
def test_a_p_value_on_the_line_of_the_filter_is_kept(n: int) -> None:
    assert worth_your_time([0.05] * n).all()
    assert list(worth_your_time([0.05 / n] + [1.0] * (n - 1))) == [True] + [False] * (n - 1)


def test_signals_without_a_p_value_are_neither_counted_nor_kept() -> None:
    assert list(worth_your_time([0.01, math.nan, 0.9])) == [True, False, False]
    np.testing.assert_allclose(adjusted([0.01, math.nan, 0.9]), [0.02, math.nan, 0.9])
    assert len(adjusted([])) == 0
    with pytest.raises(StatisticsError):
        adjusted([1.2])


def test_the_number_expected_by_chance_adds_the_false_alarms_of_each_rule() -> None:
    assert expected_by_chance([60] * 100, trends=50, slopes_tests=20) == pytest.approx(1.7 + 0.1 + 1.0)
    assert expected_by_chance() == 0
    assert chart_false_alarm(13) < chart_false_alarm(20) < chart_false_alarm(48)


def test_the_stated_chance_of_a_false_alarm_is_what_stable_charts_show() -> None:
    random = np.random.default_rng(17)
    index = pd.date_range("2020-01-01", periods=36, freq="MS")
    charts = [xmr(pd.Series(random.normal(size=36), index=index), better=None) for _ in range(2500)]
    flagged = np.mean([chart.variation != "common_cause" for chart in charts])
    assert flagged == pytest.approx(chart_false_alarm(36), abs=0.008)
