"""Loading made-up example files through the front door, for the tests that need figures in a store."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data.catalogue.reader import Catalogue, catalogue
from loaders.pipeline import FileReport, load_file
from loaders.totals.area_codes import authorities
from loaders.totals.mappings import reissued_codes


def example_csv(folder: Path, rows: list[dict[str, Any]], name: str = "example.csv") -> Path:
    """Write rows of made-up figures as a csv; its columns are those of all the rows."""
    path = folder / name
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def load_example(
    engine: Engine,
    folder: Path,
    rows: list[dict[str, Any]],
    *,
    name: str = "example.csv",
    published: date | None = None,
    defined: Catalogue | None = None,
) -> FileReport:
    """Load rows of the tidy layout; return the report."""
    (report,) = load_file(
        example_csv(folder, rows, name), engine, defined or catalogue(), published=published
    )
    return report


def authority_codes(number: int) -> list[str]:
    """The codes of so many English authorities."""
    return sorted(set(authorities()) - set(reissued_codes()))[:number]


def example_row(**changes: Any) -> dict[str, Any]:
    """One row of the tidy layout, made up, with changes. Another code stands without a name."""
    row = {
        "indicator": "smoking-prevalence",
        "area_code": "E06000006",
        "area_name": "Halton",
        "period": "2023",
        "sex": "Persons",
        "value": 14.5,
    }
    named = {"area_name": ""} if "area_code" in changes else {}
    return row | named | changes
