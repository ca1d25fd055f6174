"""Which target stands beside a figure, and when it is judged."""

from datetime import date

import pytest

from dashboard import plan, way
from data.catalogue import Target, catalogue

AREAS = catalogue().areas
SYSTEM, HALTON = AREAS["cheshire-and-merseyside"], AREAS["halton"]
RATE = catalogue().indicators["dementia-diagnosis-rate"]
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
    ("changes", "area", "end"),
    [
        ({}, HALTON, date(2024, 9, 30)),
        ({"scope": "national"}, SYSTEM, date(2024, 9, 30)),
        ({}, SYSTEM, date(2022, 12, 31)),
        ({"not_rated": "it is a sum for England"}, SYSTEM, date(2024, 9, 30)),
        ({"comparison": "<="}, SYSTEM, date(2024, 9, 30)),
    ],
    ids=["a Place", "a national target", "too old", "not rated", "against the direction"],
)
def test_what_cannot_be_judged_is_not_and_says_why(changes: dict[str, object], area: object, end: date):
    verdict = plan.judge(target(**changes), RATE, area, 70.0, end)  # type: ignore[arg-type]
    assert verdict.word == ""
    assert verdict.why.endswith((".", "England"))


def test_a_target_is_live_from_its_setting_until_it_is_replaced():
    old = target(key="old", status="superseded", superseded_by="new")
    new = target(key="new", set_on=date(2024, 4, 1), supersedes="old")
    assert plan.live([old, new], date(2022, 1, 1)) == []
    assert plan.live([old, new], date(2023, 6, 1)) == [old]
    assert plan.live([old, new], None) == [new]


def test_the_most_local_target_is_drawn():
    national, local = target(key="n", scope="national"), target(key="l", scope="every Place")
    assert plan.headline([national, local], HALTON, date(2024, 1, 1)) == local
    assert plan.headline([national, local], AREAS["england"], date(2024, 1, 1)) == national


def test_the_straight_line_starts_at_the_areas_own_figure_when_the_target_was_set():
    import pandas as pd

    history = pd.DataFrame(
        {"period_end": [date(2022, 12, 31), date(2023, 12, 31)], "value": [60.0, 62.0], "period": ["a", "b"]}
    )
    goal = target(deadline=date(2025, 3, 31))
    path = way.path_to(goal, SYSTEM, [], history)
    assert path is not None
    assert path.agreed is False
    assert path.points == ((date(2022, 12, 31), 60.0), (date(2025, 3, 31), 66.7))
    assert way.path_to(goal, HALTON, [], history) is None
    assert way.path_to(target(), SYSTEM, [], history) is None


def test_points_of_a_paper_make_an_agreed_trajectory():
    goal = catalogue().targets["strategy-cvd-htn-treated-80"]
    points = catalogue().trajectory_of(goal.key)
    import pandas as pd

    empty = pd.DataFrame({"period_end": [], "value": []})
    path = way.path_to(goal, SYSTEM, points, empty)
    assert path is not None
    assert path.agreed
    assert path.points[-1] == (date(2029, 12, 31), 80)
