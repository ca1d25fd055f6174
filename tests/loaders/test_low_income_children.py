"""Children in low income families: years in columns, fractions, the provisional mark kept as a note."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.loaders.authority_examples import PLACES, SYSTEM, ods_rows, slug_of
from tests.loaders.held import assert_same, figures, held, load, one, refusal
from tests.loaders.ods_examples import written_ods
from tests.loaders.workbook_examples import (
    Sheets,
    assert_locked_and_broken_are_refused,
    renamed,
    with_cell,
    with_repeated_row,
)

SERIES = {
    "1_Relative_Local_Authority": "dwp-children-relative-low-income",
    "2_Absolute_Local_Authority": "dwp-children-absolute-low-income",
}
RELATIVE, ABSOLUTE = SERIES
REAL = "low_income_children/Children_low_income_families.ods"
FIRST = 12  # the row of the example's first Place


def _line(series: str, area: str, year: int) -> tuple[Any, ...]:
    return (series, area, date(year, 3, 31), "Persons", "", "", "")


def _table(measure: str, share: float) -> list[list[Any]]:
    title = (
        f"Table: Number and Percentage of Children (aged under 16) living in {measure} low income families"
    )
    rows: list[list[Any]] = [[title, *[""] * 5], *[["preamble", *[""] * 5] for _ in range(8)]]
    number, percentage = (
        "Number of children \nFYE 20{}{}",
        "Percentage of children \nFYE 20{} \n(%)\n{}[note 3]",
    )
    heads = [number.format(20, " "), number.format(21, " \n[p]")]
    heads += [percentage.format(20, ""), percentage.format(21, "[p] ")]
    rows += [["Local Authority [note 2]", "Area Code", *heads]]
    rows += [["United Kingdom [note 4]", "K02000001", 1000, 1100, 0.2, 0.21]]
    rows += [[f"example {code}", code, 100, 110, share, share + 0.05] for code in PLACES]
    rows += [["Cardiff", "W06000015", 70, 80, 0.2, 0.3]]
    return rows


def _example() -> Sheets:
    cover = [["Children in Low Income Families: local area statistics"], ["Published: 30 March 2022"]]
    tables = {RELATIVE: _table("Relative", 0.175), ABSOLUTE: _table("Absolute", 0.125)}
    return {"Cover_sheet": cover, **tables, "5_Relative_Ward": [["never read"]]}


def test_each_authority_has_a_figure_for_each_year_and_measure(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, written_ods(tmp_path / "example.ods", _example()))
    assert (report.source, report.new, report.warnings) == ("low_income_children", 36, [])
    assert report.release == "Children in Low Income Families, financial years ending 2020 to 2021"
    assert report.set_aside == {
        "area not kept: area larger than England": 2,
        "area not kept: area outside England": 2,
    }
    assert {row["published"] for row in held(sqlite_engine, "published")} == {date(2022, 3, 30)}
    halton = one(sqlite_engine, series=SERIES[RELATIVE], area="halton", period="2019/20")
    assert (halton["value"], halton["numerator"], halton["denominator"]) == (17.5, 100, None)
    assert (halton["period_start"], halton["period_end"]) == (date(2019, 4, 1), date(2020, 3, 31))
    assert (halton["note"], halton["sheet"], halton["row"]) == ("", RELATIVE, "12")
    absolute = one(sqlite_engine, series=SERIES[ABSOLUTE], area="halton", period="2019/20")
    assert absolute["value"] == 12.5


def test_only_the_year_marked_provisional_is_noted_so(sqlite_engine: Engine, tmp_path: Path) -> None:
    load(sqlite_engine, written_ods(tmp_path / "example.ods", _example()))
    notes = {(row["period"], row["note"]) for row in held(sqlite_engine)}
    assert notes == {("2019/20", ""), ("2020/21", "provisional")}


def test_percentages_of_several_places_together_are_not_made_up(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    load(sqlite_engine, written_ods(tmp_path / "example.ods", _example()))
    assert not [row for row in held(sqlite_engine) if row["area"] == SYSTEM]


@pytest.mark.parametrize(("marker", "told"), [("[x]", "not available"), ("[low]", "nil or negligible")])
def test_a_marker_is_a_missing_figure_with_its_reason(
    sqlite_engine: Engine, tmp_path: Path, marker: str, told: str
) -> None:
    sheets = with_cell(with_cell(_example(), RELATIVE, (FIRST, 3), marker), RELATIVE, (FIRST, 5), marker)
    load(sqlite_engine, written_ods(tmp_path / "example.ods", sheets))
    halton = one(sqlite_engine, series=SERIES[RELATIVE], area="halton", period="2019/20")
    assert (halton["value"], halton["numerator"], halton["note"]) == (None, None, told)


def test_the_publishers_file_gives_what_a_plain_reading_gives(sqlite_engine: Engine, extracts: Path) -> None:
    report = load(sqlite_engine, extracts / REAL)
    assert report.set_aside == {
        "area not kept: area larger than England": 2,
        "area not kept: area outside England": 130,
    }
    expected: dict[Any, Any] = {}
    for sheet, series in SERIES.items():
        for row in ods_rows(extracts / REAL, sheet):
            area = slug_of(str(row[1])) if len(row) > 15 else ""
            for at, year in enumerate(range(2015, 2022)) if area else ():
                expected[_line(series, area, year)] = (100 * row[9 + at], None, None, row[2 + at], None)
    assert_same(figures(sqlite_engine), expected)
    assert len(expected) == 2 * 7 * 309


def test_the_figures_of_2021_are_those_published(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, extracts / REAL)
    published = {"halton": (16.6, 4311), "sefton": (16.0, 7731), "liverpool": (24.4, 21347)}
    for area, (value, number) in published.items():
        row = one(sqlite_engine, series=SERIES[RELATIVE], area=area, period="2020/21")
        assert (row["value"], row["numerator"], row["note"]) == (value, number, "provisional")
    assert {row["published"] for row in held(sqlite_engine, "published")} == {date(2022, 3, 31)}


def _bad() -> dict[str, tuple[Sheets, str]]:
    good = _example()
    return {
        "a column is missing": (
            with_cell(good, RELATIVE, (10, 6), "Share"),
            "the column 'Percentage of children FYE 2021' is missing",
        ),
        "no year": (
            with_cell(good, RELATIVE, (10, 3), "A") | {RELATIVE: [row[:2] for row in good[RELATIVE]]},
            "has no heading like 'Number of children FYE 2021'",
        ),
        "a sheet is renamed": (
            renamed(good, ABSOLUTE, "Table 2"),
            "(sheets: Cover_sheet, 1_Relative_Local_Authority",
        ),
        "sheets changed places": (
            with_cell(good, RELATIVE, (1, 1), "Children in Absolute low income families"),
            "has a title that does not say 'relative'",
        ),
        "the heading is gone": (with_cell(good, RELATIVE, (10, 1), ""), "has no heading 'local authority'"),
        "text in a number": (
            with_cell(good, RELATIVE, (FIRST, 3), "many"),
            "row 12, column 'Number of children FYE 2020'",
        ),
        "a negative count": (with_cell(good, ABSOLUTE, (FIRST, 3), -1), "is below 0"),
        "a share over the whole": (with_cell(good, ABSOLUTE, (FIRST, 5), 1.2), "is above 1"),
        "the same code twice": (with_repeated_row(good, RELATIVE, FIRST, 3, 101), "stands in row 12 too"),
        "a code is blank": (with_cell(good, RELATIVE, (FIRST, 2), ""), "row 12, column 'Area Code'"),
        "no row": (good | {RELATIVE: good[RELATIVE][:10]}, "has no row with the code of an area"),
    }


@pytest.mark.parametrize("what", list(_bad()))
def test_a_bad_workbook_is_refused_in_words(sqlite_engine: Engine, tmp_path: Path, what: str) -> None:
    sheets, told = _bad()[what]
    assert told in refusal(sqlite_engine, written_ods(tmp_path / "example.ods", sheets))


def test_a_locked_and_a_broken_file_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    good = written_ods(tmp_path / "example.ods", _example())
    assert_locked_and_broken_are_refused(sqlite_engine, good, "locked_example.ods")
