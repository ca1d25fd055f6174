"""Files as they arrive, opened by what they are, not by what they are called. Nothing in them is executed."""

import csv
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal, Protocol, TypeVar, cast

import pandas as pd

from data.errors import BadInput, Problem, TooLarge
from loaders.formats import limits
from loaders.formats.damage import damage_told
from loaders.formats.delimited import decoded, is_plain, is_two_byte, with_commas, within_limits
from loaders.formats.unpacking import counted
from loaders.formats.workbooks import COMPOUND_FILE, ODS, XLSB, XLSX, Workbook

HEAD_BYTES = 65_536
TOP = 40  # records looked at, for the headings of a table under its title
HEAD = 8  # of them, the header and those that follow it
# What may lie beside a table in an archive: papers, pictures, and texts in a word processor's old form.
PAPERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")
WORKBOOKS = {XLSX, XLSB, ODS}
SHADOWS = ("thumbs.db", "desktop.ini")
_CHUNK = 1 << 20
Form = Literal["csv", "workbook", "json"]


@dataclass(frozen=True)
class Records:
    """Rows below a header: their cells, the number of each in the file or sheet, and what was noticed.

    `columns`: where each column of `frame` stands in the sheet, from 0.
    """

    frame: pd.DataFrame
    rows: list[int]
    notes: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()


@dataclass(frozen=True)
class Document:
    """One table-bearing thing: a csv, a workbook or a JSON, alone or inside an archive.

    `archive`: every document of the archive it lies in, itself among them, for a source whose publisher
    splits one table over several; empty for a document by itself. `above`: how many rows stand above its
    table. `first`: the sheet that has it, where that is not the first. `book`: what a workbook holds.
    `number`: its place in the archive, from 1; 0 by itself. `notes`: what was noticed of its form, in words.
    """

    name: str
    form: Form
    opened: Callable[[], IO[bytes]]
    archive: Sequence["Document"] = field(default=(), repr=False, compare=False)
    above: int = 0
    first: str = ""
    book: Workbook | None = field(default=None, repr=False, compare=False)
    number: int = 0
    notes: tuple[str, ...] = ()

    @cached_property
    def top(self) -> list[list[str]]:
        """The first records of a csv, as text: what stands above its table, the header and a few rows."""
        if self.form != "csv":
            return []
        with self.opened() as stream:
            start = stream.read(HEAD_BYTES)
        text = start.decode("utf-8-sig", errors="replace")
        if len(start) == HEAD_BYTES:
            text = text[: text.rfind("\n") + 1]
        records: list[list[str]] = []
        # What is wrong further on is told, with its row, by the source that reads the whole.
        with suppress(csv.Error):
            records += (record for record, _ in zip(csv.reader(io.StringIO(text)), range(TOP), strict=False))
        return records

    @property
    def head(self) -> list[list[str]]:
        """The header of a csv and a few rows."""
        return self.top[self.above : self.above + HEAD]

    @property
    def header(self) -> list[str]:
        """The record of a csv that heads its table, each name without the spaces around it."""
        return [name.strip() for name in self.head[0]] if self.head else []

    @property
    def sheets(self) -> list[str]:
        """The names of a workbook's sheets: the one with its table first, hidden ones last."""
        sheets = self.book.sheets if self.book else []
        return [self.first, *(name for name in sheets if name != self.first)] if self.first else list(sheets)

    def rows(self, sheet: str) -> list[list[Any]]:
        """Every row of a sheet from its first, blank ones included, so that row numbers are the sheet's."""
        return self.book.rows(sheet) if self.book else []

    def records(self, may_lack: int = 0) -> Records:
        """The records of a csv below its header, as text as they stand; blank ones are left out.

        `may_lack`: how many of the last columns the publisher may leave out of every record alike.
        Raises BadInput for bytes that are no text, quotes left open, and records too short or too long.
        """
        with self.opened() as stream:
            read = decoded(self.name, stream.read())
        with io.StringIO(read.text, newline="") as text:
            below = list(_records(self.name, text))[self.above :]
        if not below:
            raise BadInput(Problem(self.name, "is empty", "download it again"))
        names = [name.strip() for name in below[0]]
        rows = _of_table(below)
        lacking = len(names) - len(below[rows[0]]) if rows else 0
        if 0 < lacking <= may_lack and len({len(below[at]) for at in rows}) == 1:
            below = [record + [""] * (len(names) - len(record)) for record in below]
        problems = [
            Problem(
                f"{self.name}, row {self.above + at + 1}",
                f"has {len(below[at])} fields where the header has {len(names)}",
                "the file may be cut off: download it again",
            )
            for at in rows
            if len(below[at]) != len(names)
        ]
        if problems:
            raise BadInput(problems)
        frame = pd.DataFrame([below[at] for at in rows], columns=names, dtype=str)
        return Records(
            frame,
            [self.above + at + 1 for at in rows],
            (*self.notes, *read.notes, *_left_below(self.name, below, rows)),
        )

    def cells(self, sheet: str) -> Records:
        """A sheet's cells below its header; columns that have neither a heading nor a cell are none."""
        below = self.rows(sheet)[self.above :]
        names = [str(cell).strip() for cell in below[0]] if below else []
        rows = [at for at, row in enumerate(below) if at and any(_is_filled(cell) for cell in row)]
        kept = [
            at for at, name in enumerate(names) if name or any(_is_filled(below[row][at]) for row in rows)
        ]
        cells = [[below[row][at] for at in kept] for row in rows]
        frame = pd.DataFrame(cells, columns=[names[at] for at in kept], dtype=object)
        return Records(frame, [self.above + at + 1 for at in rows], self.notes, tuple(kept))

    def json(self) -> Any:
        """The content of a JSON document."""
        with self.opened() as stream:
            try:
                return json.loads(stream.read())
            except RecursionError:
                fault = "is nested deeper than any publisher's"
                raise TooLarge(Problem(self.name, fault, "check what it is")) from None
            except ValueError as error:
                raise BadInput(
                    Problem(self.name, f"is not complete JSON ({error})", "download it again")
                ) from None


