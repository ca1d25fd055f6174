"""Columns declared once: what a table must hold, how its cells are read, and complaints that say where.

A source declares a `Contract`; `check` turns the table of text it read into typed columns under the project's
own names, or raises `BadInput` that names file, sheet, row, column and what was found there.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from data.errors import BadInput, Problem, by_row
from loaders.cells import ERRORS_OF_FORMULAS, NOT_COMPUTED, cell_text, number_text, remedy
from loaders.naming import first_named

Kind = Literal["text", "code", "number", "count"]
_NOTE = re.compile(r"\s*\[(?:note|p|r)\b[^\]]*\]", re.IGNORECASE)
MOST_TOLD = 1000  # cells of one column
MOST_REPEATS = 20
DOWNLOAD, FILL_IN, MEND = "download it again", "fill it in, or delete the row", "mend it"


@dataclass(frozen=True)
class Column:
    """One column. `name` is ours; `published` are the publisher's spellings, the newest first.

    `kind`: text (as it stands), code (stripped, never blank unless `blank`), number, count (0 or more).
    `blank`: whether an empty cell is allowed: "no" (a complaint), "missing", or "zero".
    `markers`: a publisher's signs for "no figure" and what each one means.
    `whole`: whether a fraction is a complaint. `maximum`: the highest value that can be true.
    `percent`: whether 74% may stand for 74.
    """

    name: str
    published: tuple[str, ...]
    kind: Kind = "text"
    required: bool = True
    blank: Literal["no", "missing", "zero"] = "missing"
    markers: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    maximum: float | None = None
    percent: bool = False


@dataclass(frozen=True)
class Contract:
    """The columns of one layout. `key`: no two rows may agree in these; equal rows are dropped.

    `ignored`: further columns the publisher is known to send; any other one is told as a warning.
    `together`: whether `check` hands on what is wrong with cells, for the source to tell with all it finds.
    """

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    together: bool = False

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Table:
    """What was read: text cells under the publisher's headings, and where they stand.

    `first_row`: the sheet's row number of the first row; the others follow it, unless `rows` gives each
    row's own number. `skipped`: how many rows of the file were not needed. `facts`: what the file says
    about itself, such as `title` and `published`. `layout`: for a source that reads several kinds of table.
    `warnings`: what was noticed in reading.
    """

    frame: pd.DataFrame
    contract: Contract
    file: str
    sheet: str = ""
    first_row: int = 2
    facts: Mapping[str, object] = field(default_factory=dict)
    layout: str = ""
    rows: Sequence[int] | np.ndarray | None = None
    skipped: int = 0
    warnings: tuple[str, ...] = ()

    def row_numbers(self) -> np.ndarray:
        """The sheet's row number of each row of `frame`."""
        if self.rows is not None:
            return np.asarray(self.rows)
        return np.arange(len(self.frame)) + self.first_row

    def where(self, index: int | None = None, column: str | None = None) -> str:
        """Name the place of a cell, row, column or the whole table, for a person."""
        return self.where_row(None if index is None else int(self.row_numbers()[index]), column)

    def where_row(self, row: int | None, column: str | None = None) -> str:
        """Like `where`, of a row that is known by its number in the sheet."""
        parts = [self.file, f"sheet {self.sheet}" if self.sheet else ""]
        parts += [f"row {row}" if row is not None else ""]
        parts += [f"column {column!r}" if column else ""]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Checked:
    """A table that keeps its contract: `frame` has the contract's names, typed, and `row`, the sheet's row.

    `markers` has a column for each column found: what the publisher's sign in that cell means, or "".
    `problems`: what is wrong with its cells, where the contract leaves it to the source to tell.
    """

    frame: pd.DataFrame
    markers: pd.DataFrame
    table: Table
    warnings: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def facts(self) -> Mapping[str, object]:
        """What the file says about itself."""
        return self.table.facts

    @property
    def published(self) -> date | None:
        """The day that the file gives: of its revision, else of its publication; None where it gives none."""
        days = (self.facts.get(name) for name in ("revised", "published"))
        return next((day for day in days if isinstance(day, date)), None)

    @property
    def revised(self) -> bool:
        """Whether that is the day of a revision."""
        return isinstance(self.facts.get("revised"), date)


def plain_heading(text: object) -> str:
    """A heading without notes, line breaks and the case publishers vary."""
    return " ".join(_NOTE.sub("", str(text)).split()).casefold()


def squeezed(text: object) -> str:
    """A heading's letters and digits: tools such as R leave out its blanks and signs, or put others."""
    return re.sub(r"[^a-z0-9]", "", plain_heading(text))


def found_columns(headings: list[str], contract: Contract) -> dict[str, str]:
    """The contract's names that the headings answer to -> the heading as it stands."""
    plain: dict[str, str] = {}
    for heading in headings:
        plain.setdefault(plain_heading(heading), heading)
    signless = Counter(map(squeezed, headings))
    loose = {squeezed(name): name for name in headings if signless[squeezed(name)] == 1 and squeezed(name)}
    heading_of = {}
    for column in contract.columns:
        spelt = next((name for name in column.published if plain_heading(name) in plain), None)
        if spelt is not None:
            heading_of[column.name] = plain[plain_heading(spelt)]
        elif alike := next((name for name in map(squeezed, column.published) if name in loose), None):
            heading_of[column.name] = loose[alike]
    return heading_of


