"""Local returns of other publishers: series of their own, which no definition names. Pure.

Each publisher's returns of an indicator are one series beside those of its definition. It is never the
headline, and no statement, rank or sum is made of it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from data.catalogue.models import RETURNS_SOURCE, Indicator, Series
from data.catalogue.reader import Catalogue

LONGEST_ID = 120  # of a series in the store
NOT_NAMED = "publisher not named"
LICENCE = "not stated"


class Returned(NamedTuple):
    """Whose returns of which indicator these are."""

    indicator: str
    publisher: str


def series_of(indicator: Indicator, publisher: str) -> Series:
    """The series of a publisher's returns; "" for one that is not named."""
    name = " ".join(publisher.split()) or NOT_NAMED
    own = "" if name == NOT_NAMED else re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    id = "-".join(filter(None, ["local-return", indicator.id, own]))
    if len(id) > LONGEST_ID or (name != NOT_NAMED and not own):
        id = f"local-return-{indicator.id}"[: LONGEST_ID - 13] + f"-{sha256(name.encode()).hexdigest()[:12]}"
    return Series(
        id=id,
        source=RETURNS_SOURCE,
        name=f"local return, {name}",
        publisher=name,
        sexes=indicator.headline.sexes,
    )


def with_returns(catalogue: Catalogue, returned: Iterable[Returned]) -> Catalogue:
    """The catalogue with the series of these returns beside those that it defines; itself without any."""
    beside: dict[str, dict[str, Series]] = {}
    for each in returned:
        if each.indicator in catalogue.indicators:
            series = series_of(catalogue.indicators[each.indicator], each.publisher)
            if series.id not in catalogue.series:
                beside.setdefault(each.indicator, {})[series.id] = series
    return replace(catalogue, indicators=_joined(catalogue.indicators, beside)) if beside else catalogue


def _joined(
    indicators: Mapping[str, Indicator], beside: Mapping[str, Mapping[str, Series]]
) -> dict[str, Indicator]:
    return {
        id: indicator.model_copy(update={"series": (*indicator.series, *beside[id].values())})
        if id in beside
        else indicator
        for id, indicator in indicators.items()
    }


def as_defined(indicator: Indicator) -> Indicator:
    """An indicator with the series of its definition alone."""
    own = tuple(series for series in indicator.series if not series.is_return)
    return indicator if own == indicator.series else indicator.model_copy(update={"series": own})
