"""The CVDPREVENT audit of GP records: rawDataCSV and rawDataJSON of its public interface.

One row for each indicator, area and group of people. The all-people row has the category type `Sex` and the
category `Persons`. Counts are rounded to 5, so they do not give back the published value, which is kept.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from data import periods
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table, fits
from loaders.formats.documents import Document
from loaders.formats.return_periods import published_period
from loaders.source import Context, Observed, Source, plain_headings, plain_table
from loaders.totals.made_areas import made_of_parts

WRAPPER = "indicatorRawData"
SEXES = ("Persons", "Male", "Female")
CONTRACT = Contract(
    columns=(
        Column("area_code", ("AreaCode",), "code", blank="no"),
        Column("area_name", ("AreaName",)),
        Column("sex", ("CategoryAttribute",), "code", blank="no"),
        Column("code", ("IndicatorCode",), "code", blank="no"),
        Column("indicator_name", ("IndicatorShortName", "IndicatorName")),
        Column("category_type", ("MetricCategoryTypeName",), "code", blank="no"),
        Column("category", ("MetricCategoryName",), "code", blank="no"),
        Column("period", ("TimePeriodName",), "code", blank="no"),
        Column("value", ("Value",), "number"),
        Column("lower", ("LowerConfidenceLimit",), "number"),
        Column("upper", ("UpperConfidenceLimit",), "number"),
        Column("numerator", ("Numerator",), "count"),
        Column("denominator", ("Denominator",), "count"),
        Column("note", ("ValueNote",)),
        Column("notice", ("HighestPriorityNotificationType",), required=False),
    ),
    key=("area_code", "code", "period", "category_type", "category", "sex"),
    ignored=("Factor", "IndicatorName", "IndicatorShortName", "NotificationCount"),
)
_FIELDS = [column.published[0] for column in CONTRACT.columns if column.required]
_SIGNATURE = ("IndicatorCode", "MetricCategoryTypeName")
_TELL_TALE = Contract(tuple(Column(name, (name,)) for name in _SIGNATURE))
_HEAD_BYTES = 16_384


def recognise(document: Document) -> bool:
    """A csv or a workbook with the fields of the raw data, or a JSON whose first records have them."""
    if document.form != "json":
        return fits(plain_headings(document), _TELL_TALE)
    with document.opened() as stream:
        start = stream.read(_HEAD_BYTES).decode("utf-8", errors="replace")
    return all(f'"{name}"' in start for name in _SIGNATURE)


def read(document: Document) -> Sequence[Table]:
    """The rows; of a JSON the first record counts as row 1."""
    if document.form != "json":
        return [plain_table(document, CONTRACT)]
    frame = pd.DataFrame(_records(document), dtype=object)
    return [Table(frame.astype(object).where(frame.notna(), None), CONTRACT, document.name, first_row=1)]


def _records(document: Document) -> list[dict[str, Any]]:
    content = document.json()
    records = content.get(WRAPPER) if isinstance(content, dict) else content
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        fault = f"is not a list of records, alone or under {WRAPPER!r}"
        raise BadInput(Problem(document.name, fault, "download the rawDataJSON again"))
    wanted = set(_FIELDS)
    problems = [
        Problem(f"{document.name}, record {number}", f"lacks {', '.join(sorted(wanted - record.keys()))}")
        for number, record in enumerate(records, start=1)
        if not wanted <= record.keys()
    ]
    if problems:
        raise BadInput(problems)
    return records


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """The figures of every indicator a definition names, by sex, age and each other kind of category."""
    (checked,) = tables
    aside: Counter[str] = Counter()
    frame = _of_series(checked.frame, context, aside)
    frame = frame.assign(area=context.area_slugs(frame.area_code, frame.area_name.map(mended)))
    unknown = frame[frame.area == ""]
    context.leave_out(unknown.area_code, unknown.area_name.map(mended), aside)
    frame = frame[frame.area != ""]
    for sex, rows in frame.sex[~frame.sex.isin(SEXES)].value_counts().items():
        aside[f"sex {sex!r}"] += int(rows)
    frame = frame[frame.sex.isin(SEXES)]
    if frame.empty:
        return Observed(pd.DataFrame(), set_aside=aside)
    frame, problems = _with_periods(_with_categories(frame), checked.table, context)
    if problems:
        return Observed(pd.DataFrame(), set_aside=aside, problems=problems)
    frame = _with_notes(frame).assign(sheet="", row=frame.row.astype(str))
    frame = frame.drop(columns=["area_code", "area_name", "indicator_name"])
    warnings = _notices(frame)
    frame = _with_made_areas(frame.drop(columns=["code", "notice"]), context)
    return Observed(frame, set_aside=aside, warnings=warnings)


def _of_series(frame: pd.DataFrame, context: Context, aside: Counter[str]) -> pd.DataFrame:
    wanted = {str(series.select["code"]).upper(): series.id for series in context.series}
    series = frame.code.str.upper().map(wanted).fillna("")
    unused = frame[series == ""]
    for code, rows in unused.groupby("code", sort=False):
        aside[f"no indicator uses {code}, {mended(rows.indicator_name.iloc[0])}"] += len(rows)
    return frame.assign(series=series)[series != ""]


def mended(text: str) -> str:
    """Return a name without the traces of UTF-8 that was read as Latin-1, and without spaces at its ends."""
    try:
        text = text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        text = text.replace("Â", "")
    return " ".join(text.split())


def _with_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Sex and age have columns of their own; any other type of category keeps the publisher's words."""
    kind, category = frame.category_type.map(mended), frame.category.map(mended)
    by_sex, by_age = kind == "Sex", kind == "Age group"
    return frame.assign(
        age=category.where(by_age, ""),
        category_type=kind.where(~(by_sex | by_age), ""),
        category=category.where(~(by_sex | by_age), ""),
    )


