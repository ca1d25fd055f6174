"""Pictures as data: the same grammar in every chart."""

import json
from datetime import date
from itertools import pairwise
from math import nan
from typing import Any

import pandas as pd
import pytest

from dashboard.figures import dots, gradient, grammar, line_gaps, timeline
from dashboard.figures.gradient import Gap
from dashboard.figures.grammar import Path, TargetLine
from dashboard.figures.label_places import WIDTHS
from dashboard.figures.svg.frame import framed
from dashboard.figures.timeline import Drawn
from dashboard.pages.shared import story
from data import periods
from data.catalogue.models import Break
from data.catalogue.reader import catalogue

RATE = catalogue().indicators["dementia-diagnosis-rate"]
COUNT = catalogue().indicators["rtt-waiting-list"]
TARGET = TargetLine(66.7, date(2024, 2, 1), date(2025, 3, 31), "Target: 66.7% or more by March 2025 (C&M)")


def line(values: list[float], months: list[int] | None = None) -> pd.DataFrame:
    months = months or list(range(1, len(values) + 1))
    return pd.DataFrame(
        {
            "period_start": [date(2024, month, 1) for month in months],
            "period_end": [date(2024, month, 28) for month in months],
            "period": [f"{month:02d} 2024" for month in months],
            "value": values,
            "lower": [value - 1 for value in values],
            "upper": [value + 1 for value in values],
            "interval_basis": "published",
        }
    )


def changed(day: date, area: str = "") -> Break:
    return Break(on=day, area=area, reason="example", source="example")


def names(figure: dict[str, Any]) -> list[str]:
    return [trace.get("name", "") for trace in figure["data"]]


def test_a_chart_is_plain_data_that_json_can_carry():
    figure = timeline.over_time(
        line([60.0, 61.25, nan]), RATE, Drawn(target=TARGET, breaks=[changed(date(2024, 2, 1))])
    )
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure


def test_a_missing_figure_is_a_gap_and_never_nought():
    trace = grammar.actual(line([60.0, nan, 62.0]), RATE)
    assert trace["y"] == [60.0, None, 62.0]
    assert trace["connectgaps"] is False


def test_no_line_is_drawn_across_a_missing_period():
    trace = grammar.actual(line([60.0, 61.0, 62.0, 64.0], [1, 2, 3, 5]), RATE)
    assert trace["y"] == [60.0, 61.0, 62.0, None, 64.0]


def test_the_interval_is_the_one_given():
    bars = grammar.error_bars(line([60.0]), 1)
    assert (bars["array"], bars["arrayminus"], bars["visible"]) == ([1.0], [1.0], True)


def test_the_words_of_a_target_stand_over_the_plot_where_no_figure_can_be():
    target = TargetLine(0, date(2024, 1, 1), date(2025, 3, 31), "Target: 0 or less by Mar 2025 (C&M)")
    layout = timeline.over_time(line([9000.0, 8000.0, 90.0]), COUNT, Drawn(target=target))["layout"]
    (label,) = [one for one in layout["annotations"] if one["text"].startswith("Target")]
    assert (label["y"], label["yref"], label["yanchor"]) == (1, "paper", "bottom")
    assert layout["margin"]["t"] >= label["yshift"] + 16


def test_a_target_ends_in_a_mark_on_its_deadline():
    figure = timeline.over_time(line([60.0, 61.0]), RATE, Drawn(target=TARGET))
    solid = figure["data"][1]
    assert solid["x"] == ["2024-02-01", "2025-03-31"]
    assert solid["marker"]["size"] == [0, 11]
    texts = [note["text"].replace("<br>", " ") for note in figure["layout"]["annotations"]]
    assert TARGET.label in texts


def test_only_an_agreed_trajectory_is_solid():
    points = ((date(2024, 1, 1), 60.0), (date(2025, 1, 1), 66.0))
    assert grammar.path_trace(Path(points, True, "agreed"))["line"]["dash"] == "solid"
    assert grammar.path_trace(Path(points, False, "straight"))["line"]["dash"] == "dash"


def test_counts_start_at_nought_and_rates_are_padded():
    assert grammar.value_range([900, 1000], COUNT)[0] == 0
    low, high = grammar.value_range([60.0, 70.0], RATE)
    assert 55 < low < 60
    assert 70 < high < 75
    assert grammar.value_range([], RATE) == [0.0, 1.0]


