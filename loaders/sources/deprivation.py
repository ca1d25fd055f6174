"""Ministry of Housing, Indices of Deprivation: neighbourhoods in the most deprived fifth, and average scores.

Three layouts: the file of neighbourhoods (File 1) and the summaries of districts (File 10), both workbooks,
and a csv copy of the summaries of 2025, which does not say its year. The file of neighbourhoods names the
district of each, so that a district's share is counted from it. A score is an average weighted by population:
without the weights there is none for several districts together.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data import periods
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table, fits
from loaders.formats.authority_tables import (
    asked_for,
    heading_text,
    observations,
    rate,
    table_of,
    with_sum_of_places,
)
from loaders.formats.documents import Document
from loaders.source import Context, Observed, Source, plain_headings, plain_table

TITLE = "Indices of Deprivation"
SHARE, SCORE = "share-most-deprived-fifth", "average-score"
MOST_DEPRIVED_DECILES = 2
DECILES = 10
YEAR_OF_COPY = 2025
# Districts of April 2023: an index that has them is that of 2025, the next after 2019.
DISTRICTS_OF_2023 = {"E06000063", "E06000064", "E06000065", "E06000066"}
_YEAR_OF_SHEET = re.compile(r"I[MO]D\s*(?:20)?(\d\d)\b", re.IGNORECASE)
_YEAR_OF_HEADING = re.compile(r"\bIMD (20\d\d)\b")
_DISTRICT_CODE = tuple(f"Local Authority District code ({year})" for year in (2024, 2023, 2019))
_DISTRICT_NAME = tuple(f"Local Authority District name ({year})" for year in (2024, 2023, 2019))
_RANK, _DECILE = "Index of Multiple Deprivation (IMD) Rank", "Index of Multiple Deprivation (IMD) Decile"
NEIGHBOURHOODS = Contract(
    columns=(
        Column("lsoa", ("LSOA code (2021)", "LSOA code (2011)"), "code", blank="no"),
        Column("code", _DISTRICT_CODE, "code", blank="no"),
        Column("name", _DISTRICT_NAME),
        Column("rank", (f"{_RANK} (where 1 is most deprived)", _RANK), "count", blank="no", whole=True),
        Column(
            "decile",
            (f"{_DECILE} (where 1 is most deprived 10% of LSOAs)", _DECILE),
            "count",
            blank="no",
            whole=True,
            maximum=DECILES,
        ),
    ),
    key=("lsoa",),
    ignored=("LSOA name (2021)", "LSOA name (2011)"),
)
DISTRICTS = Contract(
    columns=(
        Column("code", _DISTRICT_CODE, "code", blank="no"),
        Column("name", _DISTRICT_NAME),
        Column("score", ("IMD - Average score",), "count", blank="no", maximum=100),
    ),
    key=("code",),
    ignored=(
        "IMD - Average rank",
        "IMD - Rank of average rank",
        "IMD - Rank of average score",
        "IMD - Proportion of LSOAs in most deprived 10% nationally",
        "IMD - Rank of proportion of LSOAs in most deprived 10% nationally",
        *(
            f"IMD {year} - {what}"
            for year in (2019, 2025)
            for what in ("Extent", "Rank of extent", "Local concentration", "Rank of local concentration")
        ),
    ),
)
COPY = Contract(
    columns=(
        Column("code", ("lad_code",), "code", blank="no"),
        Column("name", ("lad_name",)),
        Column("score", ("imd_avg_score",), "count", blank="no", maximum=100),
    ),
    key=("code",),
    ignored=(
        "imd_avg_rank",
        "imd_pct_most_deprived",
        "imd_extent",
        "health_avg_score",
        "health_pct_most_deprived",
    ),
)


def recognise(document: Document) -> bool:
    """The csv copy's columns, or a workbook whose second sheet is the index, with ranks or average scores."""
    if fits(plain_headings(document), COPY):
        return True
    if document.form != "workbook" or len(document.sheets) < 2 or not _is_index(document.sheets[1]):
        return False
    return _layout(_headings(document, document.sheets[1])) is not None


def _is_index(sheet: str) -> bool:
    return sheet.upper().startswith(("IMD", "IOD"))


def _headings(document: Document, sheet: str) -> list[str]:
    rows = document.rows(sheet)
    return [heading_text(cell) for cell in rows[0]] if rows else []


def _layout(headings: Sequence[str]) -> str | None:
    """What the table is of, by any of its headings: a missing one is for the contract to tell."""
    if any(text.startswith(("LSOA code", _RANK, _DECILE)) for text in headings):
        return "neighbourhoods"
    return "districts" if any(text.startswith("IMD - ") for text in headings) else None


def read(document: Document) -> Sequence[Table]:
    """The one table of the index; of a workbook the year it says."""
    if fits(plain_headings(document), COPY):
        return [plain_table(document, COPY, layout="copy")]
    if len(document.sheets) < 2 or not _is_index(document.sheets[1]):
        raise BadInput(
            Problem(document.name, "has no sheet of the index after its notes", "download it again")
        )
    sheet = document.sheets[1]
    headings = _headings(document, sheet)
    layout = _layout(headings) or "districts"
    contract = NEIGHBOURHOODS if layout == "neighbourhoods" else DISTRICTS
    facts = {"year": _year(document, sheet, headings)}
    rows = document.rows(sheet)
    return [table_of(document, sheet, rows, headings, contract, begin=1, facts=facts, layout=layout)]


