"""Who started where we did, and improved: areas with a similar figure some years ago, and since.

Both figures of every area are of the same two periods: the newest, and the earliest a whole number of years
before it within five years, after any break. Who is similar is decided as for the pace (statistics.pace).
Pure; data.statements.similar_areas asks the store.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.judgement.ranks import A_COUNT
from data.statistics import pace
from data.statistics.reason import NEITHER, NO_REASON, Reason, plainly, there_is

MOST = 10
COMMON = 0.5  # of the best held period: the share of areas a period needs to be compared at
WHOLE_YEAR = 16  # days that a whole number of years may be off: leap days, moved collections
COLUMNS = ["area", "name", "start", "now", "change", "improvement", "improved", "own"]
Period = tuple[date, date, str]


@dataclass(frozen=True, kw_only=True)
class Peers:
    """table: a row per area, the most improved first: area, name, start, now, change (in the indicator's
    units), improvement (the change, above 0 for the better), improved, own (the Place itself). At most ten
    that improved, at most ten that did not, and the Place.

    start_period, now_period: of all those figures. within: how far a similar start may lie apart. similar:
    how many areas had one; improved: how many of them improved; ahead: how many improved more than the
    Place. among: the areas looked at, in words (others_held). reason: why there is none of it.
    """

    table: pd.DataFrame
    start_period: str = ""
    now_period: str = ""
    within: float | None = None
    similar: int = 0
    improved: int = 0
    ahead: int = 0
    among: str = ""
    reason: Reason = NO_REASON

    @property
    def own(self) -> pd.Series:
        """The row of the Place itself."""
        return self.table[self.table.own].iloc[0]


def compared(
    indicator: Indicator,
    history: pd.DataFrame,
    place: str,
    names: Mapping[str, str],
    since: date | None = None,
) -> Peers:
    """`history`: area, period_start, period_end, period, value. `since`: the last break."""
    reason = NEITHER if indicator.better == "neither" else NO_REASON
    reason = reason or (A_COUNT if indicator.is_count else NO_REASON)
    known = history[history.value.notna()]
    if not reason and not (known.area == place).any():
        reason = plainly("no figure is held for this Place")
    if reason:
        return none(reason)
    spans = _spans(known, place, since)
    if spans is None:
        return none(there_is("less than a year of figures that others have, too"))
    first, last = (_values(known, span) for span in spans)
    table = pd.DataFrame({"start": first, "now": last}).dropna()
    within = pace.similar_within(known.sort_values("period_end").groupby("area")["value"].last())
    if math.isnan(within) or len(table) < 2:
        return none(pace.NO_OTHERS)
    near = table[(table.start - table.start[place]).abs() <= within]
    if len(near) < 2:
        return none(there_is("no area with a similar start"))
    similar = Peers(table=near, start_period=spans[0][2], now_period=spans[1][2], within=within)
    return _counted(similar, indicator, place, names)


def _spans(known: pd.DataFrame, place: str, since: date | None) -> tuple[Period, Period] | None:
    """The first and the last period: held for the Place, common among the others, not overlapping."""
    keys = ["period_start", "period_end"]
    many = known.groupby(keys)["area"].nunique()
    own = known[known.area == place].sort_values("period_end")
    common = [
        (row.period_start, row.period_end, str(row.period))
        for row in own.itertuples()
        if many[row.period_start, row.period_end] >= COMMON * many.max()
        and (since is None or row.period_start >= since)
    ]
    if not common:
        return None
    last = common[-1]
    earlier = [span for span in common if span[1] < last[0] and _years_before(span[1], last[1])]
    return (earlier[0], last) if earlier else None


def _years_before(day: date, last: date) -> bool:
    """Whether a day lies one to five whole years before another."""
    years = (last - day).days / pace.DAYS_IN_YEAR
    whole = abs(years - round(years)) * pace.DAYS_IN_YEAR <= WHOLE_YEAR
    return whole and 1 <= round(years) <= pace.YEARS_LOOKED_BACK


def _values(known: pd.DataFrame, span: Period) -> pd.Series:
    rows = known[(known.period_start == span[0]) & (known.period_end == span[1])]
    return rows.drop_duplicates("area").set_index("area")["value"]


def _counted(near: Peers, indicator: Indicator, place: str, names: Mapping[str, str]) -> Peers:
    sign = 1 if indicator.better == "higher" else -1
    table = near.table.assign(change=near.table.now - near.table.start)
    table = table.assign(improvement=sign * table.change)
    table = table.assign(improved=table.improvement > 0, own=table.index == place)
    table = table.sort_values("improvement", ascending=False, kind="stable").reset_index(names="area")
    table = table.assign(name=[names.get(slug, slug.upper()) for slug in table.area])[COLUMNS]
    others, own = table[~table.own], table[table.own]
    shown = pd.concat([others[others.improved].head(MOST), own, others[~others.improved].tail(MOST)])
    return replace(
        near,
        table=shown.sort_index().reset_index(drop=True),
        similar=len(others),
        improved=int(others.improved.sum()),
        ahead=int((others.improvement > own.improvement.iloc[0]).sum()),
    )


def others_held(catalogue: Catalogue, slugs: Iterable[str]) -> str:
    """ "the 312 other English areas held", or "the 34 other areas held, all in the North West".

    `slugs`: of the areas with figures, without the Place itself; "" where there is none.
    """
    areas = set(slugs)
    regions = {catalogue.region_of(slug) for slug in areas}
    if not areas:
        return ""
    if len(regions) > 1 or "" in regions:
        return f"the {len(areas):,} other English areas held"
    return f"the {len(areas):,} other areas held, all in the {catalogue.areas[regions.pop()].name}"


def none(reason: Reason) -> Peers:
    """No answer, and why."""
    return Peers(table=pd.DataFrame(columns=COLUMNS), reason=reason)
