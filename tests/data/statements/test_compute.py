"""The three statements through the store: every word of the first, versions, breaks, people, as of."""

from datetime import date

import pytest

from data.catalogue.models import Break, TrajectoryPoint
from data.catalogue.reader import catalogue
from data.judgement import off_plan, quality
from data.judgement.against_plan import MISFIT, people
from data.judgement.status import FIELDS, packed, record, unpacked
from data.statements import compute
from data.statistics.reason import plainly
from tests.data.examples import (
    HALTON,
    SEFTON,
    SYSTEM,
    example_target,
    monthly_rows,
    told,
    with_targets,
    yearly_rows,
)
from tests.loading import load_example

VALUES = [60.0, 61, 60, 62]  # January to April 2023
INTERVAL = {"lower_ci": 55, "upper_ci": 72}
POINT = {
    "target_key": "example",
    "indicator": "dementia-diagnosis-rate",
    "place": "halton",
    "kind": "trajectory",
    "interpolation": "linear",
    "basis": "point",
    "agreed_by": "Example board",
    "document": "example.txt",
    "words": "example",
}


def agreed(*points: tuple[str, float]):
    return tuple(TrajectoryPoint(date=day, value=value, **POINT) for day, value in points)


@pytest.mark.parametrize(
    ("target", "values", "extra", "word"),
    [
        ({}, [], {}, "no data"),
        (None, VALUES, {}, "no target agreed"),
        ({"set_on": "2024-01-01"}, VALUES, {}, "too old to judge"),
        ({"value": None, "comparison": ""}, VALUES, {}, "no trajectory"),
        ({"not_rated": "example"}, VALUES, {}, "no target agreed"),
        ({"value": 62}, VALUES, {}, "at the level already"),
        ({"value": 62, "deadline": None}, VALUES, {}, "met"),
        ({"deadline": None}, VALUES, {}, "not met"),
        ({}, VALUES, {}, "not there yet"),
        ({"scope": "C&M total", "set_on": "2023-03-01"}, VALUES, INTERVAL, "not there yet"),
        ({"deadline": "2023-04-15"}, VALUES, {}, "not met"),
        ({"deadline": "2023-03-15"}, VALUES, {}, "not met"),
        ({"deadline": "2023-04-15", "value": 62}, VALUES, {}, "met"),
        ({"deadline": "2024-04-15"}, VALUES, {}, "deadline passed, no figure for it"),
        ({"set_on": "2023-03-01"}, [60, 60, 60, 60], {}, "behind, untested"),
        ({"set_on": "2023-03-01"}, [60, 60, 60, 60], {"lower_ci": 59.9, "upper_ci": 60.1}, "behind"),
        ({"set_on": "2023-03-01"}, [60, 60, 60, 60], INTERVAL, "behind, within uncertainty"),
        ({"set_on": "2023-03-01"}, [60, 60, 60, 69], {}, "on plan, untested"),
        ({"set_on": "2023-03-01"}, [60, 60, 60, 69], INTERVAL, "on plan"),
        ({"set_on": "2023-03-01"}, [60, 60, 60, 69], {"lower_ci": 68, "upper_ci": 70}, "ahead"),
    ],
)
def test_each_word_of_now_against_plan(sqlite_engine, tmp_path, target, values, extra, word):
    defined = with_targets(*([] if target is None else [example_target(**target)]))
    rows = monthly_rows(values, **dict.fromkeys(extra, "")) if values else []
    if extra:
        rows[-1] |= extra
    status = told(sqlite_engine, tmp_path, rows, defined)
    assert status.now.word == word
    unjudged = {
        "no data",
        "no target agreed",
        "too old to judge",
        "no trajectory",
        "deadline passed, no figure for it",
    }
    assert bool(status.now.reason) == (word in unjudged)
    assert word in status.sentence or word == "no data"
    assert unpacked(packed(status)) == status


