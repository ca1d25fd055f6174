"""Which kinds of series a method accepts, and the reason the page gives where it refuses one.

A series of overlapping windows repeats its own figures, and a running total can only rise until it starts
anew: neither has independent points, so neither has a trend, a control chart, a pace or a forecast.
"""

from typing import Literal

from data.statistics.errors import StatisticsError
from data.statistics.reason import NO_REASON, Reason, these_are

SeriesKind = Literal["point", "rolling", "cumulative"]

_REFUSED = {
    "point": NO_REASON,
    "rolling": these_are("overlapping periods"),
    "cumulative": Reason(
        "a running total", "this is a running total, which can only rise until it starts anew"
    ),
}


def refusal(series_kind: SeriesKind, years: int | None = None) -> Reason:
    """Why trend, SPC, pace and forecast refuse a series; no reason for a point series.

    `years` is the length of the window of a rolling series, where it is known ("rolling three-year figures").
    """
    if series_kind not in _REFUSED:
        raise StatisticsError(f'a series is "point", "rolling" or "cumulative", not {series_kind!r}')
    words = {2: "two", 3: "three", 4: "four", 5: "five", 10: "ten"}
    if series_kind == "rolling" and years:
        return these_are(f"rolling {words.get(years, years)}-year figures")
    return _REFUSED[series_kind]
