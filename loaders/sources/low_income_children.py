"""Department for Work and Pensions, children in low income families, relative and absolute, by authority.

One column for each year and measure; percentages are fractions rounded to three decimals, and the population
they are of is not in the file, so that no percentage of several authorities together can be worked out.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from data import periods
from data.catalogue.models import Series
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table
from loaders.formats.authority_tables import (
    first_rows,
    header_row,
    mentions,
    observations,
    table_of,
    wanted_sheet,
)
from loaders.formats.documents import Document
from loaders.formats.workbook_labels import revised_on
from loaders.source import Context, Observed, Source

TITLE = "Children in Low Income Families"
MEASURES = ("relative", "absolute")
PROVISIONAL = "[p]"
MARKERS = {"[x]": "not available", "[low]": "nil or negligible"}
DECIMALS = 6  # a fraction of three decimals, times 100, without what binary arithmetic adds
_SIGNS = re.compile(r"\[[^\]]*\]|\(%\)")
_YEAR = re.compile(r"(number|percentage) of children fye (20\d\d)")
_PUBLISHED = re.compile(r"Published:\s*(\d{1,2} [A-Za-z]+ \d{4})")


def recognise(document: Document) -> bool:
    """A workbook whose cover has the publication's title."""
    return mentions(first_rows(document), TITLE.casefold() + ":")


def read(document: Document) -> Sequence[Table]:
    """The two tables by local authority."""
    top = first_rows(document)
    said = {"published": _published(top), "revised": revised_on(top)}
    return [_table(document, measure, said) for measure in MEASURES]


def _published(rows: Sequence[Sequence[Any]]) -> date | None:
    matches = [match for row in rows for cell in row if (match := _PUBLISHED.match(str(cell)))]
    return periods.day(matches[0][1]) if matches else None


def _table(document: Document, measure: str, said: dict[str, date | None]) -> Table:
    sheet = wanted_sheet(document, rf"(\d+_)?{measure}_local_authority")
    rows = document.rows(sheet)
    title = str(rows[0][0]).casefold() if rows and rows[0] else ""
    if measure not in title:
        fault = f"has a title that does not say {measure!r}: {title[:80]!r}"
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "download it again"))
    header = header_row(document, sheet, rows, "local authority")
    headings = [" ".join(_SIGNS.sub(" ", str(cell)).split()) for cell in rows[header]]
    year_of = [_YEAR.fullmatch(heading.casefold()) for heading in headings]
    years = sorted({int(match[2]) for match in year_of if match})
    signed = zip(year_of, rows[header], strict=True)
    provisional = {int(match[2]) for match, cell in signed if match and PROVISIONAL in str(cell)}
    if not years:
        fault = f"has no heading like 'Number of children FYE 2021' (found: {', '.join(headings[:4])})"
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "download it again"))
    code = headings.index("Area Code") if "Area Code" in headings else 0
    return table_of(
        document,
        sheet,
        rows,
        headings,
        _contract(years),
        begin=header + 1,
        code=code,
        facts={"years": years, "provisional": provisional, **said},
        layout=measure,
    )


def _contract(years: Sequence[int]) -> Contract:
    """Both columns of every year that either of them names."""
    columns = [
        Column("name", ("Local Authority",)),
        Column("code", ("Area Code",), "code", blank="no"),
    ]
    for year in years:
        number, share = f"Number of children FYE {year}", f"Percentage of children FYE {year}"
        columns.append(Column(f"number_{year}", (number,), "count", markers=MARKERS))
        columns.append(Column(f"share_{year}", (share,), "count", markers=MARKERS, maximum=1))
    return Contract(tuple(columns), key=("code",))


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """Each measure that a definition asks for, in every year of the file."""
    aside: Counter[str] = Counter()
    asked = {str(series.select["measure"]): series for series in context.series}
    frames = []
    for checked in tables:
        measure = checked.table.layout
        if measure in asked:
            frames.append(_of_measure(checked, asked[measure], context, aside))
        else:
            aside[f"no indicator uses the {measure} measure"] += len(checked.frame)
    years = _years(tables[0])
    return Observed(
        pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(),
        release=f"{TITLE}, financial years ending {min(years)} to {max(years)}",
        published=tables[0].published,
        revised=tables[0].revised,
        set_aside=aside,
    )


def _years(checked: Checked) -> list[int]:
    years = checked.facts["years"]
    return list(years) if isinstance(years, list) else []


def _of_measure(checked: Checked, series: Series, context: Context, aside: Counter[str]) -> pd.DataFrame:
    """One observation for each authority and year."""
    by_year = [_of_year(checked, year) for year in _years(checked)]
    unknown: Counter[str] = Counter()
    frame = pd.concat(by_year, ignore_index=True)
    figures = frame[["period_start", "period_end", "period", "value", "numerator", "note"]]
    observed = observations(
        replace(checked, frame=frame), context, unknown, series=series.id, **dict(figures.items())
    )
    # Each row of the sheet was looked at once for each year.
    aside.update({reason: rows // len(by_year) for reason, rows in unknown.items()})
    return observed


def _of_year(checked: Checked, year: int) -> pd.DataFrame:
    provisional = checked.facts["provisional"]
    newest = isinstance(provisional, set) and year in provisional
    marker = checked.markers[f"share_{year}"]
    period = periods.parse(f"{year - 1}/{year % 100:02d}")
    return checked.frame[["code", "name", "row"]].assign(
        period_start=period.start,
        period_end=period.end,
        period=period.label,
        value=(100 * checked.frame[f"share_{year}"]).round(DECIMALS),
        numerator=checked.frame[f"number_{year}"],
        note=marker.where(marker != "", "provisional" if newest else ""),
    )


SOURCE = Source(
    name="low_income_children",
    title=TITLE,
    publisher="Department for Work and Pensions",
    recognise=recognise,
    read=read,
    observe=observe,
    landing_page="https://www.gov.uk/government/collections/children-in-low-income-families-local-area-statistics",
)
