"""One Place on one page: what goes well, what worries, each indicator beside C&M and England, its targets."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import html

from dashboard import ask, shell, words
from dashboard.pages.place import parts as place_parts
from dashboard.pages.place import place_tables
from dashboard.pages.place.data import Shown, gather
from dashboard.pages.shared import near
from dashboard.parts import components
from dashboard.selection import Selection
from dashboard.shell import View, address
from data.wording import news, places

HERE = "/place/"
NOTHING = "No figure for {} had been published by {}."


def build(query: Mapping[str, Any], slug: str = "") -> View:
    """Return the view."""
    place = place_of(slug)
    if place is None:
        return shell.unknown("There is no Place of that name.", nearest(slug))
    chosen = replace(shell.state(query), place=slug)
    shown = gather(place, chosen)
    carried = Selection(as_of=chosen.as_of, since=chosen.since).query()
    return View(
        title=place.name,
        body=_body(shown) if shown.lines else [components.notice(_nothing(shown), "No figures to show")],
        selection=chosen,
        crumbs=(("Home", address("/") + carried),),
        lead=news.of_counts(shown.counted, place) if shown.lines else None,
        plain=[(f"{place.name}: sentences and tables", address(f"{HERE}{slug}.html") + carried)],
        place_page=HERE,
    )


def place_of(slug: str) -> Any:
    """Return the Place of a slug; None where there is none."""
    return next((place for place in ask.defined().places if place.slug == slug), None)


def nearest(slug: str) -> list[tuple[str, str]]:
    """Return the Places whose slugs look most like one that does not exist, with their addresses."""
    known = {place.slug: place.name for place in ask.defined().places}
    coded = ask.defined().area_for(slug)
    slugs = [coded.slug] if coded and coded.slug in known else near.nearest(slug, known)
    return [(known[other], address(f"{HERE}{other}")) for other in slugs]


def _nothing(shown: Shown) -> str:
    return NOTHING.format(shown.place.name, words.day(shown.today))


def _body(shown: Shown) -> list[Any]:
    carried = shown.chosen.carried()

    def to(path: str) -> str:
        return address(path) + carried

    known = ask.defined(shown.chosen.as_of)
    around = place_tables.Around(known, {domain.id: domain.name for domain in known.domains}, to, shown.today)
    return [
        html.P(news.of_unjudged(shown.counted), className="guide"),
        html.P(places.of_area(shown.place, shown.today)),
        place_parts.contents(),
        place_parts.joint_note(shown),
        place_parts.both_lists(shown, around),
        place_parts.last(shown, around),
        place_tables.lines(shown, around),
        place_parts.spine_chart(shown, around),
        place_tables.without_figures(shown, around),
        place_tables.targets(shown, around),
    ]
