"""The XmR chart follows the NHS rules: reference cases, a slow second implementation, and awkward series."""

import math
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.statistics.errors import StatisticsError
from data.statistics.spc import XmR, xmr

BETTER: dict[str, Any] = {"increase": "higher", "decrease": "lower", "neutral": None}
ASSURANCE = {"": None, "consistent_pass": "pass", "consistent_fail": "fail", "inconsistent": "inconsistent"}
FLAGS = {
    "outside": "outside_limits",
    "trend_up": "rule_trend_up",
    "trend_down": "rule_trend_down",
    "two_of_three": "rule_two_in_three",
    "shift": "rule_run_one_side",
}


def monthly(values: Sequence[float | None]) -> pd.Series:
    index = pd.date_range("2021-04-01", periods=len(values), freq="MS")
    return pd.Series([math.nan if v is None else float(v) for v in values], index=index)


def read(cases: Path) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    config = pd.read_csv(cases / "spc/config.csv", dtype=str, keep_default_na=False)
    points = pd.read_csv(cases / "spc/points.csv.gz", parse_dates=["date"])
    summary = pd.read_csv(cases / "spc/summary.csv", keep_default_na=False)
    return config, dict(iter(points.groupby("series_id"))), dict(iter(summary.groupby("series_id")))


def chart(settings: pd.Series, points: pd.DataFrame) -> XmR:
    return xmr(
        pd.Series(points.y.to_numpy(), index=points.date),
        better=BETTER[settings.improvement_direction],
        target=float(settings.target) if settings.target else None,
        rebase=[day for day in settings.rebase.split(";") if day],
        fix_after=int(float(settings.fix_after_n_points)) if settings.fix_after_n_points else None,
    )


def test_every_reference_chart_is_reproduced(cases: Path) -> None:
    config, points, summary = read(cases)
    for _, settings in config.iterrows():
        expected, name = points[settings.series_id], settings.series_id
        found = chart(settings, expected)
        assert list(found.points.segment) == list(expected.rebase_group), name
        for ours, theirs in {"mean": "mean", "lower": "lpl", "upper": "upl"}.items():
            np.testing.assert_allclose(found.points[ours], expected[theirs], 1e-9, 1e-12, err_msg=name)
        for ours, theirs in FLAGS.items():
            assert list(found.points[ours]) == list(expected[theirs].astype(str) == "True"), (name, ours)
        last = summary[name].iloc[-1]
        without_limits = last.lpl == ""
        assert found.variation == (None if without_limits else last.variation_icon), name
        assert found.assurance == ASSURANCE[last.assurance_type], name


def test_the_kind_of_every_point_is_counted_as_in_the_reference(cases: Path) -> None:
    config, points, summary = read(cases)
    for _, settings in config.iterrows():
        found = chart(settings, points[settings.series_id])
        for _, expected in summary[settings.series_id].iterrows():
            kinds = found.kinds[(found.points.segment == int(expected.rebase_group)).to_numpy()]
            for word, column in {"improvement": "improvement", "concern": "concern"}.items():
                count = sum(kind.startswith(word) for kind in kinds)
                assert count == int(expected[f"special_cause_{column}"]), settings.series_id


def slow(y: list[float | None], starts: list[int], fix_after: int | None) -> list[dict[str, Any]]:
    """The rules one point at a time in exact fractions. None is a missing value."""
    rows: list[dict[str, Any]] = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(y)
        exact = [None if v is None else Fraction(str(v)) for v in y[start:end]]
        rows += slow_segment(exact, number, fix_after)
    return rows


def slow_segment(y: list[Fraction | None], number: int, fix_after: int | None) -> list[dict[str, Any]]:
    basis = y if fix_after is None else y[:fix_after]
    seen = [v for v in basis if v is not None]
    mean = sum(seen) / Fraction(len(seen)) if seen else None
    ranges = [abs(b - a) for a, b in pairwise(basis) if a is not None and b is not None]
    reach = Fraction(266, 100) * sum(ranges) / len(ranges) if ranges and sum(ranges) else None
    rows = [
        {
            "segment": number,
            "mean": math.nan if mean is None else float(mean),
            "lower": math.nan if reach is None else float(mean - reach),
            "upper": math.nan if reach is None else float(mean + reach),
            **dict.fromkeys(FLAGS, False),
        }
        for _ in y
    ]
    side = [0 if v is None or mean is None else (v > mean) - (v < mean) for v in y]
    for i, v in enumerate(y):
        rows[i]["outside"] = reach is not None and v is not None and abs(v - mean) > reach
        for rule in slow_runs(y[i : i + 7], side[i : i + 7]):
            for row in rows[i : i + 7]:
                row[rule] = True
        if reach is not None and i + 3 <= len(y) and side[i] and len(set(side[i : i + 3])) == 1:
            far = [j for j in range(i, i + 3) if abs(y[j] - mean) > reach * 2 / 3]
            for j in far if len(far) >= 2 else []:
                rows[j]["two_of_three"] = True
    return rows


