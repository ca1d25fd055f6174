"""Agreed trajectories: dated points for one indicator and Place on the way to a target, in a simple table."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from data import periods
from data.catalogue import Catalogue
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table, fits
from loaders.files import Document
from loaders.source import Context, Observed, Source

INTERPOLATIONS = ("linear", "stepped")
CONTRACT = Contract(
    columns=(
        *(Column(name, (name,), "code", blank="no") for name in ("indicator", "place", "target_key", "date")),
        Column("value", ("value",), "number", blank="no"),
        *(
            Column(name, (name,), "code", blank="no")
            for name in ("interpolation", "agreed_by", "agreed_on", "document")
        ),
    ),
    key=("indicator", "place", "target_key", "date"),
)


def recognise(document: Document) -> bool:
    """A csv, or a workbook's first sheet, whose first row has the trajectory columns."""
    return fits(_headings(document), CONTRACT)


def _headings(document: Document) -> list[str]:
    if document.form == "csv":
        return document.header
    rows = document.rows(document.sheets[0]) if document.sheets else []
    return [str(cell).strip() for cell in rows[0]] if rows else []


def read(document: Document) -> Sequence[Table]:
    """The rows as text."""
    if document.form == "csv":
        return [Table(document.text_table(), CONTRACT, document.name)]
    sheet = document.sheets[0]
    return [Table(document.sheet_table(sheet), CONTRACT, document.name, sheet=sheet)]


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """The points, each checked against the definitions. Raises BadInput with every one that does not fit."""
    (checked,) = tables
    points, problems = [], []
    for record in checked.frame.to_dict("records"):
        where = checked.table.where(int(record["row"]) - checked.table.first_row)
        point, wrong = _point(record, context.catalogue)
        points.append(point)
        problems += [Problem(where, found, remedy) for found, remedy in wrong]
    if problems:
        raise BadInput(problems)
    return Observed(pd.DataFrame(), release="Agreed trajectories", trajectory=points)


def _point(record: dict[str, Any], catalogue: Catalogue) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    wrong: list[tuple[str, str]] = []
    area = catalogue.area_for(record["place"])
    target = catalogue.targets.get(record["target_key"])
    if record["indicator"] not in catalogue.indicators:
        wrong.append((f"no indicator is called {record['indicator']!r}", "see: beacon indicators"))
    if area is None or area.slug not in catalogue.areas:
        wrong.append((f"no Place is called {record['place']!r}", "use its slug, such as halton"))
    if target is None:
        wrong.append((f"no target has the key {record['target_key']!r}", "see: beacon targets"))
    elif target.indicator != record["indicator"]:
        wrong.append(
            (f"target {target.key} is for {target.indicator or 'no indicator'}", "name its indicator")
        )
    if record["interpolation"] not in INTERPOLATIONS:
        wrong.append((f"interpolation is {record['interpolation']!r}", "write linear or stepped"))
    dates: dict[str, date] = {}
    for name in ("date", "agreed_on"):
        try:
            dates[name] = periods.day(record[name])
        except ValueError as error:
            wrong.append((f"{name}: {error}", "write it as 2026-03-31"))
    kept = {name: record[name] for name in ("indicator", "target_key", "value", "interpolation")}
    told = {name: record[name] for name in ("agreed_by", "document")}
    return kept | told | dates | {"area": area.slug if area else "", "row": str(record["row"])}, wrong


SOURCE = Source(
    name="trajectories",
    title="Agreed trajectories",
    publisher="Cheshire and Merseyside Health and Care Partnership",
    licence="",
    recognise=recognise,
    read=read,
    observe=observe,
)
