"""What was loaded, when and from which files, what was revised, and what was ruled on doubtful ones."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, case, func, select

from data.store.queries import frame_of
from data.store.rulings import by_the_end_of, latest_rulings, uncounted
from data.store.schema import doubts, extracts, lines, loads, observations, reviews, rulings

_WITH_REVISIONS = select(loads.c.id).where(loads.c.revised > 0)


def loads_held(engine: Engine) -> pd.DataFrame:
    """Return every load, the newest first, with its file.

    Columns: id, source, loaded, rows_read, new, revised, unchanged, set_aside, warnings, file, sha256, size,
    received, address.
    """
    question = (
        select(
            *(column for column in loads.c if column.name != "extract_id"),
            extracts.c.name.label("file"),
            *(extracts.c[name] for name in ("sha256", "size", "received", "address")),
        )
        .join(extracts, loads.c.extract_id == extracts.c.id)
        .order_by(loads.c.id.desc())
    )
    return frame_of(engine, question)


def loads_behind(engine: Engine, as_of: date) -> pd.DataFrame:
    """Return the loads that figures published by a date came in, the newest first, with their files.

    Columns: id, source, loaded, new, revised, file, sha256; `new` and `revised` count those figures alone.
    """
    is_revised = observations.c.load_id.in_(_WITH_REVISIONS) & _stated_before(as_of).is_not(None)
    counted = (
        select(
            observations.c.load_id,
            func.count().label("figures"),
            func.sum(case((is_revised, 1), else_=0)).label("revised"),
        )
        .where(observations.c.published <= as_of)
        .group_by(observations.c.load_id)
        .subquery()
    )
    question = (
        select(
            *(loads.c[name] for name in ("id", "source", "loaded")),
            (counted.c.figures - counted.c.revised).label("new"),
            counted.c.revised,
            extracts.c.name.label("file"),
            extracts.c.sha256,
        )
        .join(counted, counted.c.load_id == loads.c.id)
        .join(extracts, loads.c.extract_id == extracts.c.id)
        .order_by(loads.c.id.desc())
    )
    return frame_of(engine, question)


def reviews_held(engine: Engine) -> dict[int, dict[str, list[str]]]:
    """Return what each load's review found: load id -> revisions, rows, gaps, jumps (sentences)."""
    with engine.connect() as connection:
        return {row.load_id: row.content for row in connection.execute(select(reviews))}


def rulings_held(engine: Engine, as_of: date | None = None) -> pd.DataFrame:
    """Return what was ruled on doubtful figures (by the end of a day), the newest first.

    Columns: figure (the observation's id), series, area, sex, age, category, period, value, usual, verdict,
    by, why, ruled, holds (whether no later ruling took its place).
    """
    question = (
        select(
            observations.c.id.label("figure"),
            *(lines.c[name] for name in ("series", "area", "sex", "age", "category")),
            observations.c.period,
            observations.c.value,
            doubts.c.usual,
            *(rulings.c[name] for name in ("verdict", "by", "why", "ruled")),
            rulings.c.id.in_(latest_rulings(as_of)).label("holds"),
        )
        .join(doubts, doubts.c.observation_id == rulings.c.observation_id)
        .join(observations, observations.c.id == doubts.c.observation_id)
        .join(lines, lines.c.id == observations.c.line_id)
        .order_by(rulings.c.id.desc())
    )
    return frame_of(engine, question if as_of is None else question.where(by_the_end_of(as_of)))


def files_behind(engine: Engine, as_of: date | None = None) -> pd.DataFrame:
    """Return the publishers' files that figures name without having been loaded themselves: file, sha256."""
    loaded = select(loads.c.extract_id)
    question = select(extracts.c.name.label("file"), extracts.c.sha256)
    question = question.where(extracts.c.id.not_in(loaded))
    if as_of is not None:
        published = select(observations.c.extract_id).where(observations.c.published <= as_of)
        question = question.where(extracts.c.id.in_(published))
    return frame_of(engine, question.order_by(extracts.c.name))


def revisions(
    engine: Engine,
    areas: Iterable[str],
    most: int = 200,
    between: tuple[date, date] = (date.min, date.max),
) -> pd.DataFrame:
    """Return the newest figures at `areas` that replaced an earlier statement, with the one before.

    `between`: published after the first day and up to the second. Columns: load_id, series, area, sex, age,
    category_type, category, period, old, value, old_published, published; the newest load first, at most
    `most`. A withheld figure is empty.
    """
    old = observations.alias()
    line = ("series", "area", "sex", "age", "category_type", "category")
    question = (
        select(
            observations.c.load_id,
            *(lines.c[name] for name in line),
            observations.c.period,
            old.c.value.label("old"),
            observations.c.value,
            old.c.published.label("old_published"),
            observations.c.published,
        )
        .join(lines, lines.c.id == observations.c.line_id)
        .join(old, old.c.id == _stated_before(between[1]))
        .where(observations.c.load_id.in_(_WITH_REVISIONS))
        .where(lines.c.area.in_(list(areas)))
        .where(observations.c.published > between[0], observations.c.published <= between[1])
        .where(observations.c.id.not_in(uncounted(between[1] if between[1] < date.max else None)))
        .order_by(observations.c.load_id.desc(), observations.c.id)
        .limit(most)
    )
    return frame_of(engine, question)


def _stated_before(by: date) -> Any:
    """The statement about the same period loaded before that of `observations`, among those published by."""
    before = observations.alias()
    same = (before.c[name] == observations.c[name] for name in ("line_id", "period_end", "period_start"))
    earlier = select(func.max(before.c.id)).where(*same, before.c.id < observations.c.id)
    earlier = earlier.where(before.c.id.not_in(uncounted(by if by < date.max else None)))
    return earlier.where(before.c.published <= by).correlate(observations).scalar_subquery()
