"""RTT commissioner workbooks of 2015: the figures of the file, and refusals of what is not one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from tests.loaders.held import Key, assert_same, figures, held, load, one, refusal
from tests.loaders.workbook_examples import (
    Sheets,
    assert_locked_and_broken_are_refused,
    cut_off,
    renamed,
    with_cell,
    with_repeated_row,
    without_row,
    written,
)

CHESHIRE = ["01C", "01R", "02D", "02F"]
OTHERS = ["01F", "01J", "01T", "01V", "01X", "02E", "12F", "99A"]
AREAS = {code.lower(): [code] for code in OTHERS} | {
    "27d": CHESHIRE,
    "cheshire": CHESHIRE,
    "halton": ["01F"],
    "knowsley": ["01J"],
    "sefton": ["01T", "01V"],
    "st-helens": ["01X"],
    "warrington": ["02E"],
    "wirral": ["12F"],
    "liverpool": ["99A"],
    "cheshire-and-merseyside": [*CHESHIRE, *OTHERS],
}
SHEET = "Commissioner"
BANDS = [f">{week}-{week + 1}" for week in range(52)] + ["52 plus"]


def _plainly(path: Path, end: date) -> dict[Key, tuple[float | None, ...]]:
    """Row by row: the total, the first 18 weeks and the last band of the rows of all functions."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    by_code: dict[str, tuple[float, float, float]] = {}
    for row in rows:
        if len(row) > 50 and row[4] == "IP999":
            weeks: list[Any] = row[6:59]
            by_code[row[2]] = (sum(weeks), sum(weeks[:18]), weeks[52])
    areas = AREAS | {"england": [code for code in by_code if code != "NONC"]}
    expected: dict[Key, tuple[float | None, ...]] = {}
    for area, codes in areas.items():
        total, early, late = (sum(by_code[code][at] for code in codes) for at in range(3))
        for measure, figure in {
            "waiting-list": (total, None, None, total, None),
            "within-18-weeks": (100 * early / total, None, None, early, total),
            "over-52-weeks": (late, None, None, late, total),
        }.items():
            expected[(f"nhse-rtt-commissioner-{measure}", area, end, "Persons", "", "", "")] = figure
    return expected


def _real(extracts: Path, month: str) -> Path:
    (path,) = (extracts / "rtt" / "2015").glob(f"*{month}15*.xls")
    return path


def test_both_months_equal_a_plain_second_reading(sqlite_engine: Engine, extracts: Path) -> None:
    expected: dict[Key, tuple[float | None, ...]] = {}
    for month, end in (("Mar", date(2015, 3, 31)), ("Apr", date(2015, 4, 30))):
        assert load(sqlite_engine, _real(extracts, month)).new == 57
        expected |= _plainly(_real(extracts, month), end)
    assert_same(figures(sqlite_engine), expected)
    published = {(row["period"], row["published"]) for row in held(sqlite_engine, "published")}
    assert published == {("March 2015", date(2015, 7, 9)), ("April 2015", date(2016, 1, 14))}


def test_england_is_the_figure_of_the_national_sheet(sqlite_engine: Engine, extracts: Path) -> None:
    load(sqlite_engine, _real(extracts, "Apr"))
    england = one(sqlite_engine, series="nhse-rtt-commissioner-within-18-weeks", area="england")
    assert (england["numerator"], england["denominator"]) == (2_821_088, 3_022_512)
    assert england["note"].startswith("some trusts did not submit")
    noted = {row["area"] for row in held(sqlite_engine) if row["note"]}
    assert noted == {"england"}


def _row(code: str, function: str, weeks: list[int]) -> list[Any]:
    total, early = sum(weeks), sum(weeks[:18])
    return [
        "",
        "Y54",
        code,
        f"NHS {code} CCG",
        function,
        "A function",
        *weeks,
        total,
        early,
        early / total,
        "-",
        20,
    ]


def _example(codes: list[str] | None = None, revised: str = "") -> Sheets:
    """Made-up figures: two functions and their total of each group, with a header on row 14."""
    block = [["", "Title:", "Referral to Treatment (RTT) Waiting Times"]]
    block += [["", "Summary:", "Monthly waiting times for incomplete pathways, an example."], [""]]
    block += [["", "Period:", "June 2015"], ["", "Source:", "Example"], ["", "Basis:", "Commissioner"]]
    block += [["", "Published:", "13th August 2015"], ["", "Revised:", revised], ["", "Status:", "Example"]]
    rows = [[""], *block, [""], [""], ["", "Commissioner Level Data"]]
    last = ["Total number of incomplete pathways", "Total within 18 weeks", "% within 18 weeks"]
    last += ["Average (median) waiting time (in weeks)", "95th percentile waiting time (in weeks)"]
    rows += [
        [
            "",
            "Region Code",
            "CCG Code",
            "CCG Name",
            "Treatment Function Code",
            "Treatment Function",
            *BANDS,
            *last,
        ]
    ]
    for at, code in enumerate(codes or [*CHESHIRE, *OTHERS, "00C", "NONC"]):
        surgery = [30 + at] * 18 + [4] * 34 + [at % 3]
        eyes = [20] * 18 + [at] * 34 + [1]
        both = [first + second for first, second in zip(surgery, eyes, strict=True)]
        for function, weeks in (("IP100", surgery), ("IP130", eyes), ("IP999", both)):
            rows.append(_row(code, function, weeks))
    return {"National": [list(row) for row in rows[:13]], SHEET: rows, "Notes": [["Made-up figures"]]}


