"""Publishers' files taken apart into rows, spoilt in many ways, and put together again, for the fuzz test."""

import csv
import gzip
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from python_calamine import CalamineWorkbook

Rows = list[list[Any]]
Sheets = dict[str, Rows]  # of a csv one, called ""; of a workbook in an archive "member/sheet"
Spot = tuple[str, int]  # sheet, and row counted from 1
UNCLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Specimen:
    """A file to spoil: its rows, and how they become a file.

    `raw`: the publisher's own bytes, where they are not too many. `members`: the names of the workbooks of an
    archive. `sheets`: none where the file has no rows, as a JSON. `together`: the columns, from 0, of a csv
    whose rows belong together where these agree, and add up to a total: between two such groups it may be cut
    off without a trace.
    """

    source: str
    name: str
    sheets: Sheets
    raw: bytes = field(default=b"", repr=False)
    members: tuple[str, ...] = ()
    together: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"


@dataclass
class Mutant:
    """A spoilt copy. `touched`: rows with other cells than before -> the row they were, None for a new one.

    `numbers`: (before, after) of every number changed. `words`: what was done.
    """

    words: str
    sheets: Sheets = field(default_factory=dict)
    touched: dict[Spot, int | None] = field(default_factory=dict)
    numbers: list[tuple[float | None, float]] = field(default_factory=list)
    content: bytes | None = None


def as_bytes(specimen: Specimen, sheets: Sheets) -> bytes:
    """The file that holds these sheets: a csv, a gzip of one, a workbook, or an archive of workbooks."""
    if specimen.members:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for member in specimen.members:
                own = {key.partition("/")[2]: sheets[key] for key in sheets if key.startswith(member + "/")}
                archive.writestr(member, workbook(own))
        return packed.getvalue()
    if list(sheets) != [""]:
        return workbook(sheets)
    text = io.StringIO()
    csv.writer(text).writerows(sheets[""])
    plain = text.getvalue().encode("utf-8", errors="surrogatepass")
    return gzip.compress(plain, 1, mtime=0) if specimen.name.endswith(".gz") else plain


def workbook(sheets: Sheets) -> bytes:
    """An xlsx of these cells, quickly: only what a reader needs of one."""
    packed = io.BytesIO()
    names = list(sheets)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/>'
            for n in range(len(names))
        )
        archive.writestr("[Content_Types].xml", f"<Types>{kinds}</Types>")
        listed = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n + 1}" r:id="r{n}"/>' for n, name in enumerate(names)
        )
        place = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        packages = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
        archive.writestr(
            "_rels/.rels",
            f'<Relationships {packages}><Relationship Id="r" Type="{place}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{place}"><sheets>{listed}</sheets></workbook>',
        )
        linked = "".join(
            f'<Relationship Id="r{n}" Type="{place}/worksheet" Target="worksheets/s{n}.xml"/>'
            for n in range(len(names))
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f"<Relationships {packages}>{linked}</Relationships>",
        )
        for n, rows in enumerate(sheets.values()):
            body = "".join(_row(number, row) for number, row in enumerate(rows, start=1))
            archive.writestr(
                f"xl/worksheets/s{n}.xml",
                f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
            )
    return packed.getvalue()


def _row(number: int, row: list[Any]) -> str:
    cells = "".join(_cell(f"{letters(at)}{number}", cell) for at, cell in enumerate(row) if cell != "")
    return f'<row r="{number}">{cells}</row>'


def letters(at: int) -> str:
    """What a spreadsheet calls a column, counted from 0."""
    return (letters(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)


def _cell(place: str, cell: Any) -> str:
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell!r}</v></c>'
    if isinstance(cell, date):
        return f'<c r="{place}" t="d"><v>{cell.isoformat()}</v></c>'
    text = escape(UNCLEAN.sub("?", str(cell)))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def rows_of_csv(content: bytes) -> Rows:
    """The records of a csv, whatever is wrong with it."""
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    text = content.decode("utf-8-sig", errors="replace")
    return list(csv.reader(io.StringIO(text, newline="")))


