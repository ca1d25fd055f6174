"""What a publisher's own figures say against their counts: told with the load, for it may yet be true. Pure.

A publisher may model or weight a figure; a value far from what its own counts give is still worth a look, and
so is one count with a fraction among whole ones.
"""

import pandas as pd

from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from loaders.naming import first_named
from loaders.reviewing.return_rows import MODELLED, far

MOSTLY = 0.9  # of a series' counts: where so many are whole, one that is not is probably mistyped


def counted(frame: pd.DataFrame, file: str, catalogue: Catalogue, whole: bool) -> list[str]:
    """A sentence for the values that are not those of their counts, and for counts with decimals.

    `frame`: observations, of one document. `whole`: whether what is counted is whole. Each sentence names the
    first rows.
    """
    other, uneven = [], []
    for series, rows in frame.groupby("series", sort=False):
        other += _other_values(rows, catalogue.indicator_of[str(series)])
        uneven += _uneven(rows) if whole else []
    sentences = {
        "the value is not what its counts give": other,
        "a count is not whole, as the others are": uneven,
    }
    return [f"{file}: {what}: {first_named(rows, between='; ')}" for what, rows in sentences.items() if rows]


def _other_values(rows: pd.DataFrame, indicator: Indicator) -> list[str]:
    if indicator.multiplier < 100 or indicator.standardised:
        return []
    given = indicator.multiplier * rows.numerator / rows.denominator.where(rows.denominator > 0)
    differ = (rows.value - given).abs() > MODELLED * rows.value.abs().combine(given.abs(), max)
    return [
        f"row {row.row} ({row.value:,.6g}, and {row.numerator:,.10g} of {row.denominator:,.10g})"
        for row, share in zip(rows[differ].itertuples(), given[differ], strict=True)
        if abs(row.value - share) > far(row.value, share, indicator, row.denominator)
    ]


def _uneven(rows: pd.DataFrame) -> list[str]:
    named = []
    for name in ("numerator", "denominator"):
        numbers = rows[name].dropna()
        broken = numbers[numbers % 1 != 0]
        if len(broken) and len(broken) <= (1 - MOSTLY) * len(numbers):
            named += [f"row {rows.row[at]} ({number:,.10g})" for at, number in broken.items()]
    return named
