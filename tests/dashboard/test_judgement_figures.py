"""Pictures of judgements: marks, limits and the forecast on a line, as the statements say them."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.figures import area_bars, contribution_bars, control, rank_ranges, theme, timeline
from dashboard.figures.grammar import TargetLine
from dashboard.figures.timeline import Drawn
from data.catalogue.reader import catalogue
from data.judgement.annotations import ControlChart, Fan, chart_of, fan_of
from data.judgement.change import Goal, after_breaks, outlook
from data.judgement.status import Point
from data.statistics import contribution as statistics
from data.statistics.reason import NO_FIGURES
from tests.data.examples import example_points

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
    return timeline.over_time(framed(points), RATE, Drawn(target=target, chart=chart, fan=fan))


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
        marked = {day for one in control.marked(chart, indicator) for day in one["x"]}
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
    (mark,) = control.marked(chart_of(indicator, example_points([*STABLE, 70]), []), indicator)
    assert (mark["marker"]["symbol"], mark["x"]) == (symbol, ["2024-03-31"])
    assert mark["marker"]["size"] > 7
    assert "special cause" in mark["text"][0]


def test_short_lines_are_drawn_without_limits():
    figure = drawn(example_points(STABLE[:9]))
    assert not {"Mean", "Upper limit"} & {one.get("name") for one in figure["data"]}
    assert not {"mean", "usual<br>limits"} & set(notes(figure))


def test_the_limits_are_those_of_the_chart_and_are_named():
    points = example_points(STABLE)
    figure, chart = drawn(points, None, None), chart_of(RATE, points, [])
    assert trace(figure, "Upper limit")["y"] == [pytest.approx(chart.points.upper[0], abs=0.001)] * 2
    assert trace(figure, "Lower limit")["line"]["dash"] == "dash"
    assert {"mean", "usual<br>limits"} <= set(notes(figure))


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
    figure = timeline.over_time(framed(example_points(STABLE)), RATE, Drawn(fan=wild))
    low, high = figure["layout"]["yaxis"]["range"]
    assert high - low < 4 * (max(STABLE) - min(STABLE))


def test_a_chart_and_a_fan_that_say_why_not_draw_nothing():
    points = example_points(STABLE)
    plain = timeline.over_time(framed(points), RATE, Drawn(target=TARGET))
    chart = ControlChart(chart_of(RATE, points[:5], []).points, NO_FIGURES)
    fan = Fan(pd.DataFrame(columns=["period_end"]), reason=NO_FIGURES)
    assert timeline.over_time(framed(points), RATE, Drawn(target=TARGET, chart=chart, fan=fan)) == plain


def test_ticks_keep_apart_where_periods_are_missing():
    points = [*example_points(STABLE, date(2013, 1, 1)), *example_points([60, 61])]
    days = timeline.over_time(framed(points), RATE)["layout"]["xaxis"]["tickvals"]
    ends = [date.fromisoformat(day) for day in days]
    assert all((after - before).days > 400 for before, after in pairwise(ends))


def test_a_dot_of_a_rank_lies_in_its_bar_and_the_best_is_on_top():
    table = pd.DataFrame(
        {
            "area": ["sefton", "halton", "wirral"],
            "name": ["Sefton", "Halton", "Wirral"],
            "value": [70.0, 65.0, 60.0],
            "rank": [1.0, 2.0, float("nan")],
            "rank_lower": [1.0, 1.0, float("nan")],
            "rank_upper": [2.0, 2.0, float("nan")],
            "of": [2.0, 2.0, float("nan")],
            "group": [1.0, 1.0, float("nan")],
        }
    )
    figure = rank_ranges.ranked(table, RATE, "halton")
    (dots,) = figure["data"]
    assert dots["x"] == [2, 1]
    assert (dots["error_x"]["array"], dots["error_x"]["arrayminus"]) == ([0, 1], [1, 0])
    assert figure["layout"]["yaxis"]["ticktext"] == ["<b>Halton</b><br>65.0%", "Sefton<br>70.0%"]
    assert figure["layout"]["xaxis"]["ticktext"] == ["1<br>best", "2<br>worst"]
    (ground,) = figure["layout"]["shapes"]
    low, high = dots["y"]
    assert ground["y0"] < low < high < ground["y1"]


def counts(numerator: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"numerator": numerator, "denominator": dict.fromkeys(numerator, 1000.0)})


def test_bars_of_a_gap_begin_at_nought_and_point_right_where_a_place_is_short_of_it():
    found = statistics.of_the_gap(counts({"sefton": 650.0, "halton": 720.0}), 70.0, 100)
    rows = contribution_bars.gap_rows(found, RATE, {"sefton": "Sefton"})
    assert list(rows.label) == ["Sefton", "halton"]
    assert list(rows.value) == [50, -20]
    assert list(rows.good) == [False, True]
    figure = contribution_bars.of_gap(rows, "Sefton")
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < 0 < high
    assert figure["data"][0]["x"] == [-20, 50]
    assert figure["layout"]["yaxis"]["ticktext"][1].startswith("<b>Sefton</b>")


def test_fewer_people_are_a_gap_to_the_right_where_lower_is_better():
    lower = RATE.model_copy(update={"better": "lower"})
    found = statistics.of_the_gap(counts({"sefton": 150.0, "halton": 90.0}), 10.0, 100)
    assert list(contribution_bars.gap_rows(found, lower, {}).value) == [50, -10]


def test_bars_of_a_change_add_up_to_it_and_are_blue_where_it_is_for_the_better():
    before, after = counts({"sefton": 650.0, "halton": 700.0}), counts({"sefton": 700.0, "halton": 690.0})
    found = statistics.of_the_change(before, after, 100)
    rows = contribution_bars.change_rows(found, RATE, {})
    assert rows.value.sum() == pytest.approx(found.total)
    assert dict(zip(rows.area, rows.good, strict=True)) == {"sefton": True, "halton": False}
    assert set(contribution_bars.of_change(rows, RATE)["data"][0]["marker"]["color"]) == {
        theme.BLUE,
        theme.TARGET,
    }


def test_bars_that_all_point_one_way_have_nought_at_their_edge():
    rows = pd.DataFrame({"label": ["a"], "amount": ["5"], "value": [5.0], "text": ["a: 5"]})
    figure = area_bars.across(rows, 0, ends=("down", "up"))
    assert figure["layout"]["xaxis"]["range"][0] == 0
    assert notes(figure) == ["up →"]
