"""How far the sheets of a binary workbook reach: xls (records of BIFF8 in a compound file) and xlsb (BIFF12).

The reader of cells takes rows, columns and counts from records as they stand, and makes room for what they
say. Only the records that place a cell or announce a number are looked at; one that is cut off is left to the
reader, which tells it. Layout of records: Microsoft's [MS-XLS] and [MS-XLSB].
"""

import io
from collections.abc import Iterable, Iterator
from struct import Struct

import olefile

from loaders.formats import limits

# [MS-XLS] 2.3: the types of the records that are looked at.
_END, _PASSWORD, _SHEET, _SHARED_STRINGS, _DIMENSIONS = 0x000A, 0x002F, 0x0085, 0x00FC, 0x0200
_SEVERAL = 0x00BD  # cells of a row, the last column at its end
_CELLS = {0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E}
_HEAD, _PLACE, _LAST, _WHERE, _COUNT = Struct("<HH"), Struct("<HH"), Struct("<H"), Struct("<I"), Struct("<I")
_CORNERS = {10: Struct("<HHHH"), 14: Struct("<IIHH")}
_LEAST_BYTES_OF_TEXT = 3

# [MS-XLSB] 2.3: a row's header, and the cells that hold something.
_ROW, _FIRST_CELL, _LAST_CELL, _TEXTS = 0x0000, 0x0002, 0x000B, 0x009F


def refuse_large_xls(name: str, content: bytes) -> None:
    """Raise TooLarge where the sheets of an xls reach too far; OSError, ValueError where it is damaged."""
    with olefile.OleFileIO(io.BytesIO(content)) as compound:
        stream = next((stream for stream in ("Workbook", "Book") if compound.exists(stream)), "")
        records = compound.openstream(stream).read() if stream else b""
    positions = list(_sheet_positions(name, records))
    limits.refuse_many_sheets(name, len(positions))
    cells = 0
    for position in positions:
        rows, columns = _corner(name, records, position)
        limits.refuse_corner(name, rows, columns)
        cells += rows * columns
        limits.refuse_many_cells(name, cells)


def _sheet_positions(name: str, records: bytes) -> Iterator[int]:
    """Where the sheets' records begin, by the workbook's own; its shared texts are counted on the way."""
    for kind, at, size in _records(records, 0):
        if kind == _END:
            return
        if kind == _PASSWORD:
            raise ValueError("is protected by a password")
        if kind == _SHEET and size >= _WHERE.size:
            yield _WHERE.unpack_from(records, at)[0]
        elif kind == _SHARED_STRINGS and size >= 8:
            (count,) = _COUNT.unpack_from(records, at + 4)
            limits.refuse_shared_strings(name, count)
            if count * _LEAST_BYTES_OF_TEXT > len(records):
                raise ValueError(f"announces {count:,} texts and is too short for them")


def _records(records: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The type of each record, where its content begins and how long it is."""
    head, last = _HEAD.unpack_from, len(records) - _HEAD.size
    while at <= last:
        kind, size = head(records, at)
        yield kind, at + 4, size
        at += 4 + size


def _corner(name: str, records: bytes, start: int) -> tuple[int, int]:
    """The last row and the last column of a sheet, counted from 1."""
    place, end = _PLACE.unpack_from, len(records)
    last_row = last_column = -1
    for kind, at, size in _records(records, start):
        if kind in _CELLS and size >= 4 and at + size <= end:
            row, column = place(records, at)
            if kind == _SEVERAL:
                column = max(column, *_LAST.unpack_from(records, at + size - 2))
            if row > last_row:
                last_row = row
            if column > last_column:
                last_column = column
        elif kind == _DIMENSIONS and size in _CORNERS and at + size <= end:
            first, below, left, right = _CORNERS[size].unpack_from(records, at)
            limits.refuse_corner(name, max(below - first, 0), max(right - left, 0))
        elif kind == _END:
            break
    return last_row + 1, last_column + 1


def refuse_large_xlsb(name: str, sheets: Iterable[bytes], strings: bytes) -> None:
    """Raise TooLarge where the parts that hold the sheets of an xlsb reach too far, or its texts are many."""
    for kind, at, size in _long_records(strings):
        if kind == _TEXTS and size >= 8:
            limits.refuse_shared_strings(name, _COUNT.unpack_from(strings, at + 4)[0])
    for content in sheets:
        limits.refuse_corner(name, *_corner_of_long(content))


def _corner_of_long(content: bytes) -> tuple[int, int]:
    number, end = _COUNT.unpack_from, len(content) - 4
    row = last_row = last_column = -1
    for kind, at, _ in _long_records(content):
        if at > end or kind > _LAST_CELL:
            continue
        if kind >= _FIRST_CELL:
            (column,) = number(content, at)
            last_row = row
            if column > last_column:
                last_column = column
        elif kind == _ROW:
            (row,) = number(content, at)
    return last_row + 1, last_column + 1


def _long_records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """As `_records`; type and length are written in one byte or more, seven bits in each."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | content[at] << 7
            at += 1
        size = shift = 0
        for _ in range(4):
            if at >= end:
                return
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, at, size
        at += size
