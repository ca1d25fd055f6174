"""How often intervals held the outcome, a point an indicator, against what they promise. Pure.

A circle: its forecast may be shown. A diamond: it is withheld. A square: too few outcomes to say.
"""

from typing import Any

import pandas as pd

from dashboard.figures import strip, theme
from dashboard.figures.grammar import Figure
from dashboard.figures.label_places import placed
from dashboard.figures.named_rows import Rows, across_rows, row_name, rows_of

SHAPES = {
    "shown": ("circle", theme.BLUE, 12),
    "withheld": ("diamond", theme.TARGET, 12),
    "too few to say": ("square", theme.MID_GREY, 11),
}
FRAME = 60
LONGEST_LINE = 20
LOWEST = 40.0  # the axis begins here, or lower where a point does


def held(frame: pd.DataFrame, promised: float, least: float) -> Figure:
    """Return a point for each row of `frame`, the first at the top.

    Columns: label, share (per cent), kind (a key of SHAPES), text (read at the point). `promised` and
    `least`, in per cent, are drawn as lines: what the interval promises, and below what it is withheld.
    """
    rows = frame.iloc[::-1].reset_index(drop=True)
    marks = [
        (f"withheld below {least:g}%", least, theme.TARGET, "dash"),
        (f"promised: {promised:g}%", promised, theme.GREY, "solid"),
    ]
    low, high = min(LOWEST, float(rows.share.min()) - 3), 101.0
    places = rows_of([row_name(label, LONGEST_LINE) for label in rows.label])
    above = [strip.over(name, value, colour) for name, value, colour, _ in marks]
    layout = theme.layout(
        FRAME + places.height + strip.height(above),
        margin={"l": 8, "r": 24, "t": 14 + strip.height(above), "b": 30},
        xaxis={
            "range": [low, high],
            "showgrid": True,
            "ticksuffix": "%",
            "dtick": 50,
            "tickangle": 0,
        },
        yaxis=places.axis(),
        shapes=[across_rows(value, colour, dash) for _, value, colour, dash in marks],
    )
    traces = [_points(of, places, kind) for kind, of in rows.groupby("kind", sort=False)]
    return placed({"data": traces, "layout": layout}, strip.stacked(above))


def _points(rows: pd.DataFrame, places: Rows, kind: Any) -> dict[str, Any]:
    symbol, colour, size = SHAPES[kind]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": str(kind).capitalize(),
        "x": [round(float(share), 1) for share in rows.share],
        "y": [places.middles[at] for at in rows.index],
        "text": list(rows.text),
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": symbol,
            "size": size,
            "color": colour,
            "opacity": 1,
            "line": {"color": theme.WHITE, "width": 1},
        },
        "cliponaxis": False,
    }
