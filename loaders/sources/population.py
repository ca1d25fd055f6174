"""Office for National Statistics, mid-year population estimates: the bulk csv of Nomis.

A file holds the same district under several kinds of geography, regions, and ages and bands of age together.
Nomis gives large answers in pages; each record says how many there are in all.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pandas as pd

from data.catalogue.models import Series
from data.catalogue.reader import Catalogue
from data.errors import BadInput, Problem
from data.periods import MONTHS, Period
from loaders.contract import Checked, Column, Contract, Table
from loaders.formats.authority_tables import count, with_sum_of_places
from loaders.formats.documents import Document
from loaders.source import Context, Observed, Source, first_records, plain_headings, plain_table

TITLE = "Mid-year population estimates"
MID_YEAR = (6, 30)  # the month and day that the estimates are of
SEXES = {"Total": "Persons", "Persons": "Persons", "Male": "Male", "Female": "Female"}
DATASETS = ("nm-2002d", "nm-31d")  # in the record's own number: the two datasets of population estimates
VALUE = "Value"
REGIONS = 9
CONTRACT = Contract(
    columns=(
        Column("year", ("DATE_NAME",), "code", blank="no"),
        Column("name", ("GEOGRAPHY_NAME",)),
        Column("code", ("GEOGRAPHY_CODE",), "code", blank="no"),
        Column("sex", ("GENDER_NAME", "SEX_NAME"), "code", blank="no"),
        Column("age", ("C_AGE_NAME", "AGE_NAME"), "code", blank="no"),
        Column("measure", ("MEASURES_NAME",), "code", blank="no"),
        Column("people", ("OBS_VALUE",), "count", whole=True),
        Column("status", ("OBS_STATUS_NAME",), required=False),
        Column("records", ("RECORD_COUNT",), required=False),
    ),
    ignored=(
        *(f"DATE{end}" for end in ("", "_CODE", "_TYPE", "_TYPECODE", "_SORTORDER")),
        *(f"GEOGRAPHY{end}" for end in ("", "_TYPE", "_TYPECODE", "_SORTORDER")),
        *(
            f"{sex}{end}"
            for sex in ("GENDER", "SEX")
            for end in ("", "_CODE", "_TYPE", "_TYPECODE", "_SORTORDER")
        ),
        *(
            f"{age}{end}"
            for age in ("C_AGE", "AGE")
            for end in ("", "_CODE", "_TYPE", "_TYPECODE", "_SORTORDER")
        ),
        *("MEASURES", "OBS_STATUS", "OBS_CONF", "OBS_CONF_NAME", "URN", "RECORD_OFFSET"),
    ),
)


def recognise(document: Document) -> bool:
    """A table with the columns of a Nomis answer by age, its records numbered as population estimates."""
    headings = plain_headings(document)
    if not {"GEOGRAPHY_CODE", "C_AGE_NAME", "OBS_VALUE"} <= set(headings):
        return False
    at = headings.index("URN") if "URN" in headings else None
    rows = first_records(document)
    numbers = [str(row[at]) for row in rows if len(row) == len(headings)] if at is not None else []
    return all(number.casefold().startswith(DATASETS) for number in numbers)


def read(document: Document) -> Sequence[Table]:
    """The records as text."""
    return [plain_table(document, CONTRACT)]


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """People of each age a definition asks for; England and the nine Places as the sums of their parts."""
    (checked,) = tables
    aside: Counter[str] = Counter()
    rows = _people(checked, aside)
    days = {year: _mid_year(year, checked.table) for year in sorted(rows.year.unique())}
    other = ~rows.age.isin([series.select["age"] for series in context.series])
    if other.any():
        aside["another age"] += int(other.sum())
    frames = [_of_series(rows, series, days, context, aside) for series in context.series]
    return Observed(
        pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(),
        release=f"{TITLE}, {' - '.join(dict.fromkeys([*days][:1] + [*days][-1:]))}",
        set_aside=aside,
        warnings=_pages(checked),
    )


def _of_series(
    rows: pd.DataFrame, series: Series, days: dict[str, Period], context: Context, aside: Counter[str]
) -> pd.DataFrame:
    rows = rows[rows.age == series.select["age"]]
    area = context.area_slugs(rows.code, rows.name)
    context.leave_out(rows.code[area == ""], rows.name[area == ""], aside)
    frame = pd.DataFrame(
        {
            "series": series.id,
            "area": area,
            "period_start": rows.year.map({year: day.start for year, day in days.items()}),
            "period_end": rows.year.map({year: day.end for year, day in days.items()}),
            "period": rows.year.map({year: day.label for year, day in days.items()}),
            "sex": rows.sex.map(SEXES),
            "value": rows.people,
            "note": rows.status.where(rows.people.isna(), ""),
            "sheet": "",
            "row": rows.row.astype(str),
        }
    )
    frame["note"] = frame.note.where(frame.value.notna() | (frame.note != ""), "no figure given")
    frame = _once(frame[area != ""], aside)
    return _with_england(with_sum_of_places(frame, context, count), context.catalogue)


def _people(checked: Checked, aside: Counter[str]) -> pd.DataFrame:
    """The rows that count people of a known sex."""
    frame = checked.frame
    other = frame.measure != VALUE
    if other.any():
        aside["a percentage, not a number of people"] += int(other.sum())
    unknown = ~other & ~frame.sex.isin(list(SEXES))
    for sex, rows in frame.sex[unknown].value_counts().items():
        aside[f"sex {sex!r}"] += int(rows)
    return frame[~other & ~unknown]


def _mid_year(year: str, table: Table) -> Period:
    if not (year.isdigit() and len(year) == 4):
        fault = f"{year!r} is not a year"
        raise BadInput(Problem(table.where(column="DATE_NAME"), fault, "ask Nomis for mid-year estimates"))
    day = date(int(year), *MID_YEAR)
    return Period(day, day, f"{day.day} {MONTHS[day.month - 1]} {day.year}")


def _once(frame: pd.DataFrame, aside: Counter[str]) -> pd.DataFrame:
    """A unitary authority stands both as a district and as a county: equal figures count once."""
    again = frame.duplicated(["area", "period_end", "sex", "value", "note"])
    if again.any():
        aside["the same area and figure a second time"] += int(again.sum())
    return frame[~again]


def _with_england(frame: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Add England as the sum of its regions where the file has all nine and does not give England itself."""
    regions = [area.slug for area in catalogue.areas.values() if area.ons_code.startswith("E12")]
    made = []
    for _, rows in frame.groupby(["period_end", "sex"], sort=False):
        parts = rows[rows.area.isin(regions)]
        if "england" in set(rows.area) or len(parts) != REGIONS or parts.value.isna().any():
            continue
        total = {"area": "england", "value": parts.value.sum(), "note": "sum of the nine regions"}
        total["row"] = f"sum of rows {', '.join(parts.row)}: the nine regions"
        made.append(parts.iloc[0].to_dict() | total)
    return pd.concat([frame, pd.DataFrame(made, columns=frame.columns)], ignore_index=True) if made else frame


def _pages(checked: Checked) -> list[str]:
    """A warning where the file holds fewer records than Nomis counted."""
    counted = {text for text in checked.frame.records if text.isdigit()}
    held = len(checked.table.frame)
    if len(counted) == 1 and held < int(max(counted)):
        return [f"{checked.table.file}: holds {held:,} of {int(max(counted)):,} records: one page of several"]
    return []


SOURCE = Source(
    name="population",
    title=TITLE,
    publisher="Office for National Statistics, mid-year population estimates (Nomis)",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(CONTRACT,),
    landing_page="https://www.nomisweb.co.uk/sources/pest",
)
