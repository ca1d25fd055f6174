"""Mid-year population: one figure for an area that stands twice, England and the nine Places as sums."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from tests.loaders.authority_examples import PLACES, SYSTEM, slug_of
from tests.loaders.held import assert_same, figures, load, one, refusal, rows_of

SERIES = "ons-mid-year-population"
REAL = "population/nomis_population_estimates_lad.csv"
REGIONS = [f"E1200000{number}" for number in range(1, 10)]


def _line(area: str, year: int = 2021, sex: str = "Persons") -> tuple[Any, ...]:
    return (SERIES, area, date(year, 6, 30), sex, "", "", "")


def _record(code: str, people: object, **changes: str) -> dict[str, str]:
    record = {
        "DATE_NAME": "2021",
        "GEOGRAPHY_NAME": f"example {code}",
        "GEOGRAPHY_CODE": code,
        "GEOGRAPHY_TYPE": "districts",
        "GENDER_NAME": "Total",
        "C_AGE_NAME": "All Ages",
        "MEASURES_NAME": "Value",
        "OBS_VALUE": str(people),
        "OBS_STATUS_NAME": "Normal Value",
        "URN": "Nm-2002d1d1d2021",
        "RECORD_COUNT": "",
    }
    return record | changes


def _example() -> list[dict[str, str]]:
    """Made-up people: 100, 200 ... in the Places, each of which stands as a county too; 1,000 in a region."""
    people = {code: 100 * number for number, code in enumerate(PLACES, start=1)}
    records = [_record(code, 1000, GEOGRAPHY_TYPE="regions") for code in REGIONS]
    records += [_record(code, count) for code, count in people.items()]
    records += [_record(code, count, GEOGRAPHY_TYPE="counties") for code, count in people.items()]
    records += [
        _record("W06000015", 70),
        _record("E11000002", 70),
        _record("E06000006", 20, C_AGE_NAME="Aged 65+"),
    ]
    return records


def _written(folder: Path, records: list[dict[str, str]]) -> Path:
    path = folder / "example.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(records[0]), quoting=csv.QUOTE_ALL, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(records)
    return path


def test_each_area_counts_once_and_the_places_and_england_are_sums(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    report = load(sqlite_engine, _written(tmp_path, _example()))
    assert (report.source, report.rows_read, report.new, report.warnings) == ("population", 30, 20, [])
    assert report.release == "Mid-year population estimates, 2021"
    assert report.set_aside == {
        "another age": 1,
        "area not kept: group of English authorities": 1,
        "area not kept: area outside England": 1,
        "the same area and figure a second time": 9,
    }
    halton = one(sqlite_engine, area="halton")
    assert (halton["value"], halton["period"], halton["row"]) == (100, "30 June 2021", "11")
    total = one(sqlite_engine, area=SYSTEM)
    assert (total["value"], total["numerator"], total["note"]) == (4500, None, "sum of the 9 Places")
    england = one(sqlite_engine, area="england")
    assert (england["value"], england["note"]) == (9000, "sum of the nine regions")
    assert england["row"] == "sum of rows 2, 3, 4, 5, 6, 7, 8, 9, 10: the nine regions"


def test_years_and_sexes_are_their_own_figures(sqlite_engine: Engine, tmp_path: Path) -> None:
    records = _example() + [_record(code, 40, GENDER_NAME="Male", DATE_NAME="2022") for code in PLACES]
    load(sqlite_engine, _written(tmp_path, records))
    assert one(sqlite_engine, area="halton", sex="Male")["period"] == "30 June 2022"
    assert one(sqlite_engine, area=SYSTEM, sex="Male")["value"] == 360
    assert one(sqlite_engine, area=SYSTEM, sex="Persons")["value"] == 4500


def test_england_as_published_is_not_worked_out_again(sqlite_engine: Engine, tmp_path: Path) -> None:
    load(sqlite_engine, _written(tmp_path, [*_example(), _record("E92000001", 9001)]))
    england = one(sqlite_engine, area="england")
    assert (england["value"], england["note"]) == (9001, "")


def test_without_all_nine_regions_or_places_there_is_no_sum(sqlite_engine: Engine, tmp_path: Path) -> None:
    records = [one for one in _example() if one["GEOGRAPHY_CODE"] not in ("E12000001", "E08000012")]
    load(sqlite_engine, _written(tmp_path, records))
    assert _line("england") not in figures(sqlite_engine)
    total = one(sqlite_engine, area=SYSTEM)
    assert (total["value"], total["note"]) == (None, "no figure: Liverpool not supplied")


def test_a_figure_not_given_is_missing_with_the_publishers_reason(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    records = _example()
    for record in records:
        if record["GEOGRAPHY_CODE"] == "E06000006":
            record.update(OBS_VALUE="", OBS_STATUS_NAME="Missing value")
    load(sqlite_engine, _written(tmp_path, records))
    halton = one(sqlite_engine, area="halton")
    assert (halton["value"], halton["note"]) == (None, "Missing value")
    assert one(sqlite_engine, area=SYSTEM)["value"] is None


def test_a_page_of_a_larger_answer_says_so(sqlite_engine: Engine, tmp_path: Path) -> None:
    records = [record | {"RECORD_COUNT": "11178"} for record in _example()]
    report = load(sqlite_engine, _written(tmp_path, records))
    assert report.warnings == ["example.csv: holds 30 of 11,178 records: one page of several"]


def test_the_publishers_file_gives_what_a_plain_reading_gives(sqlite_engine: Engine, extracts: Path) -> None:
    report = load(sqlite_engine, extracts / REAL)
    assert report.warnings == []
    people = {
        slug_of(row["GEOGRAPHY_CODE"]): float(row["OBS_VALUE"])
        for row in rows_of(extracts / REAL)
        if row["C_AGE_NAME"] == "All Ages" and slug_of(row["GEOGRAPHY_CODE"])
    }
    regions = [slug_of(code) for code in REGIONS]
    people["england"] = sum(people[region] for region in regions)
    people[SYSTEM] = sum(people[slug] for slug in PLACES.values())
    expected = {_line(area): (count, None, None, None, None) for area, count in people.items()}
    assert_same(figures(sqlite_engine), expected)
    assert (people[SYSTEM], people["england"]) == (2_521_176, 56_536_419)
    for place in catalogue().places:
        assert people[place.slug] == place.population_2021


def _changed(**changes: str) -> list[dict[str, str]]:
    records = _example()
    records[9].update(changes)
    return records


def _without(column: str) -> list[dict[str, str]]:
    return [{name: cell for name, cell in record.items() if name != column} for record in _example()]


@pytest.mark.parametrize(
    ("records", "told"),
    [
        (_changed(OBS_VALUE="many"), "row 11, column 'OBS_VALUE': 'many' is not a number"),
        (_changed(OBS_VALUE="-5"), "is below 0"),
        (_changed(OBS_VALUE="99.5"), "is not a whole number"),
        (_changed(OBS_VALUE="101"), "is given twice, with different figures"),
        (_changed(GEOGRAPHY_CODE=""), "row 11, column 'GEOGRAPHY_CODE'"),
        (_changed(DATE_NAME="Jan 2021-Dec 2021"), "is not a year"),
        (_without("GENDER_NAME"), "the column 'GENDER_NAME' is missing"),
        (_without("OBS_VALUE"), "a layout no source recognises"),
        ([record | {"URN": "Nm-17d1d1"} for record in _example()], "a layout no source recognises"),
    ],
)
def test_a_bad_file_is_refused_in_words(
    sqlite_engine: Engine, tmp_path: Path, records: list[dict[str, str]], told: str
) -> None:
    assert told in refusal(sqlite_engine, _written(tmp_path, records))


def test_an_empty_a_foreign_and_a_cut_off_file_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = _written(tmp_path, _example())
    content = path.read_bytes()
    for spoilt, told in (
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>Not found</html>", "is a web page"),
        (content[:-40], "row 31"),
        (content.replace(b"example", b"\xc3\xa9xampl\xe9", 1), "not UTF-8"),
    ):
        path.write_bytes(spoilt)
        assert told in refusal(sqlite_engine, path)
