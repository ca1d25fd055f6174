"""The state of the store, and what is kept of it: each answer once for every state.

Every cache is keyed by the identity of the store's state and the state of the definitions, so nothing is ever
invalidated. A request has one connection, and sees one state of the store from its first question to its
last: what is kept under an identity is of that state whole.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from flask import g, has_request_context
from sqlalchemy.exc import SQLAlchemyError

from data.catalogue.current import Current, Defined
from data.catalogue.reader import Catalogue
from data.catalogue.returns import Returned, with_returns
from data.errors import StoreUnreachable
from data.periods import newest_by
from data.store.days import days_of_change
from data.store.engine import Store, database_url, of_one_moment, store_engine
from data.store.patience import Fuse
from data.store.returned import returns_held
from data.store.state import identity
from data.targets.known_then import known_on

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
_DEFINITIONS = Current()


def defined(as_of: date | None = None) -> Catalogue:
    """Return the definitions with the local returns held, as at the beginning of a request; or those known on
    a past day (targets.known_then).
    """
    known = _with_returns()
    return known_on(known, as_of) if as_of else known


def _with_returns() -> Catalogue:
    if not has_request_context():
        return _joined(_defined().catalogue, _returns_held())
    if "with_returns" not in g:
        g.with_returns = _joined(_defined().catalogue, _returns_held())
    held: Catalogue = g.with_returns
    return held


# The frame of a page that says that the store cannot be reached needs the definitions, too.
def _returns_held() -> tuple[Returned, ...]:
    try:
        return _returns()
    except (StoreUnreachable, SQLAlchemyError):
        return ()


# A catalogue equals only itself: what is kept under it must find the same one again.
@lru_cache(maxsize=4)
def _joined(known: Catalogue, held: tuple[Returned, ...]) -> Catalogue:
    return with_returns(known, held)


def _defined() -> Defined:
    if not has_request_context():
        return _DEFINITIONS.defined()
    if "defined" not in g:
        g.defined = _DEFINITIONS.defined()
    held: Defined = g.defined
    return held


def store() -> Store:
    """Return the store as it was at the first question of the request; outside of requests as it is."""
    if not has_request_context():
        return store_engine()
    if "store" not in g:
        g.store = of_one_moment(store_engine())
    held: Store = g.store
    return held


def let_go(_error: BaseException | None = None) -> None:
    """Give the connection of a request back; to be called at its end."""
    if (held := g.pop("store", None)) is not None:
        held.close()


def stamp() -> str:
    """Return what names the present state: the store's address and its identity, and the definitions.

    The store is asked once for a request: a page asks many questions.
    """
    if not has_request_context():
        return _stamp()
    if error := g.get("unreachable"):
        raise error  # a request asks a store that does not answer once
    if "stamp" not in g:
        asked = time.time()
        with asking(), _fuse(database_url()).trying():
            g.stamp = _stamp()
        g.asked_store = asked
    return str(g.stamp)


@contextmanager
def asking() -> Iterator[None]:
    """Note in the request that the store did not answer, whatever is made of that on the way."""
    try:
        yield
    except (StoreUnreachable, SQLAlchemyError) as error:
        if has_request_context():
            g.unreachable = error
        raise


@lru_cache(maxsize=4)
def _fuse(_store: str) -> Fuse:
    return Fuse()


def _stamp() -> str:
    return f"{database_url()} {identity(store())} {_defined().stamp}"


def kept_by_state(
    *, size: int, daily: bool = False, of_figures: bool = False
) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Keep what a function answers, once for each state of the store and each set of arguments.

    size: how many answers are kept, those asked for last. daily: anew on each day, too. of_figures: the
    answer as of a day hangs on the figures and paths known by then alone, so that all days up to the next
    publication share it. Arguments are the same however they are given: by place, by name or by default.
    """

    def keep(question: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        parameters = signature(question)

        @lru_cache(maxsize=size)
        def answer(_state: tuple[str, date | None], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            return question(*args, **kwargs)

        @wraps(question)
        def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            given = parameters.bind(*args, **kwargs)
            given.apply_defaults()
            if of_figures and given.arguments["as_of"] is not None:
                days = changed_on().get(given.arguments.get("indicator", ""), ())
                given.arguments["as_of"] = newest_by(days, given.arguments["as_of"])
            state = (stamp(), date.today() if daily else None)
            with asking():
                return answer(state, *given.args, **given.kwargs)

        return asked

    return keep


@kept_by_state(size=2)
def changed_on() -> dict[str, tuple[date, ...]]:
    """Return indicator -> the days on which the store came to tell something else (store.days)."""
    return days_of_change(store())


@kept_by_state(size=2)
def _returns() -> tuple[Returned, ...]:
    """Whose local returns of which indicators the store holds."""
    return returns_held(store())
