"""Statements kept beside the figures: read back the same, worked out again when what they rest on changes."""

import sys
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import grimp
import pandas as pd
import pytest
from sqlalchemy import func, select

from data.catalogue.reader import catalogue
from data.judgement import forecast_record
from data.statements import kept_rows, snapshot
from data.statements.compute import statuses
from data.statements.imports import rests_on
from data.statistics import backtest
from data.statistics.reason import plainly
from data.store import queries
from data.store.schema import kept_statements
from tests.data.examples import HALTON, example_target, monthly_rows, only, with_targets, yearly_rows
from tests.loading import example_row, load_example

TODAY = date.today()
SMOKING = yearly_rows([20, 19, 18, 19, 17, 16, 16, 15], indicator="smoking-prevalence")


TWO = ("smoking-prevalence", "dementia-diagnosis-rate")


def test_what_is_kept_is_what_would_be_worked_out(engine, tmp_path):
    defined = only(catalogue(), *TWO)
    load_example(engine, tmp_path, SMOKING)
    assert set(snapshot.refresh(engine, defined)) == set(TWO)
    assert snapshot.refresh(engine, defined) == []
    assert snapshot.answer(engine, defined) == statuses(engine, defined)


def test_after_a_load_only_what_it_touched_is_worked_out_again(sqlite_engine, tmp_path):
    defined = only(catalogue(), *TWO)
    load_example(sqlite_engine, tmp_path, SMOKING)
    snapshot.refresh(sqlite_engine, defined)
    load_example(sqlite_engine, tmp_path, monthly_rows([61]), name="month.csv")
    assert "61.0%" in one(sqlite_engine, defined, "dementia-diagnosis-rate").sentence
    assert snapshot.refresh(sqlite_engine, defined) == ["dementia-diagnosis-rate"]
    assert "61.0%" in one(sqlite_engine, defined, "dementia-diagnosis-rate").sentence
    assert snapshot.disagreements(sqlite_engine, defined) == []


def one(engine, defined, id, **more):
    return snapshot.answer(engine, defined, indicators=[id], areas=["halton"], **more)[0]


def test_a_changed_definition_is_told_at_once_and_kept_at_the_next_refresh(sqlite_engine, tmp_path):
    load_example(sqlite_engine, tmp_path, SMOKING)
    low = only(with_targets(example_target(indicator="smoking-prevalence", value=10, comparison="<=")), *TWO)
    high = only(with_targets(example_target(indicator="smoking-prevalence", value=20, comparison="<=")), *TWO)
    snapshot.refresh(sqlite_engine, low)
    assert one(sqlite_engine, low, "smoking-prevalence").now.target == 10
    assert one(sqlite_engine, high, "smoking-prevalence").now.word == "on plan, untested"
    assert snapshot.refresh(sqlite_engine, high) == list(high.indicators)


def test_a_deadline_that_passes_changes_what_is_told(sqlite_engine, tmp_path):
    target = example_target(
        indicator="smoking-prevalence",
        value=10,
        comparison="<=",
        deadline=(TODAY + timedelta(days=3)).isoformat(),
    )
    defined = only(with_targets(target), *TWO)
    load_example(sqlite_engine, tmp_path, SMOKING)
    snapshot.refresh(sqlite_engine, defined)
    later = TODAY + timedelta(days=4)
    told = one(sqlite_engine, defined, "smoking-prevalence", today=later).now.word
    assert told == "deadline passed, no figure for it"
    assert "smoking-prevalence" in snapshot.refresh(sqlite_engine, defined, today=later)


def test_a_past_date_and_another_area_are_answered_without_being_kept(sqlite_engine, tmp_path):
    defined = only(catalogue(), *TWO)
    load_example(sqlite_engine, tmp_path, SMOKING, published=date(2024, 1, 1))
    assert one(sqlite_engine, defined, "smoking-prevalence", as_of=date(2023, 1, 1)).latest is None
    assert one(sqlite_engine, defined, "smoking-prevalence", as_of=date(2024, 1, 1)).latest.value == 15
    assert len(snapshot.answer(sqlite_engine, defined, areas=["north-west"])) == 2
    with sqlite_engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(kept_statements)).scalar() == 0


MEETING = snapshot.past_meetings(catalogue(), TODAY)[-1]


def of_meeting(engine, day=MEETING):
    kind = kept_statements.c.kind == f"statuses {day}"
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(kept_statements).where(kind)).scalar()


