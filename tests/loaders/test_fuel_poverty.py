"""Sub-regional fuel poverty: names in three columns, modelled counts, the sum of the nine Places."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import BadInput
from data.store import queries
from tests.loaders.authority_examples import PLACES, SYSTEM, slug_of
from tests.loaders.held import assert_same, figures, held, load, one, refusal
from tests.loaders.workbook_examples import (
    Sheets,
    assert_locked_and_broken_are_refused,
    renamed,
    with_cell,
    with_repeated_row,
    written,
)

SERIES = "desnz-fuel-poverty"
REAL = "fuel_poverty/sub-regional-fuel-poverty-2022-tables.xlsx"
FIRST = 7  # the row of the example's first Place


def _line(area: str, year: int = 2020) -> tuple[Any, ...]:
    return (SERIES, area, date(year, 12, 31), "Persons", "", "", "")


def _example() -> Sheets:
    """Made-up figures: the Place in row 7 has 10 of 100 households in fuel poverty, the next 20 of 200 ..."""
    counts = ["Number of households", "Number of households in fuel poverty"]
    blank = [""] * 7
    rows: list[list[Any]] = [
        ["Table 2: Fuel poor households by administrative area, 2021 [Notes 3]", *blank[1:]]
    ]
    rows += [blank, ["Area Codes", "Area names ", "", "", *counts, "Proportion of households fuel poor (%)"]]
    rows += [
        ["E92000001", "ENGLAND", "", "", 30000, 3900, 13.0],
        ["E12000002", "NORTH WEST ", "", "", 5000, 750, 15],
    ]
    rows.append(["E11000002", "", "Merseyside (Met County)", "", 400, 40, 10])
    for number, code in enumerate(PLACES, start=1):
        names = ["", "", f"example {number} "] if code.startswith("E08") else ["", f"example {number}", ""]
        rows.append([code, *names, 100 * number, 10 * number, 10])
    rows += [
        ["E08000003", "", "", "Manchester", 200, 40, 20],
        [*blank[:6], "England"],
        ["Back to contents", *blank[1:]],
    ]
    title = [
        ["", "", "Sub-regional Fuel Poverty"],
        *[[""]] * 19,
        ["This workbook was updated on 27th April 2023"],
    ]
    return {"Title": title, "Table 2": rows, "Table 3": [["never read"]]}


def test_each_area_has_its_percentage_and_counts_and_the_places_their_sum(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", _example()))
    assert (report.source, report.new, report.warnings) == ("fuel_poverty", 13, [])
    assert report.release == "Sub-regional fuel poverty, 2021 data"
    assert report.set_aside == {"area not kept: group of English authorities": 1}
    warrington = one(sqlite_engine, area="warrington")
    assert (warrington["value"], warrington["numerator"], warrington["denominator"]) == (10, 20, 200)
    assert (warrington["period"], warrington["sheet"], warrington["row"]) == ("2021", "Table 2", "8")
    assert {row["published"] for row in held(sqlite_engine, "published")} == {date(2023, 4, 27)}
    total = one(sqlite_engine, area=SYSTEM)
    assert (total["value"], total["numerator"], total["denominator"]) == (10, 450, 4500)
    assert total["note"] == "sum of the 9 Places"


def test_names_are_taken_from_whichever_column_they_stand_in(sqlite_engine: Engine, tmp_path: Path) -> None:
    load(sqlite_engine, written(tmp_path / "example.xlsx", _example()))
    names = queries.areas_held(sqlite_engine, ["authority"])
    assert names[names.slug == "e08000003"].name.tolist() == ["Manchester"]


def test_modelled_counts_give_no_interval(sqlite_engine: Engine, tmp_path: Path) -> None:
    load(sqlite_engine, written(tmp_path / "example.xlsx", _example()))
    frame = queries.history(sqlite_engine, catalogue(), "fuel-poverty", areas=["halton", SYSTEM])
    assert frame.lower.isna().all()
    assert set(frame.interval_basis) == {""}


def test_the_publishers_file_gives_what_a_plain_reading_gives(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, extracts / REAL)
    book = load_workbook(extracts / REAL, read_only=True)
    expected: dict[Any, Any] = {}
    for row in book["Table 2"].iter_rows(min_row=4, max_col=7, values_only=True):
        area = slug_of(str(row[0]))
        if area:
            expected[_line(area)] = (row[6], None, None, row[5], row[4])
    book.close()
    poor = sum(expected[_line(slug)][3] for slug in PLACES.values())
    households = sum(expected[_line(slug)][4] for slug in PLACES.values())
    expected[_line(SYSTEM)] = (100 * poor / households, None, None, poor, households)
    assert_same(figures(sqlite_engine), expected)
    assert (len(expected), poor, households) == (344, 156_359, 1_116_260)


def test_the_figures_of_2020_are_those_published_in_april_2022(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, extracts / REAL)
    liverpool = one(sqlite_engine, area="liverpool")
    assert (round(liverpool["value"], 1), liverpool["numerator"], liverpool["denominator"]) == (
        18.7,
        41297,
        221126,
    )
    assert (liverpool["period"], liverpool["row"]) == ("2020", "59")
    assert {row["published"] for row in held(sqlite_engine, "published")} == {date(2022, 4, 28)}


def _bad() -> dict[str, tuple[Sheets, str]]:
    good, sheet = _example(), "Table 2"
    title = "Table 2: Fuel poor households by administrative area"
    return {
        "a column is missing": (
            with_cell(good, sheet, (3, 5), "Houses"),
            "the column 'Number of households' is missing",
        ),
        "the sheet is renamed": (
            renamed(good, sheet, "Table 2b"),
            "has no sheet like 'Table 2' (sheets: Title",
        ),
        "the heading is gone": (with_cell(good, sheet, (3, 1), ""), "has no heading 'area code'"),
        "text in a number": (
            with_cell(good, sheet, (FIRST, 6), "many"),
            "row 7, column 'Number of households in fuel",
        ),
        "a negative count": (with_cell(good, sheet, (FIRST, 6), -1), "is below 0"),
        "a share over 100": (with_cell(good, sheet, (FIRST, 7), 101), "is above 100"),
        "more poor than there are": (
            with_cell(good, sheet, (FIRST, 6), 5000),
            "gives 10, but the counts are 5,000 of",
        ),
        "columns changed places": (
            with_cell(good, sheet, (FIRST, 5), 10),
            "check whether the columns have changed",
        ),
        "the same code twice": (with_repeated_row(good, sheet, FIRST, 5, 99.9), "stands in row 7 too"),
        "a code is blank": (with_cell(good, sheet, (FIRST, 1), ""), "row 7, column 'Area Codes'"),
        "two columns of one name": (
            with_cell(good, sheet, (3, 5), "Number of households in fuel poverty"),
            "has two columns of one name",
        ),
        "no year": (with_cell(good, sheet, (1, 1), title), "has a title without one year"),
        "the measure before": (
            with_cell(good, sheet, (1, 1), f"{title}, 2018"),
            "by the measure in use before 2019",
        ),
        "no row": (good | {sheet: good[sheet][:3]}, "has no row with the code of an area"),
    }


@pytest.mark.parametrize("what", list(_bad()))
def test_a_bad_workbook_is_refused_in_words(sqlite_engine: Engine, tmp_path: Path, what: str) -> None:
    sheets, told = _bad()[what]
    assert told in refusal(sqlite_engine, written(tmp_path / "example.xlsx", sheets))


def test_an_unknown_column_is_a_warning_that_names_it(sqlite_engine: Engine, tmp_path: Path) -> None:
    sheets = _example()
    for number, row in enumerate(sheets["Table 2"]):
        row.append("Shade" if number == 2 else "")
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", sheets))
    assert (report.new, len(report.warnings)) == (13, 1)
    assert "1 unknown column(s) not read: 'Shade'" in report.warnings[0]


def test_without_a_definition_that_asks_for_it_the_refusal_says_what_to_define(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    others = {id: one for id, one in catalogue().indicators.items() if id != "fuel-poverty"}
    with pytest.raises(BadInput, match="no definition asks for its 'proportion'"):
        load(
            sqlite_engine,
            written(tmp_path / "example.xlsx", _example()),
            replace(catalogue(), indicators=others),
        )


def test_a_locked_and_a_broken_file_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    good = written(tmp_path / "example.xlsx", _example())
    assert_locked_and_broken_are_refused(sqlite_engine, good, "locked_example.xlsx")