def _year(document: Document, sheet: str, headings: Sequence[str]) -> int:
    """The year of the index, from the sheet's name or a heading."""
    if match := _YEAR_OF_SHEET.match(sheet):
        return 2000 + int(match[1])
    years = {int(match[1]) for text in headings if (match := _YEAR_OF_HEADING.search(text))}
    if len(years) != 1:
        fault = "says no year, neither in its name nor in a heading such as 'IMD 2019 - Extent'"
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "download it again"))
    return years.pop()


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """Each area's share of neighbourhoods in the most deprived fifth, or its average score."""
    (checked,) = tables
    aside: Counter[str] = Counter()
    layout = checked.table.layout
    measure = SHARE if layout == "neighbourhoods" else SCORE
    series = asked_for(context, measure)
    if measure == SHARE:
        year = int(str(checked.facts["year"]))
        frame = _shares(checked, series, year, context, aside)
    else:
        year = int(str(checked.facts["year"])) if layout == "districts" else _year_of_copy(checked)
        period, score = periods.parse(str(year)), checked.frame.score
        frame = observations(checked, context, aside, series=series, when=period, value=score)
    tables_of = {"neighbourhoods": "neighbourhoods", "districts": "district summaries"}
    return Observed(
        frame,
        release=f"{TITLE} {year}, {tables_of.get(layout, 'copy of the district summaries')}",
        set_aside=aside,
    )


def _year_of_copy(checked: Checked) -> int:
    if DISTRICTS_OF_2023.issubset(checked.frame.code):
        return YEAR_OF_COPY
    fault = f"does not say its year, nor have the districts that the index of {YEAR_OF_COPY} has"
    raise BadInput(Problem(checked.table.where(), fault, "load the publisher's File 10"))


def _shares(checked: Checked, series: str, year: int, context: Context, aside: Counter[str]) -> pd.DataFrame:
    """Count the neighbourhoods of each district, of the nine Places together and of England."""
    _refuse_incomplete(checked)
    _refuse_misnamed(checked)
    frame = checked.frame.assign(deprived=checked.frame.decile <= MOST_DEPRIVED_DECILES)
    districts = frame.groupby("code", sort=False).agg(
        name=("name", "first"), deprived=("deprived", "sum"), neighbourhoods=("lsoa", "size")
    )
    districts.loc["E92000001"] = ["England", frame.deprived.sum(), len(frame)]
    districts = districts.reset_index()
    districts["row"] = [f"{size} rows: neighbourhoods of {code}" for code, size in _sizes(districts)]
    deprived, neighbourhoods = districts.deprived.astype(float), districts.neighbourhoods.astype(float)
    observed = observations(
        replace(checked, frame=districts),
        context,
        aside,
        series=series,
        when=periods.parse(str(year)),
        value=100 * deprived / neighbourhoods,
        numerator=deprived,
        denominator=neighbourhoods,
    )
    observed = with_sum_of_places(observed, context, rate(100))
    made = ~observed.row.isin(districts.row)
    observed.loc[made, "row"] = [
        f"{size:.0f} rows: neighbourhoods of its Places" for size in observed.denominator[made]
    ]
    return observed


def _refuse_misnamed(checked: Checked) -> None:
    """A district has one code and one name: else a neighbourhood would count for another district."""
    pairs = checked.frame[["code", "name", "row"]].drop_duplicates(["code", "name"])
    twice = pairs[pairs.duplicated("code") | pairs.duplicated("name")]
    if len(twice):
        raise BadInput(
            [
                Problem(
                    checked.table.where_row(int(record["row"])),
                    f"says {record['name']!r} is {record['code']}, which another row contradicts",
                    "the file was changed: download it again",
                )
                for record in twice.head(20).to_dict("records")
            ]
        )


def _sizes(districts: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(districts.code, districts.neighbourhoods, strict=True))


def _refuse_incomplete(checked: Checked) -> None:
    """The ranks are those of these neighbourhoods, equal ones alike, and each decile is a tenth of them.

    Else the file is a part of the index, or its columns have changed places, and a share would be wrong.
    """
    rank, size = checked.frame["rank"], len(checked.frame)
    if (rank != rank.rank(method="min")).any():
        fault = f"has {size:,} neighbourhoods, but ranks that are not those of {size:,} neighbourhoods"
        raise BadInput(Problem(checked.table.where(), fault, "it was cut off or changed: download it again"))
    lowest, highest = (np.ceil(DECILES * (rank + step) / size) for step in (-1, 1))
    off = ~checked.frame.decile.between(lowest, highest)
    if off.any():
        raise BadInput(
            [
                Problem(
                    checked.table.where_row(int(record.row)),
                    f"gives rank {record.rank:.0f} of {size:,} the decile {record.decile:.0f}",
                    "check whether the columns have changed places",
                )
                for record in checked.frame[off].head(20).itertuples()
            ]
        )


SOURCE = Source(
    name="deprivation",
    title=TITLE,
    publisher="Ministry of Housing, Communities and Local Government, Indices of Deprivation",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(COPY,),
    landing_page="https://www.gov.uk/government/collections/english-indices-of-deprivation",
)
