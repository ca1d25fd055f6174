"""Fingertips downloads of both vintages, against a plain second reading of the same files."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue, catalogue
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

NEW, SITE = "fingertips_27_example.csv", "fingertips_26_example.csv"
SMOKING = "fingertips-92443"
AREAS = {
    "E92000001": "england",
    "E12000002": "north-west",
    "E54000008": "cheshire-and-merseyside",
    "E06000006": "halton",
    "E06000007": "warrington",
    "E08000014": "sefton",
    "E08000015": "wirral",
    "E08000003": "e08000003",
}
ENDS = {
    "2023": date(2023, 12, 31),
    "2024": date(2024, 12, 31),
    "2011 - 13": date(2013, 12, 31),
    "2022 - 24": date(2024, 12, 31),
    "2021 - 23": date(2023, 12, 31),
    "2022/23": date(2023, 3, 31),
    "2023/24": date(2024, 8, 31),  # the one in the example is an academic year
    "2021/22 Q1 - 2025/26 Q3": date(2025, 12, 31),
}
SERIES = {
    "92443": SMOKING,
    "90319": "fingertips-90319",
    "91112": "fingertips-91112",
    "90362": "fingertips-90362",
    "93283": "fingertips-93283",
    "90366": "fingertips-93283",
    "92796": "fingertips-92796-15-19",
}


def _plainly(path: Path) -> dict[Key, tuple[float | None, ...]]:
    """What ought to be held, by nothing but a loop; the id in use wins over that of an older listing."""
    found: dict[Key, tuple[float | None, ...]] = {}
    fields = ("Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Count", "Denominator")
    for row in rows_of(path):
        id, area = row["Indicator ID"], AREAS.get(row["Area Code"])
        if id not in SERIES or area is None or (id == "92796" and row["Age"] != "15-19 yrs"):
            continue
        category = row["Category Type"], row["Category"]
        key = (SERIES[id], area, ENDS[row["Time period"]], row["Sex"], "", *category)
        if id != "90366" or key not in found:
            found[key] = tuple(number(row[field]) for field in fields)
    return found


@pytest.mark.parametrize("name", [NEW, SITE])
def test_either_vintage_gives_what_a_plain_reading_gives(sqlite_engine: Engine, name: str) -> None:
    report = load(sqlite_engine, EXAMPLES / name)
    assert_same(figures(sqlite_engine), _plainly(EXAMPLES / name))
    assert report.warnings == []
    assert report.set_aside == {
        "older listing of 93283": 2,
        "another age of 92796: 10-14 yrs": 1,
        "another age of 92796: 20-24 yrs": 1,
        "no indicator uses 93356, Another measure, an example": 1,
        "area not kept: practice or PCN": 1,
        "area not kept: area outside England": 1,
        "the same area and figures a second time": 1,
    }
    assert report.rows_read == report.new + sum(report.set_aside.values())


def test_both_vintages_say_the_same(sqlite_engine: Engine) -> None:
    first, again = load(sqlite_engine, EXAMPLES / NEW), load(sqlite_engine, EXAMPLES / SITE)
    assert (again.new, again.revised, again.unchanged) == (0, 0, first.new)


def test_the_real_sample_gives_what_a_plain_reading_gives(sqlite_engine: Engine, extracts: Path) -> None:
    path = extracts / "fingertips" / "90362_icb__sample_rows_TRANSCRIBED.csv"
    report = load(sqlite_engine, path)
    assert_same(figures(sqlite_engine), _plainly(path))
    male = one(sqlite_engine, area="cheshire-and-merseyside", sex="Male")
    assert (male["value"], male["lower"], male["upper"], male["period"]) == (61.3, 60.6, 62.0, "2011 - 13")
    assert (male["numerator"], male["denominator"]) == (None, None)
    assert (report.new, report.set_aside) == (4, {"the same area and figures a second time": 2})
    headline = queries.latest(sqlite_engine, catalogue(), ["cheshire-and-merseyside"])
    assert sorted(headline.sex) == ["Female", "Male"]


def test_the_site_download_ends_well_though_nobody_uses_it(sqlite_engine: Engine, extracts: Path) -> None:
    report = load(sqlite_engine, extracts / "fingertips" / "indicators-CountyUA.data.csv")
    assert (report.rows_read, report.new) == (852, 0)
    assert report.set_aside == {"no indicator uses 93356, Campylobacter incidence rate/100,000": 852}
    assert report.warnings == ["no indicator uses a figure of this file: nothing to load"]


def _using(defined: Catalogue, id: str, unit: str = "per 100,000", **select: str) -> Catalogue:
    """The definitions with one more indicator, which reads a Fingertips id."""
    given = defined.indicators["smoking-prevalence"].model_dump()
    given |= {"id": "another-measure", "unit": unit, "maximum": None, "beacon_number": None}
    given["series"] = [
        {"id": f"fingertips-{id}", "source": "fingertips", "name": "x", "select": {"id": id} | select}
    ]
    added = Indicator.model_validate(given)
    return replace(defined, indicators={**defined.indicators, added.id: added})


def test_the_site_download_gives_its_figures_where_a_definition_names_its_id(
    sqlite_engine: Engine, extracts: Path
) -> None:
    path = extracts / "fingertips" / "indicators-CountyUA.data.csv"
    report = load(sqlite_engine, path, _using(catalogue(), "93356"))
    slugs = {place.ons_code: place.slug for place in catalogue().places}
    slugs |= {"E92000001": "england", "E12000002": "north-west"}
    expected: dict[Key, tuple[float | None, ...]] = {}
    for row in rows_of(path):
        age = "" if row["Age"] == "All ages" else row["Age"]
        area = slugs.get(row["Area Code"], row["Area Code"].lower())
        end = date(int(row["Time period"]), 12, 31)
        key = ("fingertips-93356", area, end, row["Sex"], age, row["Category Type"], row["Category"])
        fields = ("Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Count", "Denominator")
        expected[key] = tuple(number(row[name]) for name in fields)
    assert_same(figures(sqlite_engine), expected)
    assert report.rows_read == report.new + sum(report.set_aside.values())
    scilly = one(sqlite_engine, area="e06000053", period="2015", age="")
    assert (scilly["value"], scilly["note"]) == (None, "Value for Cornwall & Isles of Scilly combined")


@pytest.fixture
def loaded(sqlite_engine: Engine) -> Engine:
    load(sqlite_engine, EXAMPLES / NEW)
    return sqlite_engine


def test_a_blank_value_keeps_the_publishers_reason_or_says_that_there_is_none(loaded: Engine) -> None:
    hidden, blank = one(loaded, area="warrington"), one(loaded, area="wirral")
    assert (hidden["value"], hidden["note"]) == (None, "Value suppressed for an example")
    assert (blank["value"], blank["note"]) == (None, "no figure given")
    noted = one(loaded, area="sefton")
    assert (noted["value"], noted["note"]) == (11.0, "Value estimated for an example")


def test_periods_pass_as_they_are_rolling_cumulative_and_academic(loaded: Engine) -> None:
    found = {(row["series"], row["period"]): (row["period_start"], row["period_end"]) for row in held(loaded)}
    assert found["fingertips-93283", "2022 - 24"] == (date(2022, 1, 1), date(2024, 12, 31))
    assert found["fingertips-91112", "2021/22 Q1 - 2025/26 Q3"] == (date(2021, 4, 1), date(2025, 12, 31))
    assert found["fingertips-90319", "2023/24"] == (date(2023, 9, 1), date(2024, 8, 31))
    assert found["fingertips-92796-15-19", "2022/23"] == (date(2022, 4, 1), date(2023, 3, 31))


def test_the_listing_in_use_wins_and_the_older_one_fills_the_years_before(loaded: Engine) -> None:
    series = {"series": "fingertips-93283", "sex": "Male"}
    assert one(loaded, **series, period="2022 - 24")["value"] == 78.5
    assert one(loaded, **series, period="2021 - 23")["value"] == 77.5


def test_a_chosen_age_is_the_headline_and_others_stay_out(loaded: Engine) -> None:
    headline = queries.latest(loaded, catalogue(), ["halton"]).set_index("indicator")
    assert headline.value["self-harm-15-19"] == 333.5
    assert headline.value["smoking-prevalence"] == 12.125


def test_sexes_and_categories_are_breakdowns(loaded: Engine) -> None:
    assert one(loaded, series=SMOKING, sex="Male")["value"] == 13.0
    split = one(loaded, series=SMOKING, category="Most deprived decile")
    assert (split["value"], split["category_type"]) == (13.5, "Deprivation deciles (example)")
    assert queries.latest(loaded, catalogue(), ["england"]).value.tolist() == [10.5]


def test_several_ages_without_a_choice_make_no_headline_and_are_told(sqlite_engine: Engine) -> None:
    defined = _using(catalogue(), "92796")
    only = {"another-measure": defined.indicators["another-measure"]}
    report = load(sqlite_engine, EXAMPLES / NEW, replace(defined, indicators=only))
    assert {row["age"] for row in held(sqlite_engine)} == {"10-14 yrs", "15-19 yrs", "20-24 yrs"}
    assert any("several ages (10-14 yrs, 15-19 yrs, 20-24 yrs)" in warning for warning in report.warnings)


def test_columns_in_another_order_load_the_same(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / NEW
    with (EXAMPLES / NEW).open(encoding="utf-8", newline="") as stream:
        rows = [row[::-1] for row in csv.reader(stream)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    load(sqlite_engine, path)
    assert_same(figures(sqlite_engine), _plainly(EXAMPLES / NEW))


def test_england_told_twice_with_different_figures_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    old = "E92000001,England,E92000001,England,Country,Persons,18+ yrs,,,2024,10.5"
    told = refusal(sqlite_engine, changed(tmp_path, NEW, (old, old.replace("10.5", "10.6"))))
    assert "row 4: (fingertips-92443, england, 2024, Persons) is given twice" in told


@pytest.mark.parametrize(
    ("replacement", "told"),
    [
        (("2024,12.125", "2024,n/k"), "row 6, column 'Value': 'n/k' is not a number"),
        (("97,800", "-97,800"), "row 6, column 'Count': '-97' is below 0"),
        (("97,800", "970,800"), "has a numerator above its denominator"),
        (("2024,12.125", "2024,112.125"), "is above the highest value the unit allows"),
        (
            ("E06000006,Halton,County & UA,Male", ",Halton,County & UA,Male"),
            "column 'Area Code': '' is blank",
        ),
    ],
)
def test_a_wrong_cell_is_named_and_the_file_refused(
    sqlite_engine: Engine, tmp_path: Path, replacement: tuple[str, str], told: str
) -> None:
    assert told in refusal(sqlite_engine, changed(tmp_path, NEW, replacement))


@pytest.mark.parametrize("column", ["Value", "Sex", "Age", "Count", "Value note", "Lower CI 95.0 limit"])
def test_a_missing_column_is_named(sqlite_engine: Engine, tmp_path: Path, column: str) -> None:
    assert_missing_column_is_named(sqlite_engine, tmp_path, NEW, column)


@pytest.mark.parametrize("name", [NEW, SITE])
def test_a_file_cut_off_in_the_middle_of_a_row_is_refused(
    sqlite_engine: Engine, tmp_path: Path, name: str
) -> None:
    assert "the file may be cut off" in refusal(sqlite_engine, cut_short(tmp_path, name, 60))


def test_a_file_cut_off_inside_quotes_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = changed(tmp_path, NEW)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex('an example\n"')], encoding="utf-8")
    assert "is damaged or cut off" in refusal(sqlite_engine, path)


def test_a_form_of_period_that_is_not_known_is_set_aside_and_named(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    whole = load(sqlite_engine, changed(tmp_path, NEW, ("2024,12.125", "2024,12.25")))
    report = load(sqlite_engine, changed(tmp_path, NEW, ("2024,12.125", "twenty,12.125")))
    assert report.set_aside["period 'twenty' not known"] == 1
    assert any("row 6, column 'Time period': 'twenty' is not a period" in note for note in report.warnings)
    assert report.new + report.revised + report.unchanged == whole.new - 1
