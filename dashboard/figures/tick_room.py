"""As many numbers on the value axis across as stand clear of each other on the narrowest chart. Pure."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from dashboard.figures.grammar import Figure
from dashboard.figures.label_places import WIDTHS
from dashboard.figures.svg import frame as svg_frame
from dashboard.figures.svg.text import Box
from dashboard.figures.svg.ticks import Tick

MOST = 5
APART = 6.0  # pixels between two numbers


def with_ticks(figure: Figure) -> Figure:
    """Return a figure whose x axis has a line at every round step, and numbers where they have room.

    Two at least, where there are two steps: every one, else every second, every third and so on.
    """
    every = svg_frame.framed(_with(figure, {"nticks": MOST}), WIDTHS[0]).x.ticks
    for step in range(1, max(2, len(every))):
        made = _with(figure, _labelled(every, step))
        if _are_apart(svg_frame.framed(made, WIDTHS[0]).x.boxes):
            break
    return made


def _labelled(every: Sequence[Tick], step: int) -> dict[str, Any]:
    """An axis with all the ticks, of which every `step`th has its number."""
    texts = [tick.text if not at % step else "" for at, tick in enumerate(every)]
    return {"tickmode": "array", "tickvals": [tick.place for tick in every], "ticktext": texts}


def _with(figure: Figure, axis: dict[str, Any]) -> Figure:
    layout = figure["layout"]
    return {**figure, "layout": {**layout, "xaxis": {**layout["xaxis"], "tickangle": 0, **axis}}}


def _are_apart(boxes: Sequence[Box]) -> bool:
    return all(before[2] + APART <= after[0] for before, after in pairwise(sorted(boxes)))
