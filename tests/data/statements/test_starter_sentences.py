"""Sentences that stood wrong on the pages, on the published starter figures, as of a day that is given."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.judgement import off_plan
from data.judgement.lines import lines_of
from data.judgement.ranks import of_places
from data.judgement.status import STRAIGHT, Status
from data.statements import compute
from data.statistics.trajectory import SHOWN
from data.store import queries
from data.targets.coverage import SYSTEM, area_paths
from data.targets.endings import endings
from data.wording.places import of_last, rank_at
from loaders.pipeline import load_file
from loaders.starter import STARTER
from tests.engines import SqliteStores

TODAY = date(2026, 11, 28)
FILES = ("cvdprevent.csv", "cancer.csv", "ae.csv", "fingertips.csv")
TREATED, CANCER, AE, SMOKING = (
    "cvd-hypertension-treated",
    "cancer-28-day-fds",
    "ae-4-hour",
    "smoking-prevalence",
)
KNOWN = catalogue()


@pytest.fixture(scope="module")
def store(sqlite_stores: SqliteStores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with sqlite_stores.store(tmp_path_factory.mktemp("starter")) as engine:
        for name in FILES:
            load_file(STARTER / name, engine, KNOWN)
        yield engine


@pytest.fixture(scope="module")
def statuses(store: Engine) -> list[Status]:
    return compute.statuses(store, KNOWN, indicators=[TREATED, CANCER, AE, SMOKING], today=TODAY)


def at_system(statuses: list[Status], indicator: str) -> Status:
    (status,) = [one for one in statuses if (one.indicator, one.place) == (indicator, SYSTEM)]
    return status


def test_high_blood_pressure_is_not_there_yet_by_a_path_that_nobody_agreed(statuses: list[Status]):
    treated = at_system(statuses, TREATED)
    assert (treated.now.word, treated.now.target_key) == ("not there yet", "strategy-cvd-htn-treated-80")
    assert (treated.now.trajectory_value, treated.now.gap_people) == (None, 34314)
    assert "7.6 percentage points below the target of 80% or more by December 2029" in treated.sentence
    assert "about 34,314 more people treated would close the gap" in treated.sentence
    assert "agreed" not in treated.sentence


def test_the_national_objective_is_a_yardstick_whose_own_month_is_not_held(store: Engine):
    frame = queries.history(store, KNOWN, TREATED, areas=[SYSTEM, "england"])
    target = KNOWN.targets["nhs2324-29-hypertension-77"]
    found = endings(KNOWN, target, lines_of(frame), TODAY, SYSTEM)
    assert [(one.standing, one.word, one.now) for one in found] == [("yardstick", "no figure", "not met")]


def test_no_path_is_agreed_and_only_what_needs_one_is_counted(statuses: list[Status]):
    ways = area_paths(KNOWN, statuses)
    assert {way.kind for way in ways} == {STRAIGHT, ""}
    without = {(one.indicator, one.place) for one in statuses if not one.now.target_key}
    assert without
    assert not without & {(way.indicator, way.area) for way in ways}


def test_cancer_was_met_at_its_deadline_and_is_not_met_now(statuses: list[Status]):
    cancer = at_system(statuses, CANCER)
    assert (cancer.latest and round(cancer.latest.value or 0, 1), cancer.now.target) == (73.8, 75)
    assert (cancer.now.word, cancer.now.at_deadline) == ("not met", "met")


def test_emergency_care_missed_its_deadline_and_is_off_plan_now(statuses: list[Status]):
    emergency = at_system(statuses, AE)
    assert (emergency.now.word, emergency.now.at_deadline) == ("not met", "missed")
    assert emergency in off_plan.exceptions(statuses, KNOWN)


def test_no_place_is_behind_or_on_plan_by_the_straight_line_of_a_yardstick(statuses: list[Status]):
    smoking = [one for one in statuses if one.indicator == SMOKING and one.now.standing == "yardstick"]
    assert {one.now.path.kind for one in smoking if one.latest} >= {STRAIGHT}
    assert {one.now.word for one in smoking if one.latest} == {"not there yet"}
    assert all(one.speed.required is not None for one in smoking if one.now.path.kind == STRAIGHT)
    assert not any(one in off_plan.exceptions(statuses, KNOWN) for one in smoking)


def test_before_a_deadline_nothing_is_not_met_on_any_day(store: Engine):
    for day in (date(2024, 6, 1), date(2025, 6, 1), TODAY):
        for status in compute.statuses(store, KNOWN, indicators=[TREATED, CANCER, AE, SMOKING], as_of=day):
            deadline = status.now.deadline
            if deadline is not None and deadline >= day:
                assert SHOWN[status.now.word] != "not met", status.sentence
                assert status.now.at_deadline == ""


def test_halton_is_last_by_the_newest_figures_that_no_interval_tests(store: Engine):
    ranked = []
    for id in ("obesity-reception", "physically-inactive-adults"):
        indicator = KNOWN.indicators[id]
        lines = lines_of(queries.history(store, KNOWN, id))
        ranked.append(
            (indicator.short_title, rank_at(of_places(KNOWN, indicator, lines, "Persons"), "halton"))
        )
    text = of_last(ranked, "Halton")
    assert text.startswith(
        "By the newest figures Halton is last on all 2 measures: Obesity in Reception (2024/25, cannot be "
        "tested) and Inactive adults (2024/25, cannot be tested)."
    )
    assert "older figures than the newest, it is last on none." in text
