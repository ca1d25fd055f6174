"""How Beacon judges: the rules behind every figure, line and word that the pages show, in plain English."""

from collections.abc import Mapping
from typing import Any

import dash
from dash import html

from dashboard import shell
from dashboard.shell import View, address

PATH = "/methods"
LEAD = "The rules behind every figure, line and word on these pages. They are the same for every Place."
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Figures",
        (
            "Every figure was published by a public body. Beacon changes none and fills no gap.",
            "“Suppressed” means that the publisher withheld a small number. It is never shown as "
            "nought, and never worked out from a total and its other parts.",
            "Where a figure cannot be split between Cheshire East and Cheshire West it stands once, "
            "as “Cheshire (East and West together)”. Sefton in hospital waiting figures is the sum of "
            "its two former NHS areas.",
            "Areas are put together by adding people, never by averaging rates.",
            "Two publishers’ figures of the same thing, or two ways of counting it, are never joined "
            "into one line.",
        ),
    ),
    (
        "How sure a figure is",
        (
            "The pale bar through a point is its 95% interval: how far chance alone could have moved "
            "it. It is the publisher’s own where there is one.",
            "Where a publisher gives counts and no interval, Beacon computes it (Wilson’s method) and "
            "writes “computed” beside it. Where the number of people is itself an estimate it "
            "computes none.",
        ),
    ),
    (
        "Comparing areas",
        (
            "Areas are compared at one period: the newest that most of them have reached. An area or "
            "a wider area without a figure for that period is left out, and a sentence says so.",
            "In the table of indicators a newer figure stands below with its own period.",
            "Where intervals overlap, the order of areas may be chance.",
        ),
    ),
    (
        "Targets",
        (
            "A target is shown in the words of the paper that set it. It is never edited: a new date "
            "or value is a new version, and the earlier one stays readable.",
            "A figure is held against the version that is live, and only if its period ended after "
            "the target was set.",
            "A rate set for Cheshire and Merseyside or for England is a yardstick for each of its "
            "parts, and the words say whose target it is. So is a target of none at all, such as "
            "nobody waiting 65 weeks.",
            "A total for a wider area is shown beside a Place’s figure and never judged there, "
            "because no share of it is agreed for the Place.",
            "Of several targets that apply, the most local is drawn; then the latest set; then the "
            "one with the nearest deadline ahead. All are listed.",
            "Targets that contradict each other stand side by side. Beacon takes no average of them.",
            "A target without a value is a direction. No number is invented for it.",
        ),
    ),
    (
        "The way to a target",
        (
            "A solid purple line is a trajectory that somebody agreed: the page names who, when and "
            "in which paper. One that was loaded for an area goes before one that a paper states.",
            "Where none is agreed and the target has a value and a deadline, a dashed straight line "
            "is drawn to it: from the stated starting point, else from the area’s own figure when the "
            "target was set. It is always called a straight line, not an agreed trajectory.",
        ),
    ),
    (
        "Series that changed",
        (
            "Where a definition, a boundary or a way of counting changed, a dotted line marks the "
            "day, and the reason is given. Figures on its two sides are not like for like.",
        ),
    ),
    (
        "As of a date",
        (
            "Any page can be seen as of a past date: it then shows the figures published by that day "
            "and the targets and trajectories set by then.",
            "Where a publication date is not known it is estimated from the usual delay, and marked.",
            "A corrected figure never overwrites the one before. The page “Data” lists both.",
        ),
    ),
    (
        "SMART marks",
        (
            "A mark says that an entry states what is counted, a value, where it starts from, who "
            "answers for it, by when. It counts what is stated; it does not say that a target is a "
            "good one.",
        ),
    ),
)


def register() -> None:
    """Register the page."""
    title = f"How we judge – {shell.NAME}"
    dash.register_page(
        __name__, path=PATH, name="Methods", title=title, layout=layout, order=7, in_navigation=True
    )


def layout(**query: Any) -> Any:
    """Return the page for a query string."""
    return shell.framed(build, query)


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen = shell.state(query)
    parts = [part for heading, texts in SECTIONS for part in _section(heading, texts)]
    crumbs = (("Home", address("/") + chosen.carried()),)
    return View("How we judge", parts, chosen, crumbs, lead=LEAD)


def _section(heading: str, texts: tuple[str, ...]) -> list[Any]:
    return [html.H2(heading), html.Ul([html.Li(text) for text in texts])]
