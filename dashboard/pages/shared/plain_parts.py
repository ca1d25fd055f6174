"""What pages without scripts have in common: their addresses and their sentences."""

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import ask
from dashboard.parts import components
from dashboard.selection import Selection
from dashboard.shell import View, address
from data.catalogue.line_names import sex_in_name
from data.judgement.status import Status

INDICATOR, PLACE = "/indicator/{}", "/place/{}"


def plain_addresses(near: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return names with the addresses of their pages without scripts."""
    return [(name, f"{href}.html") for name, href in near]


def sex_of(status: Status) -> str:
    """Return ", male" or ", female" where an indicator is told apart by sex."""
    return sex_in_name(ask.defined().indicators[status.indicator], status.sex)


def to(path: str, ident: str, view: View, chosen: str = "") -> str:
    """The address of another page without scripts, as of the same date."""
    query = Selection(place=chosen, as_of=view.selection.as_of).query()
    return address(f"{path.format(ident)}.html") + query


def in_sentences(groups: Sequence[tuple[str, Sequence[tuple[Any, str]]]]) -> Component:
    """Return the section of sentences: groups of (name, pairs of subject and sentence)."""
    parts: list[Any] = [html.H2("In sentences", id="sentences")]
    for name, pairs in groups:
        parts += [html.H3(name)] if name else []
        parts.append(components.facts(pairs))
    return html.Section(parts, className="sentences", **{"aria-labelledby": "sentences"})
