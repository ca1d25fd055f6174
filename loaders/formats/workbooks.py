"""A workbook's sheets as rows of cells, with what the reader of cells leaves out."""

import io
import zipfile
from collections.abc import Callable
from functools import cached_property
from typing import IO, Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from data.errors import BadInput, Problem
from loaders.formats import limits
from loaders.formats.damage import damage_told
from loaders.formats.workbook_marks import Position, of_ods, percent_styles, percents_of_xlsx, texts_of_xlsx

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED = "is protected by a password"
_STYLE_SHEET, _ODS_CONTENT = "xl/styles.xml", "content.xml"


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

    @cached_property
    def shows_formats(self) -> bool:
        """Whether it can be seen how a cell is shown: not in the older forms of workbooks."""
        return bool(self._part(_STYLE_SHEET) or self._part(_ODS_CONTENT))

    def rows(self, sheet: str) -> list[list[Any]]:
        """Every row of a sheet from its first, blank ones included; an error of a formula as its text."""
        if sheet not in self.read_sheets:
            book = self._book
            with damage_told(f"{self.name}, sheet {sheet}", "cannot be read"):
                limits.refuse_large_sheet(self.name, self._bytes, sheet)
                cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                for (row, column), text in self._texts(sheet).items():
                    if row < len(cells) and column < len(cells[row]):
                        cells[row][column] = text
            self.read_sheets[sheet] = cells
        return self.read_sheets[sheet]

    def percents(self, sheet: str) -> set[Position]:
        """Where a sheet's cells are shown as per cent: a spreadsheet shows 74% and stores 0.74."""
        if content := self._part(_ODS_CONTENT):
            return of_ods(content, sheet).percents
        return percents_of_xlsx(self._sheet_part(sheet), percent_styles(self._part(_STYLE_SHEET)))

    def _texts(self, sheet: str) -> dict[Position, str]:
        """What stands in place of figures."""
        if content := self._part(_ODS_CONTENT):
            return of_ods(content, sheet).texts
        return texts_of_xlsx(self._sheet_part(sheet))

    def _sheet_part(self, sheet: str) -> bytes:
        parts = limits.sheet_parts(self._bytes, sheet)
        return self._part(parts[0]) if parts else b""

    def _part(self, name: str) -> bytes:
        if not zipfile.is_zipfile(self._bytes):
            return b""
        with zipfile.ZipFile(self._bytes) as archive:
            return archive.read(name) if name in archive.namelist() else b""


def _is_locked(content: io.BytesIO) -> bool:
    start = content.getbuffer()[: len(COMPOUND_FILE)]
    return start == COMPOUND_FILE and "EncryptedPackage".encode("utf-16-le") in content.getvalue()
