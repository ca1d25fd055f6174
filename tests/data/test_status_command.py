"""`beacon status`: the field names people script against, by Place and indicator, as of a date."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

import app
from data.catalogue.reader import catalogue
from data.judgement.status import FIELDS
from data.statements import snapshot
from tests.data.examples import yearly_rows
from tests.loading import example_csv, example_row, load_example, official

PUBLISHED = (
    "indicator, place, period, period_end, value, unit, target, target_key, deadline, trajectory_value, "
    "trajectory_kind, now, at_deadline, gap, gap_people, variation, assurance, trend, forecast_probability, "
    "forecast_word, verdict_date, sentence"
).split(", ")
ROWS = yearly_rows([20, 19, 18, 17], indicator="smoking-prevalence", first=2020)


@pytest.fixture
def store(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("BEACON_DATABASE_URL", str(sqlite_engine.url))
    return sqlite_engine


def beacon(*words: str) -> Result:
    return CliRunner().invoke(app.beacon, list(words))


def test_the_fields_are_those_people_script_against_and_the_line_at_the_end(store, tmp_path):
    load_example(store, tmp_path, ROWS)
    result = beacon("status", "--place", "halton", "--indicator", "smoking-prevalence", "--json")
    (row,) = json.loads(result.stdout)
    assert list(row) == [*PUBLISHED, "series", "sex", "age"] == FIELDS
    assert (row["period_end"], row["value"], row["target"]) == ("2023-12-31", 17, 5)
    assert row["sentence"].startswith("Halton: 17.0% in 2023.")


def test_as_of_a_date_and_every_indicator_at_every_area(store, tmp_path):
    load_example(store, tmp_path, ROWS, published=date(2024, 6, 1))
    asked = ("status", "--indicator", "smoking-prevalence", "--place", "E06000006", "--json", "--as-of")
    assert json.loads(beacon(*asked, "2024-05-31").stdout)[0]["now"] == "no data"
    assert json.loads(beacon(*asked, "2024-06-01").stdout)[0]["value"] == 17
    everything = json.loads(beacon("status", "--json").stdout)
    assert {row["indicator"] for row in everything} == set(catalogue().indicators)
    assert len({row["place"] for row in everything}) == 12


def test_a_table_for_people_and_complaints_for_unknown_words(store, tmp_path):
    load_example(store, tmp_path, ROWS)
    assert "halton" in beacon("status", "--place", "halton", "--indicator", "smoking-prevalence").stdout
    assert beacon("status", "--place", "example").exception.exit_code == 2
    assert beacon("status", "--indicator", "example").exception.exit_code == 2
    assert beacon("status", "--as-of", "31/02/2025").exit_code == 2


def test_a_load_works_out_the_statements_it_touches(store, tmp_path: Path):
    path = example_csv(tmp_path, official(ROWS))
    assert beacon("load", str(path)).exit_code == 0
    assert snapshot.refresh(store, catalogue()) == []
    more = example_csv(
        tmp_path, official(yearly_rows([16], indicator="smoking-prevalence", first=2024)), "more.csv"
    )
    assert beacon("load", str(more)).exit_code == 0
    (row,) = json.loads(
        beacon("status", "--place", "halton", "--indicator", "smoking-prevalence", "--json").stdout
    )
    assert row["value"] == 16


def test_a_gap_is_told_without_the_noise_of_floating_point(store, tmp_path: Path):
    row = example_row(indicator="dementia-diagnosis-rate", period="September 2024", value=68.8)
    path = example_csv(tmp_path, official([row]))
    assert beacon("load", str(path), "--published", "2024-10-17").exit_code == 0
    found = beacon("status", "--place", "halton", "--indicator", "dementia-diagnosis-rate", "--json")
    assert '"gap": 2.1,' in found.stdout
