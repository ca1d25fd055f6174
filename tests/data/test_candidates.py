"""Which agreed paths the figures of a line can be held against: the kind of the points is respected."""

from datetime import date

import pytest

from data.catalogue.models import Indicator, TrajectoryPoint
from data.catalogue.reader import catalogue
from data.targets.candidates import agreed_way

YEAR = (date(2024, 4, 1), date(2025, 3, 31))
MONTH = (date(2025, 3, 1), date(2025, 3, 31))
THREE_YEARS = (date(2022, 4, 1), date(2025, 3, 31))
MONTHLY = catalogue().indicators["dementia-diagnosis-rate"]


def of_kind(kind: str) -> Indicator:
    return MONTHLY.model_copy(update={"series_kind": kind})


def path(basis: str, **changes: object) -> list[TrajectoryPoint]:
    told: dict[str, object] = {
        "target_key": "example",
        "place": "halton",
        "interpolation": "linear",
        "basis": basis,
        "document": "example.txt",
        "words": "example",
    } | changes
    return [
        TrajectoryPoint.model_validate(told | {"date": "2024-03-31", "value": 77, "kind": "milestone"}),
        TrajectoryPoint.model_validate(told | {"date": "2029-12-31", "value": 80, "kind": "target"}),
    ]


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
    assert agreed_way(told, of_kind(kind), [span, span]) == (told if fits else [])


def test_one_figure_of_another_length_is_enough_to_leave_a_path_out():
    assert agreed_way(path("rolling twelve months"), of_kind("point"), [YEAR, MONTH]) == []


def test_without_any_figure_the_kind_alone_says_it():
    assert agreed_way(path("rolling twelve months"), of_kind("rolling"), [])
    assert not agreed_way(path("rolling twelve months"), of_kind("point"), [])


def test_points_without_a_way_between_them_and_later_agreements_are_left_out():
    assert agreed_way(path("point", interpolation="none"), MONTHLY, [MONTH]) == []
    later = path("point", agreed_on="2024-06-01")
    assert agreed_way(later, MONTHLY, [MONTH], date(2024, 5, 31)) == []
    assert agreed_way(later, MONTHLY, [MONTH], date(2024, 6, 1)) == later


def test_the_agreed_way_for_high_blood_pressure_is_that_of_the_published_figures():
    known = catalogue()
    indicator = known.indicators["cvd-hypertension-treated"]
    told = known.agreed_path("strategy-cvd-htn-treated-80", "cheshire-and-merseyside")
    assert [(one.date.year, one.value) for one in agreed_way(told, indicator, [YEAR])] == [
        (2024, 77),
        (2029, 80),
    ]
