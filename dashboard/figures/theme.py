"""Colours, type and the house template of every chart. Pure: plain dicts, no Plotly import.

Colours are the NHS identity palette. No pair of red and green carries a meaning; each colour that
carries one is doubled by a shape, a dash or a word.
"""

from typing import Any

BLUE = "#005EB8"
DARK_BLUE = "#003087"
INK = "#212B32"
GREY = "#4C6272"
MID_GREY = "#768692"
PALE_GREY = "#E8EDEE"
RULE_GREY = "#D8DDE0"
WHITE = "#FFFFFF"
TARGET = "#9A4300"  # dark orange: 6.4 to 1 on white, apart from blue for every kind of colour vision
TRAJECTORY = "#5C1A6B"

FONT = '"Open Sans", "Segoe UI", "Noto Sans", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif'

# Plotly 4 would offer to upload charts to a third party; its toolbar is not reachable by keyboard.
GRAPH_CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
}

SIZE = 13  # pixels of all words in a chart

AXIS: dict[str, Any] = {
    "type": "linear",
    "gridcolor": PALE_GREY,
    "linecolor": MID_GREY,
    "zeroline": False,
    "ticks": "",
    "fixedrange": True,
    "automargin": True,
    "tickfont": {"size": SIZE, "color": GREY},
}


def layout(height: int, **changes: Any) -> dict[str, Any]:
    """Return the layout every chart starts from, with `changes` on top (one level deep)."""
    base: dict[str, Any] = {
        "height": height,
        "autosize": True,
        "margin": {"l": 44, "r": 16, "t": 16, "b": 32},
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": WHITE, "bordercolor": MID_GREY, "font": {"family": FONT, "color": INK}},
        "xaxis": dict(AXIS, showgrid=False, showline=True),
        "yaxis": dict(AXIS),
        # The default template costs 56 kB a page: an empty one costs nothing.
        "template": {"layout": {}, "data": {}},
    }
    for key, value in changes.items():
        base[key] = {**base[key], **value} if isinstance(base.get(key), dict) else value
    return base
