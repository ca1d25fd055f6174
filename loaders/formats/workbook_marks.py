"""What the reader of workbooks leaves out of cells: errors of formulas, formulas without a result, per cents.

It gives an error as an empty cell, a formula that no program has worked out as one, and 74% as 0.74: none of
them may pass for what it is not. They are looked up in the file itself: an xlsx, or an ods. Pure.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.cells import NOT_COMPUTED
from loaders.formats.limits import column_number

Position = tuple[int, int]  # row and column, from 0
_NOWHERE = (-1, -1)
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_CELL_WITH_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
_CELL_WITH_FORMULA = re.compile(rb"<c\b([^>]*)>(\s*<f\b.*?)</c>", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_VALUE = re.compile(rb"<v>([^<]+)</v>")
_IS_TEXT = re.compile(rb'\bt="(?:str|s|inlineStr|b)"')
_FORMAT = re.compile(r'<numFmt\b[^>]*?\bnumFmtId="(\d+)"[^>]*?\bformatCode="([^"]*)"')
_FORMAT_BACKWARDS = re.compile(r'<numFmt\b[^>]*?\bformatCode="([^"]*)"[^>]*?\bnumFmtId="(\d+)"')
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # parts of a format that are shown as they stand
_STYLES = re.compile(r"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_PERCENT_FORMATS = {9, 10}  # those that every workbook has without naming them
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_ODS_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL
)
_ODS_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d+)"')
_ODS_ERROR = re.compile(rb">\s*(#[A-Z/0]+[!?]?|Err:\d+)\s*<")
_MOST_REPEATED = 10_000  # rows and cells that are said to be alike beyond this are the empty end of a sheet


@dataclass(frozen=True)
class Marks:
    """The marks of a sheet of an ods, as of an xlsx."""

    texts: dict[Position, str] = field(default_factory=dict)
    percents: set[Position] = field(default_factory=set)


def percent_styles(styles: bytes) -> set[int]:
    """The styles of an xlsx that show a number as per cent, by their place in its list."""
    text = styles.decode("utf-8", errors="replace")
    named = {int(id): code for id, code in _FORMAT.findall(text)}
    named |= {int(id): code for code, id in _FORMAT_BACKWARDS.findall(text)}
    percents = {id for id, code in named.items() if "%" in _LITERAL.sub("", html.unescape(code))}
    block = _STYLES.search(text)
    formats = re.findall(r"<xf\b[^>]*>", block[0]) if block else []
    ids = [re.search(r'\bnumFmtId="(\d+)"', xf) for xf in formats]
    return {at for at, id in enumerate(ids) if id and int(id[1]) in percents | _PERCENT_FORMATS}


def texts_of_xlsx(sheet: bytes) -> dict[Position, str]:
    """What stands in a sheet of an xlsx in place of figures: the errors of formulas, and NOT_COMPUTED."""
    texts = {}
    for attributes, inside in _CELL_WITH_ERROR.findall(sheet):
        value = _VALUE.search(inside)
        texts[_position(attributes)] = value[1].decode(errors="replace") if value else ""
    for attributes, inside in _CELL_WITH_FORMULA.findall(sheet) if b"<f" in sheet else []:
        if not _VALUE.search(inside) and not _IS_TEXT.search(attributes):
            texts[_position(attributes)] = NOT_COMPUTED
    texts.pop(_NOWHERE, None)
    return texts


def percents_of_xlsx(sheet: bytes, styles: set[int]) -> set[Position]:
    """The cells of a sheet of an xlsx that are shown as per cent, by the `styles` that do so."""
    percents = set()
    for attributes, inside in _CELL.findall(sheet) if styles else []:
        style = _STYLE.search(attributes)
        if style and int(style[1]) in styles and b"<v>" in inside:
            percents.add(_position(attributes))
    return percents - {_NOWHERE}


def _position(attributes: bytes) -> Position:
    place = _REFERENCE.search(attributes)
    return (int(place[2]) - 1, column_number(place[1]) - 1) if place else _NOWHERE


def of_ods(content: bytes, sheet: str) -> Marks:
    """The marks of a sheet of an ods; `content`: its content.xml."""
    name = re.escape(html.escape(sheet).encode())
    table = re.search(
        rb'<table:table\b[^>]*table:name="' + name + rb'"[^>]*>(.*?)</table:table>', content, re.DOTALL
    )
    marks = Marks()
    if table is None or not (b'"percentage"' in table[1] or b"formula=" in table[1] or b"error" in table[1]):
        return marks
    for at, attributes, inside in _ods_cells(table[1]):
        if b'value-type="percentage"' in attributes:
            marks.percents.add(at)
        if error := _ODS_ERROR.search(b">" + inside + b"<") if b"formula=" in attributes else None:
            marks.texts[at] = "#VALUE!" if error[1].startswith(b"Err") else error[1].decode()
        elif b"formula=" in attributes and b"value-type=" not in attributes and not inside.strip():
            marks.texts[at] = NOT_COMPUTED
    return marks


def _ods_cells(table: bytes) -> Iterator[tuple[Position, bytes, bytes]]:
    row = 0
    for row_attributes, cells in _ODS_ROW.findall(table):
        column = 0
        for attributes, inside in _ODS_CELL.findall(cells):
            times = _repeated(attributes)
            if b"value-type=" in attributes or b"formula=" in attributes:
                yield from (
                    ((row, column + step), attributes, inside) for step in range(min(times, _MOST_REPEATED))
                )
            column += times
        row += _repeated(row_attributes)


def _repeated(attributes: bytes) -> int:
    match = _ODS_REPEATED.search(attributes)
    return int(match[1]) if match else 1
