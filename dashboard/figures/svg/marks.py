"""Traces as SVG: lines, fills, error bars and points. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from dashboard.figures.svg.axis import Axis, listed, of_point
from dashboard.figures.svg.drawable import CannotDraw, one_of
from dashboard.figures.svg.symbols import marks, radius
from dashboard.figures.svg.text import given, n

MODES = ("lines", "markers", "none")
SHAPES = ("linear", "hv")
FILLS = ("none", "toself")
# In units of the line's width, as Plotly has them: a thin dashed line has short dashes.
DASHES = {
    "dot": (1, 1),
    "dash": (3, 3),
    "longdash": (5, 5),
    "dashdot": (3, 1, 1, 1),
    "longdashdot": (5, 2, 1, 2),
}
Point = tuple[float, float]
Segment = list[Point]


@dataclass(frozen=True)
class Chart:
    """What the marks stand on: both axes with their pixels."""

    axes: dict[str, Axis]

    @property
    def window(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the plot in pixels."""
        return (self.axes["x"].start, self.axes["y"].start, self.axes["x"].end, self.axes["y"].end)


# A trace that is `legendonly` is held for the reader to switch on, and is no part of the first picture.
def drawn(data: Sequence[dict[str, Any]], chart: Chart) -> str:
    """Return all lines and points, the traces in their order."""
    seen = [trace for trace in data if trace["type"] == "scatter" and trace.get("visible", True) is True]
    return "".join(in_group(trace, _scatter(trace, chart)) for trace in seen)


# Opacity belongs to the group: on each mark, two that overlap would show darker where they meet.
def in_group(trace: dict[str, Any], inner: str) -> str:
    """Return the marks of a trace as faint as it is asked to be."""
    faint = trace.get("opacity", 1)
    return f'<g opacity="{faint}">{inner}</g>' if faint != 1 and inner else inner


# Fill, then error bars, then line, then points: what is to be read is never covered by what explains it.
def _scatter(trace: dict[str, Any], chart: Chart) -> str:
    modes, lines = _modes(trace), segments(trace, chart)
    inner = _fill(trace, lines, chart) + _errors(trace, chart)
    inner += _line(trace, lines, chart) if "lines" in modes else ""
    clipped = trace.get("cliponaxis", True)
    known = [
        (at, *place)
        for at, place in enumerate(places(trace, chart))
        if place and (clipped or _within(place, chart))
    ]
    return inner + (_points(trace, known, chart, clipped) if "markers" in modes else "")


def _modes(trace: dict[str, Any]) -> set[str]:
    modes = str(trace.get("mode", "")).split("+")
    for mode in modes:
        one_of("scatter of mode", mode, MODES)
    return set(modes)


def places(trace: dict[str, Any], chart: Chart) -> list[Point | None]:
    """Return the pixels of every point, None where a figure is missing."""
    xs, ys = listed(trace.get("x")), listed(trace.get("y"))
    if len(xs) != len(ys):
        raise CannotDraw(f"a trace with {len(xs)} x and {len(ys)} y cannot be drawn as SVG")
    pixels = zip(map(chart.axes["x"].at, xs), map(chart.axes["y"].at, ys), strict=True)
    return [None if x is None or y is None else (x, y) for x, y in pixels]


# A gap stays a gap. A line drawn across a withheld figure would state a figure.
def segments(trace: dict[str, Any], chart: Chart) -> list[Segment]:
    """Return the corners of a trace's line, in pieces between missing points."""
    line = trace.get("line") or {}
    shape = one_of("line of shape", line.get("shape", "linear"), SHAPES)
    corners = places(trace, chart)
    if trace.get("connectgaps"):
        corners = [place for place in corners if place]
    pieces = [list(piece) for known, piece in groupby(corners, bool) if known]
    return [_stepped([place for place in piece if place], shape) for piece in pieces]


