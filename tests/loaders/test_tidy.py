"""The tidy layout and agreed trajectories, csv and xlsx, against a plain second reading of the same files."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine, select

from data.catalogue.reader import catalogue
from data.store import queries, returned, schema
from tests.loaders.held import Key, assert_same, figures, held, load, number, one, refusal, rows_of
from tests.loading import example_csv, example_row, load_example

FILE = {"source_file": "published_example.xlsx", "source_sha256": "a" * 64}
REAL = {
    "activity-levels": {},
    "depression-prevalence": {},
    "dm01-trusts": {"area not kept": 35_532},
    "fingertips-with-intervals": {"area not kept": 144},
    "healthy-life-expectancy": {},
    "life-expectancy": {},
    "life-expectancy-sii": {},
    "nhs-health-checks": {},
    "obesity-reception": {"area not kept": 21},
    "obesity-year6": {"area not kept": 21},
    "overweight-adults": {},
    "physically-active-children": {},
    "physically-inactive-adults": {},
    "preventable-mortality-u75": {},
    "rtt-icb-and-trusts": {},
    "self-harm-10-24": {"area not kept": 6},
    "smoking-prevalence": {},
    "talking-therapies": {"area not kept": 1067},
    "unemployment": {"area not kept": 600},
}


def workbook(folder: Path, rows: list[dict[str, Any]], name: str = "example.xlsx", tail: int = 0) -> Path:
    """Rows as the first sheet of a workbook, with `tail` blank but formatted rows below them."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Return"
    columns = list(dict.fromkeys(column for row in rows for column in row))
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column) for column in columns])
    for at in range(tail):
        sheet.cell(len(rows) + 2 + at, 1, " ")
    book.create_sheet("Notes").append(["Made-up figures of an example."])
    path = folder / name
    book.save(path)
    return path


@pytest.mark.parametrize("name", REAL)
def test_each_real_tidy_file_loads(sqlite_engine: Engine, extracts: Path, name: str) -> None:
    path = extracts / "tidy" / f"{name}.csv"
    report = load(sqlite_engine, path)
    assert report.set_aside == REAL[name]
    assert report.rows_read == sum(1 for _ in rows_of(path))
    assert report.new == report.rows_read - sum(report.set_aside.values())


def _said(row: dict[str, str]) -> tuple[float | None, ...]:
    return tuple(number(row[name]) for name in ("value", "lower_ci", "upper_ci", "count", "denominator"))


