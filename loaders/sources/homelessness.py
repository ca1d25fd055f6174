"""Ministry of Housing, statutory homelessness: households in temporary accommodation at the end of a quarter.

Table TA1 of the detailed local authority tables. The workbook holds some hundreds of sheets that are only
links to its makers' own files, so no sheet but the first and TA1 is read.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from data import periods
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table
from loaders.formats.authority_tables import (
    asked_for,
    first_rows,
    header_row,
    heading_text,
    is_code,
    mentions,
    observations,
    rate,
    refuse_rates_beside_their_counts,
    table_of,
    wanted_sheet,
    with_sum_of_places,
)
from loaders.formats.documents import Document
from loaders.formats.workbook_labels import revised_on
from loaders.source import Context, Observed, Source

TITLE = "Statutory homelessness"
SHEET = r"TA1_?"
TOTAL = ("total number of households in ta", "households in ta total")
MEASURE = "rate-per-1000"
PER = 1000
ROUNDING = 0.02  # what rounding the count of a region to ten households moves its rate by, and more
ROUNDED = 0.06  # of a rate with one digit after the point
MARKERS = {
    "..": "not supplied: missing or incomplete data",
    "-": "suppressed by the publisher: fewer than 5 households",
    "[x]": "not supplied: missing or incomplete data",
    "[c]": "suppressed by the publisher: fewer than 5 households",
    "[z]": "not applicable",
}
_DAY = re.compile(r"\d{1,2} [A-Za-z]+ 20\d\d")
_OF_PUBLICATION = re.compile(r"(?:Published:? (?:on )?)?(\d{1,2} [A-Za-z]+ 20\d\d)", re.IGNORECASE)
_QUARTER = re.compile(r"[A-Za-z]+ to [A-Za-z]+ 20\d\d")
CONTRACT = Contract(
    columns=(
        Column("code", ("Area code", "Organisation Identification Code"), "code", blank="no"),
        Column("name", ("Area name",)),
        Column(
            "households",
            ("Total number of households in TA", "Households in TA Total"),
            "count",
            markers=MARKERS,
        ),
        Column(
            "thousands",
            ("Number of households in area (000s)", "Households in area (thousands)"),
            "count",
            markers=MARKERS,
        ),
        Column(
            "rate",
            ("Total number of households in TA per (000s)", "Households in TA Total (per thousand) Total"),
            "count",
            markers=MARKERS,
        ),
    ),
    key=("code",),
    ignored=(
        "Total number of households in TA with children",
        "Total number of children in TA",
        "Bed and breakfast hotels (including shared annexes)",
        "Nightly paid, privately managed accommodation, self-contained",
        "Hostels (including reception centres, emergency units and refuges)",
        "Private sector accommodation leased by your authority or leased or managed by a registered provider",
        "Local authority or Housing association (LA/HA) stock",
        "Any other type of temporary accommodation (including private landlord and not known)",
        "In TA in another local authority district",
        "Duty owed, no accommodation secured",
        "Households in TA with children Total",
        "Children in TA Total",
    ),
)


def recognise(document: Document) -> bool:
    """A workbook whose first sheet has the publication's title."""
    return mentions(first_rows(document), TITLE.casefold())


def read(document: Document) -> Sequence[Table]:
    """Table TA1, and what its title and the first sheet say of quarter and publication."""
    sheet = wanted_sheet(document, SHEET)
    rows = document.rows(sheet)
    header = header_row(document, sheet, rows, *TOTAL)
    headings = ["Area code", "Area name", *(heading_text(cell) for cell in rows[header][2:])]
    begin = next((at for at in range(header, len(rows)) if is_code(rows[at][0])), header)
    facts = {
        "quarter": _quarter(document, sheet, rows[:header]),
        "published": _published(first_rows(document)),
        "revised": revised_on(first_rows(document)),
    }
    return [table_of(document, sheet, rows, headings, CONTRACT, begin=begin, facts=facts)]


def _quarter(document: Document, sheet: str, above: Sequence[Sequence[Any]]) -> str:
    """The quarter whose last day the table's title names; BadInput where the first sheet names another."""
    where = f"{document.name}, sheet {sheet}"
    days = _DAY.findall(" ".join(str(cell) for cell in above[0])) if above else []
    if len(days) != 1:
        raise BadInput(Problem(where, "has no one day in the title of its table", "download it again"))
    try:
        end = periods.day(days[0])
    except ValueError as error:
        raise BadInput(Problem(where, str(error), "download it again")) from None
    opening, closing = periods.MONTHS[periods.months(end, -2).month - 1], periods.MONTHS[end.month - 1]
    quarter = f"{opening} to {closing} {end.year}"
    named = [match for row in first_rows(document) for cell in row for match in _QUARTER.findall(str(cell))]
    if end != periods.last_day(end.year, end.month) or any(name != quarter for name in named):
        fault = f"is about {days[0]}, but the first sheet about {', '.join(named) or 'no quarter'}"
        raise BadInput(Problem(where, fault, "download it again"))
    return quarter


def _rounding(rates: pd.Series) -> float:
    """The widest honest difference: since 2026 rates are given to one digit after the point."""
    return ROUNDED if ((10 * rates).dropna() % 1).lt(1e-6).all() else ROUNDING


def _published(rows: Sequence[Sequence[Any]]) -> date | None:
    """The first day that stands in a cell of its own, or after the word published."""
    for cell in (cell for row in rows for cell in row):
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, str) and (match := _OF_PUBLICATION.fullmatch(cell.strip())):
            return periods.day(match[1])
    return None


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """Households in temporary accommodation per 1,000, with both counts; all nine Places if all returned."""
    (checked,) = tables
    aside: Counter[str] = Counter()
    frame = checked.frame
    period = periods.parse(str(checked.facts["quarter"]))
    households = (PER * frame.thousands).round()
    refuse_rates_beside_their_counts(
        checked, "rate", frame.households, households, rounding=_rounding(frame.rate), per=PER
    )
    observed = observations(
        checked,
        context,
        aside,
        series=asked_for(context, MEASURE),
        when=period,
        value=frame.rate,
        numerator=frame.households,
        denominator=households,
        note=checked.markers["rate"],
    )
    return Observed(
        with_sum_of_places(observed, context, rate(PER)),
        release=f"{TITLE}, detailed local authority tables, {period.label}",
        published=checked.published,
        revised=checked.revised,
        set_aside=aside,
    )


SOURCE = Source(
    name="homelessness",
    title=TITLE,
    publisher="Ministry of Housing, Communities and Local Government",
    recognise=recognise,
    read=read,
    observe=observe,
    landing_page="https://www.gov.uk/government/statistical-data-sets/live-tables-on-homelessness",
)
