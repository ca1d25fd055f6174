"""The tidy layout: local returns, and anything without a loader of its own.

Each row names an indicator, an area and a period, and gives a value or a count. It is official only by the
rule of `return_series`; else it is a local return, a series of its own for each publisher.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from data import periods
from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.catalogue.returns import LICENCE as NO_LICENCE
from data.catalogue.returns import Returned, series_of
from data.judgement.markers import is_withheld
from loaders.cells import ERRORS_OF_FORMULAS
from loaders.contract import Checked, Column, Contract, Table, fits, found_columns
from loaders.formats.documents import Document
from loaders.formats.return_periods import read_period
from loaders.formats.return_series import Named, chosen, plain, why_not
from loaders.naming import first_named
from loaders.reviewing.findings import Findings
from loaders.reviewing.return_areas import with_areas
from loaders.reviewing.return_rows import SIGNS, contradictions, doubts, fractions, percent_cells, said
from loaders.source import Context, Observed, Source, plain_headings, plain_table

RATES = ("value", "lower_ci", "upper_ci")
NOT_GIVEN = "no figure given: a standardised one is not worked out from counts"
_WEIGHED = ["row", "indicator", "value", "numerator", "denominator", "note"]
_NO_PERIOD = periods.Period(date.min, date.min, "")
SEXES = {name.casefold(): name for name in ("Persons", "Male", "Female")} | {"": "Persons"}


def _text(name: str, *spellings: str) -> Column:
    return Column(name, (name, *spellings), required=False)


CONTRACT = Contract(
    columns=(
        Column("indicator", ("indicator",), "code", blank="no"),
        Column("area_code", ("area_code",), "code", blank="no"),
        Column("period", ("period",), "code", blank="no"),
        *(_text(name) for name in ("area_name", "sex", "age", "category_type", "category", "note")),
        *(Column(name, (name,), "number", required=False, percent=True, markers=SIGNS) for name in RATES),
        Column("count", ("count", "numerator"), "count", required=False, markers=SIGNS),
        Column("denominator", ("denominator",), "count", required=False, markers=SIGNS),
        *(_text(name) for name in ("series", "publisher", "release", "published", "received", "licence")),
        *(_text(name) for name in ("source_file", "source_sha256", "source_sheet", "source_row")),
    ),
    together=True,
)


def recognise(document: Document) -> bool:
    """A csv, or a workbook's first sheet, whose first row has the tidy columns."""
    headings = plain_headings(document)
    figures = {"value", "count"} & set(found_columns(headings, CONTRACT))
    return fits(headings, CONTRACT) and bool(figures)


def read(document: Document) -> Sequence[Table]:
    """The rows as text."""
    return [plain_table(document, CONTRACT)]


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """Observations as the rows give them, and everything that is wrong with any row.

    Rows of unknown indicators, and of areas of a publisher that are not kept, are set aside and named.
    """
    (checked,) = tables
    aside: Counter[str] = Counter()
    findings = Findings(checked)
    frame = checked.frame.rename(columns={"lower_ci": "lower", "upper_ci": "upper", "count": "numerator"})
    frame = _of_known_indicators(frame, context.catalogue, aside, findings)
    frame = frame.assign(traced=(frame.source_file != "") & (frame.source_sha256 != ""))
    local = frame.indicator.map(
        {id: defined.is_returned for id, defined in context.catalogue.indicators.items()}
    )
    frame = with_areas(frame, local, context, aside, findings)
    frame, returned = _with_series(frame, context, findings)
    frame = _with_periods(frame, context.catalogue, findings)
    frame = _with_values(frame, checked, context.catalogue, findings)
    frame = _with_sexes(frame, findings)
    frame = frame[~frame.row.isin(findings.wrong)]
    frame = _with_origin(frame, checked.table).drop(columns=["area_code", "area_name", "traced"])
    return Observed(
        frame, set_aside=aside, warnings=findings.notes, problems=findings.faults, returned=returned
    )


def _of_known_indicators(
    frame: pd.DataFrame, catalogue: Catalogue, aside: Counter[str], findings: Findings
) -> pd.DataFrame:
    known = frame.indicator.isin(list(catalogue.indicators))
    for name, rows in frame[~known & (frame.indicator != "")].groupby("indicator", sort=False):
        aside[f"no indicator is called {name!r}"] += len(rows)
        near = get_close_matches(str(name).casefold(), list(catalogue.indicators), 1, 0.7)
        meant = f": {near[0]!r} is near it" if near else ""
        findings.note(
            int(rows.row.iloc[0]), f"no indicator is called {name!r}{meant}; see: beacon indicators"
        )
    return frame[known]


