"""The definitions as they stand now: for a program that runs on while analysts change their files."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic

from data.catalogue import reader
from data.catalogue.reader import Catalogue, load_catalogue
from data.errors import DefinitionError

SECONDS_BETWEEN_LOOKS = 1.0
FORMS = (".csv", ".toml")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Defined:
    """A catalogue, and what names the state of the files it was read from: the same in every process."""

    catalogue: Catalogue
    stamp: str


def files_stamp(folder: Path) -> str:
    """Return what names the state of the definitions' files: their paths, sizes and times of change."""
    # A file that is being replaced may be gone between its name and its size: the next look settles it.
    files = sorted(path for path in folder.rglob("*") if path.suffix in FORMS and path.is_file())
    states = [(str(path), state.st_size, state.st_mtime_ns) for path in files for state in [path.stat()]]
    return hashlib.sha256(repr(states).encode()).hexdigest()[:16]


class Current:
    """The newest definitions that can be read, looked for at most once in SECONDS_BETWEEN_LOOKS.

    Files that contradict themselves are told in the log, once for each state of them, and the last good
    definitions stay. `clock`: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._looking = Lock()
        self._defined: Defined | None = None
        self._seen = ""
        self._looked = 0.0

    def defined(self) -> Defined:
        """Return the definitions. Raises DefinitionError where none were good since the program began."""
        if self._defined is None:
            with self._looking:
                return self._defined or self._first()
        # Whoever comes while the files are read is answered from the definitions before.
        if self._clock() - self._looked >= SECONDS_BETWEEN_LOOKS and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._defined

    def _first(self) -> Defined:
        # The stamp before the files: what changes in between is seen by the next look.
        self._seen = files_stamp(reader.DEFINITIONS)
        self._defined = Defined(load_catalogue(), self._seen)
        self._looked = self._clock()
        return self._defined

    def _look(self) -> None:
        self._looked = self._clock()
        try:
            stamp = files_stamp(reader.DEFINITIONS)
            if stamp == self._seen:
                return
            self._seen = stamp
            self._defined = Defined(load_catalogue(), stamp)
            _LOG.warning("The definitions changed and were read anew.")
        except (DefinitionError, OSError) as error:
            _LOG.error("The changed definitions cannot be read; the ones before stay in use.\n%s", error)
