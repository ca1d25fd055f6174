"""Figures that await review, in words. Pure."""

from data.judgement.doubt import AWAITS

__all__ = ["AWAITS", "of_doubt", "of_size"]


def of_size(value: float, usual: float) -> str:
    """How large a figure is beside the usual size of its line: "0.01 of its usual size", "10 times ..."."""
    size = f"{value / usual:.2g} of" if value < usual else f"{value / usual:.3g} times"
    return f"{size} its usual size"


def of_doubt(value: float, usual: float) -> str:
    """What stands beside such a figure: "awaits review: 0.01 of its usual size, about 8.5"."""
    return f"{AWAITS}: {of_size(value, usual)}, about {usual:,.4g}"
