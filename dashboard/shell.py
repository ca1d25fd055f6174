"""The frame around every page: header, navigation, Place and date, breadcrumb, footer. And what stands in it
where a page cannot be shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component
from flask import g, has_request_context
from sqlalchemy.exc import SQLAlchemyError

from dashboard import ask, words
from dashboard.by_state import kept_by_state
from dashboard.html.markup import Raw, to_html
from dashboard.html.page_html import PageHtml
from dashboard.parts import components
from dashboard.parts.chart import Chart
from dashboard.selection import EVERYTHING, KEYS, TYPED_DATE, Choices, Selection, given, read
from data.errors import BeaconError

NAME = "Beacon"
STRAPLINE = "Cheshire and Merseyside: published health figures against their targets"
ALL = "all"
NOWHERE = "There is nothing at this address."
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@dataclass(frozen=True, kw_only=True)
class View:
    """One page in one state: its h1 and body (components and charts), and the answer's HTTP status."""

    title: str
    body: Sequence[Any]
    selection: Selection = field(default_factory=Selection)
    crumbs: tuple[tuple[str, str], ...] = ()
    status: int = 200
    lead: Any = None
    plain: Sequence[tuple[str, str]] = ()
    """Pages that say the same without any script: (name, address)."""
    place_page: str = ""
    """The path before the slug of a Place where this page is one of a Place: the Place picker leads there."""


def place_choices() -> Choices:
    """Return what may be asked for on any page."""
    known = ask.defined()
    return Choices(
        places=[place.slug for place in known.places], domains=[domain.id for domain in known.domains]
    )


def framed(build: Callable[..., View], query: Mapping[str, Any], **variables: str) -> PageHtml:
    """Return a page's content: `build(query, **variables)` in the frame, or a sentence where it fails.

    One is made for each state of the store, each day and each question, and shared.
    """
    asked = tuple((key, text) for key, text in given(query).items() if text)
    try:
        page = _framed(build, asked, tuple(sorted(variables.items())))
    except (BeaconError, SQLAlchemyError):
        page = frame(unreachable())
    if has_request_context():
        g.page_status = page.status
    return page


# Few: the finished answers are kept (dashboard.web); these go between a page's document and its callback.
@kept_by_state(size=64, daily=True)
def _framed(
    build: Callable[..., View],
    asked: tuple[tuple[str, str], ...],
    variables: tuple[tuple[str, str], ...],
) -> PageHtml:
    here = dash.page_registry.get(build.__module__.rpartition(".")[0], {}).get("path", "")
    name = build.__module__.split(".")[-2]
    ident = next((value for _, value in variables), ALL)
    view = build(dict(asked), **dict(variables))
    search = view.selection.query()  # a value that is refused may be long: menus leave it out

    def to(chart: str, form: str) -> str:
        return address(f"/charts/{name}/{ident}/{chart}.{form}") + search

    return frame(view, here, to)


def frame(view: View, here: str = "", to: components.FileAddress = lambda _name, _form: "") -> PageHtml:
    """Return a page in its frame. `here`: the path of the page, to mark it in the navigation. `to`: where
    the files of its charts are.
    """
    fixed = view.selection.query(as_of=view.selection.as_of or date.today())
    content = [
        breadcrumb(view.crumbs, view.title),
        html.H1(view.title, tabIndex="-1"),
        html.P(view.lead, className="lead") if view.lead else None,
        *components.problems(view.selection.problems),
        past_notice(view.selection),
        *(components.chart_block(part, to, fixed) if isinstance(part, Chart) else part for part in view.body),
    ]
    inner = to_html(
        [
            html.A("Skip to the content", href="#content", className="skip-link"),
            header(view.selection, here, view.place_page),
            without_scripts(view.plain),
            html.Main([part for part in content if part is not None], id="content", className="main"),
            footer(),
        ]
    )
    mark = sha256(inner.encode()).hexdigest()[:16]
    return PageHtml(
        id="page",
        html=f'<div class="page" data-mark="{mark}">{inner}</div>',
        title=NAME if view.title == NAME else f"{view.title} – {NAME}",
        status=view.status,
        mark=mark,
    )


def header(selection: Selection, here: str = "", place_page: str = "") -> Component:
    """Return the header: name, navigation to the pages that exist, Place picker, date."""
    carried = selection.carried()
    links = [
        html.Li(
            components.link(
                page["name"],
                address(page["path"]) + carried,
                **({"aria-current": "page"} if page["path"] == here else {}),
            )
        )
        for page in sorted(dash.page_registry.values(), key=lambda page: page["order"])
        if page.get("in_navigation")
    ]
    return html.Header(
        [
            html.Div(
                [
                    html.Div(
                        [
                            components.link(NAME, address("/") + carried, className="wordmark"),
                            html.Span(STRAPLINE, className="strapline"),
                        ],
                        className="brand",
                    ),
                    html.Nav(html.Ul(links), **{"aria-label": "Main"}),
                ],
                className="header-inner",
            ),
            controls(selection, place_page),
        ],
        className="header",
    )