def rows_of_workbook(content: bytes) -> Sheets:
    """Every sheet of a workbook, as the reader gives it."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: rows_of_sheet(book, name) for name in book.sheet_names}


def rows_of_sheet(book: CalamineWorkbook, name: str) -> Rows:
    """One sheet, its cells in what `workbook` can write again."""
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[str(cell) if isinstance(cell, timedelta) else cell for cell in row] for row in rows]


GARBAGE = (
    *("abc", "x", "..", "*", "-", "#REF!", "#DIV/0!", "NaN", "nan", "inf", "-inf", "1e999", "12abc", "1 2"),
    *("1,2", "12,34", "1.2.3", "--5", "£5", "5%", "½", "٣٤", "１２", "0x1F", "1_000", "null", "None", "True"),
    *("<b>", "'; DROP TABLE loads; --", "=1+1", "\u200b", "\ufeff", "\t", "\x00", "a\nb", 'a"b', "é", "Ã©"),
    *("z" * 5000, "E99999999", "ZZZ", "01/02/2024", "2024-13-45", "[x]", "(12)", "−5", "12 ", "12\xa0"),
)


def is_number(cell: Any) -> bool:
    """Whether a cell holds a plain number."""
    return number(cell) is not None


def number(cell: Any) -> float | None:
    """What a plain reading makes of a cell; None where it is no number."""
    if isinstance(cell, bool | date):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    text = str(cell).strip()
    return float(text.replace(",", "")) if re.fullmatch(r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?", text) else None


class Spoiler:
    """Everything that can be done to a file, each time another, from one seed."""

    def __init__(self, specimen: Specimen, seed: str) -> None:
        self.specimen = specimen
        self.random = random.Random(seed)

    def mutant(self) -> Mutant:
        """A spoilt copy: three in four have their rows or cells spoilt, the others their bytes."""
        of_rows = self.specimen.sheets and self.random.random() < 0.75
        done = self.random.choice(ROWS if of_rows else BYTES)
        return done(self)

    def copy(self, words: str) -> Mutant:
        """An unspoilt copy."""
        return Mutant(
            words, {name: [list(row) for row in rows] for name, rows in self.specimen.sheets.items()}
        )

    def sheet(self) -> str:
        """A sheet with rows, those with many oftener."""
        sheets = {name: len(rows) ** 0.5 for name, rows in self.specimen.sheets.items() if rows}
        return self.random.choices(list(sheets), list(sheets.values()))[0]

    def row(self, sheet: str) -> int:
        """A row of a sheet; one in five stands near its top."""
        last = len(self.specimen.sheets[sheet]) - 1
        return self.random.randint(0, min(14, last) if self.random.random() < 0.2 else last)

    def cell(self, wanted: Callable[[Any], bool] = lambda cell: True) -> tuple[str, int, int]:
        """The sheet, row and column of a cell that is as wanted, or of any where that is hard to find."""
        for _ in range(200):
            sheet = self.sheet()
            row = self.row(sheet)
            if cells := self.specimen.sheets[sheet][row]:
                # What a row is of stands in its first columns; the longest rows have a hundred more.
                near = min(self.random.choice((20, len(cells))), len(cells))
                at = self.random.randrange(near)
                if wanted(cells[at]):
                    break
        return sheet, row, at

    def other(self, row: int, sheet: str) -> int:
        """Another row near to one."""
        last = len(self.specimen.sheets[sheet]) - 1
        return max(0, min(last, row + self.random.choice((-9, -3, -2, -1, 1, 2, 3, 9))))


def set_cell(mutant: Mutant, sheet: str, row: int, at: int, cell: Any) -> None:
    """Put a cell in the place of another, and note what was changed."""
    before = mutant.sheets[sheet][row][at]
    mutant.sheets[sheet][row][at] = cell
    mutant.touched[sheet, row + 1] = row + 1
    if (after := number(cell)) is not None:
        mutant.numbers.append((number(before), after))


def garbled(spoil: Spoiler) -> Mutant:
    sheet, row, at = spoil.cell()
    what = spoil.random.choice(GARBAGE)
    mutant = spoil.copy(f"{what[:20]!r} in {sheet} row {row + 1} column {at + 1}")
    set_cell(mutant, sheet, row, at, what)
    return mutant


def garbled_number(spoil: Spoiler) -> Mutant:
    sheet, row, at = spoil.cell(is_number)
    what = spoil.random.choice(GARBAGE)
    mutant = spoil.copy(f"{what[:20]!r} for a number in {sheet} row {row + 1} column {at + 1}")
    set_cell(mutant, sheet, row, at, what)
    return mutant


def other_number(spoil: Spoiler) -> Mutant:
    sheet, row, at = spoil.cell(is_number)
    before = spoil.specimen.sheets[sheet][row][at]
    was = number(before) or 0.0
    new: Any = spoil.random.choice(
        (was + 1, was * 2, was / 2, -was, was + 0.5, 0, -1, 101, 1e9, 1e300, was * 100, was / 100, was + 1e-4)
    )
    new = str(new) if isinstance(before, str) else new
    mutant = spoil.copy(f"{new} for {before} in {sheet} row {row + 1} column {at + 1}")
    set_cell(mutant, sheet, row, at, new)
    return mutant


def other_kind(spoil: Spoiler) -> Mutant:
    sheet, row, at = spoil.cell(lambda cell: cell != "")
    of_workbook: tuple[Any, ...] = (True, False, datetime(2024, 5, 17), 12, 0, -3.5, "", "text")
    of_csv = ("true", "2024-05-17", "12", "0")
    kinds = of_workbook if sheet else of_csv
    new = spoil.random.choice(kinds)
    mutant = spoil.copy(f"{new!r} in {sheet} row {row + 1} column {at + 1}")
    set_cell(mutant, sheet, row, at, new)
    return mutant


def blanked(spoil: Spoiler) -> Mutant:
    sheet, row, at = spoil.cell(lambda cell: cell != "")
    mutant = spoil.copy(f"nothing in {sheet} row {row + 1} column {at + 1}")
    set_cell(mutant, sheet, row, at, "")
    return mutant


def blanked_block(spoil: Spoiler) -> Mutant:
    sheet, row, at = spoil.cell()
    mutant = spoil.copy(f"a block of nothing from {sheet} row {row + 1} column {at + 1}")
    for below in range(row, min(row + 4, len(mutant.sheets[sheet]))):
        for right in range(at, min(at + 4, len(mutant.sheets[sheet][below]))):
            set_cell(mutant, sheet, below, right, "")
    return mutant


def exchanged_cells(spoil: Spoiler) -> Mutant:
    sheet, row, at = spoil.cell()
    other = spoil.other(row, sheet)
    mutant = spoil.copy(f"{sheet} rows {row + 1} and {other + 1} exchange column {at + 1}")
    cells = spoil.specimen.sheets[sheet]
    if at < len(cells[other]):
        set_cell(mutant, sheet, row, at, cells[other][at])
        set_cell(mutant, sheet, other, at, cells[row][at])
    return mutant


def without_row(spoil: Spoiler) -> Mutant:
    sheet = spoil.sheet()
    row = spoil.row(sheet)
    mutant = spoil.copy(f"{sheet} without row {row + 1}")
    del mutant.sheets[sheet][row]
    return mutant


def repeated_row(spoil: Spoiler) -> Mutant:
    sheet = spoil.sheet()
    row = spoil.row(sheet)
    mutant = spoil.copy(f"{sheet} row {row + 1} twice")
    rows = mutant.sheets[sheet]
    rows.insert(spoil.random.choice((row, len(rows))), list(rows[row]))
    return mutant


def repeated_row_changed(spoil: Spoiler) -> Mutant:
    sheet, row, at = spoil.cell(is_number)
    mutant = spoil.copy(f"{sheet} row {row + 1} twice, the second time with another column {at + 1}")
    rows = mutant.sheets[sheet]
    again = list(rows[row])
    more = (number(again[at]) or 0) + 1
    again[at] = str(more) if isinstance(again[at], str) else more
    rows.insert(row + 1, again)
    return mutant


def exchanged_rows(spoil: Spoiler) -> Mutant:
    sheet = spoil.sheet()
    row = spoil.row(sheet)
    other = spoil.other(row, sheet)
    mutant = spoil.copy(f"{sheet} rows {row + 1} and {other + 1} exchanged")
    rows = mutant.sheets[sheet]
    rows[row], rows[other] = rows[other], rows[row]
    return mutant


def shuffled(spoil: Spoiler) -> Mutant:
    sheet = spoil.sheet()
    first = spoil.row(sheet)
    mutant = spoil.copy(f"{sheet} rows from {first + 1} shuffled")
    rest = mutant.sheets[sheet][first:]
    spoil.random.shuffle(rest)
    mutant.sheets[sheet][first:] = rest
    return mutant


def cut(spoil: Spoiler) -> Mutant:
    sheet = spoil.sheet()
    row = spoil.row(sheet)
    rows, together = spoil.specimen.sheets[sheet], spoil.specimen.together
    while together and row > 1 and any(rows[row][at] != rows[row - 1][at] for at in together):
        row -= 1
    mutant = spoil.copy(f"{sheet} cut off before row {row + 1}")
    del mutant.sheets[sheet][row:]
    return mutant


def blank_row(spoil: Spoiler) -> Mutant:
    sheet = spoil.sheet()
    row = spoil.row(sheet)
    mutant = spoil.copy(f"{sheet} with a blank row before {row + 1}")
    mutant.sheets[sheet].insert(row, [""] * len(mutant.sheets[sheet][row]))
    return mutant


def strange_row(spoil: Spoiler) -> Mutant:
    sheet = spoil.sheet()
    row = spoil.row(sheet)
    mutant = spoil.copy(f"{sheet} with a strange row before {row + 1}")
    strange = [spoil.random.choice(GARBAGE) for _ in mutant.sheets[sheet][row]]
    mutant.sheets[sheet].insert(row, strange)
    mutant.touched[sheet, row + 1] = None
    return mutant


def exchanged_columns(spoil: Spoiler) -> Mutant:
    sheet, _, at = spoil.cell()
    other = max(0, at + spoil.random.choice((-2, -1, 1, 2)))
    mutant = spoil.copy(f"{sheet} columns {at + 1} and {other + 1} exchanged")
    for row in mutant.sheets[sheet]:
        if max(at, other) < len(row):
            row[at], row[other] = row[other], row[at]
    return mutant


def without_column(spoil: Spoiler) -> Mutant:
    sheet, _, at = spoil.cell()
    mutant = spoil.copy(f"{sheet} without column {at + 1}")
    for row in mutant.sheets[sheet]:
        del row[at : at + 1]
    return mutant


def strange_column(spoil: Spoiler) -> Mutant:
    sheet, _, at = spoil.cell()
    at = spoil.random.choice((at, 10_000))
    mutant = spoil.copy(f"{sheet} with a strange column before {at + 1}")
    for place, row in enumerate(mutant.sheets[sheet]):
        row.insert(at, f"Strange {place}")
    return mutant


def repeated_column(spoil: Spoiler) -> Mutant:
    sheet, _, at = spoil.cell()
    mutant = spoil.copy(f"{sheet} column {at + 1} twice")
    for row in mutant.sheets[sheet]:
        if at < len(row):
            row.append(row[at])
    return mutant


def other_heading(spoil: Spoiler) -> Mutant:
    sheet, _, at = spoil.cell()
    rows = spoil.specimen.sheets[sheet]
    row = spoil.random.randrange(min(15, len(rows)))
    at = min(at, len(rows[row]) - 1)
    mutant = spoil.copy(f"{sheet} row {row + 1} column {at + 1} says otherwise")
    if at >= 0:
        new = spoil.random.choice(
            (f"{rows[row][at]} new", f"  {rows[row][at]} ", str(rows[row][at]).upper(), "?")
        )
        set_cell(mutant, sheet, row, at, new)
    return mutant


def renamed_sheet(spoil: Spoiler) -> Mutant:
    old = spoil.random.choice(list(spoil.specimen.sheets))
    new = old + spoil.random.choice((" ", "2", " (copy)"))
    mutant = spoil.copy(f"sheet {old} is called {new}" if old else "the same")
    if old:
        mutant.sheets = {new if name == old else name: rows for name, rows in mutant.sheets.items()}
    return mutant


def without_sheet(spoil: Spoiler) -> Mutant:
    old = spoil.random.choice(list(spoil.specimen.sheets))
    mutant = spoil.copy(f"no sheet {old}" if old else "the same")
    if len(mutant.sheets) > 1:
        del mutant.sheets[old]
    return mutant


def exchanged_sheets(spoil: Spoiler) -> Mutant:
    old = spoil.random.choice(list(spoil.specimen.sheets))
    member = old.rpartition("/")[0]
    new = spoil.random.choice([name for name in spoil.specimen.sheets if name.startswith(member)])
    mutant = spoil.copy(f"sheets {old} and {new} exchange their names")
    other = {old: new, new: old}
    mutant.sheets = {other.get(name, name): rows for name, rows in mutant.sheets.items()}
    return mutant


def _of_bytes(spoil: Spoiler, words: str, content: bytes | bytearray) -> Mutant:
    return Mutant(words, content=bytes(content))


def _bytes(spoil: Spoiler) -> bytes:
    """The publisher's own file, or for csv files at times the rows written anew."""
    return spoil.specimen.raw or as_bytes(spoil.specimen, spoil.specimen.sheets)