def slow_runs(window: list[Fraction | None], side: list[int]) -> list[str]:
    """The rules that seven consecutive values break."""
    if len(window) < 7 or None in window:
        return []
    found = {
        "shift": abs(sum(side)) == 7,
        "trend_up": all(a < b for a, b in pairwise(window)),
        "trend_down": all(a > b for a, b in pairwise(window)),
    }
    return [rule for rule, holds in found.items() if holds]


VALUES = st.one_of(
    st.lists(st.one_of(st.none(), st.integers(0, 6).map(float)), min_size=1, max_size=40),
    st.lists(st.integers(-30, 30).map(lambda tenths: tenths / 10), min_size=1, max_size=40),
    st.lists(st.decimals(0, 100, places=2).map(float), min_size=7, max_size=60),
)


@given(VALUES, st.sampled_from(["higher", "lower", None]), st.data())
def test_the_rules_agree_with_a_slow_second_implementation(
    values: list[float | None], better: Any, data: st.DataObject
) -> None:
    observed = [i for i, v in enumerate(values) if v is not None]
    rebases = data.draw(st.lists(st.sampled_from(observed), max_size=2)) if observed else []
    fix_after = data.draw(st.one_of(st.none(), st.integers(1, 15)))
    series = monthly(values)
    found = xmr(series, better=better, rebase=[series.index[i] for i in rebases], fix_after=fix_after)
    expected = pd.DataFrame(slow(values, sorted({0, *rebases}), fix_after), index=series.index)
    for column in ("segment", *FLAGS):
        assert list(found.points[column]) == list(expected[column]), column
    for column in ("mean", "lower", "upper"):
        np.testing.assert_allclose(found.points[column], expected[column], rtol=1e-9, atol=1e-9)


@given(VALUES, st.floats(-5, 110))
def test_turning_a_series_upside_down_turns_its_words(values: list[float | None], target: float) -> None:
    series = monthly(values)
    up, down = xmr(series, better="higher", target=target), xmr(-series, better="lower", target=-target)
    flip = {"improvement_high": "improvement_low", "concern_low": "concern_high"}
    assert down.variation == flip.get(up.variation or "", up.variation)
    assert down.assurance == up.assurance


def test_a_constant_series_has_no_limits_and_no_icon() -> None:
    for value in (0.0, 5.0, 0.1 + 0.2):
        found = xmr(monthly([value] * 20), better="higher", target=1.0)
        assert (found.variation, found.assurance, found.reason.short) == (None, None, "no variation")
        assert found.points.lower.isna().all()
        assert not found.points[list(FLAGS)].to_numpy().any()


def test_decimals_that_do_not_add_up_are_still_on_the_mean_and_still_tied() -> None:
    noisy = xmr(monthly([0.1 + 0.2, 0.3] * 10), better="higher")
    assert (noisy.variation, noisy.reason.short) == (None, "no variation")
    on_mean = [0.3, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.1]
    assert not xmr(monthly(on_mean), better="higher").points["shift"].any()
    rising = [1.0, 1.1, 1.2, 1.3, 1.1 + 0.2, 1.4, 1.5, 1.6]
    assert not xmr(monthly(rising), better="higher").points.trend_up.any()


@pytest.mark.parametrize("n", range(1, 15))
def test_it_answers_at_any_length(n: int) -> None:
    series = monthly([50 + (-1) ** i for i in range(n)])
    found = xmr(series, better="lower")
    assert len(found.points) == n
    assert found.variation == (None if n == 1 else "common_cause")


def test_a_gap_is_not_bridged_and_breaks_a_run() -> None:
    values = [1.0, 9.0, None, 1.0, 9.0]
    assert xmr(monthly(values), better=None).points.upper.iloc[0] == pytest.approx(5 + 2.66 * 8)
    long = [10.0] * 9 + [12.0, 12.1, 12.0, None, 12.2, 12.0, 12.1, 12.0]
    assert not xmr(monthly(long), better=None).points["shift"].iloc[9:].any()


