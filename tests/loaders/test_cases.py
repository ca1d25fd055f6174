"""Files as people really save and fill them in: each is understood, or refused with its cause and remedy.

The inputs in `cases/` are drawn from difficulties that analysts have reported; the figures are made up.
"""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import BadInput
from loaders.pipeline import FileReport, files_under, load_file
from tests.loaders.held import held, load, one, refusal
from tests.loading import example_row, load_example

CASES = Path(__file__).parent / "cases"
LOCAL = "local-return-local-employees-contract"


def case(name: str) -> Path:
    """The one file of a case, or of a file named with it."""
    path = CASES / name
    (file,) = [path] if path.is_file() else path.iterdir()
    return file


def said(report: FileReport) -> str:
    """Everything a load tells a person."""
    return "\n".join([*report.warnings, *report.drift, *report.set_aside])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("form-blank-rows-at-the-end/return-blank-rows.csv", ""),
        ("form-headings-in-capitals", ""),
        ("form-instructions-first", "read sheet 'Data'"),
        ("form-rows-to-the-end", "unknown column"),
        ("form-semicolons", "its cells are parted by semicolons"),
        ("form-title-above-the-header", "the headings were found in row 3"),
        ("form-total-and-notes-below/return-source-line.csv", "row 4 ('Source: council contracts register')"),
        ("form-total-and-notes-below/return-total-and-notes.xlsx", "row 4 ('Total'), row 5 ('Notes: figures"),
        ("form-utf-16", "is UTF-16"),
        ("form-windows-1252/return-windows-1252.csv", "is not UTF-8 (row 2): read as Windows-1252"),
        ("form-zip-from-a-mac", ""),
        ("period-hyphen-financial-year", "'2024-25' was read as the year 2024/25"),
    ],
)
def test_a_return_is_understood_however_it_was_saved(sqlite_engine: Engine, name: str, told: str) -> None:
    report = load(sqlite_engine, case(name))
    assert (report.new, report.set_aside) == (1, {})
    row = one(sqlite_engine, series=LOCAL, area="halton")
    assert (row["value"], row["period"]) == (72.4, "2024/25")
    assert told in said(report)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "cells-with-formula-errors",
            [
                "row 2, column 'value': '#REF!' is the error of a formula",
                "row 3, column 'value': '#DIV/0!'",
                "row 4, column 'count': '#N/A'",
                "row 4, column 'lower_ci': '#VALUE!'",
            ],
        ),
        (
            "row-counts-that-are-no-counts",
            ["row 2: its count is 33.5, and what is counted is whole", "its denominator is 113.2"],
        ),
        (
            "row-name-against-code",
            [
                "row 2, column 'area_code': 'E06000007' is Warrington, but the name beside it is 'Halton'",
                "row 3, column 'area_code': 'E06000006' is Halton, but the name beside it is 'Warrington'",
            ],
        ),
        ("row-period-in-the-future", ["row 2", "2034/35", "it has not ended yet"]),
        ("row-value-against-its-counts", ["row 2: its value is 72.4, but its counts, 10 of 20, give 50"]),
        (
            "rows-dropped-place-by-name",
            [
                "'St Helens' is St Helens, but the name beside it is 'Halton' - write E08000013",
                "row 3, column 'area_code': 'St. Helens' is St Helens",
                "row 4, column 'area_code': 'Cheshire West and Chester' is Cheshire West",
            ],
        ),
    ],
)
def test_a_return_that_contradicts_itself_is_refused_with_each_row(
    sqlite_engine: Engine, name: str, told: list[str]
) -> None:
    words = refusal(sqlite_engine, case(name))
    assert [text for text in told if text not in words] == []


@pytest.mark.parametrize("name", ["period-month-cell-is-a-date", "period-text-month-short-year"])
def test_a_month_that_a_spreadsheet_wrote_is_the_month(sqlite_engine: Engine, name: str) -> None:
    load(sqlite_engine, case(name))
    row = one(sqlite_engine, area="sefton")
    assert (row["period"], str(row["period_start"])) == ("March 2026", "2026-03-01")


