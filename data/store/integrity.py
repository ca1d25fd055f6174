"""Whether the definitions, the store and the kept files agree: what `beacon check` reports."""

import hashlib
import os
from pathlib import Path

from sqlalchemy import Engine, exists, func, or_, select

from data.catalogue.reader import Catalogue
from data.errors import Problem
from data.store.returned import known
from data.store.rulings import LEFT_OUT, RIGHT, uncounted
from data.store.schema import current, extracts, lines, observations, rulings, series


def extracts_folder() -> Path:
    """Return where the bytes of fetched files are kept: `BEACON_EXTRACTS_DIR`, or the default."""
    return Path(os.environ.get("BEACON_EXTRACTS_DIR") or "var/extracts")


def disagreements(engine: Engine, catalogue: Catalogue) -> list[Problem]:
    """Return everything that does not fit together; an empty list where all agrees."""
    catalogue = known(engine, catalogue)
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
    """Every line's newest period must be the newest of its current ones, and every period must have one, of
    the statements that count; every ruling says what can be ruled."""
    newest = select(func.max(current.c.period_end)).where(current.c.line_id == lines.c.id).scalar_subquery()
    pointed = (
        select(observations.c.period_end).where(observations.c.id == lines.c.latest_id).scalar_subquery()
    )
    wrong_latest = (
        select(func.count())
        .select_from(lines)
        .where(or_(newest != pointed, newest.is_(None) != lines.c.latest_id.is_(None)))
    )
    period = [observations.c[name] == current.c[name] for name in ("line_id", "period_end", "period_start")]
    counted = observations.c.id.not_in(uncounted())
    questions = {
        "lines do not point to their newest period": wrong_latest,
        "observations have no current figure for their period": select(func.count())
        .select_from(observations)
        .where(counted, ~exists().where(*period)),
        "figures are shown that await review or were left out": select(func.count())
        .select_from(current)
        .where(current.c.observation_id.in_(uncounted())),
        "rulings say neither right nor left out": select(func.count())
        .select_from(rulings)
        .where(rulings.c.verdict.not_in([RIGHT, LEFT_OUT])),
    }
    with engine.connect() as connection:
        counts = {what: connection.execute(question).scalar() or 0 for what, question in questions.items()}
    return [
        Problem("store", f"{count} {what}", "restore a copy of the store")
        for what, count in counts.items()
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
