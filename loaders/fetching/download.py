"""One file from its address to the shelf: only if it is new, resumed where it broke off, kept whole."""

import os
import re
from dataclasses import dataclass
from typing import Literal

import httpx

from data.errors import Problem, WrongAnswer
from loaders.fetching.kept import Kept, Part, Shelf
from loaders.fetching.links import Wanted
from loaders.fetching.web import AskAgain, Web

Status = Literal["new", "unchanged"]
PART_OF_FILE, NOTHING_NEW, NO_SUCH_PART = 206, 304, 416
_START = 512
_TOLD_PART = re.compile(r"bytes (\d+)-\d+/(\d+)")
BY_HAND = "open the address in a browser"


@dataclass(frozen=True)
class Fetched:
    """What became of a wanted file."""

    wanted: Wanted
    kept: Kept
    status: Status


def fetched(web: Web, shelf: Shelf, wanted: Wanted, largest: int) -> Fetched:
    """Fetch a file and keep it. Raises SourceUnreachable, or WrongAnswer with nothing kept."""
    held, part = shelf.held(wanted.address), shelf.part(wanted.address)

    def attempt() -> httpx.Headers | None:
        conditions = part.rest or (held[1].conditions if held else {})
        with web.asked(wanted.address, conditions) as answer:
            if answer.status_code == NOTHING_NEW:
                return None
            _receive(answer, part, wanted, largest)
            return answer.headers

    headers = web.patiently(wanted.address, attempt)
    if headers is None:
        if held is None:
            raise WrongAnswer(Problem(wanted.address, "says nothing is new, but nothing is here", BY_HAND))
        return Fetched(wanted, held[0], "unchanged")
    _refuse_no_file(part, headers, wanted)
    kept, new = shelf.keep(part, wanted.name, wanted.source, wanted.address, headers)
    return Fetched(wanted, kept, "new" if new else "unchanged")


def _receive(answer: httpx.Response, part: Part, wanted: Wanted, largest: int) -> None:
    """Write the answer to the part; leave what came where it breaks off. Raises AskAgain, WrongAnswer."""
    whole = _size_told(answer, part)
    if answer.status_code != PART_OF_FILE:
        part.begin(answer.headers, resumable=whole is not None)
    if whole is not None and whole > largest:
        raise _too_large(part, wanted, whole, largest)
    with part.path.open("ab") as stream:
        for piece in answer.iter_bytes():
            stream.write(piece)
            if stream.tell() > largest:
                raise _too_large(part, wanted, stream.tell(), largest)
        stream.flush()
        os.fsync(stream.fileno())
    if whole is not None and part.size != whole:
        fault = f"ends after {part.size:,} of {whole:,} bytes"
        if part.size > whole:
            part.clear()
        raise AskAgain(fault)


def _size_told(answer: httpx.Response, part: Part) -> int | None:
    """How large the whole file is, if the answer tells. Raises AskAgain for a part that does not fit ours."""
    if answer.status_code in (PART_OF_FILE, NO_SUCH_PART):
        size = _TOLD_PART.fullmatch(answer.headers.get("content-range", ""))
        if answer.status_code == NO_SUCH_PART or not size or int(size[1]) != part.size:
            part.clear()
            raise AskAgain("has not the rest of the file that was begun")
        return int(size[2])
    length = answer.headers.get("content-length", "")
    encoded = answer.headers.get("content-encoding", "identity") != "identity"
    return int(length) if length.isdigit() and not encoded else None


def _too_large(part: Part, wanted: Wanted, size: int, largest: int) -> WrongAnswer:
    part.clear()
    fault = f"has {size:,} bytes or more, and at most {largest:,} are expected"
    return WrongAnswer(Problem(wanted.address, fault, "if that is right, raise `largest_mb` in fetch.toml"))


def _refuse_no_file(part: Part, headers: httpx.Headers, wanted: Wanted) -> None:
    with part.path.open("rb") as stream:
        start = stream.read(_START).removeprefix(b"\xef\xbb\xbf").lstrip()
    page = start[:1] == b"<" or headers.get("content-type", "").startswith("text/html")
    if start and not page:
        return
    part.clear()
    fault = "answers with a web page instead of a file" if page else "answers with nothing"
    raise WrongAnswer(Problem(wanted.address, fault, BY_HAND))
