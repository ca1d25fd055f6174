"""DM01 full extract: the figures of a made-up file in the documented layout, and what must be refused."""

import csv
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from tests.engines import SqliteStores
from tests.loaders import plain_extract
from tests.loaders.held import (
    EXAMPLES,
    Key,
    Records,
    assert_missing_column_is_named,
    assert_same,
    cut_short,
    edited,
    figures,
    held,
    load,
    one,
    refusal,
)
from tests.loading import example_row, load_example

EXAMPLE = "dm01_example.csv"
TESTS = {
    "MRI": "mri",
    "CT": "ct",
    "NON_OBSTETRIC_ULTRASOUND": "ultrasound",
    "BARIUM_ENEMA": "barium enema",
    "DEXA_SCAN": "dexa",
    "AUDIOLOGY_ASSESSMENTS": "audiology",
    "ECHOCARDIOGRAPHY": "echocardiography",
    "ELECTROPHYSIOLOGY": "electrophysiology",
    "PERIPHERAL_NEUROPHYS": "neurophysiology",
    "SLEEP_STUDIES": "sleep studies",
    "URODYNAMICS": "urodynamics",
    "COLONOSCOPY": "colonoscopy",
    "FLEXI_SIGMOIDOSCOPY": "sigmoidoscopy",
    "CYSTOSCOPY": "cystoscopy",
    "GASTROSCOPY": "gastroscopy",
    "TOTAL": "",
}


def _rows(stream: IO[str]) -> Iterator[plain_extract.Row]:
    for record in csv.DictReader(stream):
        weeks = [int(cell) for name, cell in record.items() if " < " in name or name == "13+ Weeks"]
        assert len(weeks) == 14
        counts = {"waiting": sum(weeks), "under 6": sum(weeks[:6]), "from 13": weeks[13]}
        counts["done"] = int(record["Total Activity"])
        yield (
            record["Provider Org Code"],
            record["Commissioner Org Code"],
            record["Commissioner Parent Org Code"],
            TESTS[record["Diagnostic Tests"]],
            counts,
        )


