"""The folder of kept files: the publishers' bytes, unaltered, each with a note of where it came from.

A file is named `<sha256>-<name>`; its note is the hidden `.<sha256>-<name>.json` beside it, and is there
before the file is. What is not whole yet is a hidden `.part-...`, so that loading the folder meets neither.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.errors import BeaconError, Problem
from loaders.formats.archives import checksum

MOST_LETTERS_OF_NAME = 120
_HASH = re.compile(r"([0-9a-f]{64})-(.+)")


@dataclass(frozen=True)
class Visit:
    """One address that gave these bytes, when, and the signs by which it knows whether they are current."""

    source: str
    address: str
    date: str
    etag: str = ""
    last_modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask for the file only if it has changed."""
        signs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: sign for name, sign in signs.items() if sign}


@dataclass(frozen=True)
class Kept:
    """A kept file: its path, the publisher's own name of it, size, checksum, and where it came from."""

    path: Path
    name: str
    sha256: str
    size: int
    fetched: tuple[Visit, ...]


class Part:
    """A file that is not whole yet, with the signs of the version it is part of."""

    def __init__(self, folder: Path, address: str) -> None:
        named = hashlib.sha256(address.encode()).hexdigest()[:24]
        self.path = folder / f".part-{named}"
        self._signs = folder / f".part-{named}.json"

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def rest(self) -> dict[str, str]:
        """Headers that ask for the rest, if it is still the same version; none where that cannot be told."""
        sign = _read(self._signs).get("sign", "")
        return {"Range": f"bytes={self.size}-", "If-Range": sign} if sign and self.size else {}

    def begin(self, headers: Mapping[str, str], resumable: bool) -> None:
        """Start afresh with a version, known by its headers."""
        self.clear()
        etag = headers.get("etag", "")
        # A weak tag may stand for different bytes: parts of two versions must never be joined.
        sign = etag if etag and not etag.startswith("W/") else headers.get("last-modified", "")
        _write(self._signs, {"sign": sign if resumable else ""})

    def clear(self) -> None:
        """Forget it."""
        self.path.unlink(missing_ok=True)
        self._signs.unlink(missing_ok=True)


class Shelf:
    """The folder of kept files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._last: dict[str, tuple[Kept, Visit]] = {}
        for path in folder.iterdir():
            kept = kept_file(path)
            if kept and path.stat().st_size == kept.size:
                for visit in kept.fetched:
                    self._remember(kept, visit)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other fetches out of the folder. Raises BeaconError if one is at work."""
        with (self.folder / ".fetching").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise BeaconError(
                    Problem(str(self.folder), "another fetch is at work here", "wait until it has ended")
                ) from None
            yield

    def held(self, address: str) -> tuple[Kept, Visit] | None:
        """Return what an address gave last, if that is still here."""
        return self._last.get(address)

    def _remember(self, kept: Kept, visit: Visit) -> None:
        before = self._last.get(visit.address)
        if before is None or before[1].date <= visit.date:
            self._last[visit.address] = (kept, visit)

    def part(self, address: str) -> Part:
        """Return what is here of a file that was not whole when a fetch ended."""
        return Part(self.folder, address)

    def keep(
        self, part: Part, name: str, source: str, address: str, signs: Mapping[str, str]
    ) -> tuple[Kept, bool]:
        """Keep a whole part under its checksum; return it, and whether these bytes are new here."""
        sha256, size = checksum(part.path), part.size
        before = next((path for path in self.folder.glob(f"{sha256}-*") if path.stat().st_size == size), None)
        path = before or self.folder / f"{sha256}-{safe_name(name)}"
        known = kept_file(path) if before else None
        moment = datetime.now(UTC).isoformat()
        etag, modified = signs.get("etag", ""), signs.get("last-modified", "")
        visit = Visit(source, address, moment, etag, modified)
        others = tuple(visit for visit in known.fetched if visit.address != address) if known else ()
        kept = Kept(path, known.name if known else safe_name(name), sha256, size, (*others, visit))
        note = asdict(kept) | {"fetched": [asdict(visit) for visit in kept.fetched]}
        del note["path"]
        _write(_note_of(path), note)
        if before is None:
            part.path.replace(path)
        part.clear()
        self._remember(kept, visit)
        return kept, before is None


def kept_file(path: Path) -> Kept | None:
    """Return what the note beside a kept file says; None for any other file."""
    match = _HASH.fullmatch(path.name)
    note = _read(_note_of(path)) if match else {}
    if not match or note.get("sha256") != match[1]:
        return None
    visits = tuple(Visit(**visit) for visit in note["fetched"])
    return Kept(path, note["name"], note["sha256"], note["size"], visits)


def safe_name(name: str) -> str:
    """Return a file name without path, hidden start or odd letters, and not too long."""
    plain = re.sub(r"[^\w.,()+ -]", "_", name).strip(" .") or "file"
    return plain[-MOST_LETTERS_OF_NAME:].lstrip(" .")


def _note_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.json")


def _read(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write whole or not at all."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=2, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
