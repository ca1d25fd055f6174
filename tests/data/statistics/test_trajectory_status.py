"""The expected path, the version live on a date, and the word for a figure against its plan."""

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.statistics.errors import StatisticsError
from data.statistics.trajectory import (
    FAILING,
    PASSING,
    SHOWN,
    Figure,
    Plan,
    Shown,
    Word,
    at_deadline,
    baseline,
    every_place_passes,
    gap,
    gap_in_people,
    headline_order,
    live_on,
    meets,
    now_against_plan,
    shown_as,
    straight_line,
    value_on,
)

PATH = [(date(2023, 4, 1), 60.0), (date(2024, 4, 1), 63.66), (date(2025, 4, 1), 66.7)]
TODAY = date(2024, 6, 1)
PLAN = Plan(target=66.7, deadline=date(2025, 3, 31), set_on=date(2023, 1, 1), trajectory=64.0)


def figure(value: float | None, half: float = math.nan) -> Figure:
    value_or_nan = math.nan if value is None else value
    return Figure(value, date(2024, 4, 30), value_or_nan - half, value_or_nan + half)


def test_a_linear_path_goes_by_days_and_a_stepped_one_holds() -> None:
    assert value_on(PATH, date(2023, 4, 1)) == 60
    assert value_on(PATH, date(2023, 10, 1)) == pytest.approx(60 + 3.66 * 183 / 366)
    assert value_on(PATH, date(2023, 10, 1), "stepped") == 60
    assert value_on(PATH, date(2024, 4, 1), "stepped") == 63.66
    assert value_on(PATH, date(2024, 3, 31), "stepped") == 60
    assert value_on(PATH, date(2023, 3, 31)) is None
    assert value_on(PATH, date(2030, 1, 1)) == 66.7
    assert value_on([], TODAY) is None


def test_a_comparison_of_another_kind_and_a_point_without_a_value_are_refused() -> None:
    with pytest.raises(StatisticsError, match="compared by"):
        meets(1.0, 2.0, ">")  # type: ignore[arg-type]
    with pytest.raises(StatisticsError, match="without a value"):
        value_on([(date(2024, 1, 1), math.nan)], date(2024, 2, 1))
    assert gap_in_people(65.0, 66.0, math.inf) is None


def test_a_path_with_two_values_of_one_day_or_an_unknown_shape_is_refused() -> None:
    with pytest.raises(StatisticsError, match="two values"):
        value_on([*PATH, (date(2024, 4, 1), 1.0)], TODAY)
    with pytest.raises(StatisticsError, match="curved"):
        value_on(PATH, TODAY, "curved")  # type: ignore[arg-type]


