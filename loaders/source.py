"""What a source is, and what it gives: observations of the project's series."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from data.catalogue.models import Area, Series
from data.catalogue.reader import Catalogue
from data.catalogue.returns import Returned
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table, fits, found_columns, plain_heading
from loaders.formats.documents import HEAD, Document, Records
from loaders.naming import first_named
from loaders.totals.area_codes import authorities, out_of_scope
from loaders.totals.area_names import AreaNames
from loaders.totals.mappings import reissued_codes

ALL_PEOPLE = "Persons"
MOST_SHEETS = 30  # looked at beside the one that is read
KEY = ["series", "area", "sex", "age", "category_type", "category", "period_start", "period_end"]
_TEXT = {
    "sex": ALL_PEOPLE,
    "age": "",
    "category_type": "",
    "category": "",
    "note": "",
    "sheet": "",
    "row": "",
}
_NUMBERS = ("value", "lower", "upper", "numerator", "denominator")

EXAMPLE = "example:"
"""How the first cell of a template's example row begins."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One publisher's series. A module of `loaders/sources` holds one as `SOURCE`.

    `recognise`: whether a document has this source's layout, never judged by its name.
    `read`: the tables of the document as text, each with its contract.
    `observe`: from the checked tables to observations.
    `layouts`: the columns of its plain tables, to tell what a file lacks that nearly has them.
    `beside`: the other documents of its archive that `read` takes something from.
    `of_returns`: whether people fill its files in, so that it weighs every row itself.
    `counts_whole`: whether what it counts is whole, and not shared out in halves.
    """

    name: str
    title: str
    publisher: str
    recognise: Callable[[Document], bool]
    read: Callable[[Document], Sequence[Table]]
    observe: Callable[[Sequence[Checked], "Context"], "Observed"]
    licence: str = "Open Government Licence v3.0"
    landing_page: str = ""
    layouts: tuple[Contract, ...] = ()
    beside: Callable[[Document], Sequence[Document]] = lambda _document: ()
    of_returns: bool = False
    counts_whole: bool = True


@dataclass
class Observed:
    """What a document says about our series.

    `frame`: columns series, area, period_start, period_end, period, value and any of sex, age, category_type,
    category, lower, upper, numerator, denominator, note, sheet, row, release, published, publisher, licence,
    origin_name, origin_sha256. `release`: the release's own title. `published`: the date the file gives;
    `revised`: whether that is the day of a revision. `set_aside`: reason -> number of rows. `problems`:
    of rows that are not in the frame; the file is refused for them. `trajectory`: rows of agreed paths.
    `boundaries`: rows of area (slug) and geometry (GeoJSON, WGS84). `returned`: whose local returns of which
    indicators are among the rows.
    """

    frame: pd.DataFrame
    release: str = ""
    published: date | None = None
    revised: bool = False
    set_aside: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    trajectory: list[dict[str, Any]] = field(default_factory=list)
    boundaries: list[dict[str, Any]] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)


@dataclass(frozen=True)
class Contradiction:
    """A code and the name beside it that do not belong together: what is wrong, and what to do."""

    code: str
    name: str
    fault: str
    remedy: str


class Context:
    """What a source may ask while it observes: the definitions, and areas by their codes.

    `contradictions`: for which the file is refused. `strangers`: code -> name of each area that no register
    knows, for the load to tell; `peers` has those of them that are kept for comparison.

    vouched: whether the list of starter files says that the file is a copy of official figures. holders: who
    returned the figures held of each (series, area) that is made of local returns.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        source: str,
        vouched: bool = False,
        holders: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.source = source
        self.vouched = vouched
        self.holders = dict(holders or {})
        self.peers: dict[str, Area] = {}
        self.contradictions: list[Contradiction] = []
        self.strangers: dict[str, str] = {}

    @cached_property
    def series(self) -> list[Series]:
        """The series that definitions ask of this source."""
        return self.catalogue.series_for(self.source)

    def area_slugs(self, codes: pd.Series, names: pd.Series | None = None) -> pd.Series:
        """Return the slug of each code, "" where it is not an area the project keeps.

        A name that is another area's than the code is kept in `contradictions`: the file is refused for it.
        """
        named = names if names is not None else pd.Series("", index=codes.index)
        pairs = dict(zip(codes, named, strict=True))
        for code, name in dict.fromkeys(zip(codes, named, strict=True)):
            self._note_contradiction(str(code), str(name))
        slugs = {code: self._slug(code, pairs[code]) for code in pairs}
        self.strangers |= {code: name for code, name in pairs.items() if slugs[code] and self.unheard(code)}
        return codes.map(slugs)

    def leave_out(self, codes: pd.Series, names: pd.Series, aside: Counter[str]) -> None:
        """Count the rows of areas that are not kept under what they are; what nobody knows is a stranger."""
        for code, name in zip(codes, names, strict=True):
            kind = out_of_scope(code)
            aside[f"area not kept: {kind or 'of no register'}"] += 1
            if not kind:
                self.strangers[code] = name

    def unheard(self, code: str) -> bool:
        """Whether a code has the form of an English area's, and no register holds it."""
        area = self.area_of(code)
        known = area is None or area.slug in self.catalogue.areas or area.ons_code in authorities()
        return not known

    @cached_property
    def names(self) -> AreaNames:
        """The names of the areas the project keeps."""
        return AreaNames(self.catalogue.areas.values())

    def _note_contradiction(self, code: str, name: str) -> None:
        if not code.strip() or not name:
            return
        area = self.area_of(code, name)
        if area is None or self.unheard(code):
            meant = None if out_of_scope(code) else self.names.own_named(name)
            if meant is not None:
                self.contradictions.append(_misnamed(code, name, meant))
        elif self.names.contradicts(area, name):
            fault = f"{code} is {area.name}, but is called {name!r} here"
            remedy = "the rows or codes were changed: download it again"
            self.contradictions.append(Contradiction(code, name, fault, remedy))

    def _slug(self, code: str, name: str) -> str:
        area = self.area_of(code, name)
        return self.kept(area).slug if area else ""

    def area_of(self, code: str, name: str = "") -> Area | None:
        """The area of a code, under whichever of its codes it is kept; None where it is none we keep."""
        plain = code.strip().upper()
        return self.catalogue.area_for(reissued_codes().get(plain, plain), name) if plain else None

    def kept(self, area: Area) -> Area:
        """The area, remembered as one for comparison where no definition names it."""
        if area.slug not in self.catalogue.areas:
            self.peers[area.slug] = area
        return area


