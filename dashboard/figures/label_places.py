"""Where labels stand in a chart, so that none lies over a mark, a line or another label on any screen. Pure.

A figure is one for all widths: each label gets the one place of its candidates that covers least on all of
them, reckoned in the pixels of our own renderer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.figures.grammar import Figure
from dashboard.figures.svg import frame as svg_frame
from dashboard.figures.svg import notes as svg_notes
from dashboard.figures.svg import occupied
from dashboard.figures.svg.marks import Chart
from dashboard.figures.svg.text import Box

WIDTHS = (267, 694, 1206)
"""Pixels of the charts across a page in windows of 320, 768 and 1280 pixels."""
NEAR, FAR, FURTHEST = 9, 20, 34  # pixels from a point
CLEAR = {"bgcolor": "rgba(255, 255, 255, 0)"}
PASSES = 4
STROKE = 3.0  # pixels: what a line covers to either side, for a reader
AROUND = 1.0  # pixels: what is left free about a label
CUT_OFF = 5.0  # how much worse a letter is cut off than covered
FURTHER = 0.1  # what each later place costs: a label keeps to the first ones while they are free
LEFT_OUT = 2.5  # what it costs to leave out a label that need not stand
Note = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A label, and the places it may have as changes to it, the best first.

    optional: left out where it would cover something, as the words beside the chart say the same.
    """

    note: Note
    places: Sequence[Note] = ({},)
    optional: bool = False

    @cached_property
    def candidates(self) -> list[dict[str, Any] | None]:
        """The label at each of its places; None stands for leaving it out."""
        return [{**self.note, **place} for place in self.places] + [None] * self.optional


def _beside(across: float, up: float) -> dict[str, Any]:
    """The place of a label to the right (left where below 0), above (below) or in the middle of its point."""
    return {
        "xanchor": "left" if across > 0 else "right" if across < 0 else "center",
        "yanchor": "bottom" if up > 0 else "top" if up < 0 else "middle",
        "xshift": across,
        "yshift": up,
        **CLEAR,
    }


ABOUT_A_POINT = (
    *(_beside(NEAR, 0), _beside(-NEAR, 0), _beside(0, NEAR), _beside(0, -NEAR)),
    *(_beside(way * 5, rise * 6) for way in (1, -1) for rise in (1, -1)),
    *(_beside(way * 4, rise * FAR) for way in (0, 1, -1) for rise in (1, -1)),
    *(_beside(way * 4, rise * FURTHEST) for way in (0, 1, -1) for rise in (1, -1)),
)
"""The places of the label of a point, those that belong to it most plainly first."""


@dataclass(frozen=True)
class Screen:
    """A chart as it is drawn at one width: its edge, its points and words, its lines."""

    chart: Chart
    font: dict[str, Any]
    edge: Box
    taken: list[Box]
    lines: occupied.Strokes

    def box(self, note: dict[str, Any]) -> Box | None:
        """Return what the words of a label take here, None where it is not drawn."""
        ground = svg_notes.ground_of(note, self.chart.axes, self.font)
        if ground is None:
            return None
        left, top, right, bottom = ground
        inset = svg_notes.PAD - AROUND
        return (left + inset, top + inset, right - inset, bottom - inset)

    def covered(self, box: Box) -> float:
        """Return how much of the chart a label would hide, and of the label is cut off, in square pixels."""
        hidden = CUT_OFF * (_area(box) - overlap(box, self.edge))
        hidden += sum(overlap(box, mark) for mark in self.taken)
        return hidden + STROKE * occupied.inside(self.lines, box)


def overlap(box: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def placed(figure: Figure, wanted: Sequence[Wanted]) -> Figure:
    """Return a figure with labels beside those it has, each where it covers least.

    Each in turn moves to its best place, until none gains by it: those that come first in `wanted` have the
    first choice.
    """
    if not wanted:
        return figure
    screens = [_screen(figure, width) for width in WIDTHS]
    options = [_options(label, screens) for label in wanted]
    chosen: list[int | None] = [None] * len(wanted)
    for _ in range(PASSES):
        before = list(chosen)
        for at, of in enumerate(options):
            others = [options[n][pick].boxes for n, pick in enumerate(chosen) if pick is not None and n != at]
            costs = [option.cost + option.meets(others) for option in of]
            chosen[at] = costs.index(min(costs))
        if chosen == before:
            break
    layout = figure["layout"]
    stand = [label.candidates[pick or 0] for label, pick in zip(wanted, chosen, strict=True)]
    notes = [*layout.get("annotations", ()), *(note for note in stand if note is not None)]
    return {**figure, "layout": {**layout, "annotations": notes}}


@dataclass(frozen=True)
class _Option:
    """A candidate on all screens: its box on each, and what it covers of all that does not move."""

    boxes: Sequence[Box | None]
    cost: float

    def meets(self, others: Sequence[Sequence[Box | None]]) -> float:
        pairs = (zip(self.boxes, boxes, strict=True) for boxes in others)
        return sum(overlap(box, other) for each in pairs for box, other in each if box and other)


def _options(label: Wanted, screens: Sequence[Screen]) -> list[_Option]:
    options = []
    for at, note in enumerate(label.candidates):
        if note is None:
            options.append(_Option([None] * len(screens), LEFT_OUT))
            continue
        boxes = [screen.box(note) for screen in screens]
        pairs = zip(screens, boxes, strict=True)
        hidden = sum(screen.covered(box) if box else LEFT_OUT for screen, box in pairs)
        options.append(_Option(boxes, FURTHER * at + hidden))
    return options


def _screen(figure: Figure, width: int) -> Screen:
    frame, layout = svg_frame.framed(figure, width), figure["layout"]
    chart, font = Chart(frame.axes), layout.get("font", {})
    words = [svg_notes.ground_of(note, frame.axes, font) for note in layout.get("annotations", ())]
    taken = [*frame.x.boxes, *frame.y.boxes, *filter(None, words), *occupied.points(figure, chart)]
    edge = (0.0, 0.0, float(width), float(layout.get("height", 450)))
    return Screen(chart, font, edge, taken, occupied.strokes(figure, chart, svg_frame.axis_lines(frame)))
