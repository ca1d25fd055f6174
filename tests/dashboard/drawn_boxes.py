"""What stands in a picture, read from the finished SVG: words as boxes, points as boxes, lines as strokes.

Not from what the picture is made of: a label is where the file has it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

from dashboard.figures import theme
from dashboard.figures.svg import picture
from dashboard.figures.svg import text as svg_text

SVG = "{http://www.w3.org/2000/svg}"
PART = re.compile(r"([MLHVZmlhvz])([^MLHVZmlhvz]*)")
NUMBER = re.compile(r"-?\d*\.?\d+")
SLACK = 1.0  # pixels that two boxes may share: less than an eye can see
Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class Word:
    """A line of text with its box; `of`: which text of the picture it is a line of."""

    of: int

    text: str
    box: Box


@dataclass(frozen=True)
class Seen:
    """A picture: its size, its words, the boxes of its points and bars, its lines between two points."""

    size: tuple[float, float]
    words: list[Word]
    marks: list[Box]
    strokes: list[tuple[Point, Point]]


def faults(figure: dict[str, Any], width: int) -> list[str]:
    """Return what words of a figure at a width cover: each other, points, lines; and which are cut off."""
    seen = read(picture.drawn(figure, width))
    wrong = [f"{word.text!r} is cut off" for word in seen.words if _leaves(word.box, seen.size)]
    wrong += [
        f"{word.text!r} over {other.text!r}"
        for word, other in combinations(seen.words, 2)
        if word.of != other.of and _meet(word.box, other.box)
    ]
    for word in seen.words:
        wrong += [f"{word.text!r} over a point"] * any(_meet(word.box, mark) for mark in seen.marks)
        wrong += [f"{word.text!r} across a line"] * any(_crosses(word.box, stroke) for stroke in seen.strokes)
    return wrong


def read(svg: str) -> Seen:
    """Return what an SVG of one chart shows, without its grid."""
    root = ElementTree.fromstring(svg)
    words: list[Word] = []
    marks: list[Box] = []
    strokes: list[tuple[Point, Point]] = []
    for element, look in _elements(root, {}):
        tag = element.tag.removeprefix(SVG)
        if tag == "text":
            words += _lines(len(words), element, look)
        elif tag == "circle":
            x, y, r = (float(element.attrib[name]) for name in ("cx", "cy", "r"))
            marks.append((x - r, y - r, x + r, y + r))
        elif tag == "path" and look.get("stroke") != theme.PALE_GREY:
            pieces = list(_pieces(element.attrib["d"]))
            is_line = look.get("fill") == "none" or look.get("shape-rendering") == "crispEdges"
            if is_line and not re.search("[mlhvz]", element.attrib["d"]):
                strokes += [pair for piece in pieces for pair in pairwise(piece)]
            elif re.search("[mlhvz]", element.attrib["d"]):
                marks += [_around(piece) for piece in pieces]
    return Seen((float(root.attrib["width"]), float(root.attrib["height"])), words, marks, strokes)


def _elements(
    parent: ElementTree.Element, look: dict[str, str]
) -> Iterator[tuple[ElementTree.Element, dict[str, str]]]:
    for child in parent:
        own = {**look, **child.attrib}
        yield child, own
        if child.tag != f"{SVG}text":
            yield from _elements(child, own)


def _lines(number: int, element: ElementTree.Element, look: dict[str, str]) -> Iterator[Word]:
    size = float(look["font-size"])
    lines = list(element) if element.text is None and len(element) and "x" in element[0].attrib else [element]
    for line in lines:
        x, foot = float(line.attrib["x"]), float(line.attrib["y"])
        bold = look.get("font-weight") == "700" or any("font-weight" in run.attrib for run in line)
        text = "".join(line.itertext())
        wide = svg_text.width(text, size, bold)
        left = x - {"middle": wide / 2, "end": wide}.get(look.get("text-anchor", ""), 0.0)
        yield Word(number, text, (left, foot - 0.75 * size, left + wide, foot + 0.2 * size))


def _pieces(path: str) -> Iterator[list[Point]]:
    """The corners of each piece of a path of straight strokes."""
    x = y = 0.0
    piece: list[Point] = []
    after_move = ""
    for letter, rest in PART.findall(path):
        numbers = [float(number) for number in NUMBER.findall(rest)]
        relative, kind = letter.islower(), letter.upper()
        if kind == "Z":
            continue
        steps = (
            [(number, None) for number in numbers]
            if kind == "H"
            else [(None, number) for number in numbers]
            if kind == "V"
            else list(zip(numbers[::2], numbers[1::2], strict=True))
        )
        for across, up in steps:
            to_x = x if across is None else across + x * relative
            to_y = y if up is None else up + y * relative
            # A symbol moves from its middle to its first corner: still the same piece.
            if kind == "M" and not relative and piece and after_move != "M":
                yield piece
                piece = []
            x, y = to_x, to_y
            if kind != "M" or relative or not piece:
                piece = [*piece, (x, y)] if kind != "M" else [(x, y)]
            after_move = kind
    if piece:
        yield piece


def _around(piece: list[Point]) -> Box:
    xs, ys = zip(*piece, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def _leaves(box: Box, size: tuple[float, float]) -> bool:
    return box[0] < -SLACK or box[1] < -SLACK or box[2] > size[0] + SLACK or box[3] > size[1] + SLACK


def _meet(box: Box, other: Box) -> bool:
    across = min(box[2], other[2]) - max(box[0], other[0])
    down = min(box[3], other[3]) - max(box[1], other[1])
    return across > SLACK and down > SLACK


def _crosses(box: Box, stroke: tuple[Point, Point]) -> bool:
    """Whether a stroke runs through a box that is smaller by the slack."""
    (x0, y0), (x1, y1) = stroke
    enter, leave = 0.0, 1.0
    for start, way, low, high in (
        (x0, x1 - x0, box[0] + SLACK, box[2] - SLACK),
        (y0, y1 - y0, box[1] + SLACK, box[3] - SLACK),
    ):
        if way == 0:
            if not low < start < high:
                return False
            continue
        ends = sorted(((low - start) / way, (high - start) / way))
        enter, leave = max(enter, ends[0]), min(leave, ends[1])
    return enter < leave
