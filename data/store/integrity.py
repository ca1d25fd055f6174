"""Whether the definitions, the store and the kept files agree: what `beacon check` reports."""

import hashlib
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from data.catalogue.reader import Catalogue
from data.errors import Problem
from data.periods import day_of
from data.store.engine import Store, default_folder, reading
from data.store.order import withdrawn
from data.store.pointers import wrong_pointers
from data.store.schema import extracts, loads, observations, reviews, series, trajectory_points


def extracts_folder() -> Path:
    """Return where the bytes of fetched files are kept: `BEACON_EXTRACTS_DIR`, or the default folder."""
    named = os.environ.get("BEACON_EXTRACTS_DIR")
    return Path(named) if named else default_folder() / "extracts"


def disagreements(engine: Store, catalogue: Catalogue) -> list[Problem]:
    """Return everything that does not fit together; an empty list where all agrees.

    What was worked out from the figures is for `statements.snapshot.disagreements` to look at.
    """
    return [
        *_unknown_series(engine, catalogue),
        *_wrong_pointers(engine),
        *_published_ahead(engine),
        *_without_review(engine),
        *_altered_files(engine),
    ]


def _unknown_series(engine: Store, catalogue: Catalogue) -> list[Problem]:
    with reading(engine) as connection:
        held = connection.execute(select(series.c.id, series.c.indicator)).all()
    return [
        Problem(f"series {row.id}", "has figures in the store, but no definition names it", "define it again")
        for row in held
        if row.id not in catalogue.series
    ]


def _wrong_pointers(engine: Store) -> list[Problem]:
    """Every pointer must name the statement that counts, and every period and line must have its own."""
    faults = (
        "periods that point to another figure than the one that counts",
        "periods that have figures and point to none",
        "lines that do not point to their newest period",
    )
    return [
        Problem("store", f"{what}: {count:,}", "run: beacon migrate")
        for count, what in zip(wrong_pointers(engine), faults, strict=True)
        if count
    ]


def _published_ahead(engine: Store) -> list[Problem]:
    """Nothing can have been published, or agreed, after it was loaded: such a figure would count for good."""
    days = {"published": observations.c.published, "agreed": trajectory_points.c.agreed_on}
    problems = []
    for what, day in days.items():
        newest = (
            select(day.table.c.load_id, func.max(day).label("day")).group_by(day.table.c.load_id).subquery()
        )
        question = (
            select(loads.c.id, extracts.c.name, loads.c.loaded, newest.c.day)
            .join(newest, newest.c.load_id == loads.c.id)
            .join(extracts, extracts.c.id == loads.c.extract_id)
            .where(~withdrawn(loads.c.id))
            .order_by(loads.c.id)
        )
        with reading(engine) as connection:
            rows = connection.execute(question).all()
        problems += [_ahead(row, what) for row in rows if row.day > min(day_of(row.loaded), _today())]
    return problems


def _today() -> date:
    return datetime.now(UTC).date()


def _ahead(row: Any, what: str) -> Problem:
    return Problem(
        f"load {row.id}, {row.name}",
        f"holds what it calls {what} on {row.day}, and was loaded on {day_of(row.loaded)}",
        f'run: beacon withdraw {row.id} --why "wrong day", then load the file again with the right day',
    )


def _without_review(engine: Store) -> list[Problem]:
    return [
        Problem(f"load {load}", "was broken off before its review", "run: beacon migrate")
        for load in loads_without_review(engine)
    ]


def loads_without_review(engine: Store) -> list[int]:
    """Return the loads that were broken off before what they changed was looked at, the oldest first."""
    question = select(loads.c.id).where(loads.c.id.not_in(select(reviews.c.load_id)), ~withdrawn(loads.c.id))
    with reading(engine) as connection:
        return list(connection.execute(question.order_by(loads.c.id)).scalars())


def _altered_files(engine: Store) -> list[Problem]:
    """Kept bytes are never altered: each file that is there must still have its checksum."""
    with reading(engine) as connection:
        kept = connection.execute(select(extracts.c.name, extracts.c.sha256)).all()
    problems = []
    for row in kept:
        path = extracts_folder() / f"{row.sha256}-{row.name}"
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            problems.append(Problem(str(path), "is not the file that was loaded", "fetch it again"))
    return problems
