"""The frame of a chart: its margins, axes, ticks and grid, where Plotly puts them. Pure."""

import itertools
from dataclasses import dataclass, replace
from math import cos, hypot, radians, sin
from typing import Any

from dashboard.figures.svg import text as svg_text
from dashboard.figures.svg.axis import Axis, axis
from dashboard.figures.svg.drawable import CannotDraw
from dashboard.figures.svg.marks import dashes
from dashboard.figures.svg.text import Box, given, n
from dashboard.figures.svg.ticks import Tick, ticks

# Plotly's own margins, to the pixel: they hold wherever a layout is silent.
MARGIN = {"l": 80, "r": 80, "t": 100, "b": 80}
PAD = 12
# Plotly stops here as well: a chart of labels alone would show nothing.
LEAST = 64  # pixels that a growing margin leaves to the plot
# A wider margin may turn labels, which need another margin again: bounded, should two states lead to each
# other.
ROUNDS = 8
# Plotly tries these and no others when labels would meet.
ANGLES = (0, 30, 90)
CAP = 0.35  # from the middle of a small letter's line to its foot, in font sizes
Sides = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Side:
    """An axis with its ticks as they are set: their size, their angle, the boxes of labels in pixels.

    `words` are the ticks with their labels' way aside: what would leave the picture is set within it.
    """

    axis: Axis
    ticks: list[Tick]
    size: float
    angle: float
    boxes: list[Box]
    words: list[tuple[Tick, float]]

    @property
    def edge(self) -> Box:
        """Left, top, right and bottom of all labels together."""
        return (
            min(box[0] for box in self.boxes),
            min(box[1] for box in self.boxes),
            max(box[2] for box in self.boxes),
            max(box[3] for box in self.boxes),
        )


@dataclass(frozen=True)
class Frame:
    """Both axes of a chart with their labels."""

    x: Side
    y: Side

    @property
    def axes(self) -> dict[str, Axis]:
        """The axes by their letters."""
        return {"x": self.x.axis, "y": self.y.axis}


# The frame stands before anything is drawn, as the marks need its pixels. Labels that have once turned
# upright stay so, or the rounds would never end.
def framed(figure: dict[str, Any], width: int) -> Frame:
    """Return the frame of a figure at a width in pixels: margins grow until the labels of both axes fit."""
    layout = figure["layout"]
    base = {side: float(layout.get("margin", {}).get(side, room)) for side, room in MARGIN.items()}
    plain = {letter: axis(letter, layout.get(f"{letter}axis", {})) for letter in ("x", "y")}
    margin, upright = base, False
    for _ in range(ROUNDS):
        frame = _laid(figure, plain, margin, width, upright)
        upright = upright or frame.x.angle == 90
        grown = _grown(frame, figure, base, width)
        if grown == margin:
            break
        margin = grown
    return frame


# A plot of no width would divide by nought further on; two pixels are not seen.
def _laid(figure: dict[str, Any], plain: dict[str, Axis], margin: Sides, width: int, upright: bool) -> Frame:
    height = figure["layout"].get("height", 450)
    sides = {}
    for letter, start, length in (
        ("x", margin["l"], width - margin["l"] - margin["r"]),
        ("y", margin["t"], height - margin["t"] - margin["b"]),
    ):
        sides[letter] = replace(plain[letter], start=start, length=max(length, 2.0))
    below = _below(sides["x"], sides["y"], upright, figure, width)
    return Frame(below, _left(sides["y"], sides["x"], figure))


def _font(axis: Axis, figure: dict[str, Any]) -> float:
    font = {**figure["layout"].get("font", {}), **axis.spec.get("tickfont", {})}
    return float(font.get("size", 12))


def _has_line(axis: Axis) -> bool:
    return bool(axis.spec.get("showline", "linecolor" in axis.spec or "linewidth" in axis.spec))


def _off(axis: Axis, size: float) -> float:
    """How far the labels stand off the plot."""
    line = float(axis.spec.get("linewidth", 1)) if _has_line(axis) else 0.0
    off = line / 2 + (line or 1.0) / 2 + (0.2 * size if _has_line(axis) else 0.0)
    return off + float(axis.spec.get("ticklabelstandoff", 0))


