"""An axis: from what is given, a number or a day, to a place in pixels. Plotly's mapping. Pure."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dashboard.figures.svg.drawable import CannotDraw, one_of

# Three kinds are all that the charts of this house use; a category axis would need Plotly's rules of order.
KINDS = ("linear", "log", "date")
# Plotly counts from 1970 as well. Whole days are exact as floats.
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One axis of a chart. `low` and `high` are the ends of its range on its own scale, which is straight.

    The scale: the number itself; days since 1970; the power of ten.
    `start` and `length` are in pixels; the letter is x or y.
    """

    letter: str
    kind: str
    spec: dict[str, Any]
    low: float
    high: float
    start: float = 0.0
    length: float = 1.0

    def scaled(self, value: Any) -> float | None:
        """Return where a value lies on the axis's scale, None for a missing one."""
        return scaled(value, self.kind)

    # Pixels count downwards, figures upwards: the y axis is turned here, and nowhere else.
    def pixel(self, place: float) -> float:
        """Return the pixel of a place on the axis's scale."""
        part = (place - self.low) / (self.high - self.low)
        return self.start + self.length * (part if self.letter == "x" else 1 - part)

    def at(self, value: Any) -> float | None:
        """Return the pixel of a value, None for a missing one."""
        place = self.scaled(value)
        return None if place is None else self.pixel(place)

    # Plotly takes a range and a note on a logarithmic axis as powers, yet points on it as plain values.
    def labelled(self, value: Any) -> float | None:
        """Return where a label's value lies on the scale: on a logarithmic one it is the power of ten."""
        return labelled(value, self.kind)

    # A range is often the very value of a point: sums of floats must not throw such a point out.
    def holds(self, place: float) -> bool:
        """Say whether a place on the scale is within the range."""
        slack = abs(self.high - self.low) * 1e-9
        return min(self.low, self.high) - slack <= place <= max(self.low, self.high) + slack

    @property
    def end(self) -> float:
        """The pixel at the right or lower end."""
        return self.start + self.length


# Frames hold NaN where a figure is withheld, dictionaries hold None. Both are gaps, and never nought.
def missing(value: Any) -> bool:
    """Say whether a value is None or not a number."""
    return value is None or (isinstance(value, float) and math.isnan(value))


# A figure of nought or less has no place on a logarithmic axis. It is left out as Plotly leaves it out.
def scaled(value: Any, kind: str) -> float | None:
    """Return where a value lies on the straight scale of an axis of a kind, None for a missing one."""
    if missing(value):
        return None
    if kind == "date":
        return days(value)
    if isinstance(value, str):
        raise CannotDraw(f"{value!r} on an axis of numbers cannot be drawn as SVG")
    if kind == "log":
        return math.log10(value) if value > 0 else None
    return float(value)


# Days arrive as dates, as pandas' moments, as text or, out of a finished figure, as Plotly's milliseconds.
def days(value: Any) -> float | None:
    """Return a day or a moment as days since 1970, None for one that is no date (NaT)."""
    if isinstance(value, (int, float)):
        return float(value) / 86_400_000  # as Plotly has it: milliseconds
    if isinstance(value, str):
        if len(value) == 10:
            return float(date.fromisoformat(value).toordinal() - EPOCH)
        value = datetime.fromisoformat(value.replace("Z", ""))
    if value != value:
        return None
    part = value.hour / 24 + value.minute / 1440 + value.second / 86400 if isinstance(value, datetime) else 0
    return float(value.toordinal() - EPOCH + part)


def labelled(value: Any, kind: str) -> float | None:
    """Return where the end of a range or a label lies on the scale: on a logarithmic one it is the power."""
    return scaled(value, "linear" if kind == "log" else kind)


# Plotly would choose a range from the data by rules of its own. Refusing is safer than to guess them: the
# picture and the interactive chart that follows in its place must not jump.
def axis(letter: str, spec: dict[str, Any]) -> Axis:
    """Return an axis of the kind and the range it is given. Raises CannotDraw where it is given none."""
    kind = one_of(f"{letter} axis of type", spec.get("type"), KINDS)
    limits = spec.get("range")
    if not limits:
        raise CannotDraw(f"the {letter} axis without a range cannot be drawn as SVG")
    low, high = (labelled(limit, kind) for limit in limits)
    if low is None or high is None or low == high:
        raise CannotDraw(f"the range {limits} of the {letter} axis cannot be drawn as SVG")
    return Axis(letter=letter, kind=kind, spec=spec, low=low, high=high)


# Numpy's arrays have no truth of their own, so that `values or []` would raise.
def listed(values: Any) -> list[Any]:
    """Return an array of any make as a list, an absent one as an empty list."""
    return [] if values is None else list(values)


# A text is a sequence of letters too: a colour must not be taken for a colour of each point.
def of_point(value: Any, point: int) -> Any:
    """Return a point's own part of what is given for all points or for each."""
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return value
    values = listed(value)
    return values[point] if point < len(values) else None
