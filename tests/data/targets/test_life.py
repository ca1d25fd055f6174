"""The rules of a target's life: whom it applies to, which version was live, how it ended."""

from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.models import Target
from data.catalogue.reader import Catalogue, TargetRelation, load_catalogue
from data.judgement.against_plan import at_deadline
from data.judgement.status import Point
from data.targets import life

TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def example(**changes: object) -> Target:
    fields: dict[str, object] = {
        "key": "example",
        "domain": "context",
        "name": "Example",
        "statement": "Example",
        "direction": "increase",
        "value": 80,
        "comparison": ">=",
        "unit": "%",
        "scope": "C&M total",
        "deadline": date(2026, 3, 31),
        "set_on": date(2025, 1, 1),
        "set_on_basis": "date of the paper",
        "document": "example.txt",
        "section": "1",
        "words": "example",
        "kind": "outcome",
    }
    return Target.model_validate(fields | changes)


@pytest.mark.parametrize(
    ("scope", "area", "standing"),
    [
        ("every Place", "halton", "own"),
        ("every Place", "cheshire", "own"),
        ("every Place", "cheshire-and-merseyside", "shown only"),
        ("every Place", "england", ""),
        ("every trust", "rbn", "own"),
        ("every trust", "halton", ""),
        ("C&M total", "cheshire-and-merseyside", "own"),
        ("C&M total", "halton", "yardstick"),
        ("C&M total", "rbn", "yardstick"),
        ("C&M total", "england", ""),
        ("national", "england", "own"),
        ("national", "cheshire-and-merseyside", "yardstick"),
        ("national", "halton", "yardstick"),
        ("national", "01f", "yardstick"),
    ],
)
def test_a_rate_applies_to_its_area_and_as_a_yardstick_to_the_parts(catalogue, scope, area, standing):
    assert life.applies_to(example(scope=scope), catalogue.areas[area]) == standing


def test_a_promise_of_one_place_is_no_other_places_business(catalogue):
    target = example(scope="one Place", place="cheshire-west")
    stands = {slug: life.applies_to(target, area) for slug, area in catalogue.areas.items()}
    assert {slug for slug, one in stands.items() if one == "own"} == {"cheshire-west"}
    assert stands["cheshire"] == "shown only"
    assert stands["cheshire-east"] == ""


def test_each_of_the_nine_places_owns_a_target_for_every_place(catalogue):
    target = catalogue.targets["strategy-dementia-66"]
    assert {life.applies_to(target, place) for place in catalogue.places} == {"own"}


@pytest.mark.parametrize("scope", ["C&M total", "national"])
@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"unit": "people accessing treatment", "value": 72724}, "shown only"),
        ({"unit": "pathways", "value": 0, "comparison": "<="}, "yardstick"),
        ({"unit": "per million adults", "value": 30, "comparison": "<="}, "yardstick"),
        ({"unit": "GBP net position", "value": 0}, "shown only"),
        ({"unit": "% year-on-year increase", "value": 5}, "shown only"),
        ({"unit": "% reduction in gap", "value": 20}, "shown only"),
        ({"unit": "tCO2e net", "value": 0, "comparison": "<="}, "shown only"),
        ({"value": None, "comparison": ""}, "shown only"),
        ({"not_rated": "It is another measure."}, "shown only"),
    ],
)
def test_only_a_rate_or_nought_holds_for_every_part(catalogue, scope, changes, standing):
    target = example(scope=scope, **changes)
    assert life.applies_to(target, catalogue.areas["halton"]) == standing


def test_the_indicators_own_unit_decides_where_one_is_named(catalogue):
    target = catalogue.targets["jfp-elective-65-weeks-sep24"].model_copy(update={"value": 100.0})
    indicator = catalogue.indicators[target.indicator]
    assert life.applies_to(target, catalogue.areas["halton"], indicator) == "shown only"
    nought = catalogue.targets["jfp-elective-65-weeks-sep24"]
    assert life.applies_to(nought, catalogue.areas["halton"], indicator) == "yardstick"