def _shown(axis: Axis) -> list[Tick]:
    return ticks(axis) if axis.spec.get("visible", True) else []


def _said(axis: Axis, shown: list[Tick]) -> list[Tick]:
    return [tick for tick in shown if tick.text] if axis.spec.get("showticklabels", True) else []


def _below(axis: Axis, other: Axis, upright: bool, figure: dict[str, Any], width: int) -> Side:
    shown, size = _shown(axis), _font(axis, figure)
    asked = axis.spec.get("tickangle", "auto")
    angle = (
        90.0
        if upright and asked == "auto"
        else _angle(axis, shown, size)
        if asked == "auto"
        else float(asked)
    )
    top = other.end + _off(axis, size)
    said = _said(axis, shown)
    boxes = [_turned(axis, tick, size, top, angle) for tick in said]
    within = [box for box in boxes if box[0] >= 0 and box[2] <= width]
    return Side(
        axis=axis,
        ticks=shown,
        size=size,
        angle=angle,
        boxes=within,
        words=_inside(said, boxes, within, width),
    )


# The label that most often reaches out is the last of a time axis: the newest period, which readers look for
# first.
def _inside(said: list[Tick], boxes: list[Box], within: list[Box], width: int) -> list[tuple[Tick, float]]:
    """The labels to be set, each with its way aside.

    Plotly hides one that leaves the picture; here it is moved in, or hidden where it would meet another.
    """
    words = []
    for tick, box in zip(said, boxes, strict=True):
        aside = max(0.0, -box[0]) - max(0.0, box[2] - width)
        left, right = box[0] + aside, box[2] + aside
        if not aside or all(right < other[0] or left > other[2] for other in within):
            words.append((tick, aside))
    return words


def _angle(axis: Axis, shown: list[Tick], size: float) -> float:
    """The smallest of Plotly's angles at which labels that would meet go clear of each other."""
    said = _said(axis, shown)
    if len(said) < 2:
        return 0.0
    spans = []
    for tick in said:
        middle, half = axis.pixel(tick.place), svg_text.size_of(tick.text, size)[0] / 2
        spans.append((middle - half, middle + half + 2))
    meet = any(a[0] <= b[1] and b[0] <= a[1] for a, b in itertools.pairwise(spans))
    if not meet:
        return 0.0
    step = abs(axis.pixel(said[-1].place) - axis.pixel(said[0].place)) / (len(said) - 1)
    count = max(len(svg_text.lines(tick.text)) for tick in said)
    part = step / hypot(step, size * 1.25 * count)
    return float(next((angle for angle in ANGLES if cos(radians(angle)) <= part), ANGLES[-1]))


def _turned(axis: Axis, tick: Tick, size: float, top: float, angle: float) -> Box:
    """The box of a label under the axis; a turned one turns about a point half a letter over its foot."""
    x, foot = axis.pixel(tick.place), top + size
    width, height = svg_text.size_of(tick.text, size)
    left = 0.0 if angle > 0 else -width if angle < 0 else -width / 2
    first = foot - round(svg_text.ASCENT * size)
    if not angle:
        return (x + left, first, x + left + width, first + height)
    pivot = foot - size / 2
    first -= (height - svg_text.height(1, size)) / 2 if abs(angle) > 60 else 0
    turn = radians(angle)
    corners = [(dx, dy - pivot) for dx in (left, left + width) for dy in (first, first + height)]
    xs = [x + dx * cos(turn) - dy * sin(turn) for dx, dy in corners]
    ys = [pivot + dx * sin(turn) + dy * cos(turn) for dx, dy in corners]
    return (min(xs), min(ys), max(xs), max(ys))


def _left(axis: Axis, other: Axis, figure: dict[str, Any]) -> Side:
    shown, size = _shown(axis), _font(axis, figure)
    if axis.spec.get("tickangle", "auto") not in ("auto", 0):
        raise CannotDraw("turned labels of a value axis cannot be drawn as SVG")
    right = other.start - _off(axis, size)
    boxes = []
    for tick in _said(axis, shown):
        width, height = svg_text.size_of(tick.text, size)
        width *= svg_text.WIDEST  # a name that a wider face sets would be cut at the picture's edge
        top = _first_foot(axis, tick, size) - round(svg_text.ASCENT * size)
        boxes.append((right - width, top, right, top + height))
    return Side(
        axis=axis,
        ticks=shown,
        size=size,
        angle=0,
        boxes=boxes,
        words=[(tick, 0.0) for tick in _said(axis, shown)],
    )


