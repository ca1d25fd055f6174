"""What a file may not exceed, so that a broken or hostile one cannot take the machine down."""

import html
import re
import zipfile
from typing import IO

from data.errors import BadInput, Problem

MOST_BYTES = 1_500_000_000  # of a csv, unpacked; the largest national extract is about a tenth of it
MOST_BYTES_OF_WORKBOOK = 400_000_000  # unpacked; the largest published one has 50 million
MOST_CELLS = 50_000_000  # of a sheet, the blank ones between its corners included
MOST_ROWS = 5_000_000
MOST_COLUMNS = 2_000
MOST_MEMBERS = 200
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_LAST_ROW = re.compile(rb'<row[^>]* r="(\d+)"')
_COLUMN = re.compile(rb'<c r="([A-Z]+)')
_WIDE = re.compile(rb'<c r="[A-Z]{3}\d')
_FILLED = re.compile(rb'<c r="[A-Z]+(\d+)"[^>/]*>')
_TWO_LETTERS = 26 + 26 * 26


def refuse_large_archive(name: str, members: list[zipfile.ZipInfo], most: int) -> None:
    """Raise BadInput where an archive says that it unpacks to more than `most` bytes."""
    if sum(member.file_size for member in members) > most:
        raise BadInput(Problem(name, f"unpacks to more than {most:,} bytes", "check what it is"))


def refuse_wide(name: str, columns: int) -> None:
    """Raise BadInput for a table with more columns than any publisher's."""
    if columns > MOST_COLUMNS:
        raise BadInput(Problem(name, f"has {columns:,} columns", f"at most {MOST_COLUMNS:,} are read"))


def refuse_long(name: str, rows: int) -> None:
    """Raise BadInput for a table with more rows than any publisher's."""
    if rows > MOST_ROWS:
        raise BadInput(Problem(name, f"has more than {MOST_ROWS:,} rows", "check what it is"))


def refuse_large_workbook(name: str, stream: IO[bytes]) -> None:
    """Raise BadInput for a workbook that unpacks to too much."""
    if zipfile.is_zipfile(stream):
        with zipfile.ZipFile(stream) as archive:
            refuse_large_archive(name, archive.infolist(), MOST_BYTES_OF_WORKBOOK)


def refuse_large_sheet(name: str, stream: IO[bytes], sheet: str) -> None:
    """Raise BadInput for a sheet of an xlsx whose filled corners lie too far apart.

    The reader makes room for every cell between the first and the last, so that one stray cell in the last
    corner of a sheet would ask for more memory than any machine has. Rows without a cell, which LibreOffice
    writes to the end of a sheet, do not count. Sheets of other formats pass.
    """
    corners = [_corner(content) for content in _contents(stream, sheet)]
    cells = max((rows * columns for rows, columns in corners), default=0)
    if cells > MOST_CELLS:
        fault = f"has a sheet that reaches over {cells:,} cells"
        raise BadInput(Problem(f"{name}, sheet {sheet}", fault, "delete the stray cells far from the table"))


def _contents(stream: IO[bytes], sheet: str) -> list[bytes]:
    if not zipfile.is_zipfile(stream):
        return []
    with zipfile.ZipFile(stream) as archive:
        return [archive.read(part) for part in _parts(archive, sheet)]


def sheet_parts(stream: IO[bytes], sheet: str) -> list[str]:
    """The part of an xlsx that holds a sheet; none where the workbook does not say which one."""
    if not zipfile.is_zipfile(stream):
        return []
    with zipfile.ZipFile(stream) as archive:
        parts = _parts(archive, sheet)
    return parts if len(parts) == 1 else []


def _parts(archive: zipfile.ZipFile, sheet: str) -> list[str]:
    """The part of an xlsx that holds a sheet; every sheet's part where that cannot be told."""
    names = [part for part in archive.namelist() if _SHEET.fullmatch(part)]
    if not {_WORKBOOK, _RELATIONS} <= set(archive.namelist()):
        return names
    listed = {_attribute(tag, "name"): tag for tag in _tags(archive, _WORKBOOK, "sheet")}
    related = {_attribute(tag, "Id"): tag for tag in _tags(archive, _RELATIONS, "Relationship")}
    relation = related.get(_attribute(listed.get(sheet, ""), "r:id"), "")
    target = "xl/" + _attribute(relation, "Target").removeprefix("/xl/")
    return [target] if target in names else names


def _tags(archive: zipfile.ZipFile, part: str, name: str) -> list[str]:
    return re.findall(rf"<{name}\b[^>]*>", archive.read(part).decode("utf-8", errors="replace"))


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(match[1]) if match else ""


def column_number(letters: bytes) -> int:
    """The number of a column from 1, by the letters a spreadsheet shows."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _corner(sheet: bytes) -> tuple[int, int]:
    """The last row with a cell and the last column, from 1; never too few of either."""
    rows = max(map(int, _LAST_ROW.findall(sheet[-1_000_000:])), default=0)
    if rows * _TWO_LETTERS <= MOST_CELLS and not _WIDE.search(sheet):
        return rows, 1
    # Only now, for a sheet that seems to be too large: every row that has a cell, wherever it stands.
    filled = max(map(int, _FILLED.findall(sheet)), default=rows)
    letters = max(set(_COLUMN.findall(sheet)), key=lambda column: (len(column), column), default=b"A")
    return filled, column_number(letters)
