"""Which of several statements about one period counts: the same answer in whatever order they were loaded.

A statement whose day of publication is known, be it only as the day of a revision's receipt, counts before
one whose day is estimated; then the later published; then the one that is revised or final before one that
says neither, and before a provisional one; then the one loaded later. A file speaks once: where its bytes
are loaded again and say another thing or another day, the earlier load's statement counts no more. A doubtful
one does not count until it is settled, and one that was left out never does (`rulings`).
"""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, FromClause, and_, case, exists, func, or_, select

from data.store.rulings import LEFT_OUT, ruled, uncounted
from data.store.schema import extracts, observations, releases

IN_FILE = "file"
STATED = "stated"
CALENDAR = "calendar"  # the day on which the period's figures are known to have come out first
ESTIMATED = "estimated"
RECEIVED = "received"
GUESSED = (CALENDAR, ESTIMATED)
PERIOD_OF_LINE = ("line_id", "period_end", "period_start")
_STANDINGS = (("provisional", 0), ("revised", 2), ("final", 2))
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


def replaced(said: FromClause) -> ColumnElement[bool]:
    """Whether the same bytes have said a thing about the same period in a later load than `said`."""
    again, file, own = observations.alias(), extracts.alias(), extracts.alias()
    same = and_(*(again.c[name] == said.c[name] for name in PERIOD_OF_LINE))
    return exists(
        select(again.c.id)
        .join(file, file.c.id == again.c.extract_id)
        .join(own, own.c.sha256 == file.c.sha256)
        .where(same, again.c.load_id > said.c.load_id, own.c.id == said.c.extract_id)
        .correlate(said)
    )


def newest_statement(of: FromClause, as_of: date | None = None, *, doubtful: bool = False) -> Any:
    """The id of the statement that counts about each line's period of `of` (of those published by a day).

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
            ~replaced(said),
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
    if as_of is not None:
        question = question.where(said.c.published <= as_of)
    return question.scalar_subquery()