def _first_foot(axis: Axis, tick: Tick, size: float) -> float:
    """Where the first line of a label beside the axis stands: the block is about the tick."""
    above = (len(svg_text.lines(tick.text)) - 1) * svg_text.LINE * size / 2
    return axis.pixel(tick.place) + CAP * size - above


# Both axes push at all four sides: a long name under the first tick reaches out to the left.
def _grown(frame: Frame, figure: dict[str, Any], base: Sides, width: int) -> Sides:
    """The margins that hold the labels of both axes, as far as they leave the plot its least size."""
    layout = figure["layout"]
    wide, high = width, layout.get("height", 450)
    pad = min(PAD, *base.values())
    margin = dict(base)
    for side, pushes in (("x", _pushed_below(frame, layout)), ("y", _pushed_left(frame, layout))):
        if not layout.get(f"{side}axis", {}).get("automargin"):
            continue
        _share(pushes, "l", "r", wide, base)
        _share(pushes, "t", "b", high, base)
        margin = {key: max(room, pushes[key] + pad if pushes[key] else 0.0) for key, room in margin.items()}
    _share(margin, "l", "r", wide, base)
    _share(margin, "t", "b", high, base)
    return {key: float(round(room)) for key, room in margin.items()}


# Opposite margins shrink by the same part, so that the plot stays about where the layout put it.
def _share(pushes: Sides, first: str, last: str, whole: float, base: Sides) -> None:
    """Make two margins smaller, where they would leave the plot less than its least."""
    least = min(max(whole - base[first] - base[last], 2.0), LEAST)
    most = max(0.0, whole - least)
    over = (pushes[first] + pushes[last]) / most if most else 0.0
    if over > 1:
        pushes[first], pushes[last] = pushes[first] / over, pushes[last] / over


# Plotly keeps this room even for an empty title. Without it both renderers would differ by a line.
def _titled(layout: dict[str, Any], letter: str) -> float:
    """The room Plotly keeps for a title that is given, even one without words."""
    if "title" not in layout.get(f"{letter}axis", {}):
        return 0.0
    return float(round(1.2 * layout.get("font", {}).get("size", 12)))


def _pushed_below(frame: Frame, layout: dict[str, Any]) -> Sides:
    axis, other = frame.x.axis, frame.y.axis
    pushes = {"l": 0.0, "r": 0.0, "t": 0.0, "b": _titled(layout, "x")}
    if frame.x.boxes:
        left, _, right, bottom = frame.x.edge
        pushes["b"] += max(0.0, bottom - other.end)
        pushes["r"] = max(0.0, right - axis.end)
        pushes["l"] = max(0.0, axis.start - left)
    return pushes


def _pushed_left(frame: Frame, layout: dict[str, Any]) -> Sides:
    axis, other = frame.y.axis, frame.x.axis
    pushes = {"l": _titled(layout, "y"), "r": 0.0, "t": 0.0, "b": 0.0}
    if frame.y.boxes:
        left, top, _, bottom = frame.y.edge
        pushes["l"] += max(0.0, other.start - left)
        pushes["b"] = max(0.0, bottom - axis.end)
        pushes["t"] = max(0.0, axis.start - top)
    return pushes


# Drawn apart from the axes' lines: bars and points lie between the two.
def grid(frame: Frame) -> str:
    """Return the grid and the lines at nought."""
    return _grid(frame.x, frame.y.axis) + _grid(frame.y, frame.x.axis)


