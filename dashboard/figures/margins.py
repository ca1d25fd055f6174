"""Margins settled beforehand, as our own renderer has measured the labels. Pure.

Else Plotly draws a chart, measures it, and draws it once more: that is half of its time for a small chart.
"""

from collections.abc import Sequence
from typing import Any

from dashboard.figures.grammar import Figure
from dashboard.figures.svg import frame as svg_frame

NARROWEST = 300
ALIKE = 16  # pixels between one width and another, up to which the wider margin serves for both


def settled(figure: Figure, widths: Sequence[int]) -> Figure:
    """Return a figure with the margins its labels need at all of `widths` (pixels).

    As it is where the widths need different margins or turn the labels: those are left to Plotly.
    """
    layout = figure["layout"]
    if not any(layout.get(name, {}).get("automargin") for name in ("xaxis", "yaxis")):
        return figure
    needs = [_needed(figure, width) for width in dict.fromkeys((NARROWEST, *widths))]
    if any(turned for _, turned in needs):
        return figure
    sides = {side: [needed[side] for needed, _ in needs] for side in "lrtb"}
    if any(max(rooms) - min(rooms) > ALIKE for rooms in sides.values()):
        return figure
    fixed = {name: {**layout[name], "automargin": False} for name in ("xaxis", "yaxis") if name in layout}
    margin = {**layout.get("margin", {}), **{side: round(max(rooms)) for side, rooms in sides.items()}}
    return {**figure, "layout": {**layout, **fixed, "margin": margin}}


def _needed(figure: dict[str, Any], width: int) -> tuple[dict[str, float], bool]:
    """The margins at a width, and whether the labels below are turned."""
    frame = svg_frame.framed(figure, width)
    x, y = frame.x.axis, frame.y.axis
    height = figure["layout"].get("height", 450)
    margin = {"l": x.start, "r": width - x.end, "t": y.start, "b": height - y.end}
    return margin, frame.x.angle != 0