def fits(headings: list[str], contract: Contract) -> bool:
    """Whether every required column of the contract is among the headings."""
    heading_of = found_columns(headings, contract)
    return all(column.name in heading_of for column in contract.columns if column.required)


def check(table: Table) -> Checked:
    """Return the table under the contract's names and types. Raises BadInput with every problem found."""
    contract = table.contract
    heading_of, unknown = check_headings(table)
    problems: list[Problem] = []
    typed: dict[str, pd.Series] = {}
    markers: dict[str, pd.Series] = {}
    for column in contract.columns:
        if column.name not in heading_of:
            typed[column.name] = _absent(column, table.frame.index)
            continue
        cells = table.frame[heading_of[column.name]]
        typed[column.name], markers[column.name], wrong = _read(table, column, heading_of[column.name], cells)
        problems += wrong
    frame = pd.DataFrame(typed, index=table.frame.index)
    frame["row"] = table.row_numbers()
    frame, repeats, notes = _without_repeats(table, frame)
    problems += [] if problems else repeats
    if problems and not contract.together:
        raise BadInput(sorted(problems, key=by_row))
    signs = pd.DataFrame(markers, index=table.frame.index).loc[frame.index]
    warnings = (*table.warnings, *unknown, *notes)
    return Checked(
        frame.reset_index(drop=True), signs.reset_index(drop=True), table, warnings, tuple(problems)
    )


def check_headings(table: Table) -> tuple[dict[str, str], tuple[str, ...]]:
    """The contract's names -> the table's headings, and warnings about unknown ones.

    Raises BadInput for each required column that is missing, and for each that stands twice.
    """
    headings = [str(name) for name in table.frame.columns]
    heading_of = found_columns(headings, table.contract)
    problems = _missing(table, heading_of) + _ambiguous(table, headings, heading_of)
    if problems:
        raise BadInput(problems)
    return heading_of, _unknown(table, headings, heading_of)


def _missing(table: Table, heading_of: Mapping[str, str]) -> list[Problem]:
    absent = [
        column for column in table.contract.columns if column.required and column.name not in heading_of
    ]
    present = ", ".join(str(name) for name in list(table.frame.columns)[:12])
    return [
        Problem(
            f"{table.where()}, header",
            f"the column {column.published[0]!r} is missing (found: {present} ...)",
            "if the publisher has renamed it, add the new name to the source's columns",
        )
        for column in absent
    ]


def _ambiguous(table: Table, headings: list[str], heading_of: Mapping[str, str]) -> list[Problem]:
    alike = Counter(plain_heading(name) for name in headings)
    return [
        Problem(
            f"{table.where()}, header",
            f"{alike[plain_heading(name)]} columns are called {name!r}",
            "it cannot be told which one is meant: download it again",
        )
        for name in dict.fromkeys(heading_of.values())
        if alike[plain_heading(name)] > 1
    ]


def _unknown(table: Table, headings: list[str], heading_of: Mapping[str, str]) -> tuple[str, ...]:
    known = set(heading_of.values())
    ignored = {squeezed(name) for name in table.contract.ignored}
    extra = [name for name in headings if name not in known and squeezed(name) not in ignored]
    if not extra:
        return ()
    named = ", ".join(repr(name) for name in extra[:10]) + (" ..." if len(extra) > 10 else "")
    return (f"{table.where()}: {len(extra)} unknown column(s) not read: {named}",)


def _absent(column: Column, index: pd.Index) -> pd.Series:
    if column.kind in ("number", "count"):
        return pd.Series(np.nan, index=index, dtype=float)
    return pd.Series("", index=index, dtype=object)


def _read(
    table: Table, column: Column, heading: str, cells: pd.Series
) -> tuple[pd.Series, pd.Series, list[Problem]]:
    """One column: its typed cells, what its markers mean, and the problems in it."""
    if column.kind in ("text", "code"):
        return _read_text(table, column, heading, cells)
    if usual := _usual(column, cells):
        return usual
    if pd.api.types.is_numeric_dtype(cells.dtype):
        text = None
        numbers = cells.astype(float) if column.blank != "zero" else cells.fillna(0)
        signs = pd.Series("", index=cells.index)
        unread = pd.Series(False, index=cells.index)
        empty = cells.isna()
    else:
        text = cells.map(cell_text)
        signs = text.map(column.markers).fillna("") if column.markers else pd.Series("", index=cells.index)
        empty = text.isin(["", "-nan", "nan"]) if column.blank != "no" else text == ""
        signless = text.str.removesuffix("%").str.rstrip() if column.percent else text
        numbers = pd.to_numeric(signless.map(number_text), errors="coerce")
        unread = numbers.isna() & ~empty & (signs == "")
        if column.blank == "zero":
            numbers = numbers.where(~empty, 0.0)
    wrong = [] if text is None else _of_formulas(table, heading, text)
    if wrong:
        unread &= ~cells.map(cell_text).isin(ERRORS_OF_FORMULAS)
    wrong += _complaints(table, heading, cells, unread, "is not a number")
    if column.blank == "no":
        wrong += _complaints(table, heading, cells, empty, "is blank", FILL_IN)
    wrong += _complaints(table, heading, cells, np.isinf(numbers.fillna(0)), "is not a finite number", MEND)
    wrong += _out_of_range(table, column, heading, cells, numbers)
    return numbers, signs, wrong


