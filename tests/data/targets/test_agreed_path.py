"""Which path a target has at an area: what was agreed by a day and fits the figures, else a straight line."""

from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.models import Break, TrajectoryPoint
from data.catalogue.reader import catalogue
from data.judgement.change import after_breaks
from data.judgement.status import AGREED, LATER, NOT_AGREED, STRAIGHT, Path, Point
from data.targets.agreed_path import Subject, agreed_points, path_to, points_known, with_a_way
from tests.data.examples import example_points, example_target, with_targets

YEAR = (date(2024, 4, 1), date(2025, 3, 31))
MONTH = (date(2025, 3, 1), date(2025, 3, 31))
THREE_YEARS = (date(2022, 4, 1), date(2025, 3, 31))
LATE = date(2030, 1, 1)
TODAY = date(2025, 6, 1)
TARGET = example_target(set_on="2023-02-01")
Span = tuple[date, date]


def path(basis: str = "point", **changes: object) -> tuple[TrajectoryPoint, ...]:
    told: dict[str, object] = {
        "target_key": "example",
        "place": "halton",
        "interpolation": "linear",
        "basis": basis,
        "agreed_by": "Example board",
        "document": "example.txt",
        "words": "example",
    } | changes
    return (
        TrajectoryPoint.model_validate(told | {"date": "2024-03-31", "value": 77, "kind": "milestone"}),
        TrajectoryPoint.model_validate(told | {"date": "2029-12-31", "value": 80, "kind": "target"}),
    )


def subject(
    stated: tuple[TrajectoryPoint, ...] = (),
    spans: tuple[Span, ...] = (MONTH,),
    kind: str = "point",
    loaded: tuple[TrajectoryPoint, ...] = (),
) -> Subject:
    """A made-up line at Halton with figures of these spans; `loaded` as the store answers for a day."""
    defined = replace(with_targets(TARGET), trajectories=stated)
    indicator = defined.indicators[TARGET.indicator].model_copy(update={"series_kind": kind})
    points = [Point(first, last, "example", 60.0) for first, last in spans]
    held = after_breaks(points, [])
    area = defined.areas["halton"]
    return Subject(
        catalogue=defined,
        indicator=indicator,
        area=area,
        points=points,
        stretch=held,
        loaded=lambda day: [one for one in loaded if one.agreed_on is None or one.agreed_on <= day],
    )


def agreed(line: Subject, by: date = LATE) -> tuple[TrajectoryPoint, ...]:
    return tuple(agreed_points(line, TARGET, by))


@pytest.mark.parametrize(
    ("basis", "kind", "span", "fits"),
    [
        ("rolling twelve months", "rolling", YEAR, True),
        ("rolling twelve months", "point", YEAR, True),
        ("rolling twelve months", "point", MONTH, False),
        ("rolling twelve months", "rolling", THREE_YEARS, False),
        ("rolling twelve months", "cumulative", YEAR, False),
        ("point", "point", MONTH, True),
        ("point", "rolling", YEAR, False),
        ("year to date", "cumulative", MONTH, True),
        ("year to date", "point", YEAR, False),
        ("year average", "point", YEAR, False),
        ("index", "point", YEAR, False),
        ("not stated", "rolling", THREE_YEARS, True),
    ],
)
def test_a_path_is_held_against_figures_of_its_own_basis_only(basis, kind, span, fits):
    told = path(basis)
    assert agreed(subject(told, (span, span), kind)) == (told if fits else ())


def test_one_figure_of_another_length_is_enough_to_leave_a_path_out():
    assert agreed(subject(path("rolling twelve months"), (YEAR, MONTH))) == ()


def test_without_any_figure_the_kind_alone_says_it():
    told = path("rolling twelve months")
    assert agreed(subject(told, (), "rolling")) == told
    assert agreed(subject(told, (), "point")) == ()
    assert agreed(subject(told, (), "cumulative")) == ()


def test_points_without_a_way_between_them_and_later_agreements_are_left_out():
    assert agreed(subject(path(interpolation="none"))) == ()
    later = path(agreed_on="2024-06-01")
    assert agreed(subject(later), date(2024, 5, 31)) == ()
    assert agreed(subject(later), date(2024, 6, 1)) == later


def test_a_path_belongs_to_its_own_area_and_its_own_target():
    assert agreed(subject(path(place="sefton"), loaded=path(place="sefton"))) == ()
    assert agreed(subject(loaded=path(target_key="another"))) == ()


def test_the_target_alone_and_two_values_for_one_day_are_no_path():
    milestone, target = path()
    assert agreed(subject((target,))) == ()
    twice = milestone.model_copy(update={"value": 78.0})
    assert agreed(subject((milestone, twice, target))) == ()


def test_a_loaded_path_goes_before_a_stated_one_and_is_one_for_the_figures_whatever_their_kind():
    stated, loaded = path(), path(words="", value=66)
    assert agreed(subject(stated, loaded=loaded)) == loaded
    assert agreed(subject(loaded=loaded, spans=(YEAR,), kind="rolling")) == loaded
    without_a_way = path(interpolation="none")
    assert agreed(subject(stated, loaded=without_a_way)) == ()


