"""The nine Places as they lie, each in the shade of its tile (figures.tiles). Pure.

Boundaries are simplified by a grid: every corner moves to the nearest crossing, so that two Places keep the
border they share. A map is drawn for one width, because its sides must keep their proportion.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from dashboard.figures import theme
from dashboard.figures.grammar import Figure, note
from dashboard.figures.tiles import Tile

Ring = list[tuple[float, float]]
Outlines = Mapping[str, Sequence[Ring]]
WIDE, NARROW = 928, 300  # pixels: on a page and in a file, and on a narrow screen
HEIGHTS = {WIDE: 560, NARROW: 300}
STEPS = 500  # of the grid, over the larger side: about a pixel each
EDGE = 0.03


def simplified(boundaries: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Ring]]:
    """Return the outer rings of every area on a plane, by slug.

    `boundaries`: GeoJSON MultiPolygons, longitude and latitude in degrees. One unit is a degree of latitude.
    """
    rings = {slug: [part[0] for part in boundary["coordinates"]] for slug, boundary in boundaries.items()}
    corners = [corner for of in rings.values() for ring in of for corner in ring]
    if not corners:
        return {}
    lows, highs = ([end(corner[at] for corner in corners) for at in (0, 1)] for end in (min, max))
    flat = math.cos(math.radians((lows[1] + highs[1]) / 2))
    step = max((highs[0] - lows[0]) * flat, highs[1] - lows[1]) / STEPS or 1.0
    planar = {slug: [_ring(ring, flat, step) for ring in of] for slug, of in rings.items()}
    return {slug: [ring for ring in of if len(ring) > 3] for slug, of in planar.items()}


def _ring(ring: Iterable[Sequence[float]], flat: float, step: float) -> Ring:
    """The ring on the grid, without what stands still or goes straight on."""
    corners: list[tuple[int, int]] = []
    for longitude, latitude, *_ in ring:
        corner = (round(longitude * flat / step), round(latitude / step))
        if corners and corner == corners[-1]:
            continue
        if len(corners) > 1 and _straight(corners[-2], corners[-1], corner):
            corners.pop()
        corners.append(corner)
    return [(round(x * step, 5), round(y * step, 5)) for x, y in corners]


def _straight(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    across = (middle[0] - first[0], last[0] - middle[0])
    up = (middle[1] - first[1], last[1] - middle[1])
    return across[0] * up[1] == across[1] * up[0] and across[0] * across[1] + up[0] * up[1] > 0


def outlined(outlines: Outlines, made: Sequence[Tile], chosen: str = "", width: int = WIDE) -> Figure:
    """Return the map for one of the widths. `made`: a tile for each Place; `chosen` has a heavy line.

    On a wide map the names stand with the figures, on a narrow one the figures alone.
    """
    drawn = [tile for tile in made if outlines.get(tile.area)]
    drawn.sort(key=lambda tile: tile.area == chosen)
    hidden = {"visible": False, "showgrid": False, "automargin": False}
    across, up = _ranges([corner for tile in drawn for ring in outlines[tile.area] for corner in ring], width)
    layout = theme.layout(
        HEIGHTS[width],
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis={**hidden, "range": across},
        yaxis={**hidden, "range": up},
        annotations=[_words(tile, outlines[tile.area], tile.area == chosen, width) for tile in drawn],
    )
    return {
        "data": [_area(tile, outlines[tile.area], tile.area == chosen) for tile in drawn],
        "layout": layout,
    }


def _ranges(corners: Sequence[tuple[float, float]], width: int) -> list[list[float]]:
    """Both ranges, the map in the middle: a unit takes as many pixels across as up."""
    ends = [(min(of), max(of)) for of in zip(*corners, strict=True)]
    size = (width, HEIGHTS[width])
    unit = max((high - low) * (1 + 2 * EDGE) / pixels for (low, high), pixels in zip(ends, size, strict=True))
    return [
        [round((low + high - unit * pixels) / 2, 5), round((low + high + unit * pixels) / 2, 5)]
        for (low, high), pixels in zip(ends, size, strict=True)
    ]


def _area(tile: Tile, rings: Sequence[Ring], chosen: bool) -> dict[str, Any]:
    corners = [corner for ring in rings for corner in (*ring, (None, None))][:-1]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": tile.name,
        "x": [x for x, _ in corners],
        "y": [y for _, y in corners],
        "fill": "toself",
        "fillcolor": tile.ground,
        "line": {"color": theme.INK if chosen else theme.GREY, "width": 3 if chosen else 1},
        "hoverinfo": "skip",
    }


def _words(tile: Tile, rings: Sequence[Ring], chosen: bool, width: int) -> dict[str, Any]:
    x, y = middle(max(rings, key=lambda ring: abs(_size(ring))))
    name = f"<b>{tile.name}</b>" if chosen else tile.name
    text = f"{name}<br><b>{tile.value}</b>" if width == WIDE else tile.value
    font = {"size": 12 if width == WIDE else 11, "color": tile.ink}
    return note(text, x, y, xanchor="center", yanchor="middle", font=font, bgcolor="rgba(255, 255, 255, 0)")


def middle(ring: Ring) -> tuple[float, float]:
    """Return the centre of gravity of a ring."""
    size = _size(ring)
    parts = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise([*ring, ring[0]])]
    centre = [sum((a[at] + b[at]) * part for a, b, part in parts) / (6 * size) for at in (0, 1)]
    return round(centre[0], 5), round(centre[1], 5)


def _size(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2
