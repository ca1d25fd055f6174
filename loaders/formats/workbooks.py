"""A workbook's sheets as rows of cells. What the reader of cells leaves out is looked up in the file itself.

The reader gives an error of a formula as an empty cell, and 74% as 0.74: neither may pass for what it is not.
It is handed parts that were unpacked and counted here, and a list of sheets written anew: it sees nothing
that the limits have not seen.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from data.errors import BadInput, Problem
from loaders.formats import limits, sheet_xml
from loaders.formats.damage import damage_told
from loaders.formats.sheet_ods import refuse_large_tables
from loaders.formats.sheet_records import refuse_large_xls, refuse_large_xlsb
from loaders.formats.sheet_xml import Marked, Position
from loaders.formats.unpacking import Parts, read_within

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED = "is protected by a password"
XLSX, XLSB, ODS = "xl/workbook.xml", "xl/workbook.bin", "content.xml"  # one of them is in each
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES, _STRINGS, _LONG_STRINGS = "xl/styles.xml", "xl/sharedStrings.xml", "xl/sharedStrings.bin"
_OF_XLSB = ("xl/_rels/workbook.bin.rels", "xl/styles.bin", XLSB, _LONG_STRINGS)
_ROOT = "_rels/.rels"
_OF_ODS = ("mimetype", "META-INF/manifest.xml", ODS)
_SHEETS = "xl/worksheets"
_STATES = {"visible", "hidden", "veryHidden"}
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Workbook:
    """A workbook, opened when it is first asked. Sheets that were read are kept."""

    def __init__(self, name: str, opened: Callable[[], IO[bytes]]) -> None:
        self.name = name
        self._opened = opened
        self._styles = b""  # of an xlsx, as what reads the sheets that were not looked through yet
        self._unmarked: dict[str, Callable[[], bytes]] = {}
        self._marks: dict[str, Marked] = {}
        self.read_sheets: dict[str, list[list[Any]]] = {}

    @cached_property
    def _book(self) -> CalamineWorkbook:
        with self._opened() as stream:
            content = read_within(self.name, stream, limits.MOST_BYTES_OF_WORKBOOK)
        if _is_locked(content):
            raise BadInput(Problem(self.name, LOCKED, "save a copy without the password"))
        with damage_told(self.name, "cannot be opened as a workbook"):
            return CalamineWorkbook.from_filelike(self._within_limits(content))

    def _within_limits(self, content: bytes) -> IO[bytes]:
        """The workbook as the reader of cells is to see it. Raises TooLarge."""
        if content.startswith(COMPOUND_FILE):
            refuse_large_xls(self.name, content)
            return io.BytesIO(content)
        parts = Parts(self.name, content)
        if XLSX in parts:
            return self._listed_anew(parts)
        if XLSB in parts:
            kept = {part: part for part in (*parts.under(_SHEETS), *_OF_XLSB) if part in parts}
            sheets = (parts.read(part) for part in parts.under(_SHEETS))
            refuse_large_xlsb(self.name, _small(sheets), parts.read(_LONG_STRINGS))
            return parts.packed_again(kept, {_ROOT: _relationships([("root", "officeDocument", XLSB)])})
        tables = parts.read(ODS) if parts.count(ODS) <= limits.MOST_BYTES_LOOKED_THROUGH else b""
        if tables:
            refuse_large_tables(self.name, tables)
        return parts.packed_again({part: part for part in _OF_ODS if part in parts}, {})

    def _listed_anew(self, parts: Parts) -> IO[bytes]:
        """The parts of an xlsx with its sheets under names of ours, and lists of them that say so."""
        contents = sheet_xml.contents_of(self.name, parts.read(XLSX), parts.read(_RELATIONS))
        sheet_xml.refuse_shared_strings(self.name, parts.read(contents.strings))
        self._styles = parts.read(contents.styles)
        kept = {_STRINGS: contents.strings, _STYLES: contents.styles}
        related = [("styles", "styles", "styles.xml"), ("strings", "sharedStrings", "sharedStrings.xml")]
        listed = ""
        for number, sheet in enumerate(contents.sheets, start=1):
            kind = "worksheet" if sheet.part in parts else "chartsheet"
            path = f"{kind}s/sheet{number}.xml"
            kept[f"xl/{path}"] = sheet.part
            self._unmarked.setdefault(sheet.name, partial(parts.read, sheet.part))
            state = sheet.state if sheet.state in _STATES else "visible"
            listed += f'<sheet name={quoteattr(sheet.name)} state="{state}" r:id="r{number}"/>'
            related.append((f"r{number}", kind, path))
        workbook = (
            f'<workbook xmlns:r="{_KIND}"><workbookPr date1904={quoteattr(contents.date1904)}/>'
            f"<sheets>{listed}</sheets></workbook>"
        )
        written = {XLSX: workbook.encode(), _RELATIONS: _relationships(related)}
        written[_ROOT] = _relationships([("root", "officeDocument", XLSX)])
        return parts.packed_again({new: old for new, old in kept.items() if old in parts}, written)

    @cached_property
    def sheets(self) -> list[str]:
        """The names of the sheets, those that are hidden after the others."""
        shown = {
            sheet.name: sheet.visible == SheetVisibleEnum.Visible for sheet in self._book.sheets_metadata
        }
        return sorted(self._book.sheet_names, key=lambda name: not shown.get(name, True))

    def rows(self, sheet: str) -> list[list[Any]]:
        """Every row of a sheet from its first, blank ones included; an error of a formula as its text."""
        if sheet not in self.read_sheets:
            book, where = self._book, f"{self.name}, sheet {sheet}"
            with damage_told(where, "cannot be read"):
                errors = self._marked(where, sheet).errors
                read = book.get_sheet_by_name(sheet)
                limits.refuse_corner(where, read.total_height + 1, read.total_width + 1)
                cells = read.to_python(skip_empty_area=False)
            for (row, column), text in errors.items():
                if row < len(cells) and column < len(cells[row]):
                    cells[row][column] = text
            self.read_sheets[sheet] = cells
        return self.read_sheets[sheet]

    def percents(self, sheet: str) -> set[Position]:
        """Where a sheet's cells are shown as per cent: Excel shows 74% and stores 0.74."""
        self.rows(sheet)
        return self._marks[sheet].percents

    def _marked(self, where: str, sheet: str) -> Marked:
        content = self._unmarked[sheet]() if sheet in self._unmarked else b""
        # An error is written with this sign. A large part without any marks is not looked through.
        has_marks = bool(self._percent_styles) or b"#" in content
        looked_through = content and (has_marks or len(content) <= limits.MOST_BYTES_LOOKED_THROUGH)
        percents = self._percent_styles
        marked = sheet_xml.marked_cells(where, content, percents) if looked_through else Marked()
        self._unmarked.pop(sheet, None)
        return self._marks.setdefault(sheet, marked)

    @cached_property
    def _percent_styles(self) -> set[str]:
        return sheet_xml.percent_styles(self._styles) if self._styles else set()


def _relationships(related: Iterable[tuple[str, str, str]]) -> bytes:
    """A list of relationships: the id, kind and target of each."""
    inside = "".join(
        f'<Relationship Id="{id}" Type="{_KIND}/{kind}" Target="{target}"/>' for id, kind, target in related
    )
    return f"<Relationships>{inside}</Relationships>".encode()


def _small(parts: Iterable[bytes]) -> Iterator[bytes]:
    return (part for part in parts if 0 < len(part) <= limits.MOST_BYTES_LOOKED_THROUGH)


def _is_locked(content: bytes) -> bool:
    return content.startswith(COMPOUND_FILE) and "EncryptedPackage".encode("utf-16-le") in content
