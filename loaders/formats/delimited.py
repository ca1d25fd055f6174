"""The text of a csv, however a computer wrote it: its encoding, its separator, its marks. Pure.

What is told of a file (`notes`) is in words for a person. A decimal comma is read only where semicolons part
the cells, for there a comma cannot part them.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from data.errors import BadInput, Problem
from loaders.formats import limits

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_LINES_LOOKED_AT = 30  # a title may stand above the headings
_SEP = re.compile(r"sep=(.)[^\S\n]*\r?(?:\n|$)", re.IGNORECASE)
_TWO_BYTES = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_EITHER = re.compile(r"-?\d{1,3}[.,]\d{3}")  # 1.234 is a thousand to some, a little over one to others
_THOUSAND_POINTS = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+")


@dataclass(frozen=True)
class Text:
    """The text of a csv parted by commas, one record a line as in the file, and what was noticed."""

    text: str
    notes: tuple[str, ...] = ()


def is_two_byte(start: bytes) -> bool:
    """Whether bytes begin as UTF-16 does: with its mark, or with every other byte of a letter empty."""
    if start[:2] in _TWO_BYTES:
        return True
    return len(start) > 8 and _empty_every_other(start[:64]) is not None


def _empty_every_other(start: bytes) -> str | None:
    even, odd = start[0::2], start[1::2]
    if not any(odd) and all(even[: len(odd)]):
        return "utf-16-le"
    return "utf-16-be" if not any(even) and all(odd) else None


def decoded(name: str, content: bytes) -> Text:
    """The text of a file's bytes. Raises BadInput where they are in no encoding that files here have."""
    if is_two_byte(content[:64]):
        encoding = _TWO_BYTES.get(content[:2]) or _empty_every_other(content[:64]) or "utf-16"
        try:
            return Text(content.decode(encoding), (f"{name}: is UTF-16, not UTF-8: read as that",))
        except UnicodeDecodeError:
            raise BadInput(Problem(name, "begins as UTF-16 and is cut off", "save it as CSV UTF-8")) from None
    try:
        return Text(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
    try:
        if _UTF8_LETTER.search(content):
            raise ValueError("letters of UTF-8 beside it")
        return Text(content.decode("cp1252"), (of_windows(name, row),))
    except ValueError:
        fault = f"has a byte that is not UTF-8 text, in row {row}"
        raise BadInput(Problem(name, fault, "save it as CSV UTF-8")) from None


def of_windows(name: str, row: int) -> str:
    """What is told of a file that is read as Windows-1252; `row`: where it first shows."""
    return f"{name}: is not UTF-8 (row {row}): read as Windows-1252, which spreadsheets write"


def separator(text: str) -> str:
    """The sign that parts the cells of the first lines; the comma where no other does."""
    if said := _SEP.match(text):
        return said[1]
    lines = list(islice(io.StringIO(text), _LINES_LOOKED_AT))
    most = {sign: max((line.count(sign) for line in lines), default=0) for sign in (",", *SEPARATORS)}
    widest = max(most, key=lambda sign: most[sign])
    return widest if most[widest] else ","


def is_plain(start: str) -> bool:
    """Whether a csv is parted by commas, says nothing of its separator, and ends its lines as usual."""
    return separator(start) == "," and not _SEP.match(start) and not _has_old_ends(start)


def _has_old_ends(text: str) -> bool:
    """Whether lines end as they did on old Macs."""
    return "\r" in text and "\n" not in text


def within_limits(name: str, reader: Any) -> Iterator[list[str]]:
    """The records of a csv's reader. Raises TooLarge for too many, too wide, or too many cells in all."""
    cells = 0
    for record in reader:
        cells += len(record)
        limits.refuse_long(name, reader.line_num)
        limits.refuse_wide(name, len(record))
        limits.refuse_many_cells(name, cells)
        yield record


def with_commas(name: str, read: Text) -> Text:
    """The same records parted by commas. Raises BadInput for a number that may be meant in two ways."""
    if _has_old_ends(read.text):
        read = replace(read, text=read.text.replace("\r", "\n"))
    sign, said = separator(read.text), _SEP.match(read.text)
    if sign == "," and not said:
        return read
    # The line "sep=;" stays as an empty record, so that rows keep their numbers.
    text = read.text[: said.start()] + "\n" + read.text[said.end() :] if said else read.text
    records = list(within_limits(name, csv.reader(io.StringIO(text, newline=""), delimiter=sign)))
    notes = read.notes
    if sign != ",":
        notes = (*notes, f"{name}: its cells are parted by {SEPARATORS.get(sign, repr(sign))}: read as that")
    if sign == ";":
        records = _with_decimal_points(name, records)
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(records)
    return Text(written.getvalue(), notes)


def _with_decimal_points(name: str, records: list[list[str]]) -> list[list[str]]:
    """Numbers such as 72,4 as 72.4, where the file shows that its comma is that of decimals."""
    cells = [cell.strip() for record in records for cell in record]
    commas = [cell for cell in cells if _DECIMAL_COMMA.fullmatch(cell) or _THOUSAND_POINTS.fullmatch(cell)]
    if not commas:
        return records
    sure = any(not _EITHER.fullmatch(cell) for cell in commas)
    doubtful = [
        Problem(
            f"{name}, row {number}",
            f"{cell!r} may be a number of thousands or one with three decimals",
            "save it as CSV UTF-8, with decimal points and commas between the cells",
        )
        for number, record in enumerate(records, start=1)
        for cell in record
        if _EITHER.fullmatch(cell.strip()) and ("." in cell or not sure)
    ]
    if doubtful:
        raise BadInput(doubtful)
    return [[_with_point(cell) for cell in record] for record in records]


def _with_point(cell: str) -> str:
    plain = cell.strip()
    if _DECIMAL_COMMA.fullmatch(plain) or _THOUSAND_POINTS.fullmatch(plain):
        return plain.replace(".", "").replace(",", ".")
    return cell
