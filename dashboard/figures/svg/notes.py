"""Shapes and labels of a chart as SVG, where Plotly puts them. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.figures.svg import text as svg_text
from dashboard.figures.svg.axis import Axis
from dashboard.figures.svg.drawable import one_of
from dashboard.figures.svg.marks import Point, clip, dashes, path_of
from dashboard.figures.svg.text import Box, given, n

LAYERS = ("below", "between", "above")
SIDES = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}
PAD = 2  # between a label and the edge of its box: half of a border that nobody sees, and a pixel
_CLEAR = re.compile(r"transparent|rgba\(.*,0(\.0*)?\)")
DARK = "#444"  # Plotly's own, where a shape names no colour


def shapes(wanted: Sequence[dict[str, Any]], axes: dict[str, Axis], layer: str) -> str:
    """Return the shapes of a layer: "paper" is under the grid, "below" over it, "above" over the marks."""
    return "".join(
        _shape(shape, axes) for shape in wanted if _layer(shape) == layer and shape.get("visible", True)
    )


def _layer(shape: dict[str, Any]) -> str:
    layer = one_of("shape of layer", shape.get("layer", "above"), LAYERS)
    if layer == "above":
        return "above"
    on_paper = "paper" in (shape.get("xref"), shape.get("yref"))
    return "paper" if on_paper and layer == "below" else "below"


def _shape(shape: dict[str, Any], axes: dict[str, Axis]) -> str:
    kind, ends = one_of("shape of type", shape.get("type"), ("line", "rect")), corners(shape, axes)
    if ends is None:
        return ""
    line = {"width": 2, "color": DARK, **(shape.get("line") or {})}
    style = {"stroke": line["color"], "stroke_width": line["width"], "stroke_dasharray": dashes(line)}
    style = (style if line["width"] else {}) | {"opacity": shape.get("opacity")}
    if kind == "line":
        drawn = f'<path d="{path_of(ends)}"{given({"fill": "none", **style})}/>'
    else:
        (left, right), (top, foot) = (sorted(along) for along in zip(*ends, strict=True))
        size = f'width="{n(right - left)}" height="{n(foot - top)}"'
        fill = given({"fill": shape.get("fillcolor", "none"), **style})
        drawn = f'<rect x="{n(left)}" y="{n(top)}" {size}{fill}/>'
    return clip(drawn, ends, _window(shape, axes))


def corners(shape: dict[str, Any], axes: dict[str, Axis]) -> tuple[Point, Point] | None:
    """Return both ends of a shape in pixels, None where it has none or lies beyond the plot."""
    xs, ys = (_ends(shape, axis) for axis in (axes["x"], axes["y"]))
    return None if xs is None or ys is None else ((xs[0], ys[0]), (xs[1], ys[1]))


def _ends(shape: dict[str, Any], axis: Axis) -> tuple[float, float] | None:
    """The pixels of both ends along an axis, None where one is missing or both lie beyond one end."""
    on = one_of("shape on", shape.get(f"{axis.letter}ref", axis.letter), (axis.letter, "paper"))
    values = (shape.get(f"{axis.letter}0"), shape.get(f"{axis.letter}1"))
    if on == "paper":
        return _on_paper(values[0], axis), _on_paper(values[1], axis)
    first, last = map(axis.at, values)
    if first is None or last is None:
        return None
    beyond = max(first, last) < axis.start - 0.1 or min(first, last) > axis.end + 0.1
    return None if beyond else (first, last)


def _on_paper(part: Any, axis: Axis) -> float:
    part = float(part or 0)
    return axis.start + axis.length * (part if axis.letter == "x" else 1 - part)


def _window(shape: dict[str, Any], axes: dict[str, Axis]) -> tuple[float, float, float, float]:
    """What a shape may cover: the plot, and on the paper everything."""
    spans = []
    for axis in (axes["x"], axes["y"]):
        on_paper = shape.get(f"{axis.letter}ref") == "paper"
        spans.append((-1e4, 1e4) if on_paper else (axis.start, axis.end))
    return (spans[0][0], spans[1][0], spans[0][1], spans[1][1])


def labels(notes: Sequence[dict[str, Any]], axes: dict[str, Axis], font: dict[str, Any]) -> str:
    """Return the labels, each on its ground; one that belongs to a place beyond the axes is left out."""
    return "".join(_labels(notes, axes, font))


def _labels(notes: Sequence[dict[str, Any]], axes: dict[str, Axis], font: dict[str, Any]) -> Iterator[str]:
    for note in notes:
        ground = ground_of(note, axes, font)
        if ground is not None:
            yield _label(note, ground, size_in(note, font))


def size_in(note: dict[str, Any], font: dict[str, Any]) -> float:
    """Return the font size of a label, in pixels. `font`: that of the chart."""
    return float({**font, **(note.get("font") or {})}.get("size", 12))


def ground_of(note: dict[str, Any], axes: dict[str, Axis], font: dict[str, Any]) -> Box | None:
    """Return the ground of a label in pixels: left, top, right, bottom; None where it is not drawn."""
    if not note.get("visible", True) or not note.get("text"):
        return None
    words = svg_text.size_of(note["text"], size_in(note, font))
    wide, tall = round(words[0] + 2 * PAD), round(words[1] + 2 * PAD)
    left, top = _edge(note, axes["x"], wide), _edge(note, axes["y"], tall)
    return None if left is None or top is None else (left, top, left + wide, top + tall)


def _edge(note: dict[str, Any], axis: Axis, size: int) -> float | None:
    """The left or the top of a label's ground, None where its place lies beyond the axis."""
    letter = axis.letter
    on = one_of("label on", note.get(f"{letter}ref", letter), (letter, "paper"))
    anchor = note.get(f"{letter}anchor", "auto")
    if on == "paper":
        at: float | None = _on_paper(note.get(letter), axis)
        part = (float(note.get(letter) or 0)) if letter == "x" else 1 - float(note.get(letter) or 0)
        middle = 0.0 if part < 1 / 3 else 1.0 if part > 2 / 3 else 0.5
    else:
        place = axis.labelled(note.get(letter))
        at = axis.pixel(place) if place is not None and axis.holds(place) else None
        middle = 0.5
    if at is None:
        return None
    share = middle if anchor == "auto" else SIDES[one_of(f"label's {letter}anchor", anchor, SIDES)]
    shift = note.get(f"{letter}shift", 0) * (1 if letter == "x" else -1)
    return float(round(at + shift - size * share))


