"""The table of everything as one real HTML table. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, plan, words
from dashboard.overview import JOINT, Cell, Row, message
from data.definition_models import Area, Domain, Target

LONGEST_SHORT = 7
CAPTION = "Published figures of each indicator, by Place"
WHOSE = {**plan.SHORT_SCOPE, "C&M total": "C&M’s target", "national": "England’s target"}
OWN_WORDS = ": the target in its own words"
NOT_NEEDED = "not needed: each Place has its own figure"


@dataclass(frozen=True)
class Addresses:
    """The addresses of an indicator's page (id, series="", sex="") and of a target's (key)."""

    indicator: Callable[..., str]
    target: Callable[[str], str]


def table(
    found: Sequence[Row], areas: Sequence[Area], domains: Sequence[Domain], shown: str, to: Addresses
) -> Component:
    """Return the table, rows grouped by domain.

    `shown` is the Place that stays where there is room for one only.
    """
    groups = [(domain, [row for row in found if row.indicator.domain == domain.id]) for domain in domains]
    bodies = [_group(domain, rows, areas, shown, to) for domain, rows in groups if rows]
    head = html.Tr(
        [
            html.Th("Indicator", scope="col", className="name"),
            html.Th("Target", scope="col", className="target"),
            *(_heading(area, shown) for area in areas),
        ]
    )
    joint = any(area.kind == JOINT and shown in area.places for area in areas)
    kind = "overview with-joint" if joint else "overview"
    inner = html.Table([html.Caption(CAPTION), html.Thead(head), *bodies], className=kind)
    return html.Div(
        inner, className="table-scroll tall", tabIndex="0", role="region", **{"aria-label": CAPTION}
    )


def _heading(area: Area, shown: str) -> Component:
    name: Any = area.name
    if area.kind == "system":
        name = [
            html.Span(area.name, className="wide-only"),
            html.Abbr(area.short_name, title=area.name, className="narrow-only"),
        ]
    return html.Th(name, scope="col", className=f"number {_column(area, shown)}")


def _column(area: Area, shown: str) -> str:
    """The classes of a column: which ones stay where there is room for one Place only."""
    if area.kind not in ("place", JOINT):
        return f"wider {area.kind}"
    return "place shown" if area.slug == shown or shown in area.places else "place"


def _group(
    domain: Domain, rows: Sequence[Row], areas: Sequence[Area], shown: str, to: Addresses
) -> Component:
    head = html.Tr(html.Th(html.Span(domain.name), scope="rowgroup", className="name"), className="domain")
    return html.Tbody([head, *(_row(row, areas, shown, to) for row in rows)], id=f"domain-{domain.id}")


def _row(row: Row, areas: Sequence[Area], shown: str, to: Addresses) -> Component:
    name = html.Th(_name(row, to), scope="row", className="name")
    target = html.Td(_target(row, to), className="target")
    if row.by_place:
        return html.Tr([name, target, *(_cell(row.cells.get(area.slug), area, shown) for area in areas)])
    return html.Tr([name, target, *_without_places(row, areas, shown, to)])


def _name(row: Row, to: Addresses) -> list[Any]:
    indicator = row.indicator
    unit = "" if indicator.unit.startswith("%") else indicator.unit
    facts = [words.BETTER[indicator.better], unit, words.period(row.period)]
    target = _target_words(row.target, row) if row.target else ""
    parts: list[Any] = [components.link(row.title, to.indicator(indicator.id, sex=row.sex))]
    parts.append(html.Span(" · ".join(fact for fact in facts if fact), className="sub"))
    if target:
        href = to.target(row.target.key) if row.target else ""
        parts.append(components.link(f"Target {target}", href, className="sub narrow-only"))
    return parts


def _target(row: Row, to: Addresses) -> Any:
    if row.target is None:
        return html.Span("no target", className="sub")
    return [
        components.link(
            [
                words.target_value(row.target, row.indicator),
                html.Span(OWN_WORDS, className="visually-hidden"),
            ],
            to.target(row.target.key),
            className="target-value",
        ),
        html.Span(f"{words.deadline(row.target.deadline)}, {_scope(row.target)}", className="sub"),
    ]


def _target_words(target: Target, row: Row) -> str:
    value = words.target_value(target, row.indicator)
    return f"{value}, {words.deadline(target.deadline)}, {_scope(target)}"


def _scope(target: Target) -> str:
    return WHOSE.get(target.scope, target.place)


def _cell(cell: Cell | None, area: Area, shown: str) -> Component:
    classes = f"number {_column(area, shown)}"
    if cell is None and area.kind == JOINT:
        # Where the Places have figures of their own, nothing is missing here.
        return html.Td(html.Span(NOT_NEEDED, className="visually-hidden"), className=classes)
    if cell is None:
        return html.Td(html.Span("no figure", className="absent"), className=classes)
    return html.Td(_content(cell), className=classes)


def _class(cell: Cell) -> str:
    if not cell.is_figure:
        return "absent"
    return "value long" if len(cell.text) > LONGEST_SHORT else "value"


def _content(cell: Cell) -> list[Any]:
    parts: list[Any] = [html.Span(cell.text, className=_class(cell)), *_judged(cell)]
    if cell.period:
        parts.append(html.Span(cell.period, className="sub"))
    if cell.newer:
        newer = f"newer: {cell.newer.text}, {cell.newer.period}"
        parts += [html.Span(newer, className="sub newer"), *_judged(cell.newer)]
    return parts


def _judged(cell: Cell) -> list[Any]:
    mark = components.status_mark(cell.verdict)
    against = html.Span(f"against {cell.against}", className="sub") if cell.against else None
    return [part for part in (mark, against) if part is not None]


def _without_places(row: Row, areas: Sequence[Area], shown: str, to: Addresses) -> list[Component]:
    """One sentence over the columns of Places; over all columns where nothing else is published either.

    It stands twice, because a narrow screen shows one Place's column only.
    """
    places = [area for area in areas if area.kind in ("place", JOINT)]
    wider = [area for area in areas if area.kind not in ("place", JOINT)]
    text: list[Any] = [message(row)]
    if row.other_series:
        series, name = row.other_series
        text += [" ", components.link(f"See it {name}", to.indicator(row.indicator.id, series=series))]
    if not row.cells:
        return [
            html.Td(text, colSpan=str(len(areas)), className="message wide-only"),
            html.Td(text, colSpan=str(1 + len(wider)), className="message narrow-only"),
        ]
    return [
        html.Td(text, colSpan=str(len(places)), className="message wide-only"),
        html.Td("not by Place", className="message narrow-only"),
        *(_cell(row.cells.get(area.slug), area, shown) for area in wider),
    ]