def test_an_interval_that_does_not_hold_its_figure_moves_no_word_and_the_sentence_says_so(
    sqlite_engine, tmp_path
):
    rows = monthly_rows([60, 60, 60, 60], lower_ci=71, upper_ci=75)
    status = told(sqlite_engine, tmp_path, rows, with_targets(example_target(set_on="2023-03-01")))
    assert (status.now.word, status.now.reason) == ("behind, untested", MISFIT)
    assert f"behind, untested ({MISFIT}); " in status.sentence


def test_a_straight_line_is_labelled_and_an_agreed_path_goes_before_it(sqlite_engine, tmp_path):
    target = example_target(set_on="2023-03-01")
    status = told(sqlite_engine, tmp_path, monthly_rows(VALUES), with_targets(target))
    assert status.now.trajectory_kind == "straight line"
    assert "straight line, not an agreed trajectory" in status.sentence
    path = agreed(("2023-01-31", 60), ("2023-04-30", 64), ("2030-03-31", 70))
    defined = with_targets(target).__class__(**{**vars_of(with_targets(target)), "trajectories": path})
    status = told(sqlite_engine, tmp_path, monthly_rows(VALUES), defined)
    assert (status.now.trajectory_kind, status.now.trajectory_value, status.now.gap) == ("agreed", 64, -2)


def test_the_straight_line_begins_at_what_was_published_when_the_target_was_set(sqlite_engine, tmp_path):
    defined = with_targets(example_target(set_on="2023-03-01"))
    first, revised = monthly_rows([60.0]), monthly_rows([59.0, 61.0])
    load_example(sqlite_engine, tmp_path, first, name="first.csv", published=date(2023, 2, 20))
    load_example(sqlite_engine, tmp_path, revised, name="later.csv", published=date(2023, 6, 1))
    status = told(sqlite_engine, tmp_path, [], defined)
    assert status.now.path.points[0] == (date(2023, 1, 31), 60.0)


def test_an_agreed_tolerance_makes_a_near_miss_on_plan_and_says_why(sqlite_engine, tmp_path):
    target = example_target(set_on="2023-03-01")
    path = agreed(("2023-01-31", 60), ("2023-04-30", 64), ("2030-03-31", 70))
    known = vars_of(with_targets(target)) | {"trajectories": path}
    one = known["indicators"]["dementia-diagnosis-rate"]
    for tolerance, word in ((1.9, "behind, untested"), (2.0, "on plan, untested")):
        lenient = one.model_copy(update={"tolerance": tolerance, "tolerance_reason": "Example board, 2023."})
        defined = type(with_targets(target))(
            **known | {"indicators": {**known["indicators"], lenient.id: lenient}}
        )
        status = told(sqlite_engine, tmp_path, monthly_rows(VALUES), defined)
        assert status.now.word == word
        assert ("within the agreed tolerance: Example board, 2023" in status.sentence) == (tolerance == 2.0)


def vars_of(defined):
    return {name: getattr(defined, name) for name in defined.__dataclass_fields__}


def test_a_figure_is_judged_against_the_version_live_on_its_own_date(sqlite_engine, tmp_path):
    old = example_target("old", value=61, superseded_by="new", status="superseded")
    new = example_target("new", value=75, set_on="2024-01-01", supersedes="old")
    status = told(sqlite_engine, tmp_path, monthly_rows(VALUES), with_targets(old, new))
    assert (status.now.target_key, status.now.word) == ("old", "at the level already")
    later = monthly_rows([62], first=date(2024, 2, 1))
    status = told(sqlite_engine, tmp_path, later, with_targets(old, new), name="later.csv")
    assert (status.now.target_key, status.now.word) == ("new", "behind, untested")


