"""The forecast's own track record: at every earlier date of every line in the store, what came of it.

Where an indicator's intervals hold too few of the outcomes its forecast is withheld and says why (ours).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

import pandas as pd
from sqlalchemy import Engine

from data import queries
from data.assurance import lines_of
from data.catalogue import Catalogue
from data.definition_models import Indicator
from data.judgement import STEP, after_breaks, scale_of, spaced
from data.statistics import backtest, forecast
from data.statistics.errors import StatisticsError
from data.status import number

FEWEST_FORECASTS = 30
POOR_COVERAGE = 0.67
"""The best coverage of the library methods that were tried and refused (METHODS section 6): an 80 % interval
that holds no more of an indicator's outcomes than theirs did is not shown either."""


@dataclass(frozen=True)
class Record:
    """What came of `n` forecasts of one indicator, or of all: shares inside the intervals, Brier scores
    (beside a random walk with drift), how often each word was said and how often it then happened.
    """

    indicator: str = ""
    lines: int = 0
    n: int = 0
    cover80: float | None = None
    cover95: float | None = None
    brier: float | None = None
    walk_brier: float | None = None
    likely: int = 0
    hit_likely: float | None = None
    unlikely: int = 0
    hit_unlikely: float | None = None


SHARES = {"cover80": "n", "cover95": "n", "brier": "n", "walk_brier": "n"} | {
    "hit_likely": "likely",
    "hit_unlikely": "unlikely",
}


def of_indicator(engine: Engine, catalogue: Catalogue, id: str, as_of: date | None = None) -> Record:
    """The record over the headline lines of one indicator at every area in the store."""
    indicator = catalogue.indicators[id]
    if indicator.series_kind != "point" or indicator.frequency not in STEP:
        return Record(id)
    lines = lines_of(queries.history(engine, catalogue, id, as_of=as_of))
    told = []
    for (slug, _), points in lines.items():
        known = after_breaks(points, catalogue.breaks_for(id, indicator.headline.id, slug)).known
        rows = _back_test(indicator, known) if len(known) > forecast.FEWEST_POINTS else None
        if rows is not None and len(rows):
            told.append(rows)
    if not told:
        return Record(id)
    (summed,) = backtest.track_record(pd.concat(told).assign(all=0), by=["all"]).to_dict("records")
    return _record(id, len(told), summed)


def overall(records: Iterable[Record]) -> Record:
    """All the records as one, each weighted by its forecasts."""
    known = [asdict(one) for one in records if one.n]
    if not known:
        return Record()
    counts = {name: sum(one[name] for one in known) for name in ("lines", "n", "likely", "unlikely")}
    shares = {
        name: sum((one[name] or 0.0) * one[weight] for one in known) / counts[weight]
        for name, weight in SHARES.items()
        if counts[weight]
    }
    return Record("", **counts, **shares)


def withheld(records: Iterable[Record]) -> dict[str, str]:
    """Why an indicator's forecast is not shown, for those whose intervals held too few outcomes."""
    return {
        one.indicator: (
            f"the 80% intervals of its forecasts held only {one.cover80:.0%} of {one.n:,} past outcomes"
        )
        for one in records
        if one.n >= FEWEST_FORECASTS and one.cover80 is not None and one.cover80 < POOR_COVERAGE
    }


def _back_test(indicator: Indicator, known: Any) -> pd.DataFrame | None:
    try:
        return backtest.back_test(
            spaced(known, STEP[indicator.frequency]),
            frequency=cast(forecast.Frequency, indicator.frequency),
            scale=scale_of(indicator),
            comparison="<=" if indicator.better == "lower" else ">=",
        )
    except StatisticsError:
        return None


def _record(id: str, lines: int, summed: Mapping[str, Any]) -> Record:
    counts = {name: int(summed[name]) for name in ("n", "likely", "unlikely")}
    known: dict[str, Any] = {name: number(summed[name]) for name in SHARES} | counts
    return Record(id, lines, **known)
