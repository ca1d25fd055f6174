"""Cancer Waiting Times workbooks: the figures of the file, and refusals of what is not one."""

import csv
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from data.catalogue.reader import DEFINITIONS
from data.periods import last_day, month_named
from tests.loaders.held import Key, assert_same, figures, held, load, one, refusal
from tests.loaders.workbook_examples import (
    Sheets,
    assert_locked_and_broken_are_refused,
    renamed,
    with_cell,
    with_repeated_row,
    without_row,
    written,
)

SHEETS = {
    "28-day-fds": "28-DAY FDS (ALL ROUTES)",
    "31-day": "31-DAY (ALL CANCER)",
    "62-day": "62-DAY (ALL CANCER)",
}
DAYS = {"28-day-fds": 28, "31-day": 31, "62-day": 62}
FDS, DAYS_62 = SHEETS["28-day-fds"], SHEETS["62-day"]
COMMISSIONERS = {
    "14R": ("EAST OF ENGLAND - H&J COMMISSIONING HUB", 18, 13),
    "QYG": ("NHS CHESHIRE AND MERSEYSIDE INTEGRATED CARE BOARD", 1300, 950),
    "QOP": ("NHS GREATER MANCHESTER INTEGRATED CARE BOARD", 1400, 1001),
    "UNKNOWN": ("UNKNOWN", 70, 51),
}
PROVIDERS = {
    "RBL": ("WIRRAL UNIVERSITY TEACHING HOSPITAL NHS FOUNDATION TRUST", 72.5, 50.0),
    "REN": ("THE CLATTERBRIDGE CANCER CENTRE NHS FOUNDATION TRUST", 40.0, 33.5),
    "RCF": ("AIREDALE NHS FOUNDATION TRUST", 80.0, 61.0),
}


def _plainly(path: Path, basis: str, month_end: date) -> dict[Key, tuple[float | None, ...]]:
    """The first table of each sheet, cell by cell."""
    expected: dict[Key, tuple[float | None, ...]] = {}
    areas = dict(_area_codes("icbs.csv" if basis == "commissioner" else "trusts.csv"))
    areas |= (
        {"QYG": "cheshire-and-merseyside", None: "england"} if basis == "commissioner" else {None: "england"}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True)
    for measure, name in SHEETS.items():
        ours = [0.0, 0.0]
        for code, total, within, share in _first_table(book[name]):
            if code in areas:
                key = _key(basis, measure, areas[code], month_end)
                expected[key] = (share * 100, None, None, within, total)
                if code is not None:
                    ours = [ours[0] + within, ours[1] + total]
        if basis == "provider":
            key = _key(basis, measure, "cheshire-and-merseyside", month_end)
            expected[key] = (100 * ours[0] / ours[1], None, None, ours[0], ours[1])
    book.close()
    return expected


def _area_codes(name: str) -> Iterator[tuple[Any, str]]:
    with (DEFINITIONS / "areas" / name).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["ods_code"], row["slug"]


def _first_table(sheet: Any) -> Iterator[tuple[str | None, float, float, float]]:
    sheet.reset_dimensions()
    at = None
    for row in sheet.iter_rows(values_only=True):
        if at is None:
            if len(row) > 1 and row[1] == "ODS CODE (1)":
                at = row.index("TOTAL")
        elif len(row) > 2 and row[2]:
            yield row[1] or None, row[at], row[at + 1], row[at + 3]
            if not row[1]:
                return


def _key(basis: str, measure: str, area: str, end: date) -> Key:
    return (f"nhse-cwt-{basis}-{measure}", area, end, "Persons", "", "", "")


def _month_end(name: str) -> date:
    month, year = name.split("-")[:2]
    return last_day(int(year), month_named(month))


def _real(extracts: Path) -> list[Path]:
    return sorted((extracts / "cancer").glob("*-WORKBOOK-*.xlsx"))