def test_the_waiting_times_give_what_a_plain_reading_gives(sqlite_engine: Engine, extracts: Path) -> None:
    path = extracts / "tidy" / "rtt-icb-and-trusts.csv"
    load(sqlite_engine, path)
    months = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
    months += ["October", "November", "December"]
    expected: dict[Key, tuple[float | None, ...]] = {}
    for row in rows_of(path):
        month, year = row["period"].split()
        following = months.index(month) + 1
        end = date(int(year) + following // 12, following % 12 + 1, 1) - timedelta(days=1)
        area = row["area_code"].lower().replace("qyg", "cheshire-and-merseyside")
        series = f"local-return-{row['indicator']}"
        key = (series, area, end, row["sex"], "", row["category_type"], row["category"])
        expected[key] = _said(row)
    assert_same(figures(sqlite_engine), expected)


def test_life_expectancy_gives_what_a_plain_reading_gives(sqlite_engine: Engine, extracts: Path) -> None:
    path = extracts / "tidy" / "life-expectancy.csv"
    load(sqlite_engine, path)
    slugs = {area.ons_code: area.slug for area in catalogue().areas.values() if area.ons_code}
    expected: dict[Key, tuple[float | None, ...]] = {}
    for row in rows_of(path):
        end = date(2000 + int(row["period"].split(" - ")[1]), 12, 31)
        area = slugs.get(row["area_code"], row["area_code"].lower())
        expected["local-return-life-expectancy", area, end, row["sex"], "", "", ""] = _said(row)
    assert_same(figures(sqlite_engine), expected)


def test_a_workbook_gives_the_same_as_the_csv(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [example_row(), example_row(period="2022", value=15.25), example_row(period="2021", value=None)]
    rows[2] |= {"note": "suppressed"}
    load(sqlite_engine, workbook(tmp_path, rows, tail=3))
    from_workbook = figures(sqlite_engine)
    assert {(row["sheet"], row["row"]) for row in held(sqlite_engine)} == {("Return", n) for n in "234"}
    again = load(sqlite_engine, example_csv(tmp_path, rows))
    assert (again.new, again.revised, again.unchanged) == (0, 0, 3)
    assert_same(figures(sqlite_engine), from_workbook)


def test_the_kind_of_area_chooses_the_series(sqlite_engine: Engine, tmp_path: Path) -> None:
    waiting = {"indicator": "rtt-within-18-weeks", "period": "June 2024", "count": 60, "denominator": 100}
    rows = [
        example_row(**waiting, area_code=code, value=60) for code in ("QYG", "RJR", "01F", "27D", "E06000006")
    ]
    dementia = {"indicator": "dementia-diagnosis-rate", "period": "June 2024", "value": 65}
    rows += [example_row(**dementia, area_code=code) for code in ("01F", "E06000006", "QYG")]
    load_example(sqlite_engine, tmp_path, rows)
    assert {(row["series"], row["area"]) for row in held(sqlite_engine)} == {
        ("nhse-rtt-commissioner-within-18-weeks", "cheshire-and-merseyside"),
        ("nhse-rtt-provider-within-18-weeks", "rjr"),
        ("nhse-rtt-commissioner-within-18-weeks", "01f"),
        ("nhse-rtt-commissioner-within-18-weeks", "27d"),
        ("nhse-rtt-commissioner-within-18-weeks", "halton"),
        ("nhse-dementia-sub-icb", "01f"),
        ("nhse-dementia-authority", "halton"),
        ("nhse-dementia-authority", "cheshire-and-merseyside"),
    }
    assert one(sqlite_engine, area="rjr")["value"] == 60


def test_a_row_may_name_its_series(sqlite_engine: Engine, tmp_path: Path) -> None:
    named = {"indicator": "dementia-diagnosis-rate", "series": "nhse-dementia-sub-icb", "period": "June 2024"}
    load_example(sqlite_engine, tmp_path, [example_row(**named, value=65)])
    assert one(sqlite_engine, area="halton")["series"] == "nhse-dementia-sub-icb"


def test_a_publisher_chooses_among_the_series(sqlite_engine: Engine, tmp_path: Path) -> None:
    first, second = catalogue().indicators["unemployment"].series[:2]
    publisher = catalogue().indicators["unemployment"].publisher
    rows = [
        example_row(indicator="unemployment", value=4, publisher=publisher),
        example_row(indicator="unemployment", value=5, publisher=second.publisher, **FILE),
    ]
    load_example(sqlite_engine, tmp_path, rows)
    assert one(sqlite_engine, series=first.id)["value"] == 4
    assert one(sqlite_engine, series=second.id)["value"] == 5


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"series": "another"}, "series 'another' is none of the series of smoking-prevalence"),
        (
            {"series": "fingertips-92443", "publisher": "Somebody else"},
            "series 'fingertips-92443' of publisher 'Somebody else' is none of the series",
        ),
        ({"value": "fourteen"}, "row 2, column 'value': 'fourteen' is not a number"),
        ({"value": "14,5"}, "'14,5' is not a number"),
        ({"count": -1}, "'-1' is below 0"),
        ({"period": "2004-12"}, "may be a month or a run of years: write December 2004, or 2004 - 12"),
        ({"period": "lately"}, "'lately' is not a period"),
        ({"published": "soon"}, "'soon' is not a date"),
        ({"sex": "F"}, "row 2, column 'sex': sex is 'F' - write Persons, Male or Female"),
        ({"value": ""}, "has neither a value nor a count to work one out from"),
        ({"area_code": ""}, "column 'area_code': '' is blank"),
        (
            {"indicator": "rtt-over-52-weeks", "period": "June 2024", "value": -4},
            "(local-return-rtt-over-52-weeks, halton, June 2024, Persons) is a count below 0",
        ),
    ],
)
def test_a_wrong_row_is_named_and_the_file_refused(
    sqlite_engine: Engine, tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    assert told in refusal(sqlite_engine, example_csv(tmp_path, [example_row(**change)]))
    assert told.replace("row 2", "sheet Return, row 2") in refusal(
        sqlite_engine, workbook(tmp_path, [example_row(**change)])
    )


def test_a_year_and_month_that_can_be_no_run_of_years_is_a_month(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(period="2024-03")])
    assert one(sqlite_engine, area="halton")["period"] == "March 2024"


