"""A load taken back: its trail stays, earlier days still know it, what it had replaced counts again."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, select, update

from data.catalogue.reader import catalogue
from data.errors import BadInput, BeaconError, Unknown
from data.records import LOAD_FIELDS, Wanted, load_records
from data.statements import snapshot
from data.statements.compute import statuses
from data.store import counts, provenance, queries, schema
from data.store.integrity import disagreements
from data.store.state import identity, of_indicators
from data.store.withdraw import Withdrawal, withdraw
from loaders.pipeline import load_file
from tests.data.examples import yearly_rows
from tests.loading import example_csv, example_row, load_example

SMOKING = "smoking-prevalence"
JULY, SEPTEMBER = date(2024, 7, 1), date(2024, 9, 1)
TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)
Values = Callable[..., list[float]]


@pytest.fixture
def values(engine: Engine) -> Values:
    """The figures of smoking at Halton, in the order of their periods: now, or as of a day."""

    def ask(as_of: date | None = None) -> list[float]:
        frame = queries.history(engine, catalogue(), SMOKING, areas=["halton"], as_of=as_of)
        return [float(value) for value in frame.value]

    return ask


def taken_back(engine: Engine, load: int) -> Withdrawal:
    return withdraw(engine, load, "example of a wrong column", "operator", "example")


def agrees(engine: Engine) -> bool:
    return disagreements(engine, catalogue()) == []


def test_the_older_release_is_current_again_and_yesterday_still_knows_the_newer(
    engine: Engine, tmp_path: Path, values: Values
) -> None:
    load_example(engine, tmp_path, [example_row(value=14.5)], published=JULY)
    load_example(engine, tmp_path, [example_row(value=99)], name="example_2.csv", published=SEPTEMBER)
    before = identity(engine)
    withdrawal = taken_back(engine, 2)
    assert (withdrawal.file, withdrawal.shown, withdrawal.replaced) == ("example_2.csv", 1, 1)
    assert withdrawal.indicators == (SMOKING,)
    assert (values(), values(TODAY), values(YESTERDAY), values(JULY)) == ([14.5], [14.5], [99], [14.5])
    assert queries.latest(engine, catalogue(), ["halton"]).value.tolist() == [14.5]
    assert queries.latest(engine, catalogue(), ["halton"], YESTERDAY).value.tolist() == [99]
    assert identity(engine) != before
    assert agrees(engine)


def test_a_figure_that_nothing_else_tells_is_gone_and_yesterday_still_knows_it(
    engine: Engine, tmp_path: Path, values: Values
) -> None:
    load_example(engine, tmp_path, [example_row(period="2022", value=15.0)], published=JULY)
    load_example(engine, tmp_path, [example_row(value=99)], name="example_2.csv", published=JULY)
    assert queries.latest(engine, catalogue(), ["halton"]).value.tolist() == [99]
    assert taken_back(engine, 2).replaced == 0
    assert queries.latest(engine, catalogue(), ["halton"]).value.tolist() == [15.0]
    assert (values(), values(YESTERDAY)) == ([15.0], [15.0, 99])
    days = (None, TODAY, YESTERDAY)
    held = [counts.observed_counts(engine, catalogue(), Wanted(SMOKING, as_of=day)) for day in days]
    assert [sum(each.values()) for each in held] == [1, 1, 2]
    taken_back(engine, 1)
    assert (values(), values(TODAY)) == ([], [])
    assert [queries.series_held(engine, SMOKING, day) for day in (None, TODAY)] == [[], []]
    assert len(queries.series_held(engine, SMOKING, YESTERDAY)) == 1
    assert agrees(engine)


def test_every_row_and_the_trail_stay(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row()])
    withdraw(engine, 1, "example of a wrong column", "data manager", "example-account")
    with engine.connect() as connection:
        row = connection.execute(select(schema.withdrawals)).mappings().one()
        assert len(connection.execute(select(schema.observations)).all()) == 1
    assert (row["load_id"], row["why"]) == (1, "example of a wrong column")
    assert (row["role"], row["account"]) == ("data manager", "example-account")
    assert row["withdrawn"].date() in (TODAY, date.today())
    (load,) = provenance.loads_held(engine).to_dict("records")
    assert (load["withdrawn_by"], load["withdrawn_why"]) == ("data manager", "example of a wrong column")
    assert load["new"] == 1


def test_a_withdrawn_file_can_be_loaded_again(engine: Engine, tmp_path: Path, values: Values) -> None:
    load_example(engine, tmp_path, [example_row(value=14.5)], published=JULY)
    taken_back(engine, 1)
    report = load_example(engine, tmp_path, [example_row(value=14.5)], published=SEPTEMBER)
    assert (report.load_id, report.new) == (2, 1)
    assert (values(), values(SEPTEMBER), values(JULY)) == ([14.5], [14.5], [])
    assert agrees(engine)
    taken_back(engine, 2)
    assert values() == []
    assert load_example(engine, tmp_path, [example_row(value=14.5)]).load_id == 3


def test_what_the_same_bytes_had_replaced_stands_again(
    engine: Engine, tmp_path: Path, values: Values
) -> None:
    """A mistyped day is corrected by loading the file again; that correction is taken back."""
    load_example(engine, tmp_path, [example_row(value=14.5)], published=JULY)
    load_example(engine, tmp_path, [example_row(value=14.5)], published=SEPTEMBER)
    assert values(JULY) == []
    taken_back(engine, 2)
    assert values() == [14.5]
    assert agrees(engine)
    frame = queries.history(engine, catalogue(), SMOKING, areas=["halton"])
    assert frame.published.tolist() == [JULY]


def test_of_two_loads_the_first_can_go_and_the_later_is_told_that_left_figures_out(
    engine: Engine, tmp_path: Path, values: Values
) -> None:
    load_example(engine, tmp_path, [example_row(value=14.5)], published=JULY)
    both = [example_row(value=14.5), example_row(period="2022", value=15.0)]
    load_example(engine, tmp_path, both, name="fuller_example.csv", published=JULY)
    assert taken_back(engine, 1).leaning == ((2, "fuller_example.csv", 1),)
    assert values() == [15.0]
    report = load_example(engine, tmp_path, both, name="fuller_example.csv", published=JULY)
    assert report.new == 1
    assert values() == [15.0, 14.5]
    assert agrees(engine)


def test_a_revision_of_a_load_that_is_taken_back_is_no_correction_any_more(
    engine: Engine, tmp_path: Path, values: Values
) -> None:
    load_example(engine, tmp_path, [example_row(value=99)], published=JULY)
    load_example(engine, tmp_path, [example_row(value=14.5)], name="example_2.csv", published=SEPTEMBER)
    assert (len(provenance.revisions(engine, ["halton"])), provenance.revision_count(engine)) == (1, 1)
    assert taken_back(engine, 1).shown == 0
    assert values() == [14.5]
    assert (len(provenance.revisions(engine, ["halton"])), provenance.revision_count(engine)) == (0, 0)
    behind = [provenance.loads_behind(engine, day).id.tolist() for day in (TODAY, YESTERDAY)]
    assert behind == [[2], [2, 1]]
    assert provenance.loads_behind(engine, YESTERDAY).revised.tolist() == [1, 0]


def test_files_that_only_a_withdrawn_load_names_are_behind_nothing(engine: Engine, tmp_path: Path) -> None:
    named = {"source_file": "publisher_example.csv", "source_sha256": "0" * 64}
    load_example(engine, tmp_path, [example_row(**named)])
    assert provenance.files_behind(engine).file.tolist() == ["publisher_example.csv"]
    taken_back(engine, 1)
    assert provenance.files_behind(engine).file.tolist() == []
    assert provenance.files_behind(engine, TODAY).file.tolist() == []
    assert provenance.files_behind(engine, YESTERDAY).file.tolist() == ["publisher_example.csv"]


def test_withdrawing_twice_or_what_is_not_there_is_told_in_words(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row()])
    with pytest.raises(Unknown, match=r"load 7: is not in the store - see: beacon loads"):
        taken_back(engine, 7)
    taken_back(engine, 1)
    state = identity(engine)
    again = rf"load 1, example\.csv: was withdrawn already on {TODAY}: example of a wrong column\nNothing was"
    with pytest.raises(BeaconError, match=again):
        taken_back(engine, 1)
    assert identity(engine) == state


def test_an_agreed_trajectory_and_boundaries_are_taken_back_too(engine: Engine, tmp_path: Path) -> None:
    area = "cheshire-and-merseyside"
    target = next(key for key, defined in catalogue().targets.items() if defined.indicator == SMOKING)
    load_example(engine, tmp_path, [example_row()])
    point = {"load_id": 1, "indicator": SMOKING, "area": area, "target_key": target, "value": 12.0}
    point |= {"date": date(2029, 12, 31), "interpolation": "linear", "agreed_by": "Example board"}
    point |= {"agreed_on": JULY, "document": "Example", "row": "2"}
    with engine.begin() as connection:
        connection.execute(schema.trajectory_points.insert(), [point])
        connection.execute(
            schema.area_boundaries.insert(), [{"load_id": 1, "area": "halton", "geometry": {"type": "Point"}}]
        )
    assert len(queries.agreed_trajectories(engine)) == len(queries.boundaries(engine)) == 1
    taken_back(engine, 1)
    assert (queries.agreed_trajectories(engine), queries.boundaries(engine)) == ((), {})
    assert queries.agreed_trajectories(engine, SEPTEMBER) == ()
    assert queries.agreed_trajectories(engine, SEPTEMBER, as_of=TODAY) == ()
    assert len(queries.agreed_trajectories(engine, SEPTEMBER, as_of=YESTERDAY)) == 1


def test_a_figure_published_earlier_is_asked_for_without_what_was_withdrawn_since(
    engine: Engine, tmp_path: Path
) -> None:
    """A baseline of today's statement: published by the day of the promise, and known to be wrong now."""
    load_example(engine, tmp_path, [example_row(value=99)], published=JULY)
    load_example(engine, tmp_path, [example_row(value=14.5)], name="example_2.csv", published=SEPTEMBER)

    def baseline(**days: date) -> list[float]:
        frame = queries.history(engine, catalogue(), SMOKING, areas=["halton"], published_by=JULY, **days)
        return [float(value) for value in frame.value]

    assert baseline() == [99]
    taken_back(engine, 1)
    assert (baseline(), baseline(as_of=YESTERDAY)) == ([], [99])


