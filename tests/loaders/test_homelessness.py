"""Temporary accommodation: a figure not supplied is never nought, and phantom sheets are never read."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.store import queries
from tests.loaders.authority_examples import PLACES, SYSTEM, ods_rows, slug_of
from tests.loaders.held import assert_same, figures, held, load, one, refusal
from tests.loaders.ods_examples import written_ods
from tests.loaders.workbook_examples import (
    Sheets,
    assert_locked_and_broken_are_refused,
    renamed,
    with_cell,
    with_repeated_row,
    without_row,
)

SERIES = "mhclg-temporary-accommodation"
REAL = "homelessness/Detailed_LA_202212.ods"
END = date(2022, 12, 31)
FIRST, HALTON = 9, 9  # rows of the example: its first Place, and Halton


def _line(area: str) -> tuple[Any, ...]:
    return (SERIES, area, END, "Persons", "", "", "")


def _example() -> Sheets:
    """Made-up figures: each Place has 10 times its row's number of households of 20,000."""
    heads = ["Total number of households in TA1,2,3", "Number of households in area4 (000s)"]
    title = "Table TA1 - Number of households by type of example accommodation\nEngland, 31 December 2022 "
    blank = [""] * 6
    rows: list[list[Any]] = [[title, *blank[1:]], blank]
    rows += [["", "", "", "", *heads, "Total number of households in TA per (000s)"], blank]
    rows += [["E92000001", "ENGLAND", "", "", 40000, 20000, 2.0], ["-", "Rest of England", "", "", 1, 1, 1.0]]
    rows += [blank, ["E12000002", "North West", "", "", 4000, 2000, 2.0]]
    for number, code in enumerate(PLACES, start=1):
        rows.append([code, f"example {number}", "", "", 10 * number, 20, 10 * number / 20])
    rows += [["E08000003", "Manchester", "", "", 50, 100, 0.5], blank, ["", "Notes:", *blank[2:]]]
    rows.append(["", "..", "", "", "Missing or incomplete data.", "", ""])
    cover = [
        [""],
        ["Statutory homelessness: \nDetailed local authority tables"],
        ["October to December 2022"],
    ]
    return {"Contents": [*cover, [date(2023, 5, 10)]], "A1": [["never read"]], "TA1_": rows}


def _held(engine: Engine, tmp_path: Path, sheets: Sheets) -> dict[str, Any]:
    load(engine, written_ods(tmp_path / "example.ods", sheets))
    return one(engine, area=SYSTEM)


def test_each_authority_has_its_rate_and_counts_and_the_places_their_sum(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    report = load(sqlite_engine, written_ods(tmp_path / "example.ods", _example()))
    assert (report.source, report.new) == ("homelessness", 13)
    assert report.warnings == [
        "example.ods, sheet TA1_: of no area with a code, not read: row 6 (- Rest of England)"
    ]
    assert (
        report.release == "Statutory homelessness, detailed local authority tables, October to December 2022"
    )
    assert report.set_aside == {}
    halton = one(sqlite_engine, area="halton")
    assert (halton["value"], halton["numerator"], halton["denominator"]) == (0.5, 10, 20000)
    assert (halton["period"], halton["sheet"], halton["row"]) == ("October to December 2022", "TA1_", "9")
    assert {row["published"] for row in held(sqlite_engine, "published")} == {date(2023, 5, 10)}
    total = one(sqlite_engine, area=SYSTEM)
    assert (total["value"], total["numerator"], total["denominator"]) == (2.5, 450, 180000)
    assert total["row"] == "sum of rows 9, 10, 11, 12, 13, 14, 15, 16, 17: the 9 Places"


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("..", "not supplied: missing or incomplete data"),
        ("-", "suppressed by the publisher: fewer than 5 households"),
    ],
)
def test_a_figure_not_supplied_is_missing_and_never_nought_and_gives_no_sum(
    sqlite_engine: Engine, tmp_path: Path, marker: str, told: str
) -> None:
    sheets = with_cell(with_cell(_example(), "TA1_", (HALTON, 5), marker), "TA1_", (HALTON, 7), marker)
    total = _held(sqlite_engine, tmp_path, sheets)
    halton = one(sqlite_engine, area="halton")
    assert (halton["value"], halton["numerator"], halton["note"]) == (None, None, told)
    assert (total["value"], total["numerator"], total["note"]) == (
        None,
        None,
        "no figure: Halton not supplied",
    )