@given(
    st.dictionaries(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.floats(0, 100), min_size=1, max_size=6),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_a_path_agrees_with_walking_it_day_by_day(points: dict[date, float], day: date) -> None:
    linear, stepped = (value_on(list(points.items()), day, how) for how in ("linear", "stepped"))
    first = min(points)
    if day < first:
        assert linear is None
        assert stepped is None
        return
    level = held = points[first]
    today = first
    while today < day:
        ahead = [when for when in points if when > today]
        level += (points[min(ahead)] - level) / (min(ahead) - today).days if ahead else 0
        today += timedelta(days=1)
        held = points.get(today, held)
    assert linear == pytest.approx(level, abs=1e-6)
    assert stepped == held


def test_a_figure_is_judged_by_the_version_live_on_its_own_date() -> None:
    versions = [(date(2024, 4, 1), "new"), (date(2023, 1, 1), "old"), (date(2024, 4, 1), "corrected")]
    assert live_on(versions, date(2023, 12, 31)) == "old"
    assert live_on(versions, date(2024, 4, 1)) == "corrected"
    assert live_on(versions, date(2022, 1, 1)) is None


def test_a_straight_line_starts_from_the_areas_own_figure_when_the_target_was_set() -> None:
    figures = [
        (date(2022, 12, 31), 61.0),
        (date(2022, 11, 30), 60.0),
        (date(2023, 1, 31), 62.0),
        (date(2022, 12, 30), math.nan),
    ]
    start = baseline(figures, date(2023, 1, 15))
    assert start == (date(2022, 12, 31), 61.0)
    line = straight_line(start, date(2025, 3, 31), 66.7)
    assert line == [start, (date(2025, 3, 31), 66.7)]
    assert baseline(figures, date(2020, 1, 1)) is None
    for missing in ((None, date(2025, 3, 31), 66.7), (start, None, 66.7), (start, date(2025, 3, 31), None)):
        assert straight_line(*missing) == []
    assert straight_line(start, date(2022, 12, 31), 66.7) == []


@pytest.mark.parametrize(
    ("found", "plan", "word"),
    [
        (figure(65.0, 0.5), PLAN, "ahead"),
        (figure(65.0, 1.0), PLAN, "ahead"),
        (figure(65.0, 2.0), PLAN, "on plan"),
        (figure(64.0, 1.0), PLAN, "on plan"),
        (figure(65.0), PLAN, "on plan, untested"),
        (figure(64.0), PLAN, "on plan, untested"),
        (figure(63.0, 1.0), PLAN, "behind, within uncertainty"),
        (figure(63.0, 0.9), PLAN, "behind"),
        (figure(63.0), PLAN, "behind, untested"),
        (figure(63.0, 0.5), replace(PLAN, tolerance=1.0), "on plan"),
        (figure(63.0), replace(PLAN, tolerance=1.0), "on plan, untested"),
        (replace(figure(63.0), lower=65.0, upper=66.0), PLAN, "behind, untested"),
        (replace(figure(65.0), lower=60.0, upper=64.5), PLAN, "on plan, untested"),
        (figure(67.0, 1.0), PLAN, "ahead"),
        (figure(66.7), PLAN, "on plan, untested"),
        (figure(66.7, 0.1), replace(PLAN, trajectory=70.0), "at the level already"),
        (figure(66.7), replace(PLAN, trajectory=None), "at the level already"),
        (figure(66.0, 0.1), replace(PLAN, trajectory=None), "not there yet"),
        (figure(66.7), replace(PLAN, trajectory=None, deadline=None), "met"),
        (figure(66.0), replace(PLAN, trajectory=None, deadline=None), "not met"),
        (figure(66.0), replace(PLAN, target=None, trajectory=None), "no trajectory"),
        (figure(66.0, 1.0), replace(PLAN, target=None, deadline=None), "ahead"),
        (figure(66.0), replace(PLAN, target=None), "on plan, untested"),
        (figure(66.0), Plan(agreed=False), "no target agreed"),
        (figure(None), PLAN, "no data"),
        (figure(math.nan), PLAN, "no data"),
        (Figure(None, None), Plan(agreed=False), "no data"),
        (figure(66.0), replace(PLAN, set_on=date(2024, 5, 1)), "too old to judge"),
        (figure(70.0), replace(PLAN, deadline=date(2024, 3, 31)), "met"),
        (figure(60.0), replace(PLAN, deadline=date(2024, 3, 31)), "not met"),
        (figure(60.0), replace(PLAN, deadline=date(2024, 4, 30)), "not met"),
        (figure(70.0), replace(PLAN, deadline=date(2024, 5, 31)), "deadline passed, no figure for it"),
        (figure(66.0), replace(PLAN, deadline=TODAY, trajectory=None), "not there yet"),
    ],
)
def test_each_word_has_its_case(found: Figure, plan: Plan, word: str) -> None:
    assert now_against_plan(found, plan, TODAY) == word


@pytest.mark.parametrize(("value", "word"), [(66.7, "met"), (66.6, "missed"), (None, "no figure")])
def test_how_a_target_ended_is_told_by_the_figure_for_its_deadline_alone(
    value: float | None, word: str
) -> None:
    assert at_deadline(value, 66.7, ">=") == word
    assert at_deadline(math.nan, 66.7, ">=") == "no figure"


def test_every_word_is_shown_as_one_of_six_and_untested_ones_as_what_they_would_be() -> None:
    assert set(SHOWN) == set(get_args(Word))
    assert set(SHOWN.values()) == set(get_args(Shown))
    assert shown_as("behind") == {"behind", "behind, within uncertainty", "behind, untested"}
    assert PASSING | FAILING | shown_as("not yet", "cannot say") == set(SHOWN)
    assert "not there yet" not in PASSING | FAILING


@given(
    st.floats(0, 100),
    st.one_of(st.just(math.nan), st.floats(0, 10)),
    st.floats(0, 100),
    st.one_of(st.none(), st.floats(0, 100)),
    st.booleans(),
)
def test_turning_better_around_leaves_the_word(
    value: float, half: float, target: float, path: float | None, passed: bool
) -> None:
    deadline = TODAY - timedelta(days=1) if passed else TODAY
    up = Plan(target=target, comparison=">=", deadline=deadline, trajectory=path)
    down = replace(up, target=-target, comparison="<=", trajectory=None if path is None else -path)
    word = now_against_plan(figure(value, half), up, TODAY)
    assert now_against_plan(figure(-value, half), down, TODAY) == word
    if not passed and path is not None and value < target and abs(value - path) > 1e-6:
        assert (word in ("ahead", "on plan", "on plan, untested")) == (value > path)


def test_rounding_alone_does_not_miss_a_target() -> None:
    assert meets(0.1 + 0.2, 0.3, "=")
    assert meets(100 * (667 / 1000), 66.7, ">=")
    assert meets(0.1 + 0.2, 0.3, "<=")
    assert not meets(66.69, 66.7, ">=")
    assert not meets(1, 0, "=")
    assert not meets(1, 0, "<=")


def test_an_exact_target_is_approached_from_either_side() -> None:
    plan = Plan(target=0.0, comparison="=", trajectory=40.0, deadline=date(2025, 3, 31))
    assert now_against_plan(figure(30.0, 1.0), plan, TODAY) == "behind"
    assert now_against_plan(figure(0.0, 1.0), plan, TODAY) == "at the level already"


def test_gaps_are_told_in_units_and_in_people() -> None:
    assert gap(64.0, 66.7) == pytest.approx(-2.7)
    assert gap_in_people(64.0, 66.7, 9630) == 260
    assert gap_in_people(67.0, 66.7, 1000) == -3
    assert gap_in_people(50.0, 50.5, 100) == 1
    assert gap_in_people(64.0, 66.7, None) is None
    assert gap_in_people(64.0, 66.7, math.nan) is None
    assert gap_in_people(64.0, 66.7, 0) is None


def test_the_headline_target_is_the_most_local_then_the_latest_then_the_nearest() -> None:
    targets = {
        "national": ("national", date(2024, 1, 1), date(2024, 12, 31)),
        "old": ("every Place", date(2022, 1, 1), date(2024, 12, 31)),
        "passed": ("every Place", date(2023, 1, 1), date(2024, 3, 31)),
        "far": ("every Place", date(2023, 1, 1), date(2028, 3, 31)),
        "near": ("every Place", date(2023, 1, 1), date(2025, 3, 31)),
        "standing": ("every Place", date(2023, 1, 1), None),
        "own": ("one Place", date(2020, 1, 1), None),
    }
    ordered = sorted(targets, key=lambda key: headline_order(*targets[key], TODAY))
    assert ordered[:3] == ["own", "near", "far"]
    assert ordered[-2:] == ["old", "national"]
    with pytest.raises(StatisticsError, match="everywhere"):
        headline_order("everywhere", TODAY, None, TODAY)


def test_an_every_place_target_passes_only_when_the_worst_place_does() -> None:
    assert every_place_passes(["met", "on plan", "ahead", "on plan, untested"]) is True
    assert every_place_passes(["at the level already", "not there yet"]) is None
    assert every_place_passes(["met", "behind", "no data"]) is False
    assert every_place_passes(["met", "no data"]) is None
    assert every_place_passes([]) is None
