"""Charts as SVG, from the descriptions that Plotly draws from: for pages before any script, and for files.

One description, two renderers: axes, ticks, lines, points, bars and labels stand where Plotly puts them. Only
words may differ by a few pixels, as no browser has measured them. What is not drawn is refused: CannotDraw.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.figures import theme
from dashboard.figures.grammar import Figure
from dashboard.figures.svg import bars as svg_bars
from dashboard.figures.svg import frame as svg_frame
from dashboard.figures.svg import marks as svg_marks
from dashboard.figures.svg import notes as svg_notes
from dashboard.figures.svg import text as svg_text
from dashboard.figures.svg.drawable import CannotDraw, checked
from dashboard.figures.svg.text import given, n

__all__ = ["CannotDraw", "Caption", "Panel", "drawn", "panels"]

Panel = tuple[str, str, Figure | None, str]
EDGE, GUTTER, GAP = 16, 16, 8
TITLE, HEADING, PLAIN, SMALL = 18, 14, 13, 12


# SVG breaks no lines and knows no height of a text: both are settled before anything is placed below.
@dataclass(frozen=True)
class Caption:
    """What a picture says besides its marks: `over`, `title` and `sentence` above it, `source` below it.

    source: lines, parted by line ends.
    """

    over: str = ""
    title: str = ""
    sentence: str = ""
    source: str = ""

    @property
    def is_of_file(self) -> bool:
        """Whether the picture leaves its page: it then shows its words and carries them as description."""
        return bool(self.title or self.source)


UNSAID = Caption()


@dataclass(frozen=True)
class Block:
    """Lines of text under each other, in one look."""

    lines: list[str]
    size: float
    colour: str = theme.INK
    bold: bool = False

    @property
    def height(self) -> float:
        """The height of the lines in pixels."""
        return len(self.lines) * round(self.size * svg_text.LINE)

    def drawn(self, left: float, top: float) -> str:
        """Return the lines, the first under `top`."""
        step = round(self.size * svg_text.LINE)
        weight = 700 if self.bold else None
        look = given({"font_size": self.size, "fill": self.colour, "font_weight": weight})
        return "".join(
            f'<text x="{n(left)}" y="{n(top + step * (at + 0.8))}"{look}>{escape(line)}</text>'
            for at, line in enumerate(self.lines)
        )


def drawn(figure: Figure, width: int, caption: Caption = UNSAID) -> str:
    """Return a figure as one SVG of `width` pixels; its height is the layout's.

    The caption's sentence is read in place of the picture, else its title; without either the picture is
    hidden from screen readers, which have the text beside it. With a title or a source the words are set
    above and below, as a file needs them. Raises CannotDraw for a part of a figure that is not drawn.
    """
    height = figure["layout"].get("height", 450)
    if not caption.is_of_file:
        return _svg(width, height, _chart(figure, width), caption, figure)
    return _sheet(width, _chart(figure, width - 2 * EDGE), float(height), caption, figure)


def panels(figures: Sequence[Panel], columns: int, width: int, caption: Caption) -> str:
    """Return small charts in a grid as one SVG of `width` pixels, as many beside each other as `columns`.

    Each is (heading, value, figure, reason); where there is no figure the reason stands in its place.
    """
    room = width - 2 * EDGE
    cell = (room - GUTTER * (columns - 1)) // columns
    rows = [figures[at : at + columns] for at in range(0, len(figures), columns)]
    parts, top = [], 0.0
    for row in rows:
        cells = [_panel(panel, cell) for panel in row]
        for at, (inner, _) in enumerate(cells):
            parts.append(f'<g transform="translate({n(at * (cell + GUTTER))} {n(top)})">{inner}</g>')
        top += max(height for _, height in cells) + GUTTER
    some = next((panel[2] for panel in figures if panel[2]), {"data": [], "layout": theme.layout(0)})
    inner, height = "".join(parts), max(0.0, top - GUTTER)
    return _sheet(width, inner, height, caption, some)


def _panel(panel: Panel, width: int) -> tuple[str, float]:
    heading, value, figure, reason = panel
    blocks = [Block(svg_text.wrapped(heading, HEADING, width, bold=True), HEADING, bold=True)]
    blocks += [Block(svg_text.wrapped(value, PLAIN, width), PLAIN, theme.GREY)] if value else []
    if not figure:
        blocks.append(Block(svg_text.wrapped(reason, PLAIN, width), PLAIN, theme.GREY))
    parts, top = [], 0.0
    for block in blocks:
        parts.append(block.drawn(0, top))
        top += block.height
    if figure:
        parts.append(f'<g transform="translate(0 {n(top)})">{_chart(figure, width)}</g>')
        top += figure["layout"].get("height", 450)
    return "".join(parts), top


def _sheet(width: int, inner: str, tall: float, caption: Caption, figure: Figure) -> str:
    """Return a picture for a file of its own: words above, the sources below, an edge around."""
    room = width - 2 * EDGE
    top, parts = float(EDGE), []
    for block in (
        Block(svg_text.wrapped(caption.over, HEADING, room), HEADING, theme.GREY),
        Block(svg_text.wrapped(caption.title, TITLE, room, bold=True), TITLE, bold=True),
        Block(svg_text.wrapped(caption.sentence, HEADING, room), HEADING),
    ):
        parts.append(block.drawn(EDGE, top))
        top += block.height + (GAP if block.lines else 0)
    foot = [line for part in caption.source.split("\n") for line in svg_text.wrapped(part, SMALL, room)]
    last, below = Block(foot, SMALL, theme.GREY), top + tall + (GAP if caption.source else 0)
    parts += [f'<g transform="translate({EDGE} {n(top)})">{inner}</g>', last.drawn(EDGE, below)]
    return _svg(width, round(below + last.height + EDGE), "".join(parts), caption, figure)


def _described(caption: Caption) -> str:
    """The words of a file that are read and not seen."""
    title = f"<title>{escape(caption.title)}</title>" if caption.title else ""
    description = " ".join(part for part in (caption.sentence, caption.source) if part)
    return title + (f"<desc>{escape(description)}</desc>" if description else "")


def _svg(width: int, height: float, inner: str, caption: Caption, figure: Figure) -> str:
    label, layout = caption.sentence or caption.title, figure["layout"]
    font = {"family": theme.FONT, "size": 12, "color": theme.INK, **layout.get("font", {})}
    role = f' role="img"{given({"aria_label": label})}' if label else ' aria-hidden="true"'
    look = given(
        {
            "font_family": font["family"].replace('"', "'"),
            "font_size": font["size"],
            "fill": font["color"],
        }
    )
    tall = n(height)
    ground = (
        f'<rect width="{width}" height="{tall}"{given({"fill": layout.get("paper_bgcolor", theme.WHITE)})}/>'
    )
    words = _described(caption) if caption.is_of_file else ""
    box = f'viewBox="0 0 {width} {tall}" width="{width}" height="{tall}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}{role}{look}>{words}{ground}{inner}</svg>'


# Unknown parts are refused before the first is drawn: half a chart must never be sent.
def _chart(figure: dict[str, Any], width: int) -> str:
    """Return the parts of a chart in the order Plotly lays them: what comes last covers the others."""
    checked(figure)
    layout = figure["layout"]
    frame = svg_frame.framed(figure, width)
    axes, shapes = frame.axes, layout.get("shapes", ())
    chart = svg_marks.Chart(axes)
    return "".join(
        (
            _ground(layout, chart),
            svg_notes.shapes(shapes, axes, "paper"),
            svg_frame.grid(frame),
            svg_notes.shapes(shapes, axes, "below"),
            svg_bars.drawn(figure["data"], chart),
            svg_marks.drawn(figure["data"], chart),
            svg_frame.lines(frame),
            svg_frame.ticklabels(frame, figure),
            svg_notes.shapes(shapes, axes, "above"),
            svg_notes.labels(layout.get("annotations", ()), axes, layout.get("font", {})),
        )
    )


# Left out where it would not be seen: small charts come by the dozen.
def _ground(layout: dict[str, Any], chart: svg_marks.Chart) -> str:
    """The ground of the plot, where it differs from the paper's."""
    colour = layout.get("plot_bgcolor", theme.WHITE)
    if colour == layout.get("paper_bgcolor", theme.WHITE):
        return ""
    left, top, right, bottom = chart.window
    size = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return f"<rect{given({**size, 'fill': colour})}/>"