def test_what_was_worked_out_from_it_goes_at_once_and_is_made_anew(engine: Engine, tmp_path: Path) -> None:
    defined = catalogue()
    rows = yearly_rows([20, 19, 18, 19, 17, 16, 16, 15], indicator=SMOKING)
    load_example(engine, tmp_path, rows, published=JULY)
    load_example(engine, tmp_path, [rows[-1] | {"value": 55}], name="wrong_example.csv", published=SEPTEMBER)
    snapshot.refresh(engine, defined)
    before = of_indicators(engine)
    taken_back(engine, 2)
    assert of_indicators(engine)[SMOKING] != before[SMOKING]
    with engine.connect() as connection:
        kept = connection.execute(select(schema.kept_statements.c.indicator).distinct()).scalars().all()
    assert SMOKING not in kept
    assert len(kept) == len(defined.indicators) - 1
    asked = {"indicators": [SMOKING], "areas": ["halton"]}
    assert snapshot.answer(engine, defined, **asked)[0].latest.value == 15
    assert any(SMOKING in problem.fault for problem in snapshot.disagreements(engine, defined))
    assert snapshot.refresh(engine, defined) == [SMOKING]
    assert snapshot.disagreements(engine, defined) == []
    assert snapshot.answer(engine, defined, **asked) == statuses(
        engine, defined, **asked, withheld=snapshot._withheld(engine, defined)
    )


