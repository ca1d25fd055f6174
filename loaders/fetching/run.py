"""New figures from the publishers: what there is, and its bytes kept with checksum, date and address.

Nothing is interpreted here: a file that has changed its layout is kept as it is, and told when it is loaded.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx

from data.catalogue.reader import Catalogue
from data.errors import BeaconError, SourceUnreachable, WrongAnswer
from loaders.fetching.download import Fetched, fetched
from loaders.fetching.interfaces import cvdprevent_files, fingertips_files
from loaders.fetching.kept import Shelf
from loaders.fetching.links import Wanted, files_by_links
from loaders.fetching.manifest import Way
from loaders.fetching.web import PAUSE, Web, new_client


@dataclass
class Outcome:
    """What became of a fetch.

    `wanted`: the files that are to be fetched, in order. `files`: those that are here now. `skipped`: how
    many were not asked for because their publisher had stopped answering.
    """

    wanted: list[Wanted] = field(default_factory=list)
    files: list[Fetched] = field(default_factory=list)
    errors: list[BeaconError] = field(default_factory=list)
    skipped: int = 0

    @property
    def exit_code(self) -> int:
        """0; 1 where an answer is not what it should be; 3 where publishers could only not be reached."""
        codes = {error.exit_code for error in self.errors}
        return WrongAnswer.exit_code if WrongAnswer.exit_code in codes else max(codes, default=0)


class Fetch:
    """One run over the ways of the manifest; those downloaded by hand are not its matter."""

    def __init__(
        self,
        ways: Sequence[Way],
        catalogue: Catalogue,
        folder: Path,
        client: httpx.Client,
        wait: Callable[[float], None],
        pause: float,
    ) -> None:
        self._ways = {way.source: way for way in ways if way.how != "by-hand"}
        self._webs = {name: Web(client, way.hosts, wait, pause) for name, way in self._ways.items()}
        self._catalogue = catalogue
        self._folder = folder
        self.outcome = Outcome()

    @property
    def sources(self) -> list[str]:
        """The names of the sources to look for."""
        return list(self._ways)

    def look(self, source: str, since: date | None) -> None:
        """Add what the source's publisher has to the outcome's wanted files, or its errors."""
        try:
            self.outcome.wanted += self._wanted(self._ways[source], since)
        except BeaconError as error:
            self.outcome.errors.append(error)

    def _wanted(self, way: Way, since: date | None) -> list[Wanted]:
        web, complain = self._webs[way.source], self.outcome.errors.append
        series = self._catalogue.series_for(way.source)
        if way.how == "cvdprevent":
            return cvdprevent_files(web, way, series, since, complain)
        if way.how == "fingertips":
            return fingertips_files(web, way, series, complain)
        if way.how == "files":
            return [Wanted(way.source, address, name) for name, address in way.addresses.items()]
        return files_by_links(web, way, since, complain)

    def files(self) -> Iterator[Wanted]:
        """Fetch the wanted files, one at a time; yield each when it is done. One error stops no other."""
        shelf, silent = Shelf(self._folder), set()
        with shelf.alone():
            for wanted in self.outcome.wanted:
                source = wanted.source
                if source in silent:
                    self.outcome.skipped += 1
                else:
                    try:
                        largest = self._ways[source].largest
                        self.outcome.files.append(fetched(self._webs[source], shelf, wanted, largest))
                    except SourceUnreachable as error:
                        silent.add(source)
                        self.outcome.errors.append(error)
                    except WrongAnswer as error:
                        self.outcome.errors.append(error)
                yield wanted


@contextmanager
def fetching(
    ways: Sequence[Way],
    catalogue: Catalogue,
    folder: Path,
    wait: Callable[[float], None] = time.sleep,
    pause: float = PAUSE,
) -> Iterator[Fetch]:
    """Yield a run over these ways, which keeps files in a folder; close its connections at the end."""
    with new_client() as client:
        yield Fetch(ways, catalogue, folder, client, wait, pause)