# A target holds until the next one is set, so its line goes on level and then jumps: Plotly's `hv`.
def _stepped(piece: Segment, shape: str) -> Segment:
    if shape == "linear":
        return piece
    steps = piece[:1]
    for before, place in pairwise(piece):
        steps += [(place[0], before[1]), place]
    return steps


def _line(trace: dict[str, Any], pieces: Sequence[Segment], chart: Chart) -> str:
    line = trace.get("line") or {}
    wide = line.get("width", 2)
    pieces = [piece for piece in pieces if len(piece) > 1]
    if not pieces or not wide:
        return ""
    style = given(
        {"fill": "none", "stroke": _colour(trace), "stroke_width": wide, "stroke_dasharray": dashes(line)}
    )
    path = f'<path d="{"".join(map(path_of, pieces))}"{style}/>'
    return clip(path, [place for piece in pieces for place in piece], chart.window)


# Plotly would take the next colour of its own list, which nobody has checked for contrast.
def _colour(trace: dict[str, Any]) -> str:
    for part in ("line", "marker"):
        colour = (trace.get(part) or {}).get("color")
        if isinstance(colour, str):
            return colour
    raise CannotDraw("a trace without a colour of its own cannot be drawn as SVG")


def dashes(line: dict[str, Any]) -> str:
    """Return the dashes of a line in pixels, as Plotly spaces them by its width; "" for a solid one."""
    dash = line.get("dash") or "solid"
    if dash == "solid":
        return ""
    unit = max(float(line.get("width", 2)), 3)
    return " ".join(n(part * unit) for part in DASHES[one_of("line of dash", dash, DASHES)])


# Level stretches are common, and every picture stands within a page: what is written twice is sent twice.
def path_of(piece: Sequence[Point]) -> str:
    """Return the path through points; the same height or place is written once."""
    parts = [f"M{n(piece[0][0])} {n(piece[0][1])}"]
    before = (n(piece[0][0]), n(piece[0][1]))
    for x, y in piece[1:]:
        to = (n(x), n(y))
        if to != before:
            parts.append(_step(before, to))
        before = to
    return "".join(parts)


def _step(before: tuple[str, str], to: tuple[str, str]) -> str:
    if to[0] == before[0]:
        return f"V{to[1]}"
    return f"H{to[0]}" if to[1] == before[1] else f"L{to[0]} {to[1]}"


def clip(
    inner: str, places: Iterable[Point], window: tuple[float, float, float, float], reach: float = 0
) -> str:
    """Return marks as they are where all lie in the plot, else in a window on it that hides the rest.

    A nested svg is a window without an id: ids of several charts on a page would meet.
    """
    left, top, right, bottom = window
    least = reach - 0.1
    if all(
        left <= x - least and x + least <= right and top <= y - least and y + least <= bottom
        for x, y in places
    ):
        return inner
    box = f"{n(left)} {n(top)} {n(right - left)} {n(bottom - top)}"
    size = given({"x": left, "y": top, "width": right - left, "height": bottom - top})
    return f'<svg{size} viewBox="{box}">{inner}</svg>'


# A tenth of a pixel of slack: the coordinates are written with one decimal.
def _within(place: Point, chart: Chart, reach: float = 0.0) -> bool:
    left, top, right, bottom = chart.window
    reach += 0.1
    return left - reach <= place[0] <= right + reach and top - reach <= place[1] <= bottom + reach


# Two corners enclose nothing. A band that is drawn without its colour would be black: it is refused.
def _fill(trace: dict[str, Any], pieces: Sequence[Segment], chart: Chart) -> str:
    """Return the areas that the pieces of a line enclose."""
    if one_of("fill", trace.get("fill", "none"), FILLS) == "none":
        return ""
    shapes = "".join(path_of(piece) + "Z" for piece in pieces if len(piece) > 2)
    if not shapes:
        return ""
    if not trace.get("fillcolor"):
        raise CannotDraw("a fill without fillcolor cannot be drawn as SVG")
    area = f'<path d="{shapes}"{given({"fill": trace["fillcolor"]})}/>'
    return clip(area, [place for piece in pieces for place in piece], chart.window)


