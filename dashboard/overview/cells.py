"""The cells of the table of everything, as HTML text. Pure.

A table of 120 indicators has 1,400 cells: as components they would take ten times as long to make.
"""

from functools import cache
from html import escape

from dashboard.components import status_mark
from dashboard.figures import icons
from dashboard.markup import to_html
from dashboard.overview.model import JOINT, Cell
from data.definition_models import Area

LONGEST_SHORT = 7
NOT_NEEDED = "not needed: each Place has its own figure"
NO_FIGURE = "no figure"
AT_DEADLINE = "at deadline"
# Of these words the first part is enough for the eye; the whole word is there.
FIRST_PART = {
    "no target agreed": "no target",
    "too old to judge": "too old",
    "deadline passed, no figure for it": "deadline passed",
}


def cell(found: Cell | None, area: Area, column: str, common: str) -> str:
    """Return a cell of the table. `column`: its class; `common`: the word that stands once for the row."""
    if found is None:
        # Where the Places have figures of their own, nothing is missing in the column of a joint area.
        inner = hidden(NOT_NEEDED) if area.kind == JOINT else span("absent", NO_FIGURE)
    else:
        inner = _content(found, common)
    return f'<td class="number {column}">{inner}</td>'


def _content(found: Cell, common: str) -> str:
    parts = [_figure(found, _class(found), found.text), *_judged(found, common)]
    if found.period:
        parts.append(span("sub", found.period))
    if found.newer:
        newer = f"newer: {found.newer.text}, {found.newer.period}"
        parts += [_figure(found.newer, "sub newer", newer), *_judged(found.newer, common)]
    return "".join(parts)


def _class(found: Cell) -> str:
    if not found.is_figure:
        return "absent"
    return "value long" if len(found.text) > LONGEST_SHORT else "value"


def _judged(found: Cell, common: str) -> list[str]:
    """The word of the first statement; for the ear only where the row says it once for the eye."""
    if not found.word:
        return []
    mark = hidden(found.word) if found.word == common else _short_status(found.word)
    beside = (f"against {found.against}" if found.against else "", AT_DEADLINE if found.at_deadline else "")
    return [mark, *(span("sub", text) for text in beside if text)]


@cache
def status(word: str) -> str:
    """Return the word of a statement with its shape, as HTML."""
    return to_html(status_mark(word))


@cache
def _short_status(word: str) -> str:
    made = status(word)
    first = FIRST_PART.get(word)
    return made.replace(f">{word}<", f">{first}{hidden(word.removeprefix(first))}<") if first else made


def _figure(found: Cell, kind: str, text: str) -> str:
    """The mark of change before the figure, so that figures stay in line; its words behind it."""
    if not found.mark:
        return span(kind, text)
    drawn = f'<span class="{kind}">{icons.used(found.mark)}{text_of(text)}</span>'
    return drawn + hidden(icons.MARKS[found.mark])


def hidden(text: str) -> str:
    """Return a text for the ear only, as HTML."""
    return span("visually-hidden", text)


def span(kind: str, text: str) -> str:
    """Return a text with a class, as HTML."""
    return f'<span class="{kind}">{text_of(text)}</span>'


def text_of(text: str) -> str:
    """Return a text as HTML."""
    return escape(text, quote=False)
