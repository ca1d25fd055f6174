"""One file's way in: recognise -> read -> check -> observe -> store, whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from data.catalogue.models import Area
from data.catalogue.reader import Catalogue
from data.catalogue.returns import with_returns
from data.errors import BadInput, Problem, UnknownLayout, by_row
from data.store.engine import Store, writing
from data.store.returned import holders
from data.store.write import OBSERVATION, Extract, LoadResult, NewLoad, write_loads
from loaders.contract import check
from loaders.fetching.kept import kept_file
from loaders.formats.archives import checksum, documents
from loaders.formats.documents import Document
from loaders.naming import first_named
from loaders.registry import source_named, source_of
from loaders.reviewing.counted import counted
from loaders.reviewing.dating import as_revisions, dated, untimely
from loaders.reviewing.drift import review
from loaders.reviewing.plausible import at_odds, impossible, misnamed, unfinished, without_repeats
from loaders.reviewing.revisions import is_revision, marked
from loaders.reviewing.strangers import strangers
from loaders.source import Context, Observed, Source, completed


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What became of one document: shown by `beacon load`, and kept with the load.

    `points`: how many dated points of trajectories it holds.
    """

    file: str
    source: str
    release: str
    rows_read: int
    new: int
    revised: int
    unchanged: int
    set_aside: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    drift: list[str] = field(default_factory=list)
    load_id: int | None = None
    points: int = 0


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A document, read and checked in full; nothing of it is stored yet.

    `frame`: its observations with release, publication date and origin (columns store.write.OBSERVATION).
    """

    document: Document
    source: Source
    observed: Observed
    frame: pd.DataFrame
    peers: list[Area]
    rows_read: int
    warnings: list[str]


def load_file(
    path: Path,
    engine: Store,
    catalogue: Catalogue,
    *,
    source: str | None = None,
    published: date | None = None,
    dry_run: bool = False,
) -> list[FileReport]:
    """Load every document of a file. Raises BadInput, with nothing stored, if any of it is wrong.

    On a connection that is writing, the file is a part of its transaction, by itself whole or not at all.
    """
    received = datetime.now(UTC)
    # A file that was fetched knows its publisher's name for it, and its address.
    kept = kept_file(path)
    name, address = (kept.name, kept.fetched[-1].address) if kept else (path.name, None)
    extract = Extract(name, checksum(path), path.stat().st_size, received, address)
    asked = Asked(source, published, holders=holders(engine, catalogue))
    readings = read_file(path, extract, catalogue, asked)
    loads = [_new_load(reading, extract) for reading in readings]
    catalogue = with_returns(catalogue, [each for reading in readings for each in reading.observed.returned])
    with writing(engine) as connection:
        results = write_loads(connection, catalogue, loads, dry_run=dry_run)
        return [
            _report(reading, result, review(connection, catalogue, load, result))
            for reading, load, result in zip(readings, loads, results, strict=True)
        ]


@dataclass(frozen=True)
class Asked:
    """What is known of a file beside its bytes: its source and day, as stated by whoever has it read.

    vouched: whether the list of starter files says that it is a copy of official figures. holders: who
    returned the figures held of each (series, area) that is made of local returns.
    """

    source: str | None = None
    published: date | None = None
    vouched: bool = False
    holders: Mapping[tuple[str, str], str] = field(default_factory=dict)


def read_file(
    path: Path, extract: Extract, catalogue: Catalogue, asked: Asked | None = None
) -> list[Reading]:
    """Read and check every document of a file, and store nothing. Raises BadInput."""
    asked = asked or Asked()
    readings: list[Reading] = []
    refused: list[BadInput] = []
    for document in _wanted(path, asked.source):
        try:
            readings.append(_read(document, extract, catalogue, asked))
        except BadInput as error:
            refused.append(error)
    if len(refused) == 1:
        raise refused[0]
    problems = [problem for error in refused for problem in error.problems] or at_odds(
        {reading.document.name: reading.frame for reading in readings}
    )
    if problems:
        raise BadInput(problems)
    return readings


def _wanted(path: Path, source: str | None) -> list[Document]:
    """The documents of a file; beside recognised ones, an archive may hold others such as a readme.

    One that is damaged is never passed over: the file would load in part.
    """
    inside = documents(path)
    if len(inside) < 2 or source:
        return inside
    recognised, read = [], set()
    for document in inside:
        try:
            recognising, view = source_of(document)
        except UnknownLayout:
            continue
        recognised.append(document)
        read |= {document.name, *(other.name for other in recognising.beside(view))}
    passed = [document.name for document in inside if document.name not in read]
    if recognised and passed:
        note = f"not read, for no source recognises it: {first_named(passed)}"
        recognised[0] = replace(recognised[0], notes=(*recognised[0].notes, note))
    return recognised or inside


def _read(document: Document, extract: Extract, catalogue: Catalogue, asked: Asked) -> Reading:
    source, document = (source_named(asked.source), document) if asked.source else source_of(document)
    tables = source.read(document)
    checked = [check(table) for table in tables]
    context = Context(catalogue, source.name, asked.vouched, asked.holders)
    observed = source.observe(checked, context)
    catalogue = with_returns(catalogue, observed.returned)
    problems = [*observed.problems, *misnamed(checked, context)]
    frame, noticed = pd.DataFrame(columns=OBSERVATION), list[str]()
    if len(observed.frame):
        names = [extract.name, document.name, *(table.table.sheet for table in checked)]
        received = extract.received.date()
        frame, repeats, noticed = without_repeats(completed(observed.frame), document.name)
        frame = dated(frame, _own_day(observed, names), asked.published, received, catalogue)
        frame = _with_provenance(frame, observed.release, extract, catalogue)
        frame = as_revisions(frame, names)
        problems += [*repeats, *impossible(frame, document.name, catalogue)]
        late = unfinished(frame, document.name, received)
        problems += late or untimely(frame, document.name, received)
        frame = _marked(frame, names)[OBSERVATION]
        noticed += [] if source.of_returns else counted(frame, document.name, catalogue, source.counts_whole)
    if problems:
        raise BadInput(sorted(problems, key=by_row))
    noticed += [warning for table in checked for warning in table.warnings]
    noticed += strangers(checked, context)
    return Reading(
        document=document,
        source=source,
        observed=observed,
        frame=frame,
        peers=list(context.peers.values()),
        rows_read=sum(len(table.frame) + table.skipped for table in tables),
        warnings=list(dict.fromkeys([*document.notes, *noticed, *observed.warnings])),
    )


def _own_day(observed: Observed, names: Sequence[str]) -> date | None:
    """The day that a file gives of itself; a revision that gives only its first publication gives none."""
    first = not observed.revised and is_revision(" ".join([observed.release, *names]))
    return None if first else observed.published


def _new_load(reading: Reading, extract: Extract) -> NewLoad:
    return NewLoad(
        extract=extract,
        source=reading.source.name,
        rows_read=reading.rows_read,
        frame=reading.frame,
        trajectory=reading.observed.trajectory,
        boundaries=reading.observed.boundaries,
        peers=reading.peers,
        set_aside=dict(reading.observed.set_aside),
        warnings=reading.warnings,
    )


def _report(reading: Reading, result: LoadResult, drift: list[str]) -> FileReport:
    nothing = reading.frame.empty and not (reading.observed.trajectory or reading.observed.boundaries)
    why = "no indicator uses a figure of this file" if reading.rows_read else "it has headings and no rows"
    reason = [f"{why}: nothing to load"] if nothing else []
    return FileReport(
        file=reading.document.name,
        source=reading.source.name,
        release=reading.observed.release or _releases(reading.frame),
        rows_read=reading.rows_read,
        new=result.new,
        revised=result.revised,
        unchanged=result.unchanged,
        set_aside=dict(reading.observed.set_aside),
        warnings=[*reading.warnings, *reason, *result.corrections],
        drift=drift,
        load_id=result.load_id,
        points=len(reading.observed.trajectory),
    )


def _releases(frame: pd.DataFrame) -> str:
    titles = frame.release.unique().tolist()
    return titles[0] if len(titles) == 1 else (f"{len(titles)} releases" if titles else "")


def _with_provenance(
    frame: pd.DataFrame, release: str, extract: Extract, catalogue: Catalogue
) -> pd.DataFrame:
    """Give each observation its publisher, release, licence and origin."""
    frame = _filled(frame, "publisher", frame.series.map(_publishers(catalogue)))
    # A copy of several releases: each period's figures belong to the release that brought them.
    frame = _filled(frame, "release", release or frame.publisher + ", " + frame.period)
    frame = _filled(frame, "licence", frame.series.map(_licences(catalogue)))
    frame = _filled(frame, "origin_name", extract.name)
    return _filled(frame, "origin_sha256", extract.sha256)


def _marked(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The observations of a file that says it is revised, in releases that say so too."""
    titles = {title: marked(title, " ".join(names)) for title in frame.release.unique()}
    return frame.assign(release=frame.release.map(titles))


def _filled(frame: pd.DataFrame, name: str, default: pd.Series | str) -> pd.DataFrame:
    given = frame[name].replace("", np.nan) if name in frame else pd.Series(np.nan, index=frame.index)
    return frame.assign(**{name: given.astype(object).where(given.notna(), default)})


def _publishers(catalogue: Catalogue) -> dict[str, str]:
    return {
        series.id: series.publisher or indicator.publisher
        for indicator in catalogue.indicators.values()
        for series in indicator.series
    }


def _licences(catalogue: Catalogue) -> dict[str, str]:
    return {series: indicator.licence for series, indicator in catalogue.indicator_of.items()}


def files_under(paths: Sequence[Path]) -> list[Path]:
    """Return the files named, and those in the folders named, in the order of their names, revisions last."""
    files: list[Path] = []
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise BadInput([Problem(str(path), "does not exist", "check the path") for path in missing])
    for path in paths:
        inside = sorted(path.rglob("*"), key=_in_order) if path.is_dir() else [path]
        files += [file for file in inside if file.is_file() and not file.name.startswith(".")]
    return files


def _in_order(path: Path) -> tuple[bool, Path]:
    return is_revision(path.name), path
