"""Times without a figure: a chart begins after a long one, the others are named in their place. Pure."""

import pandas as pd

from dashboard.figures import grammar, theme
from dashboard.figures.label_places import Wanted
from dashboard.figures.line_gaps import LEAST, Hole, wide_holes

SEEN = 0.05  # of the time shown: a hole that a reader sees in the chart
FONT = {"size": theme.SIZE, "color": theme.GREY}
HEIGHTS = ((1.0, "top"), (0.0, "bottom"), (0.5, "middle"), (0.75, "middle"), (0.25, "middle"))
"""Where the words in a hole may stand: parts of the chart's height, and what of them stands there."""


def folded(frame: pd.DataFrame, step: int | None) -> tuple[pd.DataFrame, Hole | None]:
    """Return the rows after the last wide hole that LEAST periods follow, and that hole; else all of them."""
    known = frame[frame.value.notna()]
    for hole in reversed(wide_holes(frame, step)):
        if known[known.period_end >= hole.after].period_end.nunique() >= LEAST:
            return frame[frame.period_end >= hole.after], hole
    return frame, None


def named(frame: pd.DataFrame, step: int | None) -> list[Wanted]:
    """Return the words in each hole that is seen in what is drawn, where they fit; the sentence says all."""
    return [_named(hole) for hole in wide_holes(frame, step, SEEN)]


def _named(hole: Hole) -> Wanted:
    first, last = hole.ends
    opening = "suppressed" if hole.withheld else "no figures held"
    lines = [first] if first == last else [f"{first} to" if hole.step == 1 else f"{first} and", last]
    if hole.step > 1:
        lines[0] = f"between {lines[0]}"
    middle = (hole.before + (hole.after - hole.before) / 2).isoformat()
    note = grammar.note("<br>".join([opening, *lines]), middle, 1, yref="paper", xanchor="center", font=FONT)
    return Wanted(note, [{"y": y, "yanchor": side} for y, side in HEIGHTS], optional=True)
