"""Jobs below the real living wage: markers kept as reasons, intervals from the publisher's coefficients."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

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

SERIES = "ons-ashe-below-living-wage"
REAL = "living_wage/livingwagebyworkgeography2022provisional.zip"
MEMBERS = (
    "PROV - Work Geography LWF Table 7 LWF.1a   lwfmgx 2022.xls",
    "PROV - Work Geography LWF Table 7 LWF.1b   lwfmgx 2022 CV.xls",
)
SEXES = {"All": "Persons", "Male": "Male", "Female": "Female"}
ABOUT = (
    "Query in brief - Number and proportion of UK employees earning below the living wage as defined by the "
    "Living Wage Foundation, by country, region and local authority."
)
FIRST = 7  # the row of the example's first Place
Z = 1.959963984540054


def _line(area: str, sex: str = "Persons", year: int = 2022) -> tuple[Any, ...]:
    return (SERIES, area, date(year, 4, 30), sex, "", "", "")


def _table(what: str, percent: float) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [f"Table 7 LWF.1 - For {what} employee jobsa: United Kingdom, 2022", "", "", "", "", ""]
    ]
    rows += [[""] * 6, ["", "", "% earning below", "", "", ""], ["", "", "Jobs", "Per cent", "", ""]]
    rows += [
        ["Description", "Code", "(thousand)", "", "", ""],
        ["England", "E92000001", 300, percent, "", "Key"],
    ]
    rows += [[f"  example {code} UA", code, 5, percent + 1, "", "x = CV > 20%"] for code in PLACES]
    rows += [["Not Classified", "", ":", "", "", ""], ["a  Employees on adult rates", "", "", "", "", ""]]
    return rows


def _example(percent: float = 12.0, notes: str = "Notes") -> Sheets:
    about = [["Guide to results"], [ABOUT if notes == "Notes" else "Guide to quality"]]
    return {notes: about, **{sheet: _table(sheet.lower(), percent) for sheet in SEXES}, "Full-Time": [["x"]]}


def _zip(folder: Path, estimates: Sheets, quality: Sheets | None) -> Path:
    path = folder / "example.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(written(folder / "one.xlsx", estimates), "PROV - example 1a.xlsx")
        if quality is not None:
            archive.write(written(folder / "two.xlsx", quality), "PROV - example 1b CV.xlsx")
    return path


def test_a_bare_workbook_gives_percentages_without_intervals_and_says_so(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", _example()))
    assert (report.source, report.new) == ("living_wage", 30)
    assert report.release == "Jobs below the Living Wage Foundation rates by work geography, 2022"
    assert report.warnings == [
        "example.xlsx: no coefficients of variation beside it, so no intervals: load the publisher's zip"
    ]
    halton = one(sqlite_engine, area="halton", sex="Persons")
    assert (halton["value"], halton["lower"], halton["numerator"], halton["note"]) == (13, None, None, "")
    assert (halton["period"], halton["sheet"], halton["row"]) == ("April 2022", "All", "7")


def test_coefficients_in_the_same_zip_give_intervals(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, _zip(tmp_path, _example(), _example(10, "CV notes")))
    assert (report.new, report.warnings) == (30, [])
    assert report.release.endswith("2022, provisional")
    halton = one(sqlite_engine, area="halton", sex="Female")
    assert halton["value"] == 13
    assert halton["lower"] == pytest.approx(13 - Z * 13 * 0.11)
    assert halton["upper"] == pytest.approx(13 + Z * 13 * 0.11)
    assert halton["note"] == "provisional; coefficient of variation 11 %"


def test_coefficients_of_another_table_are_not_taken(sqlite_engine: Engine, tmp_path: Path) -> None:
    other = with_cell(
        _example(10, "CV notes"), "All", (1, 1), "Table 9 LWF.1 - For all employee jobs: UK, 2022"
    )
    load(sqlite_engine, _zip(tmp_path, _example(), other))
    assert {row["lower"] for row in held(sqlite_engine)} == {None}


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("x", "unreliable: the coefficient of variation is over 20 %"),
        ("..", "disclosive: held back by the publisher"),
        (":", "not available"),
        ("-", "nil or negligible"),
    ],
)
def test_a_marker_is_a_missing_figure_with_its_reason(
    sqlite_engine: Engine, tmp_path: Path, marker: str, told: str
) -> None:
    sheets = with_cell(_example(), "All", (FIRST, 4), marker)
    load(sqlite_engine, _zip(tmp_path, sheets, _example(10, "CV notes")))
    halton = one(sqlite_engine, area="halton", sex="Persons")
    assert (halton["value"], halton["lower"], halton["upper"]) == (None, None, None)
    assert halton["note"] == f"{told}; provisional"


def test_percentages_of_several_places_together_are_not_made_up(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    load(sqlite_engine, _zip(tmp_path, _example(), None))
    assert not [row for row in held(sqlite_engine) if row["area"] == SYSTEM]


def test_the_publishers_zip_gives_what_a_plain_reading_gives(sqlite_engine: Engine, extracts: Path) -> None:
    report = load(sqlite_engine, extracts / REAL)
    (unread,) = report.warnings
    assert unread.startswith("not read, for no source recognises it: ")
    assert [name for name in MEMBERS if name in unread] == []
    expected: dict[Any, Any] = {}
    with zipfile.ZipFile(extracts / REAL) as archive:
        books = [CalamineWorkbook.from_filelike(io.BytesIO(archive.read(name))) for name in MEMBERS]
    for sheet, sex in SEXES.items():
        estimates, quality = (book.get_sheet_by_name(sheet).to_python() for book in books)
        variation = {row[1]: row[3] for row in quality}
        for row in estimates:
            area = slug_of(str(row[1]))
            if area:
                value = row[3] if isinstance(row[3], float) else None
                half = Z * value * variation[row[1]] / 100 if value is not None else None
                limits = (None, None) if half is None else (max(0.0, value - half), min(100.0, value + half))
                expected[_line(area, sex)] = (value, *limits, None, None)
    assert_same(figures(sqlite_engine), expected)
    assert len(expected) == 1029


def test_the_figures_of_april_2022_are_those_published(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, extracts / REAL)
    published = {"halton": 13.4, "warrington": 10.3, "liverpool": 11.1, "sefton": 14.0, "england": 12.5}
    for area, value in published.items():
        assert one(sqlite_engine, area=area, sex="Persons")["value"] == value
    knowsley = one(sqlite_engine, area="knowsley", sex="Male")
    assert (knowsley["value"], knowsley["note"]) == (
        None,
        "unreliable: the coefficient of variation is over 20 %; provisional",
    )


def _bad() -> dict[str, tuple[Sheets, str]]:
    good = _example()
    return {
        "a column is missing": (with_cell(good, "All", (4, 4), "Share"), "the column 'Per cent' is missing"),
        "a sheet is renamed": (
            renamed(good, "Female", "Women"),
            "has no sheet like 'Female' (sheets: Notes, All",
        ),
        "the heading is gone": (with_cell(good, "Male", (5, 1), ""), "has no heading 'description'"),
        "text in a number": (
            with_cell(good, "All", (FIRST, 4), "few"),
            "row 7, column 'Per cent': 'few' is not a",
        ),
        "a negative share": (with_cell(good, "All", (FIRST, 4), -1), "is below 0"),
        "a share over 100": (with_cell(good, "All", (FIRST, 4), 130), "is above 100"),
        "the same code twice": (with_repeated_row(good, "All", FIRST, 4, 50.5), "stands in row 7 too"),
        "no year": (
            with_cell(good, "All", (1, 1), "Table 7 LWF.1"),
            "has a title that does not end with a year",
        ),
        "two years": (
            with_cell(good, "Male", (1, 1), "Table 7 LWF.1 - United Kingdom, 2021"),
            "has sheets of different years: 2021, 2022",
        ),
        "no row": (good | {"All": good["All"][:5]}, "has no row with the code of an area"),
    }


@pytest.mark.parametrize("what", list(_bad()))
def test_a_bad_workbook_is_refused_in_words(sqlite_engine: Engine, tmp_path: Path, what: str) -> None:
    sheets, told = _bad()[what]
    assert told in refusal(sqlite_engine, written(tmp_path / "example.xlsx", sheets))


def test_bad_coefficients_keep_the_whole_zip_out(sqlite_engine: Engine, tmp_path: Path) -> None:
    bad = with_cell(_example(10, "CV notes"), "All", (FIRST, 4), "few")
    assert "example 1b CV.xlsx, sheet All, row 7" in refusal(sqlite_engine, _zip(tmp_path, _example(), bad))


def test_a_locked_and_a_broken_file_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    good = written(tmp_path / "example.xlsx", _example())
    assert_locked_and_broken_are_refused(sqlite_engine, good, "locked_example.xls")
