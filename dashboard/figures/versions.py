"""The versions of a target, and what it is related to, on one line of time: a small picture as SVG text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import accumulate
from textwrap import wrap

from dashboard.figures import theme

WIDTH, LEFT, RIGHT, HEAD = 320, 10, 10, 22
LINE, BAR = 15, 31  # of the label; of the bar under it
BAR_TOP, STROKE = 15, 9  # from the label to the middle of the bar; half the stroke of a year
LONGEST = 40  # characters of a line of bold text
LEAST = timedelta(days=365)
OPEN_END = 0.12  # of the time shown: the room in which a target without a deadline runs on


@dataclass(frozen=True)
class Span:
    """One target on the line of time: from when it was set to its deadline. `chosen` is the page's own.

    `until`: when one without a deadline was replaced; None while it stands.
    """

    label: str
    set_on: date
    deadline: date | None
    chosen: bool
    until: date | None = None


def drawn(spans: Sequence[Span]) -> str:
    """Return the picture as SVG, which takes the typeface of its page."""
    first = min(span.set_on for span in spans)
    last = max(max(span.deadline or span.set_on for span in spans), first + LEAST)
    last += (last - first) * OPEN_END
    labels = [wrap(span.label, LONGEST) for span in spans]
    tops = list(accumulate((LINE * len(lines) + BAR for lines in labels), initial=HEAD))
    height = tops.pop()
    bars = [top + LINE * len(lines) + BAR_TOP for top, lines in zip(tops, labels, strict=True)]
    parts = [_years(first, last, bars)]
    rows = zip(spans, labels, tops, strict=True)
    parts += [_row(span, lines, top, first, last) for span, lines, top in rows]
    box = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    family = theme.FONT.replace('"', "'")
    look = f'font-family="{family}" font-size="12" aria-hidden="true"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {look}>{"".join(parts)}</svg>'


def _at(day: date, first: date, last: date) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * ((day - first).days / (last - first).days), 1)


def _years(first: date, last: date, bars: Sequence[int]) -> str:
    """A pale stroke at each bar for each new year, as many as have room, with its number on top.

    Not through the whole picture: the lines would cross the labels.
    """
    years = list(range(first.year + 1, last.year + 1))
    step = max(1, -(-len(years) // 7))
    parts = []
    for year in years[::step]:
        x = _at(date(year, 1, 1), first, last)
        strokes = "".join(f"M{x} {y - STROKE}V{y + STROKE}" for y in bars)
        parts.append(f'<path d="M{x} {HEAD - 4}v5{strokes}" stroke="{theme.RULE_GREY}"/>')
        anchor = "end" if x > WIDTH - 40 else "start"
        parts.append(f'<text x="{x}" y="13" text-anchor="{anchor}" fill="{theme.GREY}">{year}</text>')
    return "".join(parts)


def _row(span: Span, lines: Sequence[str], top: int, first: date, last: date) -> str:
    """The label over a bar from setting to deadline; a diamond on the deadline, an open end without one."""
    colour = theme.TARGET if span.chosen else theme.GREY
    weight = ' font-weight="700"' if span.chosen else ""
    label = "".join(
        f'<text x="{LEFT}" y="{top + LINE * at}" fill="{colour}"{weight}>{escape(line)}</text>'
        for at, line in enumerate(lines, 1)
    )
    y, start = top + LINE * len(lines) + BAR_TOP, _at(span.set_on, first, last)
    end = _at(span.deadline or span.until or last, first, last)
    dash = "" if span.deadline else ' stroke-dasharray="4 3"'
    mark = f'<path d="M{end} {y - 6}l6 6l-6 6l-6 -6z" fill="{colour}"/>' if span.deadline else ""
    return (
        f'{label}<path d="M{start} {y}H{end}" stroke="{colour}" stroke-width="3"{dash}/>'
        f'<circle cx="{start}" cy="{y}" r="4" fill="{colour}"/>{mark}'
    )
