"""Compare: one indicator at chosen Places, at one period, over time and as tiles; and beside a second one."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard import ask, shell, words
from dashboard.figures import grammar
from dashboard.html.markup import Raw
from dashboard.pages.compare import data as compare_data
from dashboard.pages.compare import parts as compare_parts
from dashboard.pages.compare.data import Compared
from dashboard.pages.shared import story
from dashboard.pages.shared.indicator_data import REFERENCES
from dashboard.parts.components import link, notice
from dashboard.selection import EVERYTHING, Selection
from dashboard.shell import View, address
from data.catalogue.models import Indicator

PATH = "/compare"
TITLE = "Compare Places"
LEAD = (
    "One indicator at the nine Places, or at those you choose: with its uncertainty, over time and as a map; "
    "and beside a second indicator."
)
INVITING = "Choose a second indicator to see the nine Places by both."
BOTH = "The second indicator is the first one. Choose another to see the nine Places by both."
NONE_HELD = "No figures by Place are held yet. As soon as some are loaded they can be compared here."
NONE_THEN = "No figures by Place had been published by {}. Choose a later date."
NOT_BY_PLACE = "{} has no figures by Place, so its Places cannot be compared. "
FIELDS = ("indicator", "other", "sex", "places")
HINT = "None ticked means all nine. Tiles and the second indicator always show all nine."


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen = compare_data.selection(query)
    home = (("Home", address("/") + chosen.carried()),)
    compared = compare_data.gather(chosen)
    if compared is None:
        return View(title=TITLE, body=_nothing(chosen), selection=chosen, crumbs=home, lead=LEAD)
    body = [
        _form(chosen, compared),
        html.P(_guide(chosen, compared), className="guide"),
        *_charts(chosen, compared),
    ]
    return View(
        title=f"Compare Places: {compared.label}",
        body=body,
        selection=chosen,
        crumbs=home,
        lead=compared.indicator.definition,
    )


def _nothing(chosen: Selection) -> list[Any]:
    indicator = ask.defined().indicators.get(chosen.indicator)
    if not compare_data.choosable(chosen.as_of):
        return [notice(NONE_THEN.format(words.day(chosen.as_of)) if chosen.as_of else NONE_HELD)]
    parts: list[Any] = [_form(chosen, None)]
    if indicator is not None:
        href = address(f"/indicator/{indicator.id}") + chosen.carried()
        more = link("See what is held of it", href)
        parts.append(notice([NOT_BY_PLACE.format(indicator.short_title), more, ", or choose another above."]))
    return parts


def _guide(chosen: Selection, compared: Compared) -> list[Any]:
    parts: list[Any] = []
    if not chosen.other:
        parts += [INVITING, " "]
    elif compared.second is not None and compared.second.indicator == compared.indicator:
        parts += [BOTH, " "]
    if not chosen.place:
        parts += ["Choose a Place at the top to see it in bold. "]
    href = address(f"/indicator/{compared.indicator.id}") + chosen.carried()
    return [*parts, link("Targets, forecast and all else about this indicator", href)]


def _charts(chosen: Selection, compared: Compared) -> list[Any]:
    """A second indicator comes first where one is chosen: it was asked for last."""
    known, shown = ask.defined(), compared.shown
    bold = _bold(chosen, compared)
    # A total has no place among its parts: only rates are compared with wider areas.
    wider = () if grammar.is_count(compared.indicator) else REFERENCES
    references = [(name, slug) for name, slug in wider if len(shown.line_of(slug))]
    second = compared.second if compared.second and compared.second.indicator != compared.indicator else None

    def to(place: str) -> str:
        sex = shown.sex if len(shown.sexes) > 1 else ""
        state = Selection(place=place, as_of=chosen.as_of, since=chosen.since, sex=sex)
        return address(f"/indicator/{compared.indicator.id}") + state.query()

    def to_target(key: str) -> str:
        return address(f"/target/{key}") + chosen.carried()

    return [
        compare_parts.against(compared, second, bold) if second else None,
        compare_parts.one_period(compared, references, chosen.places, known.areas[bold or ask.SYSTEM]),
        compare_parts.tile_map(compared, known.areas, chosen.place, to),
        compare_parts.boundary_map(compared, known.areas, compare_data.outlines(), chosen.place),
        compare_parts.over_time(compared, bold, known.areas[ask.ENGLAND] if references else None)
        or notice(story.too_few(shown.frame[shown.frame.area.isin([area.slug for area in shown.areas])])),
        compare_parts.small_multiples(compared, known.areas, to_target),
    ]


def _bold(chosen: Selection, compared: Compared) -> str:
    """The chosen Place, or its joint area where that has the figures; "" where none is chosen."""
    place = ask.defined().areas.get(chosen.place)
    wishes = [place.slug, place.joint] if place else []
    return next((slug for slug in wishes if len(compared.shown.line_of(slug))), "")


def _form(chosen: Selection, compared: Compared | None) -> Any:
    held = compare_data.choosable(chosen.as_of)
    fields = [
        _select("Indicator", "indicator", chosen.indicator, held, ()),
        _select("Second indicator", "other", chosen.other, held, ((EVERYTHING, "None"),)),
    ]
    sexes, shown_sex = compared.sexes if compared else ((), "")
    if len(sexes) > 1:
        options = [{"value": sex, "label": sex} for sex in sexes]
        fields.append(
            shell.control("Sex", dbc.Select(id="sex", name="sex", options=options, value=shown_sex))
        )
    return html.Form(
        [
            *fields,
            _places(chosen),
            *shell.kept(chosen, without=FIELDS),
            html.Button("Show", type="submit", className="button"),
        ],
        method="get",
        className="filter compare",
        **{"aria-label": "What is compared", "data-state": "address"},
    )


def _select(
    label: str, name: str, chosen: str, held: Sequence[Indicator], first: Sequence[tuple[str, str]]
) -> Any:
    """A select of the indicators by subject; one that was asked for stands in it, held or not."""
    known = ask.defined()
    options: list[Any] = [html.Option(text, value=value) for value, text in first]
    ids = {indicator.id for indicator in held}
    for domain in known.domains:
        of_domain = [indicator for indicator in known.indicators.values() if indicator.domain == domain.id]
        of_domain = [indicator for indicator in of_domain if indicator.id in ids or indicator.id == chosen]
        inner = [
            html.Option(indicator.short_title, value=indicator.id, selected=indicator.id == chosen)
            for indicator in of_domain
        ]
        options += [html.Optgroup(inner, label=domain.name)] if inner else []
    return shell.control(label, html.Select(options, id=name, name=name, className="form-select"))


def _places(chosen: Selection) -> Any:
    wanted = chosen.places.split(",")
    ticks = [_tick(place.slug, place.name, place.slug in wanted) for place in ask.defined().places]
    every = link("Show all nine", chosen.query(places="")) if chosen.places else None
    return html.Fieldset(
        [
            html.Legend("Places"),
            html.Div([*ticks, every], className="ticks"),
            html.P(HINT, className="guide", id="places-hint"),
        ],
        **{"aria-describedby": "places-hint"},
    )


def _tick(slug: str, name: str, ticked: bool) -> Raw:
    """A native checkbox, which no component of the house is."""
    held = " checked" if ticked else ""
    box = f'<input type="checkbox" id="places-{slug}" name="places" value="{slug}"{held}>'
    return Raw(f'<label class="tick">{box} {escape(name)}</label>')