def truncated(spoil: Spoiler) -> Mutant:
    content = _bytes(spoil)
    at = spoil.random.randrange(len(content))
    return _of_bytes(spoil, f"the first {at} bytes", content[:at])


def flipped(spoil: Spoiler) -> Mutant:
    content = bytearray(_bytes(spoil))
    places = [spoil.random.randrange(len(content)) for _ in range(spoil.random.choice((1, 1, 3, 20)))]
    for place in places:
        content[place] ^= 1 << spoil.random.randrange(8)
    return _of_bytes(spoil, f"bits flipped in bytes {places}", content)


def with_nuls(spoil: Spoiler) -> Mutant:
    content = bytearray(_bytes(spoil))
    at, many = spoil.random.randrange(len(content)), spoil.random.choice((1, 2, 600))
    if spoil.random.random() < 0.5:
        content[at : at + many] = b"\0" * many
        return _of_bytes(spoil, f"{many} NULs over byte {at}", content)
    content[at:at] = b"\0" * many
    return _of_bytes(spoil, f"{many} NULs before byte {at}", content)


def moved_block(spoil: Spoiler) -> Mutant:
    content = _bytes(spoil)
    at, size = spoil.random.randrange(len(content)), spoil.random.choice((10, 300, 5000))
    to = spoil.random.randrange(len(content))
    block, rest = content[at : at + size], content[:at] + content[at + size :]
    return _of_bytes(spoil, f"{size} bytes at {at} moved to {to}", rest[:to] + block + rest[to:])


