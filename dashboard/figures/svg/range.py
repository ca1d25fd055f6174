"""The range of an axis that is given none: what Plotly would choose around what is drawn. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dashboard.figures.svg import text as svg_text
from dashboard.figures.svg.axis import Axis, listed, scaled
from dashboard.figures.svg.bars import Bar
from dashboard.figures.svg.known import one_of

LABEL_PAD = 2
EXTRA = 0.05  # of the axis, kept free beyond marks
LEAST_MARK, PER_PIXEL = 3.0, 1.6  # a mark keeps a little more than half its size free
ALIGNED = {"left": 0.5, "right": -0.5, "bottom": 0.5, "top": -0.5}


@dataclass(frozen=True)
class Reach:
    """A place on the scale that the range must hold, with the pixels to keep free below and above it."""

    place: float
    below: float = 0.0
    above: float = 0.0
    extra: bool = False


def ranged(axis: Axis, figure: dict[str, Any], bars: Iterable[Bar]) -> Axis:
    """Return the axis with its range: as given, or around the traces, bars, shapes and labels."""
    backwards = one_of("autorange", axis.spec.get("autorange"), (None, True, False, "reversed")) == "reversed"
    if axis.spec.get("range") is not None and None not in axis.spec["range"]:
        return axis
    reaches = list(_reaches(axis, figure, bars))
    low, high = _around(reaches, axis) if reaches else _empty(axis)
    return replace(axis, low=high, high=low) if backwards else replace(axis, low=low, high=high)


def _empty(axis: Axis) -> tuple[float, float]:
    if axis.kind == "date":
        return 10957.0, 11323.0  # the year 2000, as in Plotly
    return (0.0 if axis.kind == "log" else -1.0), (6.0 if axis.letter == "x" else 4.0)


def _around(reaches: list[Reach], axis: Axis) -> tuple[float, float]:
    low, high = min(one.place for one in reaches), max(one.place for one in reaches)
    mode = one_of("rangemode", axis.spec.get("rangemode", "normal"), ("normal", "tozero", "nonnegative"))
    if low == high:
        unit = 1 / 86_400_000 if axis.kind == "date" else 1.0
        bottom = max(0.0, low - unit) if mode == "nonnegative" else low - unit
        return (0.0, low) if mode == "tozero" and low > 0 else (bottom, high + unit)
    first, last, scale = _tightest(reaches, axis.length)
    bottom, top = _freed(first, axis.length, "below"), _freed(last, axis.length, "above")
    if mode != "normal" and (first.place >= 0 if mode == "tozero" else first.place - scale * bottom < 0):
        first, bottom = Reach(0.0), 0.0
    if mode == "tozero" and last.place <= 0:
        last, top = Reach(0.0), 0.0
    scale = (last.place - first.place) / (axis.length - bottom - top)
    return first.place - scale * bottom, last.place + scale * top


def _freed(one: Reach, length: float, side: str) -> float:
    return float(getattr(one, side)) + (EXTRA * length if one.extra else 0.0)


def _tightest(reaches: list[Reach], length: float) -> tuple[Reach, Reach, float]:
    """The two places that leave the fewest pixels for a unit, with what they keep free."""
    best = (reaches[0], reaches[0], 0.0)
    lows = _farthest(reaches, -1, "below", length)
    for first in lows:
        for last in _farthest(reaches, 1, "above", length):
            span = last.place - first.place
            if span <= 0:
                continue
            room = length - _freed(first, length, "below") - _freed(last, length, "above")
            if room > length / 10 and span / room > best[2]:
                best = (first, last, span / room)
            elif room <= length / 10 and span / length > best[2]:
                best = (Reach(first.place), Reach(last.place), span / length)
    return best


def _farthest(reaches: list[Reach], sign: int, side: str, length: float) -> list[Reach]:
    """The places that matter at one end: none lies further out and keeps as much free."""
    kept: list[Reach] = []
    for one in sorted(reaches, key=lambda one: (sign * one.place, _freed(one, length, side)), reverse=True):
        if not kept or _freed(one, length, side) > _freed(kept[-1], length, side):
            kept.append(one)
    return kept


def _reaches(axis: Axis, figure: dict[str, Any], bars: Iterable[Bar]) -> Iterator[Reach]:
    for trace in figure["data"]:
        if trace["type"] == "scatter" and trace.get("visible", True) is True:
            yield from _of_trace(axis, trace)
        yield from _of_errors(axis, trace)
    for bar in bars:
        yield from _of_bar(axis, bar)
    for shape in figure["layout"].get("shapes", ()):
        if shape.get(f"{axis.letter}ref", axis.letter) == axis.letter:
            yield from _of_shape(axis, shape)
    for note in figure["layout"].get("annotations", ()):
        if note.get(f"{axis.letter}ref", axis.letter) == axis.letter:
            yield from _of_note(axis, note, figure["layout"])


def _of_trace(axis: Axis, trace: dict[str, Any]) -> Iterator[Reach]:
    mode, fill = trace.get("mode", ""), trace.get("fill", "none")
    marked = "markers" in mode
    other = "y" if axis.letter == "x" else "x"
    wide = (trace.get(f"error_{other}") or {}).get("visible", True) and trace.get(f"error_{other}")
    tight = not wide and (fill in (f"tonext{other}", f"tozero{other}") or not (marked or "text" in mode))
    # A line without marks touches the sides of the chart, and never its top or bottom.
    padded = not (tight and (axis.letter == "x" or fill in ("tonextx", "tozerox")))
    values = listed(trace.get(axis.letter))
    sizes = _sizes(trace, len(values)) if marked and padded else [0.0] * len(values)
    for value, size in zip(values, sizes, strict=True):
        place = axis.scaled(value)
        if place is not None:
            yield Reach(place, size, size, padded)
    if fill == f"tozero{axis.letter}" and axis.kind == "linear":
        yield Reach(0.0)


def _sizes(trace: dict[str, Any], count: int) -> list[float]:
    size = (trace.get("marker") or {}).get("size", 6)
    sizes = [size] * count if isinstance(size, (int, float)) else listed(size)
    return [max((one or 0) / PER_PIXEL, LEAST_MARK) for one in sizes]


def _of_errors(axis: Axis, trace: dict[str, Any]) -> Iterator[Reach]:
    error = trace.get(f"error_{axis.letter}") or {}
    if not error.get("visible", True) or axis.kind not in ("linear", "log"):
        return
    array = listed(error.get("array"))
    minus = array if error.get("symmetric", True) else listed(error.get("arrayminus"))
    for value, down, up in zip(listed(trace.get(axis.letter)), minus, array, strict=False):
        ends = [value - down, value + up] if None not in (value, down, up) else []
        for end in ends:
            place = axis.scaled(end)
            if place is not None:
                yield Reach(place, extra=True)


def _of_bar(axis: Axis, bar: Bar) -> Iterator[Reach]:
    if (axis.letter == "x") == bar.upright:
        yield from (Reach(bar.place - bar.room / 2), Reach(bar.place + bar.room / 2))
        return
    for end in (bar.base, bar.end):
        place = scaled(end, axis.kind)
        if place is not None:
            yield Reach(place, extra=end != 0)


def _of_shape(axis: Axis, shape: dict[str, Any]) -> Iterator[Reach]:
    half = (shape.get("line") or {}).get("width", 2) / 2
    for key in (f"{axis.letter}0", f"{axis.letter}1"):
        place = axis.scaled(shape.get(key))
        if place is not None:
            yield Reach(place, half, half)


def _of_note(axis: Axis, note: dict[str, Any], layout: dict[str, Any]) -> Iterator[Reach]:
    place = axis.labelled(note.get(axis.letter))
    if place is None:
        return
    size = {**layout.get("font", {}), **note.get("font", {})}.get("size", 12)
    width, height = svg_text.size_of(note.get("text", ""), size)
    full = (width if axis.letter == "x" else height) + 2 * LABEL_PAD
    shift = note.get(f"{axis.letter}shift", 0) + full * ALIGNED.get(
        note.get(f"{axis.letter}anchor", "auto"), 0
    )
    yield Reach(place, max(0.0, full / 2 - shift), max(0.0, full / 2 + shift))
