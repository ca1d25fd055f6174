"""The three layouts of the Primary Care Dementia Data, against a plain second reading of the same files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.store import queries
from tests.loaders.authority_examples import PLACES
from tests.loaders.held import (
    EXAMPLES,
    Key,
    assert_missing_column_is_named,
    assert_same,
    changed,
    cut_short,
    figures,
    held,
    load,
    number,
    one,
    refusal,
    rows_of,
)

AUTHORITY, SUB_ICB = "nhse-dementia-authority", "nhse-dementia-sub-icb"
OF_SUB_ICB = {
    "01F": "halton",
    "01J": "knowsley",
    "01X": "st-helens",
    "02E": "warrington",
    "12F": "wirral",
    "27D": "cheshire",
    "99A": "liverpool",
}
SEFTON = ("01T", "01V")
MEASURES = {
    "DIAG_RATE_65_PLUS": 0,
    "DIAG_RATE_65_PLUS_LL": 1,
    "DIAG_RATE_65_PLUS_UL": 2,
    "DEMENTIA_REGISTER_65_PLUS": 3,
    "DEMENTIA_ESTIMATE_65_PLUS": 4,
}
REAL = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]


def _plainly(read: dict[tuple[str, str], tuple[Any, ...]], end: date) -> dict[Key, tuple[Any, ...]]:
    """(ODS, ONS code) -> figures, to what ought to be held, by nothing but loops."""
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for (ods, ons), said in read.items():
        for key in _lines_of(ods, ons):
            found[key] = said
    if (SUB_ICB, "01t") in found:
        both = [found[SUB_ICB, slug] for slug in ("01t", "01v")]
        recorded, estimated = both[0][3] + both[1][3], both[0][4] + both[1][4]
        found[SUB_ICB, "sefton"] = (100 * recorded / estimated, None, None, recorded, estimated)
    return {(series, area, end, "Persons", "", "", ""): said for (series, area), said in found.items()}


def _lines_of(ods: str, ons: str) -> list[tuple[str, str]]:
    if ons in ("ENG", "E92000001"):
        return [(AUTHORITY, "england"), (SUB_ICB, "england")]
    if ods == "QYG":
        return [(AUTHORITY, "cheshire-and-merseyside"), (SUB_ICB, "cheshire-and-merseyside")]
    if ons[:3] in ("E06", "E07", "E08", "E09", "E10"):
        return [(AUTHORITY, PLACES.get(ons, ons.lower()))]
    if ons[:3] == "E12":
        return [(AUTHORITY, "north-west" if ons == "E12000002" else ons.lower())]
    if ods == "Y62":
        return [(SUB_ICB, "north-west")]
    if ons[:3] == "E54":
        return [(SUB_ICB, ons.lower())]
    if ods in OF_SUB_ICB:
        return [(SUB_ICB, ods.lower()), (SUB_ICB, OF_SUB_ICB[ods])]
    return [(SUB_ICB, ods.lower())] if ods in SEFTON else []


def _table_4_plainly(path: Path) -> dict[tuple[str, str], tuple[Any, ...]]:
    book = load_workbook(path, read_only=True)
    read = {}
    for row in book["Table 4"].iter_rows(min_row=11, max_col=9, values_only=True):
        if row[2]:
            _, ods, ons, _, recorded, estimated, rate, lower, upper = row
            read[ods or "", ons] = (rate, lower, upper, recorded, estimated)
    book.close()
    return read


def _csv_plainly(path: Path, day: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    read: dict[tuple[str, str], list[Any]] = {}
    for row in rows_of(path):
        whole = row.get("BREAKDOWN", "ALL") == "ALL"
        if row["ACH_DATE"] == day and row["MEASURE"] in MEASURES and whole:
            place = read.setdefault((row.get("ODS_CODE") or row["ORG_CODE"], row["ONS_CODE"]), [None] * 5)
            place[MEASURES[row["MEASURE"]]] = number(row["VALUE"])
    return {code: tuple(said) for code, said in read.items()}


@pytest.mark.parametrize("number_of_month", range(1, 10))
def test_each_summary_workbook_gives_what_a_plain_reading_gives(
    sqlite_engine: Engine, extracts: Path, number_of_month: int
) -> None:
    month = f"{REAL[number_of_month - 1]} 2024"
    path = extracts / "dementia" / f"Primary Care Dementia Data, {month}- Summary.xlsx"
    report = load(sqlite_engine, path)
    end = date(2024, number_of_month, [31, 29, 31, 30, 31, 30, 31, 31, 30][number_of_month - 1])
    assert_same(figures(sqlite_engine), _plainly(_table_4_plainly(path), end))
    assert report.release == f"Primary Care Dementia Data, {month}"
    assert report.warnings == []
    assert {row["published_basis"] for row in held(sqlite_engine, "published_basis")} == {"file"}


def test_september_2024_has_the_published_figures(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, extracts / "dementia" / "Primary Care Dementia Data, September 2024- Summary.xlsx")
    liverpool = one(sqlite_engine, series=AUTHORITY, area="liverpool")
    assert (liverpool["numerator"], liverpool["denominator"], liverpool["value"]) == (3398, 5153.4, 65.9)
    sefton = one(sqlite_engine, series=AUTHORITY, area="sefton")
    assert (sefton["numerator"], sefton["denominator"]) == (2990, 4440.4)
    both = one(sqlite_engine, series=SUB_ICB, area="sefton")
    assert (both["numerator"], both["denominator"]) == (3006, pytest.approx(4469.9))
    assert both["row"] == "sum of rows 78, 79: 01T + 01V"
    published = {row["published"] for row in held(sqlite_engine, "published")}
    assert published == {date(2024, 10, 17)}
    places = [one(sqlite_engine, series=AUTHORITY, area=place.slug) for place in catalogue().places]
    assert sum(row["numerator"] for row in places) == 23_424


def test_the_real_rate_csv_gives_what_a_plain_reading_gives(sqlite_engine: Engine, extracts: Path) -> None:
    (path,) = (extracts / "dementia").glob("*subICB_TRANSCRIBED.csv")
    report = load(sqlite_engine, path)
    assert_same(figures(sqlite_engine), _plainly(_csv_plainly(path, "31-Mar-26"), date(2026, 3, 31)))
    assert report.release == "Primary Care Dementia Data, March 2026"
    assert (report.rows_read, report.set_aside) == (55, {})


def test_a_rate_csv_of_two_months_gives_both(sqlite_engine: Engine) -> None:
    path = EXAMPLES / "dementia_rate_example.csv"
    report = load(sqlite_engine, path)
    expected = _plainly(_csv_plainly(path, "30-Apr-26"), date(2026, 4, 30))
    expected |= _plainly(_csv_plainly(path, "31-May-26"), date(2026, 5, 31))
    assert_same(figures(sqlite_engine), expected)
    assert report.release == "Primary Care Dementia Data, May 2026"
    assert report.set_aside == {
        "no indicator uses the measure DEMENTIA_REGISTER_0_64": 2,
        "area not kept: practice or PCN": 2,
        "area not kept: sub-ICB or ICB of another area": 2,
    }


def test_the_consolidated_layout_gives_the_rows_of_all_people(sqlite_engine: Engine) -> None:
    path = EXAMPLES / "dementia_consolidated_example.csv"
    report = load(sqlite_engine, path)
    assert_same(figures(sqlite_engine), _plainly(_csv_plainly(path, "30-Jun-26"), date(2026, 6, 30)))
    assert report.set_aside["breakdown by age, sex, ethnicity or type of dementia"] == 2


def test_a_breakdown_without_its_total_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    name = "dementia_consolidated_example.csv"
    told = refusal(sqlite_engine, changed(tmp_path, name, (",ALL,65+,", ",DIAGNOSES,65+,")))
    assert "no row of all people among the diagnosis rates" in told
    assert "BREAKDOWN 'DIAGNOSES'" in told


def test_a_suppressed_figure_is_missing_with_its_reason_and_never_nought(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = changed(tmp_path, "dementia_rate_example.csv")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    hidden = [
        line.rsplit(",", 2)[0] + ",*,\n" if ",01V," in line and "31-May-26" in line else line
        for line in lines
    ]
    path.write_text("".join(hidden), encoding="utf-8")
    load(sqlite_engine, path)
    part = one(sqlite_engine, area="01v", period="May 2026")
    assert (part["value"], part["numerator"]) == (None, None)
    assert part["note"] == "suppressed by the publisher: a count of 0 to 4"
    place = one(sqlite_engine, series=SUB_ICB, area="sefton", period="May 2026")
    assert (place["value"], place["numerator"]) == (None, None)
    assert "a part of 01T + 01V has no count" in place["note"]
    before = one(sqlite_engine, series=SUB_ICB, area="sefton", period="April 2026")
    assert before["value"] == pytest.approx(100 * 300 / 440)


UPPER = {4: "Number of patients with dementia, ages 65+ [note 2]", 6: "Diagnosis rate (%)\n[note 3]"}
HEADER = [
    [(UPPER | {7: "95% confidence limits"}).get(at, "") for at in range(9)],
    ["Type", "ODS Code", "ONS Code", "Name", "Recorded", "Estimated", "", "Lower", "Upper"],
]
RECORDED = {code: 100 + 10 * at for at, code in enumerate(PLACES)}
ESTIMATED = {code: 160.5 + 12 * at for at, code in enumerate(PLACES)}


def _row(kind: str, ods: str, ons: str, name: str, recorded: Any, estimated: float) -> list[Any]:
    if recorded == "*":
        return [kind, ods, ons, name, "*", estimated, "*", "*", "*"]
    rate = round(100 * recorded / estimated, 1)
    return [kind, ods, ons, name, recorded, estimated, rate, rate - 5, rate + 5]


def _example_rows() -> list[list[Any]]:
    """Made-up rows of Table 4: authorities in both tiers, the ICB, England twice, a region, a peer."""
    total, estimate = sum(RECORDED.values()), sum(ESTIMATED.values())
    rows = [
        _row("National", "ENG", "ENG", "ENGLAND", 48_000, 74_000),
        _row("Region", "Y62", "E40000014", "NORTH WEST", 6200, 9000),
        _row("Region", "Y56", "E40000003", "LONDON", 5100, 7600),
        _row("ICB", "QYG", "E54000008", "NHS CHESHIRE AND MERSEYSIDE INTEGRATED CARE BOARD", total, estimate),
        _row("National", "", "E92000001", "ENGLAND", 48_000, 74_000),
        _row("Government Office Region", "", "E12000002", "NORTH WEST", 6400, 9300),
    ]
    for tier in ("Upper Tier Local Authority", "Lower Tier Local Authority"):
        rows += [_row(tier, "", code, "EXAMPLE", RECORDED[code], ESTIMATED[code]) for code in PLACES]
        rows.append(_row(tier, "", "E06000053", "ISLES OF SCILLY", "*", 40.1))
    rows.append(_row("Upper Tier Local Authority", "", "E06000023", "BRISTOL, CITY OF", 300, 450.2))
    return rows


Made = Callable[..., Path]


@pytest.fixture
def workbook(tmp_path: Path) -> Made:
    """A workbook in the summary layout with made-up figures; each part can be given otherwise."""

    def made(
        rows: list[list[Any]] | None = None,
        header: list[list[str]] | None = None,
        sheet: str = "Table 4",
        title: str = "Primary Care Dementia Data, England. May 2025",
        label: str = "Table 4: Dementia: 65+ estimated diagnosis rate, England, May 2025",
    ) -> Path:
        book = Workbook()
        front = book.active
        front.title = "Title sheet"
        front["A8"], front["A10"], front["C10"] = title, "Publication date: ", "19 June 2025"
        book.create_sheet("Notes and definitions")["A1"] = "Made-up figures of an example."
        table = book.create_sheet(sheet)
        table["A7"] = label
        for at, row in enumerate([*(header or HEADER), *(rows or _example_rows())], start=9):
            for column, cell in enumerate(row, start=1):
                table.cell(at, column, cell if cell != "" else None)
        table.cell(table.max_row + 5, 1, "Copyright © 2025, NHS England.")
        path = tmp_path / "dementia_example.xlsx"
        book.save(path)
        return path

    return made


def test_a_workbook_gives_both_bases_as_two_series(sqlite_engine: Engine, workbook: Made) -> None:
    path = workbook()
    report = load(sqlite_engine, path)
    read = {code: said for code, said in _table_4_plainly(path).items() if code[1] != "E06000053"}
    scilly = {("", "E06000053"): (None, None, None, None, 40.1)}
    assert_same(figures(sqlite_engine), _plainly(read | scilly, date(2025, 5, 31)))
    assert report.set_aside == {
        "the same area and figures a second time": 11,
        "area not kept: NHS region other than the North West": 1,
    }
    halton = one(sqlite_engine, series=AUTHORITY, area="halton")
    assert (halton["sheet"], halton["row"], halton["period_start"]) == ("Table 4", "17", date(2025, 5, 1))
    hidden = one(sqlite_engine, area="e06000053")
    assert hidden["note"] == "suppressed by the publisher: a count of 0 to 4"


def test_the_bases_differ_where_the_regions_differ(sqlite_engine: Engine, workbook: Made) -> None:
    load(sqlite_engine, workbook())
    assert one(sqlite_engine, series=AUTHORITY, area="north-west")["numerator"] == 6400
    assert one(sqlite_engine, series=SUB_ICB, area="north-west")["numerator"] == 6200


def test_names_in_capitals_become_readable(sqlite_engine: Engine, workbook: Made) -> None:
    load(sqlite_engine, workbook())
    names = queries.areas_held(sqlite_engine, ["authority"]).set_index("slug").name
    assert names["e06000023"] == "Bristol, City of"
    assert names["e06000053"] == "Isles of Scilly"


def test_the_table_is_found_on_a_sheet_of_another_name(sqlite_engine: Engine, workbook: Made) -> None:
    assert load(sqlite_engine, workbook(sheet="Table 5a")).new > 0
    assert one(sqlite_engine, series=AUTHORITY, area="halton")["sheet"] == "Table 5a"


def test_the_same_bytes_twice_change_nothing(sqlite_engine: Engine, workbook: Made) -> None:
    path = workbook()
    first, again = load(sqlite_engine, path), load(sqlite_engine, path)
    assert (again.new, again.revised, again.unchanged) == (0, 0, first.new)


def _edited(find: str, column: int, cell: Any, tier: str = "") -> list[list[Any]]:
    rows = _example_rows()
    for row in rows:
        if row[2] == find and row[0].startswith(tier):
            row[column] = cell
    return rows


def test_registers_that_do_not_add_up_are_refused_naming_both_sums(
    sqlite_engine: Engine, workbook: Made
) -> None:
    rows = [
        _row(row[0], row[1], row[2], row[3], row[4] + 1, row[5]) if row[2] == "E06000006" else row
        for row in _example_rows()
    ]
    told = refusal(sqlite_engine, workbook(rows))
    total = sum(RECORDED.values())
    assert f"the 9 Places have {total + 1:,} people recorded" in told
    assert f"Cheshire and Merseyside has {total:,}" in told


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (_edited("E06000006", 4, "many"), "row 17, column 'Recorded': 'many' is not a number"),
        (_edited("E06000006", 4, -100), "below 0"),
        (_edited("E06000006", 6, 12.5), "has a rate of 12.5 %, but 100 recorded of 160.5 estimated"),
        (_edited("E06000006", 7, 99.5, "Lower"), "given twice, with different figures"),
        (_edited("E06000006", 2, ""), "column 'ONS Code': '' is blank"),
        (_edited("E06000006", 7, 99.5), "lower limit above its upper limit"),
    ],
)
def test_a_wrong_cell_is_named_and_the_workbook_refused(
    sqlite_engine: Engine, workbook: Made, rows: list[list[Any]], told: str
) -> None:
    assert told in refusal(sqlite_engine, workbook(rows))


def test_a_renamed_column_is_named_with_what_was_found(sqlite_engine: Engine, workbook: Made) -> None:
    header = [HEADER[0], [name.replace("Recorded", "Noted") for name in HEADER[1]]]
    told = refusal(sqlite_engine, workbook(header=header))
    assert "sheet Table 4, header: the column 'Recorded' is missing (found: Type, ODS Code" in told


def test_a_workbook_without_the_table_names_its_sheets(sqlite_engine: Engine, workbook: Made) -> None:
    told = refusal(sqlite_engine, workbook(header=[HEADER[0], ["Kind"] * 9]))
    assert "no sheet with the columns of the diagnosis rates" in told
    assert "Title sheet, Notes and definitions, Table 4" in told


def test_a_workbook_whose_titles_name_two_months_is_refused(sqlite_engine: Engine, workbook: Made) -> None:
    told = refusal(sqlite_engine, workbook(title="Primary Care Dementia Data, England. April 2025"))
    assert "April 2025" in told
    assert "May 2025" in told


@pytest.mark.parametrize(
    ("replacement", "told"),
    [
        (("30-Apr-26", "someday"), "'someday' is not a date"),
        (("DEMENTIA_REGISTER_65_PLUS,340.0", "DEMENTIA_REGISTER_65_PLUS,n/k"), "'n/k' is not a number"),
        (("DEMENTIA_REGISTER_65_PLUS,340.0", "DEMENTIA_REGISTER_65_PLUS,-3"), "'-3' is below 0"),
        (("DIAG_RATE_65_PLUS,66.7", "DIAG_RATE_65_PLUS,76.7"), "has a rate of 76.7 %, but"),
    ],
)
def test_a_wrong_cell_of_a_csv_is_named_and_the_file_refused(
    sqlite_engine: Engine, tmp_path: Path, replacement: tuple[str, str], told: str
) -> None:
    assert told in refusal(sqlite_engine, changed(tmp_path, "dementia_rate_example.csv", replacement))


@pytest.mark.parametrize("column", ["VALUE", "NAME", "ONS_CODE"])
def test_a_missing_column_of_a_csv_is_named(sqlite_engine: Engine, tmp_path: Path, column: str) -> None:
    for name in ("dementia_rate_example.csv", "dementia_consolidated_example.csv"):
        assert_missing_column_is_named(sqlite_engine, tmp_path, name, column)


def test_two_values_of_one_measure_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = changed(tmp_path, "dementia_rate_example.csv")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    again = next(line for line in lines if ",01F," in line and "REGISTER_65" in line)
    path.write_text("".join([*lines, again.replace("100.0", "101.0")]), encoding="utf-8")
    assert "stands in row 13 too, with other figures" in refusal(sqlite_engine, path)


def test_a_csv_cut_off_in_the_middle_of_a_row_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = cut_short(tmp_path, "dementia_rate_example.csv", 25)
    assert "the file may be cut off" in refusal(sqlite_engine, path)


def test_a_workbook_that_says_revised_is_a_revision(sqlite_engine: Engine, workbook: Made) -> None:
    path = workbook(
        title="Primary Care Dementia Data, England. May 2025 (revised)",
        label="Table 4: Dementia: 65+ estimated diagnosis rate, England, May 2025 - Revised",
    )
    load(sqlite_engine, path)
    kept = held(sqlite_engine, "title", "published_basis")
    assert {row["title"] for row in kept} == {"Primary Care Dementia Data, May 2025, revised"}
    assert {row["published_basis"] for row in kept} == {"received"}