@pytest.mark.parametrize("written", ["Nov-10", "2010-11-01", "01/11/2010"])
def test_a_year_that_a_spreadsheet_made_a_month_or_a_day_is_refused(
    sqlite_engine: Engine, tmp_path: Path, written: str
) -> None:
    row = example_row(indicator="local-employees-contract", period=written)
    with pytest.raises(BadInput, match=r"2010/11|2025/26"):
        load_example(sqlite_engine, tmp_path, [row])


def test_a_path_in_cells_of_per_cent_is_read_as_shown(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, case("scale-trajectory-percent-cells"))
    assert (report.source, report.points) == ("trajectories", 2)
    with sqlite_engine.connect() as connection:
        values = connection.exec_driver_sql("select value from trajectory_points order by date").scalars()
        assert list(values) == [74, 80]


@pytest.mark.parametrize("value", [0.74, "0.8"])
def test_a_path_of_fractions_is_refused(sqlite_engine: Engine, tmp_path: Path, value: float | str) -> None:
    row = {
        "indicator": "cvd-hypertension-treated",
        "place": "cheshire-and-merseyside",
        "target_key": "strategy-cvd-htn-treated-80",
        "date": "2029-12-31",
        "value": value,
        "interpolation": "linear",
        "agreed_by": "Example board",
        "agreed_on": "2025-04-01",
        "document": "Example paper",
    }
    with pytest.raises(BadInput, match="is a fraction, and the target is 80 %"):
        load_example(sqlite_engine, tmp_path, [row])
    with pytest.raises(BadInput, match="ends at 8, and its target is 80"):
        load_example(sqlite_engine, tmp_path, [row | {"value": 8}])


@pytest.mark.parametrize("value", ["74%", "74 %", 74])
def test_a_percentage_may_bear_its_sign(sqlite_engine: Engine, tmp_path: Path, value: str | int) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(value=value)])
    assert one(sqlite_engine, area="halton")["value"] == 74


def test_a_return_of_fractions_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    row = example_row(indicator="local-employees-contract", period="2024/25", value=0.724)
    with pytest.raises(BadInput, match=r"0.724 where a percentage is meant - write 72.4 for 72.4 %"):
        load_example(sqlite_engine, tmp_path, [row])


def test_a_fall_to_a_hundredth_is_told(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(period="2024", value=8.5)])
    report = load(sqlite_engine, case("scale-collapse-not-flagged"))
    assert "8.5 to 0.085, 0.01 of its usual size" in said(report)


def test_a_fall_is_told_of_areas_for_comparison_too(sqlite_engine: Engine, tmp_path: Path) -> None:
    leeds: dict[str, Any] = {"area_code": "E08000035", "area_name": "Leeds"}
    load_example(sqlite_engine, tmp_path, [example_row(**leeds, period="2023", value=9)])
    report = load_example(sqlite_engine, tmp_path, [example_row(**leeds, period="2024", value=0.9)])
    assert "9 to 0.9, 0.1 of its usual size" in said(report)


def test_names_in_place_of_codes_are_understood(sqlite_engine: Engine, tmp_path: Path) -> None:
    names = ["St Helens", "ST. HELENS", "Cheshire West and Chester", "Cheshire West & Chester", "Halton"]
    for number, name in enumerate(names):
        row = example_row(indicator="local-employees-contract", area_code=name, value=60 + number)
        load_example(sqlite_engine, tmp_path, [row | {"period": f"{2015 + number}/{16 + number}"}])
    assert {row["area"] for row in held(sqlite_engine)} == {"st-helens", "cheshire-west", "halton"}


def test_a_code_that_is_nearly_one_is_refused_with_the_nearest(sqlite_engine: Engine, tmp_path: Path) -> None:
    row = example_row(indicator="local-employees-contract", area_code="E0600006", area_name="Halton")
    with pytest.raises(BadInput, match=r"'E0600006' - the nearest is Halton \(E06000006\)"):
        load_example(sqlite_engine, tmp_path, [row | {"period": "2024/25"}])


