"""Two indicators against each other, one point a Place, each with its name beside it. Pure.

The names are placed so that none lies over another or over a point, on a narrow and on a wide screen.
"""

from textwrap import wrap
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar, theme
from dashboard.figures.grammar import Figure
from dashboard.figures.label_places import ABOUT_A_POINT, Wanted, placed
from dashboard.figures.tick_room import with_ticks
from data.catalogue.models import Indicator

HEIGHT = 420
MARGIN = {"l": 52, "r": 20, "t": 34, "b": 58}
LONGEST_TITLE = 28  # letters of a line of an axis's name that fit on the narrowest chart
LINE = 17  # pixels
CLEAR = 0.05  # of the range of an axis: what is left free beyond it
LONGEST_LINE = 18


def against(rows: pd.DataFrame, across: Indicator, up: Indicator, chosen: str = "") -> Figure:
    """Return the points of two indicators. `rows`: the table of judgement.pairs.Pairs, whole pairs are drawn.

    `chosen` is the slug of the area in bold.
    """
    known = rows.dropna(subset=["x", "y"]).reset_index(drop=True)
    ranges = [_range(known, name, indicator) for name, indicator in (("x", across), ("y", up))]
    titles = [f"{_named(across)} \u2192", f"\u2191 {_named(up)}"]
    more = [LINE * title.count("<br>") for title in titles]
    layout = theme.layout(
        HEIGHT + sum(more),
        margin=MARGIN | {"b": MARGIN["b"] + more[0], "t": MARGIN["t"] + more[1]},
        xaxis={**_axis(across, ranges[0]), "showgrid": True},
        yaxis=_axis(up, ranges[1]),
        annotations=_axis_names(*titles),
    )
    figure = with_ticks({"data": [_points(known, across, up, chosen)], "layout": layout})
    return placed(figure, _names(known, chosen))


def _range(known: pd.DataFrame, name: str, indicator: Indicator) -> list[float]:
    """The range of an axis: a point of nought stands clear of the numbers beside the other one."""
    values = [*known[name], *known[f"{name}_lower"], *known[f"{name}_upper"]]
    low, high = grammar.value_range(values, indicator)
    return grammar.padded(low, high, CLEAR)


def _axis(indicator: Indicator, span: list[float]) -> dict[str, Any]:
    suffix = "%" if indicator.is_percentage else ""
    return {"range": span, "ticksuffix": suffix, "tickformat": ",", "nticks": 6}


def _axis_names(across: str, up: str) -> list[dict[str, Any]]:
    font = {"size": theme.SIZE, "color": theme.GREY}
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


def _names(known: pd.DataFrame, chosen: str) -> list[Wanted]:
    return [
        Wanted(grammar.note(f"<b>{name}</b>" if row.area == chosen else name, row.x, row.y), ABOUT_A_POINT)
        for row in known.itertuples()
        for name in ["<br>".join(wrap(row.name, LONGEST_LINE))]
    ]