def test_a_past_meeting_read_back_is_what_would_be_worked_out(engine, tmp_path):
    defined = only(catalogue(), *TWO)
    load_example(engine, tmp_path, SMOKING, published=MEETING - timedelta(days=90))
    load_example(engine, tmp_path, monthly_rows([61]), name="b.csv", published=MEETING + timedelta(days=1))
    snapshot.refresh(engine, defined)
    assert of_meeting(engine) == 2
    worked_out = statuses(
        engine, defined, as_of=MEETING, withheld=snapshot._withheld(engine, defined, MEETING)
    )
    assert snapshot.answer(engine, defined, as_of=MEETING) == worked_out
    assert one(engine, defined, "smoking-prevalence", as_of=MEETING).latest.value == 15
    assert one(engine, defined, "dementia-diagnosis-rate", as_of=MEETING).latest is None


def test_a_load_published_before_a_meeting_makes_its_statuses_stale(sqlite_engine, tmp_path):
    defined = only(catalogue(), *TWO)
    load_example(sqlite_engine, tmp_path, SMOKING, published=MEETING - timedelta(days=90))
    snapshot.refresh(sqlite_engine, defined)
    late = monthly_rows([61])
    load_example(sqlite_engine, tmp_path, late, name="b.csv", published=MEETING - timedelta(days=9))
    assert one(sqlite_engine, defined, "dementia-diagnosis-rate", as_of=MEETING).latest.value == 61
    snapshot.refresh(sqlite_engine, defined)
    assert one(sqlite_engine, defined, "dementia-diagnosis-rate", as_of=MEETING).latest.value == 61
    assert of_meeting(sqlite_engine) == 2


def test_the_statuses_of_the_latest_meetings_only_are_kept(sqlite_engine, tmp_path):
    defined = only(catalogue(), "smoking-prevalence")
    load_example(sqlite_engine, tmp_path, SMOKING, published=date(2023, 1, 1))
    early = snapshot.past_meetings(defined, date(2023, 3, 8))
    snapshot.refresh(sqlite_engine, defined, today=date(2023, 3, 8))
    assert [of_meeting(sqlite_engine, day) for day in early] == [1] * snapshot.MEETINGS_KEPT
    snapshot.refresh(sqlite_engine, defined)
    assert of_meeting(sqlite_engine, early[0]) == 0
    assert of_meeting(sqlite_engine) == 1
    assert MEETING not in snapshot.past_meetings(defined, MEETING)


def test_until_the_track_record_is_worked_out_no_forecast_is_shown(sqlite_engine, tmp_path):
    target = example_target(indicator="smoking-prevalence", value=10, comparison="<=", deadline="2024-12-31")
    defined = only(with_targets(target), *TWO)
    load_example(sqlite_engine, tmp_path, SMOKING)
    today = date(2023, 6, 1)
    assert (
        one(sqlite_engine, defined, "smoking-prevalence", today=today).outlook.reason
        == snapshot.NOT_WORKED_OUT
    )
    snapshot.refresh(sqlite_engine, defined, today=today)
    assert one(sqlite_engine, defined, "smoking-prevalence", today=today).outlook.word != ""


def test_the_track_record_is_that_of_the_back_test_of_every_line(sqlite_engine, tmp_path):
    defined = only(catalogue(), *TWO)
    other = [row | {"area_code": "E06000001", "area_name": "Hartlepool"} for row in SMOKING]
    load_example(sqlite_engine, tmp_path, SMOKING + other)
    snapshot.refresh(sqlite_engine, defined)
    record = next(
        r for r in snapshot.track_records(sqlite_engine, defined) if r.indicator == "smoking-prevalence"
    )
    values = [row["value"] for row in SMOKING]
    rows = backtest.back_test(values, frequency="annual", scale="percent", comparison="<=")
    assert (record.lines, record.n) == (2, 2 * len(rows))
    assert record.cover80 == rows.in80.mean()
    assert forecast_record.overall([record]).brier == record.brier


def test_poor_coverage_withholds_a_forecast_and_says_so():
    good = forecast_record.Record("good", n=100, cover80=0.8)
    poor = forecast_record.Record("poor", n=100, cover80=0.5)
    few = forecast_record.Record("few", n=10, cover80=0.1)
    assert forecast_record.withheld([good, poor, few]) == {
        "poor": plainly("the 80% intervals of its forecasts held only 50% of 100 past outcomes")
    }
    assert forecast_record.overall([good, poor]).cover80 == pytest.approx(0.65)
    assert forecast_record.overall([]).n == 0


