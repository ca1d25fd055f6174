"""What a killed load of an earlier version left half done is told by the check and made good at the next."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, update

from data.catalogue.reader import catalogue
from data.statements import kept_rows, snapshot, track_record
from data.statements.compute import statuses
from data.store import pointers, provenance, queries, schema
from data.store.engine import store_engine
from data.store.integrity import disagreements
from loaders.upkeep import make_good
from tests import loading
from tests.commanding import Beacon
from tests.data.examples import SEFTON, only, yearly_rows
from tests.loading import example_csv, example_row, official

SMOKING = "smoking-prevalence"
DEFINED = only(catalogue(), SMOKING)
YEARS = yearly_rows([20, 19, 18, 19, 17, 16, 16, 15], indicator=SMOKING)


@pytest.fixture
def broken_off(engine: Engine, tmp_path: Path) -> Engine:
    """A store whose second load was killed between its commit and its review and refresh."""
    load_example(engine, tmp_path, YEARS)
    snapshot.refresh(engine, DEFINED)
    rows = [YEARS[-1] | {"value": 35, "note": "example"}]
    load_example(engine, tmp_path, rows, name="example_revised.csv")
    with engine.begin() as connection:
        connection.execute(delete(schema.reviews).where(schema.reviews.c.load_id == 2))
    return engine


def told(engine: Engine) -> list[str]:
    return list(map(str, [*disagreements(engine, DEFINED), *snapshot.disagreements(engine, DEFINED)]))


load_example = partial(loading.load_example, defined=DEFINED)


def test_what_is_half_done_is_told_with_its_remedy(broken_off: Engine) -> None:
    kinds = ["track records of the forecast", "statements", "verdicts on inequality", "rankings"]
    kinds += (f"statements as of {day}" for day in snapshot.past_meetings(DEFINED, date.today()))
    what = "are not those of the present figures and rules: smoking-prevalence - run: beacon migrate"
    assert told(broken_off) == [
        "load 2: was broken off before its review - run: beacon migrate",
        *(f"{kind}: {what}" for kind in kinds),
    ]


def test_what_is_half_done_is_made_good_and_then_nothing_is_left_to_do(broken_off: Engine) -> None:
    assert make_good(broken_off, DEFINED) == [
        "reviewed what was broken off before its review: load 2",
        "indicators whose statements were worked out: 1",
    ]
    assert told(broken_off) == []
    asked = {"indicators": [SMOKING], "withheld": snapshot._withheld(broken_off, DEFINED)}
    assert snapshot.answer(broken_off, DEFINED) == statuses(broken_off, DEFINED, **asked)
    (record,) = snapshot.track_records(broken_off, DEFINED)
    assert record == track_record.of_indicator(broken_off, DEFINED, SMOKING)
    assert make_good(broken_off, DEFINED) == []


def test_the_review_that_is_made_up_for_is_the_one_that_was_missed(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, YEARS)
    both = [YEARS[-1] | {"value": 35}, YEARS[-2], *yearly_rows([14, 13], indicator=SMOKING, code=SEFTON)]
    load_example(engine, tmp_path, both, name="example_revised.csv")
    reviews = provenance.reviews_held(engine)
    with engine.begin() as connection:
        connection.execute(delete(schema.reviews))
    make_good(engine, DEFINED)
    assert provenance.reviews_held(engine) == reviews
    assert reviews[2]["revisions"]


def test_pointers_kept_by_another_rule_are_brought_to_this_one(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an upgrade: which statement counts is another one by the new rule."""
    load_example(engine, tmp_path, [example_row(value=14.5)])
    load_example(engine, tmp_path, [example_row(value=13.9)], name="example_revised.csv")
    snapshot.refresh(engine, DEFINED)
    with engine.begin() as connection:
        connection.execute(update(schema.current).values(observation_id=1))
        connection.execute(update(schema.lines).values(latest_id=1))
    assert told(engine) == [
        "store: periods that point to another figure than the one that counts: 1 - run: beacon migrate",
    ]
    assert make_good(engine, DEFINED) == []
    monkeypatch.setattr(pointers, "rule", lambda: "example: another rule")
    assert make_good(engine, DEFINED) == [
        "periods with another current figure: 1",
        "indicators whose statements were worked out: 1",
    ]
    assert queries.latest(engine, DEFINED, ["halton"]).value.tolist() == [13.9]
    assert snapshot.answer(engine, DEFINED, areas=["halton"])[0].latest.value == 13.9
    assert told(engine) == []


