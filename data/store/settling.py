"""Writing what is doubtful in a load, and what was ruled on it. The only writer of `doubts` and `rulings`."""

from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from data.catalogue.reader import Catalogue
from data.errors import BeaconError, Problem, Unknown
from data.judgement.doubt import LONGEST, doubtful
from data.store.engine import Store, writing
from data.store.pointers import period_of, repoint
from data.store.rows import records
from data.store.rulings import Verdict
from data.store.schema import current, doubts, lines, observations, rulings, series
from data.store.state import move, new_identity

_HELD = ("line_id", "period_start", "period_end", "value", "lower", "upper")
HOW = "see: beacon review"


def found_in(connection: Connection, catalogue: Catalogue, kept: pd.DataFrame) -> pd.Series:
    """The usual size of its line for each new row that is of another scale, under the row's index."""
    if kept.empty:
        return pd.Series(dtype=float)
    question = (
        select(*(observations.c[name] for name in _HELD))
        .select_from(current)
        .join(observations, observations.c.id == current.c.observation_id)
        .join(lines, lines.c.id == current.c.line_id)
        .where(
            lines.c.series.in_(kept.series.unique().tolist()),
            current.c.period_end.between(kept.period_end.min() - LONGEST, kept.period_end.max() + LONGEST),
        )
    )
    held = pd.DataFrame(connection.execute(question).all(), columns=list(_HELD))
    held = held[held.line_id.isin(kept.line_id.unique())]
    return doubtful(catalogue, kept, held.astype({"value": float, "lower": float, "upper": float}))


def keep_doubts(connection: Connection, kept: pd.DataFrame) -> None:
    """Keep which rows are doubtful. `kept`: rows with their `id`, and `usual` where they are."""
    doubtful_rows = kept.loc[kept.usual.notna(), ["id", "usual"]]
    if len(doubtful_rows):
        rows = records(doubtful_rows.rename(columns={"id": "observation_id"}))
        connection.execute(insert(doubts), rows)


def settle(engine: Store, observation_id: int, verdict: Verdict, by: str, why: str) -> None:
    """Rule on a doubtful figure, as a role and for a reason.

    Raises Unknown where it is none, BeaconError where the same was ruled before. What was said of the
    figure's indicator is worked out again at the next refresh.
    """
    with writing(engine) as connection:
        _require_undecided(connection, observation_id, verdict)
        highest = connection.execute(select(func.max(rulings.c.id))).scalar() or 0
        ruling = {"id": highest + 1, "observation_id": observation_id, "verdict": verdict}
        connection.execute(insert(rulings), [ruling | {"by": by, "why": why, "ruled": datetime.now(UTC)}])
        repoint(connection, period_of(observation_id))
        indicator = (
            select(series.c.indicator)
            .join(lines, lines.c.series == series.c.id)
            .join(observations, observations.c.line_id == lines.c.id)
            .where(observations.c.id == observation_id)
        )
        move(connection, new_identity(), connection.execute(indicator).scalars())


def _require_undecided(connection: Connection, observation_id: int, verdict: Verdict) -> None:
    where = f"figure {observation_id}"
    known = select(doubts.c.observation_id).where(doubts.c.observation_id == observation_id)
    if connection.execute(known).first() is None:
        raise Unknown(Problem(where, "is none that awaits review", HOW))
    last = (
        select(rulings.c.verdict)
        .where(rulings.c.observation_id == observation_id)
        .order_by(rulings.c.id.desc())
        .limit(1)
    )
    if connection.execute(last).scalar() == verdict:
        fault = Problem(where, f"was settled as {verdict} before", "see: beacon review --settled")
        raise BeaconError(fault, "Nothing was changed.")
