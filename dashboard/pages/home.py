"""Home: what this is, how much is here, and the ways on."""

from collections.abc import Mapping
from typing import Any

import dash
from dash import html

from dashboard import ask, components, shell, words
from dashboard.shell import View, address

PATH = "/"
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
    carried = chosen.query(place="", domain="", series="", sex="")
    return View(
        "How Cheshire and Merseyside is doing against its targets",
        [
            html.P(coverage(frame), className="sentence"),
            html.H2("Choose a Place"),
            html.P("Each Place’s newest figures, beside those of Cheshire and Merseyside and of England."),
            html.Ul([_place(place, chosen) for place in ask.defined().places], className="ways tiles"),
            html.H2("Choose a subject"),
            html.Ul(_domains(frame, carried), className="ways columns"),
        ],
        chosen,
        lead=(
            "Beacon gathers the health and care figures that public bodies publish, shows them for the nine "
            "Places of Cheshire and Merseyside, and sets each beside the target its own papers promised."
        ),
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
    local = words.counted(with_places.area.nunique(), "Place")
    return (
        f"{words.counted(known.indicator.nunique(), 'indicator has', 'indicators have')} published figures, "
        f"{with_places.indicator.nunique():,} of them for Places: {local} "
        f"of nine. The newest are for {words.period(newest.period)} ({title})."
    )


def _place(place: Any, chosen: Any) -> Any:
    href = address("/indicators") + chosen.query(place=place.slug, domain="", series="", sex="")
    return html.Li(components.link(place.name, href))


def _domains(frame: Any, carried: str) -> list[Any]:
    known = ask.defined()
    join = "&" if carried else "?"
    items = []
    for domain in known.domains:
        mine = [one for one in known.indicators.values() if one.domain == domain.id]
        held = frame[frame.value.notna() & frame.indicator.isin([one.id for one in mine])].indicator.nunique()
        if mine:
            href = f"{address('/indicators')}{carried}{join}domain={domain.id}"
            text = f" {words.counted(len(mine), 'indicator')}, {held} with figures"
            items.append(html.Li([components.link(domain.name, href), html.Span(text, className="sub")]))
    return items
