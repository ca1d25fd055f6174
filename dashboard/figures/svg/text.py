"""Text in an SVG: its width before any browser has set it, its lines, and its elements. Pure.

Widths are those of the humanist faces of the house's font stack, in the order of that stack about the middle:
a browser that falls back on a wider face sets the same words about a tenth wider.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import Any

LINE = 1.3  # Plotly's distance of lines, in font sizes
ASCENT, DESCENT = 0.98, 0.25
BOLD = 1.07
WIDEST = 1.16  # of the faces a browser falls back on, against those of the stack
# A letter that is not measured counts as wide as most capitals: room to spare is better than words that meet.
OTHER = 0.61
_CLASSES = {
    0.25: " ijlI,.;:'|",
    0.32: "()[]-!/ft‘’`·",
    0.41: 'r"“”*°',
    0.48: "cksxyzvJ",
    0.56: "aeLFETYZ?_S–",
    0.572: "0123456789£$+=<>~#×±≥≤−",
    0.61: "bdghnopquABCKPRVX",
    0.74: "&DGHNUOQ",
    0.8: "w%",
    0.92: "mMW@—…",
}
_WIDTHS = {letter: width for width, letters in _CLASSES.items() for letter in letters}
_ENTITY = re.compile(r"&#?\w+;")
_MARKUP = re.compile(r"(<br\s*/?>|</?[bi]>)")


@dataclass(frozen=True)
class Run:
    """Letters in one weight and slope."""

    text: str
    bold: bool = False
    italic: bool = False


Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a rectangle, in pixels: downwards is more."""
Lines = tuple[tuple[Run, ...], ...]
MANY = 5_000  # the same labels stand in chart after chart


# Shorter numbers make a smaller picture, and a nought has one form: `-0` and `0` would be two different
# files.
def n(value: float) -> str:
    """Return a number with one decimal at most: a tenth of a pixel is less than an eye can see."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


@lru_cache(MANY)
def width(text: str, size: float, bold: bool = False) -> float:
    """Return about how wide `text` is, in pixels, at a font size in pixels."""
    units = sum(_WIDTHS.get(letter, OTHER) for letter in text)
    return units * size * (BOLD if bold else 1)


# The charts of this house use these three marks and no others of Plotly's.
@lru_cache(MANY)
def lines(text: str) -> Lines:
    """Return the lines of a Plotly text, which knows <br>, <b> and <i>; other markup stays as it reads."""
    rows: list[list[Run]] = [[]]
    bold = italic = False
    for part in _MARKUP.split(text):
        if part.startswith("<br"):
            rows.append([])
        elif part in ("<b>", "</b>"):
            bold = part == "<b>"
        elif part in ("<i>", "</i>"):
            italic = part == "<i>"
        elif part:
            rows[-1].append(Run(_ENTITY.sub(lambda match: unescape(match[0]), part), bold, italic))
    return tuple(map(tuple, rows))


def size_of(text: str, size: float) -> tuple[float, float]:
    """Return the width and the height of a Plotly text, in pixels."""
    rows = lines(text)
    widths = [sum(width(run.text, size, run.bold) for run in line) for line in rows]
    return max(widths), height(len(rows), size)


def height(count: int, size: float) -> float:
    """Return how high `count` lines are, in pixels: a browser rounds what is above and below a line."""
    return (count - 1) * LINE * size + round(ASCENT * size) + round(DESCENT * size)


# A plain label needs no inner element. Most labels are plain, and there are hundreds on a page.
def element(text: str, x: float, y: float, size: float, **attributes: Any) -> str:
    """Return a text element whose first line stands on the point. Underscores in names become hyphens."""
    rows = lines(text)
    rest = given(attributes)
    if len(rows) == 1:
        runs = rows[0]
        if len(runs) == 1 and not runs[0].italic:
            rest += ' font-weight="700"' if runs[0].bold else ""
            return f'<text x="{n(x)}" y="{n(y)}"{rest}>{escape(runs[0].text)}</text>'
        return f'<text x="{n(x)}" y="{n(y)}"{rest}>{_runs(runs)}</text>'
    spans = [
        f'<tspan x="{n(x)}" y="{n(y + at * LINE * size)}">{_runs(runs)}</tspan>'
        for at, runs in enumerate(rows)
        if runs
    ]
    return f"<text{rest}>{''.join(spans)}</text>"


# None and "" are what a layout says when it says nothing: an empty attribute would override the group's.
def given(attributes: dict[str, Any]) -> str:
    """Return attributes as they stand in an element, in front of each a space; None and "" are left out."""
    return "".join(
        f' {name.replace("_", "-")}="{_plain(value)}"'
        for name, value in attributes.items()
        if value is not None and value != ""
    )


def _plain(value: Any) -> str:
    return f"{round(value, 2):g}" if isinstance(value, float) else escape(str(value))


def _runs(runs: Sequence[Run]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    style = (' font-weight="700"' if run.bold else "") + (' font-style="italic"' if run.italic else "")
    return f"<tspan{style}>{escape(run.text)}</tspan>" if style else escape(run.text)


# Reckoned with the widest face that a browser may fall back on: a line that is too long would be cut at the
# edge of a file, where nobody can scroll.
def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Return `text` in lines that fit into `room` pixels in the widest face; too long a word is broken."""
    fitted: list[str] = []
    for word in _broken(text.split(), size, room / WIDEST, bold):
        longer = f"{fitted[-1]} {word}" if fitted else word
        if fitted and width(longer, size, bold) <= room / WIDEST:
            fitted[-1] = longer
        else:
            fitted.append(word)
    return fitted


# A word that is wider than the room is an address or a code. It is broken anywhere, as a browser does.
def _broken(words: Sequence[str], size: float, room: float, bold: bool) -> Iterator[str]:
    for word in words:
        rest = word
        while width(rest, size, bold) > room and len(rest) > 1:
            fits = next(
                at for at in range(len(rest) - 1, 0, -1) if at == 1 or width(rest[:at], size, bold) <= room
            )
            yield rest[:fits]
            rest = rest[fits:]
        yield rest