def controls(selection: Selection, place_page: str = "") -> Component:
    """Return the Place picker and the date as a form, which works without any script as well.

    `place_page`: where the picker leads on the page of a Place (View.place_page), by assets/page.js.
    """
    paths = {"data-place-path": address(place_page), "data-whole-path": address("/")} if place_page else {}
    places = [{"value": EVERYTHING, "label": "All nine Places"}]
    places += [{"value": place.slug, "label": place.name} for place in ask.defined().places]
    return html.Form(
        [
            control(
                "Place",
                dbc.Select(id="place", name="place", options=places, value=selection.place or EVERYTHING),
            ),
            control(
                "As of",
                dbc.Select(
                    id="as_of",
                    name="as_of",
                    options=dates(selection.as_of),
                    value=selection.as_of.isoformat() if selection.as_of else EVERYTHING,
                ),
            ),
            control(
                "or on",
                # A field of the type date asks for it in the order of the browser's own language.
                dbc.Input(id="on", name=TYPED_DATE, type="text", value="", placeholder="18/3/2025"),
            ),
            *kept(selection, without=("place", "as_of")),
            html.Button("Show", type="submit", className="button"),
        ],
        method="get",
        className="controls",
        **{"aria-label": "Place and date of all figures", "data-state": "address", **paths},
    )


def dates(chosen: date | None) -> list[dict[str, str]]:
    """Return the dates offered: the newest, past meetings (latest first), one that was typed."""
    today = date.today()
    meetings = {meeting.date for meeting in ask.defined().meetings if meeting.date <= today}
    days = sorted(meetings | ({chosen} if chosen else set()), reverse=True)
    offered = [{"value": EVERYTHING, "label": "the newest figures"}]
    return offered + [
        {"value": day.isoformat(), "label": words.day(day) + (", meeting" if day in meetings else "")}
        for day in days
    ]


def kept(selection: Selection, without: Sequence[str]) -> list[Component]:
    """Return what else is chosen as hidden fields of a form, so that it goes along without any script."""
    held = {name: getattr(selection, name) for name in KEYS if name not in without}
    return [
        dbc.Input(type="hidden", name=name, value=str(value), id=f"keep-{name}-beside-{without[0]}")
        for name, value in held.items()
        if value
    ]


def control(label: str, field_: Any) -> Component:
    """Return a labelled native control."""
    return html.Div([dbc.Label(label, html_for=field_.id), field_], className="control")


def without_scripts(plain: Sequence[tuple[str, str]]) -> Raw:
    """Return the ways on for who has no scripts: pages of sentences and tables."""
    links = plain or [(place.name, address(f"/place/{place.slug}.html")) for place in ask.defined().places]
    ways: list[Any] = []
    for name, href in links:
        ways += [html.A(name, href=href), " "]
    text = to_html(html.P(["Without scripts, read: ", *ways]))
    return Raw(f'<noscript><div class="without-scripts">{text}</div></noscript>')


def breadcrumb(crumbs: Sequence[tuple[str, str]], here: str) -> Component | None:
    """Return the way back up; None on the home page."""
    if not crumbs:
        return None
    items = [html.Li(components.link(text, href)) for text, href in crumbs]
    items.append(html.Li(here, **{"aria-current": "page"}))
    return html.Nav(html.Ol(items), className="breadcrumb", **{"aria-label": "Breadcrumb"})


def past_notice(selection: Selection) -> Component | None:
    """Return the reminder that a past date is chosen, with the way back."""
    if selection.as_of is None:
        return None
    day, ahead = words.day(selection.as_of), selection.as_of > date.today()
    warning = f"{day} lies ahead: targets are judged as of that day by the figures published so far. "
    text = [
        warning if ahead else f"You see the figures published by {day}. ",
        components.link("Show the newest figures", selection.query(as_of=None) or "?"),
    ]
    return components.notice(text, kind="past")


def footer() -> Component:
    """Return the footer: licence, freshness, version."""
    return html.Footer(
        html.Div(
            [
                html.P(
                    [
                        "Contains public sector information licensed under the ",
                        components.external("Open Government Licence v3.0", LICENCE),
                        ". Every page names the publisher and the release of its figures.",
                    ]
                ),
                html.P(freshness()),
                html.P(f"{NAME} {program_version()}", className="version"),
            ],
            className="footer-inner",
        ),
        className="footer",
    )


def freshness() -> str:
    """Return when figures were last loaded, in a sentence."""
    try:
        loads = ask.loads()
    except (BeaconError, SQLAlchemyError):
        return "The figures cannot be reached at the moment."
    if loads.empty:
        return "No figures have been loaded yet."
    loads = loads[loads.withdrawn.isna()]
    if loads.empty:
        return "All figures that were loaded have been withdrawn."
    return f"Figures were last loaded on {words.day(loads.iloc[0].loaded)}."


def program_version() -> str:
    """Return the version of the program, or "(not installed)"."""
    try:
        return version("beacon")
    except PackageNotFoundError:
        return "(not installed)"


def address(path: str) -> str:
    """Return a path within the product as an address, below the base path where there is one."""
    return str(dash.get_relative_path(path))


def state(query: Mapping[str, Any]) -> Selection:
    """Return what is asked on a page without choices of its own."""
    return read(query, place_choices())


def unreachable() -> View:
    """Return the page for a store that does not answer or is not at the version this program needs."""
    text = (
        "The store of figures does not answer, so no figure can be shown. Nothing is lost. Please try "
        "again in a few minutes; if it lasts, tell the people who run this site."
    )
    return View(
        title="The figures cannot be reached", body=[components.notice(text, kind="problem")], status=503
    )


def unknown(what: str, near: Sequence[tuple[str, str]] = ()) -> View:
    """Return the page for an address that does not exist, with ways on."""
    ways = [*near, ("All indicators", address("/indicators")), ("Home", address("/"))]
    body = [
        html.P(what),
        html.P("You may be looking for:"),
        html.Ul([html.Li(components.link(text, href)) for text, href in ways]),
    ]
    return View(title="There is no such page", body=body, status=404)
