"""What a file may not exceed, so that a broken or hostile one cannot take the machine down."""

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
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_LAST_ROW = re.compile(rb'<row[^>]* r="(\d+)"')
_COLUMN = re.compile(rb'<c r="([A-Z]+)')
_WIDE = re.compile(rb'<c r="[A-Z]{3}\d')
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


def refuse_large_sheets(name: str, stream: IO[bytes]) -> None:
    """Raise BadInput for a workbook that unpacks to too much, or has a sheet whose corners lie too far apart.

    The reader makes room for every cell between the first and the last, so that one stray cell in the last
    corner of a sheet would ask for more memory than any machine has. Sheets of formats other than xlsx pass.
    """
    if not zipfile.is_zipfile(stream):
        return
    with zipfile.ZipFile(stream) as archive:
        refuse_large_archive(name, archive.infolist(), MOST_BYTES_OF_WORKBOOK)
        for member in archive.infolist():
            if not _SHEET.fullmatch(member.filename):
                continue
            cells = _corner(archive.read(member))
            if cells > MOST_CELLS:
                found = f"has a sheet that reaches over {cells:,} cells"
                raise BadInput(Problem(name, found, "delete the stray cells far from the table"))


def _corner(sheet: bytes) -> int:
    """Rows times columns of a sheet, never too few."""
    rows = max(map(int, _LAST_ROW.findall(sheet[-1_000_000:])), default=0)
    if rows * _TWO_LETTERS <= MOST_CELLS and not _WIDE.search(sheet):
        return rows
    letters = max(set(_COLUMN.findall(sheet)), key=lambda column: (len(column), column), default=b"A")
    column = 0
    for letter in letters:
        column = 26 * column + letter - ord("A") + 1
    return rows * column
