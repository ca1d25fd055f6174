"""One Place on one page: what goes well, what worries, each indicator beside C&M and England, its targets."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import dash
from dash import html
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from dashboard import ask, components, near, shell, words
from dashboard.place import parts as place_parts
from dashboard.place import tables as place_tables
from dashboard.place.data import Shown, gather
from dashboard.selection import EVERYTHING, Selection
from dashboard.shell import View, address
from data import wording_changes, wording_places

HERE = "/place/"
NOTHING = "No figure for {} had been published by {}."


def register() -> None:
    """Register the page."""
    dash.register_page(
        __name__, path_template="/place/<slug>", name="Place", title=title, layout=layout, order=12
    )


def title(slug: str = "") -> str:
    """Return the document's title."""
    found = place_of(slug)
    return f"{found.name if found else 'There is no such page'} – {shell.NAME}"


def layout(slug: str = "", **query: Any) -> Any:
    """Return the page for a Place and a query string."""
    return shell.framed(build, query, slug=slug)


def build(query: Mapping[str, Any], slug: str = "") -> View:
    """Return the view."""
    place = place_of(slug)
    if place is None:
        return shell.unknown("There is no Place of that name.", nearest(slug))
    chosen = replace(shell.state(dict(query) | {"place": slug}), place=slug)
    shown = gather(place, chosen)
    carried = Selection(as_of=chosen.as_of, since=chosen.since).query()
    return View(
        place.name,
        _body(shown) if shown.lines else [components.notice(_nothing(shown), "No figures to show")],
        chosen,
        (("Home", address("/") + carried),),
        lead=wording_changes.of_counts(shown.counted, place) if shown.lines else None,
        plain=[(f"{place.name}: sentences and tables", address(f"{HERE}{slug}.html") + carried)],
        place_page=HERE,
    )


def place_of(slug: str) -> Any:
    """Return the Place of a slug; None where there is none."""
    return next((one for one in ask.defined().places if one.slug == slug), None)


def nearest(slug: str) -> list[tuple[str, str]]:
    """Return the Places whose slugs look most like one that does not exist, with their addresses."""
    known = {one.slug: one.name for one in ask.defined().places}
    coded = ask.defined().area_for(slug)
    found = [coded.slug] if coded and coded.slug in known else near.nearest(slug, known)
    return [(known[one], address(f"{HERE}{one}")) for one in found]


def lead_on(server: Flask, base: str) -> None:
    """Lead /place/halton?place=wirral, which the Place picker sends without scripts, to Wirral's own page."""
    path = re.compile(rf"{re.escape(base)}place/([a-z-]+?)(\.html)?")

    def answer() -> Response | None:
        here, wanted = path.fullmatch(request.path), request.args.get("place")
        if not here or request.method != "GET" or wanted in (None, here[1]) or not place_of(here[1]):
            return None
        others = [(key, text) for key, text in request.args.items(multi=True) if key != "place" and text]
        search = f"?{urlencode(others)}" if others else ""
        if wanted == EVERYTHING:
            return redirect(address("/") + search)
        if place_of(str(wanted)) is None:
            return None
        return redirect(address(f"{HERE}{wanted}{here[2] or ''}") + search)

    server.before_request(answer)


def _nothing(shown: Shown) -> str:
    return NOTHING.format(shown.place.name, words.day(shown.today))


def _body(shown: Shown) -> list[Any]:
    carried = shown.chosen.carried()

    def to(path: str) -> str:
        return address(path) + carried

    around = place_tables.Around(
        ask.defined(), {one.id: one.name for one in ask.defined().domains}, to, shown.today
    )
    return [
        html.P(wording_changes.of_unjudged(shown.counted), className="guide"),
        html.P(wording_places.of_area(shown.place, shown.today)),
        place_parts.contents(),
        place_parts.joint_note(shown),
        place_parts.both_lists(shown, around),
        place_parts.last(shown, around),
        place_tables.lines(shown, around),
        place_parts.spine_chart(shown, around),
        place_tables.without_figures(shown, around),
        place_tables.targets(shown, around),
    ]
