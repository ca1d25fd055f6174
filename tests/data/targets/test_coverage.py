"""How much of the register can be checked, which ways are agreed or derived, and which figures are late."""

from collections import Counter
from dataclasses import replace
from datetime import date
from operator import attrgetter

import pytest

from data.catalogue.models import TrajectoryPoint
from data.catalogue.reader import Catalogue, catalogue
from data.judgement.status import AGREED, STRAIGHT, Now, Path, Point, Status
from data.targets import coverage
from data.targets.coverage import NO_BASELINE, NO_VALUE, SYSTEM, AreaPath
from tests.data.examples import example_target, monthly_rows, told, with_targets

DEMENTIA = "dementia-diagnosis-rate"
LINE = Path(((date(2025, 3, 31), 65.0), (date(2030, 3, 31), 70.0)), kind=STRAIGHT)
MARCH = Point(date(2025, 3, 1), date(2025, 3, 31), "March 2025", 65.0)
POINT = {
    "target_key": "example",
    "indicator": DEMENTIA,
    "place": "halton",
    "date": "2030-03-31",
    "value": 70,
    "kind": "trajectory",
    "interpolation": "linear",
    "basis": "point",
    "agreed_by": "Example board",
    "document": "example.txt",
    "words": "example",
}


def status(place: str = "halton", latest: Point | None = MARCH, **now: object) -> Status:
    known: dict[str, object] = {
        "word": "behind",
        "target_key": "example",
        "target": 70.0,
        "comparison": ">=",
        "deadline": date(2030, 3, 31),
        "scope": "every Place",
        "standing": "own",
    }
    told = Now(**(known | now))  # type: ignore[arg-type]
    return Status(DEMENTIA, place, f"{DEMENTIA}-example", "Persons", "", "%", latest, told)


def way(one: Status, defined: Catalogue | None = None) -> AreaPath:
    found = coverage.area_paths(defined or with_targets(example_target()), [one])
    (told,) = [told for told in found if told.area == one.place]
    return told


def test_an_agreed_way_goes_before_a_straight_line():
    drawn = status(path=LINE, others=("other",))
    assert way(drawn).kind == STRAIGHT
    assert way(replace(drawn, agreed=("example",))).kind == AGREED
    assert way(replace(drawn, agreed=("other",))).kind == AGREED
    assert way(replace(drawn, agreed=("ended",))).kind == STRAIGHT


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ({"target": None}, NO_VALUE),
        ({"target": None, "deadline": None}, NO_VALUE),
        ({}, NO_BASELINE),
    ],
)
def test_where_there_is_no_way_the_first_thing_missing_is_told(now, why):
    assert way(status(**now)) == AreaPath(DEMENTIA, "halton", "", why)


@pytest.mark.parametrize(
    "now", [{"word": "no target agreed", "target_key": "", "target": None}, {"deadline": None}]
)
def test_pairs_without_a_target_and_standing_standards_need_no_way_and_are_not_counted(now):
    assert coverage.area_paths(with_targets(example_target()), [status(**now)]) == []


def test_an_agreed_way_is_counted_beside_a_standing_standard_too():
    agreed = replace(status(others=("other",), deadline=None), agreed=("other",))
    assert way(agreed).kind == AGREED


def test_a_line_that_begins_at_a_figure_older_than_the_target_is_one(sqlite_engine, tmp_path):
    rows = monthly_rows([60.0, 61.0])
    later = with_targets(example_target(set_on="2025-06-01"))
    assert way(told(sqlite_engine, tmp_path, rows, later), later).kind == STRAIGHT


def test_a_line_from_a_stated_baseline_needs_no_figure(sqlite_engine, tmp_path):
    stated = {"scope": "one Place", "place": "halton", "baseline_value": 60, "baseline_date": "2022-12-31"}
    defined = with_targets(example_target(**stated))
    assert way(told(sqlite_engine, tmp_path, [], defined), defined).kind == STRAIGHT


def test_two_places_with_one_figure_have_the_way_of_the_two_together():
    joint = status("cheshire", path=LINE)
    apart = [status(slug, None, word="no data") for slug in ("cheshire-east", "cheshire-west")]
    found = coverage.area_paths(with_targets(example_target()), [joint, *apart])
    assert {(one.area, one.kind) for one in found} == {
        ("cheshire-east", STRAIGHT),
        ("cheshire-west", STRAIGHT),
    }


def test_every_indicator_is_counted_once_at_each_place_and_at_the_whole():
    known = catalogue()
    needed = Now(target_key="example", target=70.0, deadline=date(2030, 3, 31))
    found = [
        Status(one.id, area, one.headline.id, sex, "", one.unit, now=needed)
        for one in known.indicators.values()
        for area in [*(place.slug for place in known.places), SYSTEM]
        for sex in one.headline.sexes
    ]
    told = coverage.area_paths(known, found)
    assert len(told) == len(set(told)) == len(known.indicators) * 10
    assert Counter(one.area for one in told)[SYSTEM] == len(known.indicators)