def with_tail(spoil: Spoiler) -> Mutant:
    tail = spoil.random.choice((b"\0" * 50, b"<html>", b'"', b"\xff\xfe", b"\n\n\n", b"PK\x03\x04", b","))
    return _of_bytes(spoil, f"{tail!r} at the end", _bytes(spoil) + tail)


def with_front(spoil: Spoiler) -> Mutant:
    front = spoil.random.choice(
        (b"\0", b"<html>", b'"', b"\xff\xfe", b"\n", b"PK\x03\x04", b"\xef\xbb\xbf", b"{")
    )
    return _of_bytes(spoil, f"{front!r} at the front", front + _bytes(spoil))


def otherwise_encoded(spoil: Spoiler) -> Mutant:
    text = _bytes(spoil).decode("utf-8", errors="replace")
    encoding = spoil.random.choice(("utf-16", "utf-16-le", "cp1252", "utf-32", "utf-7"))
    return _of_bytes(spoil, f"in {encoding}", text.encode(encoding, errors="replace"))


def doubled(spoil: Spoiler) -> Mutant:
    content = _bytes(spoil)
    return _of_bytes(spoil, "the file twice", content + content)


ROWS: tuple[Callable[[Spoiler], Mutant], ...] = (
    *(garbled, garbled_number, garbled_number, other_number, other_number, other_kind, blanked),
    *(blanked_block, exchanged_cells, without_row, without_row, repeated_row, repeated_row_changed),
    *(exchanged_rows, shuffled, cut, blank_row, strange_row, exchanged_columns, without_column),
    *(strange_column, repeated_column, other_heading, renamed_sheet, without_sheet, exchanged_sheets),
)
BYTES: tuple[Callable[[Spoiler], Mutant], ...] = (
    *(truncated, truncated, flipped, flipped, flipped, with_nuls, moved_block, with_tail, with_front),
    *(otherwise_encoded, doubled),
)