def test_a_last_month_without_a_figure_leaves_the_icon_to_the_last_observed_point() -> None:
    values: list[float | None] = [50, 51, 49, 50, 51, 49, 50, 51, 49, 50, 51, 49, 70]
    ended = xmr(monthly(values), better="higher")
    waiting = xmr(monthly([*values, None]), better="higher")
    assert ended.variation == waiting.variation == "improvement_high"
    assert waiting.signals == ("outside",)


def test_improvement_is_shown_where_improvement_and_concern_both_flag_the_last_point() -> None:
    values = [60.0, 61.0] * 8 + [40, 41, 42, 43, 44, 45, 46]
    found = xmr(monthly(values), better="higher")
    assert {"trend_up", "shift"} <= set(found.signals)
    assert found.points["mean"].iloc[-1] > 46
    assert found.variation == "improvement_high"


def test_series_without_any_figures_say_so() -> None:
    for values in ([], [None, None]):
        found = xmr(monthly(values), better="higher")
        assert (found.variation, found.reason.short, len(found.points)) == (None, "no figures", len(values))
    apart = xmr(monthly([1.0, None, 2.0, None, 3.0]), better="higher")
    assert apart.reason.short == "no two consecutive points"


def test_rows_in_any_order_give_one_chart_in_date_order() -> None:
    series = monthly([3.0, 5.0, 4.0, 9.0, 1.0, 2.0])
    pd.testing.assert_frame_equal(
        xmr(series[::-1], better=None).points, xmr(series, better=None).points, check_freq=False
    )


def test_rebase_dates_may_be_written_as_dates_timestamps_or_text() -> None:
    series = monthly([float(i % 3) for i in range(14)])
    by_date = series.set_axis([stamp.date() for stamp in series.index])
    by_period = series.set_axis(series.index.to_period("M"))
    for given_series in (series, by_date, by_period):
        for day in ("2021-09-01", date(2021, 9, 1), pd.Timestamp("2021-09-01")):
            for asked in ([day], day):
                found = xmr(given_series, better=None, rebase=asked)  # type: ignore[arg-type]
                assert list(found.points.segment) == [0] * 5 + [1] * 9


@pytest.mark.parametrize("day", ["2021-09-02", "2030-01-01", "2021-10-01"])
def test_a_rebase_that_is_not_an_observed_date_is_an_error(day: str) -> None:
    series = monthly([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, None, 8.0])
    with pytest.raises(ValueError, match="not an observed date"):
        xmr(series, better=None, rebase=[day])


def test_bad_input_is_refused_with_its_reason() -> None:
    with pytest.raises(StatisticsError, match="better"):
        xmr(monthly([1.0]), better="up")
    with pytest.raises(StatisticsError, match="two values"):
        xmr(pd.Series([1.0, 2.0], index=["2021-01", "2021-01"]), better=None)
    for infinite in (1e301, math.inf):
        with pytest.raises(StatisticsError, match="too large"):
            xmr(monthly([1.0, infinite]), better=None)
    with pytest.raises(StatisticsError, match="no date"):
        xmr(pd.Series([1.0, 2.0], index=pd.to_datetime(["2021-01-01", None])), better=None)
    with pytest.raises(StatisticsError, match="not a number"):
        xmr(pd.Series(["many", "few"]), better=None)
    with pytest.raises(StatisticsError, match="target is infinite"):
        xmr(monthly([1.0, 2.0, 4.0]), better="higher", target=math.inf)
    for wrong in (0, 12.5, "all"):
        with pytest.raises(StatisticsError, match="fix_after"):
            xmr(monthly([1.0]), better=None, fix_after=wrong)  # type: ignore[arg-type]


def test_assurance_compares_the_target_with_the_last_segments_limits() -> None:
    values = [80.0, 82.0] * 7 + [50.0, 52.0] * 7
    series = monthly(values)
    args: dict[str, Any] = {"rebase": [series.index[14]], "target": 60.0}
    assert xmr(series, better="higher", **args).assurance == "fail"
    assert xmr(series, better="lower", **args).assurance == "pass"
    assert xmr(series, better=None, **args).assurance is None
    assert xmr(series, better="higher", target=math.nan).assurance is None
    on_limit = xmr(monthly([49.0, 51.0] * 7), better="higher", target=50 + 2.66 * 2)
    assert on_limit.assurance == "inconsistent"
