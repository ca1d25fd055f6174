"""As many ticks on the value axis across as stand clear of each other on the narrowest chart. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from dashboard.figures.grammar import Figure
from dashboard.figures.label_places import WIDTHS
from dashboard.figures.svg import frame as svg_frame
from dashboard.figures.svg.text import Box

MOST, FEWEST = 5, 2
APART = 6.0  # pixels between two numbers


def with_ticks(figure: Figure) -> Figure:
    """Return a figure whose x axis has the most ticks that have room beside its names, two if it can be."""
    made = figure
    for axis in _axes(figure):
        made = _with(figure, axis)
        boxes = svg_frame.framed(made, WIDTHS[0]).x.boxes
        if len(boxes) >= FEWEST and _are_apart(boxes):
            break
    return made


def _axes(figure: Figure) -> Iterator[dict[str, Any]]:
    """Fewer and fewer ticks: of Plotly's round steps first, then every second, every third of the first."""
    for many in range(MOST, FEWEST - 1, -1):
        yield {"nticks": many}
    every = svg_frame.framed(_with(figure, {"nticks": MOST}), WIDTHS[0]).x.ticks
    for step in range(2, len(every)):
        kept = every[::step]
        yield {
            "tickmode": "array",
            "tickvals": [tick.place for tick in kept],
            "ticktext": [tick.text for tick in kept],
        }


def _with(figure: Figure, axis: dict[str, Any]) -> Figure:
    layout = figure["layout"]
    return {**figure, "layout": {**layout, "xaxis": {**layout["xaxis"], "tickangle": 0, **axis}}}


def _are_apart(boxes: Sequence[Box]) -> bool:
    return all(before[2] + APART <= after[0] for before, after in pairwise(sorted(boxes)))
