"""Made-up figures and targets for the tests of the statements."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data.catalogue.models import Target
from data.catalogue.reader import Catalogue, catalogue
from data.judgement.status import Point, Status
from data.periods import MONTHS, month, months
from data.statements import compute
from tests.loading import load_example

SEFTON = "E08000014"
HALTON = "E06000006"
SYSTEM = "E54000008"


def example_target(key: str = "example", **changes: Any) -> Target:
    """A made-up target: 70 % or more in every Place by March 2030, set in 2019."""
    told: dict[str, Any] = {
        "key": key,
        "indicator": "dementia-diagnosis-rate",
        "domain": "dementia",
        "name": "Example",
        "statement": "Example",
        "direction": "increase",
        "value": 70.0,
        "comparison": ">=",
        "unit": "%",
        "scope": "every Place",
        "deadline": "2030-03-31",
        "set_on": "2019-01-01",
        "set_on_basis": "example",
        "document": "example.txt",
        "section": "example",
        "words": "example",
        "kind": "outcome",
    }
    return Target(**told | changes)


def with_targets(*targets: Target, **changes: Any) -> Catalogue:
    """The project's definitions with made-up targets in place of its own."""
    keyed = {target.key: target for target in targets}
    return replace(catalogue(), targets=keyed, relations=(), trajectories=(), **changes)


def monthly_rows(
    values: list[float | None], *, code: str = HALTON, first: date = date(2023, 1, 1), **more: Any
) -> list[dict[str, Any]]:
    """Rows of the tidy layout, one a month; a value of None is a gap."""
    rows = []
    for number, value in enumerate(values):
        start = months(first, number)
        if value is not None:
            row = {"indicator": "dementia-diagnosis-rate", "area_code": code, "sex": "Persons"}
            label = f"{MONTHS[start.month - 1]} {start.year}"
            rows.append(row | {"period": label, "value": value} | more)
    return rows


def yearly_rows(values: list[float], *, indicator: str, code: str = HALTON, first: int = 2015, **more: Any):
    """Rows of the tidy layout, one a calendar year."""
    row = {"indicator": indicator, "area_code": code, "sex": "Persons"}
    return [row | {"period": str(first + n), "value": value} | more for n, value in enumerate(values)]


def told(
    engine: Engine,
    folder: Path,
    rows: list[dict[str, Any]],
    defined: Catalogue,
    *,
    place: str = "halton",
    today: date = date(2025, 6, 1),
    as_of: date | None = None,
    name: str = "example.csv",
) -> Status:
    """Load made-up rows and return the one status of their indicator at a place."""
    if rows:
        load_example(engine, folder, rows, name=name, defined=defined)
    indicator = rows[0]["indicator"] if rows else "dementia-diagnosis-rate"
    found = compute.statuses(engine, defined, indicators=[indicator], areas=[place], today=today, as_of=as_of)
    return found[0]


def example_points(values: list[float | None], first: date = date(2023, 1, 1), **more: Any) -> list[Point]:
    """Made-up monthly points."""
    found = []
    for number, value in enumerate(values):
        start = months(first, number)
        period = month(start.year, start.month)
        found.append(Point(period.start, period.end, period.label, value, **more))
    return found


def example_years(values: list[float | None], first: int = 2015, **more: Any) -> list[Point]:
    """Made-up yearly points."""
    return [
        Point(date(first + n, 1, 1), date(first + n, 12, 31), str(first + n), value, **more)
        for n, value in enumerate(values)
    ]


def only(defined: Catalogue, *ids: str) -> Catalogue:
    """The definitions of a few indicators, so that a test works out no more than it needs."""
    return replace(defined, indicators={id: of for id, of in defined.indicators.items() if id in ids})
