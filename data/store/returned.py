"""The definitions with what the store knows beside them: the series of local returns."""

from sqlalchemy import Engine, select

from data.catalogue.models import RETURNS_SOURCE
from data.catalogue.reader import Catalogue
from data.catalogue.returns import Returned, with_returns
from data.store.schema import series


def known(engine: Engine, catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with the series of the local returns held; itself where none are."""
    return with_returns(catalogue, returns_held(engine))


def returns_held(engine: Engine) -> tuple[Returned, ...]:
    """Return whose local returns of which indicators the store holds."""
    question = select(series.c.indicator, series.c.publisher).where(series.c.source == RETURNS_SOURCE)
    with engine.connect() as connection:
        return tuple(Returned(*row) for row in connection.execute(question.order_by(series.c.id)))
