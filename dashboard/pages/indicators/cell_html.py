"""The cells of the table of everything, as HTML text. Pure.

A table of 120 indicators has 1,400 cells: as components they would take ten times as long to make.
"""

from functools import cache
from html import escape

from dashboard.figures import icons
from dashboard.html.markup import to_html
from dashboard.pages.indicators.row_values import JOINT, NOT_FOR_IT, Cell
from dashboard.parts.components import status_mark
from data.catalogue.models import Area

LONGEST_SHORT = 7
NOT_NEEDED = "not needed: each Place has its own figure"
NO_FIGURE = "no figure"
# Of these words the first part is enough for the eye; the whole word is there.
FIRST_PART = {
    "no target agreed": "no target",
    "too old to judge": "too old",
    "deadline passed, no figure for it": "deadline passed",
}


def cell(content: Cell | None, area: Area, column: str, common: str) -> str:
    """Return a cell of the table. `column`: its class; `common`: the word that stands once for the row."""
    if content is None:
        # Where the Places have figures of their own, nothing is missing in the column of a joint area.
        inner = hidden(NOT_NEEDED) if area.kind == JOINT else span("absent", NO_FIGURE)
    else:
        inner = _content(content, common)
    return f'<td class="number {column}">{inner}</td>'


def _content(content: Cell, common: str) -> str:
    parts = _marked(content, _class(content), content.text, common)
    if content.period:
        parts.append(span("sub", content.period))
    if content.newer:
        newer = f"newer: {content.newer.text}, {content.newer.period}"
        parts += _marked(content.newer, "sub newer", newer, common)
    if content.awaits:
        parts.append(span("sub awaits", content.awaits))
    return "".join(parts)


def _class(content: Cell) -> str:
    if not content.is_figure:
        return "absent"
    return "value long" if len(content.text) > LONGEST_SHORT else "value"


def _marked(content: Cell, kind: str, text: str, common: str) -> list[str]:
    """A figure with the mark of its change before it, so that figures stay in line, and the word of the first
    statement. For the ear only: what the mark means, and a word that the row says once for the eye.
    """
    once = content.word == common
    mark = icons.used(content.mark) if content.mark else ""
    ear = [
        *([icons.MARKS[content.mark]] if content.mark else []),
        *([content.word] if content.word and once else []),
    ]
    beside = (
        f"against {content.against}" if content.against else "",
        content.at_deadline,
        NOT_FOR_IT if content.apart and not once else "",
    )
    return [
        f'<span class="{kind}">{mark}{text_of(text)}</span>',
        *([hidden(", ".join(ear))] if ear else []),
        *([_short_status(content.word)] if content.word and not once else []),
        *(span("sub", text) for text in beside if text and content.word),
    ]


@cache
def status(word: str) -> str:
    """Return the word of a statement with its shape, as HTML."""
    return to_html(status_mark(word))


@cache
def _short_status(word: str) -> str:
    made = status(word)
    first = FIRST_PART.get(word)
    return made.replace(f">{word}<", f">{first}{hidden(word.removeprefix(first))}<") if first else made


def hidden(text: str) -> str:
    """Return a text for the ear only, as HTML."""
    return span("visually-hidden", text)


def span(kind: str, text: str) -> str:
    """Return a text with a class, as HTML."""
    return f'<span class="{kind}">{text_of(text)}</span>'


def text_of(text: str) -> str:
    """Return a text as HTML."""
    return escape(text, quote=False)
