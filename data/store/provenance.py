"""What was loaded, when and from which files, what was revised, and what was ruled on doubtful ones."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, FromClause, Select, case, func, or_, select

from data.store.engine import Store, reading
from data.store.order import withdrawn
from data.store.queries import frame_of
from data.store.rulings import by_the_end_of, latest_rulings, uncounted
from data.store.schema import doubts, extracts, lines, loads, observations, reviews, rulings, withdrawals

_SAID = ("value", "lower", "upper", "numerator", "denominator", "note")


def loads_held(engine: Store) -> pd.DataFrame:
    """Return every load, the newest first, with its file, and with its withdrawal where it has one.

    Columns: id, source, loaded, rows_read, new, revised, unchanged, set_aside, warnings, identity, file,
    sha256, size, received, address, withdrawn (when), withdrawn_by (the role), withdrawn_why.
    """
    question = (
        select(
            *(column for column in loads.c if column.name != "extract_id"),
            extracts.c.name.label("file"),
            *(extracts.c[name] for name in ("sha256", "size", "received", "address")),
            withdrawals.c.withdrawn,
            withdrawals.c.role.label("withdrawn_by"),
            withdrawals.c.why.label("withdrawn_why"),
        )
        .join(extracts, loads.c.extract_id == extracts.c.id)
        .outerjoin(withdrawals, withdrawals.c.load_id == loads.c.id)
        .order_by(loads.c.id.desc())
    )
    return frame_of(engine, question)


def loads_behind(engine: Store, as_of: date) -> pd.DataFrame:
    """Return the loads that figures published by a date came in, the newest first, with their files.

    Columns: id, source, loaded, new, revised, file, sha256; `new` and `revised` count those figures alone.
    """
    old = observations.alias()
    counted = (
        select(
            observations.c.load_id,
            func.count().label("figures"),
            func.sum(case((_corrects(old), 1), else_=0)).label("revised"),
        )
        .select_from(observations)
        .outerjoin(old, old.c.id == case((_with_revisions(), _stated_before(as_of))))
        .where(observations.c.published <= as_of, ~withdrawn(observations.c.load_id, as_of))
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


def reviews_held(engine: Store) -> dict[int, dict[str, list[str]]]:
    """Return what each load's review found: load id -> revisions, rows, gaps, jumps (sentences)."""
    with reading(engine) as connection:
        return {row.load_id: row.content for row in connection.execute(select(reviews))}


def rulings_held(engine: Store, as_of: date | None = None) -> pd.DataFrame:
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


def files_behind(engine: Store, as_of: date | None = None) -> pd.DataFrame:
    """Return the publishers' files that figures name without having been loaded themselves: file, sha256."""
    gone, named = withdrawn(observations.c.load_id, as_of), select(observations.c.extract_id)
    if as_of is not None:
        counts = or_(extracts.c.id.in_(named.where(~gone, observations.c.published <= as_of)))
    else:  # all figures are looked through only for a file that a withdrawn load names
        counts = or_(extracts.c.id.not_in(named.where(gone)), extracts.c.id.in_(named.where(~gone)))
    question = select(extracts.c.name.label("file"), extracts.c.sha256)
    question = question.where(extracts.c.id.not_in(select(loads.c.extract_id)), counts)
    return frame_of(engine, question.order_by(extracts.c.name))


def revisions(
    engine: Store,
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
    columns = (
        observations.c.load_id,
        *(lines.c[name] for name in line),
        observations.c.period,
        observations.c.period_end,
        old.c.value.label("old"),
        observations.c.value,
        old.c.published.label("old_published"),
        observations.c.published,
    )
    question = (
        _revised(select(*columns), old, between)
        .join(lines, lines.c.id == observations.c.line_id)
        .where(lines.c.area.in_(list(areas)))
        .order_by(observations.c.load_id.desc(), observations.c.id)
        .limit(most)
    )
    return frame_of(engine, question)


def brought_by(engine: Store, load_id: int) -> pd.DataFrame:
    """Return the figures of a load that were new (kind "new"), or another than the one before ("revised").

    Columns: series, area, sex, age, category_type, category, period_start, period_end, period, value, old and
    kind.
    """
    old = observations.alias()
    line = ("series", "area", "sex", "age", "category_type", "category")
    columns = (
        *(lines.c[name] for name in line),
        *(observations.c[name] for name in ("period_start", "period_end", "period", "value")),
        old.c.value.label("old"),
        case((old.c.id.is_(None), "new"), else_="revised").label("kind"),
    )
    question = (
        select(*columns)
        .select_from(observations)
        .join(lines, lines.c.id == observations.c.line_id)
        .outerjoin(old, old.c.id == _stated_before(date.max))
        .where(observations.c.load_id == load_id, or_(old.c.id.is_(None), _corrects(old)))
    )
    return frame_of(engine, question).astype({"value": float, "old": float})


def revision_count(engine: Store, as_of: date | None = None) -> int:
    """Return how many figures replaced another one (by a day), at whatever area."""
    question = _revised(select(func.count()), observations.alias(), (date.min, as_of or date.max))
    with reading(engine) as connection:
        return connection.execute(question).scalar_one()


def _revised(question: Select[Any], old: FromClause, between: tuple[date, date]) -> Select[Any]:
    """The question, of figures published between two days that correct one known by the second."""
    published = observations.c.published
    return (
        question.select_from(observations)
        .join(old, old.c.id == _stated_before(between[1]))
        .where(_with_revisions(), _corrects(old), published > between[0], published <= between[1])
        .where(~withdrawn(observations.c.load_id, between[1]))
        .where(observations.c.id.not_in(_uncounted(between[1])))
    )


def _uncounted(by: date) -> Select[Any]:
    return uncounted(by if by < date.max else None)


def _corrects(old: FromClause) -> ColumnElement[bool]:
    """Whether an observation says another thing than the one before."""
    other = or_(*(observations.c[name].is_distinct_from(old.c[name]) for name in _SAID))
    return old.c.id.is_not(None) & other


# The statement before is looked for only where there can be one: most loads revise nothing.
def _with_revisions() -> ColumnElement[bool]:
    return observations.c.load_id.in_(select(loads.c.id).where(loads.c.revised > 0))


def _stated_before(by: date) -> Any:
    """The statement about the same period loaded before that of `observations`, of those known by a day."""
    before = observations.alias()
    same = (before.c[name] == observations.c[name] for name in ("line_id", "period_end", "period_start"))
    earlier = select(func.max(before.c.id)).where(*same, before.c.id < observations.c.id)
    earlier = earlier.where(before.c.published <= by, ~withdrawn(before.c.load_id, by))
    earlier = earlier.where(before.c.id.not_in(_uncounted(by)))
    return earlier.correlate(observations).scalar_subquery()
