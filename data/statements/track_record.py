"""The forecast's own track record: at every earlier date of every line in the store, what came of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import pandas as pd

from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.judgement.change import STEP, after_breaks, scale_of, spaced
from data.judgement.forecast_record import SHARES, Record
from data.judgement.lines import lines_of
from data.judgement.status import number
from data.statistics import backtest, forecast
from data.statistics.errors import StatisticsError
from data.store import queries
from data.store.engine import Store


def of_indicator(engine: Store, catalogue: Catalogue, id: str, as_of: date | None = None) -> Record:
    """The record over the headline lines of one indicator at every area in the store."""
    indicator = catalogue.indicators[id]
    if indicator.series_kind != "point" or indicator.frequency not in STEP:
        return Record(id)
    lines = lines_of(queries.history(engine, catalogue, id, as_of=as_of))
    tested = []
    for (slug, _), points in lines.items():
        known = after_breaks(points, catalogue.breaks_for(id, indicator.headline.id, slug)).known
        rows = _back_test(indicator, known) if len(known) > forecast.FEWEST_POINTS else None
        if rows is not None and len(rows):
            tested.append(rows)
    if not tested:
        return Record(id)
    (summed,) = backtest.track_record(pd.concat(tested).assign(all=0), by=["all"]).to_dict("records")
    return _record(id, len(tested), summed)


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