def _label(note: dict[str, Any], ground: Box, size: float) -> str:
    """Return the words of a label on its ground. Words set wider than thought keep the side they hang on."""
    colour = note.get("bgcolor")
    clear = not colour or _CLEAR.fullmatch(colour.replace(" ", ""))
    left, top, right, bottom = ground
    place = {"x": left + 0.5, "y": top + 0.5, "width": right - left - 1, "height": bottom - top - 1}
    rect = given({**place, "fill": colour})
    start = PAD + {"left": 0.0, "right": right - left - 2 * PAD}.get(_hangs(note), (right - left) / 2 - PAD)
    anchor = {"left": None, "right": "end"}.get(_hangs(note), "middle")
    foot = top + PAD + round(svg_text.ASCENT * size)
    text = svg_text.element(
        note["text"],
        left + start,
        foot,
        size,
        font_size=size,
        fill=(note.get("font") or {}).get("color"),
        text_anchor=anchor,
    )
    inner = ("" if clear else f"<rect{rect}/>") + text
    faint = note.get("opacity", 1)
    return inner if faint == 1 else f'<g opacity="{faint}">{inner}</g>'


def _hangs(note: dict[str, Any]) -> str:
    """The side a label of one line hangs on; lines of a block stand about its middle, as in Plotly."""
    if len(svg_text.lines(note["text"])) > 1:
        return str(note.get("align", "center"))
    if note.get("xref") == "paper" and note.get("xanchor", "auto") == "auto":
        part = float(note.get("x") or 0)
        return "left" if part < 1 / 3 else "right" if part > 2 / 3 else "center"
    return str(note.get("xanchor", "center"))