def test_after_a_deadline_two_facts_are_told_and_counted_by_today(sqlite_engine, tmp_path):
    """As in cancer: 75% met in the month of the deadline, and no longer."""
    cancer = example_target(value=61, deadline="2023-02-28")
    status = told(sqlite_engine, tmp_path, monthly_rows([60, 61, 60, 60]), with_targets(cancer))
    assert (status.now.word, status.now.at_deadline, status.now.gap) == ("not met", "met", -1)
    assert "not met (met at its deadline); 1.0 percentage point below the target" in status.sentence
    assert (record(status)["now"], record(status)["at_deadline"]) == ("not met", "met")
    assert off_plan.exceptions([status], catalogue(), "halton") == [status]


def test_a_deadline_whose_own_figure_is_not_held_hides_nothing_of_today(sqlite_engine, tmp_path):
    """As in A&E: the month of the deadline is missing, and later ones fall short."""
    target = example_target(value=61, deadline="2023-02-28")
    status = told(sqlite_engine, tmp_path, monthly_rows([60, None, 60, 60]), with_targets(target))
    assert (status.now.word, status.now.at_deadline) == ("not met", "no figure")
    assert "not met (no figure is held for its deadline); " in status.sentence
    assert off_plan.exceptions([status], catalogue(), "halton") == [status]
    ahead = example_target(value=61)
    status = told(sqlite_engine, tmp_path, [], with_targets(ahead))
    assert (status.now.at_deadline, record(status)["at_deadline"]) == ("", None)


def test_no_word_hangs_on_the_straight_line_of_a_yardstick_which_gives_the_pace(sqlite_engine, tmp_path):
    wide = example_target(scope="C&M total", set_on="2023-03-01")
    rows = monthly_rows([60.0, 60, 60, 60], lower_ci=59.9, upper_ci=60.1)
    status = told(sqlite_engine, tmp_path, rows, with_targets(wide))
    assert (status.now.word, status.now.standing) == ("not there yet", "yardstick")
    assert (status.now.path.kind, status.now.against, status.now.gap) == ("straight line", "target", -10)
    assert status.speed.required is not None
    assert "the target of 70% or more by March 2030" in status.sentence
    drawn_for_halton = agreed(("2023-01-31", 60), ("2023-04-30", 64), ("2030-03-31", 70))
    defined = with_targets(wide).__class__(**vars_of(with_targets(wide)) | {"trajectories": drawn_for_halton})
    status = told(sqlite_engine, tmp_path, rows, defined)
    assert (status.now.word, status.now.against) == ("behind", "trajectory")


def test_the_most_local_target_is_the_headline_and_the_others_stand_beside_it(sqlite_engine, tmp_path):
    wide = example_target("wide", scope="C&M total", value=61)
    own = example_target("own", scope="one Place", place="halton", value=65, set_on="2018-01-01")
    status = told(sqlite_engine, tmp_path, monthly_rows(VALUES), with_targets(wide, own))
    assert (status.now.target_key, status.now.standing, status.now.others) == ("own", "own", ("wide",))


def test_a_rate_set_for_the_whole_is_a_yardstick_for_a_place_and_a_total_is_none(sqlite_engine, tmp_path):
    wide = example_target(scope="C&M total", value=61)
    status = told(sqlite_engine, tmp_path, monthly_rows(VALUES), with_targets(wide))
    assert (status.now.word, status.now.standing) == ("at the level already", "yardstick")
    assert "the target was set for Cheshire and Merseyside as a whole, not for this area" in status.sentence
    total = example_target(
        indicator="rtt-over-52-weeks", value=9, comparison="<=", unit="pathways", scope="national"
    )
    rows = [row | {"indicator": "rtt-over-52-weeks"} for row in monthly_rows([5])]
    status = told(sqlite_engine, tmp_path, rows, with_targets(total), name="total.csv")
    assert status.now.word == "no target agreed"
    assert status.now.reason == (
        "none for this area: the target set for England as a whole is a total without a local share"
    )


