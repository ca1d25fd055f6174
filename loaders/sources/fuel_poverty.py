"""Department for Energy Security and Net Zero, sub-regional fuel poverty: the workbook of one year.

Table 2 has a row for each area; its name stands in one of three columns, by the area's tier. The workbook of
each year has this layout since the measure became Low Income Low Energy Efficiency.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from data import periods
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table
from loaders.formats.authority_tables import (
    asked_for,
    first_rows,
    header_row,
    heading_text,
    mentions,
    observations,
    rate,
    refuse_rates_beside_their_counts,
    table_of,
    wanted_sheet,
    with_sum_of_places,
)
from loaders.formats.documents import Document
from loaders.source import Context, Observed, Source

TITLE = "Sub-regional fuel poverty"
SHEET = "Table 2"
MEASURE = "proportion"
FIRST_YEAR = 2019  # the measure before, low income high costs, is not comparable
ROUNDING = 0.06  # the widest that a percentage to one decimal may be from its own counts
_YEAR = re.compile(r"\b(20\d\d)\b")
_UPDATED = re.compile(r"updated on (\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]+) (\d{4})", re.IGNORECASE)
TIERS = ("country_or_region", "upper_tier", "lower_tier")
CONTRACT = Contract(
    columns=(
        Column("code", ("Area Codes", "Area Code"), "code", blank="no"),
        Column("country_or_region", ("Area names", "Area name")),
        Column("upper_tier", ("Area names, second column",), required=False),
        Column("lower_tier", ("Area names, third column",), required=False),
        Column("households", ("Number of households",), "count"),
        Column("fuel_poor", ("Number of households in fuel poverty",), "count"),
        Column("proportion", ("Proportion of households fuel poor (%)",), "number", maximum=100),
    ),
    key=("code",),
)


def recognise(document: Document) -> bool:
    """A workbook whose first sheet has the publication's title."""
    return mentions(first_rows(document), TITLE.casefold())


def read(document: Document) -> Sequence[Table]:
    """Table 2 from its header on, and what the title sheet says of the date."""
    sheet = wanted_sheet(document, SHEET)
    rows = document.rows(sheet)
    header = header_row(document, sheet, rows, "area code")
    facts = {
        "year": _year(document, sheet, rows[:header]),
        "published": _published(first_rows(document)),
    }
    headings = _headings(rows[header])
    return [table_of(document, sheet, rows, headings, CONTRACT, begin=header + 1, facts=facts)]


def _headings(row: Sequence[object]) -> list[str]:
    """The headings; the two blank ones after the names are the names of the lower tiers."""
    headings = [heading_text(cell) for cell in row]
    after = next((at for at, text in enumerate(headings) if text.casefold().startswith("area name")), None)
    for place, word in ((1, "second"), (2, "third")):
        at = place + (after if after is not None else len(headings))
        if at < len(headings) and not headings[at]:
            headings[at] = f"Area names, {word} column"
    return headings


def _year(document: Document, sheet: str, above: Sequence[Sequence[object]]) -> int:
    """The year of the data, which the table's own title gives."""
    titles = [str(row[0]) for row in above if row and str(row[0]).startswith("Table")]
    years = _YEAR.findall(titles[0].split("[")[0]) if titles else []
    if len(years) != 1:
        fault = f"has a title without one year in it: {titles[0]!r}" if titles else "has no title with a year"
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "download it again"))
    year = int(years[0])
    if year < FIRST_YEAR:
        fault = f"has figures of {year}, by the measure in use before {FIRST_YEAR}"
        raise BadInput(
            Problem(f"{document.name}, sheet {sheet}", fault, "they are not comparable: leave it out")
        )
    return year


def _published(rows: Sequence[Sequence[object]]) -> date | None:
    cells = [str(cell) for row in rows for cell in row]
    match = next((match for match in map(_UPDATED.search, cells) if match), None)
    return periods.day(" ".join(match.groups())) if match else None


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """Every area's percentage with its two counts, and the nine Places together from theirs."""
    (checked,) = tables
    aside: Counter[str] = Counter()
    frame = checked.frame
    refuse_rates_beside_their_counts(
        checked, "proportion", frame.fuel_poor, frame.households, rounding=ROUNDING, per=100
    )
    tiers = frame[list(TIERS)]
    names = tiers.mask(tiers == "").bfill(axis=1).iloc[:, 0].fillna("")
    period = periods.parse(str(checked.facts["year"]))
    observed = observations(
        replace(checked, frame=frame.assign(name=names)),
        context,
        aside,
        series=asked_for(context, MEASURE),
        when=period,
        value=frame.proportion,
        numerator=frame.fuel_poor,
        denominator=frame.households,
    )
    return Observed(
        with_sum_of_places(observed, context, rate(100)),
        release=f"{TITLE}, {period.label} data",
        published=checked.published,
        revised=True,  # whatever edition it is, the workbook says when it was updated
        set_aside=aside,
    )


SOURCE = Source(
    name="fuel_poverty",
    title=TITLE,
    publisher="Department for Energy Security and Net Zero",
    recognise=recognise,
    read=read,
    observe=observe,
    landing_page="https://www.gov.uk/government/collections/fuel-poverty-sub-regional-statistics",
)
