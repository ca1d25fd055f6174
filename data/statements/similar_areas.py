"""Which English areas started where a Place did, and what became of them: peers for a Place by name."""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import Engine

from data.catalogue.reader import Catalogue
from data.judgement.peers import Peers, compared, none
from data.statistics.reason import plainly
from data.store import queries

PLACES_ONLY = plainly("they are looked for among local authorities, so for a Place only")


def names(engine: Engine, catalogue: Catalogue) -> dict[str, str]:
    """The names of all English authorities held, by slug."""
    found = dict(queries.areas_held(engine, ("authority",))[["slug", "name"]].itertuples(index=False))
    return found | {one.slug: one.name for one in catalogue.places}


def among(
    catalogue: Catalogue,
    indicator: str,
    place: str,
    sex: str,
    history: pd.DataFrame,
    names: Mapping[str, str],
) -> Peers:
    """The answer for one line at one Place. `history`: of statements.compute.authorities; `names` by slug."""
    defined, area = catalogue.indicators[indicator], catalogue.areas.get(place)
    if area is None or area.kind != "place":
        return none(PLACES_ONLY)
    breaks = catalogue.breaks_for(indicator, defined.headline.id, place)
    return compared(
        defined, history[history.sex == sex], place, names, max((b.on for b in breaks), default=None)
    )
