"""Which doubtful figures count, by what was ruled on them up to a day.

A figure of an unusual size (a row of `doubts`) counts for nothing until a ruling says that it is right. The
latest ruling holds; earlier ones stay to be read.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, func, select

from data.store.schema import doubts, rulings

Verdict: TypeAlias = Literal["right", "left out"]
RIGHT: Verdict = "right"
LEFT_OUT: Verdict = "left out"


def latest_rulings(as_of: date | None = None) -> Select[tuple[int]]:
    """The ids of the rulings that hold: the latest on each figure (made by the end of a day)."""
    question = select(func.max(rulings.c.id)).group_by(rulings.c.observation_id)
    return question if as_of is None else question.where(by_the_end_of(as_of))


def by_the_end_of(day: date) -> ColumnElement[bool]:
    """Whether a ruling was made by the end of a day."""
    return rulings.c.ruled < datetime.combine(day + timedelta(days=1), time(), UTC)


def ruled(verdict: Verdict, as_of: date | None = None) -> Select[Any]:
    """The ids of the observations on which the ruling that holds says `verdict`."""
    held = rulings.c.id.in_(latest_rulings(as_of))
    return select(rulings.c.observation_id).where(held, rulings.c.verdict == verdict)


def uncounted(as_of: date | None = None) -> Select[Any]:
    """The ids of the observations that count for nothing: doubtful ones that no ruling says are right."""
    return select(doubts.c.observation_id).where(doubts.c.observation_id.not_in(ruled(RIGHT, as_of)))


def unsettled(as_of: date | None = None) -> Select[Any]:
    """The ids of the doubtful observations on which nothing was ruled (by the end of a day)."""
    settled = select(rulings.c.observation_id).where(rulings.c.id.in_(latest_rulings(as_of)))
    return select(doubts.c.observation_id).where(doubts.c.observation_id.not_in(settled))
