"""Files as they arrive, opened by what they are, not by what they are called. Nothing in them is executed."""

import csv
import gzip
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal, cast

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from data.errors import BadInput, Problem
from loaders.formats import limits

HEAD_BYTES = 65_536
_CHUNK = 1 << 20
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
# What Python's and Rust's unpackers raise for bytes that were damaged; RuntimeError is an encrypted member.
_DAMAGE = (
    CalamineError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
Form = Literal["csv", "workbook", "json"]


@dataclass(frozen=True)
class Document:
    """One table-bearing thing: a csv, a workbook or a JSON, alone or inside an archive.

    `archive`: every document of the archive it lies in, itself among them, for a source whose publisher
    splits one table over several; empty for a document by itself.
    """

    name: str
    form: Form
    opened: Callable[[], IO[bytes]]
    archive: Sequence["Document"] = field(default=(), repr=False, compare=False)

    @cached_property
    def head(self) -> list[list[str]]:
        """The first records of a csv, as text: the header and a few rows."""
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
            records += (record for record, _ in zip(csv.reader(io.StringIO(text)), range(8), strict=False))
        return records

    @property
    def header(self) -> list[str]:
        """The first record of a csv, each name without the spaces around it."""
        return [name.strip() for name in self.head[0]] if self.head else []

    @cached_property
    def _bytes(self) -> io.BytesIO:
        with self.opened() as stream:
            return io.BytesIO(stream.read())

    @cached_property
    def workbook(self) -> CalamineWorkbook:
        """The workbook, opened. Raises BadInput where it is locked or damaged."""
        content = self._bytes
        if _is_locked(content):
            raise BadInput(Problem(self.name, _LOCKED, "save a copy without the password"))
        with _damage_told(self.name, "cannot be opened as a workbook"):
            limits.refuse_large_workbook(self.name, content)
            content.seek(0)
            return CalamineWorkbook.from_filelike(content)

    @property
    def sheets(self) -> list[str]:
        """The names of a workbook's sheets."""
        return list(self.workbook.sheet_names) if self.form == "workbook" else []

    def rows(self, sheet: str) -> list[list[Any]]:
        """Every row of a sheet from its first, blank ones included, so that row numbers are the sheet's."""
        if sheet not in self.read_sheets:
            workbook = self.workbook
            with _damage_told(f"{self.name}, sheet {sheet}", "cannot be read"):
                limits.refuse_large_sheet(self.name, self._bytes, sheet)
                cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            self.read_sheets[sheet] = cells
        return self.read_sheets[sheet]

    @cached_property
    def read_sheets(self) -> dict[str, list[list[Any]]]:
        """Sheets already read: each source looks at the first one before one of them reads it."""
        return {}

    def text_table(self, may_lack: int = 0) -> pd.DataFrame:
        """A csv as a table of text as it stands; row i of the frame is record i + 2 of the file.

        `may_lack`: how many of the last columns the publisher may leave out of every record alike.
        Raises BadInput for bytes that are not UTF-8, quotes left open, and records too short or too long.
        """
        with self.opened() as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
            records = list(_records(self.name, text))
        if not records:
            raise BadInput(Problem(self.name, "is empty", "download it again"))
        names = [name.strip() for name in records[0]]
        limits.refuse_wide(self.name, len(names))
        lacking = len(names) - len(records[1]) if len(records) > 1 else 0
        if 0 < lacking <= may_lack and len({len(record) for record in records[1:]}) == 1:
            records = [records[0], *(record + [""] * lacking for record in records[1:])]
        problems = [
            Problem(
                f"{self.name}, row {number}",
                f"has {len(record)} fields where the header has {len(names)}",
                "the file may be cut off: download it again",
            )
            for number, record in enumerate(records[1:], start=2)
            if len(record) != len(names)
        ]
        if problems:
            raise BadInput(problems)
        return pd.DataFrame(records[1:], columns=names, dtype=str)

    def sheet_table(self, sheet: str) -> pd.DataFrame:
        """A sheet with its header in the first row, as a table of cells; row i of the frame is row i + 2.

        Blank rows at the end, and columns that have neither a heading nor a cell, are none.
        """
        rows = self.rows(sheet)
        names = [str(cell).strip() for cell in rows[0]] if rows else []
        data = rows[1:]
        while data and not any(_is_filled(cell) for cell in data[-1]):
            data.pop()
        kept = [at for at, name in enumerate(names) if name or any(_is_filled(row[at]) for row in data)]
        cells = [[row[at] for at in kept] for row in data]
        return pd.DataFrame(cells, columns=[names[at] for at in kept], dtype=object)

    def json(self) -> Any:
        """The content of a JSON document."""
        with self.opened() as stream:
            try:
                return json.loads(stream.read())
            except ValueError as error:
                raise BadInput(
                    Problem(self.name, f"is not complete JSON ({error})", "download it again")
                ) from None


def _is_filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


_LOCKED = "is protected by a password"


def _is_locked(content: io.BytesIO) -> bool:
    start = content.getbuffer()[: len(_COMPOUND_FILE)]
    return start == _COMPOUND_FILE and "EncryptedPackage".encode("utf-16-le") in content.getvalue()


@contextmanager
def _damage_told(where: str, what: str) -> Iterator[None]:
    """Turn whatever an unpacker or the reader of workbooks makes of damaged bytes into BadInput."""
    try:
        yield
    except BadInput:
        raise
    except BaseException as error:
        # The reader is written in Rust: its panics are BaseExceptions of a class that cannot be imported.
        if not isinstance(error, _DAMAGE) and type(error).__name__ != "PanicException":
            raise
        if "assword" in str(error):
            raise BadInput(Problem(where, _LOCKED, "save a copy without the password")) from None
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise BadInput(Problem(where, f"{what} ({reason})", "download it again")) from None


def _records(name: str, text: IO[str]) -> Iterator[list[str]]:
    """The records of a csv; a blank line at the end is none."""
    reader = csv.reader(text, strict=True)
    try:
        held: list[list[str]] = []
        for record in reader:
            if record:
                limits.refuse_long(name, reader.line_num)
                yield from held
                held = []
                yield record
            else:
                held.append(record)
    except UnicodeDecodeError as error:
        fault = f"has a byte that is not UTF-8 text, after row {reader.line_num} ({error.reason})"
        raise BadInput(Problem(name, fault, "save it as CSV UTF-8")) from None
    except csv.Error as error:
        fault = f"is damaged or cut off after row {reader.line_num} ({error})"
        raise BadInput(Problem(name, fault, "download it again")) from None


def fast_csv(document: Document, **options: Any) -> pd.DataFrame:
    """A very large csv of numbers, read straight into numbers. Records that are too short are NOT told:
    the source must declare a last column that is never blank.
    """
    try:
        with document.opened() as stream:
            return pd.read_csv(stream, encoding="utf-8-sig", index_col=False, **options)
    except UnicodeDecodeError as error:
        fault = f"has a byte that is not UTF-8 text ({error.reason})"
        raise BadInput(Problem(document.name, fault, "save it as CSV UTF-8")) from None
    except pd.errors.ParserError as error:
        reason = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        raise BadInput(
            Problem(document.name, f"is damaged or cut off: {reason}", "download it again")
        ) from None


class _Limited(io.RawIOBase):
    """A packed stream: what is damaged is told, and no more than MOST_BYTES are given, whatever is packed."""

    def __init__(self, inner: IO[bytes], name: str) -> None:
        self._inner, self._name, self._given = inner, name, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _damage_told(self._name, "is a damaged archive"):
            chunk = self._inner.read(len(buffer))
        self._given += len(chunk)
        if self._given > limits.MOST_BYTES:
            raise BadInput(
                Problem(self._name, f"unpacks to more than {limits.MOST_BYTES:,} bytes", "check what it is")
            )
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._inner.close()
        super().close()


def _limited(stream: IO[bytes], name: str) -> IO[bytes]:
    return io.BufferedReader(_Limited(stream, name), buffer_size=_CHUNK)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def documents(path: Path) -> list[Document]:
    """Return what is in the file. Raises BadInput for an empty file, a web page, a damaged archive."""
    with path.open("rb") as stream:
        start = stream.read(512)
    if not start:
        raise BadInput(Problem(path.name, "is empty", "download it again"))
    if start.startswith(b"PK"):
        return _from_zip(path)
    if start.startswith(b"\x1f\x8b"):
        return [_from_gzip(path)]
    return [Document(path.name, _form(start, path.name), lambda: path.open("rb"))]


def _form(start: bytes, name: str) -> Form:
    if start.startswith(_COMPOUND_FILE):
        return "workbook"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"<":
        raise BadInput(Problem(name, "is a web page, not a data file", "download the data file itself"))
    if text[:1] in (b"{", b"["):
        return "json"
    if b"\0" in start:
        raise BadInput(Problem(name, "is not text, a workbook or an archive", "check what it is"))
    return "csv"


def _from_gzip(path: Path) -> Document:
    def opened() -> IO[bytes]:
        return _limited(cast(IO[bytes], gzip.open(path, "rb")), path.name)

    with opened() as stream:
        start = stream.read(512)
    return Document(path.name, _form(start, path.name), opened)


def _from_zip(path: Path) -> list[Document]:
    with _damage_told(path.name, "is a damaged archive"), zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    limits.refuse_large_archive(path.name, members, limits.MOST_BYTES)
    names = {member.filename for member in members}
    if names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        return [Document(path.name, "workbook", lambda: path.open("rb"))]
    if len(members) > limits.MOST_MEMBERS:
        raise BadInput(
            Problem(path.name, f"holds {len(members)} files", f"at most {limits.MOST_MEMBERS} are looked at")
        )
    return _members(path, members)


def _members(path: Path, members: list[zipfile.ZipInfo]) -> list[Document]:
    inside: list[Document] = []
    for member in members:
        name = f"{path.name}/{PurePosixPath(member.filename).name}"

        def opened(member: zipfile.ZipInfo = member, name: str = name) -> IO[bytes]:
            # The member's stream keeps the archive open; closing it closes both.
            return _limited(zipfile.ZipFile(path).open(member), name)

        with _damage_told(name, "cannot be unpacked"), opened() as stream:
            start = stream.read(512)
        if start:
            form: Form = "workbook" if start.startswith(b"PK") else _form(start, name)
            inside.append(Document(name, form, opened, archive=inside))
    return inside
