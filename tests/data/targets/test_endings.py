"""How lapsed targets ended: by the figure for the deadline, as the version live on its date, at each area."""

from datetime import date

import pytest

from data.catalogue.models import Target
from data.judgement.status import Point
from data.targets.endings import (
    NO_FIGURE,
    NONE_SINCE,
    REPLACED,
    TOO_OLD,
    WITHDRAWN,
    Ending,
    endings,
    lapsed,
    outcome,
)
from tests.data.examples import example_points, example_target, with_targets

TODAY = date(2026, 6, 30)
DEADLINE = {"deadline": "2025-03-31"}


def line(*values: float | None) -> list[Point]:
    """Monthly figures from February 2025 on."""
    return example_points(list(values), date(2025, 2, 1))


def ended(*targets: Target, key: str = "example", place: str = "", **lines: list[Point]) -> list[Ending]:
    defined = with_targets(*targets)
    held = {(slug.replace("_", "-"), "Persons"): points for slug, points in lines.items()}
    return endings(defined, defined.targets[key], held, TODAY, place)


def test_the_figure_for_the_deadline_alone_decides():
    (one,) = ended(
        example_target(scope="one Place", place="halton", **DEADLINE), halton=line(90.0, 69.0, 90.0)
    )
    assert (one.word, one.value, one.period, one.gap) == ("missed", 69.0, "March 2025", -1.0)


@pytest.mark.parametrize(
    ("values", "word"), [((90.0, 70.0), "met"), ((90.0, None), NO_FIGURE), ((), NO_FIGURE)]
)
def test_met_and_no_figure(values, word):
    (one,) = ended(example_target(scope="one Place", place="halton", **DEADLINE), halton=line(*values))
    assert one.word == word


def test_after_a_deadline_there_are_two_facts_how_it_ended_and_what_is_so_now():
    halton = {"scope": "one Place", "place": "halton"}
    (one,) = ended(example_target(**halton, **DEADLINE), halton=line(90.0, 70.0, 69.0))
    assert (one.word, one.now, one.newest, one.newest_period) == ("met", "not met", 69.0, "April 2025")
    (one,) = ended(example_target(**halton, **DEADLINE), halton=line(90.0, None, 71.0))
    assert (one.word, one.now) == (NO_FIGURE, "met")
    (one,) = ended(example_target(**halton, **DEADLINE), halton=line(90.0))
    assert (one.word, one.now) == (NO_FIGURE, NONE_SINCE)


def test_nothing_has_ended_while_the_deadline_is_ahead_or_nothing_can_be_rated():
    assert ended(example_target(deadline="2026-06-30"), halton=line(60.0, 60.0)) == []
    assert ended(example_target(value=None, comparison="", **DEADLINE), halton=line(60.0, 60.0)) == []
    assert ended(example_target(indicator="", measured_by="none public", **DEADLINE)) == []


def test_a_version_replaced_before_its_deadline_is_not_what_the_figure_is_judged_against():
    old = example_target("old", superseded_by="new", status="superseded", **DEADLINE)
    for set_on, word in (("2025-03-01", ""), ("2025-04-01", "missed")):
        new = example_target("new", set_on=set_on, supersedes="old", deadline="2026-03-31")
        (one,) = ended(old, new, key="old", place="halton", halton=line(60.0, 61.0))
        assert (one.word, one.now) == (word, "not met" if word else "")
        assert (one.reason, one.live) == ((REPLACED, "new") if not word else ("", ""))


def test_a_target_set_after_the_period_of_its_deadline_is_not_judged():
    (one,) = ended(example_target(set_on="2025-04-01", **DEADLINE), place="halton", halton=line(60.0, 61.0))
    assert (one.word, one.reason) == ("", TOO_OLD)


def test_a_paper_replaced_without_a_successor_is_judged_on_no_day():
    gone = example_target(status="document superseded", **DEADLINE)
    (one,) = ended(gone, place="halton", halton=line(60.0, 61.0))
    assert (one.word, one.reason) == ("", WITHDRAWN)


