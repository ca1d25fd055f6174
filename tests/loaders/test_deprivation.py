"""The Indices of Deprivation: shares counted from neighbourhoods, average scores as published."""

from collections import Counter
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.store import queries
from tests.loaders.authority_examples import PLACES, SYSTEM, slug_of
from tests.loaders.held import assert_same, figures, load, one, refusal, rows_of
from tests.loaders.workbook_examples import (
    Sheets,
    assert_locked_and_broken_are_refused,
    renamed,
    with_cell,
    with_repeated_row,
    without_row,
    written,
)

SHARE, SCORE = "mhclg-imd-most-deprived-fifth", "mhclg-imd-average-score"
FILE_1 = "deprivation/File_1_-_IMD2019_Index_of_Multiple_Deprivation.xlsx"
FILE_10 = "deprivation/File_10_-_IoD2019_Local_Authority_District_Summaries__lower-tier__.xlsx"
COPY = "deprivation/DERIVED_imd25_lad_summary.csv"
OF_2023 = ("E06000063", "E06000064", "E06000065", "E06000066")
DISTRICT = ["Local Authority District code (2019)", "Local Authority District name (2019)"]
INDEX = "Index of Multiple Deprivation (IMD)"


def _line(series: str, area: str, year: int = 2019) -> tuple[Any, ...]:
    return (series, area, date(year, 12, 31), "Persons", "", "", "")


