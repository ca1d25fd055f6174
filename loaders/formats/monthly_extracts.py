"""National monthly extracts, one row per provider, commissioner and service, with a count per week waited.

They are very large, so they are read fast. The fast way only notices that some cell is not as it should be;
the file is then read again the slow way, which tells where that cell stands.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import pandas as pd

from data.errors import BadInput, Problem
from loaders.contract import (
    Checked,
    Column,
    Contract,
    Table,
    check,
    check_headings,
    fits,
    found_columns,
    plain_heading,
)
from loaders.formats.delimited import decoded, of_windows
from loaders.formats.documents import Document, fast_csv

HEADER_WITHIN = 20  # rows of a sheet that may stand above its header
OLD_SHEET_ROWS = 65_536  # where the old workbook format, and what was saved through it, ends
_LARGEST = 2.0**53  # above it a float no longer holds every whole number


@dataclass(frozen=True)
class Heading:
    """Where a table begins: its headings, the row they stand in (counted from 1), and the sheet."""

    names: list[str]
    row: int = 1
    sheet: str = ""


@dataclass(frozen=True)
class Band:
    """A column that counts those who waited from `lower` to under `upper` weeks; None: and longer."""

    heading: str
    lower: int
    upper: int | None


@dataclass(frozen=True)
class Cells:
    """The rows wanted, under the contract's names: numbers as numbers (blank zeros filled), text as text.

    `rows`: the sheet's row number of each. `skipped`: how many rows were not wanted.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    skipped: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """A publisher's extract: its columns, and the waits to count.

    `identity`: columns that say what a row is of; `key`: those that no two rows share. `counts`: its counts
    beside the bands. `ignored`: known columns that are not needed. `tell_tale`: columns that give it away.
    `closed` and `open_`: patterns of a band's plain heading, with its lower and upper weeks, or its lower.
    `under` and `over`: a count's name -> the weeks waited less than, or at least. `only`: column and value
    of the rows wanted.
    """

    title: str
    identity: tuple[Column, ...]
    key: tuple[str, ...]
    counts: tuple[Column, ...]
    ignored: tuple[str, ...]
    tell_tale: Contract
    closed: str
    open_: str
    under: Mapping[str, int]
    over: Mapping[str, int]
    only: tuple[str, str] | None = None


def recognises(document: Document, layout: Layout) -> bool:
    """Whether a csv, or the first sheet of a workbook, has the tell-tale columns."""
    return document.form in ("csv", "workbook") and heading(document, layout.tell_tale) is not None


def read_extract(document: Document, layout: Layout) -> Table:
    """The rows wanted: identity, counts, the waits, and `in_bands`, the sum of all bands.

    Raises BadInput for missing columns and bands, and for every cell that is not a whole number of 0 or more.
    A wait that the bands cannot tell, because it lies inside the open one, is no column.
    """
    head = heading(document, layout.tell_tale)
    if head is None:
        raise BadInput(Problem(document.name, f"is not the {layout.title}", "check what it is"))
    weeks = bands(document, head, layout)
    counted = [Column(band.heading, (band.heading,), "count", blank="zero", whole=True) for band in weeks]
    wide = Contract((*layout.identity, *counted, *layout.counts), ignored=layout.ignored)
    cells = read_cells(document, head, wide, layout.only)
    if cells.frame.empty:
        wanted = f" with {layout.only[1]!r}" if layout.only else ""
        fault = f"has no row{wanted}"
        raise BadInput(Problem(document.name, fault, f"download the {layout.title} again"))
    waits = _waits([cells.frame[band.heading].to_numpy() for band in weeks], weeks, layout)
    own = [*layout.identity, *layout.counts]
    published = found_columns(head.names, Contract(tuple(own)))
    own = [column for column in own if column.name in published]
    frame = cells.frame[[column.name for column in own]].rename(columns=published)
    added = [Column(name, (name,), "count") for name in waits]
    columns = [replace(column, published=(published[column.name],)) for column in own]
    return Table(
        frame.assign(**waits),
        Contract((*columns, *added), key=layout.key),
        document.name,
        sheet=head.sheet,
        rows=cells.rows,
        skipped=cells.skipped,
        warnings=cells.warnings,
    )


def _waits(counts: list[np.ndarray], weeks: Sequence[Band], layout: Layout) -> dict[str, np.ndarray]:
    """Name -> the sum of the bands on one side of so many weeks."""
    starts = {band.lower: position for position, band in enumerate(weeks)}
    under = {name: counts[: starts[at]] for name, at in layout.under.items() if at in starts}
    over = {name: counts[starts[at] :] for name, at in layout.over.items() if at in starts}
    return {name: _added(part) for name, part in {"in_bands": counts, **under, **over}.items()}


def _added(columns: Sequence[np.ndarray]) -> np.ndarray:
    """The sum of the columns, one after the other: a table of all of them would be very large."""
    total = columns[0].astype(float)
    for column in columns[1:]:
        total += column
    return total


def heading(document: Document, tell_tale: Contract) -> Heading | None:
    """The header of a csv, or of a workbook's first sheet, that has the tell-tale columns."""
    if document.form == "csv":
        return Heading(document.header, document.above + 1) if fits(document.header, tell_tale) else None
    if not document.sheets:
        return None
    sheet = document.sheets[0]
    for number, cells in enumerate(document.rows(sheet)[:HEADER_WITHIN], start=1):
        names = [str(cell).strip() for cell in cells]
        if fits(names, tell_tale):
            return Heading(names, number, sheet)
    return None


