"""Rows one below the other, each with its name beside it: what every chart that is read down has. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from textwrap import wrap
from typing import Any

from dashboard.figures import theme

LINE = 16  # pixels of a line of a name
APART = 9  # pixels between two names
EDGE = 4  # pixels beyond the first and the last row


def row_name(label: str, longest: int, bold: bool = False) -> str:
    """Return the name of a row, broken into lines of at most `longest` letters."""
    # Long names would leave no room for the figures on a narrow screen.
    text = "<br>".join(wrap(label, longest))
    return f"<b>{text}</b>" if bold else text


@dataclass(frozen=True)
class Rows:
    """Rows from the bottom up: their names, and the pixels each takes, so that no name touches the next."""

    names: Sequence[str]
    heights: Sequence[int]

    @property
    def height(self) -> int:
        """The pixels of all rows."""
        return sum(self.heights)

    @property
    def edges(self) -> list[int]:
        """The lower edge of each row, and the upper one of the last, on the axis."""
        return list(accumulate(self.heights, initial=0))

    @property
    def middles(self) -> list[float]:
        """Where each row stands on the axis."""
        return [(low + high) / 2 for low, high in pairwise(self.edges)]

    def axis(self, **changes: Any) -> dict[str, Any]:
        """Return the axis of the rows, a unit a pixel, with `changes` on top."""
        return {
            "range": [-EDGE, self.height + EDGE],
            "showgrid": False,
            "tickmode": "array",
            "tickvals": self.middles,
            "ticktext": list(self.names),
            "tickfont": {"size": theme.SIZE, "color": theme.INK},
            "ticklabelstandoff": 8,
            **changes,
        }


def rows_of(names: Sequence[str], least: int = 0, apart: int = APART) -> Rows:
    """Return the rows of names from the bottom up, each as high as its lines need, and `least` pixels."""
    return Rows(names, [max(least, apart + LINE * (name.count("<br>") + 1)) for name in names])


def across_rows(value: float, colour: str, dash: str = "solid", **changes: Any) -> dict[str, Any]:
    """Return a line across all rows at a value, with `changes` on top."""
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": value,
        "x1": value,
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"color": colour, "width": 1.5, "dash": dash},
        **changes,
    }
