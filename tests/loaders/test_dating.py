"""The day of publication: within the time in which it can have been, and as near as can be told."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import BadInput
from loaders.formats.workbook_labels import revised_on
from loaders.pipeline import read_file
from loaders.reviewing.dating import dated
from tests.held import extract_of
from tests.loaders.held import held, load
from tests.loading import example_csv, example_row, load_example, official

RELEASED = ["period_end", "published", "published_basis"]


def _days(series: str, ends: list[date], received: date) -> list[tuple[Any, ...]]:
    frame = pd.DataFrame({"series": series, "period_end": ends})
    return list(dated(frame, None, None, received, catalogue())[RELEASED].itertuples(index=False, name=None))


def test_an_estimated_day_is_the_usual_one_of_the_register() -> None:
    """A&E figures come out on the second Thursday of the month that follows."""
    days = _days("nhse-ae-4-hour", [date(2025, 1, 31), date(2024, 4, 30)], date(2026, 11, 22))
    assert days == [
        (date(2025, 1, 31), date(2025, 2, 13), "estimated"),
        (date(2024, 4, 30), date(2024, 5, 9), "calendar"),
    ]


def test_nothing_is_estimated_to_be_published_after_it_was_received() -> None:
    days = _days("nhse-ae-4-hour", [date(2025, 1, 31), date(2024, 4, 30)], date(2025, 2, 3))
    assert days[0][1:] == (date(2025, 2, 3), "estimated")
    days = _days("nhse-ae-4-hour", [date(2024, 4, 30)], date(2024, 5, 2))
    assert days[0][1:] == (date(2024, 5, 2), "estimated")


def test_a_row_may_say_when_it_was_received(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(period="2025", received="2026-01-20")])
    (row,) = held(sqlite_engine, "published")
    assert row["published"] == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("row", "stated", "told"),
    [
        ({"published": "2023-12-30"}, None, "row 2: .*was published on 2023-12-30, before its period ended"),
        ({"published": "2099-01-01"}, None, "was published on 2099-01-01, after it was received"),
        ({"published": "2024-08-01", "received": "2024-07-01"}, None, "after it was received"),
        ({"received": "2099-01-01"}, None, "was received on 2099-01-01, which lies ahead"),
        ({}, date(2023, 6, 1), "was published on 2023-06-01, before its period ended.*mend --published"),
        ({}, date(2099, 6, 1), "was published on 2099-06-01, after it was received.*mend --published"),
    ],
)
def test_a_day_on_which_it_cannot_have_been_published_is_refused(
    sqlite_engine: Engine, tmp_path: Path, row: dict[str, str], stated: date | None, told: str
) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        load_example(sqlite_engine, tmp_path, [example_row(**row)], published=stated)
    assert "give the day it came out, from 2023-12-31 to " in str(refused.value)
    assert held(sqlite_engine) == []


@pytest.mark.parametrize(
    ("name", "published", "basis"),
    [
        ("example-revised-130624.csv", date(2024, 6, 13), "file"),
        ("example-revised.csv", date(2026, 3, 2), "received"),
        ("2024example-Revised2.csv", date(2026, 3, 2), "received"),
        ("EXAMPLE-FINAL.csv", date(2026, 3, 2), "received"),
        ("example-FINAL-130624.csv", date(2024, 6, 13), "file"),
        ("example corrected.csv", date(2026, 3, 2), "received"),
        ("example-unrevised.csv", date(2024, 5, 9), "calendar"),
        ("example-provisional-not-final.csv", date(2024, 5, 9), "calendar"),
        ("finality-example.csv", date(2024, 5, 9), "calendar"),
        ("example.csv", date(2024, 5, 9), "calendar"),
    ],
)
def test_a_revision_has_the_day_of_its_name_or_that_of_receipt(
    tmp_path: Path, name: str, published: date, basis: str
) -> None:
    rows = [example_row(indicator="ae-4-hour", area_code="REM", period="April 2024", value=70)]
    path = example_csv(tmp_path, official(rows), name)
    extract = extract_of(path)
    received = datetime(2026, 3, 2, tzinfo=UTC)
    (reading,) = read_file(
        path, type(extract)(path.name, extract.sha256, extract.size, received), catalogue()
    )
    assert reading.frame[["published", "published_basis"]].to_numpy().tolist() == [[published, basis]]


def test_a_name_that_gives_an_impossible_day_of_revision_is_refused(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    for day in ("130699", "010123"):
        with pytest.raises(BadInput, match="mend `published`, or the file's name"):
            load_example(sqlite_engine, tmp_path, [example_row()], name=f"example-revised-{day}.csv")


def test_a_sheet_or_a_release_that_says_revised_is_a_revision(sqlite_engine: Engine, tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Revised figures"
    row = example_row()
    book.active.append(list(row))
    book.active.append(list(row.values()))
    book.save(tmp_path / "example.xlsx")
    load(sqlite_engine, tmp_path / "example.xlsx")
    load_example(sqlite_engine, tmp_path, [example_row(area_code="E08000012", release="Example, revised")])
    assert {row["published_basis"] for row in held(sqlite_engine, "published_basis")} == {"received"}
    assert len(held(sqlite_engine)) == 2


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([["Published:", "10th July 2025"], ["Revised:", "14th January 2026"]], date(2026, 1, 14)),
        ([["Published 16 July 2026"], ["Revised on 3 September 2026"]], date(2026, 9, 3)),
        ([["Revised", date(2026, 9, 3)]], date(2026, 9, 3)),
        ([["Revision date: ", "02 May 2024"]], date(2024, 5, 2)),
        ([["Revised:", ""], ["Status:", "Published"]], None),
        ([["These figures were revised on 3 May by many"]], None),
    ],
)
def test_the_publishers_own_cell_gives_the_day_of_a_revision(rows: list[list[Any]], day: date | None) -> None:
    assert revised_on(rows) == day


def test_a_revision_is_never_dated_by_its_first_publication(tmp_path: Path, extracts: Path) -> None:
    """The workbook says when the month came out first, and its name that it is another edition."""
    whole = extracts / "ae" / "June-2025-AE-by-provider-3euC4-1.xlsx"
    path = tmp_path / "June-2025-AE-by-provider-revised.xlsx"
    path.write_bytes(whole.read_bytes())
    bases = {}
    for file in (whole, path):
        (reading,) = read_file(file, extract_of(file), catalogue())
        bases[file.name] = set(zip(reading.frame.published_basis, reading.frame.published, strict=True))
    assert bases[whole.name] == {("file", date(2025, 7, 10))}
    assert bases[path.name] == {("received", extract_of(path).received.date())}