def test_statements_made_while_the_clock_was_ahead_are_made_again(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, YEARS)
    snapshot.refresh(engine, DEFINED)
    with engine.begin() as connection:
        connection.execute(update(schema.kept_statements).values(worked_out=date(2062, 1, 1)))
    assert told(engine)
    assert make_good(engine, DEFINED) == ["indicators whose statements were worked out: 1"]
    assert told(engine) == []


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands know one indicator, so that they end soon."""
    for module in ("loaders.commands", "data.commands", "app"):
        monkeypatch.setattr(f"{module}.catalogue", lambda: DEFINED)


@pytest.fixture
def command(few: None, beacon: Beacon, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Beacon]:
    """`beacon` on the store of the test."""
    monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    yield beacon
    store_engine().dispose()


def test_the_next_load_makes_good_even_if_it_brings_nothing(
    broken_off: Engine, command: Beacon, tmp_path: Path
) -> None:
    checked = command("check")
    assert (checked.code, "was broken off before its review" in checked.err) == (1, True)
    assert "statements: are not those of the present figures" in checked.err
    again = command("load", example_csv(tmp_path, official(YEARS)))
    assert (again.code, "0 new, 0 revised, 8 unchanged" in again.out) == (0, True)
    assert told(broken_off) == []
    assert command("check").code == 0


def test_starting_to_serve_makes_good(broken_off: Engine, command: Beacon, capsys: object) -> None:
    import app

    app.prepare()
    assert told(broken_off) == []


def test_migrate_makes_good_and_mends_pointers(broken_off: Engine, command: Beacon) -> None:
    with broken_off.begin() as connection:
        connection.execute(schema.current.delete())
    done = command("migrate")
    assert done.code == 0
    assert "periods with its first current figure: 8" in done.out
    assert told(broken_off) == []


def test_a_load_that_fails_before_its_statements_are_worked_out_leaves_nothing(
    command: Beacon, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("load", example_csv(tmp_path, official(YEARS))).code == 0
    before = told(engine)

    def broken(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(kept_rows, "drop_others", broken)
    monkeypatch.setattr(snapshot, "drop_others", broken)
    path = example_csv(tmp_path, official([example_row(period="2024", value=13.0)]), "example_2.csv")
    assert command("load", path).code == 1
    assert (told(engine), before) == ([], [])
    assert provenance.loads_held(engine).id.tolist() == [1]


def test_readers_of_other_processes_see_no_load_before_its_statements(
    command: Beacon, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("load", example_csv(tmp_path, official(YEARS)))
    seen, refresh = [], snapshot.refresh

    def watched(*arguments: object) -> list[str]:
        seen.append(queries.latest(engine, DEFINED, ["halton"]).value.tolist())
        again = refresh(*arguments)
        seen.append(queries.latest(engine, DEFINED, ["halton"]).value.tolist())
        return again

    monkeypatch.setattr(snapshot, "refresh", watched)
    later = [YEARS[-1] | {"period": "2024", "value": 13.5}]
    command("load", example_csv(tmp_path, official(later), "example_2.csv"))
    assert seen == [[15.0], [15.0]]
    assert queries.latest(engine, DEFINED, ["halton"]).value.tolist() == [13.5]
    with engine.connect() as connection:
        assert len(connection.execute(select(schema.reviews)).all()) == 2
