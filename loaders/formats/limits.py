"""What a file may not exceed, so that a broken or hostile one cannot take the machine down.

Counted while a file is unpacked and read, never taken from what it says of itself. What a program of a
reader's machine must not exceed, its memory and its time, is held by `loaders.apart`.
"""

import zipfile
from collections.abc import Iterable

from data.errors import Problem, TooLarge

MOST_BYTES = 1_500_000_000  # of a file, unpacked; the largest national extract is about a tenth of it
MOST_BYTES_OF_WORKBOOK = 400_000_000  # unpacked; the largest published one has 50 million
MOST_CELLS = 50_000_000  # of a table or sheet, the blank ones between a sheet's corners included
MOST_ROWS = 5_000_000
MOST_COLUMNS = 2_000
MOST_COLUMNS_OF_SHEET = 16_384  # as many as a spreadsheet has
MOST_SHARED_STRINGS = 5_000_000
MOST_SHEETS = 2_000
MOST_MEMBERS = 200
MOST_BYTES_LOOKED_THROUGH = 4_000_000
"""Of a part that is read for its limits alone. What reaches far with few bytes is small; what is larger has
written its cells out, is slow to look through twice, and has its memory limited all the same."""


def refuse_large_archive(name: str, members: Iterable[zipfile.ZipInfo], most: int) -> None:
    """Raise TooLarge where an archive says itself that it unpacks to more than `most` bytes."""
    refuse_unpacked(name, sum(member.file_size for member in members), most)


def refuse_unpacked(name: str, count: int, most: int) -> None:
    """Raise TooLarge for a file that has unpacked to more than `most` bytes."""
    if count > most:
        raise TooLarge(Problem(name, f"unpacks to more than {most:,} bytes", "check what it is"))


def refuse_many_bytes(name: str, count: int) -> None:
    """Raise TooLarge for a file that is not packed and has more bytes than any publisher's."""
    if count > MOST_BYTES:
        raise TooLarge(Problem(name, f"has more than {MOST_BYTES:,} bytes", "check what it is"))


def refuse_wide(name: str, columns: int) -> None:
    """Raise TooLarge for a table with more columns than any publisher's."""
    if columns > MOST_COLUMNS:
        raise TooLarge(Problem(name, f"has {columns:,} columns", f"at most {MOST_COLUMNS:,} are read"))


def refuse_long(name: str, rows: int) -> None:
    """Raise TooLarge for a table with more rows than any publisher's."""
    if rows > MOST_ROWS:
        raise TooLarge(Problem(name, f"has more than {MOST_ROWS:,} rows", "check what it is"))


def refuse_many_cells(name: str, cells: int) -> None:
    """Raise TooLarge for a table with more cells than any publisher's."""
    if cells > MOST_CELLS:
        raise TooLarge(Problem(name, f"has more than {MOST_CELLS:,} cells", "check what it is"))


def refuse_corner(where: str, rows: int, columns: int) -> None:
    """Raise TooLarge for a sheet whose last filled row and column, from 1, lie too far away.

    The reader of workbooks makes room for every cell between the first and the last, so that one stray cell
    in the last corner of a sheet would ask for more memory than any machine has.
    """
    fault = ""
    if columns > MOST_COLUMNS_OF_SHEET:
        fault = f"reaches to column {columns:,}, and a sheet has {MOST_COLUMNS_OF_SHEET:,}"
    elif rows > MOST_ROWS:
        fault = f"reaches to row {rows:,}, and at most {MOST_ROWS:,} are read"
    elif rows * columns > MOST_CELLS:
        fault = f"reaches over {rows * columns:,} cells, and at most {MOST_CELLS:,} are read"
    if fault:
        raise TooLarge(Problem(where, fault, "delete the stray cells far from the table"))


def refuse_shared_strings(name: str, count: int) -> None:
    """Raise TooLarge for a workbook with more texts in its common list than any publisher's."""
    if count > MOST_SHARED_STRINGS:
        fault = f"has more than {MOST_SHARED_STRINGS:,} shared texts"
        raise TooLarge(Problem(name, fault, "check what it is"))


def refuse_many_sheets(name: str, count: int) -> None:
    """Raise TooLarge for a workbook with more sheets than any publisher's."""
    if count > MOST_SHEETS:
        raise TooLarge(Problem(name, f"has more than {MOST_SHEETS:,} sheets", "check what it is"))