def test_inequality_is_kept_too(sqlite_engine, tmp_path):
    defined = only(catalogue(), "smoking-prevalence")
    load_example(sqlite_engine, tmp_path, [example_row(area_code=HALTON)])
    asked = snapshot.equity_verdicts(sqlite_engine, defined, date.today())
    snapshot.refresh(sqlite_engine, defined)
    assert snapshot.equity_verdicts(sqlite_engine, defined, date.today()) == asked


def test_an_empty_store_keeps_nothing(sqlite_engine):
    assert snapshot.refresh(sqlite_engine, catalogue()) == []


def test_the_ranking_that_is_kept_is_the_one_worked_out(sqlite_engine, tmp_path):
    defined = only(catalogue(), *TWO)
    rows = [
        example_row(area_code=code, value=60 + at, lower_ci=59 + at, upper_ci=62 + at)
        for at, code in enumerate(("E06000006", "E08000014", "E08000015"))
    ]
    load_example(sqlite_engine, tmp_path, rows)
    before = snapshot.rankings(sqlite_engine, defined, date.today())
    snapshot.refresh(sqlite_engine, defined)
    after = snapshot.rankings(sqlite_engine, defined, date.today())
    assert list(after) == list(before)
    ranked = after["smoking-prevalence", "Persons"].table
    assert list(ranked["rank"])[:3] == [1, 2, 3]
    assert ranked["name"][0] == "Halton"
    for key, one in before.items():
        assert (one.period, one.newest, one.reason) == (
            after[key].period,
            after[key].newest,
            after[key].reason,
        )
        pd.testing.assert_frame_equal(one.table, after[key].table, check_dtype=False)
    higher = example_row(value=70, lower_ci=69, upper_ci=71)
    load_example(sqlite_engine, tmp_path, [higher], name="later.csv")
    newest = snapshot.rankings(sqlite_engine, defined, date.today())
    assert newest["smoking-prevalence", "Persons"].table["name"][0] == "Sefton"


def test_every_module_that_a_statement_passes_through_is_in_the_stamp():
    graph = grimp.build_graph("data", cache_dir=None)
    on_the_way = graph.find_upstream_modules(snapshot.__name__)
    assert on_the_way - rests_on(snapshot.__name__).keys() == set()
    assert {snapshot.__name__, queries.__name__, backtest.__package__} <= rests_on(snapshot.__name__).keys()


@pytest.fixture
def example_package(tmp_path, monkeypatch):
    """A package whose module `made` rests on `inner.deep`, through `inner.near`, and on nothing else."""
    texts = {
        "__init__": "",
        "made": "from example_house import inner\nfrom example_house.inner.near import A\n\ndef f(): ...\n",
        "inner/__init__": "",
        "inner/near": "import re\n\nimport example_house.inner.deep\n\nA = 1\n",
        "inner/deep": "A = 1\n",
        "inner/other": "from example_house import made\n",
    }
    for name, text in texts.items():
        path = tmp_path / "example_house" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("example_house")
    del sys.modules["example_house"]


def test_what_a_module_rests_on_is_read_from_its_imports(example_package):
    found = rests_on("example_house.made")
    inner = [f"example_house.inner{name}" for name in ("", ".deep", ".near")]
    assert list(found) == ["example_house", *inner, "example_house.made"]
    assert found["example_house.inner"] == Path(example_package.__file__).parent / "inner" / "__init__.py"


def test_a_module_that_is_not_there_rests_on_nothing_and_says_so(example_package):
    with pytest.raises(ModuleNotFoundError, match=r"no module example_house\.moved"):
        rests_on("example_house.moved")


def test_statements_made_by_other_code_are_worked_out_again(sqlite_engine, tmp_path, monkeypatch):
    before, same, after = (only(catalogue(), "smoking-prevalence") for _ in range(3))
    load_example(sqlite_engine, tmp_path, SMOKING)
    snapshot.refresh(sqlite_engine, before)
    assert snapshot.refresh(sqlite_engine, same) == []
    monkeypatch.setattr(kept_rows, "code_version", lambda: "example: another code")
    assert snapshot.refresh(sqlite_engine, after) == ["smoking-prevalence"]
