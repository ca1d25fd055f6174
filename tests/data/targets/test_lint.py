"""The linter of the register: what it finds in one spoilt target, and that it praises none."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.catalogue.models import Target, TrajectoryPoint
from data.catalogue.reader import Catalogue, TargetRelation, load_catalogue
from data.targets.lint import contradictions, linter
from data.targets.lint.contradictions import next_figure_on
from data.targets.lint.finding import Finding, has_errors
from data.targets.lint.smart import missing_marks

COMPLETE = {
    "key": "example",
    "indicator": "dementia-diagnosis-rate",
    "domain": "dementia",
    "name": "Example",
    "statement": "Example",
    "direction": "increase",
    "value": 80,
    "comparison": ">=",
    "unit": "% of example",
    "scope": "every Place",
    "deadline": date(2027, 3, 31),
    "baseline_value": 60,
    "set_on": date(2026, 1, 1),
    "set_on_basis": "date of the paper",
    "document": "example.txt",
    "section": "1",
    "words": "at least 80% by March 2027",
    "kind": "outcome",
    "programme": "example",
    "owner": "Example board",
    "smart_gaps": "none",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def example(**changes: object) -> Target:
    return Target.model_validate(COMPLETE | changes)


def of(catalogue: Catalogue, *targets: Target, relations: tuple[TargetRelation, ...] = ()) -> list[Finding]:
    small = replace(
        catalogue, targets={one.key: one for one in targets}, relations=relations, trajectories=()
    )
    return linter.lint(small)


def kinds(found: list[Finding]) -> set[str]:
    return {one.kind for one in found}


def test_a_complete_target_has_no_finding_and_no_praise(catalogue):
    assert of(catalogue, example()) == []


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"unit": ""}, ("Specific",)),
        ({"unit": "", "kind": "milestone"}, ()),
        ({"value": None, "comparison": ""}, ("Measurable",)),
        ({"value": None, "comparison": "", "value_text": "B"}, ()),
        ({"baseline_value": None}, ("Achievable (baseline)",)),
        ({"baseline_value": None, "baseline_text": "about half"}, ()),
        ({"owner": ""}, ("Relevant",)),
        ({"deadline": None}, ("Time-bound",)),
        ({"deadline": None, "deadline_basis": "recurring annual"}, ()),
        ({"unit": "", "deadline": None}, ("Specific", "Time-bound")),
    ],
)
def test_a_mark_is_missing_where_its_fields_are(changes, missing):
    assert missing_marks(example(**changes)) == missing


def test_a_gap_the_register_does_not_tell_is_told_and_one_it_tells_wrongly(catalogue):
    found = of(catalogue, example(baseline_value=None, smart_gaps="Time-bound"))
    assert kinds(found) == {"not complete", "differs from the register"}
    (differs,) = [one.sentence for one in found if one.kind == "differs from the register"]
    assert "Achievable (baseline): the entry's fields leave a gap" in differs
    assert "Time-bound: the compilers of the register saw a gap" in differs
    agreeing = of(catalogue, example(baseline_value=None, smart_gaps="Achievable (baseline)"))
    assert kinds(agreeing) == {"not complete"}


def test_a_gap_is_a_note_and_no_error(catalogue):
    (found,) = of(catalogue, example(owner=""))
    assert (found.severity, found.sentence) == ("note", "Missing: Relevant.")
    assert not has_errors([found])


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"deadline": date(2025, 12, 31)}, "deadline before it was set"),
        ({"deadline": date(2026, 1, 31)}, "deadline before the next figure"),
        ({"value": -1, "baseline_value": -2}, "outside the unit's range"),
        ({"value": 101, "indicator": "cancer-62-day"}, "outside the unit's range"),
        ({"value": 101, "indicator": ""}, "outside the unit's range"),
        ({"baseline_value": 80}, "met at baseline"),
        ({"comparison": "<=", "baseline_value": 90}, "wrong direction"),
        ({"status": "conflict", "notes": "Another paper says 70."}, "unresolved conflict"),
    ],
)
def test_a_contradiction_is_a_warning(catalogue, changes, kind):
    (found,) = of(catalogue, example(**changes))
    assert (found.target, found.kind, found.severity) == ("example", kind, "warning")


@pytest.mark.parametrize(
    "changes",
    [
        {"baseline_value": 80, "direction": "maintain"},
        {"value": 120, "unit": "% of pre-pandemic activity", "indicator": ""},
        {"value": 120, "unit": "people", "indicator": ""},
        {
            "value": -0.1,
            "unit": "score",
            "indicator": "progress-8",
            "baseline_value": -0.3,
            "deadline": date(2028, 3, 31),
        },
        {"comparison": "<=", "baseline_value": 90, "not_rated": "It is another measure."},
        {"deadline": date(2026, 2, 28)},
    ],
)
def test_what_only_looks_like_a_contradiction_is_none(catalogue, changes):
    assert of(catalogue, example(**changes)) == []


def test_the_next_figure_needs_a_period_and_the_usual_lag(catalogue):
    indicator = catalogue.indicators["smoking-prevalence"]
    assert (next_figure_on(indicator, date(2026, 1, 1)) - date(2026, 1, 1)).days == 366 + 300


def test_two_live_versions_are_told_where_a_relation_says_so(catalogue):
    later = example(key="later", set_on=date(2026, 2, 1))
    relation = TargetRelation(from_key="example", to_key="later", relation="restated-by")
    (found,) = of(catalogue, example(), later, relations=(relation,))
    assert (found.kind, found.sentence) == (
        "two live versions",
        "It is restated by later, and both count as live for every Place.",
    )
    gone = example(status="superseded", superseded_by="later")
    assert of(catalogue, gone, later, relations=(relation,)) == []


def test_a_version_that_was_replaced_must_not_count_as_active(catalogue):
    found = of(catalogue, example(superseded_by="later"), example(key="later", set_on=date(2026, 2, 1)))
    assert [(one.target, one.kind) for one in found] == [("example", "two live versions")]


def test_two_values_for_one_figure_are_told_unless_a_relation_explains_them(catalogue):
    other = example(key="other", value=75)
    (found,) = of(catalogue, example(), other)
    assert (found.target, found.sentence) == ("example", "other asks 75 of the same figure.")
    explained = TargetRelation(from_key="other", to_key="example", relation="milestone-of")
    assert of(catalogue, example(), other, relations=(explained,)) == []
    assert of(catalogue, example(), example(key="other", value=75, deadline=date(2028, 3, 31))) == []


def test_a_conflict_is_told_of_both_sides_until_one_gives_way(catalogue):
    relation = TargetRelation(
        from_key="example", to_key="other", relation="conflicts-with", reason="80 against 70"
    )
    other = example(key="other", value=70)
    found = of(catalogue, example(), other, relations=(relation,))
    assert {(one.target, one.kind) for one in found} == {
        ("example", "unresolved conflict"),
        ("other", "unresolved conflict"),
    }
    assert "80 against 70" in found[0].sentence
    gone = example(status="superseded", superseded_by="other")
    assert of(catalogue, gone, other, relations=(relation,)) == []


def test_a_relation_to_nothing_is_an_error(catalogue):
    relation = TargetRelation(from_key="example", to_key="nowhere", relation="restates")
    (found,) = of(catalogue, example(), relations=(relation,))
    assert (found.target, found.kind, found.severity) == ("example", "relation not resolved", "error")


def path(*points: tuple[date, float], kind: str = "trajectory") -> tuple[TrajectoryPoint, ...]:
    return tuple(
        TrajectoryPoint.model_validate(
            {
                "target_key": "example",
                "indicator": "dementia-diagnosis-rate",
                "place": "halton",
                "date": day,
                "value": value,
                "kind": kind,
                "interpolation": "linear",
                "basis": "point",
                "document": "example.txt",
                "words": "example",
            }
        )
        for day, value in points
    )


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([(date(2026, 3, 31), 70), (date(2027, 3, 31), 80)], []),
        ([(date(2025, 12, 31), 70)], ["2025-12-31 is before target example began (2026-01-01)."]),
        ([(date(2027, 4, 1), 80)], ["2027-04-01 is after the deadline of target example (2027-03-31)."]),
        (
            [(date(2026, 6, 30), 69), (date(2026, 3, 31), 70)],
            ["The path goes backwards, from 70 on 2026-03-31 to 69."],
        ),
    ],
)
def test_points_outside_the_targets_life_or_away_from_it_are_told(catalogue, points, told):
    small = replace(catalogue, targets={"example": example()}, relations=(), trajectories=path(*points))
    assert [one.sentence for one in linter.lint(small)] == told


def test_a_reported_point_is_a_fact_and_may_lie_anywhere(catalogue):
    points = path((date(2020, 3, 31), 90), kind="reported")
    small = replace(catalogue, targets={"example": example()}, relations=(), trajectories=points)
    assert linter.lint(small) == []


def test_words_that_do_not_stand_in_the_paper_are_an_error(catalogue, tmp_path: Path):
    (tmp_path / "example.txt").write_text("We want at least\n80% by   March 2027.", encoding="utf-8")
    small = replace(catalogue, targets={"example": example()}, trajectories=())
    assert linter.quotes(small, tmp_path) == []
    small = replace(small, targets={"example": example(words="at least 81%")})
    (found,) = linter.quotes(small, tmp_path)
    assert (found.kind, found.severity) == ("words not found", "error")


def test_a_paper_that_is_not_in_the_folder_is_an_error(catalogue, tmp_path: Path):
    small = replace(catalogue, targets={"example": example()}, trajectories=())
    (found,) = linter.quotes(small, tmp_path)
    assert (found.kind, found.severity) == ("document not found", "error")


def test_the_register_itself_has_warnings_and_no_error(catalogue):
    found = linter.lint(catalogue)
    assert not has_errors(found)
    levels = [one.severity for one in found]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    warned = {one.target for one in found if one.kind == "unresolved conflict"}
    assert {"strategy-diagnostics-6wk", "jfp-stroke-thrombectomy-15"} <= warned


def test_no_finding_calls_a_target_good(catalogue):
    words = {word.strip(".,:").lower() for one in linter.lint(catalogue) for word in one.sentence.split()}
    assert not words & {"good", "excellent", "well", "perfect", "fine"}


def test_a_paper_of_which_only_the_year_is_known_leaves_open_whether_the_deadline_had_passed():
    late = example(set_on="2025-04-01", deadline="2025-03-31")
    assert (
        "had passed when it was set, on 2025-04-01 (how known" in contradictions.dates(late, None)[0].sentence
    )
    open_ = example(set_on="2025-04-01", set_on_basis="year only", deadline="2025-03-31")
    (finding,) = contradictions.dates(open_, None)
    assert finding.kind == "deadline perhaps before it was set"
    assert "may have passed when it was set: of its paper" in finding.sentence
    sure = example(set_on="2025-04-01", set_on_basis="year only", deadline="2024-12-31")
    assert contradictions.dates(sure, None)[0].kind == "deadline before it was set"
    assert contradictions.dates(sure, None)[0].sentence.endswith(" set, in 2025 (only the year is known).")