def _usual(column: Column, cells: pd.Series) -> tuple[pd.Series, pd.Series, list[Problem]] | None:
    """What `_read` gives for a column of nothing but possible numbers; None where any cell is another."""
    values = cells.to_numpy()
    if values.dtype == object:
        if set(map(type, values)) - {float, int}:
            return None
    elif values.dtype.kind not in "fi":
        return None
    numbers = values.astype(float)
    if not np.isfinite(numbers).all() or (column.kind == "count" and (numbers < 0).any()):
        return None
    if column.whole and (numbers % 1).any():
        return None
    if column.maximum is not None and (numbers > column.maximum).any():
        return None
    return pd.Series(numbers, index=cells.index), pd.Series("", index=cells.index), []


def _out_of_range(
    table: Table, column: Column, heading: str, cells: pd.Series, numbers: pd.Series
) -> list[Problem]:
    faults = []
    if column.kind == "count":
        faults.append((numbers < 0, "is below 0, which a count cannot be"))
    if column.whole:
        faults.append(((numbers % 1).fillna(0) != 0, "is not a whole number"))
    if column.maximum is not None:
        faults.append((numbers > column.maximum, f"is above {column.maximum:g}"))
    complaints = [_complaints(table, heading, cells, wrong, what, MEND) for wrong, what in faults]
    return [problem for problems in complaints for problem in problems]


def _read_text(
    table: Table, column: Column, heading: str, cells: pd.Series
) -> tuple[pd.Series, pd.Series, list[Problem]]:
    text = cells.map(cell_text).astype(object)
    signs = text.map(column.markers).fillna("") if column.markers else pd.Series("", index=cells.index)
    # In the real files a name may be such an error: of names no figure is made.
    matters = column.kind == "code" or table.contract.together
    wrong = _of_formulas(table, heading, text) if matters else []
    if column.kind == "code" and column.blank == "no":
        wrong += _complaints(table, heading, cells, text == "", "is blank", FILL_IN)
    return text, signs, wrong


def _of_formulas(table: Table, heading: str, text: pd.Series) -> list[Problem]:
    """A problem for each cell with the error of a formula: it is neither blank nor a word."""
    errors = text.isin(ERRORS_OF_FORMULAS - {NOT_COMPUTED})
    wrong = _complaints(table, heading, text, errors, "is the error of a formula, not a figure")
    return wrong + _complaints(table, heading, text, text == NOT_COMPUTED, "is a formula without its result")


def _complaints(
    table: Table, heading: str, cells: pd.Series, wrong: "pd.Series[bool]", what: str, todo: str = ""
) -> list[Problem]:
    """A problem for each cell that is wrong; without `todo` the cell itself tells what to do."""
    own = table.contract.together
    problems = []
    for position in np.flatnonzero(np.asarray(wrong, dtype=bool))[:MOST_TOLD]:
        text = cell_text(cells.iloc[position])
        way = (todo if own else DOWNLOAD) if todo else remedy(text, own)
        problems.append(Problem(table.where(int(position), heading), f"{text[:60]!r} {what}", way))
    return problems


def _without_repeats(
    table: Table, frame: pd.DataFrame
) -> tuple[pd.DataFrame, list[Problem], tuple[str, ...]]:
    """The rows, those that say the same once; problems of those that say other things about the same key.

    The third thing returned names the rows that were left out as repeats.
    """
    key = list(table.contract.key)
    if not key:
        return frame, [], ()
    again = frame.duplicated([name for name in frame.columns if name != "row"])
    rows = [str(row) for row in frame.row[again]]
    notes = (f"{table.where()}: stand twice, alike, and count once: row {first_named(rows)}",) if rows else ()
    frame = frame[~again]
    first = frame.drop_duplicates(key).set_index(key).row
    todo = "delete the row that is wrong" if table.contract.together else DOWNLOAD
    problems = []
    for _, record in frame[frame.duplicated(key, keep="first")].head(MOST_REPEATS).iterrows():
        named = ", ".join(str(record[name]) for name in key if record[name] != "")
        other = first.loc[tuple(record[name] for name in key)]
        fault = f"({named}) stands in row {other} too, with other figures"
        problems.append(Problem(table.where_row(int(record.row)), fault, todo))
    return frame, problems, notes
