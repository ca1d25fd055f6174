"""Office for National Statistics, jobs paid below the rates of the Living Wage Foundation, by place of work.

A workbook of estimates from the Annual Survey of Hours and Earnings, and beside it in the same archive one of
their coefficients of variation. An interval is worked out from the publisher's coefficient where it is there.
The numbers of jobs are "for indicative purposes only" (the publisher's words) and are not read.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd
from scipy.stats import norm

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
    table_of,
    wanted_sheet,
)
from loaders.formats.documents import Document
from loaders.source import Context, Observed, Source

TITLE = "Jobs below the Living Wage Foundation rates"
ABOUT = "earning below the living wage as defined by the living wage foundation"
BY_AUTHORITY = "local authority"
MEASURE = "below-living-wage"
SHEETS = {"All": "Persons", "Male": "Male", "Female": "Female"}
QUALITY = "quality: "
NINETY_FIVE = float(norm.ppf(0.975))
MARKERS = {
    "x": "unreliable: the coefficient of variation is over 20 %",
    "..": "disclosive: held back by the publisher",
    ":": "not available",
    "-": "nil or negligible",
}
_YEAR = re.compile(r"\b(20\d\d)\s*$")
_PROVISIONAL = re.compile(r"\bprov(?:isional)?\b", re.IGNORECASE)


def _contract(percent: str, maximum: float | None) -> Contract:
    return Contract(
        columns=(
            Column("name", ("Description",)),
            Column("code", ("Code",), "code", blank="no"),
            Column("percent", (percent,), "count", markers=MARKERS, maximum=maximum),
        ),
        key=("code",),
        ignored=("Jobs (thousand)",),
    )


ESTIMATES = _contract("Per cent", 100)
VARIATION = _contract("Per cent", None)


def recognise(document: Document) -> bool:
    """A workbook whose notes say that it is of the Living Wage Foundation's rates by local authority."""
    rows = first_rows(document)
    return mentions(rows, ABOUT) and mentions([row for row in rows if mentions([row], ABOUT)], BY_AUTHORITY)


def read(document: Document) -> Sequence[Table]:
    """The sheets of all jobs, men's and women's, and those of their quality where it lies beside."""
    beside = _quality_of(document)
    tables = []
    for sheet in SHEETS:
        tables.append(_table(document, sheet, ESTIMATES, ""))
        if beside is not None:
            tables.append(_table(beside, sheet, VARIATION, QUALITY))
    return tables


def _beside(document: Document) -> list[Document]:
    quality = _quality_of(document)
    return [] if quality is None else [quality]


def _quality_of(document: Document) -> Document | None:
    """The workbook of the archive that has the same tables and is about their coefficients of variation."""
    title = _title(document)
    others = [other for other in document.archive if other is not document and other.form == "workbook"]
    fitting = [
        other
        for other in others
        if other.sheets and other.sheets[0].startswith("CV") and _title(other) == title
    ]
    return fitting[0] if len(fitting) == 1 else None


def _title(document: Document) -> str:
    sheet = wanted_sheet(document, "All")
    rows = document.rows(sheet)
    return heading_text(rows[0][0]) if rows and rows[0] else ""


def _table(document: Document, name: str, contract: Contract, kind: str) -> Table:
    sheet = wanted_sheet(document, name)
    rows = document.rows(sheet)
    header = header_row(document, sheet, rows, "description")
    headings = [_heading(rows, header, at) for at in range(len(rows[header]))]
    code = headings.index("Code") if "Code" in headings else 0
    facts = {"year": _year(document, sheet, rows[0]), "provisional": bool(_PROVISIONAL.search(document.name))}
    _refuse_other_sex(document, sheet, name, rows[0])
    return table_of(
        document,
        sheet,
        rows,
        headings,
        contract,
        begin=header + 1,
        code=code,
        facts=facts,
        layout=kind + SHEETS[name],
    )


def _refuse_other_sex(document: Document, sheet: str, name: str, first: Sequence[Any]) -> None:
    """A title such as "For male employee jobs" must be of the sex the sheet is named for, if of any."""
    title = heading_text(first[0]) if first else ""
    said = {word for word in SHEETS if re.search(rf"\b{word}\b", title, re.IGNORECASE)}
    if said and name not in said:
        fault = f"has a title that does not say {name.casefold()!r}: {title[:80]!r}"
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "download it again"))


def _heading(rows: Sequence[Sequence[Any]], header: int, at: int) -> str:
    """A heading of two rows in one: the upper one of "Jobs (thousand)" and "Per cent"."""
    upper = heading_text(rows[header - 1][at]) if header else ""
    return " ".join(text for text in (upper, heading_text(rows[header][at])) if text)


def _year(document: Document, sheet: str, first: Sequence[Any]) -> int:
    match = _YEAR.search(heading_text(first[0])) if first else None
    if match is None:
        fault = f"has a title that does not end with a year: {first[0] if first else ''!r}"
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "download it again"))
    return int(match[1])


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """The percentage of jobs at each area, by sex of those who do them, with what is told of its quality."""
    series = asked_for(context, MEASURE)
    aside: Counter[str] = Counter()
    kinds = {checked.table.layout: checked for checked in tables}
    years = {int(str(checked.facts["year"])) for checked in tables}
    if len(years) != 1:
        fault = f"has sheets of different years: {', '.join(map(str, sorted(years)))}"
        raise BadInput(Problem(tables[0].table.file, fault, "download it again"))
    (year,) = years
    wanted = [sex for sex in SHEETS.values() if sex in kinds]
    frames = [_of_sex(kinds[sex], kinds.get(QUALITY + sex), sex, series, context, aside) for sex in wanted]
    provisional = ", provisional" if tables[0].facts["provisional"] else ""
    warnings = [] if len(kinds) > len(wanted) else [_without_quality(tables[0].table.file)]
    return Observed(
        pd.concat(frames, ignore_index=True),
        release=f"{TITLE} by work geography, {year}{provisional}",
        set_aside=aside,
        warnings=warnings,
    )


def _without_quality(file: str) -> str:
    return f"{file}: no coefficients of variation beside it, so no intervals: load the publisher's zip"


def _of_sex(
    estimates: Checked,
    variation: Checked | None,
    sex: str,
    series: str,
    context: Context,
    aside: Counter[str],
) -> pd.DataFrame:
    frame = estimates.frame
    cv = pd.Series(float("nan"), index=frame.index)
    if variation is not None:
        cv = frame.code.map(variation.frame.set_index("code").percent).where(frame.percent.notna())
    half = NINETY_FIVE * frame.percent * cv / 100
    provisional = pd.Series("provisional" if estimates.facts["provisional"] else "", index=frame.index)
    quality = cv.map(lambda percent: "" if pd.isna(percent) else f"coefficient of variation {percent:g} %")
    said = zip(estimates.markers["percent"], provisional, quality, strict=True)
    return observations(
        estimates,
        context,
        aside,
        series=series,
        when=periods.month(int(str(estimates.facts["year"])), 4),
        sex=pd.Series(sex, index=frame.index),
        value=frame.percent,
        lower=(frame.percent - half).clip(lower=0),
        upper=(frame.percent + half).clip(upper=100),
        note=pd.Series(["; ".join(text for text in row if text) for row in said], index=frame.index),
    )


SOURCE = Source(
    name="living_wage",
    title=TITLE,
    publisher="Office for National Statistics, Annual Survey of Hours and Earnings",
    recognise=recognise,
    read=read,
    observe=observe,
    beside=_beside,
)
