"""A&E attendances, csv and workbook: the figures of the file, and refusals of what is not one."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.periods import last_day, month_named
from loaders.totals.mappings import emergency_providers
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

SERIES = "nhse-ae-4-hour"
C_AND_M = ["RBL", "RBN", "RBQ", "RBS", "RBT", "REM", "REP", "RET", "RJN", "RJR", "RW4", "RWW", "RY2", "RY7"]
FIELD_TEST = "R0D RDU RGR RGT RVW RC9 RHU RFR RK9 RNQ RQM RYJ RXF RX1".split()  # no four-hour figures
CLOSED = ["RVY", "RTV", "RY1", "Y02532"]  # and counted for the system while they were open
C_AND_M += ["Y02532"]  # a walk-in centre: counted for the system, not an area of its own
HEADER = (
    "Period,Org Code,Parent Org,Org name,A&E attendances Type 1,A&E attendances Type 2,"
    "A&E attendances Other A&E Department,A&E attendances Booked Appointments Type 1,"
    "A&E attendances Booked Appointments Type 2,A&E attendances Booked Appointments Other Department,"
    "Attendances over 4hrs Type 1,Attendances over 4hrs Type 2,Attendances over 4hrs Other Department,"
    "Attendances over 4hrs Booked Appointments Type 1,Attendances over 4hrs Booked Appointments Type 2,"
    "Attendances over 4hrs Booked Appointments Other Department,"
    "Patients who have waited 4-12 hs from DTA to admission,"
    "Patients who have waited 12+ hrs from DTA to admission,Emergency admissions via A&E - Type 1,"
    "Emergency admissions via A&E - Type 2,Emergency admissions via A&E - Other A&E department,"
    "Other emergency admissions"
).split(",")
ROWS = {
    ("RBL", "NHS ENGLAND NORTH WEST ", "WIRRAL"): [90, 0, 20, 5, 0, 5, 40, 0, 1, 2, 0, 0, 9, 2, 30, 0, 0, 7],
    ("RET", "NHS ENGLAND NORTH WEST ", "WALTON"): [0] * 18,
    ("Y02532", "NHS ENGLAND NORTH WEST ", "MINOR"): [0, 0, 60, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ("RVY", "NHS ENGLAND NORTH WEST ", "CLOSED"): [50, 0, 0, 0, 0, 0, 25, 0, 0, 0, 0, 0, 1, 0, 9, 0, 0, 2],
    ("R1H", "NHS ENGLAND LONDON", "BARTS"): [400, 9, 80, 0, 0, 11, 200, 1, 9, 0, 0, 2, 50, 20, 99, 0, 1, 40],
}


def _keyed(counts: dict[str, tuple[float, float]], month_end: date) -> dict[Key, tuple[float | None, ...]]:
    """area -> (attended, over four hours), as observations."""
    return {
        (SERIES, area, month_end, "Persons", "", "", ""): (
            100 - 100 * over / attended,
            None,
            None,
            attended - over,
            attended,
        )
        for area, (attended, over) in counts.items()
    }


def _added(organisations: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """By area, from (attended, over) by code; TOTAL is England."""
    trusts = {one.ods_code for one in catalogue().areas.values() if one.kind == "trust"}
    counts = {code.lower(): both for code, both in organisations.items() if code in trusts and both[0]}
    ours = [both for code, both in organisations.items() if code in (*C_AND_M, *CLOSED)]
    counts["cheshire-and-merseyside"] = (sum(one[0] for one in ours), sum(one[1] for one in ours))
    silent = sum(organisations[code][0] for code in FIELD_TEST if organisations.get(code, (0, 1))[1] == 0)
    counts["england"] = (organisations["TOTAL"][0] - silent, organisations["TOTAL"][1])
    return counts


def _csv_plainly(path: Path) -> dict[str, tuple[float, float]]:
    organisations: dict[str, tuple[float, float]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.reader(stream):
            if row[0] != "Period":
                code = row[1].strip()
                counts = [int(cell) for cell in row[4:16]]
                organisations["TOTAL" if code == "Total" else code] = (sum(counts[:6]), sum(counts[6:]))
    return organisations


def _sheet(path: Path, name: str, first_row: int) -> list[tuple[Any, ...]]:
    book = load_workbook(path, read_only=True)
    rows = list(book[name].iter_rows(min_row=first_row, values_only=True))
    book.close()
    return rows


def _workbook_plainly(path: Path) -> dict[str, tuple[float, float]]:
    organisations: dict[str, tuple[float, float]] = {}
    for row in _sheet(path, "Provider Level Data", 17):
        if row[1]:
            code = "TOTAL" if row[3] == "England" else row[1]
            organisations[code] = (sum(row[4:7]), sum(row[12:15]))
    return organisations


def test_every_month_equals_a_plain_second_reading(sqlite_engine: Engine, extracts: Path) -> None:
    expected: dict[Key, tuple[float | None, ...]] = {}
    for path in sorted((extracts / "ae").glob("*.csv")):
        month, year = path.stem.removeprefix("Monthly-AE-").replace(" copy", "").split("-")[:2]
        added = _keyed(_added(_csv_plainly(path)), last_day(int(year), month_named(month)))
        assert load(sqlite_engine, path).new == len(added)
        expected |= added
    (path,) = (extracts / "ae").glob("*.xlsx")
    report = load(sqlite_engine, path)
    assert (report.new, report.warnings) == (14, [])
    expected |= _keyed(_added(_workbook_plainly(path)), date(2025, 6, 30))
    assert_same(figures(sqlite_engine), expected)
    assert len(expected) >= 11 * 14


def test_the_workbook_of_june_2025_is_as_printed(sqlite_engine: Engine, extracts: Path) -> None:
    (path,) = (extracts / "ae").glob("*.xlsx")
    load(sqlite_engine, path)
    published = {row["published"] for row in held(sqlite_engine, "published")}
    assert published == {date(2025, 7, 10)}
    ours = one(sqlite_engine, area="cheshire-and-merseyside")
    assert ours["value"] == pytest.approx(73.01861680544058)
    assert (ours["numerator"], ours["denominator"]) == (89_975, 123_222)
    assert ours["row"].startswith("sum of 13 rows, by hospital trust: RBS + ")
    england = one(sqlite_engine, area="england")
    assert (england["value"], england["row"]) == (pytest.approx(75.54501680083796), "17")


def test_six_unknown_columns_are_a_warning_that_names_them(sqlite_engine: Engine, extracts: Path) -> None:
    report = load(sqlite_engine, extracts / "ae" / "Monthly-AE-September-2024.csv")
    told = next(warning for warning in report.warnings if "unknown column" in warning)
    assert "6 unknown column(s) not read" in told
    named = [f"'column {letters}, without a heading'" for letters in ("W", "X", "Y", "Z", "AA")]
    assert all(name in told for name in [*named, "'a'"])


def test_the_mapping_is_that_of_the_workbook(extracts: Path) -> None:
    (path,) = (extracts / "ae").glob("*.xlsx")
    rows = _sheet(path, "System Mapping", 4)
    codes = {row[9]: row[7] for row in rows if row[7]}
    said = {row[0]: codes[row[3]] for row in rows if row[0]}
    assert {code: emergency_providers()[code] for code in said} == said
    assert set(emergency_providers()) - set(said) == {"NTV0B"}


def _example(rows: dict[Any, list[int]] | None = None, total: str = "TOTAL") -> list[list[Any]]:
    """Made-up attendances of four providers the system counts, and one of London."""
    rows = rows or ROWS
    body = [["MSitAE-JUNE-2024", *names, *counts] for names, counts in rows.items()]
    sums = [sum(column) for column in zip(*rows.values(), strict=True)]
    return [list(HEADER), *body, [total.strip(), total, total, total, *sums]]


def _csv(path: Path, rows: list[list[Any]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("total", ["TOTAL", "Total", "Total "])
def test_booked_attendances_count_and_the_total_is_england(
    sqlite_engine: Engine, tmp_path: Path, total: str
) -> None:
    path = _csv(tmp_path / "example.csv", _example(total=total))
    report = load(sqlite_engine, path)
    assert_same(figures(sqlite_engine), _keyed(_added(_csv_plainly(path)), date(2024, 6, 30)))
    wirral = one(sqlite_engine, area="rbl")
    assert (wirral["numerator"], wirral["denominator"], wirral["row"]) == (77, 120, "2")
    ours = one(sqlite_engine, area="cheshire-and-merseyside")
    assert (ours["numerator"], ours["denominator"]) == (159, 230)
    assert ours["row"].startswith("sum of 3 rows, by hospital trust: RBL + Y02532 + RVY; RBN, RBQ, ")
    assert report.release == "A&E attendances and emergency admissions, June 2024"
    assert report.set_aside == {
        "trusts without A&E attendances": 1,
        "providers not kept (counted for England)": 2,
    }


def test_open_trusts_that_are_missing_are_named_and_closed_ones_are_not(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    rows = {key: counts for key, counts in ROWS.items() if key[0] != "RVY"}
    (warning,) = load(sqlite_engine, _csv(tmp_path / "example.csv", _example(rows))).warnings
    assert warning.startswith("Cheshire and Merseyside, June 2024: RBN, RBQ, RBS, ")
    assert "RVY" not in warning
    assert "RBL" not in warning


def test_what_a_systems_sum_lacks_stands_beside_the_figure(sqlite_engine: Engine, tmp_path: Path) -> None:
    silent = {key: [0] * 18 if key[0] == "RBL" else counts for key, counts in ROWS.items()}
    load(sqlite_engine, _csv(tmp_path / "example.csv", _example(silent)))
    ours = one(sqlite_engine, area="cheshire-and-merseyside")
    for text in (ours["row"], ours["note"]):
        assert "RJR, RW4, RWW, RY2, RY7 not in the file" in text
        assert "RBL sent no attendances" in text


def test_trusts_that_tested_other_standards_are_in_no_figure_of_england(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    """Their attendances came without four-hour figures: a hundred per cent would be within four hours."""
    tested = {("RDU", "NHS ENGLAND SOUTH EAST", "FRIMLEY"): [300, 0, 20, 0, 0, 0] + [0] * 6 + [9] * 6}
    rows = _example(ROWS | tested)
    for row in rows[1:-1]:
        row[0] = "MSitAE-JANUARY-2023"
    report = load(sqlite_engine, _csv(tmp_path / "example.csv", rows))
    england = one(sqlite_engine, area="england")
    assert (england["numerator"], england["denominator"]) == (447, 730)
    assert england["note"].startswith("without RDU, which sent no four-hour figures; RBN, ")
    assert england["row"] == "8, less the providers without four-hour figures: RDU"
    assert "England, January 2023: without RDU, which sent no four-hour figures" in report.warnings


def test_england_in_january_2023_is_as_the_publisher_gives_it(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, extracts / "ae" / "January-2023-revised-110523-jjj10a.csv")
    assert round(one(sqlite_engine, area="england")["value"], 1) == 72.5


def test_a_hospital_of_ours_that_sends_no_four_hour_figures_has_none(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    """So many attendances, and nobody over four hours: the figures were not sent. The sum goes without it."""
    changed = {("RBL", "NHS ENGLAND NORTH WEST ", "WIRRAL"): [9000, 0, 20, 5, 0, 5] + [0] * 6 + [9] * 6}
    rows = {key: counts for key, counts in ROWS.items() if key[0] != "RBL"} | changed
    load(sqlite_engine, _csv(tmp_path / "example.csv", _example(rows)))
    ours, theirs = (one(sqlite_engine, area=area) for area in ("cheshire-and-merseyside", "rbl"))
    assert (theirs["value"], theirs["note"]) == (None, "attendances were sent, and no four-hour figures")
    assert (ours["numerator"], ours["denominator"]) == (82, 110)
    assert ours["note"].startswith("without RBL, which sent no four-hour figures")


def test_a_provider_nearby_that_nobody_has_mapped_is_told(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = ROWS | {("ZZ123", "NHS ENGLAND NORTH WEST ", "EXAMPLE CENTRE"): [7] + [0] * 17}
    report = load(sqlite_engine, _csv(tmp_path / "example.csv", _example(rows)))
    assert any("ZZ123 (EXAMPLE CENTRE) is not in ae_providers.csv" in told for told in report.warnings)
    assert one(sqlite_engine, area="cheshire-and-merseyside")["denominator"] == 230


def _changed(row: int, column: int, cell: Any) -> Callable[[list[list[Any]]], None]:
    def change(rows: list[list[Any]]) -> None:
        rows[row][column] = cell

    return change


def _again(rows: list[list[Any]]) -> None:
    rows.insert(2, [*rows[1][:-1], 8])


BAD_CSV: dict[str, tuple[Callable[[list[list[Any]]], object], str]] = {
    "a missing column": (_changed(0, 9, "Booked"), "Booked Appointments Other Department' is missing"),
    "text in a number": (_changed(1, 4, "many"), "row 2, column 'A&E attendances Type 1': 'many' is not"),
    "a blank number": (_changed(1, 4, ""), "row 2, column 'A&E attendances Type 1': '' is blank"),
    "a negative count": (_changed(1, 4, -90), "'-90' is below 0"),
    "a fraction": (_changed(1, 4, 89.5), "is not a whole number"),
    "a total of other figures": (
        _changed(6, 4, 541),
        "the providers add up to 540, but the row TOTAL says 541",
    ),
    "an admission changed": (_changed(1, 21, 8), "row 7, column 'Other emergency admissions'"),
    "a missing row": (lambda rows: rows.pop(4), "but the row TOTAL says"),
    "no total": (lambda rows: rows.pop(), "has 0 rows of England"),
    "two months": (_changed(1, 0, "MSitAE-JULY-2024"), "holds 2 months"),
    "no month": (
        lambda rows: [row.__setitem__(0, "June") for row in rows[1:-1]],
        "'June' names no month",
    ),
    "the same code twice": (_again, "stands in row 2 too, with other figures"),
}


@pytest.mark.parametrize(("change", "told"), BAD_CSV.values(), ids=BAD_CSV)
def test_a_bad_csv_is_refused_in_words(
    sqlite_engine: Engine, tmp_path: Path, change: Callable[[list[list[Any]]], object], told: str
) -> None:
    rows = _example()
    change(rows)
    assert told in refusal(sqlite_engine, _csv(tmp_path / "example.csv", rows))


def test_more_late_than_attended_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = ROWS | {("RBT", "NHS ENGLAND NORTH WEST ", "LEIGHTON"): [5, 0, 0, 0, 0, 0, 6] + [0] * 11}
    told = refusal(sqlite_engine, _csv(tmp_path / "example.csv", _example(rows)))
    assert "row 7: (LEIGHTON) has 6 attendances over four hours of 5" in told


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda content: content[:-30], "fields where the header has 22"),
        (lambda content: b"<!DOCTYPE html><title>Not found</title>", "is a web page"),
        (lambda content: b"", "is empty"),
        (lambda content: content.replace(b"WIRRAL", b"W\xc3\x84RR\xc4L"), "not UTF-8"),
    ],
)
def test_a_spoilt_csv_is_refused_in_words(
    sqlite_engine: Engine, tmp_path: Path, spoil: Callable[[bytes], bytes], told: str
) -> None:
    path = _csv(tmp_path / "example.csv", _example())
    path.write_bytes(spoil(path.read_bytes()))
    assert told in refusal(sqlite_engine, path)


TYPES = [
    "Type 1 Departments - Major A&E",
    "Type 2 Departments - Single Specialty",
    "Type 3 Departments - Other A&E/Minor Injury Unit",
]
OURS, LONDON = "NHS Example Cheshire Integrated Care Board", "NHS Example London Integrated Care Board"
PROVIDERS = "Provider Level Data"


def _workbook_example(revised: str = "") -> Sheets:
    """Made-up figures in the layout of the workbook by provider: England on row 17, providers from row 19."""
    block: list[list[Any]] = [
        ["", "Title:", "A&E Attendances & Emergency Admission monthly statistics, an example"],
        [""],
    ]
    block += [
        ["", "Summary:", "Made-up figures"],
        [""],
        ["", "Period:", "May 2025"],
        ["", "Basis:", "Provider"],
    ]
    block += [["", "Source:", "Example"], ["", "Published:", "12th June 2025"], ["", "Revised:", revised]]
    block = [[""], *block, [""], [""], [""], ["", "Provider Level Data"]]
    groups = [
        "A&E attendances",
        "A&E attendances less than 4 hours from arrival to admission, transfer or discharge",
    ]
    groups += ["A&E attendances > 4 hours from arrival to admission, transfer or discharge"]
    upper = ["", "", "", "", groups[0], "", "", "", groups[1], "", "", "", groups[2], "", "", ""]
    lower = ["", "Code", "Region", "Name", *TYPES, "Total attendances", *TYPES, "Total Attendances < 4 hours"]
    lower += [*TYPES, "Total Attendances > 4 hours"]
    upper += ["Percentage of attendances within 4 hours", "Emergency Admissions"]
    lower += ["Percentage in 4 hours or less (all)", "Other Emergency admissions (i.e not via A&E)", ""]
    providers = {
        ("RBL", "NHS England North West ", "Wirral", OURS): ([90, 0, 30], [50, 0, 29]),
        ("Y02532", "NHS England North West ", "Minor", OURS): ([0, 0, 60], [0, 0, 57]),
        ("RET", "NHS England North West ", "Walton", OURS): ([0, 0, 0], [0, 0, 0]),
        ("R1H", "NHS England London", "Barts", LONDON): ([400, 9, 91], [200, 8, 80]),
    }
    england: tuple[list[int], list[int]] = ([490, 9, 181], [250, 8, 166])
    rows = [_provider("-", "-", "England", "", *england), [""]]
    rows += [_provider(*names, *counts) for names, counts in providers.items()]
    systems: list[list[Any]] = [[""] * 3] * 13 + [
        ["", "", "", "A&E attendances"],
        ["", "Code", "System", *TYPES, "Total attendances"],
    ]
    systems += [
        ["", "-", "-", 490, 9, 181, 680],
        ["", "QYG", OURS, 90, 0, 90, 180],
        ["", "QMF", LONDON, 400, 9, 91, 500],
    ]
    title = [[""], *block[1:]]
    return {"System Level Data": [*title[:13], *systems[13:]], PROVIDERS: [*block, upper, lower, *rows, [""]]}


def _provider(code: str, region: str, name: str, icb: str, all_: list[int], within: list[int]) -> list[Any]:
    over = [attended - early for attended, early in zip(all_, within, strict=True)]
    counts = [*all_, sum(all_), *within, sum(within), *over, sum(over)]
    share = sum(within) / sum(all_) if sum(all_) else "-"
    return ["", code, region, name, *counts, share, 7, icb]


def test_a_workbook_gives_the_same_figures_as_its_rows(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "example.xlsx", _workbook_example())
    report = load(sqlite_engine, path)
    ours = {"rbl": (120, 41), "cheshire-and-merseyside": (180, 44), "england": (680, 256)}
    assert_same(figures(sqlite_engine), _keyed(ours, date(2025, 5, 31)))
    assert report.release == "A&E attendances and emergency admissions, May 2025"
    assert not any("unknown column" in warning for warning in report.warnings)
    assert {row["published"] for row in held(sqlite_engine, "published")} == {date(2025, 6, 12)}


def test_revised_figures_were_published_when_they_were_revised(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", _workbook_example("9th October 2025")))
    assert report.release.endswith(", May 2025, revised")
    assert {row["published"] for row in held(sqlite_engine, "published")} == {date(2025, 10, 9)}


def test_a_workbook_that_maps_a_provider_otherwise_is_told(sqlite_engine: Engine, tmp_path: Path) -> None:
    sheets = with_cell(_workbook_example(), PROVIDERS, (20, 19), LONDON)
    sheets = with_cell(sheets, "System Level Data", (17, 7), 120)
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", sheets))
    assert any("Y02532 (Minor) is counted for QMF here, for QYG" in told for told in report.warnings)
    assert one(sqlite_engine, area="cheshire-and-merseyside")["denominator"] == 120


Change = Callable[[Sheets], Sheets]
BAD_WORKBOOK: dict[str, tuple[Change, str]] = {
    "a renamed sheet": (lambda made: renamed(made, PROVIDERS, "Providers"), f"has no sheet '{PROVIDERS}'"),
    "a missing column": (
        lambda made: with_cell(made, PROVIDERS, (16, 8), "All"),
        "Total attendances' is missing",
    ),
    "no header": (
        lambda made: with_cell(made, PROVIDERS, (16, 2), "ODS"),
        "has no header with Code and Name",
    ),
    "text in a number": (lambda made: with_cell(made, PROVIDERS, (19, 5), "many"), "row 19, column"),
    "a negative count": (lambda made: with_cell(made, PROVIDERS, (19, 5), -90), "is below 0"),
    "types that do not add up": (
        lambda made: with_cell(with_cell(made, PROVIDERS, (19, 8), 121), PROVIDERS, (17, 8), 681),
        "row 17: the types of department (attended) add up to 680, but the total says 681",
    ),
    "a total of other figures": (
        lambda made: with_cell(made, PROVIDERS, (17, 5), 491),
        "the providers add up to 490, but the row of England says 491",
    ),
    "a missing row": (lambda made: without_row(made, PROVIDERS, 20), "the providers add up to"),
    "the same code twice": (
        lambda made: with_repeated_row(made, PROVIDERS, 19, 5, 91),
        "stands in row 19 too, with other figures",
    ),
    "no England": (lambda made: without_row(made, PROVIDERS, 17), "has 0 rows of England"),
    "a system of other figures": (
        lambda made: with_cell(made, "System Level Data", (17, 7), 181),
        "but its providers add up to 180",
    ),
    "a system cut off": (
        lambda made: without_row(made, "System Level Data", 17),
        f"row 19: '{OURS}' is not in the sheet System Level Data",
    ),
    "no month": (lambda made: with_cell(made, PROVIDERS, (6, 3), "Summer"), "'Summer' names no month"),
}


@pytest.mark.parametrize(("change", "told"), BAD_WORKBOOK.values(), ids=BAD_WORKBOOK)
def test_a_bad_workbook_is_refused_in_words(
    sqlite_engine: Engine, tmp_path: Path, change: Change, told: str
) -> None:
    path = written(tmp_path / "example.xlsx", change(_workbook_example()))
    assert told in refusal(sqlite_engine, path)


def test_workbooks_that_cannot_be_opened_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    good = written(tmp_path / "example.xlsx", _workbook_example())
    assert_locked_and_broken_are_refused(sqlite_engine, good, "locked_example.xlsx")
