"""How many lines stand where, and what is off plan, worst first. Made-up statuses only."""

from datetime import date
from typing import Any

from data.catalogue.reader import catalogue
from data.judgement import off_plan
from data.judgement.status import Change, Now, Point, Status

DEMENTIA, SMOKING, WAITS = "dementia-diagnosis-rate", "smoking-prevalence", "rtt-over-65-weeks"
CONCERN, IMPROVEMENT = Change("chart", variation="concern_high"), Change("chart", variation="improvement_low")


def example(
    word: str,
    place: str = "halton",
    indicator: str = DEMENTIA,
    value: float | None = 60.0,
    target: float = 66.7,
    change: Change | None = None,
    people: int | None = None,
    **more: Any,
) -> Status:
    """A made-up status, held against a target."""
    latest = Point(date(2026, 3, 1), date(2026, 3, 31), "March 2026", value) if value is not None else None
    gap = None if value is None else value - target
    now = Now(word, target=target, against="target", gap=gap, gap_people=people, standing="own", **more)  # type: ignore[arg-type]
    return Status(indicator, place, "example", "Persons", "", "%", latest, now, change or Change())


def places(found: list[Status]) -> list[str]:
    return [one.place for one in found]


def test_each_word_is_counted_once_and_all_of_them():
    words = ["met", "at the level already", "ahead", "on plan", "on plan, untested", "behind"]
    words += ["behind, within uncertainty", "behind, untested", "not there yet", "not met"]
    words += ["no data", "no data", "no target agreed"]
    ids = list(catalogue().indicators)
    found = [example(word, indicator=ids[at]) for at, word in enumerate(words)]
    counted = off_plan.counts(found, catalogue(), "halton")
    assert (counted.met, counted.on_plan, counted.behind) == (2, 3, 3)
    assert (counted.not_yet, counted.not_met) == (1, 1)
    assert (counted.unjudged, counted.lines, counted.judged) == (3, 13, 10)
    assert counted.why == (("no data", 2), ("no target agreed", 1))


def test_without_a_place_the_counts_are_those_of_cheshire_and_merseyside():
    found = [example("met", "cheshire-and-merseyside"), example("not met", "halton")]
    counted = off_plan.counts(found, catalogue())
    assert (counted.area, counted.met, counted.not_met) == ("cheshire-and-merseyside", 1, 0)


def test_a_joint_area_stands_for_a_place_without_a_figure_of_its_own():
    none, shared = example("no data", "cheshire-east", value=None), example("not met", "cheshire")
    own = example("met", "cheshire-east")
    known = catalogue()
    assert off_plan.counts([none, shared], known, "cheshire-east").not_met == 1
    assert off_plan.counts([own, shared], known, "cheshire-east").met == 1
    assert places(off_plan.exceptions([none, shared], known, "cheshire-east")) == ["cheshire"]
    assert off_plan.exceptions([own, shared], known, "cheshire-east") == []
    assert off_plan.exceptions([none, shared], known, "halton") == []


def test_only_what_is_off_plan_is_an_exception_and_england_is_none_of_ours():
    found = [
        example("met"),
        example("at the level already", "liverpool"),
        example("not there yet", "knowsley"),
        example("no data", "sefton", value=None),
        example("not met", "wirral"),
        example("not met", "england"),
    ]
    assert places(off_plan.exceptions(found, catalogue())) == ["wirral"]


def test_the_order_is_chance_then_change_then_few_people_then_gap_then_people():
    found = [
        example("behind, untested", "cheshire-east", value=0.5, change=CONCERN),
        example("behind, within uncertainty", "sefton", value=1.0, change=CONCERN),
        example("behind", "wirral", value=30.0, change=IMPROVEMENT),
        example("not met", "liverpool", value=5.0, target=0, people=-5),
        example("not met", "knowsley", value=66.0, people=10),
        example("not met", "st-helens", value=66.0, people=20),
        example("not met", "warrington", value=60.0),
        example("behind", "halton", value=66.6, change=CONCERN),
    ]
    assert places(off_plan.exceptions(found, catalogue())) == (
        "halton warrington st-helens knowsley liverpool wirral sefton cheshire-east".split()
    )


