"""Whatever the order of loading: the same figures now, and the same as of any past day."""

import csv
from collections.abc import Sequence
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.catalogue.reader import catalogue
from data.errors import BadInput
from data.store import queries
from data.store.order import newest_statement
from data.store.schema import current
from loaders.pipeline import load_file
from tests.engines import SqliteStores
from tests.loaders.held import load, one
from tests.loading import example_row, load_example

CASE = Path(__file__).parent / "cases" / "revised-then-provisional"
FIRST, REVISED = (CASE / name for name in ("July-2026-CSV.csv", "July-2026-CSV-revised.csv"))
DAYS = [date(2026, month, day) for month, day in ((8, 1), (8, 13), (8, 20), (9, 14), (9, 15), (10, 30))]
OVER = "Attendances over 4hrs Type 1"


def altered(folder: Path, name: str, more: int) -> Path:
    """An example of the first file in which so many more of one trust waited over four hours."""
    with FIRST.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["Org Code"] in ("REM", "TOTAL"):
            row[OVER] = str(int(row[OVER]) + more)
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def answers(engine: Engine) -> list[Any]:
    """What is told now, and as of each of the days: area, period, value and when it was published."""
    columns = ["area", "period", "value", "published", "published_basis"]
    told = []
    for day in (None, *DAYS, date.today()):
        frame = queries.history(engine, catalogue(), "ae-4-hour", as_of=day)
        newest = queries.latest(engine, catalogue(), ["rem"], as_of=day)
        told.append((frame[columns].to_dict("records"), newest[columns].to_dict("records")))
    return told


def pointed(engine: Engine) -> list[tuple[int, int]]:
    """The statement that each period is shown by, and the one that counts."""
    with engine.connect() as connection:
        found = connection.execute(select(current.c.observation_id, newest_statement(current)))
        return [(row[0], row[1]) for row in found]


def test_any_order_of_loads_gives_the_same_answers_now_and_as_of_any_day(
    sqlite_stores: SqliteStores, tmp_path: Path
) -> None:
    """The first publication, revisions with a day and without, and one whose day somebody states."""
    files: Sequence[tuple[Path, date | None]] = [
        (FIRST, None),
        (REVISED, None),
        (altered(tmp_path, "July-2026-CSV-revised-150926.csv", 40), None),
        (altered(tmp_path, "July-2026-CSV-again.csv", 80), date(2026, 8, 20)),
    ]
    told = []
    for number, order in enumerate(permutations(files)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with sqlite_stores.store(folder) as engine:
            for path, published in order:
                load_file(path, engine, catalogue(), published=published)
            told.append(answers(engine))
            assert all(shown == counts for shown, counts in pointed(engine))
    assert all(answer == told[0] for answer in told)
    shown = {row["area"]: row["value"] for row in told[0][0][0]}
    assert round(shown["rem"], 1) == 78.5


@pytest.mark.parametrize("order", [1, -1])
def test_a_provisional_file_is_never_shown_for_a_final_one(
    sqlite_engine: Engine, tmp_path: Path, order: int
) -> None:
    rows = [
        ([example_row(value=value, release=f"Example release, {status}")], f"example-{status}.csv")
        for value, status in ((14.5, "provisional"), (13.9, "final"))
    ]
    for given, name in rows[::order]:
        load_example(sqlite_engine, tmp_path, given, name=name)
    assert queries.latest(sqlite_engine, catalogue(), ["halton"]).value.tolist() == [13.9]


def test_two_revisions_of_one_day_that_contradict_each_other_are_asked_about(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    load(sqlite_engine, REVISED)
    with pytest.raises(BadInput, match="neither says when it was published"):
        load(sqlite_engine, altered(tmp_path, "July-2026-revised.csv", 40))


def test_two_files_of_one_day_that_contradict_each_other_are_asked_about(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    load(sqlite_engine, FIRST)
    other = altered(tmp_path, "July-2026.csv", 40)
    with pytest.raises(BadInput) as refused:
        load(sqlite_engine, other)
    told = str(refused.value)
    assert "July-2026.csv: gives 3 figures of July 2026 otherwise than July-2026-CSV.csv" in told
    assert "neither says when it was published - load the later of the two with --published" in told
    before = one(sqlite_engine, area="rem")["value"]
    load_file(other, sqlite_engine, catalogue(), published=date(2026, 9, 10))
    frame = queries.latest(sqlite_engine, catalogue(), ["rem"])
    assert frame.value.iloc[0] < before


def test_a_return_is_corrected_by_a_later_one_of_the_same_day(sqlite_engine: Engine, tmp_path: Path) -> None:
    for at, value in enumerate((14.5, 41.5, 14.5)):
        load_example(sqlite_engine, tmp_path, [example_row(value=value, note=f"example {at}")])
    assert queries.latest(sqlite_engine, catalogue(), ["halton"]).value.tolist() == [14.5]


@pytest.mark.parametrize("order", [1, -1])
def test_a_file_that_leaves_out_the_interval_contradicts_nothing(
    sqlite_engine: Engine, tmp_path: Path, order: int
) -> None:
    rows = [example_row(lower_ci=12.5, upper_ci=16.5), example_row()]
    for at, row in enumerate(rows[::order]):
        load_example(sqlite_engine, tmp_path, [row], name=f"example-{at}.csv")
    (shown,) = queries.latest(sqlite_engine, catalogue(), ["halton"]).to_dict("records")
    assert (shown["lower"], shown["upper"], shown["published_basis"]) == (12.5, 16.5, "estimated")


@pytest.mark.parametrize(("first", "then"), [("2024-05-01", "2025-05-01"), ("2025-05-01", "2024-05-01")])
def test_a_mistyped_day_is_corrected_by_loading_the_file_again(
    sqlite_engine: Engine, tmp_path: Path, first: str, then: str
) -> None:
    rows, days = [example_row()], [date.fromisoformat(day) for day in (first, then)]
    before = load_example(sqlite_engine, tmp_path, rows, published=days[0])
    after = load_example(sqlite_engine, tmp_path, rows, published=days[1])
    assert after.load_id != before.load_id
    assert any(f"published on {first}: from now on it is {then}" in text for text in after.warnings)
    for day in (date(2024, 4, 30), date(2024, 12, 31), date(2025, 12, 31)):
        shown = queries.history(sqlite_engine, catalogue(), "smoking-prevalence", as_of=day)
        assert len(shown) == (1 if day >= days[1] else 0)
        assert len(queries.latest(sqlite_engine, catalogue(), ["halton"], as_of=day)) == len(shown)
