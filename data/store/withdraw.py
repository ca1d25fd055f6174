"""Taking a wrong load back. Its rows and its trail stay; from that day on what it says counts no more.

Views as of an earlier day still know it. The same file can be loaded again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select

from data.errors import BeaconError, Problem, Unknown
from data.periods import day_of
from data.store.engine import writing
from data.store.order import withdrawn
from data.store.pointers import periods_of, repoint
from data.store.schema import (
    current,
    extracts,
    kept_statements,
    left_out,
    lines,
    loads,
    observations,
    series,
    trajectory_points,
    withdrawals,
)
from data.store.state import move, new_identity


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A load that was taken back, and what became of its figures.

    `shown`: how many of them counted until then; `replaced`: for how many of these another one counts now.
    `indicators`: those of which it said anything. `leaning`: later files that had left figures out, because
    this load held the very same: (load, file, how many).
    """

    load_id: int
    file: str
    shown: int
    replaced: int
    indicators: tuple[str, ...]
    leaning: tuple[tuple[int, str, int], ...]


def withdraw(engine: Engine, load: int, why: str, role: str, account: str) -> Withdrawal:
    """Withdraw a load: who decided it, under which account of the machine, and why are kept for good.

    What was worked out from its figures goes with it. Raises `Unknown` for a load that there is not, and
    BeaconError for one that is withdrawn already.
    """
    with writing(engine) as connection:
        held = _held(connection, load)
        own = select(observations.c.id).where(observations.c.load_id == load)
        pointed = select(func.count()).select_from(current).where(current.c.observation_id.in_(own))
        shown = connection.execute(pointed).scalar_one()
        row = {"load_id": load, "withdrawn": datetime.now(UTC), "role": role, "account": account, "why": why}
        connection.execute(insert(withdrawals), [row])
        moved = repoint(connection, periods_of(load))
        indicators = _touched(connection, load)
        connection.execute(delete(kept_statements).where(kept_statements.c.indicator.in_(indicators)))
        move(connection, new_identity(), indicators)
        return Withdrawal(
            load_id=load,
            file=held["name"],
            shown=shown,
            replaced=shown - moved.gone,
            indicators=indicators,
            leaning=_leaning(connection, load),
        )


def _held(connection: Connection, load: int) -> RowMapping:
    """The load's file, and its withdrawal where it has one; refuse what cannot be withdrawn."""
    question = (
        select(extracts.c.name, withdrawals.c.withdrawn, withdrawals.c.why)
        .select_from(loads)
        .join(extracts, extracts.c.id == loads.c.extract_id)
        .outerjoin(withdrawals, withdrawals.c.load_id == loads.c.id)
        .where(loads.c.id == load)
    )
    row = connection.execute(question).mappings().first()
    if row is None:
        raise Unknown(Problem(f"load {load}", "is not in the store", "see: beacon loads"))
    if row["withdrawn"] is not None:
        fault = f"was withdrawn already on {day_of(row['withdrawn'])}: {row['why']}"
        raise BeaconError(Problem(f"load {load}, {row['name']}", fault), "Nothing was changed.")
    return row


def _touched(connection: Connection, load: int) -> tuple[str, ...]:
    """The indicators of which a load says anything."""
    of_figures = (
        select(series.c.indicator)
        .join(lines, lines.c.series == series.c.id)
        .join(observations, observations.c.line_id == lines.c.id)
        .where(observations.c.load_id == load)
    )
    of_paths = select(trajectory_points.c.indicator).where(trajectory_points.c.load_id == load)
    return tuple(sorted(connection.execute(of_figures.union(of_paths)).scalars()))


def _leaning(connection: Connection, load: int) -> tuple[tuple[int, str, int], ...]:
    question = (
        select(loads.c.id, extracts.c.name, left_out.c.figures)
        .join(left_out, left_out.c.load_id == loads.c.id)
        .join(extracts, extracts.c.id == loads.c.extract_id)
        .where(left_out.c.held_by == load, ~withdrawn(loads.c.id))
        .order_by(loads.c.id)
    )
    return tuple((row[0], row[1], row[2]) for row in connection.execute(question))