def test_gaps_of_percentages_and_counts_can_be_compared():
    assert off_plan.relative_gap(example("not met", value=75.0, target=100.0)) == 0.25
    assert off_plan.relative_gap(example("not met", value=12.0, target=6.0)) == 0.5
    assert off_plan.relative_gap(example("not met", value=58.0, target=0.0)) == 1.0
    assert off_plan.relative_gap(example("met", value=0.0, target=0.0)) == 0.0
    assert off_plan.relative_gap(example("no data", value=None)) == 0.0


def test_a_trend_is_for_the_worse_by_which_way_is_better():
    known = catalogue().indicators
    up = example("not met", change=Change("trend", trend="increasing"))
    assert off_plan.direction_of_change(up, known[DEMENTIA]) == "better"
    assert off_plan.direction_of_change(up, known[SMOKING]) == "worse"
    assert off_plan.direction_of_change(example("not met"), known[SMOKING]) == ""
    neither = next(one for one in known.values() if one.better == "neither")
    assert off_plan.direction_of_change(up, neither) == ""


def test_areas_of_one_line_stand_together_in_the_order_of_the_worst():
    found = [
        example("not met", "halton"),
        example("not met", "sefton", SMOKING),
        example("not met", "wirral"),
    ]
    groups = off_plan.by_line(found)
    assert [places(list(group)) for group in groups] == [["halton", "wirral"], ["sefton"]]


def test_strengths_mirror_the_exceptions_and_end_with_what_gets_better_without_a_plan():
    ids = list(catalogue().indicators)
    better = Change("chart", variation="improvement_high")
    found = [
        example("met", indicator=ids[0], value=70.0, change=CONCERN),
        example("met", indicator=ids[1], value=69.0, people=-5),
        example("on plan", indicator=ids[2], value=66.0, comparison=">="),
        example("ahead", indicator=ids[3], value=68.0),
        example("met", indicator=ids[4], value=75.0),
        example("on plan", indicator=ids[5], value=67.0, change=better),
        example("on plan, untested", indicator=ids[9], value=90.0, change=better),
        example("not there yet", indicator=ids[10], value=60.0, change=CONCERN),
        example("not there yet", indicator=ids[11], value=60.0),
        example("no trajectory", indicator=ids[6], change=better),
        example("no trajectory", indicator=ids[7], change=CONCERN),
        example("not met", indicator=ids[8], value=60.0, change=better),
    ]
    told = [ids.index(one.indicator) for one in off_plan.strengths(found, catalogue(), "halton")]
    assert told == [5, 4, 3, 2, 1, 0, 9, 6]
    assert [ids.index(one.indicator) for one in off_plan.worries(found, catalogue(), "halton")] == [8, 7, 10]


def test_a_figure_on_the_wrong_side_of_its_aim_is_no_lead():
    assert off_plan.relative_lead(example("met", value=80.0, target=100.0, comparison="<=")) == 0.2
    assert off_plan.relative_lead(example("on plan", value=80.0, target=100.0, comparison=">=")) == -0.2


def test_a_joint_area_stands_for_its_place_among_strengths_too():
    none, shared = example("no data", "cheshire-east", value=None), example("met", "cheshire")
    assert places(off_plan.strengths([none, shared], catalogue(), "cheshire-east")) == ["cheshire"]


def test_lines_with_figures_of_places_only_are_counted():
    area = "cheshire-and-merseyside"
    whole = [example("no data", area, indicator=one, value=None) for one in (DEMENTIA, SMOKING)]
    local = [example("met", "halton"), example("met", "cheshire", indicator=SMOKING)]
    assert off_plan.published_locally([*whole, *local], catalogue()) == 2
    held = example("met", area, indicator=SMOKING)
    assert off_plan.published_locally([*whole, *local, held], catalogue()) == 1