NINE = "sefton wirral liverpool knowsley st_helens warrington halton cheshire_west cheshire_east".split()


def test_a_target_for_every_place_is_met_only_where_the_worst_place_met_it():
    target = example_target(**DEADLINE)
    values = dict(zip(NINE, (71.0, 72.0, 73.0, 70.0, 75.0, 76.0, 77.0, 78.0, 79.0), strict=True))
    found = ended(target, **{name: line(0.0, value) for name, value in values.items()})
    told = outcome(with_targets(target), found)
    assert told is not None
    assert (told.word, told.now, told.worst and told.worst.area) == ("met", "met", "knowsley")
    found = ended(target, **{name: line(0.0, value - 2) for name, value in values.items()})
    told = outcome(with_targets(target), found)
    assert told is not None
    assert (told.word, told.now, sum(one.word == "met" for one in told.endings)) == ("missed", "not met", 7)


def test_it_is_not_called_met_while_a_place_has_no_figure_and_missed_as_soon_as_one_did():
    target = example_target(**DEADLINE)
    held = {name: line(0.0, 75.0) for name in NINE[1:]}
    whole = outcome(with_targets(target), ended(target, **held))
    assert whole is not None
    assert (whole.word, whole.now) == (NO_FIGURE, NONE_SINCE)
    whole = outcome(with_targets(target), ended(target, **held | {"halton": line(0.0, 60.0)}))
    assert whole is not None
    assert (whole.word, whole.worst and whole.worst.area) == ("missed", "halton")


def test_of_a_target_to_stay_below_the_worst_is_the_highest():
    target = example_target(value=10.0, comparison="<=", **DEADLINE)
    found = ended(target, halton=line(0.0, 12.0), sefton=line(0.0, 15.0))
    told = outcome(with_targets(target), found)
    assert told is not None
    assert told.worst is not None
    assert told.worst.area == "sefton"


def test_a_joint_area_stands_for_its_places_once():
    found = ended(example_target(**DEADLINE), cheshire=line(0.0, 75.0))
    assert [one.area for one in found if one.word == "met"] == ["cheshire"]
    assert len(found) == 8
    own = example_target(scope="one Place", place="cheshire-east", **DEADLINE)
    assert [(one.area, one.word) for one in ended(own, cheshire=line(0.0, 75.0))] == [
        ("cheshire-east", NO_FIGURE)
    ]


def test_a_target_for_england_is_a_yardstick_for_the_system():
    target = example_target(scope="national", **DEADLINE)
    found = ended(target, england=line(0.0, 71.0), cheshire_and_merseyside=line(0.0, 69.0))
    assert [(one.area, one.standing, one.word) for one in found] == [
        ("england", "own", "met"),
        ("cheshire-and-merseyside", "yardstick", "missed"),
    ]
    told = outcome(with_targets(target), found)
    assert told is not None
    assert told.word == "met"


def test_the_lapsed_are_told_for_the_system_or_a_place_by_how_they_stand_today():
    met = example_target("met", scope="C&M total", value=60.0, **DEADLINE)
    missed = example_target("missed", scope="national", **DEADLINE)
    ahead = example_target("ahead", scope="C&M total", deadline="2030-03-31")
    fallen = example_target("fallen", scope="C&M total", value=64.5, **DEADLINE)
    defined = with_targets(met, fallen, missed, ahead)
    system = line(0.0, 65.0, 64.0)
    lines = {("cheshire-and-merseyside", "Persons"): system, ("halton", "Persons"): line(0.0, 59.0)}

    def told(place: str) -> list[tuple[str, str, str]]:
        found = lapsed(defined, defined.targets.values(), lambda _: lines, TODAY, place)
        return [(one.target, one.word, one.now) for one in found]

    assert told("") == [
        ("missed", "missed", "not met"),
        ("fallen", "met", "not met"),
        ("met", "met", "met"),
    ]
    assert {one[1:] for one in told("halton")} == {("missed", "not met")}
