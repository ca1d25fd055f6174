"""RTT full extract: the figures of the file, and refusals of what is not one."""

import csv
import gzip
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from loaders.pipeline import FileReport, load_file
from tests.engines import SqliteStores
from tests.loaders import plain_extract
from tests.loaders.held import (
    EXAMPLES,
    Key,
    Records,
    assert_missing_column_is_named,
    assert_same,
    changed,
    cut_short,
    edited,
    figures,
    held,
    load,
    refusal,
)

EXAMPLE = "rtt_example.csv"
REAL = "rtt/20260131-RTT-January-2026-full-extract.csv.gz"
MEASURES = {"waiting-list": "total", "within-18-weeks": "within 18"} | {
    f"over-{weeks}-weeks": f"over {weeks}" for weeks in (52, 65, 78, 104)
}


def _rows(stream: IO[str]) -> Iterator[plain_extract.Row]:
    reader = csv.reader(stream)
    header = next(reader)
    at = {name: header.index(name) for name in header}
    first = at["Gt 00 To 01 Weeks SUM 1"]
    for record in reader:
        if record[at["RTT Part Type"]] != "Part_2":
            continue
        weeks = [int(cell or 0) for cell in record[first : first + 105]]
        counts = {"total": int(record[at["Total All"]]), "within 18": sum(weeks[:18])}
        counts |= {f"over {week}": sum(weeks[week:]) for week in (52, 65, 78, 104)}
        total = record[at["Treatment Function Code"]] == "C_999"
        yield (
            record[at["Provider Org Code"]],
            record[at["Commissioner Org Code"]],
            record[at["Commissioner Parent Org Code"]],
            "" if total else record[at["Treatment Function Name"]],
            counts,
        )


def _plainly(stream: IO[str], month_end: date) -> dict[Key, tuple[float | None, ...]]:
    expected: dict[Key, tuple[float | None, ...]] = {}
    for (basis, area, category), counts in plain_extract.sums(_rows(stream)).items():
        for measure, name in MEASURES.items():
            kind = "Treatment function" if category else ""
            key = (f"nhse-rtt-{basis}-{measure}", area, month_end, "Persons", "", kind, category)
            part, whole = counts[name], counts["total"]
            value: float | None = part
            if measure == "within-18-weeks":
                value = 100 * part / whole if whole else None
            expected[key] = (value, None, None, part, None if measure == "waiting-list" else whole)
    return expected


def _total(
    rows: list[dict[str, Any]], measure: str, area: str, basis: str = "commissioner"
) -> dict[str, Any]:
    series = f"nhse-rtt-{basis}-{measure}"
    (found,) = [r for r in rows if (r["series"], r["area"], r["category"]) == (series, area, "")]
    return found


@pytest.fixture(scope="module")
def january(
    extracts: Path, sqlite_stores: SqliteStores, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, FileReport]]:
    """The publisher's January 2026 extract, loaded once."""
    with sqlite_stores.store(tmp_path_factory.mktemp("january")) as engine:
        yield engine, load(engine, extracts / REAL)


def test_the_published_january_2026_figures_are_reproduced(january: tuple[Engine, FileReport]) -> None:
    rows = held(january[0])
    system = _total(rows, "within-18-weeks", "cheshire-and-merseyside")
    assert (system["numerator"], system["denominator"]) == (204_030, 346_862)
    waiting = {"cheshire-and-merseyside": 346_862, "cheshire": 108_006, "27d": 108_006, "sefton": 35_991}
    for area, count in (waiting | {"england": 7_155_958}).items():
        assert _total(rows, "waiting-list", area)["value"] == count
    for area, count in {"rjr": 29_823, "england": 7_155_958}.items():
        assert _total(rows, "waiting-list", area, "provider")["value"] == count
    assert not [row for row in rows if row["area"] in ("cheshire-east", "cheshire-west")]


