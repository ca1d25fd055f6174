"""What stands in the XML of a workbook: its sheets, its formats, and of a sheet how far it reaches.

Read by expat, element by element, whatever the spelling; never by patterns. The reader of cells is given what
was read here and nothing else, so that the two cannot understand a hostile file differently: a document type
and any encoding but UTF-8 are refused, because no spreadsheet writes them and readers differ over them.
"""

import posixpath
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from xml.parsers import expat

from loaders.formats import limits

Position = tuple[int, int]  # row and column, from 0
Attributes = dict[str, str]
Started = Callable[[str, Attributes], None]
_PERCENT_FORMATS = {"9", "10"}  # those that every workbook has without naming them
_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}
_FIRST = ["r"]
_NO_CELL = ["r", ""]


def _parser() -> Any:
    parser = expat.ParserCreate()

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.casefold() not in _UTF8:
            raise ValueError(f"is written in {encoding}, not in UTF-8")

    def typed(*_: Any) -> None:
        raise ValueError("declares a document type, as no spreadsheet does")

    parser.XmlDeclHandler, parser.StartDoctypeDeclHandler = declared, typed
    return parser


def local(name: str) -> str:
    """The name of an element or attribute without the prefix of its namespace."""
    return name.rpartition(":")[2]


def read_elements(content: bytes, started: Started) -> None:
    """Hand each element's name, without prefix, and attributes over as it starts. Raises ExpatError."""
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: started(local(name), attributes)
    parser.Parse(content, True)


def read_lists(content: bytes, started: Callable[[str, list[str]], None]) -> None:
    """As `read_elements`, for millions: names with prefix, attributes as a list of names and values."""
    parser = _parser()
    parser.ordered_attributes = True
    parser.StartElementHandler = started
    parser.Parse(content, True)


@dataclass(frozen=True)
class Listed:
    """A sheet as a workbook lists it. `part`: where its cells are; "" where the workbook does not say."""

    name: str
    part: str
    state: str


@dataclass
class Contents:
    """What an xlsx says of itself: its sheets in order, where its texts and styles are, its calendar."""

    sheets: list[Listed] = field(default_factory=list)
    strings: str = "xl/sharedStrings.xml"
    styles: str = "xl/styles.xml"
    date1904: str = "0"


def contents_of(name: str, workbook: bytes, relations: bytes) -> Contents:
    """What an xlsx says of itself. Raises TooLarge for too many sheets, ExpatError."""
    contents, targets = Contents(), {}

    def related(element: str, attributes: Attributes) -> None:
        if element == "Relationship":
            target, kind = _path(attributes.get("Target", "")), attributes.get("Type", "").rpartition("/")[2]
            targets[attributes.get("Id", "")] = target
            if kind == "sharedStrings":
                contents.strings = target
            elif kind == "styles":
                contents.styles = target

    def listed(element: str, attributes: Attributes) -> None:
        if element == "workbookPr":
            contents.date1904 = attributes.get("date1904", "0")
        elif element == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            part = targets.get(ids[0], "") if ids else ""
            state = attributes.get("state", "visible")
            contents.sheets.append(Listed(attributes.get("name", ""), part, state))
            limits.refuse_many_sheets(name, len(contents.sheets))

    read_elements(relations, related)
    read_elements(workbook, listed)
    return contents


def _path(target: str) -> str:
    """The part that the target of a workbook's relationship leads to."""
    return posixpath.normpath(target if target.startswith(("/", "xl/")) else f"xl/{target}").lstrip("/")