def test_groups_that_have_merged_are_added_up(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "example.xlsx", _example())
    report = load(sqlite_engine, path)
    assert_same(figures(sqlite_engine), _plainly(path, date(2015, 6, 30)))
    cheshire = one(sqlite_engine, series="nhse-rtt-commissioner-within-18-weeks", area="cheshire")
    assert cheshire["row"] == "sum of 4 rows: 27D (01C + 01R + 02D + 02F)"
    assert {row["area"] for row in held(sqlite_engine)} & {"cheshire-east", "cheshire-west"} == set()
    assert report.release == "RTT June 2015"
    assert report.set_aside == {
        "commissioners outside England (NONC)": 1,
        "treatment functions, grouped otherwise since": 28,
    }


def test_longer_waits_than_the_bands_tell_are_named_and_not_given(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", _example()))
    told = " ".join(report.warnings)
    assert all(f"nhse-rtt-commissioner-over-{weeks}-weeks" in told for weeks in (65, 78, 104))
    assert {row["series"].rsplit("-", 2)[-2] for row in held(sqlite_engine)} == {"18", "52", "waiting"}


def test_the_series_are_those_of_the_full_extract(sqlite_engine: Engine, tmp_path: Path) -> None:
    load(sqlite_engine, Path(__file__).parent / "examples" / "rtt_example.csv")
    before = {row["series"] for row in held(sqlite_engine)}
    load(sqlite_engine, written(tmp_path / "example.xlsx", _example()))
    assert {row["series"] for row in held(sqlite_engine)} == before


def test_a_sum_that_lacks_a_part_is_not_given(sqlite_engine: Engine, tmp_path: Path) -> None:
    codes = [code for code in [*CHESHIRE, *OTHERS] if code != "02D"]
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", _example(codes)))
    areas = {row["area"] for row in held(sqlite_engine)}
    assert {"27d", "cheshire", "cheshire-and-merseyside"} & areas == set()
    assert {"sefton", "england"} <= areas
    assert "no figure for 27D: its part 02D is not in the file" in report.warnings


def test_revised_figures_were_published_when_they_were_revised(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, written(tmp_path / "example.xlsx", _example(revised="14th January 2016")))
    assert report.release == "RTT June 2015, revised"
    assert {row["published"] for row in held(sqlite_engine, "published")} == {date(2016, 1, 14)}


Change = Callable[[Sheets], Sheets]
BAD: dict[str, tuple[Change, str]] = {
    "a renamed sheet": (lambda made: renamed(made, SHEET, "Groups"), f"has no sheet '{SHEET}'"),
    "a missing band": (
        lambda made: with_cell(made, SHEET, (14, 59), "52-53"),
        "the column '52 plus' is missing",
    ),
    "no header": (lambda made: with_cell(made, SHEET, (14, 3), "Code"), "has no header with CCG Code"),
    "text in a number": (
        lambda made: with_cell(made, SHEET, (15, 7), "many"),
        "row 15, column '>0-1': 'many' is not",
    ),
    "a blank number": (
        lambda made: with_cell(made, SHEET, (15, 7), ""),
        "row 15, column '>0-1': '' is blank",
    ),
    "a negative count": (lambda made: with_cell(made, SHEET, (15, 7), -30), "row 15, column '>0-1': '-30"),
    "a fraction": (lambda made: with_cell(made, SHEET, (15, 7), 29.5), "is not a whole number"),
    "weeks that do not add up": (
        lambda made: with_cell(made, SHEET, (15, 7), 29),
        "row 15: the weeks waited add up",
    ),
    "more in time than waiting": (
        lambda made: with_cell(made, SHEET, (15, 61), 9999),
        "row 15: the first 18 weeks add up to",
    ),
    "a missing function": (
        lambda made: without_row(made, SHEET, 15),
        "commissioner 01C: the 1 services add up",
    ),
    "a missing total": (lambda made: without_row(made, SHEET, 17), "their total row (IP999) is missing"),
    "the same row twice": (
        lambda made: with_repeated_row(made, SHEET, 15, 60, 1),
        "stands in row 15 too, with other figures",
    ),
    "no row": (lambda made: made | {SHEET: made[SHEET][:14]}, "has no row below its header"),
    "no month": (lambda made: with_cell(made, SHEET, (5, 3), "Summer"), "'Summer' names no month"),
}


@pytest.mark.parametrize(("change", "told"), BAD.values(), ids=BAD)
def test_a_bad_workbook_is_refused_in_words(
    sqlite_engine: Engine, tmp_path: Path, change: Change, told: str
) -> None:
    path = written(tmp_path / "example.xlsx", change(_example()))
    assert told in refusal(sqlite_engine, path)


def test_files_that_cannot_be_opened_are_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    good = written(tmp_path / "example.xlsx", _example())
    assert_locked_and_broken_are_refused(sqlite_engine, good, "locked_example.xls")


def test_an_old_workbook_that_is_cut_off_is_refused(
    sqlite_engine: Engine, tmp_path: Path, extracts: Path
) -> None:
    copy = tmp_path / "cut_example.xls"
    copy.write_bytes(_real(extracts, "Apr").read_bytes())
    assert "Nothing was loaded." in refusal(sqlite_engine, cut_off(copy))