def test_a_path_counts_as_agreed_where_the_figures_are_of_its_kind(sqlite_engine, tmp_path):
    path = [POINT, POINT | {"date": "2031-03-31", "value": 72, "kind": "target"}]
    points = tuple(TrajectoryPoint.model_validate(one) for one in path)
    defined = with_targets(example_target())
    stated = replace(defined, trajectories=points)
    rows = monthly_rows([60.0, 61.0])
    assert told(sqlite_engine, tmp_path, rows, stated).agreed == ("example",)
    assert told(sqlite_engine, tmp_path, rows, stated, place="sefton").agreed == ()
    rolling = replace(
        stated,
        trajectories=tuple(one.model_copy(update={"basis": "rolling twelve months"}) for one in points),
    )
    assert told(sqlite_engine, tmp_path, rows, rolling).agreed == ()


def test_targets_to_which_a_path_is_agreed_are_counted_whether_they_lead_or_not():
    targets = [example_target(key) for key in ("example", "other", "third")]
    lines = [replace(status(path=LINE), agreed=("other",)), status("sefton", path=LINE)]
    (counted,) = coverage.coverage(with_targets(*targets), targets, lines, lambda one: one.domain)
    assert (counted.agreed, counted.straight) == (1, 1)


def test_targets_are_counted_by_what_a_check_needs():
    bare = example_target(
        "bare", value=None, comparison="", deadline=None, indicator="", measured_by="none public"
    )
    elsewhere = example_target("elsewhere", indicator="", measured_by="another publication")
    full = example_target(baseline_text="60%")
    defined = with_targets(bare, elsewhere, full)
    (told,) = coverage.coverage(
        defined,
        list(defined.targets.values()),
        [status(path=LINE)],
        lambda one: one.domain,
    )
    assert (told.group, told.targets, told.valued, told.dated, told.baseline) == ("dementia", 3, 2, 2, 1)
    assert (told.measured, told.figures, told.no_series) == (1, 1, 1)
    assert (told.agreed, told.straight) == (0, 1)


def test_a_figure_elsewhere_is_no_figure_for_a_target_of_one_place():
    defined = with_targets(example_target(scope="one Place", place="sefton"))
    target = defined.targets["example"]
    assert not coverage.has_figures(defined, target, {(DEMENTIA, "halton")})
    assert coverage.has_figures(defined, target, {(DEMENTIA, "sefton")})


def test_the_groups_add_up_to_the_register():
    known = catalogue()
    everything = list(known.targets.values())
    for group in ("programme", "domain"):
        told = coverage.coverage(known, everything, [], attrgetter(group))
        assert sum(one.targets for one in told) == len(everything)
        assert {one.group: one.targets for one in told} == Counter(getattr(one, group) for one in everything)


def due(place: str, day: date | None, end: date = MARCH.end, indicator: str = DEMENTIA) -> Status:
    one = status(place, replace(MARCH, end=end))
    return replace(one, indicator=indicator, next_release=day)


def test_a_figure_is_late_from_the_day_after_it_was_due():
    assert coverage.late(catalogue(), [due("halton", date(2025, 5, 21))], date(2025, 5, 21)) == []
    (told,) = coverage.late(catalogue(), [due("halton", date(2025, 5, 21))], date(2025, 6, 1))
    assert (told.indicator, told.due, told.days) == (DEMENTIA, date(2025, 5, 21), 11)


def test_an_indicator_is_late_by_its_newest_figure_and_the_longest_overdue_is_first():
    held = [
        due("halton", date(2024, 1, 1), date(2023, 11, 30)),
        due("sefton", date(2025, 5, 21)),
        due("halton", date(2025, 1, 1), indicator="smoking-prevalence"),
    ]
    found = coverage.late(catalogue(), held, date(2025, 6, 1))
    assert [(one.indicator, one.days) for one in found] == [("smoking-prevalence", 151), (DEMENTIA, 11)]


def test_a_newer_figure_of_the_whole_does_not_hide_that_the_places_wait():
    held = [due("halton", date(2024, 11, 21), date(2024, 9, 30)), due(SYSTEM, date(2025, 5, 21))]
    assert [one.days for one in coverage.late(catalogue(), held, date(2025, 5, 21))] == [181]
    assert coverage.late(catalogue(), held[1:], date(2025, 5, 21)) == []


def test_what_comes_at_irregular_intervals_is_never_late():
    irregular = due("halton", None, indicator="deprivation-score")
    assert coverage.late(catalogue(), [irregular], date(2026, 6, 1)) == []
    assert [one.id for one in coverage.never_due(catalogue(), [irregular])] == ["deprivation-score"]


def test_deadlines_that_no_figure_can_meet_are_those_of_the_linter():
    known = catalogue()
    found = coverage.untestable(known, known.targets.values())
    assert {one.kind.replace("perhaps ", "") for one in found} <= {
        "deadline before it was set",
        "deadline before the next figure",
    }
    assumed = {one.target for one in found if known.targets[one.target].set_on_basis == "year only"}
    asserted = {one.target for one in found if "perhaps" not in one.kind}
    assert all(
        known.targets[key].deadline.year < known.targets[key].set_on.year for key in assumed & asserted
    )
    assert "jfp-mh-ips" in {one.target for one in found}
