"""Pictures of judgements: marks, limits and the forecast on a line, as the statements say them."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.figures import judged, timeline
from dashboard.figures.grammar import TargetLine
from data.catalogue import catalogue
from data.judgement import Goal, after_breaks, outlook
from data.pictured import ControlChart, Fan, chart_of, fan_of
from data.status import Point
from tests.data.statements import example_points

RATE = catalogue().indicators["dementia-diagnosis-rate"]
STABLE = [60, 61, 59, 60, 62, 58, 60, 61, 59, 60, 61, 60, 59, 61]
GOAL = Goal(70.0, ">=", date(2024, 6, 30))
TARGET = TargetLine(70.0, date(2023, 1, 1), date(2024, 6, 30), "Target: 70% or more by June 2024")
ORACLE = Path(__file__).parents[1] / "data/statistics/fixtures/spc"
DIRECTIONS = {"increase": "higher", "decrease": "lower", "neutral": "neither"}
LATE = ("outside_limits", "rule_two_in_three", "rule_run_one_side")


def framed(points: list[Point]) -> pd.DataFrame:
    rows = [(p.period, p.end, p.value, p.lower, p.upper, p.interval_basis) for p in points]
    columns = ["period", "period_end", "value", "lower", "upper", "interval_basis"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"value": float, "lower": float, "upper": float})


def drawn(
    points: list[Point], goal: Goal | None = GOAL, target: TargetLine | None = TARGET
) -> dict[str, Any]:
    chart = chart_of(RATE, points, [], goal)
    fan = fan_of(RATE, after_breaks(points, []), goal)
    return timeline.over_time(framed(points), RATE, target, None, [], chart, fan)


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in figure["data"] if one.get("name") == name)


def notes(figure: dict[str, Any]) -> list[str]:
    return [one["text"] for one in figure["layout"]["annotations"]]


def test_the_chart_with_everything_on_it_is_plain_data():
    figure = drawn(example_points([*STABLE, 70]))
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure


def test_marked_points_are_those_that_the_reference_charts_flag():
    """Of every monthly reference chart without rebasing, for every direction."""
    config = pd.read_csv(ORACLE / "config.csv", dtype=str, keep_default_na=False)
    points = dict(iter(pd.read_csv(ORACLE / "points.csv.gz", parse_dates=["date"]).groupby("series_id")))
    checked = 0
    for case in config[(config.rebase == "") & (config.fix_after_n_points == "")].itertuples():
        expected = points[case.series_id].sort_values("date", ignore_index=True)
        months = pd.date_range(expected.date[0], periods=len(expected), freq="MS")
        values = [None if y != y else y for y in expected.y]
        if list(expected.date) != list(months) or len(expected.y.dropna()) < 13 or values[-1] is None:
            continue
        indicator = RATE.model_copy(update={"better": DIRECTIONS[case.improvement_direction]})
        chart = chart_of(indicator, example_points(values, months[0].date()), [])
        if chart.reason:
            continue
        marked = {day for one in judged.marked(chart, indicator) for day in one["x"]}
        flagged = expected[[*LATE, "rule_trend_up", "rule_trend_down"]].eq(True).any(axis=1)
        assert len(marked) == (flagged & expected.y.notna()).sum(), case.series_id
        assert list(chart.points["mark"] != "") == list(flagged & expected.y.notna()), case.series_id
        checked += 1
    assert checked > 50


@pytest.mark.parametrize(
    ("better", "symbol"), [("higher", "circle"), ("lower", "diamond"), ("neither", "square")]
)
def test_a_mark_has_a_shape_of_its_own(better, symbol):
    indicator = RATE.model_copy(update={"better": better})
    (mark,) = judged.marked(chart_of(indicator, example_points([*STABLE, 70]), []), indicator)
    assert (mark["marker"]["symbol"], mark["x"]) == (symbol, ["2024-03-31"])
    assert mark["marker"]["size"] > 7
    assert "special cause" in mark["text"][0]


def test_short_lines_are_drawn_without_limits():
    figure = drawn(example_points(STABLE[:9]))
    assert not {"Mean", "Upper limit"} & {one.get("name") for one in figure["data"]}
    assert not {"mean", "usual limits"} & set(notes(figure))


def test_the_limits_are_those_of_the_chart_and_are_named():
    points = example_points(STABLE)
    figure, chart = drawn(points, None, None), chart_of(RATE, points, [])
    assert trace(figure, "Upper limit")["y"] == [pytest.approx(chart.points.upper[0], abs=0.001)] * 2
    assert trace(figure, "Lower limit")["line"]["dash"] == "dash"
    assert {"mean", "usual limits"} <= set(notes(figure))


def test_the_fan_opens_at_the_last_figure_and_ends_at_the_deadline_as_the_statement_says():
    points = example_points(STABLE)
    figure, told = drawn(points), outlook(RATE, after_breaks(points, []), GOAL)
    centre, band = trace(figure, "Forecast"), trace(figure, "80% limits of the forecast")
    assert (centre["x"][0], centre["y"][0]) == ("2024-02-29", 61)
    assert centre["x"][-1] == told.period_end.isoformat() == "2024-06-30"
    half = len(band["x"]) // 2
    assert band["x"][half - 1 : half + 1] == ["2024-06-30"] * 2
    assert band["y"][half - 1 : half + 1] == pytest.approx([told.upper, told.lower], abs=0.001)


def test_a_forecast_that_knows_little_does_not_flatten_the_figures():
    table = fan_of(RATE, after_breaks(example_points(STABLE), []), GOAL).table
    wild = Fan(table.assign(upper95=99.0, lower95=1.0), 14, example_points(STABLE)[-1])
    figure = timeline.over_time(framed(example_points(STABLE)), RATE, None, None, [], None, wild)
    low, high = figure["layout"]["yaxis"]["range"]
    assert high - low < 4 * (max(STABLE) - min(STABLE))


def test_a_chart_and_a_fan_that_say_why_not_draw_nothing():
    points = example_points(STABLE)
    plain = timeline.over_time(framed(points), RATE, TARGET)
    reasoned = timeline.over_time(
        framed(points),
        RATE,
        TARGET,
        None,
        [],
        ControlChart(chart_of(RATE, points[:5], []).points, "no"),
        Fan(pd.DataFrame(columns=["period_end"]), reason="no"),
    )
    assert reasoned == plain


def test_ticks_keep_apart_where_periods_are_missing():
    points = [*example_points([60, 61], date(2015, 1, 1)), *example_points(STABLE)]
    days = timeline.over_time(framed(points), RATE)["layout"]["xaxis"]["tickvals"]
    ends = [date.fromisoformat(day) for day in days]
    assert all((after - before).days > 400 for before, after in pairwise(ends))
