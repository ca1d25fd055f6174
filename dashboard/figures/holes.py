"""Times without a figure: a chart begins after a long one, the others are named in their place. Pure."""

import pandas as pd

from dashboard.figures import grammar, theme
from dashboard.figures.label_places import Wanted
from dashboard.figures.line_gaps import Hole, holes

WIDE = 0.2  # of the time shown: a hole that would leave the chart empty
SEEN = 0.05  # of the time shown: a hole that a reader sees in the chart
LEAST = 3  # figures after a hole that are a line of their own
FONT = {"size": 11, "color": theme.GREY}
HEIGHTS = ((1.0, "top"), (0.0, "bottom"), (0.5, "middle"), (0.75, "middle"), (0.25, "middle"))
"""Where the words in a hole may stand: parts of the chart's height, and what of them stands there."""


def folded(frame: pd.DataFrame, step: int | None) -> tuple[pd.DataFrame, Hole | None]:
    """Return the rows after the last wide hole that LEAST periods follow, and that hole; else all of them."""
    known = frame[frame.value.notna()]
    for hole in reversed(_of_at_least(WIDE, frame, step)):
        if known[known.period_end >= hole.after].period_end.nunique() >= LEAST:
            return frame[frame.period_end >= hole.after], hole
    return frame, None


def _of_at_least(share: float, frame: pd.DataFrame, step: int | None) -> list[Hole]:
    """The holes that take more than a share of the time of lines."""
    known = frame.period_end[frame.value.notna()]
    return [
        hole for hole in holes(frame, step) if hole.after - hole.before > share * (known.max() - known.min())
    ]


def named(frame: pd.DataFrame, step: int | None) -> list[Wanted]:
    """Return the words in each hole that is seen in what is drawn, where they fit; the sentence says all."""
    return [_named(hole) for hole in _of_at_least(SEEN, frame, step)]


def _named(hole: Hole) -> Wanted:
    first, last = hole.ends
    opening = "suppressed" if hole.withheld else "no figures held"
    lines = [first] if first == last else [f"{first} to" if hole.step == 1 else f"{first} and", last]
    if hole.step > 1:
        lines[0] = f"between {lines[0]}"
    middle = (hole.before + (hole.after - hole.before) / 2).isoformat()
    note = grammar.note("<br>".join([opening, *lines]), middle, 1, yref="paper", xanchor="center", font=FONT)
    return Wanted(note, [{"y": y, "yanchor": side} for y, side in HEIGHTS], optional=True)
