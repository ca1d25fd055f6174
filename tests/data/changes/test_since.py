"""What changed between two dates, told in sentences. Made-up statuses, targets and figures only."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from data.catalogue.reader import TrajectoryPoint, catalogue
from data.changes import since
from data.changes.known import Known
from data.judgement.status import Change, Now, Outlook, Point, Status
from data.statements import snapshot
from data.statistics.reason import NO_FIGURES
from data.store import provenance
from tests.data.examples import HALTON, example_target, monthly_rows, with_targets
from tests.loading import load_example

FIRST, LAST = date(2023, 11, 14), date(2026, 6, 1)
DEMENTIA = "dementia-diagnosis-rate"
LOCAL = [slug for slug, area in catalogue().areas.items() if area.kind in ("place", "joint", "system")]
PLACES = [place.slug for place in catalogue().places]
NOTHING = pd.DataFrame(
    columns="load_id series area sex age category_type category period old value published".split()
)
NO_TARGETS = with_targets()


def point(end: date, value: float | None = 60.0) -> Point:
    return Point(end.replace(day=1), end, f"{end:%B %Y}", value)


THEN, NOW = point(date(2023, 9, 30), 60.0), point(date(2026, 3, 31), 61.5)


def example(
    word: str = "no target agreed", place: str = "halton", latest: Point | None = NOW, **more: Any
) -> Status:
    """A made-up status."""
    told = {"indicator": DEMENTIA, "series": "example", "sex": "Persons", "age": "", "unit": "%"} | more
    return Status(place=place, latest=latest, now=Now(word), **told)  # type: ignore[arg-type]


def changes(
    before: list[Status], after: list[Status], defined=NO_TARGETS, revised=NOTHING, areas=LOCAL, **paths
):
    first = Known(FIRST, before, paths.get("was", ()))
    return since.changes(defined, first, Known(LAST, after, paths.get("now", ())), revised, areas)


def test_nothing_has_changed_between_the_same_statements():
    assert changes([example()], [example()]) == []


def test_a_changed_word_is_told_with_the_word_before_and_the_newest_figure():
    (found, _) = changes([example("met", latest=THEN)], [example("not met")])
    assert found.sentence == (
        "Dementia diagnosis rate, Halton: now against plan: not met (was: met); "
        "newest figure 61.5% in March 2026."
    )
    assert (found.kind, found.indicator, found.place, found.word, found.news) == (
        "status", DEMENTIA, "halton", "not met", "worse",
    )  # fmt: skip


def test_a_deadline_that_passed_or_another_target_makes_no_figure_better_or_worse():
    """As with waits over 65 weeks: not met since its date passed, although far fewer wait than before."""
    ahead, passed = Now("not there yet", target_key="a"), Now("not met", target_key="a", at_deadline="missed")
    (found, _) = changes([replace(example(latest=THEN), now=ahead)], [replace(example(), now=passed)])
    assert (found.word, found.news) == ("not met", "")
    other = Now("met", target_key="b", at_deadline="met")
    (found, _) = changes([replace(example(latest=THEN), now=passed)], [replace(example(), now=other)])
    assert (found.word, found.news) == ("met", "")


def test_a_first_judgement_is_neither_better_nor_worse_and_a_first_figure_is_no_judgement():
    judged, *_ = changes([example("no data", latest=None)], [example("not met")])
    assert (judged.kind, judged.news) == ("status", "")
    found = changes([example("no data", latest=None)], [example("no target agreed")])
    assert [one.kind for one in found] == ["figures"]
    too_few = example(change=Change(reason=NO_FIGURES))
    (turned,) = changes([too_few], [example(change=Change("chart", variation="concern_low"))])
    assert (turned.kind, turned.news) == ("status", "")
    (trend,) = changes([too_few], [example(change=Change("trend", trend="increasing"))])
    assert (trend.kind, trend.news) == ("status", "")


def test_a_real_change_and_a_forecast_are_told_where_they_are_others_than_before():
    worse = Change("chart", variation="concern_low")
    before = example(
        latest=NOW, change=Change("chart", variation="common_cause"), outlook=Outlook(word="likely")
    )
    (found,) = changes([before], [example(change=worse, outlook=Outlook(word="unlikely"))])
    assert (
        "real change or noise: a real change, lower than usual, for the worse (was: no real change"
        in found.said
    )
    assert "by the deadline: unlikely (was: likely)" in found.said
    assert found.news == "worse"
    noise = example(change=Change("chart", variation="common_cause"))
    assert changes([example(change=Change(reason=NO_FIGURES))], [noise]) == []


def test_the_worst_news_comes_first_and_areas_not_asked_for_are_left_out():
    before = [example("met", place, NOW) for place in ("halton", "sefton")]
    before += [example("not met", "wirral", NOW), example("met", "england", NOW)]
    before += [example("met", "knowsley", NOW), example("at the level already", "liverpool", NOW)]
    after = [example("behind, within uncertainty", "sefton"), example("not met", "halton")]
    after += [example("met", "wirral"), example("not met", "england")]
    after += [example("behind, untested", "knowsley"), example("not there yet", "liverpool")]
    found = changes(before, after)
    assert [one.place for one in found] == ["halton", "sefton", "knowsley", "liverpool", "wirral"]
    assert [one.news for one in found] == ["worse"] * 4 + ["better"]
    assert [one.place for one in changes(before, after, areas=["sefton"])] == ["sefton"]


def test_new_periods_are_told_once_an_indicator():
    after = [example(place=place) for place in PLACES] + [example(place="cheshire-and-merseyside")]
    before = [replace(one, latest=THEN) for one in after]
    (found,) = changes(before, after)
    assert (
        found.sentence
        == "Dementia diagnosis rate: March 2026 for all nine Places and Cheshire and Merseyside."
    )
    assert (found.kind, found.place) == ("figures", "")
    (one,) = changes(before[:1], after[:1])
    assert one.place == PLACES[0]


def test_a_joint_area_counts_as_its_places_and_a_period_without_a_figure_is_no_news():
    seven = [place.slug for place in catalogue().places if not place.joint]
    after = [example(place=place) for place in [*seven, "cheshire"]]
    (found,) = changes([replace(one, latest=None) for one in after], after)
    assert "all nine Places" in found.said
    assert changes([example(latest=THEN)], [example(latest=point(date(2026, 3, 31), None))]) == []


def test_the_same_change_in_several_areas_is_gathered_into_one():
    places = ["halton", "sefton", "wirral", "knowsley"]
    before = [example("met", place) for place in places]
    found = changes(before, [example("not met", place) for place in places])
    (told,) = since.gathered(catalogue(), found)
    assert told.sentence == "Dementia diagnosis rate: now against plan: not met (was: met), in four Places."
    assert (told.place, told.word, told.news) == ("", "not met", "worse")
    assert since.gathered(catalogue(), found[:1]) == found[:1]


def of_kind(kind: str, found: list) -> list[str]:
    return [one.sentence for one in found if one.kind == kind]


def test_targets_set_replaced_and_re_dated_between_the_dates():
    defined = with_targets(
        example_target(
            "old", set_on="2022-01-01", deadline="2027-03-31", status="superseded", superseded_by="later"
        ),
        example_target("later", set_on="2024-01-01", deadline="2028-03-31", supersedes="old"),
        example_target("first", value=60, set_on="2022-01-01", status="superseded", superseded_by="second"),
        example_target("second", value=75, set_on="2025-01-01", supersedes="first"),
        example_target("new", name="New", set_on="2024-05-01"),
        example_target("before", name="Before", set_on="2023-11-14"),
        example_target("unmeasured", indicator="", set_on="2024-04-01"),
        example_target("future", name="Future", set_on="2026-06-02"),
    )
    assert of_kind("target", changes([], [], defined)) == [
        "Example: re-dated on 1 January 2024: the deadline was March 2027, is March 2028.",
        "Example: replaced on 1 January 2025: was 60% or more by March 2030, is 75% or more by March 2030.",
        "New: set on 1 May 2024: 70% or more by March 2030, for every Place.",
        "1 target that no indicator here measures was set on 1 April 2024.",
    ]


def test_a_day_of_which_only_the_year_is_known_is_not_told_as_a_day():
    assumed = {"set_on": "2024-04-01", "set_on_basis": "year only"}
    defined = with_targets(
        example_target("new", name="New", **assumed), example_target("other", indicator="", **assumed)
    )
    assert of_kind("target", changes([], [], defined)) == [
        "New: set in 2024 (only the year is known): 70% or more by March 2030, for every Place.",
        "1 target that no indicator here measures was set in 2024 (only the year is known).",
    ]


def test_a_deadline_that_passed_is_told_with_its_verdict():
    target = example_target("lapsed", deadline="2025-03-31", scope="C&M total")
    defined = with_targets(target, example_target("today", deadline=LAST.isoformat()))
    missed = Now("met", at_deadline="missed", target_key="lapsed", standing="own")
    after = replace(example("met", "cheshire-and-merseyside"), now=missed)
    (found,) = [one for one in changes([after], [after], defined) if one.kind == "target"]
    assert (
        found.sentence == "Example: its deadline, 31 March 2025, passed: missed in Cheshire and Merseyside."
    )
    assert (found.target, found.news) == ("lapsed", "worse")


def test_a_target_of_another_place_is_not_told():
    target = example_target("one", scope="one Place", place="sefton", set_on="2024-01-01")
    defined = with_targets(target)
    assert changes([], [], defined, areas=["halton"]) == []
    assert of_kind("target", changes([], [], defined, areas=["sefton"])) == [
        "Example: set on 1 January 2024: 70% or more by March 2030, for Sefton."
    ]


def path(*values: float, agreed_on: str = "2024-01-01") -> list[TrajectoryPoint]:
    """Made-up points of a loaded trajectory, one a year."""
    same: dict[str, Any] = {"target_key": "example", "indicator": DEMENTIA, "place": "halton"}
    same |= {"kind": "trajectory", "interpolation": "linear", "basis": "point", "agreed_by": "example"}
    same |= {"agreed_on": agreed_on, "document": "example", "words": ""}
    return [
        TrajectoryPoint(date=f"{2025 + at}-03-31", value=value, **same) for at, value in enumerate(values)
    ]


def test_trajectories_agreed_and_changed():
    defined = with_targets(example_target())
    (agreed,) = changes([], [], defined, now=path(65, 68, 70))
    assert agreed.sentence == "Example, Halton: a trajectory is agreed: 3 points, to 70.0% by March 2027."
    assert (agreed.kind, agreed.target, agreed.place) == ("trajectory", "example", "halton")
    (changed,) = changes([], [], defined, was=path(65, 68, 70), now=path(65, 67, 69))
    assert (
        changed.said == "the trajectory changed: for March 2026 it was 68.0%, is 67.0%; 2 points are others"
    )
    assert changes([], [], defined, was=path(65), now=path(65)) == []


def test_points_between_which_nobody_agreed_a_way_are_no_news_of_a_trajectory():
    defined = with_targets(example_target())
    apart = [one.model_copy(update={"interpolation": "none"}) for one in path(65, 68)]
    assert changes([], [], defined, now=apart) == []
    first, last = path(65, 68)
    two_bodies = [first.model_copy(update={"agreed_by": "another"}), last]
    assert changes([], [], defined, now=two_bodies) == []


def test_revisions_are_told_once_an_indicator_with_the_largest(sqlite_engine, tmp_path):
    load_example(sqlite_engine, tmp_path, monthly_rows([60, 61, 62]), published=date(2023, 5, 1))
    rows = monthly_rows([60.5, 61, 65])
    load_example(sqlite_engine, tmp_path, rows, name="b.csv", published=date(2024, 1, 1))
    rows = monthly_rows([60.5, 61, 66])
    load_example(sqlite_engine, tmp_path, rows, name="c.csv", published=date(2024, 2, 1))
    load_example(sqlite_engine, tmp_path, monthly_rows([59]), name="d.csv", published=date(2026, 8, 1))
    revised = provenance.revisions(sqlite_engine, LOCAL, between=(FIRST, LAST))
    (found,) = changes([], [], revised=revised)
    assert found.sentence == (
        "Dementia diagnosis rate, Halton: 2 figures were revised, for Halton; the largest change: "
        "March 2023 was 62.0%, is 66.0%."
    )
    assert changes([], [], revised=provenance.revisions(sqlite_engine, LOCAL, between=(LAST, LAST))) == []


def test_the_changes_of_a_real_store_are_those_between_its_statements(sqlite_engine, tmp_path):
    defined = with_targets(example_target(value=60, scope="C&M total", deadline=None))
    rows = monthly_rows([61, 62, 63], code=HALTON)
    load_example(sqlite_engine, tmp_path, rows, published=date(2023, 6, 1), defined=defined)
    later = monthly_rows([55], code=HALTON, first=date(2024, 1, 1))
    load_example(sqlite_engine, tmp_path, later, name="b.csv", published=date(2024, 2, 1), defined=defined)
    then, now = (
        snapshot.answer(sqlite_engine, defined, indicators=[DEMENTIA], as_of=day) for day in (FIRST, LAST)
    )
    status, figures = changes(then, now, defined)
    assert status.said == "now against plan: not met (was: met)"
    assert figures.sentence == "Dementia diagnosis rate: January 2024 for Halton."
