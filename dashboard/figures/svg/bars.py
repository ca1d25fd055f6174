"""Bars: how wide they are and where they stand beside each other, by Plotly's rules. Pure."""

import itertools
from dataclasses import dataclass, replace
from typing import Any

from dashboard.figures.svg.axis import Axis, listed, scaled
from dashboard.figures.svg.known import CannotDraw, one_of

GAP = 0.2


@dataclass(frozen=True)
class Bar:
    """One bar. `place`, `middle`, `width` and `room` are on the scale of the axis it stands on.

    `room` is what the axis keeps free for its place; `base` and `end` are values on the other axis.
    """

    trace: int
    point: int
    upright: bool
    place: float
    middle: float
    width: float
    room: float
    base: float
    end: float


def bars(figure: dict[str, Any], axes: dict[str, Axis]) -> list[Bar]:
    """Return the bars of a figure, of every trace of bars, beside each other, on top, or one over another."""
    layout = figure["layout"]
    traces = [
        (at, trace)
        for at, trace in enumerate(figure["data"])
        if trace["type"] == "bar" and trace.get("visible", True) is True
    ]
    if not traces:
        return []
    mode = one_of("barmode", layout.get("barmode", "group"), ("group", "overlay", "stack", "relative"))
    stands = {one_of("bars of orientation", trace.get("orientation", "v"), ("v", "h")) for _, trace in traces}
    if len(stands) > 1:
        raise CannotDraw("bars of both orientations in one chart cannot be drawn as SVG")
    upright = stands == {"v"}
    found = [bar for at, trace in traces for bar in _of_trace(at, trace, upright, axes)]
    found = _beside(found, len(traces), mode, layout)
    return _stacked(found) if mode in ("stack", "relative") else found


def _of_trace(at: int, trace: dict[str, Any], upright: bool, axes: dict[str, Axis]) -> list[Bar]:
    if trace.get("text") is not None:
        one_of("text on bars at", trace.get("textposition", "auto"), ["none"])
    along, across = ("x", "y") if upright else ("y", "x")
    values = listed(trace.get(across))
    places = listed(trace.get(along)) or list(range(len(values)))
    found = []
    for point, (where, value) in enumerate(zip(places, values, strict=True)):
        place, size = axes[along].scaled(where), scaled(value, "linear")
        if place is None or size is None:
            continue
        base = float(one(trace.get("base"), point) or 0)
        width = float(one(trace.get("width"), point) or 0)
        found.append(Bar(at, point, upright, place, place, width, width, base, base + size))
    return found


def one(value: Any, point: int) -> Any:
    """Return a point's own part of what is given for all points or for each."""
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return value
    values = listed(value)
    return values[point] if point < len(values) else None


def _beside(found: list[Bar], traces: int, mode: str, layout: dict[str, Any]) -> list[Bar]:
    places = sorted({bar.place for bar in found})
    step = min((high - low for low, high in itertools.pairwise(places)), default=1.0)
    shared = mode == "group" and len({bar.place for bar in found}) < len(found)
    slot = step * (1 - layout.get("bargap", GAP)) / (traces if shared else 1)
    order = {at: number for number, at in enumerate(sorted({bar.trace for bar in found}))}
    made = []
    for bar in found:
        width = bar.width or slot * (1 - layout.get("bargroupgap", 0))
        shift = (order[bar.trace] - (traces - 1) / 2) * slot if shared else 0.0
        made.append(replace(bar, middle=bar.place + shift, width=width, room=max(step, bar.width)))
    return made


def stepped(axes: dict[str, Axis], found: list[Bar]) -> dict[str, Axis]:
    """Return the axes; the ticks of one whose places bars share stand on the bars, or far apart."""
    places = sorted({bar.place for bar in found})
    letter = "x" if found and found[0].upright else "y"
    if len(places) in (0, 1, len(found)) or axes[letter].kind not in ("linear", "date"):
        return axes
    step = min(high - low for low, high in itertools.pairwise(places))
    return {**axes, letter: replace(axes[letter], least=(step, places[0]))}


def _stacked(found: list[Bar]) -> list[Bar]:
    """Bars of one place on top of each other; those below nought hang from it."""
    tops: dict[tuple[float, bool], float] = {}
    made = []
    for bar in found:
        size = bar.end - bar.base
        base = tops.get((bar.place, size < 0), bar.base)
        tops[(bar.place, size < 0)] = base + size
        made.append(replace(bar, base=base, end=base + size))
    return made


def box(bar: Bar, axes: dict[str, Axis]) -> tuple[float, float, float, float] | None:
    """Return the pixels of a bar: left, top, width, height; None where nothing of it can be seen."""
    along, across = (axes["x"], axes["y"]) if bar.upright else (axes["y"], axes["x"])
    ends = (along.pixel(bar.middle - bar.width / 2), along.pixel(bar.middle + bar.width / 2))
    top = across.at(bar.end)
    foot = across.at(bar.base)
    # On a logarithmic axis nought lies below everything: the bar starts at the end of the axis.
    foot = across.pixel(across.low) if foot is None else foot
    if top is None or foot is None or top == foot:
        return None
    low, high = sorted((foot, top))
    left, right = sorted(ends)
    return (left, low, right - left, high - low) if bar.upright else (low, left, high - low, right - left)
