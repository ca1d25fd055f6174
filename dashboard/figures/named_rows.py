"""Rows one below the other, each with its name beside it: what every chart that is read down has. Pure."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from dashboard.figures import theme


def row_name(label: str, longest: int, bold: bool = False) -> str:
    """Return the name of a row, broken into lines of at most `longest` letters."""
    # Long names would leave no room for the figures on a narrow screen.
    text = "<br>".join(wrap(label, longest))
    return f"<b>{text}</b>" if bold else text


def row_height(names: Sequence[str], line: int, apart: int) -> int:
    """Return the pixels a row needs, so that the lines of one name stay clear of those of the next.

    `line`: the height of one line; `apart`: what is left free between two names.
    """
    return apart + line * max((name.count("<br>") + 1 for name in names), default=1)


def rows_axis(names: Sequence[str], **changes: Any) -> dict[str, Any]:
    """Return the axis of rows at 0, 1, ... from the bottom up, with `changes` on top."""
    return {
        "range": [-0.6, len(names) - 0.4],
        "showgrid": False,
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "tickfont": {"size": 13, "color": theme.INK},
        "ticklabelstandoff": 8,
        **changes,
    }


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