def _with_periods(frame: pd.DataFrame, table: Table, context: Context) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows whose period is known, and a problem for each other one."""
    known: dict[tuple[str, str], periods.Period] = {}
    problems: list[Problem] = []
    for text, series, row in frame.drop_duplicates(["period", "series"])[
        ["period", "series", "row"]
    ].to_numpy():
        try:
            known[text, series] = published_period(text, context.catalogue.indicator_of[series])
        except ValueError as error:
            problems.append(
                Problem(table.where_row(int(row), "TimePeriodName"), str(error), "download it again")
            )
    keys = list(zip(frame.period, frame.series, strict=True))
    frame = frame[[key in known for key in keys]]
    read = [known[key] for key in keys if key in known]
    return frame.assign(
        period_start=[period.start for period in read],
        period_end=[period.end for period in read],
        period=[period.label for period in read],
    ), problems


def _with_notes(frame: pd.DataFrame) -> pd.DataFrame:
    note = frame.note.map(mended)
    note = note.where((note != "") | frame.value.notna(), "no figure given")
    notice = frame.notice.where(frame.notice == "", "the publisher's notice: " + frame.notice)
    both = note + "; " + notice
    return frame.assign(note=both.where((note != "") & (notice != ""), note + notice))


def _notices(frame: pd.DataFrame) -> list[str]:
    """What to look up: the publisher attaches notices to indicators, without their words."""
    noticed = frame[frame.notice != ""].groupby(["code", "notice"], sort=False).size()
    return [
        f"{code}: the publisher has attached a notice ({notice}) to {rows} rows; see its data explorer"
        for (code, notice), rows in noticed.items()
    ]


def _with_made_areas(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Add the Places and the joint area from their sub-ICBs."""
    made = [area for area in context.catalogue.areas.values() if area.kind in ("place", "joint")]
    indicators = context.catalogue.indicator_of
    per = pd.Series({series.id: indicators[series.id].multiplier for series in context.series}, dtype=float)
    sums = made_of_parts(frame, made, per, "sum of its two sub-ICBs, of counts rounded to 5")
    return pd.concat([frame, sums], ignore_index=True) if len(sums) else frame


SOURCE = Source(
    name="cvdprevent",
    title="CVDPREVENT audit, raw data",
    publisher="CVDPREVENT audit",
    licence="Terms of the publisher",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(CONTRACT,),
    landing_page="https://www.cvdprevent.nhs.uk",
)
