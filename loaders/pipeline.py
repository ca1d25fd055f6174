"""One file's way in: recognise -> read -> check -> observe -> store, whole or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data.catalogue.models import Area
from data.catalogue.reader import Catalogue
from data.errors import BadInput, Problem, UnknownLayout, Unreadable
from data.store.write import OBSERVATION, Extract, LoadResult, NewLoad, write_loads
from loaders.contract import check
from loaders.each_document import FileRead, Reader, files_read
from loaders.fetching.kept import kept_file
from loaders.formats.documents import Attempt, Document, checksum, documents
from loaders.registry import all_sources, source_named, source_of
from loaders.reviewing.dating import as_revisions, dated, refuse_untimely
from loaders.reviewing.drift import review
from loaders.reviewing.plausible import refuse_impossible, refuse_misnamed, refuse_unfinished, without_repeats
from loaders.reviewing.revisions import is_revised, marked
from loaders.source import Context, Observed, completed


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

    `file`, `source`: their names. `observed`: what the source gave but for its figures, which are in `frame`
    with release, publication date and origin (columns store.write.OBSERVATION).
    """

    file: str
    source: str
    observed: Observed
    frame: pd.DataFrame
    peers: list[Area]
    rows_read: int
    warnings: list[str]


class LeftOut(Unreadable):
    """Some documents of an archive could not be read; the others are loaded, as `reports` tell."""

    def __init__(self, problems: Sequence[Problem], reports: list[FileReport]) -> None:
        super().__init__(problems, "Nothing was loaded from these; the other files of the archive were.")
        self.reports = reports


def load_file(
    path: Path,
    engine: Engine,
    catalogue: Catalogue,
    *,
    source: str | None = None,
    published: date | None = None,
    dry_run: bool = False,
) -> list[FileReport]:
    """Load every document of a file. Raises BadInput, with nothing stored, if any of it is wrong.

    Raises LeftOut where documents of an archive cannot be read and others are loaded.
    """
    ((_, outcome),) = load_files(
        [path], engine, catalogue, source=source, published=published, dry_run=dry_run
    )
    if isinstance(outcome, BadInput):
        raise outcome
    return outcome


def load_files(
    paths: Sequence[Path],
    engine: Engine,
    catalogue: Catalogue,
    *,
    source: str | None = None,
    published: date | None = None,
    dry_run: bool = False,
) -> Iterator[tuple[Path, list[FileReport] | BadInput]]:
    """Load files one after the other; yield what became of each, or why nothing of it was loaded.

    While one is stored, the next is read.
    """
    read = files_read([path.name for path in paths], _reader(paths, catalogue, source, published))
    for path, file in zip(paths, read, strict=True):
        if isinstance(file, BadInput):
            yield path, file
            continue
        try:
            reports = _stored(file, engine, catalogue, dry_run)
        except BadInput as error:
            yield path, error
            continue
        yield path, LeftOut(file.left_out, reports) if file.left_out else reports


def _stored(
    file: FileRead[Extract, Reading], engine: Engine, catalogue: Catalogue, dry_run: bool
) -> list[FileReport]:
    loads = [_new_load(reading, file.about) for reading in file.readings]
    results = write_loads(engine, catalogue, loads, dry_run=dry_run)
    return [
        _report(reading, result, review(engine, catalogue, load, result))
        for reading, load, result in zip(file.readings, loads, results, strict=True)
    ]


def read_file(
    path: Path,
    extract: Extract,
    catalogue: Catalogue,
    *,
    source: str | None = None,
    published: date | None = None,
) -> list[Reading]:
    """Read and check every document of a file, and store nothing. Raises BadInput."""
    reader = replace(_reader([path], catalogue, source, published), about=lambda _: extract)
    (file,) = files_read([path.name], reader)
    if isinstance(file, BadInput):
        raise file
    if file.left_out:
        raise Unreadable(file.left_out)
    return file.readings


def _reader(
    paths: Sequence[Path], catalogue: Catalogue, source: str | None, published: date | None
) -> Reader[Extract, Reading]:
    all_sources()  # here, so that no reading process has to import them for itself
    return Reader(
        about=lambda file: _extract(paths[file]),
        wanted=lambda file, attempt: _wanted(paths[file], source, attempt),
        read=lambda extract, document: _read(document, extract, catalogue, source, published),
    )


def _extract(path: Path) -> Extract:
    received = datetime.now(UTC)
    # A file that was fetched knows its publisher's name for it, and its address.
    kept = kept_file(path)
    name, address = (kept.name, kept.fetched[-1].address) if kept else (path.name, None)
    try:
        return Extract(name, checksum(path), path.stat().st_size, received, address)
    except OSError as error:
        fault = f"cannot be opened ({error.strerror})"
        raise BadInput(Problem(path.name, fault, "look whether it is there and may be read")) from None


def _wanted(path: Path, source: str | None, attempt: Attempt) -> list[Document]:
    """The documents of a file; beside recognised ones, an archive may hold others such as a readme.

    One that is damaged is never passed over: the file would load in part.
    """
    inside = documents(path, attempt)
    if len(inside) < 2 or source:
        return inside
    recognised, read = [], set()
    for document in list(inside):
        try:
            known = attempt(document.number, document.name, partial(source_of, document))
        except UnknownLayout:
            continue
        if known is None:
            inside.remove(document)
            continue
        recognising, view = known
        recognised.append(document)
        read |= {document.name, *(other.name for other in recognising.beside(view))}
    passed = [document.name for document in inside if document.name not in read]
    if recognised and passed:
        note = f"not read, for no source recognises it: {', '.join(passed)}"
        recognised[0] = replace(recognised[0], notes=(*recognised[0].notes, note))
    return recognised or inside


def _read(
    document: Document, extract: Extract, catalogue: Catalogue, named: str | None, published: date | None
) -> Reading:
    source, document = (source_named(named), document) if named else source_of(document)
    tables = source.read(document)
    checked = [check(table) for table in tables]
    context = Context(catalogue, source.name)
    observed = source.observe(checked, context)
    refuse_misnamed(checked, context)
    frame = pd.DataFrame(columns=OBSERVATION)
    if len(observed.frame):
        frame = without_repeats(completed(observed.frame), document.name)
        refuse_impossible(frame, document.name, catalogue)
        received = extract.received.date()
        refuse_unfinished(frame, document.name, received)
        frame = dated(frame, observed.published, published, received, catalogue)
        names = [extract.name, document.name, *(table.table.sheet for table in checked)]
        frame = _with_provenance(frame, observed.release, extract, catalogue)
        frame = as_revisions(frame, names)
        refuse_untimely(frame, document.name, received)
        frame = _marked(frame, names)[OBSERVATION]
    noticed = [warning for table in checked for warning in table.warnings]
    return Reading(
        file=document.name,
        source=source.name,
        observed=replace(observed, frame=pd.DataFrame()),
        frame=frame,
        peers=list(context.peers.values()),
        rows_read=sum(len(table.frame) + table.skipped for table in tables),
        warnings=list(dict.fromkeys([*document.notes, *noticed, *observed.warnings])),
    )


def _new_load(reading: Reading, extract: Extract) -> NewLoad:
    return NewLoad(
        extract=extract,
        source=reading.source,
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
        file=reading.file,
        source=reading.source,
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
    return is_revised(path.name), path
