"""What names the state of the store: the key of whatever is kept of it, here and in every serving process.

An identity is random and never stands for two states, not even after a restore, when numbers of loads repeat.
It moves in the very transaction that changes what readers see, so that a reader has one state whole or the
other. That of the store moves with every load, withdrawal and refresh; that of an indicator with its figures
and trajectories.
"""

from collections.abc import Iterable
from secrets import token_hex

from sqlalchemy import Connection, delete, insert, select

from data.store.engine import Store, reading
from data.store.schema import loads, states

STORE = "store"
POINTERS = "pointers"
_INDICATOR = "indicator "


def identity(store: Store) -> str:
    """Return the identity of the state that readers have: figures, pointers and all worked out from them."""
    with reading(store) as connection:
        return connection.execute(select(states.c.identity).where(states.c.subject == STORE)).scalar_one()


def of_indicators(store: Store) -> dict[str, str]:
    """Return indicator -> the identity of its figures; none for one that never had any."""
    question = select(states).where(states.c.subject.startswith(_INDICATOR))
    with reading(store) as connection:
        return {row.subject.removeprefix(_INDICATOR): row.identity for row in connection.execute(question)}


def of_pointers(store: Store) -> str:
    """Return by which rule the pointers to current figures were kept, "" where that is not known."""
    question = select(states.c.identity).where(states.c.subject == POINTERS)
    with reading(store) as connection:
        return connection.execute(question).scalar() or ""


def has_loads(store: Store) -> bool:
    """Return whether anything was ever loaded."""
    with reading(store) as connection:
        return connection.execute(select(loads.c.id).limit(1)).first() is not None


def new_identity(checksum: str = "") -> str:
    """Return an identity that nothing had before; that of a load ends with the checksum of its file."""
    return "-".join(filter(None, (token_hex(16), checksum)))


def move(connection: Connection, new: str, indicators: Iterable[str] = ()) -> None:
    """Give the store another identity, and the indicators whose figures are others than before."""
    set_state(connection, new, (STORE, *(f"{_INDICATOR}{id}" for id in indicators)))


def set_state(connection: Connection, new: str, subjects: Iterable[str]) -> None:
    """Set the identity of subjects."""
    rows = [{"subject": subject, "identity": new} for subject in subjects]
    connection.execute(delete(states).where(states.c.subject.in_([row["subject"] for row in rows])))
    connection.execute(insert(states), rows)