def test_versions_follow_each_other_and_each_is_live_in_its_own_time(catalogue):
    old, new = "nhs2324-10-rtt-65-weeks", "jfp-elective-65-weeks-sep24"
    for key in (old, new):
        assert [one.key for one in life.lineage(catalogue, key)] == [old, new]
    assert life.version_on(catalogue, new, date(2022, 12, 22)) is None
    assert life.version_on(catalogue, new, date(2024, 3, 31)).key == old
    assert life.version_on(catalogue, old, date(2024, 4, 1)).key == new


def test_what_was_live_on_a_day_is_asked_of_that_day(catalogue):
    def live(day: date) -> set[str]:
        return {one.key for one in life.live_on(catalogue, "rtt-over-65-weeks", day)}

    assert live(date(2022, 12, 1)) == set()
    assert live(date(2023, 6, 30)) == {"nhs2324-10-rtt-65-weeks"}
    assert live(date(2024, 6, 30)) == {"jfp-elective-65-weeks-sep24"}


def test_a_target_said_to_be_replaced_by_an_older_one_stays(catalogue):
    key = "strategy-diagnostics-activity-120"
    assert [one.key for one in life.lineage(catalogue, key)] == [key]


def test_a_paper_replaced_without_a_successor_has_no_live_target(catalogue):
    gone = catalogue.targets["s2125-life-expectancy-gap"]
    assert not life.is_live(catalogue, gone, date(2022, 1, 1))


def test_a_redated_target_keeps_its_old_deadline_visible(catalogue):
    (earlier,) = life.earlier_deadlines(catalogue, "jfp-cyp-family-hubs-mar26")
    assert (earlier[0].key, earlier[1]) == ("strategy-cyp-family-hubs", date(2025, 12, 31))
    assert [day for _, day in life.earlier_deadlines(catalogue, "jfp-elective-65-weeks-sep24")] == [
        date(2024, 3, 31)
    ]
    assert life.earlier_deadlines(catalogue, "strategy-cyp-family-hubs") == []


def test_three_versions_make_one_line(catalogue):
    first = example(key="first", set_on=date(2021, 1, 1), superseded_by="second", status="superseded")
    second = example(
        key="second", set_on=date(2022, 1, 1), supersedes="first", superseded_by="third", status="superseded"
    )
    third = example(key="third", set_on=date(2023, 1, 1), supersedes="second")
    small = replace(catalogue, targets={one.key: one for one in (third, first, second)}, relations=())
    assert [one.key for one in life.lineage(small, "second")] == ["first", "second", "third"]
    assert life.version_on(small, "first", date(2022, 6, 1)) == second


def test_conflicts_stand_side_by_side(catalogue):
    (pair,) = life.conflicts(catalogue, ["strategy-ld-inpatients-adult-70"])
    assert {pair.target.value, pair.other.value} == {30, 70}
    assert "head count" in pair.reason
    assert len(life.conflicts(catalogue)) == 4
    assert life.conflicts(catalogue, ["beacon-01-life-expectancy"]) == []


MONTHLY = load_catalogue().indicators["dementia-diagnosis-rate"]
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("value", "said"),
    [(80, "met"), (79.9, "missed"), (None, "no figure")],
)
def test_a_lapsed_target_is_judged_by_the_figure_for_its_deadline(value, said):
    february = Point(date(2026, 2, 1), date(2026, 2, 28), "February 2026", 99.0)
    april = Point(date(2026, 4, 1), date(2026, 4, 30), "April 2026", 99.0)
    points = [february, Point(*MARCH, "March 2026", value), april]
    assert at_deadline(example(), MONTHLY, points, TODAY) == said


def test_of_overlapping_windows_the_first_that_reaches_the_deadline_says_how_it_ended(catalogue):
    rolling = catalogue.indicators["life-expectancy"]
    values = {2022: 79.0, 2023: 80.0, 2024: 82.0}
    windows = [Point(date(y, 1, 1), date(y + 2, 12, 31), str(y), value) for y, value in values.items()]
    for value, said in ((80, "met"), (81, "missed")):
        target = example(value=value, deadline=date(2025, 6, 30))
        assert at_deadline(target, rolling, windows, TODAY) == said