def test_unknown_indicators_are_set_aside_and_counted_by_name(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [example_row(), example_row(indicator="unheard-of"), example_row(indicator="unheard-of", value=1)]
    report = load_example(sqlite_engine, tmp_path, rows)
    assert (report.new, report.set_aside) == (1, {"no indicator is called 'unheard-of'": 2})


def test_a_rate_is_worked_out_from_its_counts_where_no_value_is_given(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    rows = [
        example_row(value="", count=30, denominator=120),
        example_row(indicator="self-harm-15-19", value="", count=12, denominator=6000, period="2022/23"),
        example_row(indicator="rtt-over-52-weeks", value="", count=77, denominator=900, period="June 2024"),
    ]
    load_example(sqlite_engine, tmp_path, rows, returned=True)
    values = {row["series"]: row["value"] for row in held(sqlite_engine)}
    assert values["local-return-smoking-prevalence"] == 25
    assert values["local-return-self-harm-15-19"] == 200
    assert values["local-return-rtt-over-52-weeks"] == 77


def test_sexes_are_read_in_any_case_and_persons_where_blank(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [example_row(sex=""), example_row(sex="MALE", value=15), example_row(sex="female", value=13)]
    load_example(sqlite_engine, tmp_path, rows)
    assert {row["sex"]: row["value"] for row in held(sqlite_engine)} == {
        "Persons": 14.5,
        "Male": 15,
        "Female": 13,
    }


def test_a_split_year_is_academic_where_the_definition_says_so(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [example_row(period="2023/24"), example_row(indicator="obesity-reception", period="2023/24")]
    load_example(sqlite_engine, tmp_path, rows)
    assert one(sqlite_engine, series="fingertips-92443")["period_end"] == date(2024, 3, 31)
    assert one(sqlite_engine, series="fingertips-90319")["period_end"] == date(2024, 8, 31)


TRACED = {
    "release": "Example release",
    "published": "2024-05-02",
    "licence": "Example licence",
    "source_file": "published_example.xlsx",
    "source_sha256": "a" * 64,
    "source_sheet": "Table 9",
    "source_row": "33",
    "publisher": catalogue().indicators["smoking-prevalence"].publisher,
}


def test_the_publishers_file_behind_a_figure_is_carried_through(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(**TRACED)])
    (row,) = queries.history(sqlite_engine, catalogue(), "smoking-prevalence", areas=["halton"]).to_dict(
        "records"
    )
    assert (row["file"], row["sha256"]) == ("published_example.xlsx", "a" * 64)
    assert (row["sheet"], row["row"], row["licence"]) == ("Table 9", "33", "Example licence")
    assert (row["release"], row["published"]) == ("Example release", date(2024, 5, 2))
    assert row["published_basis"] == "file"


def test_an_origin_without_its_checksum_is_not_claimed(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(**TRACED | {"source_sha256": ""})])
    known = returned.known(sqlite_engine, catalogue())
    (row,) = queries.observed(sqlite_engine, known, indicators=["smoking-prevalence"]).to_dict("records")
    assert row["note"] == "local return"
    assert (row["file"], row["sheet"], row["row"]) == ("example.csv", "", "2")


POINT = {
    "indicator": "dementia-diagnosis-rate",
    "place": "halton",
    "date": "2026-03-31",
    "value": 68.5,
    "interpolation": "linear",
    "agreed_by": "Example board",
    "agreed_on": "2025-04-01",
    "document": "Example paper",
}


@pytest.fixture
def target() -> str:
    """The key of any target for the dementia diagnosis rate."""
    return catalogue().targets_for("dementia-diagnosis-rate")[0].key


def _points(engine: Engine) -> list[tuple[Any, ...]]:
    table = schema.trajectory_points
    with engine.connect() as connection:
        question = select(table.c.area, table.c.date, table.c.value, table.c.interpolation)
        return [tuple(row) for row in connection.execute(question.order_by(table.c.date))]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_agreed_trajectory_loads(sqlite_engine: Engine, tmp_path: Path, target: str, form: str) -> None:
    rows = [POINT | {"target_key": target}, POINT | {"target_key": target, "date": "2027-03-31", "value": 70}]
    make = example_csv if form == "csv" else workbook
    path = make(tmp_path, rows)
    report = load(sqlite_engine, path)
    assert (report.source, report.load_id) == ("trajectories", 1)
    assert _points(sqlite_engine) == [
        ("halton", date(2026, 3, 31), 68.5, "linear"),
        ("halton", date(2027, 3, 31), 70.0, "linear"),
    ]
    assert load(sqlite_engine, path).load_id is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"indicator": "unheard-of"}, "no indicator is called 'unheard-of'"),
        ({"place": "atlantis"}, "row 2, column 'place': no Place is called 'atlantis'"),
        ({"place": "E08000003"}, "no Place is called 'E08000003'"),
        ({"target_key": "unheard-of"}, "no target has the key 'unheard-of'"),
        ({"indicator": "smoking-prevalence"}, "is for dementia-diagnosis-rate - name its indicator"),
        (
            {"interpolation": "curved"},
            "'curved' is not known - write linear or stepped",
        ),
        ({"date": "soon"}, "row 2, column 'date': 'soon' is not a date - write it as 2026-03-31"),
        ({"agreed_on": "soon"}, "column 'agreed_on': 'soon' is not a date"),
        ({"value": "seventy"}, "row 2, column 'value': 'seventy' is not a number - write it as 64.5"),
        ({"value": ""}, "row 2, column 'value': '' is blank"),
        ({"document": ""}, "column 'document': '' is blank"),
    ],
)
def test_a_wrong_point_is_named_and_the_file_refused(
    sqlite_engine: Engine, tmp_path: Path, target: str, change: dict[str, Any], told: str
) -> None:
    row = POINT | {"target_key": target} | change
    assert told in refusal(sqlite_engine, example_csv(tmp_path, [row]))


def test_two_values_for_one_point_are_refused(sqlite_engine: Engine, tmp_path: Path, target: str) -> None:
    row = POINT | {"target_key": target}
    told = refusal(sqlite_engine, example_csv(tmp_path, [row, row | {"value": 69}]))
    assert "stands in row 2 too, with other figures" in told


@pytest.mark.parametrize(
    ("more", "note"),
    [
        (
            {"indicator": "alcohol-related-mortality", "note": "All ages"},
            "All ages; no figure given: a standardised one is not worked out from counts",
        ),
        ({"note": "suppressed by the publisher"}, "suppressed by the publisher"),
        ({"source_file": "example.csv", "source_sha256": "0" * 64, "note": "not given"}, "not given"),
    ],
)
def test_what_is_withheld_is_not_worked_out_from_its_counts(
    sqlite_engine: Engine, tmp_path: Path, more: dict[str, Any], note: str
) -> None:
    row = example_row(value="", count=7.5, denominator=47571) | more
    load(sqlite_engine, example_csv(tmp_path, [row]))
    stored = one(sqlite_engine, area="halton")
    assert (stored["value"], stored["note"]) == (None, note)
