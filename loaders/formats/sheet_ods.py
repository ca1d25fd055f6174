"""How far the tables of an OpenDocument workbook reach, once what they repeat is written out.

A cell or a row may say how many times it stands there: two hundred bytes can be a thousand million cells. The
reader of cells writes them all out as it opens the workbook, so every table counts, read or not.
"""

from loaders.formats import limits
from loaders.formats.sheet_xml import local, read_lists

# A cell that has one of these, as an attribute or as the value of one, has a content.
_FILLED = frozenset(
    [
        "office:value",
        "office:string-value",
        "office:date-value",
        "office:time-value",
        "office:boolean-value",
        "table:formula",
        "string",
    ]
)
_CELL, _COVERED, _ROW, _TABLE, _SPACES = "table-cell", "covered-table-cell", "table-row", "table", "s"
_KINDS = {_CELL, _COVERED, _ROW, _TABLE, _SPACES}
_MOST_SPACES = 10_000  # one after the other, in a text


class _Tables:
    """The tables as they come. What is blank counts only once something filled stands after it."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._kinds: dict[str, str] = {}  # by the names of elements, "" for those that do not count
        self._tables = self._cells = 0
        self._rows = self._columns = self._blank_rows = 0  # of the table
        self._repeats = self._width = self._blank = 0  # of the row

    def started(self, name: str, attributes: list[str]) -> None:
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = local(name) if local(name) in _KINDS else ""
        if kind in (_CELL, _COVERED):
            repeats = _repeats(attributes, "table:number-columns-repeated")
            if _FILLED.isdisjoint(attributes):
                self._blank += repeats
            else:
                self._width += self._blank + repeats
                self._blank = 0
        elif kind:
            self._begin(kind, attributes)

    def _begin(self, kind: str, attributes: list[str]) -> None:
        if kind == _ROW:
            self._end_row()
            self._repeats = _repeats(attributes, "table:number-rows-repeated")
        elif kind == _TABLE:
            self.end_table()
            self._tables += 1
            limits.refuse_many_sheets(self._where, self._tables)
        elif _repeats(attributes, "text:c") > _MOST_SPACES:
            raise ValueError("has a text of too many spaces")

    def _end_row(self) -> None:
        repeats, width = self._repeats, self._width
        self._repeats = self._width = self._blank = 0
        if not width:
            self._blank_rows += repeats
            return
        self._rows += self._blank_rows + repeats
        self._blank_rows = 0
        self._columns = max(self._columns, width)
        limits.refuse_corner(self._where, self._rows, self._columns)

    def end_table(self) -> None:
        self._end_row()
        self._cells += self._rows * self._columns
        limits.refuse_many_cells(self._where, self._cells)
        self._rows = self._columns = self._blank_rows = 0


def _repeats(attributes: list[str], name: str) -> int:
    return int(attributes[attributes.index(name) + 1]) if name in attributes else 1


def refuse_large_tables(where: str, content: bytes) -> None:
    """Raise TooLarge where the tables reach too far or are too large; ExpatError, ValueError: damaged."""
    tables = _Tables(where)
    read_lists(content, tables.started)
    tables.end_table()
