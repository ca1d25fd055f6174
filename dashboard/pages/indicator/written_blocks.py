"""The written blocks of an indicator's page: targets in their own words, caveats, origin. Pure."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.pages.shared import target_path
from dashboard.pages.shared.indicator_data import Shown
from dashboard.parts import components, tables
from data.catalogue.models import Indicator, Target, TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.catalogue.scopes import SET_FOR
from data.judgement.quality import QualityMark
from data.wording import sentences
from data.wording.cards import of_quality
from data.wording.quality_words import GEOGRAPHY, LOCAL_RETURN, QUALITY_SOURCE, caveats_known

NO_VALUE = "A direction without a value"
NEAR = "Other measures that come near it. Their figures stand under their own names and never as this one’s."
STANDS_NEAR = "This is another measure than the one it comes near. Its figures never stand as that one’s."


def targets(
    live: Sequence[Target],
    indicator: Indicator,
    points: Sequence[TrajectoryPoint],
    known: Catalogue,
    to: Callable[[str], str],
) -> Component:
    """Return every live target with the words that set it, its document and section, and its trajectories.

    `to` gives the address of a target's own page.
    """
    title = html.H2("What was promised", id="targets-title")
    if not live:
        text = (
            "No paper of the Partnership that Beacon holds sets a target for this indicator. "
            "It is shown without judgement."
        )
        return html.Section([title, components.notice(text)], **{"aria-labelledby": "targets-title"})
    points_of = {target.key: [point for point in points if point.target_key == target.key] for target in live}
    items = [
        html.Li(_target(target, indicator, points_of[target.key], known, to(target.key))) for target in live
    ]
    return html.Section([title, html.Ul(items, className="targets")], **{"aria-labelledby": "targets-title"})


def _target(
    target: Target,
    indicator: Indicator,
    points: Sequence[TrajectoryPoint],
    known: Catalogue,
    href: str,
) -> list[Any]:
    value = words.target_value(target, indicator) if target.value is not None else NO_VALUE
    when = words.deadline(target.deadline) if target.deadline else "with no deadline"
    scope = f"for {known.areas[target.place].name}" if target.place else SET_FOR[target.scope]
    parts: list[Any] = [
        html.P([html.Strong(f"{value}, {when}"), f", {scope}"]),
        html.Blockquote(html.P(f"“{target.words}”")),
        html.P(_where(target, known), className="source"),
    ]
    agreed = [point for point in points if point.kind == "trajectory"]
    for place in dict.fromkeys(point.place for point in agreed):
        there = [point for point in agreed if point.place == place]
        parts.append(html.P(_on_the_way(there, indicator, place, known), className="source"))
    if why := sentences.of_direction(target, indicator):
        parts.append(html.P(why, className="source"))
    if target.not_rated:
        parts.append(html.P(f"Not judged: {target.not_rated}", className="source"))
    parts.append(html.P(components.link(f"Who set it, when, and what became of it: {target.name}", href)))
    return parts


def _on_the_way(points: Sequence[TrajectoryPoint], indicator: Indicator, place: str, known: Catalogue) -> str:
    """The dated points of one area, with the words that state them or who agreed them."""
    steps = words.joined(
        [f"{words.short_amount(point.value, indicator)} by {words.month(point.date)}" for point in points]
    )
    first, area = points[0], known.areas[place]
    quoted = f"“{first.words}” ({known.title_of(first.document)})"
    basis = quoted if first.words else target_path.agreement(first, known)
    return f"On the way, {area.short_name or area.name}: {steps}. {basis}"


def _where(target: Target, known: Catalogue) -> str:
    return f"{known.title_of(target.document)}, {target.section}. Set {words.set_on(target)}."


def about(
    indicator: Indicator, shown: Shown | None, quality: QualityMark, due: date | None, today: date
) -> Component:
    """Return caveats, quality, source, release and licence. `due`: when the next figure is expected."""
    row = shown.origin.iloc[-1] if shown else None
    returned = shown is not None and shown.series.is_return
    pairs: list[tuple[str, Any]] = [
        ("Why it matters", indicator.why),
        ("Publisher", row.publisher if row is not None else indicator.publisher),
        ("Licence", row.licence if row is not None else indicator.licence),
        ("Published", quality.timeliness),
        ("Next release", _next(due, today)),
        ("For which areas", GEOGRAPHY[quality.geography]),
        ("Completeness", _completeness(quality)),
        ("Kind of source", QUALITY_SOURCE[LOCAL_RETURN if returned else quality.source]),
    ]
    if row is not None:
        pairs.insert(
            1, ("Newest release", f"{words.release(row.release)}, published {tables.published(row)}")
        )
    if indicator.landing_page:
        pairs.append(
            ("Publisher’s page", components.external(indicator.landing_page, indicator.landing_page))
        )
    known = caveats_known(indicator, today)
    caveats = [html.H3("Before you use it"), html.Ul([html.Li(text) for text in known])]
    return html.Section(
        [
            html.H2("About this indicator", id="about-title"),
            *(caveats if known else []),
            components.facts(pairs, "facts about"),
        ],
        **{"aria-labelledby": "about-title"},
    )


def _completeness(quality: QualityMark) -> str:
    """What the publisher gives, and how many Places have the newest period."""
    if quality.geography == "none" and not quality.held:
        return quality.completeness
    return f"Published for {quality.completeness}. {of_quality(quality)}"


def _next(due: date | None, today: date) -> str:
    """When the next figure is due, by the usual lag of its publisher."""
    if due is None:
        return "not known"
    when = f"about {words.day(due)}"
    return when if due >= today else f"was due {when}; Beacon does not have it yet"


def other_series(
    indicator: Indicator, shown: Shown | None, held: Sequence[Any], query: Any
) -> Component | None:
    """Return links to the indicator's other series, each under its own name; None where there is none."""
    asked = shown.series.id if shown else indicator.headline.id
    others = [series for series in held if series.id != asked]
    if not others:
        return None
    items = [
        html.Li(components.link(_named(indicator, series), query(series=series.id, area="")))
        for series in others
    ]
    text = "Other figures of the same measure, on another basis. They are never joined into one line."
    if any(series.is_return for series in others):
        text += " A local return is what its publisher sent; it is not official statistics."
    return html.Section(
        [html.H2("Also published", id="also-title"), html.P(text), html.Ul(items)],
        **{"aria-labelledby": "also-title"},
    )


def _named(indicator: Indicator, series: Any) -> str:
    return f"{indicator.short_title}{', ' if series.is_return else ' '}{series.name}"


def near(indicator: Indicator, known: Catalogue, to: Callable[[str], str]) -> Component | None:
    """Return links to the measures that stand in for this one, or that it stands in for; None without any."""
    proxies = [other for other in known.indicators.values() if other.proxy_of == indicator.id]
    others = proxies or [known.indicators[id] for id in [indicator.proxy_of] if id]
    if not others:
        return None
    text = NEAR if proxies else STANDS_NEAR
    items = [html.Li(components.link(other.title, to(other.id))) for other in others]
    return html.Section(
        [html.H2("Near this measure", id="near-title"), html.P(text), html.Ul(items)],
        **{"aria-labelledby": "near-title"},
    )


def origin(shown: Shown) -> Component:
    """Return the file, sheet and row behind each point of the chosen area's line."""
    caption = f"Where each figure for {shown.area.name} was read"
    return components.disclosed(
        "The file behind each point", tables.rendered(tables.origin(shown.origin, shown.indicator, caption))
    )