def test_a_place_that_is_not_in_the_file_gives_no_sum(sqlite_engine: Engine, tmp_path: Path) -> None:
    total = _held(sqlite_engine, tmp_path, without_row(_example(), "TA1_", HALTON))
    assert (total["value"], total["note"]) == (None, "no figure: Halton not supplied")


def test_three_hundred_phantom_sheets_are_not_in_the_way(sqlite_engine: Engine, tmp_path: Path) -> None:
    phantoms = {f"'file:///C:/example.xls'#Sheet{number}": [[""]] for number in range(300)}
    report = load(sqlite_engine, written_ods(tmp_path / "example.ods", _example() | phantoms))
    assert report.new == 13


def test_the_publishers_file_gives_what_a_plain_reading_gives(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, extracts / REAL)
    expected: dict[Any, Any] = {}
    for row in ods_rows(extracts / REAL, "TA1_"):
        area = slug_of(str(row[0]).strip()) if len(row) > 6 else ""
        if area:
            count, thousands, rate = (None if cell in ("..", "-") else cell for cell in row[4:7])
            expected[_line(area)] = (rate, None, None, count, round(1000 * thousands))
    places = [expected[_line(slug)] for slug in PLACES.values()]
    expected[_line(SYSTEM)] = (None, None, None, None, sum(place[4] for place in places))
    assert_same(figures(sqlite_engine), expected)
    assert len(expected) == 320


def test_halton_did_not_return_a_figure_for_december_2022(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, extracts / REAL)
    halton = one(sqlite_engine, area="halton")
    assert (halton["value"], halton["note"]) == (None, "not supplied: missing or incomplete data")
    liverpool = one(sqlite_engine, area="liverpool")
    assert (liverpool["value"], liverpool["numerator"]) == (pytest.approx(2.53739553205458), 572)
    frame = queries.latest(sqlite_engine, catalogue(), ["halton"])
    assert frame.value.isna().all()


def _bad() -> dict[str, tuple[Sheets, str]]:
    good = _example()
    other = "England, 30 September 2022"
    return {
        "a column is missing": (
            with_cell(good, "TA1_", (3, 6), "Something else"),
            "the column 'Number of households in area (000s)' is missing",
        ),
        "the sheet is renamed": (
            renamed(good, "TA1_", "TA9"),
            "has no sheet like 'TA1_?' (sheets: Contents, A1, TA9)",
        ),
        "the heading is gone": (
            with_cell(good, "TA1_", (3, 5), ""),
            "the column 'Total number of households in TA' is missing",
        ),
        "text in a number": (
            with_cell(good, "TA1_", (FIRST, 5), "many"),
            "sheet TA1_, row 9, column 'Total number of households in TA': 'many' is not a number",
        ),
        "a negative count": (with_cell(good, "TA1_", (FIRST, 5), -10), "row 9, column"),
        "the same code twice": (
            with_repeated_row(good, "TA1_", FIRST, 6, 30),
            "row 10: (E06000006) stands in row 9 too, with other figures",
        ),
        "a rate that is not of its counts": (
            with_cell(good, "TA1_", (FIRST, 7), 5.0),
            "gives 5, but the counts are 10 of 20,000",
        ),
        "another quarter": (
            with_cell(good, "TA1_", (1, 1), f"Table TA1\n{other}"),
            "but the first sheet about",
        ),
        "no quarter": (with_cell(good, "TA1_", (1, 1), "Table TA1"), "has no one day in the title"),
        "no such day": (
            with_cell(good, "TA1_", (1, 1), "England, 31 Dezember 2022"),
            "not the name of a month",
        ),
        "no row": (good | {"TA1_": good["TA1_"][:4]}, "has no row with the code of an area"),
    }


@pytest.mark.parametrize("what", list(_bad()))
def test_a_bad_workbook_is_refused_in_words(sqlite_engine: Engine, tmp_path: Path, what: str) -> None:
    sheets, told = _bad()[what]
    assert told in refusal(sqlite_engine, written_ods(tmp_path / "example.ods", sheets))


def test_an_empty_a_locked_and_a_broken_file_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    empty = tmp_path / "empty_example.ods"
    empty.write_bytes(b"")
    assert "is empty" in refusal(sqlite_engine, empty)
    good = written_ods(tmp_path / "example.ods", _example())
    assert_locked_and_broken_are_refused(sqlite_engine, good, "locked_example.ods")