def _with_sexes(frame: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    sexes = frame.sex.str.casefold().map(SEXES)
    for row, sex in zip(frame.row[sexes.isna()], frame.sex[sexes.isna()], strict=True):
        findings.fault(int(row), f"sex is {sex!r}", "write Persons, Male or Female", "sex")
    return frame.assign(sex=sexes)


def _with_origin(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The publisher's file behind a row where its name and checksum are given, else this file and the row."""
    frame = frame.assign(
        origin_name=frame.source_file.where(frame.traced, ""),
        origin_sha256=frame.source_sha256.where(frame.traced, ""),
        sheet=frame.source_sheet.where(frame.traced, table.sheet),
        row=frame.source_row.where(frame.traced, frame.row.astype(str)),
    )
    return frame.drop(columns=["source_file", "source_sha256", "source_sheet", "source_row"])


def _with_series(
    frame: pd.DataFrame, context: Context, findings: Findings
) -> tuple[pd.DataFrame, list[Returned]]:
    """The rows, each with its series: official, or a local return of its publisher, which is told."""
    catalogue = context.catalogue
    kinds = {slug: area.kind for slug, area in catalogue.areas.items()}
    returned: Counter[tuple[str, str]] = Counter()
    ids, licences = [], []
    columns = ("indicator", "series", "publisher", "area", "traced", "licence")
    for number, id, *given, licence in zip(frame.row, *(frame[name] for name in columns), strict=True):
        indicator, (series, publisher, area, traced) = catalogue.indicators[id], given
        kind = kinds.get(area, "authority")
        row = Named(series, publisher, kind, bool(traced), context.vouched)
        own = chosen(indicator, row)
        if own is not None and indicator.is_returned and not _is_holder(context, own.id, area, publisher):
            own = series_of(indicator, publisher)
        if own is None:
            findings.fault(int(number), *why_not(indicator, row))
        elif own.is_return:
            returned[id, own.publisher] += 1
        ids.append(own.id if own else "")
        licences.append(licence or (NO_LICENCE if own and own.is_return else ""))
    for (id, publisher), many in returned.items():
        findings.note_table(_of_return(catalogue.indicators[id], publisher, many))
    return frame.assign(series=ids, licence=licences), [Returned(*pair) for pair in returned]


def _is_holder(context: Context, series: str, area: str, publisher: str) -> bool:
    """Whether the figures of an area in a series made of returns are this organisation's or the first."""
    holder = context.holders.setdefault((series, area), publisher)
    return not publisher or plain(holder) == plain(publisher)


def _of_return(indicator: Indicator, publisher: str, many: int) -> str:
    rows = "1 row" if many == 1 else f"{many:,} rows"
    return (
        f"{rows} of {indicator.id}: a local return, {publisher}; a series of its own, shown "
        "under its own name and never as an official figure"
    )


def _with_periods(frame: pd.DataFrame, catalogue: Catalogue, findings: Findings) -> pd.DataFrame:
    read: dict[tuple[str, str, bool], tuple[periods.Period | None, str]] = {}
    read_as = []
    columns = (frame.row, frame.indicator, frame.period, frame.traced)
    for row, indicator, text, traced in zip(*columns, strict=True):
        key = (indicator, text, traced)
        if key not in read:
            read[key] = _period(text, catalogue.indicators[indicator], traced)
        period, said = read[key]
        read_as.append(period or _NO_PERIOD)
        if period is None and text and text not in ERRORS_OF_FORMULAS:
            findings.fault(int(row), said, column="period")
        elif said:
            findings.note(int(row), said)
    return frame.assign(
        period_start=[period.start for period in read_as],
        period_end=[period.end for period in read_as],
        period=[period.label for period in read_as],
        published=_days(frame.row, frame.published, "published", findings),
        received=_days(frame.row, frame.received, "received", findings),
    )


def _period(text: str, indicator: Indicator, traced: bool) -> tuple[periods.Period | None, str]:
    """The period, or None and why it cannot be told. A publisher's own periods are read as they stand."""
    try:
        if traced:
            return periods.parse(text, academic_year=indicator.academic_year), ""
        return read_period(text, indicator)
    except ValueError as error:
        return None, str(error)


def _days(rows: pd.Series, texts: pd.Series, column: str, findings: Findings) -> pd.Series:
    """The days that a column gives, None where it is blank or, with a fault, no date."""
    read: dict[str, date | None] = {"": None}
    for row, text in zip(rows, texts, strict=True):
        if read.get(text) is None and text:
            try:
                read[text] = periods.day(text)
            except ValueError as error:
                read[text] = None
                findings.fault(int(row), str(error), "write it as 2026-03-31", column)
    return pd.Series([read[text] for text in texts], index=texts.index, dtype=object)


def _weigh(row: int, record: dict[str, Any], indicator: Indicator, percent: bool, findings: Findings) -> None:
    """Refuse a row of a return that contradicts itself; of a publisher's figures it is only told."""
    faults = contradictions(record, indicator, percent)
    for fault, remedy in faults:
        if indicator.is_returned or percent:
            findings.fault(row, fault, remedy)
        else:
            findings.note(row, fault)
    if not faults:
        for doubt in doubts(record, indicator):
            findings.note(row, doubt)


def _tell_fractions(
    frame: pd.DataFrame, catalogue: Catalogue, findings: Findings, formats_seen: bool
) -> None:
    """Refuse parts of one in a return of percentages; of a publisher's figures they are only told."""
    for id, rows in frame[~frame.traced & frame.numerator.isna()].groupby("indicator", sort=False):
        indicator = catalogue.indicators[str(id)]
        small = fractions(rows.value, indicator, formats_seen)
        for row, value in zip(rows.row[small], rows.value[small], strict=True):
            if indicator.is_returned:
                remedy = f"write {100 * value:g} for {100 * value:g} %, or {value:g}% where that is meant"
                fault = f"its value is {value:g} where a percentage is meant"
                findings.fault(int(row), fault, remedy, "value")
        if small.any() and not indicator.is_returned:
            named = first_named([str(row) for row in rows.row[small]])
            findings.note_table(f"{id} is below 1 % in row {named}: look whether that is so")


def _weigh_all(frame: pd.DataFrame, catalogue: Catalogue, findings: Findings) -> None:
    percents = percent_cells(findings.table)
    formats_seen = bool(findings.table.facts.get("formats seen", True))
    _tell_fractions(frame[~frame.row.isin(percents)], catalogue, findings, formats_seen)
    own = frame[~frame.traced & ~frame.row.isin(findings.wrong)]
    for record in own[_WEIGHED].to_dict("records"):
        indicator, row = catalogue.indicators[record["indicator"]], int(record["row"])
        if not np.isnan([record["numerator"], record["denominator"]]).all() or row in percents:
            _weigh(row, record, indicator, row in percents, findings)


def _with_values(
    frame: pd.DataFrame, checked: Checked, catalogue: Catalogue, findings: Findings
) -> pd.DataFrame:
    """A row of a return without a value has its count's share of the denominator, times what the unit is per.

    What a publisher withholds, though its counts are there, is never filled; nor is a standardised figure.
    """
    signs = checked.markers.reindex(
        index=frame.index, columns=["value", "count", "denominator"], fill_value=""
    )
    frame = frame.assign(
        note=[said(note, *row) for note, *row in zip(frame.note, *signs.T.to_numpy(), strict=True)]
    )
    _weigh_all(frame, catalogue, findings)
    per = frame.indicator.map({id: defined.multiplier for id, defined in catalogue.indicators.items()})
    counts = frame.indicator.map({id: defined.is_count for id, defined in catalogue.indicators.items()})
    share = per * frame.numerator / frame.denominator.where(frame.denominator > 0)
    standardised = frame.indicator.isin(
        [each.id for each in catalogue.indicators.values() if each.standardised]
    )
    withheld = frame.traced | standardised | frame.note.map(is_withheld) | (signs.value != "")
    computed = frame.numerator.where(counts.astype(bool), share).mask(withheld)
    empty = frame.value.isna() & computed.isna() & (frame.note == "") & ~frame.row.isin(findings.wrong)
    for row in frame.row[empty]:
        remedy = "say why in `note`, for example suppressed"
        findings.fault(int(row), "has neither a value nor a count to work one out from", remedy)
    unsaid = frame.value.isna() & standardised & frame.numerator.notna() & ~frame.note.map(is_withheld)
    notes = frame.note.where(~unsaid, frame.note.map(lambda note: said(note, NOT_GIVEN)))
    return frame.assign(value=frame.value.fillna(computed), note=notes)


SOURCE = Source(
    name="tidy",
    title="Tidy file",
    publisher="",
    licence="",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(CONTRACT,),
    of_returns=True,
)