def test_small_multiples_share_the_scale_they_are_given():
    frame = line([60.0, 61.0, 69.0])
    scale = timeline.shared(frame, RATE, TARGET)
    layout = timeline.small_multiple(frame.head(2), RATE, scale)["layout"]
    assert layout["yaxis"]["range"] == scale.values == grammar.value_range([60.0, 69.0], RATE)
    assert layout["xaxis"]["ticktext"] == ["01 2024", "03 2024"]


def test_compared_areas_stand_in_the_order_given_first_on_top_without_the_missing():
    frame = line([70.0, nan, 60.0]).assign(label=["One", "Two", "Three"])
    figure = dots.compared(frame, RATE, [("England 65.0%", 65.0)], chosen="Three")
    assert figure["data"][0]["y"] == figure["layout"]["yaxis"]["tickvals"] == [17, 51]
    assert figure["layout"]["yaxis"]["ticktext"] == ["<b>Three</b>", "One"]
    assert figure["layout"]["shapes"][0]["x0"] == 65.0


@pytest.mark.parametrize(
    ("label", "short"),
    [("March 2026", "Mar 2026"), ("12 months to March 2026", "to Mar 2026"), ("2015 - 17", "2015–17")],
)
def test_an_axis_has_short_periods(label: str, short: str):
    assert grammar.short_period(label) == short


def test_few_figures_cost_few_bytes():
    figure = timeline.over_time(line([60.0] * 12), RATE, Drawn(target=TARGET))
    assert len(json.dumps(figure)) < 5_000


def test_names_of_several_lines_stay_clear_of_their_neighbours():
    long = ["Warrington and Halton Teaching Hospitals", "Mersey and West Lancashire Teaching Hospitals"]
    layout = dots.compared(line([70.0, 60.0]).assign(label=long), RATE)["layout"]
    lines = max(name.count("<br>") + 1 for name in layout["yaxis"]["ticktext"])
    assert lines == 3
    room = (layout["height"] - dots.FRAME) / len(long)
    assert room > lines * layout["yaxis"]["tickfont"]["size"] * 1.2


@pytest.mark.parametrize("names", [["One", "Two"], ["Cheshire (East and West together)", "Halton"]])
@pytest.mark.parametrize("highest", [63.0, 800.0, 120_000.0])
def test_numbers_keep_apart_on_the_narrowest_chart_and_are_two_or_more(highest: float, names: list[str]):
    figure = dots.compared(line([0.8 * highest, highest]).assign(label=names), COUNT)
    boxes = sorted(framed(figure, WIDTHS[0]).x.boxes)
    assert len(boxes) >= 2
    assert all(before[2] + 4 < after[0] for before, after in pairwise(boxes))


@pytest.mark.parametrize(("reference", "drawn"), [(66.0, True), (50.0, False), (95.0, False)])
def test_a_reference_that_would_squeeze_all_dots_is_named_and_not_drawn(reference: float, drawn: bool):
    frame = line([66.0, 67.0, 68.0]).assign(label=["One", "Two", "Three"])
    layout = dots.compared(frame, RATE, [(f"England {reference}%", reference)])["layout"]
    low, high = layout["xaxis"]["range"]
    assert (low < reference < high) == drawn
    assert len(layout["shapes"]) == drawn
    (name,) = [note["text"] for note in layout["annotations"]]
    arrows = "" if drawn else "\u2190" if reference < 66 else "\u2192"
    assert name.strip("\u2190\u2192 ") == f"England {reference}%"
    assert arrows in name
    assert (high - low) < 12 or drawn


def test_a_lone_dot_keeps_its_reference():
    layout = dots.compared(line([66.0]).assign(label=["One"]), RATE, [("England", 90.0)])["layout"]
    assert len(layout["shapes"]) == 1


def months_from(first: date, values: list[float]) -> pd.DataFrame:
    starts = [periods.months(first, at) for at in range(len(values))]
    days = [periods.last_day(start.year, start.month) for start in starts]
    return pd.DataFrame(
        {
            "period_start": starts,
            "period_end": days,
            "period": [periods.month(start.year, start.month).label for start in starts],
            "value": values,
            "lower": nan,
            "upper": nan,
            "interval_basis": "",
        }
    )


