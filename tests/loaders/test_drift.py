"""What a load's review tells: revisions, gaps, jumps, unusual row counts; and that nothing is altered."""

from pathlib import Path

from sqlalchemy import Engine, select

from data.catalogue.reader import catalogue
from data.store import queries, schema
from loaders.reviewing.drift import unexpected_rows
from tests.loading import example_row, load_example

DEMENTIA = "dementia-diagnosis-rate"


def _months(values: list[float], year: int = 2023) -> list[dict[str, object]]:
    names = "January February March April May June July August September October November December".split()
    return [
        example_row(indicator=DEMENTIA, period=f"{names[place % 12]} {year + place // 12}", value=value)
        for place, value in enumerate(values)
    ]


def test_revisions_are_counted_with_places_and_the_largest_changes(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(), example_row(area_code="E08000012", value=20)])
    revised = [example_row(value=14.4), example_row(area_code="E08000012", value=10)]
    drift = load_example(sqlite_engine, tmp_path, revised, name="example_revised.csv").drift
    assert drift[0] == "2 published figures were revised, at Halton, Liverpool"
    assert drift[1].endswith("Liverpool, 2023 from 20 to 10")
    assert drift[2].endswith("Halton, 2023 from 14.5 to 14.4")


def test_a_gap_before_the_newest_month_is_told(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = _months([60, 61, 60, 61, 62])
    load_example(sqlite_engine, tmp_path, [*rows[:2], rows[4]])
    report = load_example(sqlite_engine, tmp_path, _months([63], 2024), name="example_2.csv")
    assert any("no figures from June 2023 to December 2023 (Halton)" in told for told in report.drift)


def test_a_sudden_jump_is_flagged_and_never_altered(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = _months([60, 60.5, 60, 60.5, 60, 60.5, 60, 60.5, 60, 72])
    report = load_example(sqlite_engine, tmp_path, rows)
    assert any("jump, worth a look" in told and "60 to 72, 24 times" in told for told in report.drift)
    assert queries.latest(sqlite_engine, catalogue(), ["halton"]).value.tolist() == [72]


def test_usual_steps_are_not_flagged(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load_example(
        sqlite_engine, tmp_path, _months([60, 60.5, 60, 60.5, 60, 60.5, 60, 60.5, 60, 60.8])
    )
    assert report.drift == []


def test_far_fewer_rows_than_usual_are_told() -> None:
    assert "90,000 rows were read where 170,000 to 200,000 are usual" in unexpected_rows("rtt", 90_000)[0]
    assert unexpected_rows("rtt", 183_417) == []


def test_a_review_is_kept_with_its_load(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_example(sqlite_engine, tmp_path, [example_row()])
    report = load_example(sqlite_engine, tmp_path, [example_row(value=13)], name="example_revised.csv")
    with sqlite_engine.connect() as connection:
        rows = dict(connection.execute(select(schema.reviews.c.load_id, schema.reviews.c.content)).all())
    assert rows[report.load_id]["revisions"] == report.drift
