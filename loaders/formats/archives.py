"""What is in a file: a document by itself, or those that are packed in it. Nothing in them is executed."""

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from data.errors import BadInput, Problem
from loaders.formats import limits
from loaders.formats.damage import damage_told
from loaders.formats.documents import Document, document
from loaders.naming import first_named

PAPERS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text of a word processor",
}
"""What may lie beside a table in an archive, by its first bytes."""
WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}  # one of them is in each
OFFICE = {"[Content_Types].xml", "mimetype"}  # one of them is in texts and slides, which are packed too
SHADOWS = ("thumbs.db", "desktop.ini")
_CHUNK = 1 << 20


class _Limited(io.RawIOBase):
    """A packed stream: what is damaged is told, and no more than MOST_BYTES are given, whatever is packed."""

    def __init__(self, inner: IO[bytes], name: str) -> None:
        self._inner, self._name, self._given = inner, name, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with damage_told(self._name, "is a damaged archive"):
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
    if what := _paper(start):
        raise BadInput(Problem(path.name, f"is {what}, not a table", "load its table, as csv or xlsx"))
    if start.startswith(b"PK"):
        return _from_zip(path)
    if start.startswith(b"\x1f\x8b"):
        return [_from_gzip(path)]
    return [document(path.name, start, lambda: path.open("rb"))]


def _paper(start: bytes) -> str:
    return next((what for sign, what in PAPERS.items() if start.startswith(sign)), "")


def _from_gzip(path: Path) -> Document:
    def opened() -> IO[bytes]:
        return _limited(cast(IO[bytes], gzip.open(path, "rb")), path.name)

    with opened() as stream:
        start = stream.read(512)
    return document(path.name, start, opened)


def _from_zip(path: Path) -> list[Document]:
    with damage_told(path.name, "is a damaged archive"), zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    limits.refuse_large_archive(path.name, members, limits.MOST_BYTES)
    names = {member.filename for member in members}
    if names & WORKBOOKS:
        return [document(path.name, b"PK", lambda: path.open("rb"))]
    if names & OFFICE:
        fault = "is a text or slides, not a table"
        raise BadInput(Problem(path.name, fault, "copy its table into a workbook and load that"))
    if len(members) > limits.MOST_MEMBERS:
        raise BadInput(
            Problem(path.name, f"holds {len(members)} files", f"at most {limits.MOST_MEMBERS} are looked at")
        )
    return _members(path, [member for member in members if not _is_shadow(member.filename)])


def _is_shadow(name: str) -> bool:
    """Whether a computer put a file into an archive for itself, as Macs do beside each that is packed."""
    path = PurePosixPath(name)
    own = path.name.startswith((".", "~$")) or path.name.casefold() in SHADOWS
    return own or "__MACOSX" in path.parts


def _members(path: Path, members: list[zipfile.ZipInfo]) -> list[Document]:
    """The documents of an archive; what else lies in it is named. Raises BadInput where there is none."""
    inside: list[Document] = []
    passed: list[str] = []
    for member in members:
        short = PurePosixPath(member.filename).name
        name = f"{path.name}/{short}"

        def opened(member: zipfile.ZipInfo = member, name: str = name) -> IO[bytes]:
            # The member's stream keeps the archive open; closing it closes both.
            return _limited(zipfile.ZipFile(path).open(member), name)

        with damage_told(name, "cannot be unpacked"), opened() as stream:
            start = stream.read(512)
        if not start or _paper(start) or _is_page(short, start) or _is_office(opened, start, name):
            passed.append(short)
        else:
            inside.append(document(name, start, opened, inside))
    if not inside:
        fault = f"holds no table, only {first_named(passed)}" if passed else "is an archive without a file"
        raise BadInput(Problem(path.name, fault, "put the csv or the workbook into it, or load that"))
    if passed:
        note = f"{path.name}: beside the table, not read: {first_named(passed)}"
        inside[0] = replace(inside[0], notes=(*inside[0].notes, note))
    return inside


def _is_page(name: str, start: bytes) -> bool:
    """Whether a file is a web page and called one: under another name it may be the table itself."""
    return name.casefold().endswith((".html", ".htm")) and start.lstrip().startswith(b"<")


def _is_office(opened: Callable[[], IO[bytes]], start: bytes, name: str) -> bool:
    """Whether bytes are a whole text or slides, which are packed too. Raises BadInput for another archive."""
    if not start.startswith(b"PK"):
        return False
    with opened() as stream:
        content = io.BytesIO(stream.read())
    if not zipfile.is_zipfile(content):
        return False  # damaged: that is told when it is opened
    with zipfile.ZipFile(content) as archive:
        names = set(archive.namelist())
    if names & WORKBOOKS:
        return False
    if names & OFFICE:
        return True
    raise BadInput(Problem(name, "is an archive inside an archive", "unpack it and load what is in it"))
