"""What each Place contributes rests on the counts, and says so where the published rates are rounded."""

from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.reader import catalogue
from data.judgement.against_plan import people
from data.judgement.contributions import shares_of, targets_add_up
from data.judgement.status import Now, Point, Status
from data.statistics.contribution import NO_COUNTS, Shares
from data.statistics.reason import STANDARDISED

RATE = catalogue().indicators["dementia-diagnosis-rate"]


@pytest.mark.parametrize(("published", "rounded"), [(65.93, False), (65.9, True)])
def test_people_told_from_rounded_rates_are_marked_as_other_than_those_of_the_counts(
    published: float, rounded: bool
) -> None:
    point = Point(
        date(2024, 9, 1),
        date(2024, 9, 30),
        "September 2024",
        published,
        numerator=6593.0,
        denominator=10000.0,
    )
    lines = {(place.slug, "Persons"): (point,) for place in catalogue().places}
    status = Status(RATE.id, "cheshire-and-merseyside", RATE.headline.id, "Persons", "", RATE.unit)
    found = shares_of(
        catalogue(),
        replace(status, now=Now("not met", target=66.7, comparison=">=", against="target")),
        lines,
    )
    assert found.of_gap.table.people.to_list() == pytest.approx([77.0] * 9)
    assert found.rounded is rounded


def shared_out(indicator: str, *points: Point) -> Shares:
    defined = catalogue().indicators[indicator]
    lines = {(place.slug, "Persons"): points for place in catalogue().places}
    status = Status(indicator, "cheshire-and-merseyside", defined.headline.id, "Persons", "", defined.unit)
    judged = replace(status, now=Now("not met", target=5.0, comparison="<=", against="target"))
    return shares_of(catalogue(), judged, lines)


@pytest.mark.parametrize(
    "indicator", ["falls-admissions-65", "alcohol-related-mortality", "readmissions-30-days"]
)
def test_a_standardised_figure_is_never_added_up_from_its_counts(indicator: str) -> None:
    years = [
        Point(date(year, 1, 1), date(year, 12, 31), str(year), 14.0, numerator=100.0, denominator=1000.0)
        for year in (2022, 2023)
    ]
    shares = shared_out(indicator, *years)
    assert shares.of_gap.reason == shares.of_change.reason == STANDARDISED
    assert "counts do not give back" in STANDARDISED.clause
    defined = catalogue().indicators[indicator]
    assert people(defined, 14.0, 5.0, 1000.0) is None
    status = Status(indicator, "cheshire-and-merseyside", defined.headline.id, "Persons", "", defined.unit)
    assert targets_add_up(catalogue(), status, []).reason == STANDARDISED


def test_a_withheld_figure_is_not_shared_out_from_its_counts() -> None:
    withheld = Point(
        date(2024, 9, 1), date(2024, 9, 30), "September 2024", None, numerator=6.0, denominator=100.0
    )
    assert shared_out(RATE.id, withheld).of_gap.reason == NO_COUNTS
