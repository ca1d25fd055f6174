"""Words over a plot, row by row, where no mark can be: the target, a break, what is folded away. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from dashboard import words
from dashboard.figures import grammar, theme
from dashboard.figures.label_places import Wanted
from dashboard.figures.line_gaps import Hole
from dashboard.figures.svg.text import wrapped
from data.catalogue.models import Break

ROW = 18  # pixels from row to row
LEFT = 40  # pixels: how far a row begins before the plot
NARROWEST = 272  # pixels of a row on the narrowest chart, in the widest face
FOLDED = "earlier ones are in the table"


@dataclass(frozen=True, kw_only=True)
class Row:
    """Words at a place across: on the axis, or in parts of the plot where `xref` is "paper".

    sides: which of their own sides may stand there, the best first: that which keeps them in the picture.
    """

    text: str
    x: str | float
    sides: Sequence[str]
    colour: str = theme.GREY
    xref: str = "x"
    xshift: int = 0

    @property
    def height(self) -> int:
        """The pixels that its lines take."""
        return ROW * (self.text.count("<br>") + 1)


def stacked(rows: Sequence[Row]) -> list[Wanted]:
    """Return the labels of rows, the first on the plot, the last on top."""
    tops = accumulate((row.height for row in rows), initial=6)
    return [_label(row, up) for row, up in zip(rows, tops, strict=False)]


def height(rows: Sequence[Row]) -> int:
    """Return the pixels that rows take."""
    return sum(row.height for row in rows)


def _label(row: Row, up: int) -> Wanted:
    font = {"size": theme.SIZE, "color": row.colour}
    place = {"xref": row.xref, "xshift": row.xshift, "yref": "paper", "yshift": up}
    note = grammar.note(row.text, row.x, 1, align="left", font=font, **place)
    return Wanted(note, [{"xanchor": side} for side in row.sides])


def plain(text: str, colour: str = theme.GREY) -> Row:
    """Return a text in lines that fit on the narrowest chart."""
    lines = "<br>".join(wrapped(text, theme.SIZE, NARROWEST))
    return Row(text=lines, x=0, sides=("left",), colour=colour, xref="paper", xshift=-LEFT)


def over(text: str, x: str | float, colour: str = theme.GREY) -> Row:
    """Return words over a place of the plot."""
    return Row(text=text, x=x, sides=("center", "left", "right"), colour=colour)


def beyond(text: str, is_right: bool, colour: str = theme.GREY) -> Row:
    """Return words of what lies outside the axis, with an arrow to its side."""
    if is_right:
        return Row(text=f"{text} \u2192", x=1, sides=("right",), colour=colour, xref="paper")
    return Row(text=f"\u2190 {text}", x=0, sides=("left",), colour=colour, xref="paper")


def of_breaks(breaks: Sequence[Break]) -> list[Row]:
    """Return the names of the lines of grammar.break_shapes, a row each."""
    return [
        over(f"series changed {grammar.short_period(words.month(of_break.on))}", of_break.on.isoformat())
        for of_break in breaks
    ]


def of_folded(hole: Hole | None) -> list[Row]:
    """Return the words over a chart that begins after a hole."""
    return [plain(f"No figures are held {hole.when}; {FOLDED}.")] if hole else []
