"""Two indicators against each other, one point a Place, each with its name beside it. Pure.

The names are placed so that none lies over another or over a point, on a narrow and on a wide screen.
"""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar, theme
from dashboard.figures.grammar import Figure
from dashboard.figures.label_places import Box
from data.catalogue.models import Indicator

HEIGHT = 420
MARGIN = {"l": 52, "r": 20, "t": 34, "b": 58}
WIDTHS = (255, 900)  # of the charts on which names must not meet: that of a screen of 320 pixels first
LONGEST_TITLE = 30  # letters of a line of an axis's name that fit on the narrower one
LETTER, LINE, DOT = 6.9, 16.0, 7.0  # pixels
NEAR, FAR, FURTHEST = 9.0, 20.0, 34.0
PASSES = 4
FURTHER = 1.0  # what each later spot costs: a name keeps to the usual ones while they are free
CUT_OFF = 5.0  # how much worse a letter is cut off than covered
TICKS = 12  # pixels that the widest tick labels take beside their margin
LONGEST_LINE = 18


@dataclass(frozen=True)
class Spot:
    """Where a name stands from its point: its anchors, and how far from it, in pixels (up is more)."""

    xanchor: str
    yanchor: str
    across: float
    up: float

    def box(self, x: float, y: float, size: tuple[float, float]) -> Box:
        """Return the room of a name of a size (width, height) beside a point, in pixels."""
        width, height = size
        start = {"left": 0.0, "center": -width / 2, "right": -width}[self.xanchor]
        below = {"bottom": 0.0, "middle": -height / 2, "top": -height}[self.yanchor]
        left, bottom = x + self.across + start, y + self.up + below
        return Box(left, bottom, left + width, bottom + height)


SPOTS = (
    *(Spot("left", "middle", NEAR, 0), Spot("right", "middle", -NEAR, 0)),
    *(Spot("center", "bottom", 0, NEAR), Spot("center", "top", 0, -NEAR)),
    *(
        Spot(side, up, way * 5, rise * 6)
        for side, way in (("left", 1), ("right", -1))
        for up, rise in (("bottom", 1), ("top", -1))
    ),
    *(Spot("center", "bottom", 0, FAR), Spot("center", "top", 0, -FAR)),
    *(Spot("left", up, 4, rise * FAR) for up, rise in (("bottom", 1), ("top", -1))),
    *(Spot("right", up, -4, rise * FAR) for up, rise in (("bottom", 1), ("top", -1))),
    *(
        Spot(side, up, across, rise * FURTHEST)
        for side, across in (("center", 0), ("left", 4), ("right", -4))
        for up, rise in (("bottom", 1), ("top", -1))
    ),
)


def against(rows: pd.DataFrame, across: Indicator, up: Indicator, chosen: str = "") -> Figure:
    """Return the points of two indicators. `rows`: the table of judgement.pairs.Pairs, whole pairs are drawn.

    `chosen` is the slug of the area in bold.
    """
    known = rows.dropna(subset=["x", "y"]).reset_index(drop=True)
    ranges = [
        grammar.value_range([*known[name], *known[f"{name}_lower"], *known[f"{name}_upper"]], indicator)
        for name, indicator in (("x", across), ("y", up))
    ]
    titles = [f"{_named(across)} \u2192", f"\u2191 {_named(up)}"]
    more = [round(LINE) * title.count("<br>") for title in titles]
    layout = theme.layout(
        HEIGHT + sum(more),
        margin=MARGIN | {"b": MARGIN["b"] + more[0], "t": MARGIN["t"] + more[1]},
        xaxis={**_axis(across, ranges[0]), "showgrid": True, "nticks": 5, "tickangle": 0},
        yaxis=_axis(up, ranges[1]),
        annotations=[*_axis_names(*titles), *_names(known, ranges, chosen)],
    )
    return {"data": [_points(known, across, up, chosen)], "layout": layout}


def _axis(indicator: Indicator, span: list[float]) -> dict[str, Any]:
    suffix = "%" if indicator.is_percentage else ""
    return {"range": span, "ticksuffix": suffix, "tickformat": ",", "nticks": 6}


def _axis_names(across: str, up: str) -> list[dict[str, Any]]:
    font = {"size": 12, "color": theme.GREY}
    paper = {"xref": "paper", "yref": "paper", "font": font}
    return [
        grammar.note(up, 0, 1, yshift=6, xshift=-MARGIN["l"], align="left", **paper),
        grammar.note(across, 1, 0, xanchor="right", yanchor="top", yshift=-28, align="right", **paper),
    ]


def _named(indicator: Indicator) -> str:
    """What an axis shows, with its unit where the ticks do not carry it."""
    bare = indicator.is_percentage or not indicator.unit
    name = indicator.short_title if bare else f"{indicator.short_title}, {indicator.unit}"
    return "<br>".join(wrap(name, LONGEST_TITLE))


