"""A workbook's sheets as rows of cells. What the reader of cells leaves out is looked up in the file itself.

The reader gives an error of a formula as an empty cell, and 74% as 0.74: neither may pass for what it is not.
"""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cached_property
from typing import IO, Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from data.errors import BadInput, Problem
from loaders.formats import limits
from loaders.formats.damage import damage_told

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED = "is protected by a password"
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_CELL_WITH_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_FORMAT = re.compile(r'<numFmt\b[^>]*?\bnumFmtId="(\d+)"[^>]*?\bformatCode="([^"]*)"')
_FORMAT_BACKWARDS = re.compile(r'<numFmt\b[^>]*?\bformatCode="([^"]*)"[^>]*?\bnumFmtId="(\d+)"')
_STYLES, _STYLE_SHEET = re.compile(r"<cellXfs\b.*?</cellXfs>", re.DOTALL), "xl/styles.xml"
_PERCENT_FORMATS = {9, 10}  # those that every workbook has without naming them
Position = tuple[int, int]  # row and column, from 0


class Workbook:
    """A workbook, opened when it is first asked. Sheets that were read are kept."""

    def __init__(self, name: str, opened: Callable[[], IO[bytes]]) -> None:
        self.name = name
        self._opened = opened
        self.read_sheets: dict[str, list[list[Any]]] = {}

    @cached_property
    def _bytes(self) -> io.BytesIO:
        with self._opened() as stream:
            return io.BytesIO(stream.read())

    @cached_property
    def _book(self) -> CalamineWorkbook:
        content = self._bytes
        if _is_locked(content):
            raise BadInput(Problem(self.name, LOCKED, "save a copy without the password"))
        with damage_told(self.name, "cannot be opened as a workbook"):
            limits.refuse_large_workbook(self.name, content)
            content.seek(0)
            return CalamineWorkbook.from_filelike(content)

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
            book = self._book
            with damage_told(f"{self.name}, sheet {sheet}", "cannot be read"):
                limits.refuse_large_sheet(self.name, self._bytes, sheet)
                cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                self._put_errors(sheet, cells)
            self.read_sheets[sheet] = cells
        return self.read_sheets[sheet]

    def _put_errors(self, sheet: str, cells: list[list[Any]]) -> None:
        for (row, column), text in self._marked(sheet, _error).items():
            if row < len(cells) and column < len(cells[row]):
                cells[row][column] = text

    def percents(self, sheet: str) -> set[Position]:
        """Where a sheet's cells are shown as per cent: Excel shows 74% and stores 0.74."""
        styles = self._percent_styles
        if not styles:
            return set()

        def percent(attributes: bytes, content: bytes) -> str:
            style = _STYLE.search(attributes)
            return "%" if style and int(style[1]) in styles and b"<v>" in content else ""

        return set(self._marked(sheet, percent))

    @cached_property
    def _percent_styles(self) -> set[int]:
        text = self._part(_STYLE_SHEET).decode("utf-8", errors="replace")
        named = {int(id): code for id, code in _FORMAT.findall(text)}
        named |= {int(id): code for code, id in _FORMAT_BACKWARDS.findall(text)}
        percents = _PERCENT_FORMATS | {id for id, code in named.items() if "%" in code}
        block = _STYLES.search(text)
        formats = re.findall(r"<xf\b[^>]*>", block[0]) if block else []
        ids = [re.search(r'\bnumFmtId="(\d+)"', xf) for xf in formats]
        return {at for at, id in enumerate(ids) if id and int(id[1]) in percents}

    def _part(self, name: str) -> bytes:
        if not zipfile.is_zipfile(self._bytes):
            return b""
        with zipfile.ZipFile(self._bytes) as archive:
            return archive.read(name) if name in archive.namelist() else b""

    def _marked(self, sheet: str, mark: Callable[[bytes, bytes], str]) -> dict[Position, str]:
        """Where `mark` of a cell's attributes and content gives a text, and that text."""
        marked = {}
        for part in limits.sheet_parts(self._bytes, sheet):
            content = self._part(part)
            for attributes, inside in (_CELL_WITH_ERROR if mark is _error else _CELL).findall(content):
                place = _REFERENCE.search(attributes)
                if place and (text := mark(attributes, inside)):
                    marked[int(place[2]) - 1, limits.column_number(place[1]) - 1] = text
        return marked


def _error(attributes: bytes, content: bytes) -> str:
    value = _VALUE.search(content)
    return value[1].decode(errors="replace") if value else ""


def _is_locked(content: io.BytesIO) -> bool:
    start = content.getbuffer()[: len(COMPOUND_FILE)]
    return start == COMPOUND_FILE and "EncryptedPackage".encode("utf-16-le") in content.getvalue()
