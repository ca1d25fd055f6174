"""What a file of agreed trajectories is told: dates, direction, and Places that do not add up."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from data.catalogue.reader import catalogue
from data.errors import BadInput
from data.store.schema import trajectory_points
from loaders.pipeline import FileReport, load_file
from tests.loading import example_csv

NINE = tuple(place.slug for place in catalogue().places)
SYSTEM = "cheshire-and-merseyside"
COUNT = {"indicator": "rtt-over-52-weeks", "target_key": "jfp-elective-52-weeks"}
RATE = {"indicator": "cvd-af-anticoagulated", "target_key": "strategy-cvd-af-anticoag-90"}


def point(place: str, day: str, value: float | str, **changes: Any) -> dict[str, Any]:
    told = {
        "place": place,
        "date": day,
        "value": value,
        "interpolation": "linear",
        "agreed_by": "Example board",
        "agreed_on": "2025-04-01",
        "document": "Example paper",
    }
    return COUNT | told | changes


def load(engine: Engine, folder: Path, rows: list[dict[str, Any]]) -> FileReport:
    (report,) = load_file(example_csv(folder, rows), engine, catalogue())
    return report


def refused(engine: Engine, folder: Path, rows: list[dict[str, Any]]) -> str:
    with pytest.raises(BadInput) as raised:
        load(engine, folder, rows)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(trajectory_points)).scalar() == 0
    return str(raised.value)


def test_a_point_before_the_target_began_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    told = refused(sqlite_engine, tmp_path, [point("halton", "2022-12-31", 80, **RATE)])
    assert "2022-12-31 is before target strategy-cvd-af-anticoag-90 began (2023-01-17)" in told
    assert "example.csv, row 2" in told


def test_where_only_the_year_of_the_paper_is_known_a_path_may_begin_with_it(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    assert load(sqlite_engine, tmp_path, [point("halton", "2024-01-31", 80)]).load_id == 1
    with pytest.raises(BadInput, match=r"before target jfp-elective-52-weeks began \(2024-01-01\)"):
        load(sqlite_engine, tmp_path, [point("halton", "2023-12-31", 80)])


def test_a_point_after_the_deadline_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    told = refused(sqlite_engine, tmp_path, [point("halton", "2030-03-31", 90, **RATE)])
    assert "2030-03-31 is after the deadline of target strategy-cvd-af-anticoag-90 (2029-12-31)" in told
    assert "name the version of the target it belongs to" in told


@pytest.mark.parametrize(
    ("target", "values", "word"), [(COUNT, (100, 80, 90), "fall"), (RATE, (80, 85, 84), "rise")]
)
def test_a_path_that_goes_backwards_is_refused_with_the_row(
    sqlite_engine: Engine, tmp_path: Path, target: dict[str, str], values: tuple[float, ...], word: str
) -> None:
    days = ("2026-03-31", "2027-03-31", "2028-03-31")
    rows = [point("halton", day, value, **target) for day, value in zip(days, values, strict=True)]
    told = refused(sqlite_engine, tmp_path, rows)
    assert "row 4" in told
    assert f"goes backwards, from {values[1]} on 2027-03-31 to {values[2]}" in told
    assert f"the target is to {word}" in told


def test_the_rows_may_stand_in_any_order_and_a_level_path_is_no_step_back(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    rows = [point("halton", "2027-03-31", 80), point("halton", "2026-03-31", 80)]
    assert load(sqlite_engine, tmp_path, rows).warnings == []


def test_a_path_is_read_in_one_way(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [point("halton", "2026-03-31", 80), point("halton", "2027-03-31", 70, interpolation="stepped")]
    assert "linear in one row and stepped in another" in refused(sqlite_engine, tmp_path, rows)


def test_everything_wrong_is_told_at_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [
        point("atlantis", "2026-03-31", 80),
        point("halton", "31/02/2025", 80),
        point("halton", "2019-03-31", 80),
        point("knowsley", "2026-03-31", "eighty", interpolation="linr"),
    ]
    told = refused(sqlite_engine, tmp_path, rows)
    assert "no Place is called 'atlantis'" in told
    assert "'31/02/2025'" in told
    assert "2019-03-31 is before target" in told
    assert "'eighty' is not a number" in told
    assert "'linr'" in told


@pytest.mark.parametrize("value", ["nan", "inf", "1e400", "12,5"])
def test_a_value_that_is_no_number_is_refused(sqlite_engine: Engine, tmp_path: Path, value: str) -> None:
    told = refused(sqlite_engine, tmp_path, [point("halton", "2026-03-31", value)])
    assert f"column 'value': {value!r} is not a number" in told


def test_a_value_may_have_commas_of_thousands(sqlite_engine: Engine, tmp_path: Path) -> None:
    assert load(sqlite_engine, tmp_path, [point("halton", "2026-03-31", "1,234")]).points == 1
    with sqlite_engine.connect() as connection:
        assert connection.execute(select(trajectory_points.c.value)).scalar() == 1234


def test_places_that_add_up_are_no_warning(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [point(place, "2026-03-31", 100) for place in NINE] + [point(SYSTEM, "2026-03-31", 900)]
    assert load(sqlite_engine, tmp_path, rows).warnings == []


def test_places_that_do_not_add_up_are_a_warning_with_the_gap(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [point(place, "2026-03-31", 100) for place in NINE] + [point(SYSTEM, "2026-03-31", 850)]
    report = load(sqlite_engine, tmp_path, rows)
    assert report.load_id == 1
    told = "the Places add up to 900, Cheshire and Merseyside has 850: gap +50"
    assert report.warnings == [f"jfp-elective-52-weeks, 2026-03-31: {told}"]


@pytest.mark.parametrize(("whole", "warns"), [(20_090, False), (20_110, True)])
def test_rounding_is_tolerated_to_half_a_per_cent(
    sqlite_engine: Engine, tmp_path: Path, whole: float, warns: bool
) -> None:
    rows = [point(place, "2026-03-31", 20_000 / 9) for place in NINE] + [point(SYSTEM, "2026-03-31", whole)]
    assert bool(load(sqlite_engine, tmp_path, rows).warnings) == warns


def test_the_two_cheshire_places_may_stand_together(sqlite_engine: Engine, tmp_path: Path) -> None:
    seven = [place for place in NINE if not place.startswith("cheshire")]
    rows = [point(place, "2026-03-31", 100) for place in seven]
    rows += [point("cheshire", "2026-03-31", 200), point(SYSTEM, "2026-03-31", 900)]
    assert load(sqlite_engine, tmp_path, rows).warnings == []


def test_a_missing_place_is_named_beside_the_systems_point(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [point(place, "2026-03-31", 100) for place in NINE[1:]] + [point(SYSTEM, "2026-03-31", 900)]
    (warning,) = load(sqlite_engine, tmp_path, rows).warnings
    assert "no point for sefton, so the Places cannot be added up" in warning


def test_the_plan_of_one_place_alone_is_not_added_up(sqlite_engine: Engine, tmp_path: Path) -> None:
    assert load(sqlite_engine, tmp_path, [point("halton", "2026-03-31", 100)]).warnings == []


@pytest.mark.parametrize(("whole", "warns"), [(85, False), (89, True)])
def test_of_a_rate_the_system_lies_between_its_places(
    sqlite_engine: Engine, tmp_path: Path, whole: float, warns: bool
) -> None:
    rows = [point(place, "2026-03-31", 80 + at, **RATE) for at, place in enumerate(NINE)]
    rows += [point(SYSTEM, "2026-03-31", whole, **RATE)]
    warnings = load(sqlite_engine, tmp_path, rows).warnings
    assert bool(warnings) == warns
    if warns:
        assert "89 does not lie between its Places' 80 and 88" in warnings[0]


def test_without_a_point_of_the_system_the_target_itself_is_the_whole(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    target = {"indicator": "rtt-over-65-weeks", "target_key": "jfp-elective-65-weeks-sep24"}
    rows = [point(place, "2024-09-30", 1, **target) for place in NINE]
    (warning,) = load(sqlite_engine, tmp_path, rows).warnings
    assert "the Places add up to 9, Cheshire and Merseyside has 0: gap +9" in warning
