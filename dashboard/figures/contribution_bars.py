"""How much each Place accounts for of the C&M gap, and of its change: bars from nought. Pure.

The rows behind the bars are the rows of the table beside them.
"""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import area_bars
from dashboard.figures.grammar import Figure
from data.catalogue.models import Indicator
from data.statistics.contribution import Contribution

WHOLE = 100
COLUMNS = ["area", "label", "value", "share", "amount", "text", "good"]


def gap_rows(contribution: Contribution, indicator: Indicator, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a row per Place, the largest part of the gap first. Columns: COLUMNS.

    value: people by whom the Place falls short of the common aim, below 0 where it is beyond it. share: of
    the gap of C&M in per cent, NaN where C&M has none. good: whether it is at or beyond the aim.
    """
    sign = -1 if indicator.better == "lower" else 1
    people = sign * contribution.table.people
    share = (
        100 * contribution.table.share
        if sign * contribution.total > 0
        else contribution.table.share * math.nan
    )
    things = f"{'fewer' if sign < 0 else 'more'} {indicator.counts_are or 'people'} needed"
    amounts = [f"{words.number(value, 0)}{part}" for value, part in zip(people, _shares(share), strict=True)]
    texts = [
        f"{names.get(slug, slug)}: {abs(value):,.0f} {things if value > 0 else 'beyond the target'}"
        for slug, value in people.items()
    ]
    good = [bool(value <= 0) for value in people]
    parts = {"value": people, "share": share, "amount": amounts, "text": texts, "good": good}
    return _ordered(parts, names)


def change_rows(contribution: Contribution, indicator: Indicator, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a row per Place, the largest part of the change first; columns as `gap_rows`.

    value: the part of the change of the C&M figure, in its units; share: of that change in per cent; good:
    whether it is for the better, None where neither is.
    """
    change, share = contribution.table.change, 100 * contribution.table.share
    decimals = max(indicator.decimals, 2)
    amounts = [
        f"{'+' if value > 0 else ''}{words.number(value, decimals)}{part}"
        for value, part in zip(change, _shares(share), strict=True)
    ]
    texts = [
        f"{names.get(row.Index, row.Index)}: {amount}<br>"
        f"its own figure {words.number(row.within, decimals)}, "
        f"its share of the people {words.number(row.mix, decimals)}"
        for row, amount in zip(contribution.table.itertuples(), amounts, strict=True)
    ]
    upwards = {"higher": True, "lower": False}.get(indicator.better)
    good = [None if upwards is None else bool((value > 0) == upwards) for value in change]
    parts = {"value": change, "share": share, "amount": amounts, "text": texts, "good": good}
    rows = _ordered(parts, names)
    return rows if contribution.total >= 0 else rows.iloc[::-1].reset_index(drop=True)


def of_gap(rows: pd.DataFrame, chosen: str = "") -> Figure:
    """Return the bars of `gap_rows`: to the right short of the target, to the left beyond it."""
    return area_bars.across(rows, 0, chosen=chosen, ends=("beyond the target", "short of the target"))


def of_change(rows: pd.DataFrame, indicator: Indicator, chosen: str = "") -> Figure:
    """Return the bars of `change_rows`: to the right Places that moved C&M up, to the left down."""
    ends = ("moved C&M down", "moved C&M up")
    return area_bars.across(rows, max(indicator.decimals, 2), chosen=chosen, ends=ends)


def _shares(shares: pd.Series) -> list[str]:
    """Shares of the whole in words; none where Places work against each other too much."""
    if not (shares <= WHOLE).all():
        return [""] * len(shares)
    return [f" ({share:.0f}%)" if share > 0 else "" for share in shares]


def _ordered(parts: Mapping[str, Any], names: Mapping[str, str]) -> pd.DataFrame:
    """The rows, by value. `parts`: the columns in the order of the Places that index value and share."""
    frame = pd.DataFrame(dict(parts) | {"good": pd.Series(parts["good"], parts["value"].index, object)})
    labels = [names.get(slug, slug) for slug in frame.index]
    rows = frame.assign(area=frame.index, label=labels)[COLUMNS]
    return rows.sort_values("value", ascending=False, kind="stable", ignore_index=True)
