"""What a row of a return says against itself: its value, its counts, their unit. Pure.

A count of people is whole, and a rate is the one its counts give. Counts are rounded: a small difference is
only doubted; a large one means that a cell stands in another's place.
"""

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from data.catalogue.models import Indicator
from loaders.cells import cell_text
from loaders.contract import Table, found_columns

MODELLED = 0.1  # of a figure: a publisher that models or weights it may differ so far from its own counts
ROUNDED_TO = 5  # the coarsest rounding of counts that publishers use
_ALLOWED = 1.2  # of the rounding that the digits of a value show: 72.4 may be 72.449
TEN_TIMES = 10  # the usual size beside which a value under 1 is probably a fraction
Doubt = tuple[str, str]  # what was found, what to do


_MEANINGS = {
    "suppressed": ("*", "[c]", "suppressed"),
    "not available": ("..", ":", "[x]", "[u]", "n/a", "N/A", "not available"),
    "not applicable": ("[z]",),
}
SIGNS = {
    sign: meaning if sign == meaning else f"{meaning} (marked {sign})"
    for meaning, signs in _MEANINGS.items()
    for sign in signs
}
"""The signs for no figure that government statistics use, and what each one means."""


def percent_cells(table: Table) -> set[int]:
    """The rows whose value is written with the sign of per cent."""
    heading = found_columns([str(name) for name in table.frame.columns], table.contract).get("value")
    if heading is None:
        return set()
    signs = table.frame[heading].map(lambda cell: cell_text(cell).endswith("%")).to_numpy(dtype=bool)
    return {int(row) for row in table.row_numbers()[signs]}


def contradictions(record: Mapping[str, Any], indicator: Indicator, percent: bool) -> list[Doubt]:
    """Why a row of a return cannot be true, each with what to do.

    `record`: value, numerator, denominator, note. `percent`: whether the value is written so. A publisher's
    own figures may be weighted or modelled, and are then no mistake.
    """
    faults: list[Doubt] = []
    value, count, whole = (_number(record[name]) for name in ("value", "numerator", "denominator"))
    if percent and indicator.multiplier != 100:
        faults.append(("its value is written as per cent", f"the unit is {indicator.unit}: write the number"))
    if "estimat" not in record["note"].casefold():
        for name, number in (("count", count), ("denominator", whole)):
            if number is not None and number % 1:
                remedy = "write a whole number, or say in `note` that it is an estimate"
                faults.append((f"its {name} is {number:g}, and what is counted is whole", remedy))
    given = _given(indicator, count, whole)
    if value is not None and given is not None and abs(value - given) > far(value, given, indicator, whole):
        faults.append((_beside(value, given, count, whole), "mend the value or the counts"))
    return faults


def doubts(record: Mapping[str, Any], indicator: Indicator) -> list[str]:
    """What is odd about a row that may yet be true."""
    value, count, whole = (_number(record[name]) for name in ("value", "numerator", "denominator"))
    given = _given(indicator, count, whole)
    if value is not None and given is not None and abs(value - given) > rounding(value):
        return [_beside(value, given, count, whole)]
    return []


def fractions(values: pd.Series, indicator: Indicator, formats_seen: bool = True) -> "pd.Series[bool]":
    """Which values of a percentage are probably parts of one, as where 72 % is written 0.72.

    All of them where none is above 1; else those that are a tenth of the others' usual size and less. Where
    the formats of cells cannot be seen (`formats_seen`), each between 0 and 1: it may be shown as per cent.
    """
    small = (values > 0) & (values < 1)
    if indicator.multiplier != 100 or not small.any():
        return small & False
    others = values[values > 1]
    if others.empty:
        return small | (values == 1)
    return small & (not formats_seen or others.median() >= TEN_TIMES)


def said(*notes: str) -> str:
    """The notes that say anything, once each, in one."""
    return "; ".join(dict.fromkeys(note for note in notes if note))


def _number(cell: Any) -> float | None:
    return None if cell is None or isnan(cell) else float(cell)


def _given(indicator: Indicator, count: float | None, whole: float | None) -> float | None:
    """The figure the counts give; None where they give none, as with standardised rates."""
    if indicator.is_count:
        return count
    if indicator.multiplier < 100 or indicator.standardised or count is None or not whole:
        return None
    return indicator.multiplier * count / whole


def rounding(value: float) -> float:
    """How far a value may lie from the true one, by its digits."""
    digits = len(f"{value:.10g}".partition(".")[2])
    return _ALLOWED * 0.5 * 10.0**-digits


def far(value: float, given: float, indicator: Indicator, whole: float | None) -> float:
    """How far a value may lie from the figure its counts give, where both were rounded."""
    if indicator.is_count or not whole:
        return max(rounding(value), ROUNDED_TO / 2)
    rounded = rounding(value) + indicator.multiplier * ROUNDED_TO / 2 / whole
    return max(rounded, MODELLED * max(abs(value), abs(given)))


def _beside(value: float, given: float, count: float | None, whole: float | None) -> str:
    of = f"{count:,.10g} of {whole:,.10g}" if whole else f"{count or 0:,.10g}"
    return f"its value is {value:,.10g}, but its counts, {of}, give {given:,.4g}"