def test_a_plain_reading_of_the_january_extract_gives_the_same_figures(
    january: tuple[Engine, FileReport], extracts: Path
) -> None:
    with gzip.open(extracts / REAL, "rt", encoding="utf-8", newline="") as stream:
        assert_same(figures(january[0]), _plainly(stream, date(2026, 1, 31)))


def test_the_january_extract_agrees_with_the_tidy_copy(
    january: tuple[Engine, FileReport], extracts: Path
) -> None:
    rows = held(january[0])
    compared = 0
    with (extracts / "tidy" / "rtt-icb-and-trusts.csv").open(encoding="utf-8", newline="") as stream:
        for told in csv.DictReader(stream):
            if told["period"] != "January 2026":
                continue
            area = catalogue().area_for(told["area_code"])
            assert area is not None
            basis = "provider" if area.kind == "trust" else "commissioner"
            found = _total(rows, told["indicator"].removeprefix("rtt-"), area.slug, basis)
            assert found["value"] == pytest.approx(float(told["value"]), abs=5e-5)
            assert (found["numerator"], found["denominator"]) == (
                float(told["count"]),
                float(told["denominator"]),
            )
            compared += 1
    assert compared == 65


def test_the_january_report_says_what_was_set_aside(january: tuple[Engine, FileReport]) -> None:
    report = january[1]
    assert (report.release, report.rows_read, report.warnings) == ("RTT January 2026", 183_417, [])
    assert report.set_aside == {
        "parts other than incomplete pathways (Part_2)": 118_523,
        "commissioners outside England (NONC)": 1_053,
        "providers not kept (counted for commissioners and England)": 60_493,
    }


def test_the_truncated_june_2024_workbook_is_refused_and_told_why(
    extracts: Path, sqlite_engine: Engine
) -> None:
    told = refusal(sqlite_engine, extracts / "rtt" / "20240630-RTT-June-2024-full-extract-revised.xlsb")
    assert "the bands from 0 to 51 weeks are missing" in told
    assert "ends at row 65,536" in told


def test_a_plain_reading_of_the_example_gives_the_same_figures(sqlite_engine: Engine) -> None:
    load(sqlite_engine, EXAMPLES / EXAMPLE)
    with (EXAMPLES / EXAMPLE).open(encoding="utf-8", newline="") as stream:
        expected = _plainly(stream, date(2025, 2, 28))
    assert_same(figures(sqlite_engine), expected)


def test_aggregates_name_the_rows_and_the_rule(sqlite_engine: Engine) -> None:
    load(sqlite_engine, EXAMPLES / EXAMPLE)
    rows = held(sqlite_engine)
    lacking = "; hospitals not in the file: REM, RBL, RBT, RJN, RWW, RBS, REN, RBQ, REP, RET"
    assert _total(rows, "waiting-list", "sefton")["row"] == "sum of 3 rows: 01T + 01V" + lacking
    assert _total(rows, "waiting-list", "halton")["row"] == "sum of 1 row: 01F" + lacking
    system = _total(rows, "waiting-list", "cheshire-and-merseyside", "provider")
    assert system["row"].startswith("sum of 13 rows: by hospital trust: RBN + RJR + RW4, without NONC")
    assert "not in the file: REM" in system["row"]
    england = _total(rows, "waiting-list", "england")
    assert england["row"] == "sum of 14 rows: every commissioner but NONC" + lacking
    assert _total(rows, "waiting-list", "e54000048")["row"] == "sum of 1 row: commissioners of QE1"


def test_the_example_report_says_what_was_set_aside(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, EXAMPLES / EXAMPLE)
    assert report.set_aside["ICB not known (QZZ)"] == 4
    assert report.set_aside["commissioners outside England (NONC)"] == 3
    assert any("by hospital trust, February 2025: REM" in warning for warning in report.warnings)