def texts(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_a_chart_begins_after_years_without_figures_and_says_so():
    early, late = months_from(date(2015, 3, 1), [94.0, 94.5]), months_from(date(2022, 4, 1), [58.0] * 24)
    figure = timeline.over_time(pd.concat([early, late], ignore_index=True), RATE)
    assert figure["layout"]["xaxis"]["range"][0] > "2022-03-01"
    assert max(figure["layout"]["yaxis"]["range"]) < 90
    assert max(grammar.actual(late, RATE)["y"]) == 58
    (said,) = [text.replace("<br>", " ") for text in texts(figure) if "No figures" in text]
    assert said == "No figures are held for May 2015 to March 2022; earlier ones are in the table."


def test_a_hole_before_too_few_figures_for_a_line_is_named_in_its_place():
    early, late = months_from(date(2024, 1, 1), [66.0] * 9), months_from(date(2026, 3, 1), [68.0])
    figure = timeline.over_time(pd.concat([early, late], ignore_index=True), RATE)
    assert figure["layout"]["xaxis"]["range"][0] < "2024-02-01"
    (note,) = [note for note in figure["layout"]["annotations"] if "no figures" in note["text"]]
    assert note["text"] == "no figures held<br>October 2024 to<br>February 2026"
    assert "2024-10" < note["x"] < "2026-02"


def test_a_hole_among_three_figures_is_named_by_the_months_that_lie_between():
    early, late = months_from(date(2015, 3, 1), [94.0, 94.5]), months_from(date(2026, 1, 1), [58.0])
    figure = timeline.over_time(pd.concat([early, late]), RATE)
    said = [text for text in texts(figure) if "no figures" in text]
    assert said == ["no figures held<br>May 2015 to<br>December 2025"]


@pytest.mark.parametrize(("months", "said"), [(24, ["no figures held<br>August 2024"]), (60, [])])
def test_a_month_that_is_missing_leaves_the_chart_whole_and_is_named_where_it_is_seen(
    months: int, said: list[str]
):
    frame = months_from(date(2024, 1, 1), [66.0] * months).drop(index=7)
    figure = timeline.over_time(frame, RATE)
    assert figure["layout"]["xaxis"]["range"][0] < "2024-02-01"
    assert [text for text in texts(figure) if "no figures" in text] == said


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ([], ""),
        ([7], "No figure is held for August 2024."),
        ([7, 9, 10], "No figures are held for August 2024 and for October 2024 to November 2024."),
        (
            [1, 3, 5, 8, 9, 11],
            "No figures are held for 6 months between February 2024 and December 2024.",
        ),
    ],
)
def test_a_sentence_names_every_hole_however_small(missing: list[int], said: str):
    frame = months_from(date(2024, 1, 1), [66.0] * 60).drop(index=missing)
    assert story.of_holes(line_gaps.holes(frame, 1)) == said


def test_a_hole_of_years_is_named_by_the_years_about_it():
    years = [date(2016 + at, 3, 31) for at in (0, 1, 4)]
    frame = pd.DataFrame({"period_end": years, "period": ["2015/16", "2016/17", "2019/20"], "value": 1.0})
    (hole,) = line_gaps.holes(frame, 12)
    assert (hole.when, hole.many) == ("between 2016/17 and 2019/20", 2)


def test_what_the_publisher_held_back_is_not_called_missing():
    frame = months_from(date(2024, 1, 1), [66.0, nan, 66.0, 67.0]).assign(note=["", "suppressed", "", ""])
    held_back = line_gaps.holes(frame, 1)
    assert story.of_holes(held_back) == "The publisher suppressed what there was for February 2024."


@pytest.mark.parametrize(
    ("many", "has_line"),
    [((2, 1), False), ((9, 1), True), ((2, 3), True), ((1, 1), False), ((2, 0), True), ((1, 0), False)],
)
def test_a_few_figures_years_apart_make_no_line(many: tuple[int, int], has_line: bool):
    early = months_from(date(2015, 3, 1), [94.0] * many[0])
    late = months_from(date(2026, 1, 1), [58.0] * many[1])
    frame = pd.concat([early, late], ignore_index=True) if many[1] else early
    assert line_gaps.has_line(frame, 1) == has_line


def test_two_figures_with_months_between_are_not_joined():
    trace = grammar.actual(line([60.0, 61.0], [1, 4]), RATE)
    assert trace["y"] == [60.0, None, 61.0]


def test_figures_at_irregular_times_are_joined_but_across_a_break():
    irregular = catalogue().indicators["deprivation-score"]
    frame = line([30.0, 31.0], [1, 9])
    assert None not in grammar.actual(frame, irregular)["y"]
    parted = grammar.actual(frame, irregular, breaks=[changed(date(2024, 5, 1))])
    assert parted["y"] == [30.0, None, 31.0]