def test_the_gap_in_people_agrees_with_the_denominator_shown(sqlite_engine, tmp_path):
    rows = monthly_rows([60], count=6000, denominator=10000, value="")
    status = told(sqlite_engine, tmp_path, rows, with_targets(example_target(deadline=None)))
    assert status.now.gap == -10
    assert status.now.gap_people == 1000
    assert (6000 + status.now.gap_people) / 10000 == 0.7
    assert "about 1,000 more people diagnosed would close the gap" in status.sentence


def test_a_count_is_short_by_itself_and_without_counts_nobody_is_counted():
    waiting = catalogue().indicators["rtt-over-52-weeks"]
    assert people(waiting, 120, 0, None) == -120
    assert people(catalogue().indicators["smoking-prevalence"], 12, 5, None) is None
    assert people(catalogue().indicators["life-expectancy"], 78, 80, 1000) is None


def test_sefton_is_the_sum_of_its_parts_and_the_system_of_its_places(sqlite_engine, tmp_path):
    """The gap in people of the whole is the sum of the gaps of its parts, whatever their sizes."""
    target = example_target(deadline=None)
    counts = {SEFTON: (600, 1000), HALTON: (100, 400), SYSTEM: (700, 1400)}
    rows = [
        row
        for code, (count, of) in counts.items()
        for row in monthly_rows([0], code=code, count=count, denominator=of, value="")
    ]
    load_example(sqlite_engine, tmp_path, rows)
    found = {
        one.place: one.now.gap_people
        for one in compute.statuses(
            sqlite_engine,
            with_targets(target.model_copy(update={"scope": "C&M total"})),
            indicators=["dementia-diagnosis-rate"],
            today=date(2023, 6, 1),
        )
        if one.latest
    }
    assert found == {"sefton": 100, "halton": 180, "cheshire-and-merseyside": 280}


def test_as_of_a_date_answers_with_what_was_published_and_set_by_then(sqlite_engine, tmp_path):
    defined = with_targets(example_target(value=61, deadline=None, set_on="2023-03-01"))
    load_example(sqlite_engine, tmp_path, monthly_rows(VALUES[:3]), published=date(2023, 5, 1))
    late = monthly_rows([None, None, 61.5, 62])
    load_example(sqlite_engine, tmp_path, late, published=date(2023, 7, 1), name="late.csv")

    def at(day: date):
        ids = ["dementia-diagnosis-rate"]
        return compute.statuses(sqlite_engine, defined, indicators=ids, areas=["halton"], as_of=day)[0]

    assert at(date(2023, 4, 1)).now.word == "no data"
    assert (at(date(2023, 5, 1)).latest.value, at(date(2023, 5, 1)).now.word) == (60, "not met")
    assert (at(date(2023, 7, 1)).latest.value, at(date(2023, 7, 1)).now.word) == (62, "met")


def test_pace_and_straight_line_do_not_cross_a_break(sqlite_engine, tmp_path):
    rows = yearly_rows([20, 18, 12, 11, 10], indicator="smoking-prevalence")
    target = example_target(
        indicator="smoking-prevalence", value=5, comparison="<=", set_on="2016-12-31", direction="decrease"
    )
    here = Break(indicator="smoking-prevalence", on="2017-01-01", reason="example", source="example")
    status = told(sqlite_engine, tmp_path, rows, with_targets(target, breaks=(here,)))
    assert status.speed.achieved == pytest.approx(-1, abs=0.01)
    assert status.now.trajectory_value is None
    assert status.change.break_on == date(2017, 1, 1)
    assert (
        told(sqlite_engine, tmp_path, rows, with_targets(target, breaks=())).now.trajectory_value is not None
    )


def test_a_place_whose_figure_stands_in_the_joint_area_points_to_it(sqlite_engine, tmp_path):
    rows = [row | {"indicator": "rtt-over-52-weeks"} for row in monthly_rows([5], code="cheshire")]
    status = told(sqlite_engine, tmp_path, rows, with_targets(), place="cheshire-east")
    assert status.now.reason == "the figure is published for Cheshire (East and West together) only"