def bands(document: Document, head: Heading, layout: Layout) -> list[Band]:
    """The bands of weeks among the headings, in order. Raises BadInput where some are missing."""
    weeks = []
    for name in head.names:
        plain = plain_heading(name)
        if match := re.fullmatch(layout.closed, plain):
            weeks.append(Band(name, int(match[1]), int(match[2])))
        elif match := re.fullmatch(layout.open_, plain):
            weeks.append(Band(name, int(match[1]), None))
    weeks.sort(key=lambda band: (band.lower, band.upper is None))
    problems = _gaps(document, head, weeks)
    if problems:
        raise BadInput([*problems, *_cut_off(document, head)])
    return weeks


def _gaps(document: Document, head: Heading, weeks: Sequence[Band]) -> list[Problem]:
    where = ", ".join(part for part in (document.name, f"sheet {head.sheet}" * bool(head.sheet)) if part)
    remedy = "the file was changed after it was published: download the publisher's full extract"
    wrong, reached = [], 0
    for band in weeks:
        if band.lower > reached:
            wrong.append(
                f"the bands from {reached} to {band.lower} weeks are missing before {band.heading!r}"
            )
        elif band.lower < reached:
            wrong.append(f"the band {band.heading!r} overlaps another")
        reached = band.upper if band.upper is not None else band.lower
    if not weeks or weeks[-1].upper is not None:
        wrong.append("the last band, of all who waited longer, is missing")
    return [Problem(f"{where}, header", what, remedy) for what in wrong]


def _cut_off(document: Document, head: Heading) -> list[Problem]:
    if not head.sheet or len(document.rows(head.sheet)) != OLD_SHEET_ROWS:
        return []
    fault = f"ends at row {OLD_SHEET_ROWS:,}, where the old workbook format cuts a table off"
    return [Problem(f"{document.name}, sheet {head.sheet}", fault, "use the publisher's csv")]


def read_cells(
    document: Document, head: Heading, contract: Contract, only: tuple[str, str] | None = None
) -> Cells:
    """Read the columns of the contract; with `only` (column, value) just the rows that have that value.

    Raises BadInput for missing columns, and for every cell that is not as the contract says.
    """
    empty = pd.DataFrame(columns=head.names, dtype=object)
    _, warnings = check_headings(Table(empty, contract, document.name, head.sheet))
    warnings = (*warnings, *document.notes) if document.form == "csv" else warnings
    cells = _fast(document, head, contract, only, warnings) if document.form == "csv" else None
    return cells or _slow(document, head, contract, only, warnings)


