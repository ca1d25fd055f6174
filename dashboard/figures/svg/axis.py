"""An axis: from what is given, a number, a day or a name, to a place in pixels. Plotly's mapping. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dashboard.figures.svg.known import CannotDraw, one_of

KINDS = ("linear", "log", "date", "category")
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Axis:
    """One axis of a chart. `low` and `high` are the ends of its range on its own scale, which is straight.

    The scale: the number itself; days since 1970; the power of ten; the place among the categories.
    `start` and `length` are in pixels; the letter is x or y.
    """

    letter: str
    kind: str
    spec: dict[str, Any]
    categories: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0
    start: float = 0.0
    length: float = 1.0
    least: tuple[float, float] | None = None  # bars that share their places: their distance, the first place

    def scaled(self, value: Any) -> float | None:
        """Return where a value lies on the axis's scale, None for a missing one."""
        return scaled(value, self.kind, self.categories)

    def pixel(self, place: float) -> float:
        """Return the pixel of a place on the axis's scale."""
        part = (place - self.low) / (self.high - self.low)
        return self.start + self.length * (part if self.letter == "x" else 1 - part)

    def at(self, value: Any) -> float | None:
        """Return the pixel of a value, None for a missing one."""
        place = self.scaled(value)
        return None if place is None else self.pixel(place)

    def labelled(self, value: Any) -> float | None:
        """Return where a label's value lies on the scale: on a logarithmic one it is the power of ten."""
        return scaled(value, "linear" if self.kind == "log" else self.kind, self.categories)

    def holds(self, place: float) -> bool:
        """Say whether a place on the scale is within the range."""
        slack = abs(self.high - self.low) * 1e-9
        return min(self.low, self.high) - slack <= place <= max(self.low, self.high) + slack

    @property
    def end(self) -> float:
        """The pixel at the right or lower end."""
        return self.start + self.length


def missing(value: Any) -> bool:
    """Say whether a value is None or not a number."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def scaled(value: Any, kind: str, categories: Sequence[str] = ()) -> float | None:
    """Return where a value lies on the straight scale of an axis of a kind, None for a missing one."""
    if missing(value):
        return None
    if kind == "date":
        return days(value)
    if kind == "category":
        if str(value) in categories:
            return float(categories.index(str(value)))
        return None if isinstance(value, str) else float(value)
    if isinstance(value, str):
        raise CannotDraw(f"{value!r} on an axis of numbers cannot be drawn as SVG")
    if kind == "log":
        return math.log10(value) if value > 0 else None
    return float(value)


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


def unscaled(place: float, kind: str) -> float:
    """Return the number at a place on the scale of numbers."""
    return float(10**place) if kind == "log" else place


def axis(letter: str, spec: dict[str, Any], traces: Sequence[dict[str, Any]]) -> Axis:
    """Return an axis with its kind, its categories and the range it is given, if it is given one."""
    values = [value for trace in traces for value in listed(trace.get(letter))]
    kind = spec.get("type") or "-"
    kind = _kind(values) if kind == "-" else one_of(f"{letter} axis of type", kind, KINDS)
    made = Axis(letter, kind, spec, _categories(spec, values) if kind == "category" else ())
    limits = spec.get("range")
    if limits is None or None in limits:
        return made
    ends = [float(limit) if kind == "category" else made.labelled(limit) for limit in limits]
    if None in ends or ends[0] == ends[1]:
        raise CannotDraw(f"the range {limits} of the {letter} axis cannot be drawn as SVG")
    return replace(made, low=ends[0] or 0.0, high=ends[1] or 0.0)


def listed(values: Any) -> list[Any]:
    """Return an array of any make as a list, an absent one as an empty list."""
    return [] if values is None else list(values)


def _kind(values: Iterable[Any]) -> str:
    known = [value for value in values if not missing(value)]
    if any(isinstance(value, (date, datetime)) for value in known):
        return "date"
    if not any(isinstance(value, str) for value in known):
        return "linear"
    return "date" if all(_is_day(value) for value in known) else "category"


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and days(value) is not None
    except ValueError:
        return False


def _categories(spec: dict[str, Any], values: Sequence[Any]) -> tuple[str, ...]:
    order = spec.get("categoryorder", "array" if spec.get("categoryarray") is not None else "trace")
    one_of("order of categories", order, ("trace", "array"))
    first = listed(spec.get("categoryarray")) if order == "array" else []
    return tuple(dict.fromkeys(str(value) for value in [*first, *values] if not missing(value)))
