"""What the store keeps and never loses, on SQLite and PostgreSQL alike."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, func, select

from data.catalogue.reader import catalogue
from data.store import queries, schema
from data.store.integrity import disagreements
from data.store.migrate import migrate
from data.store.rows import records
from tests.loading import example_row, load_example, official

SMOKING = "smoking-prevalence"


def _count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.execute(
            select(func.count()).select_from(schema.metadata.tables[table])
        ).scalar_one()


def _value(engine: Engine, as_of: date | None = None, area: str = "halton") -> float | None:
    frame = queries.history(engine, catalogue(), SMOKING, areas=[area], as_of=as_of)
    return None if frame.empty else float(frame.value.iloc[-1])


def test_the_migrations_make_the_tables_of_the_schema(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_migrating_a_current_store_does_nothing(engine: Engine) -> None:
    assert migrate(engine) is False


def test_a_loaded_figure_is_read_back(engine: Engine, tmp_path: Path) -> None:
    report = load_example(engine, tmp_path, [example_row(lower_ci=12.5, upper_ci=16.5)])
    assert (report.new, report.revised, report.unchanged) == (1, 0, 0)
    (latest,) = queries.latest(engine, catalogue(), ["halton"]).to_dict("records")
    (row,) = queries.history(engine, catalogue(), SMOKING, areas=["halton"]).to_dict("records")
    assert latest["observation_id"] == row["observation_id"]
    assert (row["value"], row["lower"], row["upper"], row["period"]) == (14.5, 12.5, 16.5, "2023")
    assert (row["file"], row["row"], row["interval_basis"]) == ("example.csv", "2", "published")


def test_loading_the_same_bytes_twice_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    rows = [example_row(), example_row(period="2022", value=15.1)]
    first = load_example(engine, tmp_path, rows)
    counts = {name: _count(engine, name) for name in schema.metadata.tables}
    again = load_example(engine, tmp_path, rows)
    assert (first.new, again.new, again.revised, again.unchanged) == (2, 0, 0, 2)
    assert again.load_id is None
    assert {name: _count(engine, name) for name in schema.metadata.tables} == counts


def test_a_revision_replaces_the_earlier_figure_and_keeps_it(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row(value=14.5)], published=date(2024, 7, 1))
    report = load_example(
        engine, tmp_path, [example_row(value=13.9)], name="example_revised.csv", published=date(2024, 9, 1)
    )
    assert (report.new, report.revised, report.unchanged) == (0, 1, 0)
    assert _value(engine) == 13.9
    assert _value(engine, date(2024, 8, 31)) == 14.5
    assert _value(engine, date(2024, 9, 1)) == 13.9
    assert _value(engine, date(2024, 6, 30)) is None
    with engine.connect() as connection:
        said = connection.scalars(select(schema.observations.c.value).order_by(schema.observations.c.id))
        assert said.all() == [14.5, 13.9]


def test_a_revision_of_unknown_date_counts_from_the_day_it_came(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row(value=14.5)])
    load_example(engine, tmp_path, [example_row(value=13.9)], name="example_revised.csv")
    assert _value(engine) == 13.9
    assert _value(engine, date.today() - timedelta(days=2)) == 14.5


def test_the_first_file_again_after_its_revision_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row(value=14.5)])
    load_example(engine, tmp_path, [example_row(value=13.9)], name="example_revised.csv")
    report = load_example(engine, tmp_path, [example_row(value=14.5)])
    assert report.load_id is None
    assert _value(engine) == 13.9


def test_an_older_release_loaded_late_does_not_become_current(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row(value=13.9)], published=date(2024, 9, 1))
    load_example(
        engine, tmp_path, [example_row(value=14.5)], name="old_example.csv", published=date(2024, 7, 1)
    )
    assert _value(engine) == 13.9
    assert _value(engine, date(2024, 8, 1)) == 14.5


def test_a_release_that_confirms_a_figure_holds_against_a_late_one(engine: Engine, tmp_path: Path) -> None:
    """First 14.5, then 13.9, then 14.5 again; the middle release is loaded last."""
    load_example(engine, tmp_path, [example_row(value=14.5)], published=date(2024, 7, 1))
    load_example(
        engine, tmp_path, [example_row(value=14.5)], name="example_3.csv", published=date(2024, 11, 1)
    )
    load_example(
        engine, tmp_path, [example_row(value=13.9)], name="example_2.csv", published=date(2024, 9, 1)
    )
    assert _value(engine, date(2024, 10, 1)) == 13.9
    assert _value(engine, date(2024, 12, 1)) == 14.5
    assert _value(engine) == 14.5


def test_the_newest_period_is_the_latest_whatever_the_order_of_loading(
    engine: Engine, tmp_path: Path
) -> None:
    load_example(engine, tmp_path, [example_row(period="2023")])
    load_example(engine, tmp_path, [example_row(period="2021", value=16.0)], name="older_example.csv")
    assert queries.latest(engine, catalogue(), ["halton"]).period.tolist() == ["2023"]


def test_a_suppressed_figure_is_null_with_its_reason_and_never_zero(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row(value="", note="suppressed by the publisher")])
    with engine.connect() as connection:
        stored = connection.execute(select(schema.observations.c.value, schema.observations.c.note)).one()
    assert tuple(stored) == (None, "suppressed by the publisher")
    (row,) = queries.latest(engine, catalogue(), ["halton"]).to_dict("records")
    assert np.isnan(row["value"])


def test_numpy_numbers_and_missing_values_become_plain_python() -> None:
    frame = pd.DataFrame({"whole": np.array([1, 2]), "real": [0.5, np.nan]})
    assert records(frame) == [{"whole": 1, "real": 0.5}, {"whole": 2, "real": None}]
    assert type(records(frame)[0]["whole"]) is int


def test_a_dry_run_says_what_would_change_and_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    from loaders.pipeline import load_file
    from tests.loading import example_csv

    path = example_csv(tmp_path, official([example_row()]))
    (report,) = load_file(path, engine, catalogue(), dry_run=True)
    assert report.new == 1
    assert _count(engine, "observations") == 0
    assert _count(engine, "loads") == 0


def test_a_load_that_fails_half_way_leaves_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_example(engine, tmp_path, [example_row()])
    before = {name: _count(engine, name) for name in schema.metadata.tables}

    def broken(*_arguments: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("data.store.write.point_to_newest", broken)
    with pytest.raises(OSError, match="disk is full"):
        load_example(engine, tmp_path, [example_row(period="2024", value=13.0)], name="example_2.csv")
    assert {name: _count(engine, name) for name in schema.metadata.tables} == before


def test_every_target_is_kept_and_a_changed_one_gets_a_new_version(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row()])
    versions = schema.target_versions
    with engine.connect() as connection:
        held = connection.execute(select(versions.c.key, versions.c.version)).all()
    assert {row.key for row in held} == set(catalogue().targets)
    assert {row.version for row in held} == {1}


def test_sefton_and_cheshire_have_their_parts(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row()])
    members = schema.memberships
    with engine.connect() as connection:
        held = connection.execute(select(members.c.area, members.c.member)).all()
    parts = {area: {row.member for row in held if row.area == area} for area in ("sefton", "cheshire")}
    assert parts == {"sefton": {"01t", "01v"}, "cheshire": {"27d"}}


def test_a_store_after_loads_has_no_disagreement(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row(), example_row(period="2022", value=15.0)])
    load_example(engine, tmp_path, [example_row(value=14.0)], name="example_2.csv")
    assert disagreements(engine, catalogue()) == []
    with engine.begin() as connection:
        connection.execute(schema.lines.update().values(latest_id=1))
        connection.execute(schema.current.delete())
    assert len(disagreements(engine, catalogue())) == 2
