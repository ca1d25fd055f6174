"""The nine Places in order, each rank with its uncertainty, and which of them cannot be told apart. Pure.

A rank needs an interval (METHODS section 4). Where the newest figures have none, the newest period that has
them is ranked, and the answer names both periods.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, cast

import numpy as np
import pandas as pd

from data.catalogue.areas import units
from data.catalogue.models import Area, Indicator
from data.catalogue.reader import Catalogue
from data.judgement.change import direction
from data.judgement.status import Point
from data.statistics import benchmark
from data.statistics.reason import NO_FIGURES, NO_INTERVAL, NO_REASON, Reason, this_is

A_COUNT = this_is("a count, which grows with the size of a Place")
RANK_COLUMNS = [
    *("area", "name", "value", "lower", "upper", "interval_basis"),
    *("rank", "rank_lower", "rank_upper", "of", "group", "reason"),
]
TEXTS = ("area", "name", "interval_basis")
Period = tuple[date, date]


@dataclass(frozen=True)
class Ranking:
    """table: a row per Place (Cheshire once, where its figures are joint), by rank, those without one last.

    Columns: area, name, value, lower, upper, interval_basis; rank (1 the best; the highest where no direction
    is good), rank_lower, rank_upper (95 %), of (areas ranked), group (1, 2, ...: no member can be told apart
    from the first of its group), reason (why this area has no rank). period: of all of these figures.
    newest: the newest shared period, where it is later and has no intervals. bare: area -> its place in the
    bare order of the newest shared figures (1 the best), which no interval tests; empty for counts and where
    no direction is good. reason: why there is no ranking.
    """

    table: pd.DataFrame
    period: str = ""
    newest: str = ""
    bare: Mapping[str, int] = field(default_factory=dict)
    reason: Reason = NO_REASON

    @property
    def groups(self) -> list[list[str]]:
        """The names of each group, from the top."""
        known = self.table.dropna(subset="group")
        return [list(of.name) for _, of in known[["group", "name"]].groupby("group")]


def packed(ranked: Ranking) -> dict[str, Any]:
    """The ranking as values that JSON knows; `unpacked` is its inverse."""
    columns = {
        name: [None if cell != cell else cell for cell in ranked.table[name].tolist()]
        for name in RANK_COLUMNS
        if name != "reason"
    }
    columns["reason"] = [asdict(reason) for reason in ranked.table["reason"]]
    return {
        "columns": columns,
        "period": ranked.period,
        "newest": ranked.newest,
        "bare": dict(ranked.bare),
        "reason": asdict(ranked.reason),
    }


def unpacked(content: Mapping[str, Any]) -> Ranking:
    """The ranking that was packed."""
    table = pd.DataFrame({name: _cells(name, cells) for name, cells in content["columns"].items()})
    period, newest, bare = (content[name] for name in ("period", "newest", "bare"))
    return Ranking(table, period, newest, bare, Reason(**content["reason"]))


def _cells(name: str, cells: Sequence[Any]) -> Any:
    if name == "reason":
        return [Reason(**cell) for cell in cells]
    return cells if name in TEXTS else np.array(cells, dtype=float)


def of_places(
    catalogue: Catalogue, indicator: Indicator, lines: Mapping[tuple[str, str], Sequence[Point]], sex: str
) -> Ranking:
    """The ranking of the nine Places by one headline line. `lines`: as of judgement.lines.lines_of."""
    held = {area: points for (area, of), points in lines.items() if of == sex}
    compared = units(catalogue.places, catalogue.areas, lambda slug: any(_known(held.get(slug, ()))))
    return ranking(indicator, compared, held)


def ranking(indicator: Indicator, areas: Sequence[Area], points: Mapping[str, Sequence[Point]]) -> Ranking:
    """Rank areas at the newest period they share and that has intervals for more than half of them."""
    known = {area.slug: _known(points.get(area.slug, ())) for area in areas}
    shared = _shared(list(known.values()), lambda point: True)
    if indicator.is_count or shared is None:
        return Ranking(pd.DataFrame(columns=RANK_COLUMNS), reason=A_COUNT if shared else NO_FIGURES)
    sure = _shared(list(known.values()), lambda point: point.lower is not None and point.upper is not None)
    chosen = sure if sure is not None and sure <= shared else None
    table = _ranked(indicator, areas, known, chosen or shared)
    bare = _bare(indicator, known, shared)
    if chosen is None:
        return Ranking(table, _label(known, shared), bare=bare, reason=NO_INTERVAL)
    return Ranking(table, _label(known, chosen), _label(known, shared) if chosen != shared else "", bare)


def _bare(indicator: Indicator, known: Mapping[str, dict[Period, Point]], period: Period) -> dict[str, int]:
    """The areas in the bare order of one period's figures; areas with the same figure share a place."""
    better = direction(indicator)
    if better is None:
        return {}
    sign = 1 if better == "lower" else -1
    sizes = {slug: sign * cast(float, of[period].value) for slug, of in known.items() if period in of}
    return {slug: 1 + sum(other < size for other in sizes.values()) for slug, size in sizes.items()}


def _known(points: Sequence[Point]) -> dict[Period, Point]:
    """The points that have a value, by last and first day."""
    return {(point.end, point.start): point for point in points if point.value is not None}


def _shared(known: Sequence[dict[Period, Point]], wanted: Callable[[Point], bool]) -> Period | None:
    """The newest period for which more than half of the areas that have any such figure have one."""
    each = [{period for period, point in of.items() if wanted(point)} for of in known]
    each = [periods for periods in each if periods]
    for period in sorted(set().union(*each), reverse=True):
        if sum(period in periods for periods in each) > len(each) / 2:
            return period
    return None


def _label(known: Mapping[str, dict[Period, Point]], period: Period) -> str:
    return next(of[period].period for of in known.values() if period in of)


def _ranked(
    indicator: Indicator, areas: Sequence[Area], known: Mapping[str, dict[Period, Point]], period: Period
) -> pd.DataFrame:
    rows = []
    for area in areas:
        point = known[area.slug].get(period)
        limits = (None, None, None) if point is None else (point.value, point.lower, point.upper)
        numbers = [math.nan if limit is None else limit for limit in limits]
        rows.append((area.slug, area.name, *numbers, point.interval_basis if point else ""))
    frame = pd.DataFrame(rows, columns=RANK_COLUMNS[:6])
    ranked = frame.join(benchmark.ranks(frame, direction(indicator)))[RANK_COLUMNS]
    return ranked.sort_values(["rank", "value"], kind="stable", na_position="last", ignore_index=True)
