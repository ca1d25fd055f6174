"""OHID Fingertips: the csv that its interface and its site give, one row for each area, period and group.

Columns are chosen by name: the publisher names one after the kind of parent area and has added others. Which
ids are wanted, and at which age, stands in the definitions.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from data import periods
from data.catalogue.models import Series
from data.errors import Problem
from loaders.contract import Checked, Column, Contract, Table, fits, squeezed
from loaders.formats.documents import Document
from loaders.formats.return_periods import Spoilt, published_period
from loaders.source import KEY, Context, Observed, Source, plain_headings, plain_table

ALL_AGES = "All ages"
SEXES = ("Persons", "Male", "Female")
LAST_COLUMNS_LEFT_OUT = 2  # the site's own download leaves its last columns out of every record
NOTHING_ELSEWHERE = ("NA", "NaN", "nan")  # what R and others write into an empty cell
_COMPARED = "Compared to "
_COLUMNS = (
    Column("id", ("Indicator ID",), "code", blank="no"),
    Column("indicator_name", ("Indicator Name",)),
    Column("area_code", ("Area Code",), "code", blank="no"),
    Column("area_name", ("Area Name",)),
    Column("sex", ("Sex",), "code", blank="no"),
    Column("age", ("Age",)),
    Column("category_type", ("Category Type",)),
    Column("category", ("Category",)),
    Column("period", ("Time period",), "code", blank="no"),
    Column("value", ("Value",), "number"),
    Column("lower", ("Lower CI 95.0 limit", "Lower CI limit"), "number"),
    Column("upper", ("Upper CI 95.0 limit", "Upper CI limit"), "number"),
    Column("numerator", ("Count",), "count"),
    Column("denominator", ("Denominator",), "count"),
    Column("note", ("Value note",)),
)
_IGNORED = (
    "Parent Code",
    "Parent Name",
    "Area Type",
    "Lower CI 99.8 limit",
    "Upper CI 99.8 limit",
    "Recent Trend",
    "Time period Sortable",
    "New data",
    "Time period range",
)
TELL_TALE = Contract(tuple(column for column in _COLUMNS if column.name in ("id", "area_code", "period")))
_SAID = ["value", "lower", "upper", "numerator", "denominator", "note"]


def recognise(document: Document) -> bool:
    """A csv, or a workbook's table, with the columns of a Fingertips download, in any order."""
    return fits(plain_headings(document), TELL_TALE)


def read(document: Document) -> Sequence[Table]:
    """The rows as text; columns of comparisons are known, whatever area is in their names, and not read."""
    compared = [name for name in plain_headings(document) if squeezed(name).startswith(squeezed(_COMPARED))]
    contract = Contract(_COLUMNS, ignored=(*_IGNORED, *compared))
    table = plain_table(document, contract, may_lack=LAST_COLUMNS_LEFT_OUT)
    return [replace(table, frame=table.frame.replace(dict.fromkeys(NOTHING_ELSEWHERE, "")))]


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """The figures of every id that a definition names, by sex, age and category."""
    (checked,) = tables
    aside: Counter[str] = Counter()
    warnings: list[str] = []
    sexes = checked.frame.sex.str.capitalize()
    whole = checked.frame.assign(
        id=checked.frame.id.map(_plain_id), sex=sexes.where(sexes.isin(SEXES), checked.frame.sex)
    )
    frames = [_of_series(whole, series, aside, warnings) for series in context.series]
    _count_unused_ids(whole, context, aside)
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    if frame.empty:
        return Observed(pd.DataFrame(), set_aside=aside, warnings=warnings)
    frame = frame.assign(area=context.area_slugs(frame.area_code, frame.area_name))
    unknown = frame[frame.area == ""]
    context.leave_out(unknown.area_code, unknown.area_name, aside)
    frame = frame[frame.area != ""]
    for sex, rows in frame.sex[~frame.sex.isin(SEXES)].value_counts().items():
        aside[f"sex {sex!r}"] += int(rows)
    frame, problems = _with_periods(frame[frame.sex.isin(SEXES)], context, checked.table, aside, warnings)
    blank = frame.value.isna() & (frame.note == "")
    frame["note"] = frame.note.where(~blank, "no figure given")
    frame = frame.assign(sheet="", row=frame.row.astype(str))
    frame = _once(frame, aside)
    return Observed(
        frame.drop(columns=["id", "indicator_name", "area_code", "area_name"]),
        set_aside=aside,
        warnings=warnings,
        problems=problems,
    )


def _plain_id(text: str) -> str:
    """An id as the publisher writes it: spreadsheets and others make 92443.0 and 92,443 of it."""
    return re.sub(r"\.0$|(?<=\d),(?=\d{3})", "", text)