def test_every_month_equals_a_plain_second_reading(sqlite_engine: Engine, extracts: Path) -> None:
    expected: dict[Key, tuple[float | None, ...]] = {}
    for path in _real(extracts):
        basis = "provider" if "PROVIDER" in path.name else "commissioner"
        report = load(sqlite_engine, path)
        assert (report.new, report.warnings) == (45 if basis == "provider" else 129, [])
        expected |= _plainly(path, basis, _month_end(path.name))
    assert_same(figures(sqlite_engine), expected)
    months = {end for _, _, end, *_ in figures(sqlite_engine)}
    assert (min(months), max(months), len(months)) == (date(2023, 10, 31), date(2025, 6, 30), 21)


def test_september_2024_is_as_printed(sqlite_engine: Engine, extracts: Path) -> None:
    (path,) = (extracts / "cancer").glob("SEPTEMBER-2024-*")
    load(sqlite_engine, path)
    ours = one(sqlite_engine, series="nhse-cwt-commissioner-62-day", area="cheshire-and-merseyside")
    assert (ours["numerator"], ours["denominator"]) == (991, 1357)
    assert ours["value"] == pytest.approx(73.0287398673545)
    assert (ours["sheet"], ours["row"], ours["period"]) == (DAYS_62, "21", "September 2024")
    england = one(sqlite_engine, series="nhse-cwt-commissioner-28-day-fds", area="england")
    assert (england["numerator"], england["denominator"]) == (197_899, 264_312)


def _table(measure: str, route: str, organisations: dict[str, Any], of: str) -> list[list[Any]]:
    days = DAYS[measure]
    cancer = [] if measure == "28-day-fds" else ["ALL CANCERS"]
    stage = "TREATMENT STAGE" if measure == "31-day" else "REFERRAL ROUTE"
    share = f"{'TOLD' if measure == '28-day-fds' else 'TREATED'} WITHIN {days} DAYS"
    heading = "ACCOUNTABLE PROVIDER" if of == "PROVIDERS" else "INTEGRATED CARE BOARD (ICB)/COMMISSIONING HUB"
    names = [
        stage,
        *(["CANCER TYPE"] if cancer else []),
        "TOTAL",
        f"WITHIN {days} DAYS",
        f"AFTER {days} DAYS",
    ]
    rows: list[list[Any]] = [["", "ODS CODE (1)", heading, *names, share, " ", "WITHIN 31 DAYS "]]
    for code, (name, total, within) in organisations.items():
        rows.append(
            ["", code, name, route, *cancer, total, within, total - within, within / total, "", within]
        )
    total = sum(one[1] for one in organisations.values())
    within = sum(one[2] for one in organisations.values())
    last = [route, *cancer, total, within, total - within, within / total, "", within]
    return [*rows, [""], ["", "", f"ALL ENGLISH {of}", *last]]


def _example(basis: str = "commissioner", month: str = "June 2024", short: str = "Jun-24") -> Sheets:
    """Made-up figures: the wanted table on row 9 of each sheet, on two sheets with another one below it."""
    organisations: dict[str, Any] = COMMISSIONERS if basis == "commissioner" else PROVIDERS
    of = f"{basis.upper()}S"
    front = ["", "Status: Provisional Official Statistics", "", ""]
    front[3] = f"Cancer Waiting Times statistics: {basis.title()} Based"
    sheets: Sheets = {"Frontpage": [[text] for text in [*front, month, "Made-up figures of an example."]]}
    for measure, name in SHEETS.items():
        whole = "ALL STAGES" if measure == "31-day" else "ALL ROUTES"
        single = measure == "28-day-fds"
        title = f"WAIT OF {DAYS[measure]} DAYS: {whole if single else 'BY ROUTE AND ALL CANCERS'}"
        rows = [[title], [short], [f"BASIS: {basis.upper()} BASED INCLUDING 'UNKNOWNS'"], [""], [""], [""]]
        rows += [["" if single else f"PART A: {whole}"], ["", "", "", "NUMBER OF PEOPLE"]]
        rows += _table(measure, whole, organisations, of)
        if not single:
            few = {
                code: (name, total / 2, within / 2) for code, (name, total, within) in organisations.items()
            }
            rows += [[""], ["PART B: FIRST TREATMENT"], [""], *_table(measure, "First Treatment", few, of)]
        sheets[name] = rows
    return sheets


