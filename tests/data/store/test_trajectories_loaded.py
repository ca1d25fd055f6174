"""Agreed trajectories that were loaded: the newest version answers, earlier ones stay readable."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.store import queries
from loaders.pipeline import load_file
from tests.loading import example_csv

TARGET = "jfp-dementia-66-7"


def _load(engine: Engine, folder: Path, values: dict[str, float], agreed: str, name: str) -> None:
    rows = [
        {
            "indicator": "dementia-diagnosis-rate",
            "place": "cheshire-and-merseyside",
            "target_key": TARGET,
            "date": day,
            "value": value,
            "interpolation": "linear",
            "agreed_by": "Example board",
            "agreed_on": agreed,
            "document": "Example paper",
        }
        for day, value in values.items()
    ]
    load_file(example_csv(folder, rows, name), engine, catalogue())


@pytest.fixture
def two_versions(engine: Engine, tmp_path: Path) -> Engine:
    first = {"2024-04-30": 65.0, "2024-09-30": 66.0, "2025-03-31": 66.7}
    _load(engine, tmp_path, first, "2024-04-15", "example_1.csv")
    _load(engine, tmp_path, {"2024-10-31": 65.5, "2025-06-30": 66.7}, "2024-10-10", "example_2.csv")
    return engine


def test_the_newest_version_answers_alone(two_versions: Engine) -> None:
    points = queries.agreed_trajectories(two_versions)
    assert [(point.date, point.value) for point in points] == [
        (date(2024, 10, 31), 65.5),
        (date(2025, 6, 30), 66.7),
    ]
    assert {(point.target_key, point.place, point.agreed_by) for point in points} == {
        (TARGET, "cheshire-and-merseyside", "Example board")
    }


def test_as_of_an_earlier_day_the_earlier_version_answers(two_versions: Engine) -> None:
    assert [point.value for point in queries.agreed_trajectories(two_versions, date(2024, 9, 1))] == [
        65,
        66,
        66.7,
    ]
    assert queries.agreed_trajectories(two_versions, date(2024, 4, 1)) == ()
