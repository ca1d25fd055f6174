"""The rows of the table of everything, as HTML text (see cell_html for why). Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from dashboard import words
from dashboard.pages.indicators.cell_html import cell, hidden, span, status, text_of
from dashboard.pages.indicators.row_values import LOCAL, NO_TARGET, NOT_FOR_IT, Row, message
from data.catalogue.models import Area, Domain, Target
from data.catalogue.scopes import SHORT_NAMES
from data.judgement.off_plan import JUDGED
from data.wording.quality_words import LOCAL_RETURN

WHOSE = {**SHORT_NAMES, "C&M total": "C&M’s target", "national": "England’s target"}
BRIEF = "not by Place"
OWN_WORDS = ": the target in its own words"
DIRECTIONS = {
    "increase": "an increase",
    "decrease": "a decrease",
    "maintain": "no decline",
    "none": "no value",
}


@dataclass(frozen=True)
class Addresses:
    """The addresses of an indicator's page (id, series="", sex=""), a target's (key), an order of rows."""

    indicator: Callable[..., str]
    target: Callable[[str], str]
    order: Callable[[str], str]


@dataclass(frozen=True)
class Layout:
    """What the table is made with.

    `shown`: the Place that stays where there is room for one only. `sort`: the order of the rows as it stands
    in the address, an area's slug where it goes by one. Without an order the rows stand in groups.
    """

    areas: Sequence[Area]
    domains: Sequence[Domain]
    shown: str
    to: Addresses
    sort: str = ""

    def column(self, area: Area) -> str:
        """The classes of a column: which ones stay where there is room for one Place only."""
        if area.kind not in LOCAL:
            return f"wider {area.kind}"
        return "place shown" if self.is_shown(area) else "place"

    def is_shown(self, area: Area) -> bool:
        """Whether a column stays: that of the Place, or of the joint area that stands for it."""
        return area.kind in LOCAL and (area.slug == self.shown or self.shown in area.places)


def row_of(row: Row, layout: Layout, domain: str = "") -> str:
    """Return a row. `domain`: the name of its subject, where the rows do not stand under it."""
    if row.by_place:
        cells = "".join(_cell(row, area, layout) for area in layout.areas)
    else:
        cells = _without_places(row, layout)
    name, target = _name(row, layout.to, domain), _target(row, layout.to)
    return f'<tr><th scope="row" class="name">{name}</th><td class="target">{target}</td>{cells}</tr>'


def _cell(row: Row, area: Area, layout: Layout) -> str:
    return cell(row.cells.get(area.slug), area, layout.column(area), row.common)


def _name(row: Row, to: Addresses, domain: str) -> str:
    indicator = row.indicator
    unit = "" if indicator.is_percentage else indicator.unit
    kind = LOCAL_RETURN if indicator.is_returned else ""
    facts = [domain, words.BETTER[indicator.better], unit, words.period(row.period), kind]
    parts = [
        _link(text_of(row.title), to.indicator(indicator.id, sex=row.sex)),
        span("sub", " · ".join(fact for fact in facts if fact)),
    ]
    if row.target:
        text = f"Target: {target_value(row.target, row)}, {_when(row.target)}"
        parts.append(_link(text_of(text), to.target(row.target.key), "sub narrow-only"))
    if row.common:
        parts.append(f'<span class="narrow-only">{_common(row)}</span>')
    return "".join(parts)


def _target(row: Row, to: Addresses) -> str:
    """The target, its deadline and whose it is; and the word that all cells of the row have alike."""
    if row.target:
        value = text_of(target_value(row.target, row)) + hidden(OWN_WORDS)
        link = _link(value, to.target(row.target.key), "target-value")
        return link + span("sub", _when(row.target)) + _common(row)
    return _common(row) or span("sub", "no target")


def _common(row: Row) -> str:
    """What cannot be judged, once a row; named as that of the Places where a wider area has more to it."""
    if not row.common:
        return ""
    wider = any(content.word in JUDGED for content in row.cells.values())
    apart = row.target and row.common == NO_TARGET
    whose = "Places: " if wider or apart else ""
    why = span("sub", NOT_FOR_IT) if apart else ""
    return f'<span class="common">{whose}{status(row.common)}{why}</span>'


def target_value(target: Target, row: Row) -> str:
    """Return what the target asks: its value, or the direction it gives."""
    if target.value is None:
        return DIRECTIONS[target.direction]
    return words.target_value(target, row.indicator)


def _when(target: Target) -> str:
    return f"{words.deadline(target.deadline)}, {WHOSE.get(target.scope, target.place)}"


def _without_places(row: Row, layout: Layout) -> str:
    """One sentence over the columns of Places; over all columns where nothing else is published either."""
    wider = [area for area in layout.areas if area.kind not in LOCAL]
    shown = sum(layout.is_shown(area) for area in layout.areas)
    sentence = text_of(message(row))
    if row.other_series:
        series, name = row.other_series
        sentence += " " + _link(
            text_of(f"See it {name}"), layout.to.indicator(row.indicator.id, series=series)
        )
    if not row.cells:
        return _messages(len(layout.areas), 1 + len(wider), sentence, sentence, words.NO_FIGURE)
    cells = "".join(_cell(row, area, layout) for area in wider)
    return _messages(len(layout.areas) - len(wider), shown, sentence, BRIEF, BRIEF) + cells


def _messages(columns: int, kept: int, sentence: str, narrow: str, brief: str) -> str:
    """Return cells over `columns`, of which `kept` stay on a narrow screen and say `narrow` there.

    On a wide one the sentence stands in the wider part, and `brief` in the other: no cell is empty.
    """
    others = columns - kept
    if others > kept:
        return _message(sentence, others, " wide-only") + _message(_either(brief, narrow), kept)
    more = _message(brief, others, " wide-only") if others > 0 else ""
    return _message(_either(sentence, narrow), kept) + more


def _either(wide: str, narrow: str) -> str:
    if wide == narrow:
        return wide
    return f'<span class="wide-only">{wide}</span><span class="narrow-only">{narrow}</span>'


def _message(inner: str, columns: int, where: str = "") -> str:
    return f'<td class="message{where}" colspan="{columns}">{inner}</td>'


def _link(inner: str, href: str, kind: str = "") -> str:
    held = f' class="{kind}"' if kind else ""
    return f'<a href="{escape(href)}"{held}>{inner}</a>'
