"""The symbols of points: Plotly's circle, square, diamond, cross, x and triangles, filled or open. Pure."""

from collections.abc import Callable, Sequence
from itertools import groupby
from math import sqrt
from typing import Any

from dashboard.figures.svg.axis import of_point
from dashboard.figures.svg.drawable import CannotDraw, one_of
from dashboard.figures.svg.text import given, n

SIZE = 6.0
FAINT = 0.7  # of points of several sizes, where no opacity is given


def _square(r: float) -> str:
    return f"m{n(-r)} {n(-r)}h{n(2 * r)}v{n(2 * r)}h{n(-2 * r)}z"


def _diamond(r: float) -> str:
    r *= 1.3
    return f"m0 {n(-r)}l{n(r)} {n(r)} {n(-r)} {n(r)} {n(-r)} {n(-r)}z"


def _cross(r: float) -> str:
    near, far = 0.4 * r, 0.8 * r
    out, back, side = n(far), n(-far), n(2 * near)
    arms = f"h{out}v{side}h{back}v{out}h-{side}v{back}h{back}v-{side}h{out}v{back}h{side}z"
    return f"m{n(near)} {n(-near - far)}v{out}{arms}"


def _x(r: float) -> str:
    a, b = n(0.8 * r / sqrt(2)), n(-0.8 * r / sqrt(2))
    return f"m0 {b}l{a} {b} {a} {a} {b} {a} {a} {a} {b} {a} {b} {b} {b} {a} {b} {b} {a} {b} {b} {b} {a} {b}z"


def _triangle(up: int) -> Callable[[float], str]:
    def drawn(r: float) -> str:
        half = 2 * r / sqrt(3)
        return f"m{n(-half)} {n(up * r / 2)}h{n(2 * half)}l{n(-half)} {n(-up * 1.5 * r)}z"

    return drawn


def _sideways(way: int) -> Callable[[float], str]:
    def drawn(r: float) -> str:
        half = 2 * r / sqrt(3)
        return f"m{n(-way * r / 2)} {n(-half)}v{n(2 * half)}l{n(way * 1.5 * r)} {n(-half)}z"

    return drawn


PATHS: dict[str, Callable[[float], str]] = {
    "square": _square,
    "diamond": _diamond,
    "cross": _cross,
    "x": _x,
    "triangle-up": _triangle(1),
    "triangle-down": _triangle(-1),
    "triangle-left": _sideways(-1),
    "triangle-right": _sideways(1),
}
SYMBOLS = ["circle", *PATHS]
NAMES = SYMBOLS + [f"{name}-open" for name in SYMBOLS]


def radius(marker: dict[str, Any], point: int) -> float:
    """Return the radius of a point's mark in pixels, nought for one that is not to be seen."""
    size = of_point(marker.get("size", SIZE), point)
    return float(size or 0) / 2


def marks(
    marker: dict[str, Any],
    line: str | None,
    known: Sequence[tuple[int, float, float]],
) -> str:
    """Return the marks of points (number, x, y). `line` is the colour of the trace's line.

    Points that follow each other in one style share one element.
    """
    # Points that cannot be seen are there for a pointer to read.
    styled = [
        (_style(marker, line, at), x, y)
        for at, x, y in known
        if radius(marker, at) and of_point(marker.get("opacity"), at) != 0
    ]
    return "".join(
        _alike(style, [(x, y) for _, x, y in points])
        for style, points in groupby(styled, lambda point: point[0])
    )


Style = tuple[str, float, tuple[tuple[str, Any], ...]]


def _style(marker: dict[str, Any], line: str | None, point: int) -> Style:
    """The symbol, the radius and the attributes of one mark."""
    symbol = one_of("symbol", of_point(marker.get("symbol"), point) or "circle", NAMES)
    several = not isinstance(marker.get("size", SIZE), (int, float))
    edge = marker.get("line") or {}
    colour = of_point(marker.get("color"), point) or line
    if not colour:
        raise CannotDraw("points without a colour of their own cannot be drawn as SVG")
    width = of_point(edge.get("width"), point)
    width = (1 if several else 0) if width is None else width
    opacity = of_point(marker.get("opacity"), point)
    opacity = FAINT if opacity is None and several else opacity
    opacity = None if opacity == 1 else opacity
    look: dict[str, Any] = {"fill_opacity": opacity, "stroke_opacity": opacity}
    if symbol.endswith("-open"):
        look |= {"fill": "none", "stroke": colour, "stroke_width": width or 1}
    elif width:
        plain = line if isinstance(line, str) and line != marker.get("color") else None
        edging = of_point(edge.get("color"), point) or plain or ("#fff" if several else "#444")
        look |= {"fill": colour, "stroke": edging, "stroke_width": width}
    else:
        look |= {"fill": colour}
    return symbol.removesuffix("-open"), radius(marker, point), tuple(look.items())


def _alike(style: Style, places: Sequence[tuple[float, float]]) -> str:
    symbol, r, look = style
    attributes = given(dict(look))
    if symbol == "circle":
        inner = "".join(f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}"/>' for x, y in places)
        if len(places) == 1:
            return inner.replace("/>", f"{attributes}/>")
        return f"<g{attributes}>{inner}</g>"
    shape = PATHS[symbol](r)
    return f'<path d="{"".join(f"M{n(x)} {n(y)}{shape}" for x, y in places)}"{attributes}/>'