def test_all_that_is_wrong_with_a_return_is_told_at_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    base = example_row(indicator="local-employees-contract", period="2024/25")
    wrong = [("sex", "F"), ("period", "lately"), ("value", "many"), ("area_code", "Atlantis"), ("value", "")]
    rows = [base | {column: cell} for column, cell in wrong] + [base | {"value": "x"}] * 8
    with pytest.raises(BadInput) as caught:
        load_example(sqlite_engine, tmp_path, rows)
    lines = str(caught.value).splitlines()
    assert [f"row {number}" in line for number, line in enumerate(lines[:10], start=2)] == [True] * 10
    assert lines[10] == "and 3 more of the same kind or others"


def test_an_unknown_indicator_is_named_with_its_row_and_the_nearest(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    report = load_example(sqlite_engine, tmp_path, [example_row(indicator="smoking-prevalense")])
    assert "row 2: no indicator is called 'smoking-prevalense': 'smoking-prevalence' is near it" in said(
        report
    )


def test_a_layout_that_is_nearly_known_is_told_with_what_it_lacks(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "return_example.csv"
    path.write_text("Return of the council\n\nindicator,area_cod,period,value\nx,y,2024,3\n")
    words = refusal(sqlite_engine, path)
    assert "the nearest is tidy" in words
    assert "headings in row 3, which lack 'area_code' (it has 'area_cod')" in words


def test_tables_on_two_sheets_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    book = Workbook()
    for title, value in (("North", 70), ("South", 60)):
        sheet = book.create_sheet(title)
        sheet.append(["indicator", "area_code", "period", "value"])
        sheet.append(["local-employees-contract", "E06000006", "2024/25", value])
    book.remove(book["Sheet"])
    path = tmp_path / "sheets_example.xlsx"
    book.save(path)
    assert "sheet South: has the columns of 'North' and rows of its own" in refusal(sqlite_engine, path)


def test_what_an_archive_holds_beside_its_table_is_named(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "archive_example.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(case("form-headings-in-capitals"), "return.csv")
        archive.writestr("notes.pdf", b"%PDF-1.7 example")
        archive.writestr("other.csv", "a,b\n1,2\n")
    report = load(sqlite_engine, path)
    assert report.new == 1
    assert "not read, for no source recognises it: archive_example.zip/other.csv" in said(report)


def test_blank_rows_at_the_end_of_a_publishers_csv_are_none(sqlite_engine: Engine) -> None:
    assert load(sqlite_engine, case("form-blank-rows-at-the-end/MSitAE-blank-rows.csv")).new == 12


def test_a_publishers_csv_in_windows_1252_loads_with_a_note(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, case("form-windows-1252/RTT-extract-windows-1252.csv"))
    assert "is not UTF-8 (row 19)" in said(report)
    assert one(sqlite_engine, series="nhse-rtt-commissioner-waiting-list", area="halton", category="")


@pytest.mark.parametrize(
    "name",
    ["layout-ae-2018-headings", "layout-ae-2019-no-booked-no-total"],
)
def test_the_csv_of_2018_to_2020_loads_and_england_is_summed(sqlite_engine: Engine, name: str) -> None:
    report = load(sqlite_engine, case(name))
    england = one(sqlite_engine, area="england")
    trusts = [row for row in held(sqlite_engine) if row["area"] not in ("england", "cheshire-and-merseyside")]
    assert england["denominator"] == sum(row["denominator"] for row in trusts)
    assert "the file has no row of it: sum of 10 rows" in said(report)


def test_englands_row_may_say_so_in_another_column(sqlite_engine: Engine) -> None:
    load(sqlite_engine, case("layout-ae-total-in-another-column"))
    assert one(sqlite_engine, area="england")["row"] == "12"


def test_lines_may_stand_above_the_header_of_an_extract(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, case("layout-rtt-lines-above-header"))
    assert "the headings were found in row 3" in said(report)
    assert one(sqlite_engine, series="nhse-rtt-commissioner-waiting-list", area="halton", category="")


def test_the_homelessness_table_of_2026_loads(sqlite_engine: Engine) -> None:
    load(sqlite_engine, case("layout-homelessness-2026"))
    halton, knowsley = (one(sqlite_engine, area=area) for area in ("halton", "knowsley"))
    assert (halton["value"], halton["numerator"], halton["denominator"]) == (2.3, 129, 56_000)
    assert (knowsley["value"], knowsley["note"]) == (None, "not supplied: missing or incomplete data")


def test_the_former_groups_of_cheshire_are_added_up(sqlite_engine: Engine) -> None:
    load(sqlite_engine, case("codes-four-cheshire-groups-rtt"))
    for area in ("27d", "cheshire", "cheshire-and-merseyside"):
        row = one(sqlite_engine, series="nhse-rtt-commissioner-waiting-list", area=area, category="")
        assert "27D (01C + 01R + 02D + 02F)" in row["row"]


def test_a_new_board_is_kept_under_its_name(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, case("codes-new-icbs-2026-rtt"))
    assert not any("ICB not known" in reason for reason in report.set_aside)
    assert one(sqlite_engine, series="nhse-rtt-commissioner-waiting-list", area="s0e4d", category="")
    with sqlite_engine.connect() as connection:
        names = connection.exec_driver_sql("select name, kind from areas where slug = 's0e4d'").all()
    assert names == [("Thames Valley", "icb")]


def test_an_authority_with_a_new_code_stays_one_authority(sqlite_engine: Engine) -> None:
    load(sqlite_engine, case("codes-reissued-authorities"))
    barnsley = {row["period"] for row in held(sqlite_engine) if row["area"] == "e08000016"}
    assert barnsley == {"July 2025", "August 2025"}
    assert {row["area"] for row in held(sqlite_engine)} == {"halton", "e08000016"}


def test_a_trust_that_was_taken_over_is_not_missed(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, case("codes-trust-renamed-2026"))
    assert "RY2" not in said(report)
    assert catalogue().areas["rww"].name == "North Cheshire and Mersey NHS Foundation Trust"
    assert any(change.area == "rww" and str(change.on) == "2026-04-01" for change in catalogue().breaks)


@pytest.mark.parametrize("order", [0, 1])
def test_a_revision_counts_whatever_is_loaded_last(sqlite_engine: Engine, order: int) -> None:
    files = files_under([CASES / "revised-then-provisional"])
    assert [path.name for path in files] == ["July-2026-CSV.csv", "July-2026-CSV-revised.csv"]
    for path in files[:: -1 if order else 1]:
        load_file(path, sqlite_engine, catalogue())
    assert round(one(sqlite_engine, area="rem")["value"], 1) == 78.5
    for path in files:
        assert load(sqlite_engine, path).load_id is None


def test_a_blank_twin_of_a_figure_is_set_aside(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, case("fingertips-blank-twin"))
    assert report.set_aside == {"blank, beside a row with the figure": 1}
    assert one(sqlite_engine, area="halton")["value"] == 12.3


def test_headings_as_r_writes_them_are_known(sqlite_engine: Engine) -> None:
    load(sqlite_engine, case("fingertips-from-r"))
    row = one(sqlite_engine, area="halton")
    assert (row["value"], row["lower"], row["upper"]) == (12.3, 10, 14)


def test_rolling_years_of_fingertips_are_twelve_months(sqlite_engine: Engine) -> None:
    load(sqlite_engine, case("fingertips-period-forms"))
    days = {(str(row["period_start"]), str(row["period_end"])) for row in held(sqlite_engine)}
    assert days == {("2024-04-01", "2025-03-31"), ("2024-01-01", "2024-12-31")}


def test_any_organisation_may_be_the_publisher_of_a_local_return(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    row = example_row(indicator="local-employees-contract", period="2024/25", publisher="Example Council")
    load_example(sqlite_engine, tmp_path, [row])
    (kept,) = held(sqlite_engine, "publisher")
    assert (kept["series"], kept["publisher"]) == (LOCAL, "Example Council")


def test_one_organisations_return_is_no_version_of_anothers(sqlite_engine: Engine, tmp_path: Path) -> None:
    row = example_row(indicator="local-employees-contract", period="2024/25", publisher="Example Council")
    load_example(sqlite_engine, tmp_path, [row])
    load_example(
        sqlite_engine, tmp_path, [row | {"publisher": "Example Trust", "value": 41}], name="trust.csv"
    )
    corrected = row | {"publisher": "example council", "value": 15, "note": "corrected"}
    load_example(sqlite_engine, tmp_path, [corrected], name="council.csv")
    values = [(kept["series"], kept["value"]) for kept in held(sqlite_engine, "publisher")]
    assert sorted(values) == [(LOCAL, 15), (f"{LOCAL}-example-trust", 41)]


@pytest.mark.parametrize("separator", ["\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_encodings_and_separators_may_meet(
    sqlite_engine: Engine, tmp_path: Path, separator: str, encoding: str
) -> None:
    decimal = "72,4" if separator == ";" else "72.4"
    rows = [
        ["indicator", "area_code", "area_name", "period", "value", "note"],
        ["local-employees-contract", "E06000006", "Halton", "2024/25", decimal, "the council\u2019s own"],
    ]
    path = tmp_path / "return_example.csv"
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    load(sqlite_engine, path)
    row = one(sqlite_engine, area="halton")
    assert (row["value"], row["note"]) == (72.4, "the council\u2019s own")


def test_a_number_that_may_be_meant_in_two_ways_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "return_example.csv"
    path.write_text("indicator;area_code;period;value\ntalking-therapies-access;E08000014;March 2026;1,210\n")
    assert "row 2: '1,210' may be a number of thousands or one with three" in refusal(sqlite_engine, path)


@pytest.mark.parametrize(
    ("written", "period"),
    [("2024-2025", "2024/25"), ("24/25", "2024/25"), ("FY 2024/25", "2024/25"), ("2010-11", "2010/11")],
)
def test_a_year_is_read_as_it_can_only_be_meant(
    sqlite_engine: Engine, tmp_path: Path, written: str, period: str
) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(indicator="local-employees-contract", period=written)])
    assert one(sqlite_engine, area="halton")["period"] == period


@pytest.mark.parametrize("written", ["2024 - 25", "01/04/2024", "Mar-25", "26-Mar", "2024-10-01"])
def test_a_period_that_may_be_meant_in_two_ways_is_refused(
    sqlite_engine: Engine, tmp_path: Path, written: str
) -> None:
    row = example_row(indicator="local-employees-contract", period=written)
    with pytest.raises(BadInput, match="write"):
        load_example(sqlite_engine, tmp_path, [row])


def test_a_name_of_another_place_is_refused_in_a_publishers_file(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "fingertips_example.csv"
    text = case("fingertips-from-r").read_text(encoding="utf-8")
    path.write_text(text.replace("E06000006", "E06000007"), encoding="utf-8")
    assert "row 2: E06000007 is Warrington, but is called 'Halton' here" in refusal(sqlite_engine, path)


def test_an_error_of_a_formula_in_a_publishers_table_is_refused(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "fingertips_example.csv"
    text = case("fingertips-from-r").read_text(encoding="utf-8")
    path.write_text(text.replace(",12.3,", ",#N/A,"), encoding="utf-8")
    assert "'#N/A' is the error of a formula, not a figure" in refusal(sqlite_engine, path)


def test_some_columns_of_booked_appointments_are_not_enough(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "ae_example.csv"
    text = case("codes-trust-renamed-2026").read_text(encoding="utf-8-sig")
    path.write_text(text.replace("Booked Appointments Type 2", "Bookings 2", 1), encoding="utf-8")
    words = refusal(sqlite_engine, path)
    assert "the column 'A&E attendances Booked Appointments Type 2' is missing" in words
