"""What tests of tables by local authority have in common: codes, and another reading of an ods."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

PLACES = {
    "E06000006": "halton",
    "E06000007": "warrington",
    "E06000049": "cheshire-east",
    "E06000050": "cheshire-west",
    "E08000011": "knowsley",
    "E08000012": "liverpool",
    "E08000013": "st-helens",
    "E08000014": "sefton",
    "E08000015": "wirral",
}
SYSTEM = "cheshire-and-merseyside"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = (f"{{{_NAMES}{name}:1.0}}" for name in ("office", "table", "text"))
_MOST_REPEATS = 100


def slug_of(code: str) -> str:
    """The area that a code ought to become, "" where it is not kept."""
    if code in PLACES:
        return PLACES[code]
    if code in ("E92000001", "E12000002"):
        return {"E92000001": "england", "E12000002": "north-west"}[code]
    return code.lower() if code[:3] in ("E06", "E07", "E08", "E09", "E10", "E12") else ""


def ods_rows(path: Path, sheet: str) -> Iterator[list[Any]]:
    """The rows of a sheet, by nothing but the XML; a long run of equal cells or rows counts once."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        for _, table in ElementTree.iterparse(stream):
            if table.tag != f"{_TABLE}table":
                continue
            if table.get(f"{_TABLE}name") == sheet:
                for row in table.iter(f"{_TABLE}table-row"):
                    yield from [_cells(row)] * _repeats(row, "rows")
                return
            table.clear()


def _repeats(element: ElementTree.Element, what: str) -> int:
    times = int(element.get(f"{_TABLE}number-{what}-repeated", "1"))
    return times if times <= _MOST_REPEATS else 1


def _cells(row: ElementTree.Element) -> list[Any]:
    cells: list[Any] = []
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            value = cell.get(f"{_OFFICE}value")
            text = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
            cells += [float(value) if value is not None else text] * _repeats(cell, "columns")
    return cells
