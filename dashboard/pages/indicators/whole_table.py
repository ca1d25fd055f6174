"""The table of everything as one real HTML table: its head, its groups and what opens each row. Pure."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.html.markup import Raw
from dashboard.pages.indicators.row_html import Layout, row_of
from dashboard.pages.indicators.row_order import NAME
from dashboard.pages.indicators.row_values import JOINT, Row
from dashboard.parts import components
from data.catalogue.models import Area, Domain

CAPTION = "Published figures of each indicator, by Place"
FEW = 4  # as many columns do not need the whole width of a window
BY_NAME = ": put in order by name"
WORST_HERE = ": put worst here first"
BACK = ": put back in the order of the subjects"


def table(rows: Sequence[Row], layout: Layout) -> Component:
    """Return the table: rows grouped by domain, or in one body where they have been put in another order."""
    head = html.Tr(
        [
            html.Th(
                _ordering("Indicator", NAME, layout),
                scope="col",
                className="name",
                **_sorted("ascending", layout.sort == NAME),
            ),
            html.Th("Target", scope="col", className="target"),
            *(_heading(area, layout) for area in layout.areas),
        ]
    )
    joint = any(area.kind == JOINT and layout.shown in area.places for area in layout.areas)
    kind = "overview" + (" with-joint" if joint else "") + (" few" if len(layout.areas) <= FEW else "")
    inner = html.Table([html.Caption(CAPTION), html.Thead(head), *_bodies(rows, layout)], className=kind)
    return html.Div(
        inner, className="table-scroll tall", tabIndex="0", role="region", **{"aria-label": CAPTION}
    )


def _bodies(rows: Sequence[Row], layout: Layout) -> list[Component]:
    if layout.sort:
        names = {domain.id: domain.name for domain in layout.domains}
        return [html.Tbody([Raw(row_of(row, layout, names[row.indicator.domain])) for row in rows])]
    groups = [
        (domain, [row for row in rows if row.indicator.domain == domain.id]) for domain in layout.domains
    ]
    return [_group(domain, of_domain, layout) for domain, of_domain in groups if of_domain]


def _group(domain: Domain, of_domain: Sequence[Row], layout: Layout) -> Component:
    head = html.Tr(html.Th(html.Span(domain.name), scope="rowgroup", className="name"), className="domain")
    return html.Tbody([head, *(Raw(row_of(row, layout)) for row in of_domain)], id=f"domain-{domain.id}")


def _heading(area: Area, layout: Layout) -> Component:
    name: Any = area.name
    if area.kind == "system":
        name = [
            html.Span(area.name, className="wide-only"),
            html.Abbr(area.short_name, title=area.name, className="narrow-only"),
        ]
    if area.kind == "country":  # England is what is compared with: it has no exceptions of its own
        return html.Th(name, scope="col", className=f"number {layout.column(area)}")
    return html.Th(
        _ordering(name, area.slug, layout),
        scope="col",
        className=f"number {layout.column(area)}",
        **_sorted("other", layout.sort == area.slug),
    )


def _ordering(name: Any, sort: str, layout: Layout) -> Component:
    """A heading that puts the rows in order, or back into the catalogue's where they are in that order."""
    chosen = sort == layout.sort
    what = BACK if chosen else BY_NAME if sort == NAME else WORST_HERE
    text = name if isinstance(name, list) else [name]
    href = layout.to.order("" if chosen else sort)
    return components.link([*text, html.Span(what, className="visually-hidden")], href, id=f"sort-{sort}")


def _sorted(how: str, chosen: bool) -> dict[str, str]:
    return {"aria-sort": how} if chosen else {}