def _points(known: pd.DataFrame, across: Indicator, up: Indicator, chosen: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": grammar.rounded(known.x, across.decimals),
        "y": grammar.rounded(known.y, up.decimals),
        "text": [_read(row, across, up) for row in known.itertuples()],
        "hovertemplate": "%{text}<extra></extra>",
        "error_x": _bars(known, "x", across.decimals),
        "error_y": _bars(known, "y", up.decimals),
        "marker": {
            "opacity": 1,
            "color": [theme.DARK_BLUE if slug == chosen else theme.BLUE for slug in known.area],
            "size": [14 if slug == chosen else 11 for slug in known.area],
            "line": {"color": theme.WHITE, "width": 1},
        },
        "cliponaxis": False,
    }


def _bars(known: pd.DataFrame, name: str, decimals: int) -> dict[str, Any]:
    columns = {name: "value", f"{name}_lower": "lower", f"{name}_upper": "upper"}
    return grammar.error_bars(known[list(columns)].rename(columns=columns), decimals)


def _read(row: Any, across: Indicator, up: Indicator) -> str:
    return (
        f"{row.name}<br>{across.short_title}: {words.amount(row.x, across)}"
        f"<br>{up.short_title}: {words.amount(row.y, up)}"
    )


def _names(known: pd.DataFrame, ranges: list[list[float]], chosen: str) -> list[dict[str, Any]]:
    names = ["<br>".join(wrap(name, LONGEST_LINE)) for name in known.name]
    return [
        grammar.note(
            f"<b>{name}</b>" if row.area == chosen else name,
            row.x,
            row.y,
            xanchor=spot.xanchor,
            yanchor=spot.yanchor,
            xshift=spot.across,
            yshift=spot.up,
            bgcolor="rgba(255, 255, 255, 0)",
        )
        for row, name, spot in zip(known.itertuples(), names, placed(known, ranges), strict=True)
    ]


def placed(known: pd.DataFrame, ranges: list[list[float]]) -> list[Spot]:
    """Return a spot for each name: each in turn moves to where it covers least, until none gains by it."""
    screens = [_screen(known, ranges, width) for width in WIDTHS]
    sizes = [_size(name) for name in known.name]
    chosen = [SPOTS[0]] * len(known)
    for _ in range(PASSES):
        before = list(chosen)
        for at in range(len(known)):
            costs = [_cost(spot, at, chosen, sizes, screens) + FURTHER * n for n, spot in enumerate(SPOTS)]
            chosen[at] = SPOTS[costs.index(min(costs))]
        if chosen == before:
            break
    return chosen


def _size(name: str) -> tuple[float, float]:
    lines = wrap(name, LONGEST_LINE)
    return LETTER * max(map(len, lines)), LINE * len(lines)


@dataclass(frozen=True)
class Screen:
    """A chart in pixels: its window, where its points are, and what is drawn there: dots and intervals."""

    window: Box
    points: list[tuple[float, float]]
    drawn: list[Box]


def _screen(known: pd.DataFrame, ranges: list[list[float]], width: int) -> Screen:
    room = (width - MARGIN["l"] - TICKS - MARGIN["r"], HEIGHT - MARGIN["t"] - MARGIN["b"])
    at = {
        f"{name}{limit}": [
            (value - low) / (high - low) * size for value in known[f"{name}{limit}"].fillna(known[name])
        ]
        for name, (low, high), size in zip(("x", "y"), ranges, room, strict=True)
        for limit in ("", "_lower", "_upper")
    }
    points = list(zip(at["x"], at["y"], strict=True))
    drawn = [Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in points]
    drawn += [Box(a, y - 1, b, y + 1) for a, b, y in zip(at["x_lower"], at["x_upper"], at["y"], strict=True)]
    drawn += [Box(x - 1, a, x + 1, b) for x, a, b in zip(at["x"], at["y_lower"], at["y_upper"], strict=True)]
    return Screen(Box(0, 0, room[0] + MARGIN["r"], room[1]), points, drawn)


def _cost(
    spot: Spot, at: int, chosen: list[Spot], sizes: list[tuple[float, float]], screens: list[Screen]
) -> float:
    """How much a name hides on all screens: other names, dots, intervals; and what is cut off at the edge."""
    hidden = 0.0
    for screen in screens:
        box = spot.box(*screen.points[at], sizes[at])
        hidden += CUT_OFF * (box.area - box.overlap(screen.window))
        hidden += sum(box.overlap(mark) for mark in screen.drawn)
        others = (chosen[n].box(*point, sizes[n]) for n, point in enumerate(screen.points) if n != at)
        hidden += sum(box.overlap(other) for other in others)
    return hidden
