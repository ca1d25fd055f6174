"""Loading made-up example files through the front door, for the tests that need figures in a store."""

import csv
import hashlib
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
    returned: bool = False,
) -> FileReport:
    """Load rows of the tidy layout; return the report. As official figures, unless they are `returned`."""
    known = defined or catalogue()
    rows = rows if returned else official(rows, known, name)
    (report,) = load_file(example_csv(folder, rows, name), engine, known, published=published)
    return report


def official(
    rows: list[dict[str, Any]], defined: Catalogue | None = None, name: str = "example.csv"
) -> list[dict[str, Any]]:
    """The rows with their publisher, and its file with a checksum, as the starter figures have them.

    With their value, too, where only the counts of a percentage are given, as a publisher's own loader works
    it out. A row that names its publisher or its file stays as it is.
    """
    known = (defined or catalogue()).indicators
    checksum = hashlib.sha256(repr((name, rows)).encode()).hexdigest()
    return [
        _with_value(row) | _behind(known[row["indicator"]].publisher, name, checksum, number)
        if row["indicator"] in known
        and not known[row["indicator"]].is_returned
        and not {"publisher", "source_file"} & row.keys()
        else row
        for number, row in enumerate(rows, start=2)
    ]


def _with_value(row: dict[str, Any]) -> dict[str, Any]:
    given = row.get("value", "") in ("", None) and row.get("count") and row.get("denominator")
    return row | {"value": 100 * row["count"] / row["denominator"]} if given else row


def _behind(publisher: str, name: str, checksum: str, number: int) -> dict[str, Any]:
    return {
        "publisher": publisher,
        "source_file": name,
        "source_sha256": checksum,
        "source_row": str(number),
    }


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
