"""One indicator: over time against its target, the nine Places side by side and compared, its origin."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard import ask, shell, words
from dashboard.figures import grammar
from dashboard.pages.indicator import among_areas, statement_cards, written_blocks
from dashboard.pages.shared import comparison, indicator_parts, judged_line
from dashboard.pages.shared.indicator_data import REFERENCES, Shown, gather, selection
from dashboard.pages.shared.near import nearest
from dashboard.parts import components
from dashboard.selection import Selection
from dashboard.shell import View, address
from data.catalogue.models import Area, Indicator
from data.targets.agreed_path import points_known
from data.targets.life import live_on
from data.wording import sentences

HERE = "/indicator/"
INSTEAD = "Not published by Place. The figures {} are shown instead."
RETURNED = (
    "No official figure is held. A local return ({}) stands here instead; it is not official statistics."
)
NOT_FOR = "These figures are not published for {}. {} is shown instead."


def build(query: Mapping[str, Any], indicator_id: str = "") -> View:
    """Return the view."""
    indicator = ask.defined().indicators.get(indicator_id)
    if indicator is None:
        return shell.unknown("There is no indicator of that name.", nearest_indicators(indicator_id))
    chosen = selection(indicator, dict(query))
    shown = gather(indicator, chosen)
    carried = chosen.carried()

    def to(key: str) -> str:
        return address(f"/target/{key}") + carried

    domain = next(domain for domain in ask.defined().domains if domain.id == indicator.domain)
    crumbs = (("Home", address("/") + carried), ("Indicators", address("/indicators") + carried))
    body = _figures(shown, to) if shown else _without_figures(indicator, chosen)
    held = [ask.defined().series[id] for id in ask.series_held(indicator.id, chosen.as_of)]
    points = _points(indicator, chosen)
    today = chosen.as_of or date.today()
    known, without_scripts = ask.defined(chosen.as_of), address(f"{HERE}{indicator_id}.html")
    targets = sorted(live_on(known, indicator.id, today), key=lambda target: target.value is None)
    return View(
        title=indicator.title,
        body=[
            html.P(_tags(indicator, domain.name), className="tags"),
            *body,
            written_blocks.targets(targets, indicator, points, known, to),
            written_blocks.other_series(indicator, shown, held, chosen.query),
            written_blocks.near(indicator, ask.defined(), lambda id: address(HERE + id) + carried),
            _about(indicator, shown, chosen, today),
            written_blocks.origin(shown) if shown else None,
        ],
        selection=chosen,
        crumbs=crumbs,
        lead=indicator.definition,
        plain=[(f"{indicator.short_title}: sentences and tables", without_scripts + carried)],
    )


def nearest_indicators(indicator_id: str) -> list[tuple[str, str]]:
    """Return the indicators whose ids look most like one that does not exist, with their addresses."""
    known = ask.defined().indicators
    return [(known[id].title, address(f"/indicator/{id}")) for id in nearest(indicator_id, known)]


def _about(indicator: Indicator, shown: Shown | None, chosen: Selection, today: date) -> Any:
    """The block about the indicator; the next figure is that of the line shown, where it has statements."""
    quality = judged_line.quality_mark(indicator, chosen.as_of)
    status = judged_line.status_of(shown) if shown else None
    due = status.next_release if status else quality.next_release
    return written_blocks.about(indicator, shown, quality, due, today)


def _tags(indicator: Indicator, domain: str) -> list[Any]:
    return [
        html.Span(words.BETTER[indicator.better], className="tag tag-strong"),
        html.Span(domain, className="tag"),
        html.Span(
            "cumulative" if indicator.series_kind == "cumulative" else indicator.frequency, className="tag"
        ),
    ]


def _figures(shown: Shown, to: Callable[[str], str]) -> list[Any]:
    """Statements, main chart, ranks, small multiples, breakdowns, pace and peers, contribution."""
    known, judged = ask.defined(), judged_line.judged(shown)
    around = indicator_parts.Around(judged, known.areas, to)
    # A total has no place among its parts: only rates are compared with wider areas.
    wider = () if grammar.is_count(shown.indicator) else REFERENCES
    references = [(name, slug) for name, slug in wider if len(shown.line_of(slug))]
    held = shown.indicator.headline.id in {series.id for series in shown.held}
    ranking, whole = judged_line.ranking(shown), judged_line.whole(shown)
    peers = judged_line.peers(shown)
    return [
        _which_area(shown),
        _controls(shown),
        statement_cards.statements(shown, judged, shown.indicator.headline, held),
        indicator_parts.main_chart(shown, around),
        comparison.compared(shown, references),
        among_areas.rank(shown, ranking) if ranking else None,
        indicator_parts.small_multiples(shown, around),
        *_breakdowns(shown),
        statement_cards.pace(shown, judged, peers),
        among_areas.peers(shown, peers) if peers and not peers.reason else None,
        *(among_areas.contributions(shown, whole, known.areas) if whole else []),
    ]


def _which_area(shown: Shown) -> Any:
    """Say in a sentence where the area of the main chart is not the one that was chosen."""
    place, area = (ask.defined().areas.get(slug) for slug in (shown.chosen.place, shown.chosen.area))
    if area and area.slug != shown.area.slug:
        return components.notice(NOT_FOR.format(area.name, shown.area.name))
    if not shown.chosen.series and shown.series.is_return:
        return components.notice(RETURNED.format(shown.series.publisher))
    if not shown.chosen.series and shown.series.id != shown.indicator.headline.id:
        return components.notice(shown.indicator.note_if_no_figures or INSTEAD.format(shown.series.name))
    if shown.chosen.area or (place and place.slug == shown.area.slug):
        return None
    if place and place.joint == shown.area.slug:
        text = (
            f"These figures are not published for {place.name} alone. {shown.area.name} stands here instead."
        )
        return components.notice(text)
    if place:
        return components.notice(sentences.why_instead(shown.indicator, place, shown.area))
    if shown.area.kind == "place":
        text = f"No Place is chosen: {shown.area.name} is shown, the first in the Partnership’s order."
        return html.P(text, className="guide")
    return None


def _controls(shown: Shown) -> Any:
    """The choices that belong to this indicator only: series, sex, and areas that are not Places."""
    fields = []
    if len(shown.held) > 1:
        options = [
            {"value": series.id, "label": series.name[:1].upper() + series.name[1:]} for series in shown.held
        ]
        fields.append(("Figures", "series", options, shown.series.id))
    if len(shown.sexes) > 1:
        fields.append(("Sex", "sex", [{"value": sex, "label": sex} for sex in shown.sexes], shown.sex))
    if not shown.by_place:
        fields.append(("Area", "area", _area_options(shown), shown.area.slug))
    if not fields:
        return None
    kept = [
        dbc.Input(type="hidden", name=name, value=text, id=f"hold-{name}")
        for name, text in (("place", shown.chosen.place), ("as_of", str(shown.chosen.as_of or "")))
        if text
    ]
    parts = [
        shell.control(label, dbc.Select(id=name, name=name, options=options, value=value))
        for label, name, options, value in fields
    ]
    return html.Form(
        [*parts, *kept, html.Button("Show", type="submit", className="button")],
        method="get",
        className="filter",
        **{"aria-label": "What is shown of this indicator", "data-state": "address"},
    )


def _area_options(shown: Shown) -> list[dict[str, str]]:
    known = ask.defined().areas
    wider = [known[slug] for _, slug in REFERENCES if len(shown.line_of(slug))]
    return [{"value": area.slug, "label": area.name} for area in [*wider, *shown.areas]]


def _breakdowns(shown: Shown) -> list[Any]:
    """The categories of the chosen area; of C&M, then England, where it has none."""
    if not shown.is_headline:
        return []
    slugs = tuple(dict.fromkeys([shown.area.slug, ask.SYSTEM, ask.ENGLAND]))
    frames = ask.breakdowns(shown.indicator.id, slugs, shown.chosen.as_of)
    for slug in slugs:
        if len(frames[slug]):
            area: Area = ask.defined().areas[slug]
            return indicator_parts.breakdowns(shown, area, frames[slug])
    return []


def _without_figures(indicator: Indicator, chosen: Selection) -> list[Any]:
    held = ask.series_held(indicator.id, chosen.as_of)
    why = sentences.why_no_figures(indicator)
    if chosen.as_of and indicator.openness == "open":
        why = f"No figure of it published by {words.day(chosen.as_of)} is held. Choose a later date above."
    known = ask.defined()
    for id in [chosen.series] if chosen.series in held else held:
        frame = ask.by_category(indicator.id, id, chosen.as_of)
        if len(frame):
            tables = indicator_parts.only_by_category(indicator, known.series[id], frame, known.areas)
            return [components.notice(why), *tables]
    return [components.notice(why, "No figures to show")]


def _points(indicator: Indicator, chosen: Selection) -> list[Any]:
    """The points told on the way to the indicator's targets by the day that is shown."""
    known, today = ask.defined(chosen.as_of), chosen.as_of or date.today()
    loaded = [point for point in ask.loaded_paths(today, chosen.as_of) if point.indicator == indicator.id]
    stated = [
        point for target in known.targets_for(indicator.id) for point in known.trajectory_of(target.key)
    ]
    return points_known(today, loaded, stated)
