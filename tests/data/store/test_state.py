"""What names the state of the store: it moves with the commit that changes anything, and never repeats."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Engine, event, select

from data.catalogue.reader import catalogue
from data.errors import BadInput, StoreUnreachable
from data.statements import snapshot
from data.store import migrate as migrating
from data.store import pointers, provenance, queries, schema
from data.store.engine import make_engine, of_one_moment, writing
from data.store.integrity import disagreements
from data.store.state import identity, of_indicators
from loaders.pipeline import load_file
from loaders.upkeep import make_good
from tests.data.examples import only
from tests.engines import PostgresStores
from tests.loading import example_csv, example_row, load_example

SMOKING = "smoking-prevalence"


DEFINED = only(catalogue(), SMOKING)


def loaded(engine: Engine) -> int:
    return len(provenance.loads_held(engine))


def all_agrees(engine: Engine) -> bool:
    return [*disagreements(engine, catalogue()), *snapshot.disagreements(engine, DEFINED)] == []


def test_every_load_has_an_identity_of_its_own_with_the_checksum_of_its_file(
    engine: Engine, tmp_path: Path
) -> None:
    load_example(engine, tmp_path, [example_row()])
    load_example(engine, tmp_path, [example_row(period="2022")], name="example_2.csv")
    loads = provenance.loads_held(engine)
    assert loads.identity.nunique() == 2
    for load in loads.itertuples():
        chance, _, checksum = load.identity.partition("-")
        assert (len(chance), checksum) == (32, load.sha256)
    assert of_indicators(engine) == {SMOKING: loads.identity[0]}


def test_the_state_moves_with_what_changes_anything_and_with_nothing_else(
    engine: Engine, tmp_path: Path
) -> None:
    states = [identity(engine)]

    def moved() -> bool:
        states.append(identity(engine))
        return states[-1] not in states[:-1]

    path = example_csv(tmp_path, [example_row()])
    load_file(path, engine, catalogue(), dry_run=True)
    assert not moved()
    load_file(path, engine, catalogue())
    assert moved()
    load_file(path, engine, catalogue())
    with pytest.raises(BadInput):
        load_example(engine, tmp_path, [example_row(value="nonsense")], name="bad_example.csv")
    assert not moved()
    assert make_good(engine, DEFINED) != []
    assert moved()
    assert make_good(engine, DEFINED) == []
    assert not moved()


def test_a_part_of_a_transaction_is_by_itself_whole_or_not_at_all(engine: Engine, tmp_path: Path) -> None:
    good, bad = example_csv(tmp_path, [example_row()]), tmp_path / "bad_example.csv"
    bad.write_text("indicator,area_code,period,value\nsmoking-prevalence,E06000006,2023,nonsense\n")
    with writing(engine) as connection:
        load_file(good, connection, catalogue())
        with pytest.raises(BadInput):
            load_file(bad, connection, catalogue())
        load_file(good, connection, catalogue(), dry_run=True)
        assert loaded(engine) == 0, "nobody else sees it yet"
        assert len(provenance.loads_held(connection)) == 1
    assert loaded(engine) == 1


def test_a_reader_sees_one_state_from_the_first_question_to_the_last(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row(value=14.5)])
    reader = of_one_moment(engine)
    before = identity(reader)
    load_example(engine, tmp_path, [example_row(period="2024", value=13.0)], name="example_2.csv")
    assert queries.latest(reader, catalogue(), ["halton"]).value.tolist() == [14.5]
    assert identity(reader) == before
    reader.close()
    with of_one_moment(engine) as later:
        assert identity(later) != before
        assert queries.latest(later, catalogue(), ["halton"]).value.tolist() == [13.0]


def test_numbers_repeat_after_a_restore_and_identities_do_not(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Back up, load, restore, load another file: both were load 2."""
    load_example(sqlite_engine, tmp_path, [example_row(value=14.5)])
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(str(sqlite_engine.url.database))) as held:
        held.execute("VACUUM INTO ?", (str(copy),))
    other = make_engine(f"sqlite:///{copy}")
    names = []
    for store, value in ((sqlite_engine, 99.0), (other, 13.0)):
        load_example(store, tmp_path, [example_row(period="2024", value=value)], name=f"example_{value}.csv")
        names.append((provenance.loads_held(store).id.max(), identity(store), of_indicators(store)[SMOKING]))
    other.dispose()
    assert [name[0] for name in names] == [2, 2]
    assert names[0][1] != names[1][1]
    assert names[0][2] != names[1][2]


