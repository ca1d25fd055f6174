"""Figures that await review, in words. Pure."""

from data.judgement.doubt import AWAITS
from data.judgement.status import Status
from data.wording.period_words import period, the_period

__all__ = ["AWAITS", "awaiting_short", "of_awaiting", "of_doubt", "of_size"]


def of_size(value: float, usual: float) -> str:
    """How large a figure is beside the usual size of its line: "0.01 of its usual size", "10 times ..."."""
    size = f"{value / usual:.2g} of" if value < usual else f"{value / usual:.3g} times"
    return f"{size} its usual size"


def of_doubt(value: float, usual: float) -> str:
    """What stands beside such a figure: "awaits review: 0.01 of its usual size, about 8.5"."""
    return f"{AWAITS}: {of_size(value, usual)}, about {usual:,.4g}"


def of_awaiting(status: Status) -> str:
    """That a newer figure, or a later statement of the latest one, awaits review; never its value."""
    awaiting, latest = status.awaiting, status.latest
    if awaiting is None:
        return ""
    what = "A newer figure" if latest is not None else "A figure"
    if latest is not None and (latest.start, latest.end) == (awaiting.start, awaiting.end):
        what = "A later figure"
    return f"{what}, for {the_period(awaiting.period)}, {AWAITS} and is not used yet."


def awaiting_short(status: Status) -> str:
    """The same in a narrow cell: "2025 awaits review"."""
    return f"{period(status.awaiting.period)} {AWAITS}" if status.awaiting else ""
