"""Which of several statements about one period counts: the same answer in whatever order they were loaded.

A statement whose day of publication is known, be it only as the day of a revision's receipt, counts before
one whose day is estimated; then the later published; then the one that is revised or final before one that
says neither, and before a provisional one; then the one loaded later. A file speaks once: where its bytes
are loaded again and say another thing or another day, the earlier load's statement counts no more. A load
that was withdrawn says nothing from that day on, and what it had replaced stands again. A doubtful statement
does not count until it is settled, and one that was left out never does (`rulings`).
"""

from datetime import UTC, date, datetime, time
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, FromClause, and_, case, exists, func, or_, select

from data.store.rulings import LEFT_OUT, ruled, uncounted
from data.store.schema import extracts, observations, releases, withdrawals

IN_FILE = "file"
STATED = "stated"
CALENDAR = "calendar"  # the day on which the period's figures are known to have come out first
ESTIMATED = "estimated"
RECEIVED = "received"
GUESSED = (CALENDAR, ESTIMATED)
PERIOD_OF_LINE = ("line_id", "period_end", "period_start")
_STANDINGS = (("provisional", 0), ("revised", 2), ("revision", 2), ("corrected", 2), ("final", 2))
_UNSAID = 1


def standing(titles: pd.Series) -> pd.Series:
    """What each release's title says of itself: 0 provisional, 2 revised or final, 1 neither."""
    values = {title: _standing(str(title)) for title in titles.unique()}
    return titles.map(values).astype(int)


def _standing(title: str) -> int:
    return next((value for word, value in _STANDINGS if word in title.casefold()), _UNSAID)


def _standing_of(title: ColumnElement[str]) -> ColumnElement[int]:
    said = func.lower(title)
    return case(*((said.contains(word), value) for word, value in _STANDINGS), else_=_UNSAID)


def withdrawn(load_id: ColumnElement[int], as_of: date | None = None) -> ColumnElement[bool]:
    """Whether a load is withdrawn (had been by the end of a day, in UTC)."""
    ids = select(withdrawals.c.load_id)
    if as_of is not None:
        ids = ids.where(withdrawals.c.withdrawn <= datetime.combine(as_of, time.max, UTC))
    return load_id.in_(ids)


def stands(said: FromClause, as_of: date | None = None) -> ColumnElement[bool]:
    """Whether a statement can count (could on a day): it is still said, and no doubt is open."""
    return and_(is_said(said, as_of), said.c.id.not_in(uncounted(as_of)))


def is_said(said: FromClause, as_of: date | None = None) -> ColumnElement[bool]:
    """Whether a statement is still said (was on a day): its load is not withdrawn, and the same bytes have
    not said a thing about the same period in a later load that stands.
    """
    again, file, own = observations.alias(), extracts.alias(), extracts.alias()
    same = and_(*(again.c[name] == said.c[name] for name in PERIOD_OF_LINE))
    replaced = exists(
        select(again.c.id)
        .join(file, file.c.id == again.c.extract_id)
        .join(own, own.c.sha256 == file.c.sha256)
        .where(same, again.c.load_id > said.c.load_id, own.c.id == said.c.extract_id)
        .where(~withdrawn(again.c.load_id, as_of))
        .correlate(said)
    )
    return and_(~withdrawn(said.c.load_id, as_of), ~replaced)


def newest_statement(
    of: FromClause, published_by: date | None = None, as_of: date | None = None, *, doubtful: bool = False
) -> Any:
    """The id of the statement that counts about each line's period of `of`; none where nothing counts.

    `published_by`: of those published by a day. `as_of`: by what had been withdrawn and ruled by a day.
    `doubtful`: as if those that await review counted.
    """
    said, release = observations.alias(), releases.alias()
    without = ruled(LEFT_OUT, as_of) if doubtful else uncounted(as_of)
    question = (
        select(said.c.id)
        .join(release, release.c.id == said.c.release_id)
        .where(
            *(said.c[name] == of.c[name] for name in PERIOD_OF_LINE),
            said.c.id.not_in(without),
            is_said(said, as_of),
        )
        .order_by(
            or_(*(release.c.published_basis == basis for basis in GUESSED)),
            said.c.published.desc(),
            _standing_of(release.c.title).desc(),
            said.c.id.desc(),
        )
        .limit(1)
        .correlate(of)
    )
    if published_by is not None:
        question = question.where(said.c.published <= published_by)
    return question.scalar_subquery()