def test_a_full_disk_is_told_in_words_and_changes_nothing(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_example(sqlite_engine, tmp_path, [example_row()])
    snapshot.refresh(sqlite_engine, DEFINED)

    def full(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")

    before, rows = identity(sqlite_engine), [example_row(period=str(year)) for year in range(1950, 2023)]
    event.listen(sqlite_engine, "connect", full)
    sqlite_engine.dispose()
    told = (
        r"store sqlite:.*: database or disk is full - mend that, and do the same again\nNothing was changed"
    )
    with pytest.raises(StoreUnreachable, match=told):
        load_example(sqlite_engine, tmp_path, rows, name="long_example.csv")
    assert identity(sqlite_engine) == before
    assert all_agrees(sqlite_engine)
    event.remove(sqlite_engine, "connect", full)
    sqlite_engine.dispose()
    assert load_example(sqlite_engine, tmp_path, rows, name="long_example.csv").new == len(rows)


def broken_off(engine: Engine, path: Path) -> None:
    """Load, and lose the database before the statements are worked out."""
    with writing(engine) as connection:
        load_file(path, connection, catalogue())
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with engine.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:own)"), {"own": own})
        snapshot.refresh(connection, DEFINED)


def test_a_database_that_goes_away_in_a_load_is_told_in_words_and_changes_nothing(
    postgres_stores: PostgresStores, tmp_path: Path
) -> None:
    with postgres_stores.store() as engine:
        load_example(engine, tmp_path, [example_row()])
        before = identity(engine)
        path = example_csv(tmp_path, [example_row(period="2024")], "example_2.csv")
        with pytest.raises(StoreUnreachable, match="Nothing was changed"):
            broken_off(engine, path)
        assert (identity(engine), loaded(engine)) == (before, 1)


@pytest.fixture
def of_version_3(engine: Engine, tmp_path: Path) -> Engine:
    """A store as the version before withdrawals left it: a load, and no states."""
    load_example(engine, tmp_path, [example_row(value=14.5)], published=date(2024, 7, 1))
    tables = ("areas", "series", "extracts", "releases", "loads", "lines", "observations", "current")
    with engine.connect() as connection:
        kept = {
            name: connection.execute(select(schema.metadata.tables[name])).mappings().all() for name in tables
        }
    with engine.begin() as connection:
        schema.metadata.drop_all(connection)
        connection.exec_driver_sql("DELETE FROM alembic_version")
    config = migrating._config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for name, rows in kept.items():
            table = schema.metadata.tables[name]
            given = [dict(row) for row in rows]
            for row in given:
                row.pop("identity", None)
            names = [column for column in table.c.keys() if column != "identity"]  # noqa: SIM118
            plain = sa.table(name, *(sa.column(each, table.c[each].type) for each in names))
            connection.execute(plain.insert(), given)
    return engine


def test_a_store_of_the_version_before_gets_identities_and_loses_nothing(of_version_3: Engine) -> None:
    assert migrating.migrate(of_version_3)
    (load,) = provenance.loads_held(of_version_3).to_dict("records")
    assert load["identity"].endswith(load["sha256"])
    assert load["withdrawn"] is None
    assert identity(of_version_3)
    assert queries.latest(of_version_3, catalogue(), ["halton"]).value.tolist() == [14.5]
    assert not pointers.are_by_this_rule(of_version_3)
    assert snapshot.disagreements(of_version_3, DEFINED)
    make_good(of_version_3, DEFINED)
    assert pointers.are_by_this_rule(of_version_3)
    assert all_agrees(of_version_3)