def test_every_place_passes_only_when_the_worst_does(sqlite_engine, tmp_path):
    defined = with_targets(example_target(deadline=None))
    codes = [place.ons_code for place in defined.places]
    rows = [row for code in codes for row in monthly_rows([71 if code != HALTON else 69], code=code)]
    load_example(sqlite_engine, tmp_path, rows)

    def verdict():
        found = compute.statuses(sqlite_engine, defined, indicators=["dementia-diagnosis-rate"])
        return quality.every_place(defined, found)[0]

    assert (verdict().passes, verdict().worst, verdict().passing, verdict().judged) == (False, "halton", 8, 9)
    load_example(sqlite_engine, tmp_path, monthly_rows([72]), name="mended.csv", published=date(2024, 1, 1))
    assert verdict().passes is True


def test_every_place_is_not_judged_while_a_place_has_no_figure(sqlite_engine, tmp_path):
    defined = with_targets(example_target(deadline=None))
    load_example(sqlite_engine, tmp_path, monthly_rows([71]))
    found = compute.statuses(sqlite_engine, defined, indicators=["dementia-diagnosis-rate"])
    assert quality.every_place(defined, found)[0].passes is None


def test_a_suppressed_figure_is_no_data_and_never_nought(sqlite_engine, tmp_path):
    rows = [*monthly_rows([60]), *monthly_rows([0], first=date(2023, 2, 1), note="suppressed")]
    rows[-1]["value"] = ""
    rows[-1]["count"] = ""
    load_example(sqlite_engine, tmp_path, rows)
    found = compute.statuses(
        sqlite_engine,
        with_targets(example_target()),
        indicators=["dementia-diagnosis-rate"],
        areas=["halton"],
    )[0]
    assert (found.now.word, found.latest.value) == ("no data", None)
    assert found.change.reason == found.outlook.reason == plainly("the latest figure is not given")
    assert "suppressed" in found.sentence


def test_an_unknown_area_and_an_empty_store_have_no_data(sqlite_engine):
    found = compute.statuses(sqlite_engine, catalogue(), areas=["halton", "e06000999"])
    assert {one.now.word for one in found} == {"no data"}
    assert list(record(found[0])) == FIELDS


def test_the_quality_mark_counts_the_places_with_the_latest_figure(sqlite_engine, tmp_path):
    rows = (
        monthly_rows([60, 61]) + monthly_rows([60], code=SEFTON) + monthly_rows([0, 62], code="cheshire")[1:]
    )
    rows = [row | {"indicator": "rtt-over-52-weeks"} for row in rows]
    load_example(sqlite_engine, tmp_path, rows)
    found = compute.statuses(sqlite_engine, catalogue(), indicators=["rtt-over-52-weeks", "progress-8"])
    mark, none = quality.quality_marks(catalogue(), found, date(2023, 3, 10))
    assert (mark.held, mark.places, mark.latest, mark.age) == (3, 9, date(2023, 2, 28), 10)
    assert (mark.source, mark.geography) == ("official statistics", "joint")
    assert (none.held, none.latest, none.age) == (0, None, None)


def test_in_the_starter_figures_sefton_and_the_system_are_the_sums_of_their_parts(sqlite_engine):
    from loaders.pipeline import load_file
    from loaders.starter import STARTER

    load_file(STARTER / "rtt.csv", sqlite_engine, catalogue())
    parts = {"sefton": ("01t", "01v"), "cheshire": ("27d",)}
    parts["cheshire-and-merseyside"] = catalogue().areas["cheshire-and-merseyside"].members
    areas = sorted({*parts, *(slug for members in parts.values() for slug in members)})
    found = compute.statuses(sqlite_engine, catalogue(), indicators=["rtt-over-52-weeks"], areas=areas)
    short = {one.place: one.now.gap_people for one in found}
    for whole, members in parts.items():
        assert short[whole] == sum(short[slug] or 0 for slug in members), whole
