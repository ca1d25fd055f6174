"""The tidy layout: local returns, and anything without a loader of its own.

Each row names an indicator, an area and a period, and gives a value or a count. Where `series` is left out,
the row belongs to the series that the indicator's definition names for that kind of area; a row of another
publisher is never a revision of it, and needs a series of its own in the definition.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pandas as pd

from data import periods
from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table, fits, found_columns
from loaders.formats.documents import Document
from loaders.source import Context, Observed, Source, plain_headings, plain_table

SEXES = {name.casefold(): name for name in ("Persons", "Male", "Female")} | {"": "Persons"}


def _text(name: str, *spellings: str) -> Column:
    return Column(name, (name, *spellings), required=False)


CONTRACT = Contract(
    columns=(
        Column("indicator", ("indicator",), "code", blank="no"),
        Column("area_code", ("area_code",), "code", blank="no"),
        Column("period", ("period",), "code", blank="no"),
        *(_text(name) for name in ("area_name", "sex", "age", "category_type", "category", "note")),
        *(Column(name, (name,), "number", required=False) for name in ("value", "lower_ci", "upper_ci")),
        Column("count", ("count", "numerator"), "count", required=False),
        Column("denominator", ("denominator",), "count", required=False),
        *(_text(name) for name in ("series", "publisher", "release", "published", "licence")),
        *(_text(name) for name in ("source_file", "source_sha256", "source_sheet", "source_row")),
    ),
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
    """Observations as the rows give them; rows of unknown indicators and areas are set aside and counted."""
    (checked,) = tables
    aside: Counter[str] = Counter()
    frame = checked.frame.rename(columns={"lower_ci": "lower", "upper_ci": "upper", "count": "numerator"})
    frame = _of_known_indicators(frame, context.catalogue, aside)
    frame = frame.assign(area=context.area_slugs(frame.area_code, frame.area_name))
    frame = _of_kept_areas(frame, aside)
    frame = _with_series(frame, context.catalogue, checked.table)
    frame = _with_periods(frame, context.catalogue, checked.table)
    frame = _with_values(frame, context.catalogue, checked.table)
    frame = _with_origin(_with_sexes(frame, checked.table), checked.table)
    return Observed(frame.drop(columns=["area_code", "area_name"]), set_aside=aside)


def _of_kept_areas(frame: pd.DataFrame, aside: Counter[str]) -> pd.DataFrame:
    unknown = frame.area == ""
    if unknown.any():
        aside["area not kept"] += int(unknown.sum())
    return frame[~unknown]


def _with_sexes(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    sexes = frame.sex.str.casefold().map(SEXES)
    problems = [
        Problem(table.where_row(int(row)), f"sex is {sex!r}", "write Persons, Male or Female")
        for row, sex in zip(frame.row[sexes.isna()], frame.sex[sexes.isna()], strict=True)
    ]
    if problems:
        raise BadInput(problems)
    return frame.assign(sex=sexes)


def _with_origin(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The publisher's file behind a row where its name and checksum are given, else this file and the row."""
    traced = (frame.source_file != "") & (frame.source_sha256 != "")
    frame = frame.assign(
        origin_name=frame.source_file.where(traced, ""),
        origin_sha256=frame.source_sha256.where(traced, ""),
        sheet=frame.source_sheet.where(traced, table.sheet),
        row=frame.source_row.where(traced, frame.row.astype(str)),
    )
    return frame.drop(columns=["source_file", "source_sha256", "source_sheet", "source_row"])


def _of_known_indicators(frame: pd.DataFrame, catalogue: Catalogue, aside: Counter[str]) -> pd.DataFrame:
    known = frame.indicator.isin(list(catalogue.indicators))
    for name, rows in frame.indicator[~known].value_counts().items():
        aside[f"no indicator is called {name!r}"] += int(rows)
    return frame[known]


def _with_series(frame: pd.DataFrame, catalogue: Catalogue, table: Table) -> pd.DataFrame:
    kinds = {slug: area.kind for slug, area in catalogue.areas.items()}
    triples = zip(frame.indicator, frame.series, frame.publisher, frame.area, strict=True)
    chosen, problems = [], []
    for row, (indicator, series, publisher, area) in zip(frame.row, triples, strict=True):
        own = _series_of(catalogue.indicators[indicator], series, publisher, kinds.get(area, "authority"))
        chosen.append(own)
        if not own:
            pairs = (("series", series), ("publisher", publisher))
            named = " of ".join(f"{name} {text!r}" for name, text in pairs if text) or f"the area {area}"
            remedy = "add the series to the indicator's definition, under its own name"
            where = table.where_row(int(row))
            problems.append(Problem(where, f"{named} is none of the series of {indicator}", remedy))
    if problems:
        raise BadInput(problems)
    return frame.assign(series=chosen)


def _series_of(indicator: Indicator, series: str, publisher: str, kind: str) -> str:
    """The series a row belongs to, "" where the definition names none for it.

    Without `series`: that of the publisher for this kind of area, else the publisher's first for any kind.
    """
    fitting = [
        candidate
        for candidate in indicator.series
        if series in ("", candidate.id) and publisher in ("", candidate.publisher or indicator.publisher)
    ]
    for_kind = [candidate for candidate in fitting if series or kind in candidate.area_kinds]
    for_any = [candidate for candidate in fitting if not candidate.area_kinds]
    return next((candidate.id for candidate in (*for_kind, *for_any)), "")


def _with_periods(frame: pd.DataFrame, catalogue: Catalogue, table: Table) -> pd.DataFrame:
    known: dict[tuple[str, bool], periods.Period] = {}
    dates: dict[str, date | None] = {"": None}
    problems = []
    academic = {id: defined.academic_year for id, defined in catalogue.indicators.items()}
    for indicator, text, published, row in zip(
        frame.indicator, frame.period, frame.published, frame.row, strict=True
    ):
        key = (text, academic[indicator])
        try:
            known[key] = known.get(key) or periods.parse(text, academic_year=key[1])
            dates[published] = dates.get(published) or (periods.day(published) if published else None)
        except ValueError as error:
            problems.append(Problem(table.where_row(int(row)), str(error)))
    if problems:
        raise BadInput(problems)
    read = [known[text, academic[id]] for id, text in zip(frame.indicator, frame.period, strict=True)]
    return frame.assign(
        period_start=[period.start for period in read],
        period_end=[period.end for period in read],
        period=[period.label for period in read],
        published=pd.Series([dates[text] for text in frame.published], index=frame.index, dtype=object),
    )


def _with_values(frame: pd.DataFrame, catalogue: Catalogue, table: Table) -> pd.DataFrame:
    """A row without a value has its count's share of the denominator, times what the unit is per."""
    per = frame.indicator.map({id: defined.multiplier for id, defined in catalogue.indicators.items()})
    counts = frame.indicator.map({id: defined.is_count for id, defined in catalogue.indicators.items()})
    share = per * frame.numerator / frame.denominator.where(frame.denominator > 0)
    computed = frame.numerator.where(counts.astype(bool), share)
    empty = frame.value.isna() & computed.isna() & (frame.note == "")
    problems = [
        Problem(
            table.where_row(int(row)),
            "has neither a value nor a count to work one out from",
            "say why in `note`, for example suppressed",
        )
        for row in frame.row[empty]
    ]
    if problems:
        raise BadInput(problems)
    return frame.assign(value=frame.value.fillna(computed))


SOURCE = Source(
    name="tidy",
    title="Tidy file",
    publisher="",
    licence="",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(CONTRACT,),
)