def _texts(selected: str | list[str] | None) -> list[str]:
    return selected if isinstance(selected, list) else [selected] if selected else []


def _ids(series: Series) -> list[str]:
    """The ids of a series, the one in use first, then those of older listings."""
    return [*_texts(series.select["id"]), *_texts(series.select.get("also"))]


def _count_unused_ids(frame: pd.DataFrame, context: Context, aside: Counter[str]) -> None:
    used = {id for series in context.series for id in _ids(series)}
    for id, rows in frame[~frame.id.isin(used)].groupby("id", sort=False):
        name = " ".join(rows.indicator_name.iloc[0].split())
        aside[f"no indicator uses {id}, {name}"] += len(rows)


def _of_series(frame: pd.DataFrame, series: Series, aside: Counter[str], warnings: list[str]) -> pd.DataFrame:
    """The rows of a series' id; `age` is the series' own for the headline, else as published."""
    ids = _ids(series)
    rows = frame[frame.id.isin(ids)]
    if rows.empty:
        return rows.assign(series=series.id)
    rows = _newest_id(rows, ids, aside)
    wanted = _texts(series.select.get("age")) or _texts(series.age)
    ages = rows.age.unique().tolist()
    if not wanted and len(ages) > 1 and ALL_AGES not in ages:
        named = ", ".join(ages)
        warnings.append(
            f"{ids[0]}: several ages ({named}), none of them chosen by the definition of {series.id}"
        )
    wanted = wanted or (ages if len(ages) == 1 else [ALL_AGES])
    headline = rows.age.isin(wanted)
    if "age" in series.select:
        for age, count in rows.age[~headline].value_counts().items():
            aside[f"another age of {ids[0]}: {age}"] += int(count)
        rows, headline = rows[headline], headline[headline]
    return rows.assign(series=series.id, age=rows.age.where(~headline, series.age))


def _newest_id(rows: pd.DataFrame, ids: list[str], aside: Counter[str]) -> pd.DataFrame:
    """Where two listings of a measure say something about the same figure, the one in use counts."""
    rows = rows.assign(rank=rows.id.map({id: place for place, id in enumerate(ids)}))
    same = ["area_code", "period", "sex", "age", "category_type", "category"]
    older = rows["rank"] > rows.groupby(same)["rank"].transform("min")
    if older.any():
        aside[f"older listing of {ids[0]}"] += int(older.sum())
    return rows[~older].drop(columns="rank")


def _with_periods(
    frame: pd.DataFrame, context: Context, table: Table, aside: Counter[str], warnings: list[str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows whose period is known; a form that is not known is set aside and named, once each.

    What a spreadsheet has made of a period is a problem of the file.
    """
    known: dict[tuple[str, str], periods.Period] = {}
    unread: dict[tuple[str, str], str] = {}
    problems: list[Problem] = []
    for text, series, row in zip(frame.period, frame.series, frame.row, strict=True):
        if (text, series) in known or (text, series) in unread:
            continue
        where = table.where_row(int(row), "Time period")
        try:
            known[text, series] = published_period(text, context.catalogue.indicator_of[series])
        except Spoilt as error:
            problems.append(Problem(where, str(error), "download it again"))
            unread[text, series] = ""
        except ValueError as error:
            unread[text, series] = f"{where}: {error}: set aside"
    keys = list(zip(frame.period, frame.series, strict=True))
    left_out = Counter(text for text, series in keys if unread.get((text, series)))
    aside.update({f"period {text!r} not known": rows for text, rows in left_out.items()})
    warnings += dict.fromkeys(words for words in unread.values() if words)
    frame = frame[[key in known for key in keys]]
    read = [known[key] for key in keys if key in known]
    return frame.assign(
        period_start=[period.start for period in read],
        period_end=[period.end for period in read],
        period=[period.label for period in read],
    ), problems


def _once(frame: pd.DataFrame, aside: Counter[str]) -> pd.DataFrame:
    """England stands twice, once without a parent: equal rows count once.

    A row without a figure, beside one that has it for the same area and period, says nothing.
    """
    again = frame.duplicated([*KEY, *_SAID])
    if again.any():
        aside["the same area and figures a second time"] += int(again.sum())
    frame = frame[~again]
    given = frame.value.notna().groupby([frame[name] for name in KEY]).transform("any")
    blank = frame.value.isna() & given
    if blank.any():
        aside["blank, beside a row with the figure"] += int(blank.sum())
    return frame[~blank]


SOURCE = Source(
    name="fingertips",
    title="Fingertips",
    publisher="Office for Health Improvement and Disparities (OHID), Fingertips",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(Contract(_COLUMNS),),
    landing_page="https://fingertips.phe.org.uk",
)