def test_an_agreed_path_says_who_agreed_it_when_and_in_which_paper():
    told = path(agreed_on="2024-06-01", interpolation="stepped")
    assert path_to(subject(told), TARGET, TODAY) == Path(
        ((date(2024, 3, 31), 77.0), (date(2029, 12, 31), 80.0)),
        "stepped",
        AGREED,
        agreed_by="Example board",
        agreed_on=date(2024, 6, 1),
        document="example.txt",
    )


def test_the_straight_line_stands_in_where_nothing_is_agreed_or_only_later():
    points = example_points([60.0, 61.0, 62.0])
    line = replace(subject(), points=points, stretch=after_breaks(points, []))
    straight = ((date(2023, 1, 31), 60.0), (TARGET.deadline, 70.0))
    assert path_to(line, TARGET, TODAY) == Path(straight, kind=STRAIGHT, why=NOT_AGREED)
    later = replace(line, loaded=subject(loaded=path(agreed_on="2023-04-01")).loaded)
    assert path_to(later, TARGET, date(2023, 3, 31)).why == NOT_AGREED
    assert path_to(later, TARGET, date(2023, 4, 1)) == Path(straight, kind=STRAIGHT, why=LATER)


def test_the_straight_line_begins_at_the_newest_figure_published_when_the_target_was_set():
    """As in A&E: the months before the target were published after it, and nobody could start from them."""
    days = (date(2023, 2, 20), date(2024, 6, 13), date(2024, 6, 13))
    held = example_points([60.0, 61.0, 62.0])
    points = [replace(point, published=day) for point, day in zip(held, days, strict=True)]
    target = example_target(set_on="2023-05-01")
    line = replace(subject(), points=points, stretch=after_breaks(points, []))
    assert path_to(line, target, TODAY).points[0] == (date(2023, 1, 31), 60.0)
    # A figure corrected since is taken as it stood then.
    then = [replace(points[0], value=59.0), replace(points[1], value=61.5)]
    asked = replace(line, published=lambda day: then if day == target.set_on else [])
    assert path_to(asked, target, TODAY).points[0] == (date(2023, 2, 28), 61.5)


def test_no_straight_line_begins_before_a_break_or_without_a_figure():
    points = example_points([60.0, 61.0, 62.0])
    broken = Break(on=date(2023, 2, 1), reason="example", source="example")
    stated = example_target(scope="one Place", place="halton", baseline_value=50, baseline_date="2022-12-31")
    line = replace(subject(), points=points, stretch=after_breaks(points, []))
    assert path_to(line, stated, TODAY).points[0] == (date(2022, 12, 31), 50.0)
    after = replace(line, stretch=after_breaks(points, [broken]))
    assert path_to(after, stated, TODAY) == Path(why=NOT_AGREED)
    assert path_to(subject(spans=()), TARGET, TODAY) == Path(why=NOT_AGREED)


def test_the_points_listed_are_those_known_by_the_day():
    stated, loaded = path(agreed_on="2024-06-01"), path(value=66)
    assert points_known(date(2024, 5, 31), [], stated) == []
    assert points_known(date(2024, 6, 1), [], stated) == list(stated)
    assert points_known(date(2024, 6, 1), loaded, stated) == list(loaded)
    elsewhere = path(place="sefton")
    assert points_known(date(2024, 6, 1), loaded, elsewhere) == [*loaded, *elsewhere]


def test_a_path_that_nobody_agreed_or_that_two_bodies_set_is_none():
    assert agreed(subject(path(agreed_by=""))) == ()
    milestone, target = path()
    borrowed = milestone.model_copy(update={"agreed_by": "Another body"})
    assert agreed(subject((borrowed, target))) == ()
    assert agreed(subject(loaded=(borrowed, target))) == ()
    assert with_a_way(path()) == list(path())


def test_no_path_for_high_blood_pressure_is_agreed_by_anybody():
    """77% by March 2024 is NHS England's objective for England; no paper draws a way to 80% by 2029."""
    known = catalogue()
    target = known.targets["strategy-cvd-htn-treated-80"]
    points = [Point(*YEAR, "example", 60.0)]
    line = Subject(
        catalogue=known,
        indicator=known.indicators["cvd-hypertension-treated"],
        area=known.areas["cheshire-and-merseyside"],
        points=points,
        stretch=after_breaks(points, []),
    )
    assert agreed_points(line, target, YEAR[1]) == []
    assert path_to(line, target, TODAY) == Path(why=NOT_AGREED)
    bodies = {point.value: point.agreed_by for point in known.trajectory_of(target.key)}
    assert bodies[77] == known.targets["nhs2324-29-hypertension-77"].owner
    assert bodies[80] == target.owner


def test_no_path_that_a_paper_states_is_agreed_for_an_area_it_does_not_name():
    known = catalogue()
    pairs = {(point.target_key, point.place) for point in known.trajectories}
    assert [pair for pair in pairs if with_a_way(known.agreed_path(*pair))] == []