def _grid(side: Side, other: Axis) -> str:
    spec, axis = side.axis.spec, side.axis
    parts = []
    if spec.get("showgrid", True):
        zero = bool(spec.get("zeroline"))
        places = [
            tick.place for tick in side.ticks if not (zero and tick.place == 0) and axis.holds(tick.place)
        ]
        style = {"color": spec.get("gridcolor", "#eee"), "width": spec.get("gridwidth", 1)}
        parts.append(_rules(places, axis, other, style | {"dash": spec.get("griddash")}))
    if spec.get("zeroline") and axis.kind == "linear" and axis.holds(0):
        style = {"color": spec.get("zerolinecolor", "#444"), "width": spec.get("zerolinewidth", 1)}
        parts.append(_rules([0.0], axis, other, style))
    return "".join(parts)


def _rules(places: list[float], axis: Axis, other: Axis, line: dict[str, Any]) -> str:
    if not places:
        return ""
    upright = axis.letter == "x"
    path = "".join(
        f"M{n(axis.pixel(place))} {n(other.start)}V{n(other.end)}"
        if upright
        else f"M{n(other.start)} {n(axis.pixel(place))}H{n(other.end)}"
        for place in places
    )
    wide = None if line["width"] == 1 else line["width"]
    style = given({"stroke": line["color"], "stroke_width": wide, "stroke_dasharray": dashes(line)})
    return f'<path d="{path}"{style} shape-rendering="crispEdges"/>'


# The horizontal line reaches under the upright one, or their corner would lack a dot.
def axis_lines(frame: Frame) -> list[Box]:
    """Return the lines of the axes, half a line outside the plot, from end to end: x, y, x, y."""
    x, y = frame.x.axis, frame.y.axis
    ends = []
    reach = float(y.spec.get("linewidth", 1)) if _has_line(y) else 0.0
    if _has_line(x) and x.spec.get("visible", True):
        foot = y.end + float(x.spec.get("linewidth", 1)) / 2
        ends.append((x.start - reach, foot, x.end, foot))
    if reach and y.spec.get("visible", True):
        side = x.start - reach / 2
        ends.append((side, y.start, side, y.end))
    return ends


def lines(frame: Frame) -> str:
    """Return the lines of the axes."""
    parts = []
    for x0, y0, x1, y1 in axis_lines(frame):
        axis = frame.x.axis if y0 == y1 else frame.y.axis
        style = {
            "stroke": axis.spec.get("linecolor", "#444"),
            "stroke_width": float(axis.spec.get("linewidth", 1)),
        }
        to = f"H{n(x1)}" if y0 == y1 else f"V{n(y1)}"
        parts.append(f'<path d="M{n(x0)} {n(y0)}{to}"{given(style)} shape-rendering="crispEdges"/>')
    return "".join(parts)


def ticklabels(frame: Frame, figure: dict[str, Any]) -> str:
    """Return the labels of both axes."""
    return _below_words(frame, figure) + _left_words(frame, figure)


def _words(side: Side, figure: dict[str, Any], inner: str, anchor: str) -> str:
    font = {**figure["layout"].get("font", {}), **side.axis.spec.get("tickfont", {})}
    style = given({"font_size": side.size, "fill": font.get("color"), "text_anchor": anchor})
    return f"<g{style}>{inner}</g>" if inner else ""


def _below_words(frame: Frame, figure: dict[str, Any]) -> str:
    axis, side, size = frame.x.axis, frame.x, frame.x.size
    top = frame.y.axis.end + _off(axis, size)
    parts = []
    for tick, aside in side.words:
        x, foot = axis.pixel(tick.place) + aside, top + size
        turn = f"rotate({n(side.angle)} {n(x)} {n(foot - size / 2)})" if side.angle else None
        more = len(svg_text.lines(tick.text)) - 1 if abs(side.angle) > 60 else 0
        lift = more * svg_text.LINE * size / 2
        parts.append(svg_text.element(tick.text, x, foot - lift, size, transform=turn))
    anchor = "start" if side.angle > 0 else "end" if side.angle < 0 else "middle"
    return _words(side, figure, "".join(parts), anchor)


def _left_words(frame: Frame, figure: dict[str, Any]) -> str:
    axis, side, size = frame.y.axis, frame.y, frame.y.size
    right = frame.x.axis.start - _off(axis, size)
    words = [
        svg_text.element(tick.text, right, _first_foot(axis, tick, size), size) for tick, _ in side.words
    ]
    return _words(side, figure, "".join(words), "end")
