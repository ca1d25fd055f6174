"""Charts agree with the statements: limits and marks with the second, the fan with the third."""

from datetime import date

import pandas as pd
import pytest

from data.catalogue.models import Break
from data.catalogue.reader import catalogue
from data.judgement.annotations import chart_of, fan_of
from data.judgement.change import Goal, after_breaks, change, outlook
from data.statistics import spc
from data.statistics.reason import NO_REASON, plainly
from tests.data.examples import example_points, example_years

MONTHLY = catalogue().indicators["dementia-diagnosis-rate"]
YEARLY = catalogue().indicators["smoking-prevalence"]
STABLE = [60, 61, 59, 60, 62, 58, 60, 61, 59, 60, 61, 60, 59, 61]
GOAL = Goal(70.0, ">=", date(2024, 12, 31))
OTHERS = {"reason": "example", "source": "example"}


def test_the_last_point_is_marked_as_the_statement_says():
    points = example_points([*STABLE, 70])
    chart = chart_of(MONTHLY, points, [], GOAL)
    last, told = chart.points.iloc[-1], change(MONTHLY, after_breaks(points, []), GOAL)
    assert (last.kind, last.signals) == (told.variation, told.signals)
    assert (last["mark"], chart.reason) == ("improving", NO_REASON)


@pytest.mark.parametrize(
    ("better", "mark"), [("higher", "improving"), ("lower", "concerning"), ("neither", "neutral")]
)
def test_the_mark_follows_the_direction(better, mark):
    indicator = MONTHLY.model_copy(update={"better": better})
    marks = chart_of(indicator, example_points([*STABLE, 70]), []).points["mark"]
    assert list(marks) == [""] * 14 + [mark]


def test_short_lines_have_no_limits_and_say_how_short_they_are():
    chart = chart_of(MONTHLY, example_points(STABLE[:9]), [])
    assert chart.reason.short == "9 of 13 points"
    assert not chart.has_limits
    assert set(chart.points["mark"]) == {""}


def test_yearly_figures_have_no_control_chart():
    assert chart_of(YEARLY, example_years([10, 9, 8, 7, 6]), []).reason.short.startswith("yearly figures")


def test_each_side_of_a_break_has_limits_of_its_own():
    broken = Break(indicator=MONTHLY.id, on="2024-03-01", **OTHERS)
    chart = chart_of(MONTHLY, example_points([*STABLE, *(value + 20 for value in STABLE)]), [broken])
    means = chart.points.groupby("segment")["mean"].unique()
    assert [one.tolist() for one in means] == [
        pytest.approx([60.07], abs=0.01),
        pytest.approx([80.07], abs=0.01),
    ]


def test_a_side_that_is_too_short_says_since_when():
    broken = Break(indicator=MONTHLY.id, on="2024-03-01", **OTHERS)
    chart = chart_of(MONTHLY, example_points([*STABLE, 80, 81]), [broken])
    assert chart.reason.short == "2 of 13 points, since the series changed in March 2024"
    assert chart.has_limits
    assert chart.points[chart.points.segment == 1]["mean"].isna().all()


def test_a_period_that_a_break_falls_into_is_kept_and_belongs_to_neither_side():
    broken = Break(indicator=MONTHLY.id, on="2023-03-10", **OTHERS)
    chart = chart_of(MONTHLY, example_points(STABLE), [broken])
    assert list(chart.points.segment[:4]) == [0, 0, -1, 1]
    assert len(chart.points) == len(STABLE)


def test_missing_months_keep_their_places():
    values = [*STABLE, None, 70]
    chart = chart_of(MONTHLY, example_points(values), [])
    series = pd.Series(values, index=[p.start for p in example_points(values)], dtype=float)
    expected = spc.xmr(series, better="higher")
    assert list(chart.points.kind) == list(expected.kinds)
    assert list(chart.points.lower) == pytest.approx(list(expected.points.lower))


def test_the_fan_ends_at_the_deadline_with_the_limits_of_the_statement():
    stretch = after_breaks(example_points(STABLE), [])
    fan, told = (
        fan_of(MONTHLY, stretch, Goal(70, ">=", date(2024, 6, 15))),
        outlook(MONTHLY, stretch, Goal(70, ">=", date(2024, 6, 15))),
    )
    last = fan.table.iloc[-1]
    assert (
        (last.period_end, last.period) == (told.period_end, "June 2024") == (date(2024, 6, 30), "June 2024")
    )
    assert (last.centre, last.lower80, last.upper80) == (told.centre, told.lower, told.upper)
    assert (fan.start.period, len(fan.table), fan.points) == ("February 2024", 4, 14)


def test_the_fan_is_wider_at_95_than_at_80_per_cent():
    table = fan_of(MONTHLY, after_breaks(example_points(STABLE), []), Goal(70, ">=", date(2024, 6, 30))).table
    ordered = table[["lower95", "lower80", "centre", "upper80", "upper95"]]
    assert (ordered.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)


@pytest.mark.parametrize(
    ("goal", "withheld", "reason"),
    [
        (None, NO_REASON, "no target with a value to reach"),
        (Goal(70, ">="), NO_REASON, "the target has no deadline"),
        (Goal(70, ">=", date(2024, 6, 30)), plainly("a poor track record"), "a poor track record"),
        (Goal(70, ">=", date(2030, 6, 30)), NO_REASON, "the deadline is more than 24 months ahead"),
    ],
)
def test_no_fan_says_why(goal, withheld, reason):
    fan = fan_of(MONTHLY, after_breaks(example_points(STABLE), []), goal, withheld)
    assert (fan.reason.short, len(fan.table)) == (reason, 0)


@pytest.mark.parametrize(("first", "expected"), [("2015", "2021"), ("2015/16", "2020/21")])
def test_future_periods_are_named_as_the_publisher_names_them(first, expected):
    points = example_years([10, 9.5, 8.9, 8.7, 8.1, 7.9])
    if "/" in first:
        points = [
            type(one)(date(2014 + n, 4, 1), date(2015 + n, 3, 31), f"{2014 + n}/{15 + n}", one.value)
            for n, one in enumerate(points)
        ]
    fan = fan_of(
        YEARLY, after_breaks(points, []), Goal(5, "<=", points[-1].end.replace(year=points[-1].end.year + 1))
    )
    assert list(fan.table.period) == [expected]
