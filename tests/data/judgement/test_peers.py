"""Areas that started where a Place did: two periods for all, similar at the first, sorted by improvement."""

from datetime import date

import pandas as pd
import pytest

from data.catalogue.reader import catalogue
from data.judgement.peers import MOST, compared, others_held
from data.judgement.status import Speed
from data.statements.compute import authorities
from data.statements.similar_areas import among, names
from data.wording.cards import of_speed
from data.wording.pictures import of_peers
from tests.data.examples import yearly_rows
from tests.loading import load_example

LOWER = catalogue().indicators["smoking-prevalence"]
HIGHER = catalogue().indicators["activity-levels"]
NEITHER = catalogue().indicators["depression-prevalence"]
COUNT = catalogue().indicators["rtt-waiting-list"]


def held(lines: dict[str, dict[int, float]]) -> pd.DataFrame:
    rows = [
        (area, date(year, 1, 1), date(year, 12, 31), str(year), value)
        for area, values in lines.items()
        for year, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["area", "period_start", "period_end", "period", "value"])


LINES = {
    "halton": {2018: 20.0, 2019: 20.0, 2024: 16.0},
    "e1": {2018: 30.0, 2019: 20.5, 2024: 12.0},
    "e2": {2018: 30.0, 2019: 19.5, 2024: 22.0},
    "e3": {2018: 30.0, 2019: 40.0, 2024: 1.0},
    "e4": {2018: 30.0, 2019: 20.0, 2024: 18.0},
}


def test_only_areas_with_a_similar_start_are_told_the_most_improved_first():
    found = compared(LOWER, held(LINES), "halton", {"e1": "First"})
    assert list(found.table.area) == ["e1", "halton", "e4", "e2"]
    assert found.table.name.iloc[0] == "First"
    assert (found.start_period, found.now_period) == ("2019", "2024")
    assert (found.similar, found.improved, found.ahead) == (3, 2, 1)
    assert list(found.table.change) == [-8.5, -4.0, -2.0, 2.5]
    assert list(found.table.improvement) == [8.5, 4.0, 2.0, -2.5]
    assert found.own.area == "halton"


def test_improvement_is_upwards_where_higher_is_better():
    found = compared(HIGHER, held(LINES), "halton", {})
    assert list(found.table.area) == ["e2", "e4", "halton", "e1"]
    assert list(found.table.improved) == [True, False, False, False]


def test_an_area_without_one_of_the_two_figures_is_left_out():
    lines = LINES | {"e1": {2018: 30.0, 2024: 12.0}}
    assert "e1" not in list(compared(LOWER, held(lines), "halton", {}).table.area)


def test_figures_before_a_break_are_not_a_start():
    lines = {area: values | {2022: values[2019]} for area, values in LINES.items()}
    assert compared(LOWER, held(lines), "halton", {}, date(2020, 1, 1)).start_period == "2022"
    assert compared(LOWER, held(LINES), "halton", {}, date(2020, 1, 1)).reason.short.startswith(
        "less than a year"
    )


def test_the_list_holds_ten_of_each_and_the_place():
    many = {f"e{at}": {2019: 20.0, 2024: 10.0 + at} for at in range(40)}
    found = compared(LOWER, held({"halton": {2019: 20.0, 2024: 19.0}, **many}), "halton", {})
    assert (found.similar, found.improved) == (40, 10)
    assert (found.table.improved & ~found.table.own).sum() == MOST
    assert (~found.table.improved & ~found.table.own).sum() == MOST
    assert list(found.table.improvement) == sorted(found.table.improvement, reverse=True)
    assert found.table.area.iloc[-1] == "e39"


@pytest.mark.parametrize(
    ("indicator", "lines", "reason"),
    [
        (NEITHER, LINES, "neither high nor low is better"),
        (COUNT, LINES, "a count, which grows with the size of a Place"),
        (LOWER, {"e1": LINES["e1"]}, "no figure is held for this Place"),
        (
            LOWER,
            {"halton": {2024: 1.0}, "e1": {2024: 1.0}},
            "less than a year of figures that others have, too",
        ),
        (LOWER, {"halton": LINES["halton"]}, "no other areas' figures"),
        (
            LOWER,
            {"halton": LINES["halton"], "e3": LINES["e3"], "e5": {2019: 50.0, 2024: 20.0}},
            "no area with a similar start",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(indicator, lines, reason):
    found = compared(indicator, held(lines), "halton", {})
    assert (found.reason.short, len(found.table)) == (reason, 0)


def test_overlapping_windows_are_not_compared():
    frame = held(LINES)
    frame["period_start"] = [day.replace(year=day.year - 5) for day in frame.period_start]
    assert compared(LOWER, frame, "halton", {}).reason.short.startswith("less than a year")


def test_names_come_with_the_areas_of_the_store(engine, tmp_path):
    known = catalogue()
    halton = yearly_rows([20.0, 16.0], indicator="smoking-prevalence", first=2023)
    other = yearly_rows([20.4, 15.0], indicator="smoking-prevalence", first=2023, code="E08000037")
    far = yearly_rows([40.0, 60.0], indicator="smoking-prevalence", first=2023, code="E06000001")
    rows = [*halton, *(row | {"area_name": "Gateshead"} for row in other), *far]
    load_example(engine, tmp_path, rows, name="example.csv", defined=known)
    history = authorities(engine, known, "smoking-prevalence")
    line = (history[history.sex == "Persons"], names(engine, known))
    found = among(known, "smoking-prevalence", "halton", *line)
    assert list(found.table.name) == ["Gateshead", "Halton"]
    assert among(known, "smoking-prevalence", "england", *line).reason.short.endswith("for a Place only")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("E08000003", "the 2 other areas held, all in the North West"),
        ("E08000037", "the 2 other English areas held"),
    ],
)
def test_areas_of_one_region_are_not_called_english_areas(sqlite_engine, tmp_path, code, said):
    known = catalogue()
    rows = [
        row
        for area in ("E06000006", "E08000012", code)
        for row in yearly_rows([20.0, 16.0], indicator="smoking-prevalence", first=2023, code=area)
    ]
    load_example(sqlite_engine, tmp_path, rows, name="example.csv", defined=known)
    history = authorities(sqlite_engine, known, "smoking-prevalence")
    line = history[history.sex == "Persons"]
    similar = among(known, "smoking-prevalence", "halton", line, names(sqlite_engine, known))
    assert similar.among == said
    assert f"of Halton, among {said})" in of_peers(similar, LOWER)
    assert "English areas with" not in of_peers(similar, LOWER)
    assert of_speed(Speed(reached=1, similar=2, among=said), LOWER).endswith(
        f"1 of 2 areas with a similar start ever kept up the pace required for as long, among {said}."
    )


def test_no_other_area_is_no_area_of_anywhere():
    assert others_held(catalogue(), []) == ""
