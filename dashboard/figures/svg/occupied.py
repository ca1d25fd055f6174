"""What the points and lines of a chart cover, in pixels: where a label must not stand. Pure.

What lies within a band is left out: it is pale, and words on it can be read.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.figures.svg import marks as svg_marks
from dashboard.figures.svg import notes as svg_notes
from dashboard.figures.svg.axis import of_point
from dashboard.figures.svg.symbols import radius
from dashboard.figures.svg.text import Box

Stroke = tuple[float, float, float, float]
Strokes = NDArray[np.float64]
"""A row a stroke: x and y of one end, x and y of the other."""


def points(figure: dict[str, Any], chart: svg_marks.Chart) -> list[Box]:
    """Return the boxes of the points that are seen."""
    return [box for trace in figure["data"] for box in _points(trace, chart)]


def strokes(figure: dict[str, Any], chart: svg_marks.Chart, axes: Sequence[Stroke]) -> Strokes:
    """Return the lines, the intervals, the lines among the shapes, and those of the `axes`."""
    rows = [*axes, *(stroke for trace in figure["data"] for stroke in _of_trace(trace, chart))]
    for shape in figure["layout"].get("shapes", ()):
        if shape["type"] == "line" and (corners := svg_notes.corners(shape, chart.axes)):
            rows.append((*corners[0], *corners[1]))
    return np.array(rows, dtype=float).reshape(-1, 4)


def _points(trace: dict[str, Any], chart: svg_marks.Chart) -> Iterator[Box]:
    if "markers" not in str(trace.get("mode", "")):
        return
    marker = trace.get("marker") or {}
    for at, place in enumerate(svg_marks.places(trace, chart)):
        r = radius(marker, at)
        if place and r and of_point(marker.get("opacity"), at) != 0:
            yield (place[0] - r, place[1] - r, place[0] + r, place[1] + r)


def _of_trace(trace: dict[str, Any], chart: svg_marks.Chart) -> Iterator[Stroke]:
    for letter in ("x", "y"):
        for far, near, at in svg_marks.error_ends(trace, letter, svg_marks.points_of(trace), chart):
            yield (far, at, near, at) if letter == "x" else (at, far, at, near)
    if "lines" in str(trace.get("mode", "")):
        for piece in svg_marks.segments(trace, chart):
            for (x0, y0), (x1, y1) in pairwise(piece):
                yield (x0, y0, x1, y1)


def inside(lines: Strokes, box: Box) -> float:
    """Return the length of all strokes within a box, in pixels."""
    if not len(lines):
        return 0.0
    start, way = lines[:, :2], lines[:, 2:] - lines[:, :2]
    low, high = np.array(box[:2]), np.array(box[2:])
    # Of each stroke the part, from 0 to 1, that lies between both pairs of sides. One that is level lies
    # between a pair for its whole length, or not at all.
    with np.errstate(divide="ignore", invalid="ignore"):
        first, last = (low - start) / way, (high - start) / way
    level = way == 0
    between = (low <= start) & (start <= high)
    enter = np.where(level, np.where(between, 0.0, 2.0), np.minimum(first, last))
    leave = np.where(level, np.where(between, 1.0, -1.0), np.maximum(first, last))
    part = np.clip(leave.min(axis=1), 0, 1) - np.clip(enter.max(axis=1), 0, 1)
    return float((np.clip(part, 0, 1) * np.hypot(way[:, 0], way[:, 1])).sum())