def _errors(trace: dict[str, Any], chart: Chart) -> str:
    """Return the error bars of a scatter: one path for each direction."""
    return "".join(error_bars(trace, letter, points_of(trace), chart) for letter in ("x", "y"))


def points_of(trace: dict[str, Any]) -> list[tuple[int, Any, Any]]:
    """Return the points of a trace as they are given: number, x, y."""
    pairs = zip(listed(trace.get("x")), listed(trace.get("y")), strict=True)
    return [(at, x, y) for at, (x, y) in enumerate(pairs)]


# An interval is drawn as it is published. Where one end is withheld the whole bar is left out: half of one
# would look like certainty on the other side.
def error_bars(
    trace: dict[str, Any], letter: str, points: Iterable[tuple[int, Any, Any]], chart: Chart
) -> str:
    """Return the error bars of points (number, x, y) along one axis."""
    error = trace.get(f"error_{letter}") or {}
    bars = error_ends(trace, letter, points, chart)
    return _error_path(bars, letter, error, _error_colour(trace, error), chart) if bars else ""


def error_ends(
    trace: dict[str, Any], letter: str, points: Iterable[tuple[int, Any, Any]], chart: Chart
) -> list[tuple[float, float, float]]:
    """Return the pixels of error bars along one axis: far end, near end, and their place on the other."""
    error = trace.get(f"error_{letter}")
    if not error or not error.get("visible", error.get("array") is not None):
        return []
    one_of("error bars of type", error.get("type", "data"), ["data"])
    ups = listed(error.get("array"))
    downs = ups if error.get("symmetric", True) else listed(error.get("arrayminus"))
    bars = []
    for at, x, y in points:
        up, down = (of_point(part, at) for part in (ups, downs))
        value = x if letter == "x" else y
        if None in (x, y, up, down):
            continue
        along, across = chart.axes[letter], chart.axes["y" if letter == "x" else "x"]
        far, near, on = along.at(value + up), along.at(value - down), across.at(y if letter == "x" else x)
        if far is not None and near is not None and on is not None:
            bars.append((far, near, on))
    return bars


def _error_colour(trace: dict[str, Any], error: dict[str, Any]) -> str:
    return str(error["color"]) if error.get("color") else _colour(trace)


# One path for all bars of a trace, for the same reason as the grid's.
def _error_path(
    bars: Sequence[tuple[float, float, float]], letter: str, error: dict[str, Any], colour: str, chart: Chart
) -> str:
    cap = error.get("width", 4)
    path, ends = [], []
    for far, near, at in bars:
        corners = [(far, at), (near, at)] if letter == "x" else [(at, far), (at, near)]
        path.append(path_of(corners))
        for x, y in corners if cap else ():
            path.append(
                path_of([(x, y - cap), (x, y + cap)] if letter == "x" else [(x - cap, y), (x + cap, y)])
            )
        ends += corners
    style = given({"fill": "none", "stroke": colour, "stroke_width": error.get("thickness", 2)})
    return clip(f'<path d="{"".join(path)}"{style}/>', ends, chart.window)


# A point on the very edge is a figure like any other. It is shown whole where the chart asks for that, else
# cut at the edge as Plotly cuts it.
def _points(
    trace: dict[str, Any], known: Sequence[tuple[int, float, float]], chart: Chart, clipped: bool
) -> str:
    """Return the marks of points; where they are clipped, those that reach into the plot."""
    marker, line = trace.get("marker") or {}, (trace.get("line") or {}).get("color")
    if not clipped:
        return marks(marker, line, known)
    largest = max((radius(marker, at) for at, _, _ in known), default=0.0)
    known = [point for point in known if _within(point[1:], chart, largest)]
    return clip(marks(marker, line, known), [point[1:] for point in known], chart.window, largest)