def test_a_figure_published_in_the_future_is_told_and_mended_by_a_withdrawal(
    engine: Engine, tmp_path: Path, values: Values
) -> None:
    load_example(engine, tmp_path, [example_row(value=99)], published=JULY)
    ahead = date(2062, 7, 1)  # as versions before took it, with a slip of the pen
    with engine.begin() as connection:
        connection.execute(update(schema.observations).values(published=ahead))
        connection.execute(update(schema.releases).values(published=ahead))
    load_example(engine, tmp_path, [example_row(value=14.5)], name="example_2.csv", published=SEPTEMBER)
    assert values() == [99], "a correction does not count beside it"
    (problem,) = disagreements(engine, catalogue())
    assert str(problem) == (
        f"load 1, example.csv: holds what it calls published on 2062-07-01, and was loaded on {TODAY} - run: "
        'beacon withdraw 1 --why "wrong day", then load the file again with the right day'
    )
    taken_back(engine, 1)
    assert values() == [14.5]
    assert agrees(engine)
    load_example(engine, tmp_path, [example_row(value=99)], published=JULY)
    assert (values(), values(JULY)) == ([14.5], [99])


def test_a_day_that_was_ahead_when_it_was_loaded_is_told_even_after_it_has_come(
    engine: Engine, tmp_path: Path
) -> None:
    load_example(engine, tmp_path, [example_row()], published=JULY)
    with engine.begin() as connection:
        connection.execute(update(schema.loads).values(loaded=datetime(2024, 6, 1, tzinfo=UTC)))
    (problem,) = disagreements(engine, catalogue())
    assert "published on 2024-07-01, and was loaded on 2024-06-01" in problem.fault


