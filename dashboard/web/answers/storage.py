"""Where finished answers are kept: in the memory of a process, and in a folder that all processes share."""

import json
import os
from collections.abc import Hashable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock, get_ident

from cachetools import LRUCache

OVERHEAD = 4_000  # bytes: the longest key, headers, and what an object and a file take beside what is in them


# Bytes as they are sent, not text: nothing is compressed twice.
@dataclass(frozen=True)
class Kept:
    """The body and the headers of an answer."""

    body: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """About the bytes of memory that it takes with its key: however small, thousands of them are many."""
        return len(self.body) + OVERHEAD


# No lock between processes: a file appears whole under its name or not at all, and two processes that make
# the same answer write the same bytes.
class Folder:
    """Answers as files, one each, so that what one process has worked out the others need not.

    At most about `room` bytes: the oldest files go. Made for one run of the server, and removed with it.
    """

    def __init__(self, path: Path, room: int) -> None:
        self._path = path
        self._room = room
        self._written = 0

    # Another process may have removed the file since it was listed: that is a miss like any other.
    def get(self, key: Hashable) -> Kept | None:
        """Return what any process has kept under a key."""
        try:
            head, _, body = self._file(key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return Kept(body, tuple((name, value) for name, value in json.loads(head)))

    # The folder is looked through once an eighth of the room is written, not each time: it may hold thousands
    # of files.
    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer for all processes. A disk that is full or gone keeps none."""
        unfinished = self._path / f"{os.getpid()}-{get_ident()}.part"
        try:
            unfinished.write_bytes(json.dumps(kept.headers).encode() + b"\n" + kept.body)
            unfinished.replace(self._file(key))
        except OSError:
            return
        self._written += kept.size
        if self._written > self._room / 8:
            self._written = 0
            self._make_room()

    # A key holds addresses and bytes of any length; a checksum of it is a name that every disk takes.
    def _file(self, key: Hashable) -> Path:
        return self._path / sha256(repr(key).encode()).hexdigest()

    def _make_room(self) -> None:
        files = sorted(self._sizes(), reverse=True)
        held = 0
        for _, size, name in files:
            held += size + OVERHEAD
            if held > self._room:
                (self._path / name).unlink(missing_ok=True)

    def _sizes(self) -> list[tuple[float, int, str]]:
        """When each file was written, its size and its name. Another process may take one away meanwhile."""
        sizes = []
        for entry in os.scandir(self._path):
            try:
                stat = entry.stat()
            except FileNotFoundError:
                continue
            sizes.append((stat.st_mtime, stat.st_size, entry.name))
        return sizes


# Reading a kept answer changes its place in the order of use, so readers need the lock as much as writers.
# The disk is asked outside of it: a slow disk must not hold up answers that are in memory.
class Answers:
    """Kept answers by their key; of all together at most `room` bytes, those asked for last."""

    def __init__(self, room: int, shared: Folder | None = None) -> None:
        self._shared = shared
        self._held: LRUCache[Hashable, Kept] = LRUCache(room, getsizeof=lambda kept: kept.size)
        self._turn = Lock()

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        """The bytes of all of them together."""
        return round(self._held.currsize)

    def get(self, key: Hashable) -> Kept | None:
        """Return what is kept under a key."""
        with self._turn:
            kept = self._held.get(key)
        if kept is None and self._shared and (kept := self._shared.get(key)):
            self._hold(key, kept)
        return kept

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer; the least used ones make room for it. One larger than the room is not held."""
        self._hold(key, kept)
        if self._shared:
            self._shared.put(key, kept)

    def _hold(self, key: Hashable, kept: Kept) -> None:
        with self._turn:
            if kept.size <= self._held.maxsize:
                self._held[key] = kept
            else:
                self._held.pop(key, None)
