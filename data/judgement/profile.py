"""Everything about one Place on one scale: each indicator's figure, placed so that right is better. Pure.

The centre is England's or C&M's figure of the same period; the unit is the spread (standard deviation) of the
nine Places' figures of that period. The words beside it are OHID's comparison with a benchmark: against
England, and against the rest of C&M, never the whole of which a Place is a part (METHODS section 4).
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from data.catalogue.areas import units
from data.catalogue.line_names import line_name
from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.judgement.change import direction
from data.judgement.ranks import A_COUNT
from data.judgement.status import Point, Status
from data.statistics import benchmark

FEWEST = 3
COLUMNS = [
    *("indicator", "sex", "label", "period", "value", "lower", "upper", "interval_basis", "centre"),
    *("lowest", "highest", "position", "position_lower", "position_upper", "range_from", "range_to"),
    *("better", "word", "compared", "beside_rest", "reason"),
]
Line = tuple[str, str]


def profile(catalogue: Catalogue, statuses: Sequence[Status], place: str, centre: str) -> pd.DataFrame:
    """A row per headline line with a figure at the Place, in the order of `statuses`.

    Columns: COLUMNS. value, lower, upper: the Place's; centre: of `centre` (an area's slug); lowest, highest:
    of the nine Places; position: how many spreads the Place lies to the better side of the centre, NaN where
    `reason` says why; position_lower, position_upper: the ends of its 95 % interval, from left to right;
    range_from, range_to: the nine Places, from left to right; better: which way; word: now against plan;
    compared: "better", "similar", "worse" ("higher", "lower" where neither is better) at 95 %, else "";
    beside_rest: the same against the other Places together, where the counts of all of them are held.
    """
    lines: dict[Line, dict[str, Status]] = {}
    for status in statuses:
        lines.setdefault((status.indicator, status.sex), {})[status.place] = status
    rows = [
        _row(catalogue, catalogue.indicators[id], sex, of, (place, centre))
        for (id, sex), of in lines.items()
        if _point(of, place) is not None
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _point(of: Mapping[str, Status], slug: str) -> Point | None:
    latest = of[slug].latest if slug in of else None
    return latest if latest is not None and latest.value is not None else None


def _row(
    catalogue: Catalogue, indicator: Indicator, sex: str, of: Mapping[str, Status], between: tuple[str, str]
) -> dict[str, object]:
    place, centre = between
    own, other = _point(of, place), _point(of, centre)
    alike = [point for area in catalogue.places if (point := _point(of, area.slug)) and _same(point, own)]
    values = [_number(point.value) for point in alike]
    row = _figures(own) | {"indicator": indicator.id, "sex": sex, "label": line_name(indicator, sex)}
    row |= {"better": indicator.better, "word": of[place].now.word}
    row |= {"beside_rest": _beside_rest(catalogue, indicator, of, place)}
    row |= {"lowest": min(values, default=math.nan), "highest": max(values, default=math.nan)}
    reason = _why_not(indicator, own, other, values)
    if reason or own is None or other is None:
        return row | {"reason": reason, "compared": ""}
    positions = _placed(row, _number(other.value), float(np.std(values, ddof=1)), indicator)
    of_country = catalogue.areas[centre].kind == "country"
    compared = _compared(own, _number(other.value), indicator) if of_country else ""
    return row | positions | {"centre": other.value, "reason": "", "compared": compared}


def _why_not(indicator: Indicator, own: Point | None, other: Point | None, values: Sequence[float]) -> str:
    if indicator.is_count:
        return A_COUNT.short
    if other is None:
        return "no figure to compare with"
    if not _same(other, own):
        return f"the figure to compare with is of {other.period}"
    if len(values) < FEWEST:
        many = "1 Place has" if len(values) == 1 else f"{len(values)} Places have"
        return f"only {many} a figure of this period"
    return "" if max(values) > min(values) else "all Places have the same figure"


def _same(point: Point, other: Point | None) -> bool:
    return other is not None and (point.start, point.end) == (other.start, other.end)


def _figures(own: Point | None) -> dict[str, object]:
    if own is None:
        return {}
    figures = {name: _number(getattr(own, name)) for name in ("value", "lower", "upper")}
    return figures | {"period": own.period, "interval_basis": own.interval_basis}


def _placed(
    row: Mapping[str, object], centre: float, spread: float, indicator: Indicator
) -> dict[str, object]:
    """Positions on the scale of spreads, the better side on the right (the higher where neither is)."""
    sign = -1 if indicator.better == "lower" else 1

    def at(*names: str) -> list[float]:
        return sorted(sign * (_number(row[name]) - centre) / spread for name in names)

    names = ("position_lower", "position_upper", "range_from", "range_to")
    ends = [*at("lower", "upper"), *at("lowest", "highest")]
    return {"position": at("value")[0], **dict(zip(names, ends, strict=True))}


def _compared(own: Point, other: float, indicator: Indicator) -> str:
    return benchmark.compare(own.value, (own.lower, own.upper), other, direction(indicator)).word or ""


def _beside_rest(catalogue: Catalogue, indicator: Indicator, of: Mapping[str, Status], place: str) -> str:
    """The word against the other Places together; "" where a count is missing or the counts make no rate."""
    own = _point(of, place)
    areas = units(catalogue.places, catalogue.areas, lambda slug: _point(of, slug) is not None)
    points = {area.slug: _point(of, area.slug) for area in areas}
    added = indicator.counts_are and not (indicator.is_count or indicator.standardised)
    if own is None or place not in points or not added:
        return ""
    if not all(point and _same(point, own) and _is_rate(point, indicator) for point in points.values()):
        return ""
    counts = {
        slug: (_number(point.numerator), _number(point.denominator))
        for slug, point in points.items()
        if point
    }
    return _compared(own, benchmark.rest_of(counts, place, indicator.multiplier)[0], indicator)


def _is_rate(point: Point, indicator: Indicator) -> bool:
    """Whether the value is its counts divided, up to rounding: a standardised rate is not."""
    if point.numerator is None or not point.denominator or point.value is None:
        return False
    crude = indicator.multiplier * point.numerator / point.denominator
    return abs(crude - point.value) <= 10.0**-indicator.decimals


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
