"""Which target stands beside a figure, and when it is judged."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard import plan, way
from data.catalogue import Target, catalogue

AREAS = catalogue().areas
SYSTEM, HALTON = AREAS["cheshire-and-merseyside"], AREAS["halton"]
RATE = catalogue().indicators["dementia-diagnosis-rate"]
COUNT = catalogue().indicators["rtt-waiting-list"]
BASE = {
    "key": "example",
    "indicator": RATE.id,
    "domain": "dementia",
    "name": "Example",
    "statement": "Example",
    "direction": "increase",
    "value": 66.7,
    "comparison": ">=",
    "unit": "%",
    "scope": "C&M total",
    "set_on": date(2023, 1, 17),
    "set_on_basis": "example",
    "document": "example.txt",
    "section": "1",
    "words": "example",
    "kind": "performance",
}


def target(**changes: object) -> Target:
    return Target(**{**BASE, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "word"), [(66.7, "met"), (70.0, "met"), (66.6, "not met")])
def test_a_figure_of_the_very_area_is_judged(value: float, word: str):
    assert plan.judge(target(), RATE, SYSTEM, value, date(2024, 9, 30)).word == word


@pytest.mark.parametrize(
    ("changes", "area", "whose"),
    [
        ({}, HALTON, "Cheshire and Merseyside’s target"),
        ({"scope": "national"}, SYSTEM, "England’s target"),
        ({}, SYSTEM, ""),
        ({"scope": "every Place"}, HALTON, ""),
    ],
)
def test_a_yardstick_says_whose_target_it_is(changes: dict[str, object], area: object, whose: str):
    verdict = plan.judge(target(**changes), RATE, area, 70.0, date(2024, 9, 30))  # type: ignore[arg-type]
    assert (verdict.word, verdict.whose) == ("met", whose)


@pytest.mark.parametrize(
    ("changes", "area", "end"),
    [
        ({"scope": "every Place"}, SYSTEM, date(2024, 9, 30)),
        ({}, SYSTEM, date(2022, 12, 31)),
        ({"not_rated": "it is a sum for England"}, SYSTEM, date(2024, 9, 30)),
        ({"comparison": "<="}, SYSTEM, date(2024, 9, 30)),
    ],
    ids=["a promise about each Place", "too old", "not rated", "against the direction"],
)
def test_what_cannot_be_judged_is_not_and_says_why(changes: dict[str, object], area: object, end: date):
    verdict = plan.judge(target(**changes), RATE, area, 70.0, end)  # type: ignore[arg-type]
    assert verdict.word == ""
    assert verdict.why.endswith((".", "England"))


def test_a_total_is_shown_beside_a_place_and_never_judged_there():
    total = target(value=300_000, comparison="<=")
    assert plan.headline([total], HALTON, COUNT, date(2024, 1, 1)) == total
    verdict = plan.judge(total, COUNT, HALTON, 20_000, date(2024, 9, 30))
    assert verdict.word == ""
    assert "no share of it is agreed for Halton" in verdict.why


def test_the_target_of_a_day_is_the_version_that_was_live_on_it():
    known = catalogue()
    before, after = (
        plan.live(known, "rtt-over-65-weeks", day) for day in (date(2023, 6, 1), date(2024, 6, 1))
    )
    assert [one.key for one in before] == ["nhs2324-10-rtt-65-weeks"]
    assert [one.key for one in after] == ["jfp-elective-65-weeks-sep24"]
    assert plan.live(known, "rtt-over-65-weeks", date(2020, 1, 1)) == ()


def test_the_most_local_target_is_drawn():
    national, local = target(key="n", scope="national"), target(key="l", scope="every Place")
    assert plan.headline([national, local], HALTON, RATE, date(2024, 1, 1)) == local
    assert plan.headline([national, local], AREAS["england"], RATE, date(2024, 1, 1)) == national


def test_the_straight_line_starts_at_the_areas_own_figure_when_the_target_was_set():
    history = pd.DataFrame(
        {"period_end": [date(2022, 12, 31), date(2023, 12, 31)], "value": [60.0, 62.0], "period": ["a", "b"]}
    )
    goal = target(deadline=date(2025, 3, 31))
    path = way.path_to(goal, SYSTEM, RATE, [], history)
    assert path is not None
    assert path.agreed is False
    assert path.points == ((date(2022, 12, 31), 60.0), (date(2025, 3, 31), 66.7))
    assert way.path_to(target(), SYSTEM, RATE, [], history) is None


def test_points_of_a_paper_make_an_agreed_trajectory():
    goal = catalogue().targets["strategy-cvd-htn-treated-80"]
    indicator = catalogue().indicators[goal.indicator]
    points = catalogue().agreed_path(goal.key, SYSTEM.slug)
    empty = pd.DataFrame({"period_end": [], "value": np.array([], dtype=float)})
    path = way.path_to(goal, SYSTEM, indicator, points, empty)
    assert path is not None
    assert path.agreed
    assert path.points[-1] == (date(2029, 12, 31), 80)
    assert path.label.startswith("Trajectory agreed by C&M CVD prevention programme on 17 January 2023 (HCP")
