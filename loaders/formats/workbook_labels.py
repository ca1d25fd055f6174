"""What NHS England's monthly workbooks have in common: a block of labels above the table, dates in words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from data import periods
from data.errors import BadInput, Problem
from loaders.contract import plain_heading
from loaders.formats.documents import Document

TITLE_ROWS = 20  # the labels and the header stand within these
_ORDINAL = re.compile(r"\b(\d\d?)(?:st|nd|rd|th)\b", re.IGNORECASE)
_MONTH = re.compile(r"([A-Za-z]+)[ -](\d{4}|\d\d)")
_REVISED = re.compile(
    r"(?:date )?revis(?:ed|ion)(?: date)?(?: on)?:?\s*(\d{1,2}[a-z]{0,2} [a-z]+ 20\d\d)?", re.IGNORECASE
)


def opening(document: Document) -> Sequence[Sequence[Any]]:
    """The first rows of a workbook's first sheet; none of any other document."""
    if document.form != "workbook" or not document.sheets:
        return []
    return document.rows(document.sheets[0])[:TITLE_ROWS]


def sheet_named(document: Document, name: str) -> str:
    """The sheet of that name, whatever its case and spaces. Raises BadInput with the names there are."""
    sheet = next((sheet for sheet in document.sheets if plain_heading(sheet) == plain_heading(name)), None)
    if sheet is None:
        fault = f"has no sheet {name!r} (sheets: {', '.join(document.sheets[:12])})"
        remedy = "if the publisher has renamed it, add the new name to the source"
        raise BadInput(Problem(document.name, fault, remedy))
    return sheet


def title_block(rows: Sequence[Sequence[Any]]) -> dict[str, str]:
    """Label -> what stands beside it, as in `Period:` and June 2025, among the first rows of a sheet."""
    block: dict[str, str] = {}
    for row in rows[:TITLE_ROWS]:
        cells = [str(cell).strip() for cell in row if str(cell).strip()]
        if cells and cells[0].endswith(":"):
            block.setdefault(plain_heading(cells[0].rstrip(":")), cells[1] if len(cells) > 1 else "")
    return block


def published(block: Mapping[str, str], where: str) -> tuple[date | None, list[str]]:
    """The day these figures were published: when they were revised, else when first published.

    The second thing returned warns of a date that cannot be read.
    """
    text = block.get("revised", "") or block.get("published", "")
    if not text:
        return None, []
    try:
        return periods.day(_ORDINAL.sub(r"\1", text)), []
    except ValueError as error:
        return None, [f"{where}: the publication date cannot be read ({error})"]


def revised_on(rows: Sequence[Sequence[Any]]) -> date | None:
    """The day of revision that a sheet's top gives: `Revised: 2 May 2024` in one cell, or in two."""
    for row in rows:
        cells = [cell for cell in row if str(cell).strip()]
        for cell, beside in zip(cells, [*cells, ""][1:], strict=True):
            if match := _REVISED.fullmatch(str(cell).strip()):
                day = _day_of(match[1] or beside)
                if day is not None:
                    return day
    return None


def _day_of(cell: object) -> date | None:
    if isinstance(cell, date):
        return date(cell.year, cell.month, cell.day)
    try:
        return periods.day(_ORDINAL.sub(r"\1", str(cell)))
    except ValueError:
        return None


def month_of(said: Mapping[str, object]) -> periods.Period:
    """The one month that every place (where -> what it says) names: June 2025, Jun-25, or a date.

    Raises BadInput where one of them names none, or two of them differ.
    """
    read = {where: _month(text) for where, text in said.items()}
    wrong = [
        Problem(where, f"{str(said[where])[:60]!r} names no month", "download it again")
        for where, month in read.items()
        if month is None
    ]
    months = {month for month in read.values() if month is not None}
    if not wrong and len(months) > 1:
        named = "; ".join(f"{where} says {month.label}" for where, month in read.items() if month)
        wrong = [
            Problem(next(iter(said)), f"its parts are of different months: {named}", "download it again")
        ]
    if wrong:
        raise BadInput(wrong)
    return months.pop()


def _month(text: object) -> periods.Period | None:
    if isinstance(text, date):
        return periods.month(text.year, text.month)
    match = _MONTH.fullmatch(str(text).strip())
    try:
        return (
            periods.month(int(match[2]) + 2000 * (len(match[2]) == 2), periods.month_named(match[1]))
            if match
            else None
        )
    except ValueError:
        return None
