"""Which English areas started where a Place did, and what became of them: peers for a Place by name."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from data.catalogue.reader import Catalogue
from data.judgement.peers import Peers, compared, none, others_held
from data.statistics.reason import plainly
from data.store import queries
from data.store.engine import Store

PLACES_ONLY = plainly("they are looked for among local authorities, so for a Place only")


def names(engine: Store, catalogue: Catalogue) -> dict[str, str]:
    """The names of all English authorities held, by slug."""
    authorities = dict(queries.areas_held(engine, ("authority",))[["slug", "name"]].itertuples(index=False))
    return authorities | {place.slug: place.name for place in catalogue.places}


def among(
    catalogue: Catalogue, indicator: str, place: str, history: pd.DataFrame, names: Mapping[str, str]
) -> Peers:
    """The answer for one line at one Place.

    `history`: the rows of the line's sex of statements.compute.authorities; `names` by slug.
    """
    defined, area = catalogue.indicators[indicator], catalogue.areas.get(place)
    if area is None or area.kind != "place":
        return none(PLACES_ONLY)
    breaks = catalogue.breaks_for(indicator, defined.headline.id, place)
    similar = compared(defined, history, place, names, max((each.on for each in breaks), default=None))
    others = history[history.value.notna() & (history.area != place)]["area"]
    return similar if similar.reason else replace(similar, among=others_held(catalogue, others))