def _plainly(path: Path) -> dict[Key, tuple[float | None, ...]]:
    expected: dict[Key, tuple[float | None, ...]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        sums = plain_extract.sums(_rows(stream))
    for (basis, area, category), counts in sums.items():
        kind = "Diagnostic test" if category else ""
        line = (area, date(2025, 2, 28), "Persons", "", kind, category)
        within, over, waiting, done = (counts[name] for name in ("under 6", "from 13", "waiting", "done"))
        share = 100 * within / waiting if waiting else None
        for measure, told in {
            "within-6-weeks": (share, None, None, within, waiting),
            "over-13-weeks": (over, None, None, over, waiting),
            "activity": (done, None, None, done, None),
        }.items():
            expected[f"nhse-dm01-{basis}-{measure}", *line] = told
    return expected


def test_a_plain_reading_of_the_example_gives_the_same_figures(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, EXAMPLES / EXAMPLE)
    assert (report.source, report.release, report.rows_read) == ("diagnostics", "DM01 February 2025", 240)
    assert_same(figures(sqlite_engine), _plainly(EXAMPLES / EXAMPLE))


def test_a_zip_of_the_csv_gives_the_same_figures(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "example.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(EXAMPLES / EXAMPLE, EXAMPLE)
    load(sqlite_engine, path)
    assert_same(figures(sqlite_engine), _plainly(EXAMPLES / EXAMPLE))


def test_sums_name_their_rows_and_cheshire_stands_once(sqlite_engine: Engine) -> None:
    load(sqlite_engine, EXAMPLES / EXAMPLE)
    series = "nhse-dm01-commissioner-activity"
    sefton, cheshire = (
        one(sqlite_engine, series=series, area=area, category="") for area in ("sefton", "cheshire")
    )
    assert sefton["row"].startswith("sum of 3 rows: 01T + 01V; hospitals not in the file: REM, RBL, ")
    assert cheshire["row"].startswith("sum of 1 row: 27D; hospitals not in the file: ")
    assert not {row["area"] for row in held(sqlite_engine)} & {"cheshire-east", "cheshire-west"}


def test_a_test_nobody_waits_for_has_no_share_and_one_nobody_does_is_left_out(sqlite_engine: Engine) -> None:
    load(sqlite_engine, EXAMPLES / EXAMPLE)
    series = "nhse-dm01-provider-within-6-weeks"
    empty = one(sqlite_engine, series=series, area="rjr", category="electrophysiology")
    assert (empty["value"], empty["denominator"], empty["note"]) == (None, 0, "nobody was waiting")
    assert "barium enema" not in {row["category"] for row in held(sqlite_engine)}


def test_what_is_set_aside_is_counted(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, EXAMPLES / EXAMPLE)
    assert report.set_aside == {
        "ICB not known (QZZ)": 16,
        "commissioners outside England (NONC)": 16,
        "providers not kept (counted for commissioners and England)": 16,
    }


def test_a_test_is_the_same_line_as_in_the_tidy_copy_of_trust_figures(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    load(sqlite_engine, EXAMPLES / EXAMPLE)
    series = "nhse-dm01-provider-within-6-weeks"
    row = example_row(
        indicator="diagnostics-within-6-weeks",
        series=series,
        area_code="RJR",
        area_name="",
        period="January 2025",
        category_type="Diagnostic test",
        category="audiology",
        value=50,
    )
    load_example(sqlite_engine, tmp_path, [row], name="tidy_example.csv")
    periods = {
        row["period"]
        for row in held(sqlite_engine)
        if (row["series"], row["area"], row["category"]) == (series, "rjr", "audiology")
    }
    assert periods == {"January 2025", "February 2025"}


def test_the_publishers_long_names_of_tests_are_the_same_tests(
    sqlite_engine: Engine, sqlite_stores: SqliteStores, tmp_path: Path
) -> None:
    long = {
        "MRI": "Magnetic Resonance Imaging",
        "CT": "Computed Tomography",
        "NON_OBSTETRIC_ULTRASOUND": "Non-obstetric Ultrasound",
        "AUDIOLOGY_ASSESSMENTS": "Audiology - Audiology Assessments",
        "PERIPHERAL_NEUROPHYS": "Neurophysiology - peripheral neurophysiology",
        "SLEEP_STUDIES": "Respiratory physiology - sleep studies",
        "URODYNAMICS": "Urodynamics - pressures & flows",
    }

    def rename(records: Records) -> None:
        for record in records[1:]:
            record[10] = long.get(record[10], record[10])

    load(sqlite_engine, edited(tmp_path, EXAMPLE, rename, csv.QUOTE_ALL))
    assert_same(figures(sqlite_engine), _plainly(EXAMPLES / EXAMPLE))


def test_the_series_are_those_the_definitions_ask_for(sqlite_engine: Engine) -> None:
    load(sqlite_engine, EXAMPLES / EXAMPLE)
    asked = {series.id for series in catalogue().series_for("diagnostics")}
    assert {row["series"] for row in held(sqlite_engine)} == asked


def _setting(column: str, text: str) -> Callable[[Records], None]:
    def edit(records: Records) -> None:
        records[1][records[0].index(column)] = text

    return edit


def _one_more(*columns: str) -> Callable[[Records], None]:
    def edit(records: Records) -> None:
        for column in columns:
            at = records[0].index(column)
            records[1][at] = str(int(records[1][at]) + 1)

    return edit


def _said_twice(records: Records) -> None:
    records.append(list(records[1]))
    _one_more("Planned Activity", "Total Activity")(records)


def _without_band(records: Records) -> None:
    at = records[0].index("05 < 06 Weeks")
    for record in records:
        del record[at]


def _without_open_band(records: Records) -> None:
    at = records[0].index("13+ Weeks")
    for record in records:
        del record[at]


def _without_totals(records: Records) -> None:
    records[1:] = [record for record in records[1:] if record[10] != "TOTAL"]


def _of_two_months(records: Records) -> None:
    records[1][0] = "DM01-MARCH-2025"


def _header_only(records: Records) -> None:
    del records[1:]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (_setting("01 < 02 Weeks", "n/a"), "row 2, column '01 < 02 Weeks': 'n/a' is not a number"),
        (_setting("13+ Weeks", "-1"), "row 2, column '13+ Weeks': '-1' is below 0"),
        (_setting("Planned Activity", ""), "row 2, column 'Planned Activity': '' is blank"),
        (_setting("Total WL", "1"), "row 2: the weeks waited add up to"),
        (_setting("Total Activity", "1"), "row 2: the three kinds of activity add up to"),
        (_one_more("13+ Weeks", "Total WL"), "provider RJR, commissioner 01F: the 15 services add up to"),
        (_one_more("Planned Activity", "Total Activity"), "but their total row (TOTAL) is"),
        (_without_totals, "but their total row (TOTAL) is missing"),
        (_said_twice, "stands in row 2 too, with other figures"),
        (_without_band, "the bands from 5 to 6 weeks are missing before '06 < 07 Weeks'"),
        (_without_open_band, "the last band, of all who waited longer, is missing"),
        (_of_two_months, "holds 2 months"),
        (_setting("Period", ""), "row 2, column 'Period': '' is blank"),
        (_header_only, "has no row"),
    ],
)
def test_a_bad_extract_is_refused_and_told_where(
    sqlite_engine: Engine, tmp_path: Path, edit: Callable[[Records], None], told: str
) -> None:
    assert told in refusal(sqlite_engine, edited(tmp_path, EXAMPLE, edit, csv.QUOTE_ALL))


@pytest.mark.parametrize("column", ["Commissioner Org Code", "Total Activity", "Unscheduled Activity"])
def test_a_missing_column_is_named(sqlite_engine: Engine, tmp_path: Path, column: str) -> None:
    assert_missing_column_is_named(sqlite_engine, tmp_path, EXAMPLE, column)


@pytest.mark.parametrize(("lost", "whole_rows", "told"), [(7, False, "cut off"), (2_000, True, "add up to")])
def test_an_extract_that_is_cut_off_is_refused(
    sqlite_engine: Engine, tmp_path: Path, lost: int, whole_rows: bool, told: str
) -> None:
    path = cut_short(tmp_path, EXAMPLE, lost, whole_rows)
    assert told in refusal(sqlite_engine, path)


def test_a_web_page_saved_as_csv_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "DM01_example.csv"
    path.write_text("<html><body>Page not found</body></html>", encoding="utf-8")
    assert "is a web page" in refusal(sqlite_engine, path)
