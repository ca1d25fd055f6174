"""Years of made-up example figures up to two months before today, so that there is something to judge.

Every figure is invented. They end near today because figures grow too old to be judged.
"""

import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.periods import months, parse
from tests.data.examples import monthly_rows, yearly_rows
from tests.loading import load_example

MANY_MONTHS = 32
MANY_YEARS = 12
Rows = list[dict[str, Any]]


def load_lively(engine: Engine, folder: Path, today: date | None = None) -> None:
    """Load the figures, and then the newest of them again with one corrected."""
    rows, corrected = lively_rows(today or date.today())
    load_example(engine, folder, rows, name="example-lively.csv")
    load_example(engine, folder, corrected, name="example-corrected.csv")


def lively_rows(on: date) -> tuple[Rows, Rows]:
    """The figures as of a day, and the newest of them corrected on that day."""
    first = months(on.replace(day=1), -(MANY_MONTHS + 1))
    monthly = _published([*_dementia(first), *_waits(first)], 30)
    rows = [*monthly, *_published(_smoking(on.year - MANY_YEARS - 1), 280)]
    corrected = [one | {"value": one["value"] + 0.4} for one in _dementia(first) if _is_newest(one, rows)]
    again = {"release": "Example correction", "published": on.isoformat()}
    return rows, [one | again for one in corrected]


def _published(rows: Rows, days: int) -> Rows:
    """Each row with the day of its release, so many days after its period has ended."""
    return [
        row
        | {
            "release": "Example release",
            "published": (parse(row["period"]).end + timedelta(days)).isoformat(),
        }
        for row in rows
    ]


def _areas() -> list[tuple[int, str]]:
    known = catalogue()
    wider = [known.areas["cheshire-and-merseyside"], known.areas["england"]]
    return [(at, str(one.ons_code)) for at, one in enumerate([*known.places, *wider])]


def _dementia(first: date) -> Rows:
    """Below the target everywhere: some Places rise, some fall, one jumps."""
    rows: Rows = []
    for at, code in _areas():
        values = [_share(at, month) for month in range(MANY_MONTHS)]
        interval = [{"lower_ci": one - 2.5, "upper_ci": one + 2.5} for one in values]
        people = [{"count": round(one * 20), "denominator": 2000} for one in values]
        made = monthly_rows(list(values), code=code, first=first)
        rows += [row | more | whose for row, more, whose in zip(made, interval, people, strict=True)]
    return rows


def _share(at: int, month: int) -> float:
    slope = 0.05 * (at - 4) / 4
    wave = 0.5 * math.sin(1.7 * month + at)
    jump = 2.0 if at == 2 and month > MANY_MONTHS - 8 else 0.0
    return round(58 + 0.5 * at + slope * month + wave + jump, 2)


def _waits(first: date) -> Rows:
    """A count with a joint Cheshire: the Places add up to the whole."""
    known = catalogue()
    joint = {code for one in known.places if one.joint for code in [one.ons_code]}
    rows: Rows = []
    whole = [0.0] * MANY_MONTHS
    own = [str(one.ons_code) for one in known.places if one.ons_code not in joint]
    for at, code in enumerate([*own, "cheshire"]):
        values = [
            float(round(300 + 20 * at - 2 * month + 15 * math.sin(month + at)))
            for month in range(MANY_MONTHS)
        ]
        whole = [total + value for total, value in zip(whole, values, strict=True)]
        rows += monthly_rows(list(values), code=code, first=first, indicator="rtt-over-65-weeks")
    system = str(known.areas["cheshire-and-merseyside"].ons_code)
    return rows + monthly_rows(list(whole), code=system, first=first, indicator="rtt-over-65-weeks")


def _smoking(first: int) -> Rows:
    """A yearly rate that falls, the faster the less deprived the Place."""
    rows: Rows = []
    for at, code in _areas():
        values = [
            round(20 - 0.4 * at - (0.3 + 0.05 * at) * year + 0.2 * math.sin(at + year), 2)
            for year in range(MANY_YEARS)
        ]
        made = yearly_rows(values, indicator="smoking-prevalence", code=code, first=first)
        rows += [row | {"lower_ci": row["value"] - 1.5, "upper_ci": row["value"] + 1.5} for row in made]
    return rows


def _is_newest(row: dict[str, Any], rows: Rows) -> bool:
    newest = [one for one in rows if one["indicator"] == row["indicator"]][MANY_MONTHS - 1]
    return bool(row["period"] == newest["period"])