def _is_filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _of_table(below: list[list[str]]) -> list[int]:
    """Which records below the header are of the table: no blank ones, and no lines of text set off by one."""
    filled = [at for at, record in enumerate(below) if at and any(cell.strip() for cell in record)]
    while filled and len(below[filled[-1]]) < len(below[0]):
        note = filled[-1]
        begun = next(at for at in range(note, -1, -1) if at == 0 or not any(below[at]))
        if begun == 0 or any(len(below[at]) >= len(below[0]) for at in range(begun, note)):
            break
        filled = [at for at in filled if at < begun]
    return filled


def _left_below(name: str, below: list[list[str]], rows: list[int]) -> tuple[str, ...]:
    last = rows[-1] if rows else 0
    lines = [record[0].strip() for record in below[last + 1 :] if any(cell.strip() for cell in record)]
    if not rows or not lines:
        return ()
    return (f"{name}: below the table stands {lines[0][:60]!r}: not read",)


def _records(name: str, text: IO[str]) -> Iterator[list[str]]:
    """The records of a csv, blank lines among them."""
    reader = csv.reader(text, strict=True)
    try:
        yield from within_limits(name, reader)
    except csv.Error as error:
        fault = f"is damaged or cut off after row {reader.line_num} ({error})"
        raise BadInput(Problem(name, fault, "download it again")) from None


def fast_csv(document: Document, **options: Any) -> pd.DataFrame:
    """A very large csv of numbers, read straight into numbers. Records that are too short are NOT told:
    the source must declare a last column that is never blank.
    """
    try:
        with document.opened() as stream:
            frame = pd.read_csv(stream, encoding="utf-8-sig", index_col=False, **options)
    except UnicodeDecodeError as error:
        fault = f"has a byte that is not UTF-8 text ({error.reason})"
        raise BadInput(Problem(document.name, fault, "save it as CSV UTF-8")) from None
    except pd.errors.ParserError as error:
        reason = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        if reason == "out of memory":
            raise MemoryError from None
        raise BadInput(
            Problem(document.name, f"is damaged or cut off: {reason}", "download it again")
        ) from None
    limits.refuse_long(document.name, len(frame))
    limits.refuse_many_cells(document.name, frame.size)
    return frame


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


Looked = TypeVar("Looked")


class Attempt(Protocol):
    """Does some work on one document of a file, by its number and name; None where it is to be left out."""

    def __call__(self, number: int, name: str, work: Callable[[], Looked]) -> Looked | None:
        """Return what the work gives."""


def _at_once(number: int, name: str, work: Callable[[], Looked]) -> Looked | None:
    return work()


