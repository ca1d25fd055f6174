"""The register of targets as one real HTML table. Pure."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.pages.shared import register_rows
from dashboard.parts import components
from data.catalogue.models import Target
from data.catalogue.reader import Catalogue
from data.targets.lint.smart import missing_marks

CAPTION = "The register of targets"
MARKS = 5
HEAD = (("Target", ""), ("Asks", ""), ("For", "wide-only"), ("By", ""), ("Status", "wide-only"))
REST = (("Measured by", "wide-only"), ("SMART marks", "number wide-only"))


def table(targets: Sequence[Target], known: Catalogue, today: date, to: Callable[[str], str]) -> Component:
    """Return the targets as rows. `today`: the day asked about; `to`: the address of a target's page."""
    head = [html.Th(text, scope="col", className=kind or None) for text, kind in (*HEAD, *REST)]
    rows = [_row(target, known, today, to(target.key)) for target in targets]
    inner = html.Table(
        [html.Caption(CAPTION), html.Thead(html.Tr(head)), html.Tbody(rows)],
        className="figures-table register",
    )
    return html.Div(inner, className="table-scroll", tabIndex="0", role="region", **{"aria-label": CAPTION})


def _deadline(target: Target, known: Catalogue, today: date) -> list[Any]:
    moved = register_rows.moved(target, known)
    parts: list[Any] = [register_rows.deadline(target, known)]
    parts += [html.Span(moved, className="sub moved")] if moved else []
    return parts + ([html.Span("passed", className="sub")] if register_rows.has_passed(target, today) else [])


def _row(target: Target, known: Catalogue, today: date, href: str) -> Component:
    name: list[Any] = [components.link(target.name, href)]
    if target.statement.casefold() != target.name.casefold():
        name.append(html.Span(target.statement, className="sub"))
    scope, status = register_rows.scope(target, known.areas), register_rows.STATUSES[target.status]
    name.append(html.Span(f" For {scope}; {status}", className="sub narrow-only"))
    filled = MARKS - len(missing_marks(target))
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(register_rows.asked(target)),
            html.Td(scope, className="wide-only"),
            html.Td(_deadline(target, known, today)),
            html.Td(status, className="wide-only"),
            html.Td(register_rows.measured(target, known), className="wide-only"),
            html.Td(f"{filled} of {MARKS}", className="number wide-only"),
        ]
    )
