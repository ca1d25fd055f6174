"""Beside the page of a Place: the same without any script, and the way on from the picker of Places."""

import re
from collections.abc import Callable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.wrappers import Response

from dashboard import ask, shell
from dashboard.pages.place.build import HERE, build, nearest, place_of
from dashboard.pages.place.data import has_figure
from dashboard.pages.shared.beside import Beside
from dashboard.pages.shared.plain_parts import INDICATOR, PLACE, in_sentences, plain_addresses, sex_of, to
from dashboard.parts import components
from dashboard.selection import EVERYTHING
from dashboard.shell import View, address
from data.judgement import off_plan
from data.judgement.status import Status


def of_place(slug: str, query: dict[str, Any]) -> tuple[View, Any, str]:
    """Return a Place's view, its sentences (of the lines with a figure), and the path of its full page."""
    known = ask.defined()
    if place_of(slug) is None:
        return shell.unknown("There is no Place of that name.", plain_addresses(nearest(slug))), None, ""
    view = build(query, slug)
    statuses = off_plan.standing_for(ask.statuses(view.selection.as_of), known, slug)
    statuses = [status for status in statuses if has_figure(status)]
    names = {domain.id: domain.name for domain in known.domains}
    groups = [
        (names[domain], [(_line(status, view), status.sentence) for status in group])
        for domain, group in groupby(statuses, lambda status: known.indicators[status.indicator].domain)
    ]
    return view, in_sentences(groups), PLACE.format(slug)


def _line(status: Status, view: View) -> Any:
    name = ask.defined().indicators[status.indicator].short_title + sex_of(status)
    return components.link(name, to(INDICATOR, status.indicator, view, view.selection.place))


def lead_on(base: str) -> Callable[[], Response | None]:
    """Lead /place/halton?place=wirral, which the Place picker sends without scripts, to Wirral's own page."""
    path = re.compile(rf"{re.escape(base)}place/([a-z-]+?)(\.html)?")

    def answer() -> Response | None:
        here, places = path.fullmatch(request.path), request.args.getlist("place")
        wanted = places[-1] if places else here and here[1]
        if not here or request.method != "GET" or wanted == here[1] or not place_of(here[1]):
            return None
        others = [(key, text) for key, text in request.args.items(multi=True) if key != "place" and text]
        search = f"?{urlencode(others)}" if others else ""
        if wanted == EVERYTHING:
            return redirect(address("/") + search)
        if place_of(str(wanted)) is None:
            return None
        return redirect(address(f"{HERE}{wanted}{here[2] or ''}") + search)

    return answer


BESIDE = Beside(plain=of_place, lead_on=lead_on)