def _fast(
    document: Document,
    head: Heading,
    contract: Contract,
    only: tuple[str, str] | None,
    warnings: tuple[str, ...],
) -> Cells | None:
    """None where anything is unusual."""
    lines, rows, total, last = _lines(document, only[1] if only else "")
    if not lines or len(next(csv.reader([last.decode(errors="replace")]), [])) != len(head.names):
        return None
    heading_of = found_columns(head.names, contract)
    texts = {
        heading_of[column.name]: "category" for column in contract.columns if column.kind in ("text", "code")
    }
    try:
        content, notes = _as_utf8(document.name, lines, rows)
        whole = Document(document.name, "csv", lambda: io.BytesIO(content))
        raw = fast_csv(
            whole,
            header=None,
            names=head.names,
            usecols=list(heading_of.values()),
            dtype=texts,
            keep_default_na=False,
            na_values=[""],
            low_memory=False,
        )
    except (BadInput, ValueError):
        return None
    typed = {column.name: _typed(column, raw[heading_of[column.name]]) for column in contract.columns}
    if len(raw) != len(lines) or any(column is None for column in typed.values()):
        return None
    frame, numbers = pd.DataFrame(typed), np.array(rows)
    if only:
        wanted = (frame[only[0]] == only[1]).to_numpy()
        if not wanted.all():
            frame, numbers = frame[wanted].reset_index(drop=True), numbers[wanted]
    return Cells(frame, numbers, total - len(frame), (*warnings, *notes))


def _as_utf8(name: str, lines: list[bytes], rows: list[int]) -> tuple[bytes, tuple[str, ...]]:
    """The lines as UTF-8, and a note where they were not. Raises BadInput where they are in no encoding."""
    content = b"".join(lines)
    if b"\0" in content:
        raise BadInput(Problem(name, "holds an empty byte"))
    try:
        content.decode()
    except UnicodeDecodeError as error:
        row = rows[content.count(b"\n", 0, error.start)]
        return decoded(name, content).text.encode(), (of_windows(name, row),)
    return content, ()


def _lines(document: Document, value: str) -> tuple[list[bytes], list[int], int, bytes]:
    """The lines that may hold `value`, their numbers, how many lines of data there are, and the last."""
    lines: list[bytes] = []
    rows: list[int] = []
    total, last = 0, b""
    with document.opened() as stream:
        for _ in range(document.above + 1):
            next(stream, b"")
        first = next(stream, b"")
        # A value's field ends with a comma, or with the quotes a file has around every text.
        mark = value.encode() + (b'"' if first.startswith(b'"') else b",") if value else b""
        for number, line in enumerate(chain([first], stream), start=document.above + 2):
            if line.isspace() or not line:
                continue
            total += 1
            last = line
            if mark in line:
                lines.append(line)
                rows.append(number)
    return lines, rows, total, last


def _typed(column: Column, cells: pd.Series) -> pd.Series | None:
    """The cells as the contract wants them; None where one of them is not so."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        blank = column.blank == "no" and bool(cells.isna().any())
        return None if blank else cells
    if not pd.api.types.is_numeric_dtype(cells.dtype) or pd.api.types.is_bool_dtype(cells.dtype):
        return None if len(cells) and not cells.isna().all() else cells.astype(float)
    numbers = cells.to_numpy()
    if numbers.dtype.kind == "f":
        empty = np.isnan(numbers)
        if column.blank == "zero" and empty.any():
            numbers = np.where(empty, 0.0, numbers)
        if not bool(np.all(numbers == np.rint(numbers))):
            return None
    if len(numbers) and not 0 <= numbers.min() <= numbers.max() < _LARGEST:
        return None
    return pd.Series(numbers)


def _slow(
    document: Document,
    head: Heading,
    contract: Contract,
    only: tuple[str, str] | None,
    warnings: tuple[str, ...],
) -> Cells:
    """Every cell as text, checked one by one. Raises BadInput that names each that is wrong."""
    if document.form == "csv":
        read = document.records()
        frame = read.frame.set_axis(np.array(read.rows) - head.row - 1)
        warnings = tuple(dict.fromkeys([*warnings, *read.notes]))
    else:
        body = document.rows(head.sheet)[head.row :]
        frame = pd.DataFrame(body, columns=head.names, dtype=object)
    total = len(frame)
    if only:
        name = found_columns(head.names, contract)[only[0]]
        frame = frame[frame[name].map(lambda cell: str(cell).strip()) == only[1]]
    rows = frame.index.to_numpy() + head.row + 1
    table = Table(frame.reset_index(drop=True), contract, document.name, head.sheet, rows=rows)
    checked: Checked = check(table)
    return Cells(checked.frame, checked.frame.row.to_numpy(), total - len(rows), warnings)