def test_a_target_ahead_without_value_or_without_deadline_has_not_ended():
    def ended(today: date = TODAY, **changes: object) -> str | None:
        points = [Point(*MARCH, "March 2026", 90.0)]
        return at_deadline(example(**changes), MONTHLY, points, today)

    assert ended(date(2026, 3, 31)) is None
    assert ended(value=None, comparison="") is None
    assert ended(deadline=None) is None
    assert ended(not_rated="another measure") is None


FIGURES = [(date(2024, 9, 30), 60.0), (date(2024, 12, 31), 62.0), (date(2025, 3, 31), 70.0)]


def test_the_straight_line_begins_at_the_stated_baseline(catalogue):
    target = example(baseline_value=50, baseline_date=date(2024, 3, 31))
    assert life.straight_line(target, catalogue.areas["cheshire-and-merseyside"], FIGURES) == [
        (date(2024, 3, 31), 50),
        (date(2026, 3, 31), 80),
    ]


def test_else_it_begins_at_the_areas_own_figure_when_the_target_was_set(catalogue):
    line = [(date(2024, 12, 31), 62.0), (date(2026, 3, 31), 80)]
    assert life.straight_line(example(), catalogue.areas["cheshire-and-merseyside"], FIGURES) == line


def test_the_baseline_of_the_whole_is_not_a_parts_own(catalogue):
    whole = example(baseline_value=50, baseline_date=date(2024, 3, 31))
    each = whole.model_copy(update={"scope": "every Place"})
    for target in (whole, each):
        line = life.straight_line(target, catalogue.areas["halton"], FIGURES)
        assert line[0] == (date(2024, 12, 31), 62.0)


@pytest.mark.parametrize(
    ("changes", "area", "figures"),
    [
        ({}, "cheshire-and-merseyside", FIGURES[2:]),
        ({"deadline": None}, "cheshire-and-merseyside", FIGURES),
        ({"value": None, "comparison": ""}, "cheshire-and-merseyside", FIGURES),
        ({"unit": "people"}, "halton", FIGURES),
        ({"deadline": date(2024, 6, 30)}, "cheshire-and-merseyside", FIGURES),
    ],
)
def test_no_line_is_drawn_where_nothing_says_from_where_or_to_where(catalogue, changes, area, figures):
    assert life.straight_line(example(**changes), catalogue.areas[area], figures) == []


def test_a_relation_alone_makes_a_version_where_it_leads_forwards(catalogue):
    one = example(key="one", set_on=date(2021, 1, 1))
    two = example(key="two", set_on=date(2022, 1, 1))
    both = {"one": one, "two": two}
    forwards = TargetRelation(from_key="one", to_key="two", relation="re-dated-by")
    backwards = TargetRelation(from_key="two", to_key="one", relation="replaced-by")
    assert life.lineage(replace(catalogue, targets=both, relations=(forwards,)), "one") == (one, two)
    assert life.lineage(replace(catalogue, targets=both, relations=(backwards,)), "one") == (one,)


def test_the_direction_of_a_rate_is_a_yardstick_for_a_place_and_that_of_a_count_is_not(catalogue):
    target = example(scope="C&M total", value=None, comparison="", direction="decrease")
    halton, known = catalogue.areas["halton"], catalogue.indicators
    assert life.applies_to(target, halton, known["smoking-at-delivery"]) == "yardstick"
    assert life.applies_to(target, halton, known["rtt-waiting-list"]) == "shown only"
    refused = example(scope="C&M total", value=None, comparison="", direction="decrease", not_rated="example")
    assert life.applies_to(refused, halton, known["smoking-at-delivery"]) == "shown only"


def test_a_beacon_indicator_counts_for_cheshire_and_merseyside_as_well(catalogue):
    beacon = catalogue.targets["beacon-02-healthy-life-expectancy"]
    assert beacon.scope == "every Place"
    assert life.applies_to(beacon, catalogue.areas["cheshire-and-merseyside"]) == "own"
    assert life.applies_to(example(scope="every Place"), catalogue.areas["cheshire-and-merseyside"]) == (
        "shown only"
    )
