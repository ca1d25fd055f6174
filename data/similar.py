"""Asks the store which English areas started where a Place did, and what became of them (data.peers)."""

from datetime import date

from sqlalchemy import Engine

from data import queries
from data.assurance import authorities
from data.catalogue import Catalogue
from data.peers import Peers, compared, none


def who_improved(
    engine: Engine,
    catalogue: Catalogue,
    indicator: str,
    place: str,
    sex: str = "Persons",
    as_of: date | None = None,
) -> Peers:
    """The answer for one line at one Place."""
    defined, area = catalogue.indicators[indicator], catalogue.areas.get(place)
    if area is None or area.kind != "place":
        return none("similar areas are looked for among authorities, so for a Place only")
    history = authorities(engine, catalogue, indicator, as_of)
    names = dict(queries.areas_held(engine, ("authority",))[["slug", "name"]].itertuples(index=False))
    names |= {one.slug: one.name for one in catalogue.places}
    breaks = catalogue.breaks_for(indicator, defined.headline.id, place)
    return compared(
        defined, history[history.sex == sex], place, names, max((b.on for b in breaks), default=None)
    )