def test_a_member_that_is_missing_leaves_its_sums_out(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, changed(tmp_path, EXAMPLE, (",01V,", ",00Y,")))
    areas = {row["area"] for row in held(sqlite_engine) if "commissioner" in row["series"]}
    assert {"01t", "wirral", "cheshire"} <= areas
    assert not {"sefton", "cheshire-and-merseyside"} & areas
    assert "no figure for Sefton: 01V not in the file" in report.warnings


@pytest.mark.parametrize("packed", ["gz", "zip", "quoted", "xlsx", "bom"])
def test_every_packing_gives_the_same_figures(
    sqlite_engine: Engine, sqlite_stores: SqliteStores, tmp_path: Path, packed: str
) -> None:
    path = _packed(tmp_path, packed)
    load_file(path, sqlite_engine, catalogue())
    (tmp_path / "plain").mkdir()
    with sqlite_stores.store(tmp_path / "plain") as plain:
        load(plain, EXAMPLES / EXAMPLE)
        assert_same(figures(sqlite_engine), figures(plain))


def _packed(folder: Path, packed: str) -> Path:
    source, path = EXAMPLES / EXAMPLE, folder / f"example.{packed}"
    with source.open(encoding="utf-8", newline="") as stream:
        records = list(csv.reader(stream))
    if packed == "gz":
        with gzip.open(path, "wb") as out:
            out.write(source.read_bytes())
    elif packed == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("notes.txt", "made up")
            archive.write(source, EXAMPLE)
    elif packed == "quoted":
        with path.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, quoting=csv.QUOTE_ALL).writerows(records)
    elif packed == "bom":
        path.write_bytes(b"\xef\xbb\xbf" + source.read_bytes() + b"\r\n")
    else:
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(["Example, not published figures"])
        sheet.append([])
        for record in records:
            sheet.append([int(cell) if cell.isdigit() else cell for cell in record])
        book.save(path)
    return path


def test_an_open_band_from_52_weeks_gives_the_measures_it_can(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, edited(tmp_path, EXAMPLE, _with_an_open_band_from_52_weeks))
    measures = {row["series"].removeprefix("nhse-rtt-commissioner-") for row in held(sqlite_engine)}
    assert {"waiting-list", "within-18-weeks", "over-52-weeks"} <= measures
    assert not {"over-65-weeks", "over-78-weeks", "over-104-weeks"} & measures
    assert sum("the file cannot give 'over-65-weeks'" in warning for warning in report.warnings) == 2
    with (EXAMPLES / EXAMPLE).open(encoding="utf-8", newline="") as stream:
        expected = _plainly(stream, date(2025, 2, 28))
    given = ("waiting-list", "within-18-weeks", "over-52-weeks")
    assert_same(figures(sqlite_engine), {k: v for k, v in expected.items() if k[0].endswith(given)})


def _with_an_open_band_from_52_weeks(records: Records) -> None:
    at = records[0].index("Gt 52 To 53 Weeks SUM 1")
    end = records[0].index("Total")
    records[0][at:end] = ["Gt 52 Weeks SUM 1"]
    for record in records[1:]:
        record[at:end] = [str(sum(int(cell or 0) for cell in record[at:end]))]


def _first(records: Records, part: str = "Part_2") -> list[str]:
    """The first record of a treatment function of a part."""
    return next(record for record in records if record[9] == part)


def _setting(column: str, text: str) -> Callable[[Records], None]:
    def edit(records: Records) -> None:
        _first(records)[records[0].index(column)] = text

    return edit


def _one_more_waiting(records: Records) -> None:
    record = _first(records)
    for column in ("Gt 00 To 01 Weeks SUM 1", "Total All"):
        at = records[0].index(column)
        record[at] = str(int(record[at] or 0) + 1)


def _without_the_total_row(records: Records) -> None:
    records.remove(next(record for record in records if record[9] == "Part_2" and record[11] == "C_999"))


def _said_twice(records: Records) -> None:
    again = list(_first(records))
    again[13] = str(int(again[13] or 0) + 1)
    again[-1] = str(int(again[-1]) + 1)
    records.append(again)


