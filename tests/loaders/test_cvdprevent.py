"""The raw data of the CVDPREVENT audit, csv and JSON, against a plain second reading of the same files."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.store import queries
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

EXAMPLE = "cvdprevent_example.csv"
AF, HYPERTENSION = "cvdprevent-cvdp002af", "cvdprevent-cvdp007hyp"
SERIES = {"CVDP002AF": AF, "CVDP007HYP": HYPERTENSION}
AREAS = {
    "E92000001": ["england"],
    "E54000008": ["cheshire-and-merseyside"],
    "E54000040": ["e54000040"],
    "E54000050": ["e54000050"],
    "E40000014": ["north-west"],
    "E38000068": ["01f", "halton"],
    "E38000161": ["01t"],
    "E38000170": ["01v"],
    "E38000233": ["27d", "cheshire"],
}


def _plainly(path: Path, end: date) -> dict[Key, tuple[float | None, ...]]:
    """What ought to be held of a csv, but for sums, by nothing but a loop."""
    found: dict[Key, tuple[float | None, ...]] = {}
    for row in rows_of(path):
        if row["IndicatorCode"] not in SERIES or row["CategoryAttribute"] not in (
            "Persons",
            "Male",
            "Female",
        ):
            continue
        kind, name, age = row["MetricCategoryTypeName"], row["MetricCategoryName"].rstrip("\u00c2\u00a0 "), ""
        if kind == "Sex":
            kind, name = "", ""
        if kind == "Age group":
            kind, name, age = "", "", name
        fields = ("Value", "LowerConfidenceLimit", "UpperConfidenceLimit", "Numerator", "Denominator")
        said = tuple(number(row[field]) for field in fields)
        for area in AREAS.get(row["AreaCode"], []):
            key = (SERIES[row["IndicatorCode"]], area, end, row["CategoryAttribute"], age, kind, name)
            found[key] = said
    return found


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("CVDP002AF_icb_period33__QYG_rows_TRANSCRIBED.csv", 31),
        ("CVDP002AF_icb_period33__suppressed_row_example_TRANSCRIBED.csv", 1),
        ("CVDP007HYP_icb_period33__QYG_rows_TRANSCRIBED.csv", 31),
    ],
)
def test_each_real_file_gives_what_a_plain_reading_gives(
    sqlite_engine: Engine, extracts: Path, name: str, rows: int
) -> None:
    path = extracts / "cvdprevent" / name
    report = load(sqlite_engine, path)
    expected = _plainly(path, date(2026, 3, 31))
    assert len(expected) == rows
    assert_same(figures(sqlite_engine), expected)
    assert (report.rows_read, report.new, report.set_aside) == (rows, rows, {})


def test_the_real_all_people_figures_are_the_headline(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, extracts / "cvdprevent" / "CVDP007HYP_icb_period33__QYG_rows_TRANSCRIBED.csv")
    (row,) = queries.latest(sqlite_engine, catalogue(), ["cheshire-and-merseyside"]).to_dict("records")
    assert (row["indicator"], row["value"], row["lower"], row["upper"]) == (
        "cvd-hypertension-treated",
        72.42,
        72.29,
        72.55,
    )
    assert (row["numerator"], row["denominator"], row["period"]) == (
        327_855,
        452_690,
        "12 months to March 2026",
    )
    assert (row["period_start"], row["interval_basis"]) == (date(2025, 4, 1), "published")


@pytest.fixture
def loaded(sqlite_engine: Engine) -> Engine:
    load(sqlite_engine, EXAMPLES / EXAMPLE)
    return sqlite_engine


def test_the_example_gives_what_a_plain_reading_gives(loaded: Engine) -> None:
    expected = _plainly(EXAMPLES / EXAMPLE, date(2026, 6, 30))
    everybody = (AF, "sefton", date(2026, 6, 30), "Persons", "", "", "")
    expected[everybody] = (100 * 7000 / 7800, None, None, 7000, 7800)
    expected[(*everybody[:3], "Male", "18-39", "", "")] = (None,) * 5
    assert_same(figures(loaded), expected)


def test_what_is_set_aside_is_counted_and_named(sqlite_engine: Engine) -> None:
    report = load(sqlite_engine, EXAMPLES / EXAMPLE)
    assert report.set_aside == {
        "no indicator uses CVDP999ZZ, AF: an example (CVDP999ZZ)": 1,
        "area not kept: practice or PCN": 2,
        "area not kept: NHS region other than the North West": 1,
        "area not kept: sub-ICB or ICB of another area": 1,
        "sex 'Indeterminate'": 1,
    }


def test_a_place_of_two_sub_icbs_is_their_sum_of_rounded_counts(loaded: Engine) -> None:
    sefton = one(loaded, area="sefton", sex="Persons")
    assert sefton["value"] == pytest.approx(89.743589, abs=1e-6)
    assert sefton["note"] == ("sum of its two sub-ICBs, of counts rounded to 5; the publisher's notice: Red")
    assert sefton["row"] == "sum of rows 16, 17: 01T + 01V"
    hidden = one(loaded, area="sefton", sex="Male")
    assert hidden["value"] is None
    assert "a part of 01T + 01V has no count" in hidden["note"]
    assert "suppressed for disclosure control" in hidden["note"]


def test_cheshire_stands_once_and_in_neither_place(loaded: Engine) -> None:
    areas = {row["area"] for row in held(loaded)}
    assert one(loaded, area="cheshire")["value"] == 90.91
    assert not areas & {"cheshire-east", "cheshire-west"}


def test_a_suppressed_row_keeps_the_publishers_reason(loaded: Engine) -> None:
    hidden = one(loaded, area="e54000050", age="18-39")
    assert [hidden[name] for name in ("value", "lower", "upper", "numerator", "denominator")] == [None] * 5
    assert hidden["note"] == "Value suppressed for disclosure control due to small count"
    assert one(loaded, area="e54000050", age="")["note"] == "no figure given"


def test_categories_keep_the_publishers_words_without_misread_bytes(loaded: Engine) -> None:
    words = {row["category"] for row in held(loaded) if row["category_type"] == "Deprivation quintile"}
    assert words == {"1 - most deprived", "5 - least deprived"}


def test_a_notice_of_the_publisher_is_told_beside_the_figure_and_in_the_report(
    sqlite_engine: Engine,
) -> None:
    report = load(sqlite_engine, EXAMPLES / EXAMPLE)
    assert one(sqlite_engine, series=HYPERTENSION)["note"] == "the publisher's notice: Red"
    assert [warning.split(";")[0] for warning in report.warnings] == [
        "CVDP002AF: the publisher has attached a notice (Red) to 1 rows",
        "CVDP007HYP: the publisher has attached a notice (Red) to 1 rows",
    ]


def _records() -> list[dict[str, Any]]:
    """The example's rows as the interface gives them in JSON: numbers as numbers, blanks as null."""
    figures_of = ("Value", "LowerConfidenceLimit", "UpperConfidenceLimit", "Numerator", "Denominator")
    return [
        {name: number(cell) if name in figures_of else cell or None for name, cell in row.items()}
        for row in rows_of(EXAMPLES / EXAMPLE)
    ]


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_json_gives_the_same_as_the_csv(sqlite_engine: Engine, tmp_path: Path, wrapped: bool) -> None:
    path = tmp_path / "cvdprevent_example.json"
    content: Any = {"indicatorRawData": _records()} if wrapped else _records()
    path.write_text(json.dumps(content), encoding="utf-8")
    report = load(sqlite_engine, path)
    from_json = figures(sqlite_engine)
    again = load(sqlite_engine, EXAMPLES / EXAMPLE)
    assert (again.new, again.revised, again.unchanged) == (0, 0, report.new)
    assert_same(figures(sqlite_engine), from_json)


