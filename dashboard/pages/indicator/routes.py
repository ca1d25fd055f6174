"""Beside the page of an indicator: the same without any script, /indicator/<id>.html."""

from typing import Any

from dashboard import ask, shell
from dashboard.pages.indicator.build import build, nearest_indicators
from dashboard.pages.shared.beside import Beside
from dashboard.pages.shared.plain_parts import INDICATOR, PLACE, in_sentences, plain_addresses, sex_of, to
from dashboard.parts import components
from dashboard.shell import View
from data.judgement.status import Status


def of_indicator(ident: str, query: dict[str, Any]) -> tuple[View, Any, str]:
    """Return an indicator's view, its sentences, one for each area, and the path of its full page."""
    if ident not in ask.defined().indicators:
        near = plain_addresses(nearest_indicators(ident))
        return shell.unknown("There is no indicator of that name.", near), None, ""
    view = build(query, ident)
    statuses = ask.statuses(view.selection.as_of, ident)
    pairs = [(_area(status, view), status.sentence) for status in statuses]
    return view, in_sentences([("", pairs)]), INDICATOR.format(ident)


def _area(status: Status, view: View) -> Any:
    """The area a sentence is about, leading to its own page where it is a Place."""
    area = ask.defined().areas[status.place]
    name = area.name + sex_of(status)
    if area.kind != "place":
        return name
    return components.link(name, to(PLACE, area.slug, view))


BESIDE = Beside(plain=of_indicator)
