"""The definitions with what the store knows beside them: the series of local returns."""

from sqlalchemy import select

from data.catalogue.models import RETURNS_SOURCE
from data.catalogue.reader import Catalogue
from data.catalogue.returns import Returned, with_returns
from data.store.engine import Store, reading
from data.store.schema import lines, observations, releases, series


def known(engine: Store, catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with the series of the local returns held; itself where none are."""
    return with_returns(catalogue, returns_held(engine))


def holders(engine: Store, catalogue: Catalogue) -> dict[tuple[str, str], str]:
    """Return who returned the figures of each area in the series that are made of local returns.

    (series, area) -> publisher. In these any organisation may be it, but one for an area.
    """
    made = [id for id, owner in catalogue.indicator_of.items() if owner.is_returned]
    question = (
        select(lines.c.series, lines.c.area, releases.c.publisher)
        .join(observations, observations.c.id == lines.c.latest_id)
        .join(releases, releases.c.id == observations.c.release_id)
        .where(lines.c.series.in_(made))
        .order_by(lines.c.id)
    )
    with reading(engine) as connection:
        return {(row.series, row.area): row.publisher for row in connection.execute(question)}


def returns_held(engine: Store) -> tuple[Returned, ...]:
    """Return whose local returns of which indicators the store holds."""
    question = select(series.c.indicator, series.c.publisher).where(series.c.source == RETURNS_SOURCE)
    with reading(engine) as connection:
        return tuple(Returned(*row) for row in connection.execute(question.order_by(series.c.id)))