def percent_styles(content: bytes) -> set[str]:
    """The numbers of an xlsx's cell styles that show a number as per cent. Raises ExpatError."""
    named: dict[str, str] = {}
    styles: list[str] = []
    inside = ""

    def started(element: str, attributes: Attributes) -> None:
        nonlocal inside
        if element == "numFmt":
            named[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif element in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            inside = element
        elif element == "xf" and inside == "cellXfs":
            styles.append(attributes.get("numFmtId", ""))

    read_elements(content, started)
    percents = _PERCENT_FORMATS | {id for id, code in named.items() if "%" in code}
    return {str(at) for at, id in enumerate(styles) if id in percents}


def refuse_shared_strings(name: str, content: bytes) -> None:
    """Raise TooLarge for a list of shared texts that is longer than any publisher's."""
    if content.count(b"<") <= limits.MOST_SHARED_STRINGS:
        return  # no element without this sign: too few whatever they are
    count = 0

    def started(element: str, _: Attributes) -> None:
        nonlocal count
        if element == "si":
            count += 1
            limits.refuse_shared_strings(name, count)

    read_elements(content, started)


@dataclass
class Marked:
    """What the reader of cells leaves out: errors of formulas, and cells that are shown as per cent."""

    errors: dict[Position, str] = field(default_factory=dict)
    percents: set[Position] = field(default_factory=set)


def marked_cells(where: str, content: bytes, percents: set[str]) -> Marked:
    """Read the cells of a sheet of an xlsx. Raises TooLarge where they reach too far, ExpatError."""
    return _Cells(where, percents).read(content)


class _Cells:
    """The cells of one sheet as they come. Rows and columns count from 1 here, as the file writes them.

    Millions of elements pass through `_started`, so a cell in the row it is written in, under a column met
    before and without a mark, costs a look into a set and no more.
    """

    def __init__(self, where: str, percents: set[str]) -> None:
        self._where, self._percents = where, percents
        self._marked = Marked()
        self._columns: set[str] = set()  # by their letters, once met
        self._row, self._digits, self._cell = 0, "0", _NO_CELL
        self._last_row = self._last_column = self._count = self._count_above = 0
        self._text: list[str] = []
        self._parser = _parser()

    def read(self, content: bytes) -> Marked:
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._started
        self._parser.Parse(content, True)
        self._end_row()
        return self._marked

    def _started(self, name: str, attributes: list[str]) -> None:
        if name == "c":
            self._cell = attributes if attributes[:1] == _FIRST else self._placed(attributes)
        elif name == "v" or name == "is":
            self._count += 1
            cell = self._cell
            if (
                cell[1].removesuffix(self._digits) not in self._columns
                or "e" in cell
                or (self._percents and not self._percents.isdisjoint(cell))
            ):
                self._look_closely(name)
        elif name == "row":
            self._end_row()
            given = _value(attributes, "r")
            self._row = int(given) if given else self._row + 1
            self._digits, self._cell = str(self._row), _NO_CELL
        elif ":" in name:
            self._started(local(name), attributes)

    def _end_row(self) -> None:
        if self._count > self._count_above:
            self._last_row = max(self._last_row, self._row)
        self._count_above = self._count
        self._refuse()

    def _refuse(self) -> None:
        limits.refuse_corner(self._where, self._last_row, self._last_column)
        limits.refuse_many_cells(self._where, self._count)

    def _placed(self, attributes: list[str]) -> list[str]:
        """The cell with its reference first: the one it has, or that of the cell after the one before."""
        reference = _value(attributes, "r")
        if not reference:
            before = self._cell[1].rstrip(string.digits)
            reference = f"{column_letters(1 + (column_number(before) if before else 0))}{self._digits}"
        return ["r", reference, *attributes]

    def _look_closely(self, name: str) -> None:
        cell = self._cell
        if not cell[1]:
            return  # a value outside of any cell
        letters = cell[1].rstrip(string.digits)
        row, column = int(cell[1][len(letters) :]), column_number(letters)
        self._columns.add(letters)
        if row > self._last_row or column > self._last_column:
            self._last_row, self._last_column = max(row, self._last_row), max(column, self._last_column)
            self._refuse()
        if name == "v" and _value(cell, "t") == "e":
            self._text = []
            self._parser.CharacterDataHandler = self._text.append
            self._parser.EndElementHandler = partial(self._end_error, (row - 1, column - 1))
        if _value(cell, "s") in self._percents:
            self._marked.percents.add((row - 1, column - 1))

    def _end_error(self, position: Position, _: str) -> None:
        self._marked.errors[position] = "".join(self._text)
        self._parser.CharacterDataHandler = self._parser.EndElementHandler = None


def _value(attributes: list[str], name: str) -> str:
    """The value of an attribute in a list of names and values; "" where it has none."""
    for at in range(0, len(attributes), 2):
        if attributes[at] == name:
            return attributes[at + 1]
    return ""


def column_number(letters: str) -> int:
    """The number of a column from 1, by the letters a spreadsheet shows. Raises ValueError."""
    if not letters or not letters.isascii() or not letters.isalpha():
        raise ValueError(f"{letters[:20]!r} is not the name of a column")
    number = 0
    for letter in letters.upper()[:8]:  # longer names are as far out
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """The letters of a column that counts from 1."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
