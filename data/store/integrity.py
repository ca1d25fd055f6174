"""Whether the definitions, the store and the kept files agree: what `beacon check` reports."""

import hashlib
import os
from pathlib import Path

from sqlalchemy import Engine, exists, func, or_, select

from data.catalogue.reader import Catalogue
from data.errors import Problem
from data.store.schema import current, extracts, lines, observations, series


def extracts_folder() -> Path:
    """Return where the bytes of fetched files are kept: `BEACON_EXTRACTS_DIR`, or the default."""
    return Path(os.environ.get("BEACON_EXTRACTS_DIR") or "var/extracts")


def disagreements(engine: Engine, catalogue: Catalogue) -> list[Problem]:
    """Return everything that does not fit together; an empty list where all agrees."""
    return [*_unknown_series(engine, catalogue), *_wrong_pointers(engine), *_altered_files(engine)]


def _unknown_series(engine: Engine, catalogue: Catalogue) -> list[Problem]:
    with engine.connect() as connection:
        held = connection.execute(select(series.c.id, series.c.indicator)).all()
    return [
        Problem(f"series {row.id}", "has figures in the store, but no definition names it", "define it again")
        for row in held
        if row.id not in catalogue.series
    ]


def _wrong_pointers(engine: Engine) -> list[Problem]:
    """Every line's newest period must be the newest of its current ones, and every period must have one."""
    newest = select(func.max(current.c.period_end)).where(current.c.line_id == lines.c.id).scalar_subquery()
    pointed = (
        select(observations.c.period_end).where(observations.c.id == lines.c.latest_id).scalar_subquery()
    )
    wrong_latest = select(func.count()).select_from(lines).where(or_(newest != pointed, newest.is_(None)))
    period = [observations.c[name] == current.c[name] for name in ("line_id", "period_end", "period_start")]
    without = select(func.count()).select_from(observations).where(~exists().where(*period))
    with engine.connect() as connection:
        counts = [connection.execute(question).scalar() or 0 for question in (wrong_latest, without)]
    faults = (
        "lines do not point to their newest period",
        "observations have no current figure for their period",
    )
    return [
        Problem("store", f"{count} {what}", "restore a copy of the store")
        for count, what in zip(counts, faults, strict=True)
        if count
    ]


def _altered_files(engine: Engine) -> list[Problem]:
    """Kept bytes are never altered: each file that is there must still have its checksum."""
    with engine.connect() as connection:
        kept = connection.execute(select(extracts.c.name, extracts.c.sha256)).all()
    problems = []
    for row in kept:
        path = extracts_folder() / f"{row.sha256}-{row.name}"
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            problems.append(Problem(str(path), "is not the file that was loaded", "fetch it again"))
    return problems