def _neighbourhoods() -> Sheets:
    """Made up: 100 neighbourhoods ranked in order, ten to each of the nine Places and then to Manchester."""
    codes = [*PLACES, "E08000003"]
    rows: list[list[Any]] = [
        ["LSOA code (2011)", "LSOA name (2011)", *DISTRICT, f"{INDEX} Rank", f"{INDEX} Decile"]
    ]
    for rank in range(1, 101):
        code = codes[(rank - 1) // 10]
        rows.append([f"E0100{rank:04d}", f"example {rank}", code, f"example {code}", rank, ceil(rank / 10)])
    return {"Notes": [["example"]], "IMD2019": rows}


def _districts() -> Sheets:
    heads = [*DISTRICT, "IMD - Average rank ", "IMD - Average score ", "IMD 2019 - Extent "]
    rows = [[code, f"example {code}", 100, 20.5, 0.1] for code in PLACES]
    return {"Notes": [["example"]], "IMD": [heads, *rows], "Income": [["never read"]]}


def _copy(folder: Path, codes: tuple[str, ...] = OF_2023, score: str = "21.5") -> Path:
    path = folder / "example.csv"
    lines = [f"{code},example,{score},100,0.1,0.2,0.3,0.4" for code in (*PLACES, *codes)]
    heads = "lad_code,lad_name,imd_avg_score,imd_avg_rank,imd_pct_most_deprived,imd_extent,health_avg_score"
    path.write_text("\n".join([f"{heads},health_pct_most_deprived", *lines, ""]), encoding="utf-8")
    return path


def test_a_share_is_counted_from_the_neighbourhoods_of_each_district(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", _neighbourhoods()))
    assert (report.source, report.rows_read, report.new, report.warnings) == ("deprivation", 100, 12, [])
    assert report.release == "Indices of Deprivation 2019, neighbourhoods"
    # The twenty most deprived are those of the first two Places.
    shares = {code: one(sqlite_engine, area=slug) for code, slug in PLACES.items()}
    assert [shares[code]["value"] for code in PLACES] == [100, 100, 0, 0, 0, 0, 0, 0, 0]
    halton = shares["E06000006"]
    assert (halton["numerator"], halton["denominator"], halton["period"]) == (10, 10, "2019")
    assert (halton["sheet"], halton["row"]) == ("IMD2019", "10 rows: neighbourhoods of E06000006")
    total = one(sqlite_engine, area=SYSTEM)
    assert (total["numerator"], total["denominator"]) == (20, 90)
    assert (total["row"], total["note"]) == ("90 rows: neighbourhoods of its Places", "sum of the 9 Places")
    assert one(sqlite_engine, area="england")["value"] == 20


def test_a_full_count_has_no_interval(sqlite_engine: Engine, tmp_path: Path) -> None:
    load(sqlite_engine, written(tmp_path / "example.xlsx", _neighbourhoods()))
    frame = queries.history(sqlite_engine, catalogue(), "most-deprived-fifth", areas=["halton", SYSTEM])
    assert len(frame) == 2
    assert frame.lower.isna().all()


def test_scores_of_districts_stand_as_published_and_are_never_averaged(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", _districts()))
    assert (report.release, report.new) == ("Indices of Deprivation 2019, district summaries", 9)
    halton = one(sqlite_engine, area="halton")
    assert (halton["value"], halton["series"], halton["row"]) == (20.5, SCORE, "2")
    assert _line(SCORE, SYSTEM) not in figures(sqlite_engine)


def test_the_copy_is_of_2025_because_of_its_districts(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, _copy(tmp_path))
    assert report.release == "Indices of Deprivation 2025, copy of the district summaries"
    assert one(sqlite_engine, area="halton")["period"] == "2025"


def test_the_file_of_neighbourhoods_gives_what_a_plain_count_gives(
    sqlite_engine: Engine, extracts: Path
) -> None:
    load(sqlite_engine, extracts / FILE_1)
    book = load_workbook(extracts / FILE_1, read_only=True)
    size: Counter[str] = Counter()
    deprived: Counter[str] = Counter()
    for row in book["IMD2019"].iter_rows(min_row=2, max_col=6, values_only=True):
        areas = [slug_of(row[2]), "england", *([SYSTEM] if row[2] in PLACES else [])]
        size.update(areas)
        deprived.update(areas if row[5] in (1, 2) else [])
    book.close()
    expected: dict[Any, Any] = {
        _line(SHARE, area): (100 * deprived[area] / size[area], None, None, deprived[area], size[area])
        for area in size
    }
    assert_same(figures(sqlite_engine), expected)
    assert (deprived[SYSTEM], size[SYSTEM], deprived["england"], size["england"]) == (545, 1562, 6568, 32844)


def test_the_counts_are_those_the_definitions_give_for_each_place(
    sqlite_engine: Engine, extracts: Path
) -> None:
    load(sqlite_engine, extracts / FILE_1)
    for place in catalogue().places:
        row = one(sqlite_engine, area=place.slug)
        assert (row["numerator"], row["denominator"]) == (
            place.most_deprived_fifth_2019,
            place.neighbourhoods_2011,
        )


def test_the_summaries_of_districts_give_what_a_plain_reading_gives(
    sqlite_engine: Engine, extracts: Path
) -> None:
    load(sqlite_engine, extracts / FILE_10)
    load(sqlite_engine, extracts / COPY)
    book = load_workbook(extracts / FILE_10, read_only=True)
    rows = book["IMD"].iter_rows(min_row=2, max_col=5, values_only=True)
    scores: dict[Any, Any] = {_line(SCORE, slug_of(row[0])): row[4] for row in rows}
    book.close()
    scores |= {
        _line(SCORE, slug_of(row["lad_code"]), 2025): float(row["imd_avg_score"])
        for row in rows_of(extracts / COPY)
    }
    expected = {key: (score, None, None, None, None) for key, score in scores.items()}
    assert_same(figures(sqlite_engine), expected)
    assert len(expected) == 317 + 296
    for place in catalogue().places:
        assert scores[_line(SCORE, place.slug)] == place.imd2019_score
        assert scores[_line(SCORE, place.slug, 2025)] == place.imd2025_score


def _bad() -> dict[str, tuple[Sheets, str]]:
    good, sheet, districts = _neighbourhoods(), "IMD2019", _districts()
    return {
        "a column is missing": (with_cell(good, sheet, (1, 6), "Tenth"), f"the column '{INDEX} Decile"),
        "a district's column is missing": (
            with_cell(districts, "IMD", (1, 4), "Score"),
            "the column 'IMD - Average score'",
        ),
        "the sheet is renamed": (
            renamed(good, sheet, "Sheet1"),
            "a layout no source recognises (it begins: Notes, Sheet1)",
        ),
        "text in a number": (
            with_cell(good, sheet, (5, 5), "low"),
            f"row 5, column '{INDEX} Rank': 'low' is not a",
        ),
        "a negative rank": (with_cell(good, sheet, (5, 5), -4), "is below 0"),
        "half a decile": (with_cell(good, sheet, (5, 6), 1.5), "is not a whole number"),
        "a decile of eleven": (with_cell(good, sheet, (5, 6), 11), "is above 10"),
        "a decile that is not of its rank": (
            with_cell(good, sheet, (5, 6), 7),
            "gives rank 4 of 100 the decile 7",
        ),
        "a blank code": (
            with_cell(good, sheet, (5, 3), ""),
            "row 5, column 'Local Authority District code (2019)'",
        ),
        "the same neighbourhood twice": (with_repeated_row(good, sheet, 5, 5, 99), "stands in row 5 too"),
        "a neighbourhood too few": (
            without_row(good, sheet, 50),
            "ranks that are not those of 99 neighbourhoods",
        ),
        "no year": (with_cell(districts, "IMD", (1, 5), "Extent"), "says no year"),
        "a score over 100": (with_cell(districts, "IMD", (2, 4), 101), "is above 100"),
        "a district twice": (with_repeated_row(districts, "IMD", 2, 4, 30.5), "stands in row 2 too"),
        "no row": (good | {sheet: good[sheet][:1]}, "has no row with the code of an area"),
    }


@pytest.mark.parametrize("what", list(_bad()))
def test_a_bad_workbook_is_refused_in_words(sqlite_engine: Engine, tmp_path: Path, what: str) -> None:
    sheets, told = _bad()[what]
    assert told in refusal(sqlite_engine, written(tmp_path / "example.xlsx", sheets))


def test_a_bad_copy_is_refused_in_words(sqlite_engine: Engine, tmp_path: Path) -> None:
    assert "does not say its year" in refusal(sqlite_engine, _copy(tmp_path, codes=()))
    assert "'high' is not a number" in refusal(sqlite_engine, _copy(tmp_path, score="high"))
    assert "stands in row 11 too" in refusal(
        sqlite_engine, _with_line(_copy(tmp_path), f"{OF_2023[0]},x,1,1,1,1,1,1")
    )
    assert "has 3 fields" in refusal(sqlite_engine, _with_line(_copy(tmp_path), "E06000001,x,20"))


def _with_line(path: Path, line: str) -> Path:
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    return path


def test_a_locked_and_a_broken_file_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    good = written(tmp_path / "example.xlsx", _neighbourhoods())
    assert_locked_and_broken_are_refused(sqlite_engine, good, "locked_example.xlsx")
