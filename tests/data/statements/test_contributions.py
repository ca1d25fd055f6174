"""What each Place contributes rests on the counts, and says so where the published rates are rounded."""

from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.reader import catalogue
from data.judgement.contributions import shares_of
from data.judgement.status import Now, Point, Status

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