Change = Callable[[Sheets], Sheets]


@pytest.mark.parametrize("basis", ["commissioner", "provider"])
def test_only_the_table_of_all_routes_is_taken(sqlite_engine: Engine, tmp_path: Path, basis: str) -> None:
    path = written(tmp_path / "example.xlsx", _example(basis))
    report = load(sqlite_engine, path)
    assert_same(figures(sqlite_engine), _plainly(path, basis, date(2024, 6, 30)))
    assert report.release == f"Cancer Waiting Times by {basis}, June 2024, provisional"
    assert report.warnings == []
    others = "providers not kept" if basis == "provider" else "commissioning hubs and unknown commissioners"
    assert report.set_aside[f"{others} (counted for England)"] == (3 if basis == "provider" else 6)


def test_trusts_are_added_up_by_their_counts(sqlite_engine: Engine, tmp_path: Path) -> None:
    load(sqlite_engine, written(tmp_path / "example.xlsx", _example("provider")))
    ours = one(sqlite_engine, series="nhse-cwt-provider-62-day", area="cheshire-and-merseyside")
    assert (ours["numerator"], ours["denominator"]) == (83.5, 112.5)
    assert ours["value"] == pytest.approx(100 * 83.5 / 112.5)
    assert ours["row"] == (
        "sum of rows 10, 11: by hospital trust: RBL + REN; REM, RBN, RJR, RBT, RJN, RWW not in the file"
    )


def test_the_table_is_found_where_rows_stand_above_it(sqlite_engine: Engine, tmp_path: Path) -> None:
    sheets = _example()
    sheets[DAYS_62][5:5] = [["A new note on the data"], [""]]
    load(sqlite_engine, written(tmp_path / "example.xlsx", sheets))
    ours = one(sqlite_engine, series="nhse-cwt-commissioner-62-day", area="cheshire-and-merseyside")
    assert (ours["value"], ours["row"]) == (pytest.approx(100 * 950 / 1300), "13")


def test_nobody_in_the_month_is_missing_and_never_nought(sqlite_engine: Engine, tmp_path: Path) -> None:
    organisations = PROVIDERS | {"RET": ("THE WALTON CENTRE NHS FOUNDATION TRUST", 1.0, 1.0)}
    sheets = _example("provider")
    rows = _table("28-day-fds", "ALL ROUTES", organisations, "PROVIDERS")
    rows[4][4:8] = [0, 0, 0, "-"]
    rows[-1][4:8] = [192.5, 144.5, 48.0, 144.5 / 192.5]
    sheets[FDS][8:] = rows
    load(sqlite_engine, written(tmp_path / "example.xlsx", sheets))
    walton = one(sqlite_engine, series="nhse-cwt-provider-28-day-fds", area="ret")
    assert (walton["value"], walton["numerator"], walton["note"]) == (None, 0, "nobody in the month")


def test_an_unknown_column_is_a_warning_that_names_it(sqlite_engine: Engine, tmp_path: Path) -> None:
    sheets = _example()
    for row in sheets[FDS][8:]:
        row[8:8] = ["REGION" if row[1:2] == ["ODS CODE (1)"] else ""]
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", sheets))
    assert report.new == 9
    assert any("'REGION'" in warning and FDS in warning for warning in report.warnings)


def test_a_sheet_without_the_system_is_told(sqlite_engine: Engine, tmp_path: Path) -> None:
    sheets = with_cell(_example(), DAYS_62, (11, 2), "QXX")
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", sheets))
    assert report.warnings == ["Cheshire and Merseyside, June 2024: QYG is missing from a sheet or more"]
    assert report.new == 8


def test_the_same_bytes_twice_change_nothing(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "example.xlsx", _example())
    load(sqlite_engine, path)
    before = held(sqlite_engine)
    assert (load(sqlite_engine, path).new, held(sqlite_engine)) == (0, before)


