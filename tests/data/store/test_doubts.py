"""A figure of another scale: loaded as it came, in no answer until it is settled, on both engines."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from data.catalogue.reader import catalogue
from data.errors import BeaconError, Unknown
from data.judgement.status import Status
from data.statements import snapshot
from data.statements.compute import statuses
from data.store import counts, provenance, queries, schema
from data.store.integrity import disagreements
from data.store.rulings import LEFT_OUT, RIGHT
from data.store.settling import settle
from data.store.state import identity
from tests.data.examples import yearly_rows
from tests.loading import example_row, load_example

SMOKING = "smoking-prevalence"
WHO, WHY = "Example analyst", "asked the publisher"


def load_years(engine: Engine, folder: Path, values: list[float], **more: Any) -> Any:
    rows = yearly_rows(values, indicator=SMOKING, first=2020)
    published = [{"published": f"{2021 + at}-10-01"} for at in range(len(rows))]
    rows = [row | day | more for row, day in zip(rows, published, strict=True)]
    return load_example(engine, folder, rows, name=f"example-{len(values)}.csv")


def waiting(engine: Engine, as_of: date | None = None) -> list[tuple[str, float]]:
    frame = queries.awaiting(engine, catalogue(), as_of=as_of)
    return list(zip(frame.period, frame.value, strict=True))


def one_id(engine: Engine) -> int:
    (id,) = queries.awaiting(engine, catalogue()).observation_id
    return int(id)


def latest(engine: Engine, as_of: date | None = None) -> list[tuple[str, float]]:
    frame = queries.latest(engine, catalogue(), ["halton"], as_of)
    return list(zip(frame.period, frame.value, strict=True))


def of_halton(engine: Engine, as_of: date | None = None) -> Status:
    (status,) = statuses(engine, catalogue(), indicators=[SMOKING], areas=["halton"], as_of=as_of)
    return status


def test_a_hundredth_is_loaded_and_told_and_counts_for_nothing(engine: Engine, tmp_path: Path) -> None:
    report = load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    assert report.new == 4
    assert (
        "jump, awaits review: Smoking, Halton, 2023: 13.2 to 0.122, 0.0092 of its usual size" in report.drift
    )
    assert any("until it is settled: see beacon review" in text for text in report.drift)
    assert waiting(engine) == [("2023", 0.122)]
    assert latest(engine) == [("2022", 12.4)]
    history = queries.history(engine, catalogue(), SMOKING, areas=["halton"])
    assert history.value.tolist() == [14.1, 13.2, 12.4]
    assert disagreements(engine, catalogue()) == []


def test_every_figure_asked_for_has_it_with_its_mark(engine: Engine, tmp_path: Path) -> None:
    load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    frame = queries.observed(engine, catalogue(), indicators=[SMOKING])
    assert frame.value.tolist() == [14.1, 13.2, 12.4, 0.122]
    assert frame.note.tolist() == ["", "", "", "awaits review: 0.0092 of its usual size, about 13.2"]
    assert counts.observed_counts(engine, catalogue(), indicator=SMOKING) == {SMOKING: 4}


def test_the_sentence_is_of_the_figure_before_and_says_that_a_newer_one_waits(
    engine: Engine, tmp_path: Path
) -> None:
    load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    status = of_halton(engine)
    assert status.latest is not None
    assert status.awaiting is not None
    assert (status.latest.period, status.awaiting.period) == ("2022", "2023")
    assert "12.4% in 2022. A newer figure, for 2023, awaits review and is not used yet." in status.sentence
    assert "0.1" not in status.sentence.partition("Now against plan")[0]
    assert status.next_release is not None
    assert status.next_release.year == 2025


@pytest.mark.parametrize(("verdict", "shown"), [(RIGHT, ("2023", 0.122)), (LEFT_OUT, ("2022", 12.4))])
def test_a_ruling_settles_it_either_way_with_its_trail(
    engine: Engine, tmp_path: Path, verdict: Any, shown: tuple[str, float]
) -> None:
    load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    before = identity(engine)
    settle(engine, one_id(engine), verdict, WHO, WHY)
    assert identity(engine) != before
    assert (waiting(engine), latest(engine)) == ([], [shown])
    assert of_halton(engine).awaiting is None
    (row,) = provenance.rulings_held(engine).to_dict("records")
    assert (row["verdict"], row["by"], row["why"], row["value"], bool(row["holds"])) == (
        verdict,
        WHO,
        WHY,
        0.122,
        True,
    )
    assert disagreements(engine, catalogue()) == []


def test_a_later_ruling_holds_and_the_earlier_one_stays_to_be_read(engine: Engine, tmp_path: Path) -> None:
    load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    id = one_id(engine)
    settle(engine, id, RIGHT, WHO, WHY)
    settle(engine, id, LEFT_OUT, WHO, "the publisher has corrected it")
    assert latest(engine) == [("2022", 12.4)]
    assert provenance.rulings_held(engine).verdict.tolist() == ["left out", "right"]
    with pytest.raises(BeaconError, match="was settled as left out before"):
        settle(engine, id, LEFT_OUT, WHO, WHY)
    with pytest.raises(Unknown, match="none that awaits review"):
        settle(engine, 1, RIGHT, WHO, WHY)


def test_past_days_know_from_when_it_was_settled(engine: Engine, tmp_path: Path) -> None:
    load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    settle(engine, one_id(engine), RIGHT, WHO, WHY)
    with engine.begin() as connection:
        moment = datetime(2025, 3, 5, 9, tzinfo=UTC)
        connection.execute(update(schema.rulings).values(ruled=moment))
    before, after = date(2025, 3, 4), date(2025, 3, 5)
    assert (latest(engine, before), waiting(engine, before)) == ([("2022", 12.4)], [("2023", 0.122)])
    assert (latest(engine, after), waiting(engine, after)) == ([("2023", 0.122)], [])
    assert waiting(engine, date(2023, 1, 1)) == []
    assert "awaits review" in of_halton(engine, before).sentence
    assert "awaits review" not in of_halton(engine, after).sentence
    for day in (before, after):
        assert counts.observed_counts(engine, catalogue(), indicator=SMOKING, as_of=day) == {SMOKING: 4}
        assert len(queries.observed(engine, catalogue(), indicators=[SMOKING], as_of=day)) == 4


def test_the_earlier_statement_of_a_period_stays_while_its_revision_waits(
    engine: Engine, tmp_path: Path
) -> None:
    load_years(engine, tmp_path, [14.1, 13.2, 12.4])
    revised = example_row(period="2022", value=0.124, published="2024-05-01")
    report = load_example(engine, tmp_path, [revised], name="revised.csv")
    assert any("awaits review" in text for text in report.drift)
    assert (latest(engine), waiting(engine)) == ([("2022", 12.4)], [("2022", 0.124)])
    assert "A later figure, for 2022, awaits review" in of_halton(engine).sentence
    assert provenance.revisions(engine, ["halton"]).empty


def test_a_correction_of_the_publisher_ends_the_waiting(engine: Engine, tmp_path: Path) -> None:
    load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    mended = example_row(period="2023", value=12.2, published="2025-01-15")
    report = load_example(engine, tmp_path, [mended], name="mended.csv")
    assert not any("awaits review" in text for text in report.drift)
    assert (latest(engine), waiting(engine)) == ([("2023", 12.2)], [])
    assert disagreements(engine, catalogue()) == []


def test_one_that_was_settled_as_right_is_not_asked_about_again(engine: Engine, tmp_path: Path) -> None:
    load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    settle(engine, one_id(engine), RIGHT, WHO, WHY)
    again = example_row(period="2023", value=0.122, published="2025-01-15", note="final")
    load_example(engine, tmp_path, [again, again | {"period": "2024", "value": 0.125}], name="again.csv")
    assert (waiting(engine), latest(engine)) == ([], [("2024", 0.125)])


def test_the_same_file_twice_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    assert load_years(engine, tmp_path, [14.1, 13.2, 12.4, 0.122]).load_id is None
    assert waiting(engine) == [("2023", 0.122)]


def test_a_break_is_not_looked_across(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [
        example_row(indicator="dementia-diagnosis-rate", period=period, value=value)
        for period, value in (("February 2024", 65), ("March 2024", 65.2), ("April 2024", 6.5))
    ]
    load_example(sqlite_engine, tmp_path, rows)
    assert waiting(sqlite_engine) == []
    assert any(each.on == date(2024, 4, 1) for each in catalogue().breaks_for("dementia-diagnosis-rate"))


def test_an_area_for_comparison_and_a_breakdown_are_looked_at_too(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    leeds = {"area_code": "E08000035", "area_name": "Leeds"}
    group = {"category_type": "Deprivation quintile", "category": "1 - most deprived"}
    rows = [
        example_row(period=str(2020 + at), value=value) | whose
        for whose in (leeds, group)
        for at, value in enumerate((20, 21, 2.0))
    ]
    load_example(sqlite_engine, tmp_path, rows)
    frame = queries.awaiting(sqlite_engine, catalogue())
    assert set(zip(frame.area, frame.category, strict=True)) == {
        ("e08000035", ""),
        ("halton", "1 - most deprived"),
    }


def test_what_is_kept_is_worked_out_again_after_a_ruling(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_years(sqlite_engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    snapshot.refresh(sqlite_engine, catalogue())
    settle(sqlite_engine, one_id(sqlite_engine), RIGHT, WHO, WHY)
    (status,) = snapshot.answer(sqlite_engine, catalogue(), indicators=[SMOKING], areas=["halton"])
    assert status.latest is not None
    assert status.latest.value == 0.122
    assert snapshot.refresh(sqlite_engine, catalogue()) == [SMOKING]
    (kept,) = snapshot.answer(sqlite_engine, catalogue(), indicators=[SMOKING], areas=["halton"])
    assert kept == status


def test_check_tells_a_figure_that_is_shown_though_it_waits(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_years(sqlite_engine, tmp_path, [14.1, 13.2, 12.4, 0.122])
    with sqlite_engine.begin() as connection:
        shown = connection.execute(select(schema.current.c.observation_id)).scalars().first()
        connection.execute(schema.doubts.insert(), [{"observation_id": shown, "usual": 1.0}])
    faults = [problem.fault for problem in disagreements(sqlite_engine, catalogue())]
    assert "periods that point to another figure than the one that counts: 1" in faults