def _without_band(records: Records) -> None:
    at = records[0].index("Gt 30 To 31 Weeks SUM 1")
    for record in records:
        del record[at]


def _of_two_months(records: Records) -> None:
    _first(records)[0] = "RTT-March-2025"


def _of_no_month(records: Records) -> None:
    for record in records[1:]:
        record[0] = "RTT-Winter-2025"


def _without_incomplete_pathways(records: Records) -> None:
    records[1:] = [record for record in records[1:] if record[9] != "Part_2"]


def _header_only(records: Records) -> None:
    del records[1:]


def _short_of_fields(records: Records) -> None:
    del _first(records)[-20:]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            _setting("Gt 05 To 06 Weeks SUM 1", "many"),
            "row 6, column 'Gt 05 To 06 Weeks SUM 1': 'many' is not",
        ),
        (_setting("Gt 05 To 06 Weeks SUM 1", "-3"), "'-3' is below 0"),
        (_setting("Gt 05 To 06 Weeks SUM 1", "2.5"), "'2.5' is not a whole number"),
        (_setting("Gt 05 To 06 Weeks SUM 1", "inf"), "column 'Gt 05 To 06 Weeks SUM 1'"),
        (_setting("Total All", ""), "row 6, column 'Total All': '' is blank"),
        (_setting("Total All", "9"), "row 6: the weeks waited add up to"),
        (_setting("Commissioner Org Code", ""), "row 6, column 'Commissioner Org Code': '' is blank"),
        (_one_more_waiting, "provider RJR, commissioner 01F: the 3 services add up to"),
        (_without_the_total_row, "but their total row (C_999) is missing"),
        (_said_twice, "stands in row 6 too, with other figures"),
        (_without_band, "the bands from 30 to 31 weeks are missing before 'Gt 31 To 32 Weeks SUM 1'"),
        (_of_two_months, "holds 2 months (RTT-FEBRUARY-2025, RTT-March-2025)"),
        (_of_no_month, "'Winter' is not the name of a month"),
        (_without_incomplete_pathways, "has no row with 'Part_2'"),
        (_header_only, "has no row with 'Part_2'"),
        (_short_of_fields, "row 6: has 101 fields where the header has 121"),
    ],
)
def test_a_bad_extract_is_refused_and_told_where(
    sqlite_engine: Engine, tmp_path: Path, edit: Callable[[Records], None], told: str
) -> None:
    assert told in refusal(sqlite_engine, edited(tmp_path, EXAMPLE, edit))


@pytest.mark.parametrize("column", ["Commissioner Org Code", "Provider Org Code", "Total All", "Period"])
def test_a_missing_column_is_named(sqlite_engine: Engine, tmp_path: Path, column: str) -> None:
    assert_missing_column_is_named(sqlite_engine, tmp_path, EXAMPLE, column)


@pytest.mark.parametrize(
    ("lost", "whole_rows", "told"), [(40, False, "the file may be cut off"), (4_000, True, "add up to")]
)
def test_an_extract_that_is_cut_off_is_refused(
    sqlite_engine: Engine, tmp_path: Path, lost: int, whole_rows: bool, told: str
) -> None:
    path = cut_short(tmp_path, EXAMPLE, lost, whole_rows)
    assert told in refusal(sqlite_engine, path)


def test_a_packed_extract_that_is_cut_off_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "example.csv.gz"
    path.write_bytes(gzip.compress((EXAMPLES / EXAMPLE).read_bytes())[:-2_000])
    assert "damaged archive" in refusal(sqlite_engine, path)


def _with_a_remark(records: Records) -> None:
    for record in records:
        record.append("Remark" if record is records[0] else "example")


def test_a_column_nobody_knows_is_told(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, edited(tmp_path, EXAMPLE, _with_a_remark))
    assert any("1 unknown column(s) not read: 'Remark'" in warning for warning in report.warnings)