def documents(path: Path, attempt: Attempt = _at_once) -> list[Document]:
    """Return what is in the file. Raises BadInput for an empty file, a web page, a damaged archive.

    `attempt`: looks at each document of an archive.
    """
    limits.refuse_many_bytes(path.name, path.stat().st_size)
    with path.open("rb") as stream:
        start = stream.read(512)
    if not start:
        raise BadInput(Problem(path.name, "is empty", "download it again"))
    if start.startswith(b"PK"):
        return _from_zip(path, attempt)
    if start.startswith(b"\x1f\x8b"):
        return [_from_gzip(path)]
    return [_document(path.name, start, lambda: path.open("rb"))]


def _document(
    name: str, start: bytes, opened: Callable[[], IO[bytes]], archive: Sequence[Document] = ()
) -> Document:
    """The document that begins with `start`, its text as UTF-8 parted by commas."""
    form: Form = "workbook" if start.startswith(b"PK") else _form(start, name)
    if form == "workbook":
        return Document(name, form, opened, archive, book=Workbook(name, opened))
    if form == "json":
        return Document(name, form, opened, archive)
    with opened() as stream:
        top = stream.read(HEAD_BYTES)
    if not is_two_byte(top) and is_plain(top.decode("utf-8-sig", errors="replace")):
        return Document(name, form, opened, archive)
    with opened() as stream:
        read = with_commas(name, decoded(name, stream.read()))
    content = read.text.encode()
    return Document(name, form, lambda: io.BytesIO(content), archive, notes=read.notes)


def _form(start: bytes, name: str) -> Form:
    if start.startswith(COMPOUND_FILE):
        return "workbook"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"<":
        raise BadInput(Problem(name, "is a web page, not a data file", "download the data file itself"))
    if text[:1] in (b"{", b"["):
        return "json"
    if b"\0" in start and not is_two_byte(start):
        raise BadInput(Problem(name, "is not text, a workbook or an archive", "check what it is"))
    return "csv"


def _from_gzip(path: Path) -> Document:
    def opened() -> IO[bytes]:
        return counted(cast(IO[bytes], gzip.open(path, "rb")), path.name)

    with opened() as stream:
        start = stream.read(512)
    return _document(path.name, start, opened)


def _from_zip(path: Path, attempt: Attempt) -> list[Document]:
    with damage_told(path.name, "is a damaged archive"), zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    limits.refuse_large_archive(path.name, members, limits.MOST_BYTES)
    names = {member.filename for member in members}
    if names & WORKBOOKS:
        return [_document(path.name, b"PK", lambda: path.open("rb"))]
    if len(members) > limits.MOST_MEMBERS:
        raise BadInput(
            Problem(path.name, f"holds {len(members)} files", f"at most {limits.MOST_MEMBERS} are looked at")
        )
    inside: list[Document] = []
    for number, member in enumerate(members, start=1):
        if not _is_shadow(member.filename):
            name = f"{path.name}/{PurePosixPath(member.filename).name}"
            document = attempt(number, name, partial(_member, path, member, name, inside))
            inside += [replace(document, number=number)] if document else []
    return inside


def _is_shadow(name: str) -> bool:
    """Whether a computer put a file into an archive for itself, as Macs do beside each that is packed."""
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith(".") or path.name.casefold() in SHADOWS


def _member(path: Path, member: zipfile.ZipInfo, name: str, archive: list[Document]) -> Document | None:
    """A document of an archive; None for what has no table, such as a readme in a word processor's form."""

    def opened() -> IO[bytes]:
        # The member's stream keeps the archive open; closing it closes both.
        return counted(zipfile.ZipFile(path).open(member), name)

    with damage_told(name, "cannot be unpacked"), opened() as stream:
        start = stream.read(512)
    if not start or start.startswith(PAPERS) or _is_other_archive(opened, start):
        return None
    return _document(name, start, opened, archive)


def _is_other_archive(opened: Callable[[], IO[bytes]], start: bytes) -> bool:
    """Whether bytes are a whole archive that is no workbook, such as a text of a word processor."""
    if not start.startswith(b"PK"):
        return False
    with opened() as stream:
        content = io.BytesIO(stream.read())
    if not zipfile.is_zipfile(content):
        return False  # damaged: that is told when it is opened
    with zipfile.ZipFile(content) as archive:
        return not WORKBOOKS & set(archive.namelist())