def test_a_trajectory_agreed_in_the_future_is_refused_and_told_where_it_is_held(
    engine: Engine, tmp_path: Path
) -> None:
    point = {"indicator": "dementia-diagnosis-rate", "place": "cheshire-and-merseyside", "value": 66.0}
    point |= {"target_key": "jfp-dementia-66-7", "date": "2025-03-31", "interpolation": "linear"}
    point |= {"agreed_by": "Example board", "agreed_on": "2062-01-01", "document": "Example paper"}
    path = example_csv(tmp_path, [point], "example_path.csv")
    refused = r"example_path\.csv, row 2, column 'agreed_on': it was agreed on 2062-01-01, which lies ahead"
    with pytest.raises(BadInput, match=refused):
        load_file(path, engine, catalogue())
    load_file(example_csv(tmp_path, [point | {"agreed_on": "2024-04-15"}]), engine, catalogue())
    assert agrees(engine)
    with engine.begin() as connection:
        connection.execute(update(schema.trajectory_points).values(agreed_on=date(2062, 1, 1)))
    (problem,) = disagreements(engine, catalogue())
    assert "load 1, example.csv: holds what it calls agreed on 2062-01-01" in str(problem)
    taken_back(engine, 1)
    assert agrees(engine)


def test_pointers_that_are_wrong_are_told_each_in_its_kind(engine: Engine, tmp_path: Path) -> None:
    load_example(engine, tmp_path, [example_row(value=14.5)], published=JULY)
    load_example(engine, tmp_path, [example_row(value=13.9)], name="example_2.csv", published=SEPTEMBER)
    load_example(engine, tmp_path, [example_row(period="2022", value=15.0)], name="example_3.csv")
    assert agrees(engine)
    with engine.begin() as connection:
        older = schema.current.c.observation_id == 2
        connection.execute(update(schema.current).where(older).values(observation_id=1))
        connection.execute(schema.current.delete().where(schema.current.c.observation_id == 3))
        connection.execute(update(schema.lines).values(latest_id=2))
    assert [problem.fault for problem in disagreements(engine, catalogue())] == [
        "periods that point to another figure than the one that counts: 1",
        "periods that have figures and point to none: 1",
        "lines that do not point to their newest period: 1",
    ]


def test_a_load_that_was_withdrawn_brings_no_figure_back_by_a_file_that_holds_less(
    engine: Engine, tmp_path: Path, values: Values
) -> None:
    path = example_csv(tmp_path, [example_row(value=99), example_row(period="2022", value=15.0)])
    load_file(path, engine, catalogue(), published=JULY)
    taken_back(engine, 1)
    load_example(engine, tmp_path, [example_row(period="2022", value=15.0)], name="less.csv", published=JULY)
    assert values() == [15.0]
    assert agrees(engine)


def test_a_withdrawal_is_known_from_its_day_in_utc_whatever_the_clock_of_the_database() -> None:
    summer = timezone(timedelta(hours=1))
    loaded, withdrawn = (datetime(2026, 7, day, 0, 30, tzinfo=summer) for day in (1, 2))
    held = pd.DataFrame([dict.fromkeys(LOAD_FIELDS) | {"loaded": loaded, "withdrawn": withdrawn}])
    assert load_records(held, date(2026, 6, 29)) == []
    assert [load["withdrawn"] is None for load in load_records(held, date(2026, 6, 30))] == [True]
    assert [load["withdrawn"] is None for load in load_records(held, date(2026, 7, 1))] == [False]
