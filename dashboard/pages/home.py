"""Home: what this is, how much is here, and the ways on."""

from collections.abc import Mapping
from typing import Any

import dash
from dash import html

from dashboard import ask, components, shell, words
from dashboard.selection import Selection
from dashboard.shell import View, address

PATH = "/"
LEAD = (
    "Beacon gathers the health and care figures that public bodies publish, shows them for the nine Places "
    "of Cheshire and Merseyside, and sets each beside the target its own papers promised."
)
NOTHING_YET = (
    "No figures have been loaded yet. Whoever runs this site loads them with the command “beacon load”."
)


def register() -> None:
    """Register the page."""
    dash.register_page(__name__, path=PATH, name="Home", title=shell.NAME, layout=layout, order=0)


def layout(**query: Any) -> Any:
    """Return the page for a query string."""
    return shell.framed(build, query)


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen = shell.state(query)
    frame = ask.latest(chosen.as_of)
    return View(
        "How Cheshire and Merseyside is doing against its targets",
        [
            html.P(coverage(frame), className="sentence"),
            html.H2("Choose a Place"),
            html.P("Its newest figures, beside those of Cheshire and Merseyside and of England."),
            html.Ul([_place(place, chosen) for place in ask.defined().places], className="ways tiles"),
            html.Div(
                [
                    _subjects("The Beacon Indicators, by theme", True, frame, chosen),
                    _subjects("Other subjects", False, frame, chosen),
                ],
                className="two",
            ),
        ],
        chosen,
        lead=LEAD,
    )


def coverage(frame: Any) -> str:
    """Return how many indicators have figures for how many Places, and what is newest, in a sentence."""
    places = {place.slug for place in ask.defined().places}
    known = frame[frame.value.notna()]
    if known.empty:
        return NOTHING_YET
    with_places = known[known.area.isin(places)]
    newest = known.sort_values("period_end").iloc[-1]
    title = ask.defined().indicators[newest.indicator].short_title
    many = with_places.area.nunique()
    local = "all nine Places" if many == len(places) else words.counted(many, "Place")
    return (
        f"{words.counted(known.indicator.nunique(), 'indicator has', 'indicators have')} published figures, "
        f"{with_places.indicator.nunique():,} of them by Place, for {local}. "
        f"The newest are for {words.period(newest.period)} ({title})."
    )


def _place(place: Any, chosen: Any) -> Any:
    href = address("/indicators") + chosen.query(place=place.slug, domain="", series="", sex="", area="")
    return html.Li(components.link(place.name, href))


def _subjects(heading: str, theme: bool, frame: Any, chosen: Selection) -> Any:
    known = ask.defined()
    with_figures = set(frame.indicator[frame.value.notna()])
    with_figures |= {one for one in known.indicators if ask.series_held(one)}
    items = []
    for domain in known.domains:
        mine = [one.id for one in known.indicators.values() if one.domain == domain.id]
        if mine and domain.theme == theme:
            href = address("/indicators") + chosen.query(domain=domain.id, series="", sex="", area="")
            items.append(html.Li([components.link(domain.name, href), _how_many(mine, with_figures)]))
    return html.Section([html.H2(heading), html.Ul(items, className="ways")])


def _how_many(mine: list[str], with_figures: set[str]) -> Any:
    held = len(with_figures.intersection(mine))
    text = words.counted(len(mine), "indicator")
    if held < len(mine):
        text += f", {held} with figures" if held else ", none with figures yet"
    return html.Span(text, className="sub")
