"""The names of an area over time: a figure is shown under the name of its period."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data import periods
from data.catalogue.reader import catalogue

TRUST = " NHS Foundation Trust"
OLD, NEW = f"Warrington and Halton Teaching Hospitals{TRUST}", f"North Cheshire and Mersey{TRUST}"


def name(day: date) -> str:
    return catalogue().areas["rww"].name_on(day)


def test_a_renamed_trust_has_its_name_of_the_period() -> None:
    assert (name(date(2026, 3, 31)), name(date(2026, 4, 1))) == (OLD, NEW)
    assert catalogue().areas["rbl"].name_on(date(2000, 1, 1)) == catalogue().areas["rbl"].name


@pytest.mark.parametrize(
    ("first", "last", "called"),
    [
        (date(2024, 1, 31), date(2026, 2, 28), OLD),
        (date(2026, 4, 30), date(2026, 6, 30), NEW),
        (date(2024, 1, 31), date(2026, 6, 30), f"{NEW}, until March 2026 {OLD}"),
    ],
)
def test_over_several_periods_it_has_the_names_of_them_all(first: date, last: date, called: str) -> None:
    area = catalogue().areas["rww"].called(first, last)
    assert area.name == called
    assert area.slug == "rww"


def test_the_names_are_those_of_the_publishers_own_files(extracts: Path) -> None:
    """Each month of A&E names our trusts; short names of other editions are left out."""
    said: dict[tuple[str, date], str] = {}
    for path in (extracts / "ae").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows: list[dict[str, Any]] = list(csv.DictReader(stream))
        month = rows[0]["Period"].split("-")
        end = periods.last_day(int(month[2]), periods.month_named(month[1]))
        said |= {(row["Org Code"], end): row["Org name"] for row in rows}
    renamed = {area.ods_code: area for area in catalogue().areas.values() if area.renamed_on}
    checked = [(code, end) for code, end in said if code in renamed]
    assert len(checked) > 80
    for code, end in checked:
        assert said[code, end].casefold() == renamed[code].name_on(end).casefold()
