"""What an analyst adds by one file each, and what is told when it is wrong: from the file to the command."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from data.catalogue import reader
from data.catalogue.reader import catalogue
from data.store import queries
from data.store.engine import store_engine
from data.targets import life
from tests.commanding import Beacon
from tests.data.catalogue.test_checks import INDICATOR, TARGET
from tests.loading import example_csv, example_row

POINTS = """target_key,indicator,place,date,value,kind,interpolation,basis,agreed_by,document,words
example-target,example,halton,2026-06-30,70,trajectory,linear,point,A board,example.txt,70% by June
example-target,example,halton,2027-03-31,80,target,linear,point,A board,example.txt,at least 80% by March 2027
"""


@pytest.fixture
def definitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the project's definitions that the commands read instead of them."""
    copy = tmp_path / "definitions"
    shutil.copytree(reader.DEFINITIONS, copy)
    monkeypatch.setattr(reader, "DEFINITIONS", copy)
    catalogue.cache_clear()
    yield copy
    catalogue.cache_clear()


def test_an_indicator_a_target_and_a_trajectory_are_added_by_one_file_each(
    definitions: Path, beacon: Beacon, tmp_path: Path
) -> None:
    (definitions / "indicators" / "example.toml").write_text(INDICATOR, encoding="utf-8")
    (definitions / "targets" / "example.toml").write_text(TARGET, encoding="utf-8")
    (definitions / "trajectories" / "example.csv").write_text(POINTS, encoding="utf-8")

    beacon("migrate")
    row = example_row(indicator="example", period="2024/25", value=65)
    assert beacon("load", example_csv(tmp_path, [row]))[0] == 0
    assert beacon("check")[0] == 0

    known, halton = catalogue(), catalogue().areas["halton"]
    (found,) = life.live_on(known, "example", date(2026, 6, 30))
    assert life.applies_to(found, halton, known.indicators["example"]) == "own"
    path = known.agreed_path("example-target", "halton")
    assert [(point.date, point.value) for point in path] == [
        (date(2026, 6, 30), 70),
        (date(2027, 3, 31), 80),
    ]
    latest = queries.latest(store_engine(), known, ["halton"])
    assert latest[latest.indicator == "example"].value.tolist() == [65]
    listed = {one["key"]: one for one in json.loads(beacon("targets", "--json")[1])}
    assert listed["example-target"]["words"] == "at least 80% by March 2027"
    told = json.loads(beacon("targets", "--lint", "--json")[1])
    assert [one["kind"] for one in told if one["target"] == "example-target"] == ["not complete"]


def test_everything_wrong_is_told_at_once_and_check_ends_with_1(definitions: Path, beacon: Beacon) -> None:
    spoilt = TARGET.replace("deadline = 2027-03-31", 'deadline = "31/02/2025"')
    misspelt = TARGET.replace("example-target", "example-2").replace("section =", "secton =")
    elsewhere = TARGET.replace("example-target", "example-3").replace(
        '"every Place"', '"one Place"\nplace = "haltn"'
    )
    orphan = TARGET.replace("example-target", "example-4").replace('indicator = "example"', 'indicator = "x"')
    (definitions / "indicators" / "example.toml").write_text(INDICATOR, encoding="utf-8")
    (definitions / "targets" / "example.toml").write_text(spoilt + misspelt + elsewhere + orphan, "utf-8")

    code, _, told = beacon("check")
    assert code == 1
    assert "Traceback" not in told
    assert "targets/example.toml, target 1 (example-target): `deadline` is '31/02/2025'" in told
    assert "YYYY-MM-DD" in told
    assert "target 2 (example-2): the key `secton` is not known - did you mean `section`?" in told
    assert "target 3 (example-3): `place` names the Place `haltn`" in told
    assert "did you mean `halton`?" in told
    assert "target 4 (example-4): `indicator` names the indicator `x`" in told


def test_a_toml_date_no_calendar_has_is_told_with_its_file(definitions: Path, beacon: Beacon) -> None:
    spoilt = TARGET.replace("2027-03-31", "2025-02-31").replace('indicator = "example"\n', "")
    (definitions / "targets" / "example.toml").write_text(spoilt, encoding="utf-8")
    code, _, told = beacon("check")
    assert code == 1
    assert "targets/example.toml" in told


def test_the_linter_ends_with_0_for_warnings_and_1_for_words_that_are_not_there(
    beacon: Beacon, tmp_path: Path
) -> None:
    code, out, _ = beacon("targets", "--lint")
    assert code == 0
    assert "warning: strategy-diagnostics-6wk: unresolved conflict" in out
    assert out.splitlines()[-1].startswith("0 errors, ")
    assert out.splitlines()[-1].endswith("A target with nothing missing is not for that reason a good one.")
    (tmp_path / "strategy-2021-25.txt").write_text("Something else.", encoding="utf-8")
    code, out, _ = beacon("targets", "--lint", "--documents", tmp_path)
    assert code == 1
    assert "error: s2125-obesity: words not found: “Reduce levels of obesity”" in out
    assert "error: beacon-01-life-expectancy: document not found" in out


def test_the_linter_is_read_by_programs_too(beacon: Beacon) -> None:
    code, out, _ = beacon("targets", "--lint", "--json")
    rows = json.loads(out)
    assert code == 0
    assert set(rows[0]) == {"target", "kind", "sentence", "severity"}
    assert {row["severity"] for row in rows} == {"warning", "note"}


def test_documents_without_the_linter_is_wrong_usage(beacon: Beacon, tmp_path: Path) -> None:
    assert beacon("targets", "--documents", tmp_path)[0] == 2
    assert beacon("targets", "--lint", "--documents", tmp_path / "nowhere")[0] == 2
