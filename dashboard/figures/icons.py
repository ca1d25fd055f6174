"""Icons of variation, assurance and inequality, as SVG text, each with its words. Pure.

The meanings are those of NHS England's "Making Data Count"; the drawings are our own. The outline says it
as well as the colour does: a circle for improvement or a pass, a diamond for concern or a failure, a square
where nothing is good or bad, a dashed circle where there is no signal.
"""

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from dashboard.figures import theme

VARIATION: Mapping[str, str] = {
    "common_cause": "common cause: no sign of a real change",
    "improvement_high": "special cause, improving: high or rising",
    "improvement_low": "special cause, improving: low or falling",
    "concern_high": "special cause, concerning: high or rising",
    "concern_low": "special cause, concerning: low or falling",
    "neutral_high": "special cause, high or rising; neither is better",
    "neutral_low": "special cause, low or falling; neither is better",
}
ASSURANCE: Mapping[str, str] = {
    "pass": "the target is consistently met",
    "fail": "the target is consistently missed",
    "inconsistent": "the target is hit or missed by chance",
}
DIRECTION: Mapping[str, str] = {"closing": "closing", "widening": "widening", "": "cannot tell yet"}
MARKS: Mapping[str, str] = {
    "better-up": "a real change, up, for the better",
    "better-down": "a real change, down, for the better",
    "worse-up": "a real change, up, for the worse",
    "worse-down": "a real change, down, for the worse",
    "neither-up": "a real change, up; neither is better",
    "neither-down": "a real change, down; neither is better",
    "none": "no real change",
}
_COLOURS = {
    "common": theme.GREY,
    "improvement": theme.BLUE,
    "concern": theme.TARGET,
    "neutral": theme.TRAJECTORY,
    "pass": theme.BLUE,
    "fail": theme.TARGET,
    "inconsistent": theme.GREY,
    "closing": theme.BLUE,
    "widening": theme.TARGET,
    "": theme.GREY,
    "better": theme.BLUE,
    "worse": theme.TARGET,
    "neither": theme.TRAJECTORY,
    "none": theme.GREY,
}
_CIRCLE = '<circle cx="24" cy="24" r="21"'
_DIAMOND = '<path d="M24 1.5L46.5 24L24 46.5L1.5 24z"'
_SQUARE = '<rect x="4" y="4" width="40" height="40" rx="3"'
_OUTLINES = {
    "improvement": _CIRCLE,
    "concern": _DIAMOND,
    "neutral": _SQUARE,
    "pass": _CIRCLE,
    "fail": _DIAMOND,
    "better": _CIRCLE,
    "worse": _DIAMOND,
    "neither": _SQUARE,
}
_ARROWS = {"up": "M24 36V13M15 22L24 12L33 22", "down": "M24 12V35M15 26L24 36L33 26"}
_WAVE = "M7 27C13 17 19 17 24 24S35 31 41 21"
_POINTS = {
    "high": ((13, 31), (20, 30), (27, 20), (34, 15)),
    "low": ((13, 16), (20, 17), (27, 27), (34, 32)),
    "cause": ((11, 25), (18, 20), (25, 27), (32, 21), (38, 25)),
}
_GAPS = {
    "closing": '<path d="M11 10L37 21M11 38L37 27"',
    "widening": '<path d="M11 21L37 10M11 27L37 38"',
    "": '<path d="M11 17H37M11 31H37" stroke-dasharray="4 4"',
}


def variation(kind: str | None) -> str:
    """Return the icon of a variation (data.statistics.spc), or "" where there are no limits.

    Raises KeyError for another word.
    """
    if kind is None:
        return ""
    meaning, _, way = kind.partition("_")
    colour = _COLOURS[meaning]
    points = _POINTS[way]
    line = " ".join(f"{x},{y}" for x, y in points)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="2.6" fill="{colour}"/>' for x, y in points)
    drawn = f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.6"/>{dots}'
    return _icon(VARIATION[kind], _outline(meaning, colour) + drawn)


def assurance(kind: str | None) -> str:
    """Return the icon of an assurance: a line of points above, below or about the target's line; or "".

    Raises KeyError for another word.
    """
    if kind is None:
        return ""
    colour = _COLOURS[kind]
    mark = {"pass": "M14 25L21 32L35 16", "fail": "M17 17L31 31M31 17L17 31"}.get(kind)
    drawn = (
        f'<path d="{mark}" fill="none" stroke="{colour}" stroke-width="4"/>'
        if mark
        else f'<path d="M10 24H38" stroke="{colour}" stroke-width="2" stroke-dasharray="3 3"/>'
        f'<path d="M11 30L18 17L25 31L32 17L38 29" fill="none" stroke="{colour}" stroke-width="2"/>'
    )
    return _icon(ASSURANCE[kind], _outline(kind, colour) + drawn)


def direction(kind: str) -> str:
    """Return the icon of a gap: two lines that meet ("closing"), part ("widening"), or are dashed ("")."""
    drawn = f'{_GAPS[kind]} fill="none" stroke="{_COLOURS[kind]}" stroke-width="4" stroke-linecap="round"/>'
    return _icon(f"gap: {DIRECTION[kind]}", drawn)


def mark(kind: str) -> str:
    """Return the mark of a change for a cell: an arrow in the outline of its meaning, or a wave for none.

    It says what the icon of a control chart or a trend says, drawn for 16 px. Raises KeyError.
    """
    return _icon(MARKS[kind], _mark(kind))


def sprite() -> str:
    """Return all marks once, hidden, to be drawn anywhere on the page by `used`."""
    held = "".join(f'<symbol id="mark-{kind}" viewBox="0 0 48 48">{_mark(kind)}</symbol>' for kind in MARKS)
    return f'<svg class="sprite" width="0" height="0" aria-hidden="true">{held}</svg>'


def used(kind: str) -> str:
    """Return a mark of the sprite, without words: they stand beside it."""
    return f'<svg class="trend" aria-hidden="true"><use href="#mark-{kind}"/></svg>'


def _mark(kind: str) -> str:
    meaning, _, way = kind.partition("-")
    line = f'fill="none" stroke="{_COLOURS[meaning]}" stroke-width="5"'
    if not way:
        return f'<path d="{_WAVE}" {line}/>'
    return f'{_OUTLINES[meaning]} {line}/><path d="{_ARROWS[way]}" {line}/>'


def address(svg: str) -> str:
    """Return the icon as an address that holds it, for an image: a data: URL."""
    return f"data:image/svg+xml,{quote(svg)}"


def _outline(meaning: str, colour: str) -> str:
    dash = "" if meaning in _OUTLINES else ' stroke-dasharray="5 3"'
    outline = _OUTLINES.get(meaning, _CIRCLE)
    return f'{outline} fill="{theme.WHITE}" stroke="{colour}" stroke-width="2.5"{dash}/>'


def _icon(words: str, drawn: str) -> str:
    named = f'role="img" aria-label="{escape(words)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48" {named}>'
        f"<title>{escape(words)}</title>{drawn}</svg>"
    )