def test_a_file_of_codes_that_nobody_uses_ends_well_and_says_so(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = changed(tmp_path, EXAMPLE, ("CVDP002AF", "CVDP998ZZ"), ("CVDP007HYP", "CVDP997ZZ"))
    report = load(sqlite_engine, path)
    assert report.new == 0
    assert sum(report.set_aside.values()) == report.rows_read == 24
    assert "no indicator uses a figure of this file: nothing to load" in report.warnings


def test_age_standardised_rows_never_become_the_headline(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = changed(tmp_path, EXAMPLE)
    with path.open("a", encoding="utf-8") as stream:
        lines = (EXAMPLES / EXAMPLE).read_text(encoding="utf-8").splitlines(keepends=True)
        stream.write(lines[2].replace(",Sex,", ",Sex - Age Standardised,").replace("90.92", "89.5"))
    load(sqlite_engine, path)
    kinds = {
        row["category_type"]: row["value"]
        for row in held(sqlite_engine)
        if row["area"] == "cheshire-and-merseyside" and row["series"] == AF and row["category"] == "Persons"
    }
    assert kinds == {"Sex - Age Standardised": 89.5}
    assert one(
        sqlite_engine, series=AF, area="cheshire-and-merseyside", sex="Persons", category_type="", age=""
    )["value"] == pytest.approx(90.92)


@pytest.mark.parametrize(
    ("replacement", "told"),
    [
        (("90.92", "n/k"), "row 3, column 'Value': 'n/k' is not a number"),
        (("50000.0", "-5"), "row 3, column 'Numerator': '-5' is below 0"),
        (("50000.0", "60000.0"), "has a numerator above its denominator"),
        (("90.92", "190.92"), "is above the highest value the unit allows"),
        (("90.5,Persons", "95.5,Persons"), "has a lower limit above its upper limit"),
        (("To June 2026", "Lately"), "row 2, column 'TimePeriodName': 'Lately' is not a period"),
        (("E92000001,England", ",England"), "row 2, column 'AreaCode': '' is blank"),
    ],
)
def test_a_wrong_cell_is_named_and_the_file_refused(
    sqlite_engine: Engine, tmp_path: Path, replacement: tuple[str, str], told: str
) -> None:
    assert told in refusal(sqlite_engine, changed(tmp_path, EXAMPLE, replacement))


@pytest.mark.parametrize("column", ["AreaCode", "CategoryAttribute", "Value", "ValueNote", "TimePeriodName"])
def test_a_missing_column_is_named(sqlite_engine: Engine, tmp_path: Path, column: str) -> None:
    assert_missing_column_is_named(sqlite_engine, tmp_path, EXAMPLE, column)


def test_the_same_figure_with_another_value_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = changed(tmp_path, EXAMPLE)
    with path.open("r+", encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
        rows[2][16] = "91.0"
        csv.writer(stream).writerow(rows[2])
    assert "stands in row 3 too, with other figures" in refusal(sqlite_engine, path)


def test_a_csv_cut_off_in_the_middle_of_a_row_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    assert "the file may be cut off" in refusal(sqlite_engine, cut_short(tmp_path, EXAMPLE, 30))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (json.dumps(_records())[:-40], "is not complete JSON"),
        (json.dumps({"rows": _records()}), "is not a list of records"),
        (json.dumps([*_records(), 3]), "is not a list of records"),
        (
            json.dumps([_records()[0], {"AreaCode": "E92000001"}]),
            "record 2: lacks AreaName, CategoryAttribute",
        ),
        (json.dumps([_records()[0] | {"Value": "n/k"}]), "row 1, column 'Value': 'n/k' is not a number"),
        (json.dumps([_records()[0] | {"Value": [1]}]), "'[1]' is not a number"),
    ],
    ids=["cut off", "wrapped otherwise", "not a record", "field missing", "text", "list"],
)
def test_a_bad_json_is_refused(sqlite_engine: Engine, tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "cvdprevent_example.json"
    path.write_text(content, encoding="utf-8")
    assert told in refusal(sqlite_engine, path)