CHANGES: list[tuple[str, Change, str]] = [
    ("a renamed sheet", lambda made: renamed(made, DAYS_62, "62-DAY"), f"has no sheet '{DAYS_62}'"),
    (
        "a missing column",
        lambda made: with_cell(made, FDS, (9, 6), "IN TIME"),
        "column 'WITHIN 28 DAYS' is missing",
    ),
    ("no header", lambda made: with_cell(made, FDS, (9, 2), "CODE"), "has no table of all routes"),
    (
        "text in a number",
        lambda made: with_cell(made, FDS, (11, 5), "many"),
        f"sheet {FDS}, row 11, column 'TOTAL': 'many' is not a number",
    ),
    (
        "a blank number",
        lambda made: with_cell(made, FDS, (11, 6), ""),
        "row 11, column 'WITHIN 28 DAYS': '' is",
    ),
    ("a negative count", lambda made: with_cell(made, FDS, (11, 7), -350), "is below 0"),
    ("a share over one", lambda made: with_cell(made, FDS, (11, 8), 1.5), "is above 1"),
    ("more in time than all", lambda made: with_cell(made, FDS, (11, 6), 1301), "do not add up to its total"),
    (
        "a share of other counts",
        lambda made: with_cell(made, FDS, (11, 8), 0.5),
        "not that of its own counts",
    ),
    (
        "a row of one route",
        lambda made: with_cell(made, FDS, (11, 4), "Urgent Suspected Cancer"),
        "is not of all routes",
    ),
    (
        "a missing row",
        lambda made: without_row(made, DAYS_62, 12),
        "the other rows add up to 1,388.0 (total)",
    ),
    (
        "the same code twice",
        lambda made: with_repeated_row(made, FDS, 11, 5, 1299),
        "stands in row 11 too, with other figures",
    ),
    ("no row of England", lambda made: without_row(made, FDS, 15), "has 0 rows without a code"),
    ("two months", lambda made: with_cell(made, DAYS_62, (2, 1), "Jul-24"), "are of different months"),
    ("no month", lambda made: with_cell(made, "Frontpage", (5, 1), "Summer"), "'Summer' names no month"),
    ("two bases", lambda made: with_cell(made, FDS, (3, 1), "BASIS: PROVIDER BASED"), "but the front page"),
    (
        "no basis",
        lambda made: with_cell(made, "Frontpage", (4, 1), "Cancer Waiting Times statistics: National"),
        "neither commissioner nor provider based",
    ),
]


@pytest.mark.parametrize(("change", "told"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES])
def test_a_bad_workbook_is_refused_in_words(
    sqlite_engine: Engine, tmp_path: Path, change: Change, told: str
) -> None:
    path = written(tmp_path / "example.xlsx", change(_example()))
    assert told in refusal(sqlite_engine, path)


def test_files_that_cannot_be_opened_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    good = written(tmp_path / "example.xlsx", _example())
    assert_locked_and_broken_are_refused(sqlite_engine, good, "locked_example.xlsx")


@pytest.mark.parametrize(("status", "basis"), [("Final", "received"), ("Provisional", "estimated")])
def test_a_final_workbook_is_dated_as_a_revision(
    sqlite_engine: Engine, tmp_path: Path, status: str, basis: str
) -> None:
    sheets = with_cell(_example(), "Frontpage", (2, 1), f"Status: {status} Official Statistics")
    load(sqlite_engine, written(tmp_path / "example.xlsx", sheets))
    assert {row["published_basis"] for row in held(sqlite_engine, "published_basis")} == {basis}
    assert {row["title"].rsplit(", ")[-1] for row in held(sqlite_engine, "title")} == {status.casefold()}


def test_the_final_figures_count_whichever_edition_is_loaded_last(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    final = with_cell(_example(), "Frontpage", (2, 1), "Status: Final Official Statistics")
    load(sqlite_engine, written(tmp_path / "a-FINAL.xlsx", final))
    before = held(sqlite_engine)
    load(sqlite_engine, written(tmp_path / "b.xlsx", _example()))
    assert held(sqlite_engine) == before
