"""Times without a figure: what is folded away before a long one, and how a hole is named in a chart. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar, theme

WIDE = 0.2  # of the time shown: a hole that can be named in its place, and that would leave the chart empty
LEAST = 3  # figures after a hole that are a line of their own
GRACE = 3  # days
ROOM = 44  # pixels
UNDER_BREAKS = 18  # pixels: the words at a break stand above
FONT = {"size": 11, "color": theme.GREY}


@dataclass(frozen=True)
class Hole:
    """A time without a figure: the ends of the periods before and after, and the usual days between two."""

    before: date
    after: date
    usual: int

    @property
    def lines(self) -> tuple[str, str]:
        """The words of it, in lines that are short enough for a narrow screen."""
        # The months that lie between: some days of grace, as months are not equally long.
        opens = (self.after - timedelta(days=self.usual - 1 - GRACE)).replace(day=1)
        first, last = words.month(self.before + timedelta(days=1)), words.month(opens - timedelta(days=1))
        return ("no figures held", first if first == last else f"{first} to {last}")


def wide_holes(frame: pd.DataFrame) -> list[Hole]:
    """Return the holes of lines (period_end, value) that take WIDE of their time and more.

    Of several lines: when none of them has a figure.
    """
    days = sorted(set(frame.period_end[frame.value.notna()]))
    steps = [(later - earlier).days for earlier, later in pairwise(days)]
    if len(steps) < 2:
        return []
    usual = median_low(steps)
    wide = max(grammar.GAP * usual, WIDE * (days[-1] - days[0]).days)
    return [Hole(*ends, usual) for ends, step in zip(pairwise(days), steps, strict=True) if step > wide]


def folded(frame: pd.DataFrame) -> tuple[pd.DataFrame, Hole | None]:
    """Return the rows after the last wide hole that LEAST periods follow, and that hole; else all of them."""
    known = frame[frame.value.notna()]
    for hole in reversed(wide_holes(frame)):
        if known[known.period_end >= hole.after].period_end.nunique() >= LEAST:
            return frame[frame.period_end >= hole.after], hole
    return frame, None


def named(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the words in each wide hole of what is drawn."""
    return [
        grammar.note(
            "<br>".join(hole.lines).replace(" to ", " to<br>"),
            (hole.before + (hole.after - hole.before) / 2).isoformat(),
            1,
            yref="paper",
            xanchor="center",
            yanchor="top",
            yshift=-UNDER_BREAKS,
            font=FONT,
        )
        for hole in wide_holes(frame)
    ]


def room(hole: Hole | None) -> int:
    """Return the pixels that the words over a chart take."""
    return 0 if hole is None else ROOM


def earlier(hole: Hole | None) -> list[dict[str, Any]]:
    """Return the words over a chart that begins after a hole."""
    if hole is None:
        return []
    text = "<br>".join([*hole.lines, "those before stand in the table"])
    return [grammar.note(text, 0, 1, xref="paper", yref="paper", align="left", yshift=4, font=FONT)]