def test_a_line_starts_anew_after_a_break_which_is_marked_and_named():
    figure = timeline.over_time(line([60.0, 61.0, 64.0]), RATE, Drawn(breaks=[changed(date(2024, 3, 1))]))
    (drawn,) = [trace for trace in figure["data"] if trace["name"] == "Published figure"]
    assert drawn["y"] == [60.0, 61.0, None, 64.0]
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == ["2024-03-01"]
    (name,) = [note for note in figure["layout"]["annotations"] if "series changed" in note["text"]]
    assert (name["text"], name["x"]) == ("series changed Mar 2024", "2024-03-01")


def test_a_small_chart_is_parted_and_marked_at_a_break():
    frame = line([60.0, 61.0, 64.0])
    figure = timeline.small_multiple(frame, RATE, timeline.shared(frame, RATE), [changed(date(2024, 3, 1))])
    assert figure["data"][0]["y"] == [60.0, 61.0, None, 64.0]
    assert figure["data"][0]["marker"]["size"] == [0, 0, 0, grammar.LONE]
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == ["2024-03-01"]


def test_small_charts_begin_where_their_shared_axis_begins():
    early, late = months_from(date(2015, 3, 1), [94.0]), months_from(date(2022, 4, 1), [58.0] * 5)
    frame = pd.concat([early, late], ignore_index=True)
    scale = timeline.shared(frame, RATE)
    assert scale.days == (date(2022, 4, 30), date(2022, 8, 31))
    assert max(scale.values) < 90
    assert min(timeline.small_multiple(frame, RATE, scale)["data"][0]["x"]) == "2022-04-30"


def test_an_agreed_trajectory_is_seen_from_its_first_point_to_its_end_though_no_figure_reaches_it():
    path = Path(((date(2025, 3, 31), 70.0), (date(2027, 3, 31), 80.0)), True, "Trajectory agreed")
    figure = timeline.over_time(line([60.0, 61.0]), RATE, Drawn(path=path))
    first, last = figure["layout"]["xaxis"]["range"]
    assert first < "2024-01-28"
    assert last > "2027-03-31"
    (drawn,) = [trace for trace in figure["data"] if trace.get("name") == "Trajectory"]
    assert drawn["x"] == ["2025-03-31", "2027-03-31"]
    assert max(figure["layout"]["yaxis"]["range"]) > 80


def test_the_words_at_the_foot_of_the_order_of_deprivation_have_a_strip_without_dots():
    frame = line([70.0, 60.0]).assign(label=["One", "Two"], rank=[0.1, 1.0])
    axis = gradient.by_deprivation(frame, RATE, [(0.0, 60.0), (1.0, 70.0)])["layout"]["yaxis"]
    height = gradient.by_deprivation(frame, RATE)["layout"]["height"] - 58
    strip = (axis["range"][0] - 1.0) / (axis["range"][0] - axis["range"][1]) * height
    assert strip > 16


@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        ([1.1, 1.2, 1.3], "1 1.05 1.1 1.15 1.2 1.25 1.3"),
        ([1.0, 1.6, 2.6], "1 1.2 1.4 1.6 1.8 2 2.2 2.4 2.6 2.8"),
        ([0.5, 1.2, 2.4], "0.5 0.7 1 1.5 2"),
        ([0.2, 3.0, 30.0], "0.15 0.2 0.3 0.5 0.7 1 1.5 2 3 5 7 10 15 20 30"),
    ],
)
def test_a_ratio_has_round_ticks_within_a_range_that_holds_no_gap(ratios: list[float], said: str):
    frame = line(ratios).assign(lower=nan, upper=nan, text="example")
    axis = gradient.gap_over_time(frame, Gap(name="ratio", none_at=1))["layout"]["yaxis"]
    low, high = (10**power for power in axis["range"])
    assert low < min(*ratios, 1.0) <= max(*ratios, 1.0) < high
    assert " ".join(axis["ticktext"]) == said
    assert axis["tickvals"] == [float(text) for text in axis["ticktext"]]
    assert axis["tickmode"] == "array"  # left alone the axis would say 5 4 3 2 1 9 8 7


def test_a_gap_leaves_a_tenth_free_about_its_figures_and_days_free_about_its_periods():
    frame = line([2.0, 4.0]).assign(lower=[1.0, nan], upper=[5.0, nan], text="example")
    layout = gradient.gap_over_time(frame, Gap(name="gap", none_at=0))["layout"]
    assert layout["yaxis"]["range"] == [-0.5, 5.5]
    first, last = (date.fromisoformat(day) for day in layout["xaxis"]["range"])
    assert ((frame.period_end[0] - first).days, (last - frame.period_end[1]).days) == (20, 20)