def _misnamed(code: str, name: str, meant: Area) -> Contradiction:
    own = meant.ons_code or meant.ods_code
    fault = f"{code!r} is nobody's code, and {name!r} has the code {own} here"
    remedy = f"write {own}; if it was given a new code, add that to data/definitions/reissued_codes.csv"
    return Contradiction(code, name, fault, remedy)


def plain_headings(document: Document) -> list[str]:
    """The headings of a plain table, of a csv or of a workbook's first sheet, below what stands above it."""
    if document.form == "csv":
        return document.header
    rows = document.rows(document.sheets[0])[document.above :] if document.sheets else []
    return [str(cell).strip() for cell in rows[0]] if rows else []


def first_records(document: Document) -> list[list[Any]]:
    """A few rows of a plain table, below its headings."""
    if document.form == "csv":
        return list(document.head[1:])
    rows = document.rows(document.sheets[0])[document.above + 1 :] if document.sheets else []
    return rows[:HEAD]


def plain_table(document: Document, contract: Contract, may_lack: int = 0, **fields: Any) -> Table:
    """The rows of a plain table as they stand, without blank ones and without what stands below the table.

    `may_lack`: how many of a csv's last columns the publisher may leave out. `fields`: further ones of Table.
    """
    sheet = "" if document.form == "csv" else document.sheets[0]
    if sheet:
        _refuse_another_sheet(document, contract)
    read = document.cells(sheet) if sheet else document.records(may_lack)
    frame = _with_percent_signs(read, document, sheet) if sheet else read.frame
    facts = {"formats seen": document.book.shows_formats if document.book else True}
    table = Table(frame, contract, document.name, sheet=sheet, rows=read.rows, facts=facts, **fields)
    return without_examples(without_footers(_without_headings(replace(table, warnings=read.notes))))


