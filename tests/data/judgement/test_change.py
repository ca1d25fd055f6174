"""Real change or noise, the outlook and the pace of one line: each word, and each reason for none."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.catalogue.models import Break
from data.catalogue.reader import catalogue
from data.judgement.annotations import fan_of
from data.judgement.change import (
    Goal,
    after_breaks,
    change,
    held_for,
    next_release,
    outlook,
    period_end_for,
    speed,
    verdict_date,
)
from data.judgement.status import Point
from data.statistics import forecast, spc, trend
from data.statistics.reason import plainly
from tests.data.examples import example_points, example_years

MONTHLY = catalogue().indicators["dementia-diagnosis-rate"]
YEARLY = catalogue().indicators["smoking-prevalence"]
ROLLING = catalogue().indicators["life-expectancy"]
CUMULATIVE = catalogue().indicators["nhs-health-checks"]
QUARTERLY = MONTHLY.model_copy(update={"frequency": "quarterly"})
IRREGULAR = MONTHLY.model_copy(update={"frequency": "irregular"})
GOAL = Goal(70.0, ">=", date(2024, 12, 31))
STABLE = [60, 61, 59, 60, 62, 58, 60, 61, 59, 60, 61, 60, 59, 61]
SOURCE = {"reason": "example", "source": "example"}


def no_peers() -> pd.DataFrame:
    return pd.DataFrame({"area": [], "period_end": [], "value": np.array([], dtype=float)})


def test_a_monthly_line_of_thirteen_points_has_the_icon_of_the_control_chart():
    points = example_points([*STABLE, 70])
    found = change(MONTHLY, after_breaks(points, []), Goal(50, ">="))
    chart = spc.xmr(
        pd.Series([p.value for p in points], index=[p.start for p in points]), better="higher", target=50
    )
    assert (found.method, found.variation, found.assurance) == ("chart", chart.variation, "pass")
    assert found.variation == "improvement_high"
    assert found.is_signal
    assert found.points == 15


def test_the_size_of_the_change_is_from_a_year_before():
    found = change(MONTHLY, after_breaks(example_points([*STABLE, 70]), []))
    assert (found.difference, found.since) == (11, "March 2023")


@pytest.mark.parametrize(
    ("indicator", "points", "reason"),
    [
        (MONTHLY, example_points([*STABLE[:9]]), "9 of 13 points"),
        (MONTHLY, [], "no figures"),
        (MONTHLY, example_points([*STABLE, None]), "the latest figure is not given"),
        (MONTHLY, example_points([60.0] * 14), "no variation"),
        (YEARLY, example_years([10, 9, 8, 7, 6]), "no interval"),
        (YEARLY, example_years([10, 9, 8, 7]), "4 of 5 points"),
        (
            YEARLY,
            example_years([10, 9, 8, 7, 6], lower=6, upper=6),
            "an interval that does not contain its value",
        ),
        (YEARLY, example_years([10, 9, 8, 7, None]), "the latest figure is not given"),
        (CUMULATIVE, example_years([10, 9, 8, 7, 6]), "a running total"),
        (QUARTERLY, example_points([60.0]), "quarterly figures: the control chart takes monthly ones"),
        (IRREGULAR, example_points([60.0]), "figures at irregular intervals"),
        (
            ROLLING,
            [Point(date(y, 1, 1), date(y + 2, 12, 31), str(y), 80.0) for y in range(2015, 2022)],
            "rolling three-year figures",
        ),
    ],
)
def test_each_change_that_cannot_be_judged_says_why(indicator, points, reason):
    found = change(indicator, after_breaks(points, []))
    assert found.reason.short.startswith(reason)
    assert (found.method, found.variation) == ("", "")
    assert not found.is_signal


def test_a_yearly_line_has_the_trend_of_its_last_five_points():
    points = [
        Point(date(y, 1, 1), date(y, 12, 31), str(y), v, v - 0.5, v + 0.5)
        for y, v in zip(range(2018, 2025), [9, 15, 14, 13, 12, 11, 10], strict=True)
    ]
    found = change(YEARLY, after_breaks(points, []))
    frame = pd.DataFrame([vars(p) for p in points[-5:]], index=range(2020, 2025))
    assert found.trend == trend.recent(frame, kind="other").direction == "decreasing"
    assert (found.difference, found.since, found.points) == (-4, "2020", 5)


def test_counts_decide_the_trend_of_a_proportion():
    points = [
        Point(date(y, 1, 1), date(y, 12, 31), str(y), n / 10, None, None, n, 1000)
        for y, n in zip(range(2020, 2025), [200, 180, 160, 140, 120], strict=True)
    ]
    assert change(YEARLY, after_breaks(points, [])).trend == "decreasing"


def test_nothing_is_judged_across_a_break():
    stretch = after_breaks(example_points(STABLE), [Break(on="2023-10-01", **SOURCE)])
    found = change(MONTHLY, stretch)
    assert found.reason.short == "5 of 13 points, since the series changed in October 2023"
    assert found.break_on == date(2023, 10, 1)
    assert min(point.start for point in stretch.points) == date(2023, 10, 1)


def test_a_period_that_a_break_falls_into_belongs_to_neither_side():
    stretch = after_breaks(example_years([1.0, 2, 3]), [Break(on="2016-07-01", **SOURCE)])
    assert [point.period for point in stretch.points] == ["2017"]


def test_a_break_that_no_figure_has_reached_yet_changes_nothing():
    points = example_points(STABLE)
    assert after_breaks(points, [Break(on="2025-01-01", **SOURCE)]).points == tuple(points)


def test_the_outlook_is_that_of_the_forecast_at_the_period_of_the_deadline():
    values = [*STABLE, 62, 63]
    found = outlook(MONTHLY, after_breaks(example_points(values), []), Goal(65, ">=", date(2024, 9, 15)))
    expected = forecast.forecast(
        values, horizon=5, frequency="monthly", scale="percent", target=65
    ).table.iloc[-1]
    assert found.probability == pytest.approx(expected.probability)
    assert (found.lower, found.upper) == pytest.approx((expected.lower80, expected.upper80))
    assert found.period_end == date(2024, 9, 30)
    assert found.word == forecast.word(expected.probability)


@pytest.mark.parametrize(
    ("indicator", "points", "goal", "reason"),
    [
        (MONTHLY, example_points(STABLE), None, "no target with a value to reach"),
        (MONTHLY, example_points(STABLE), Goal(70, ">="), "the target has no deadline"),
        (MONTHLY, [], GOAL, "no figures"),
        (MONTHLY, example_points([60, 61, 62]), GOAL, "3 of 5 points"),
        (MONTHLY, example_points(STABLE), Goal(70, ">=", date(2023, 6, 30)), "the deadline has passed"),
        (
            MONTHLY,
            example_points(STABLE),
            Goal(70, ">=", date(2030, 6, 30)),
            "the deadline is more than 24 months",
        ),
        (
            MONTHLY,
            example_points(STABLE),
            Goal(70, "=", date(2024, 6, 30)),
            "the target is one exact figure",
        ),
        (
            MONTHLY,
            example_points(STABLE),
            Goal(100, ">=", date(2024, 6, 30)),
            "the target lies at the end of its scale or beyond it",
        ),
        (MONTHLY, example_points([60.0] * 14), Goal(70, ">=", date(2024, 6, 30)), "no variation"),
        (
            MONTHLY,
            example_points([*STABLE, 100]),
            Goal(70, ">=", date(2024, 6, 30)),
            "a figure at the end of its scale",
        ),
        (CUMULATIVE, example_years(STABLE), Goal(70, ">=", date(2030, 6, 30)), "a running total"),
        (IRREGULAR, example_points(STABLE), GOAL, "figures at irregular intervals"),
    ],
)
def test_each_outlook_that_cannot_be_given_says_why(indicator, points, goal, reason):
    found = outlook(indicator, after_breaks(points, []), goal)
    assert found.reason.short.startswith(reason)
    assert (found.probability, found.word) == (None, "")


def test_an_uneven_line_gets_no_forecast_and_no_error():
    points = [*example_years([60, 61, 62, 63]), Point(date(2019, 7, 1), date(2020, 6, 30), "2019/20", 64)]
    found = outlook(YEARLY, after_breaks(points, []), Goal(70, ">=", date(2021, 12, 31)))
    assert found.reason.short == "periods that are not evenly spaced"


def test_years_ahead_are_counted_from_today_and_not_from_the_newest_figure():
    stretch = after_breaks(example_years([60, 61, 63, 62, 64, 66, 65, 67, 68, 66, 69, 70, 71]), [])
    newest = stretch.known[-1].end
    ahead = Goal(75, ">=", date(newest.year + 6, 12, 31))
    too_far = "the deadline is more than 5 years ahead"
    days = [date(newest.year + 1, 12, 30), date(newest.year + 1, 12, 31), date(newest.year + 2, 11, 28)]
    found = [outlook(YEARLY, stretch, replace(ahead, today=day)) for day in days]
    assert [told.reason.short for told in found] == [too_far, "", ""]
    assert found[-1].period_end == ahead.deadline
    fan = fan_of(YEARLY, stretch, replace(ahead, today=days[-1]))
    assert fan.table.period_end.iloc[-1] == ahead.deadline
    later = Goal(75, ">=", date(newest.year + 7, 12, 31), days[-1])
    assert outlook(YEARLY, stretch, later).reason.short == too_far


def test_a_poor_track_record_withholds_the_forecast():
    goal = Goal(65, ">=", date(2024, 6, 30))
    assert outlook(
        MONTHLY, after_breaks(example_points(STABLE), []), goal, plainly("example")
    ).reason == plainly("example")


def test_the_pace_required_runs_to_the_deadline_and_the_pace_achieved_over_five_years():
    points = example_years([20, 18, 16, 14, 12, 10, 8])
    found = speed(YEARLY, after_breaks(points, []), Goal(5, "<=", date(2024, 12, 31)), no_peers)
    assert found.required == pytest.approx(-1, abs=0.01)
    assert found.achieved == pytest.approx(-2, abs=0.01)
    assert found.reached_reason.short == "no other areas' figures"


def test_the_pace_counts_similar_areas_that_were_that_fast():
    peers = pd.DataFrame(
        [
            (area, date(y, 12, 31), start - step * (y - 2015))
            for area, start, step in [("fast", 8.2, 2), ("slow", 8.1, 0.1), ("far", 60, 0)]
            for y in range(2015, 2022)
        ],
        columns=["area", "period_end", "value"],
    )
    found = speed(
        YEARLY,
        after_breaks(example_years([20, 14, 8]), []),
        Goal(5, "<=", date(2020, 12, 31)),
        lambda: peers,
    )
    assert (found.reached, found.similar) == (1, 2)


def test_pace_is_refused_for_overlapping_periods_and_when_the_target_is_met():
    found = speed(
        CUMULATIVE, after_breaks(example_years([1, 2]), []), Goal(5, ">=", date(2030, 1, 1)), no_peers
    )
    assert found.achieved_reason.short == found.required_reason.short == "a running total"
    met = speed(YEARLY, after_breaks(example_years([1, 2]), []), Goal(5, "<=", date(2030, 1, 1)), no_peers)
    assert met.required_reason.short == "the target is met already"
    then = speed(YEARLY, after_breaks(example_years([1, 6]), []), Goal(5, "<=", date(2010, 1, 1)), no_peers)
    assert then.required_reason.short == "the deadline is not ahead of the figures"


def test_the_verdict_comes_a_usual_lag_after_the_period_of_the_deadline():
    points = example_points(STABLE)
    assert period_end_for(date(2025, 3, 18), points[-1].end, 1) == date(2025, 3, 31)
    assert period_end_for(date(2029, 12, 31), date(2024, 3, 31), 12) == date(2030, 3, 31)
    assert period_end_for(date(2023, 3, 31), date(2024, 3, 31), 12) == date(2023, 3, 31)
    assert verdict_date(MONTHLY, points, date(2025, 3, 18)) == date(2025, 4, 21)
    assert next_release(MONTHLY, points) == date(2024, 4, 21)
    assert verdict_date(MONTHLY, [], date(2025, 3, 18)) is None


def test_the_figure_for_a_deadline_is_that_of_its_own_period():
    points = example_years([1.0, 2, 3])
    assert held_for(date(2016, 3, 31), YEARLY, points) == points[1]
    assert held_for(date(2018, 1, 1), YEARLY, points) is None
    assert held_for(date(2013, 1, 1), YEARLY, points) is None
    rolling = [Point(date(y, 1, 1), date(y + 2, 12, 31), str(y), float(y)) for y in (2014, 2015, 2016)]
    assert held_for(date(2017, 6, 30), ROLLING, rolling) == rolling[1]