def _with_percent_signs(read: Records, document: Document, sheet: str) -> pd.DataFrame:
    """The cells, those that are shown as per cent as text: 0.74 that a spreadsheet shows as 74% is 74%."""
    shown = document.book.percents(sheet) if document.book else set()
    if not shown:
        return read.frame
    cells = [list(row) for row in read.frame.itertuples(index=False, name=None)]
    for number, row in zip(read.rows, cells, strict=True):
        for at, column in enumerate(read.columns):
            if (number - 1, column) in shown and isinstance(row[at], float | int):
                row[at] = f"{100 * row[at]:.12g}%"
    return pd.DataFrame(cells, columns=read.frame.columns, dtype=object)


def _refuse_another_sheet(document: Document, contract: Contract) -> None:
    """Raise BadInput where a further sheet has the columns too, and rows: it would be left out unseen."""
    first, *others = document.sheets
    for sheet in others[:MOST_SHEETS]:
        rows = document.rows(sheet)
        if len(rows) > 1 and fits([str(cell) for cell in rows[0]], contract):
            fault = f"has the columns of {first!r} and rows of its own, and one table is read from a file"
            raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "put the rows into one sheet"))


def _without_headings(table: Table) -> Table:
    """The table without the rows that say its headings again, as where several were put together."""
    headings = [plain_heading(name) for name in table.frame.columns]
    first = table.frame.iloc[:, 0].map(plain_heading) if headings else pd.Series(dtype=object)
    likely = np.flatnonzero((first == "".join(headings[:1])).to_numpy() & (first != "").to_numpy())
    again = [at for at in likely if [plain_heading(cell) for cell in table.frame.iloc[at]] == headings]
    if not again:
        return table
    kept = np.setdiff1d(np.arange(len(table.frame)), again)
    rows = table.row_numbers()
    named = first_named([str(rows[at]) for at in again])
    note = f"{table.where()}: says its headings again, not read: row {named}"
    return replace(table, frame=table.frame.iloc[kept], rows=rows[kept], warnings=(*table.warnings, note))


def without_footers(table: Table) -> Table:
    """The table without the rows at its end that lack most of what a row must have, and a word of them.

    A total without the code of an area, or a line of notes, is not of the table.
    """
    headings = found_columns([str(name) for name in table.frame.columns], table.contract)
    needed = [headings[column.name] for column in table.contract.columns if _is_needed(column, headings)]
    if len(needed) < 2 or table.frame.empty:
        return table
    lacking = (table.frame[needed].map(lambda cell: str(cell).strip()) == "").sum(axis=1).to_numpy()
    whole = np.flatnonzero(lacking <= len(needed) / 2)
    end = int(whole[-1]) + 1 if len(whole) else 0
    if end in (0, len(table.frame)):
        return table
    rows = table.row_numbers()
    below = [f"row {rows[at]} ({_first_word(table, at)})" for at in range(end, len(table.frame))]
    note = f"{table.where()}: below the table, not read: {first_named(below, 5)}"
    return replace(table, frame=table.frame.iloc[:end], rows=rows[:end], warnings=(*table.warnings, note))


def without_examples(table: Table) -> Table:
    """The table without the rows that a template marks as its examples, in their first cell; and a word of
    them.
    """
    if table.frame.empty:
        return table
    marked = table.frame.iloc[:, 0].map(lambda cell: str(cell).strip().casefold().startswith(EXAMPLE))
    marked = marked.to_numpy(dtype=bool)
    if not marked.any():
        return table
    rows = table.row_numbers()
    named = ", ".join(str(row) for row in rows[marked])
    note = f"{table.where()}: row {named} is the example of the template, not read"
    return replace(table, frame=table.frame[~marked], rows=rows[~marked], warnings=(*table.warnings, note))


def _is_needed(column: Column, headings: dict[str, str]) -> bool:
    return column.blank == "no" and column.name in headings


def _first_word(table: Table, at: int) -> str:
    cells = [str(cell).strip() for cell in table.frame.iloc[at] if str(cell).strip()]
    return repr(cells[0][:40])


def completed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the observations with every optional text and number column in place."""
    frame = frame.copy()
    for name, default in _TEXT.items():
        frame[name] = frame[name].fillna(default).astype(str) if name in frame else default
    for name in _NUMBERS:
        frame[name] = pd.to_numeric(frame[name]).astype(float) if name in frame else float("nan")
    return frame


def percentage(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return 100 x numerator / denominator; missing where the denominator is 0 or missing."""
    return 100 * numerator / denominator.where(denominator > 0)
