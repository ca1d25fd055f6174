"""The `beacon` command: what it prints, where, and what it ends with."""

import csv
import io
import json
from pathlib import Path

import pytest

from data.catalogue.reader import catalogue
from data.records import OBSERVATION_FIELDS
from data.store.engine import database_url
from data.store.integrity import extracts_folder
from tests.commanding import Beacon
from tests.loading import example_csv, example_row, official


def test_load_tells_the_file_the_counts_and_what_was_set_aside(beacon: Beacon, tmp_path: Path) -> None:
    path = example_csv(tmp_path, [example_row(), example_row(area_code="W06000001")])
    done = beacon("load", path)
    assert done.code == 0
    assert "example.csv: tidy" in done.out
    assert "2 rows read; observations 1 new, 0 revised, 0 unchanged" in done.out
    assert "set aside: 1 x area not kept" in done.out


def test_a_bad_file_ends_with_1_without_a_traceback_and_the_others_load(
    beacon: Beacon, tmp_path: Path
) -> None:
    good = example_csv(tmp_path, [example_row()], "good_example.csv")
    bad = example_csv(tmp_path, [example_row(value="many")], "bad_example.csv")
    done = beacon("load", bad, good)
    assert done.code == 1
    assert "bad_example.csv, row 2, column 'value': 'many' is not a number" in done.err
    assert "Nothing was loaded." in done.err
    assert "Traceback" not in done.err
    assert "good_example.csv: tidy" in done.out


def test_load_as_json_can_be_read_by_a_program(beacon: Beacon, tmp_path: Path) -> None:
    told = json.loads(beacon("load", example_csv(tmp_path, [example_row()]), "--json").out)
    assert told["files"][0]["new"] == 1
    assert told["refused"] == []


def test_a_load_tells_which_words_against_plan_it_has_changed(beacon: Beacon, tmp_path: Path) -> None:
    row = example_row(indicator="dementia-diagnosis-rate", period="May 2024", value=70)
    assert "now against plan" not in beacon("load", example_csv(tmp_path, official([row]))).out
    later = example_csv(tmp_path, official([row | {"period": "June 2024", "value": 60}]), "later_example.csv")
    told = beacon("load", later).out
    assert "now against plan: Dementia diagnosis rate, Halton: not met, before this load met" in told


def test_a_dry_run_stores_nothing(beacon: Beacon, tmp_path: Path) -> None:
    beacon("load", example_csv(tmp_path, [example_row()]), "--dry-run")
    assert json.loads(beacon("loads", "--json").out) == []


def test_observations_have_the_published_field_names(beacon: Beacon, tmp_path: Path) -> None:
    beacon("load", example_csv(tmp_path, [example_row()]), "--published", "2024-07-01")
    listed = beacon("observations", "--indicator", "smoking-prevalence", "--place", "halton", "--json")
    (row,) = json.loads(listed.out)
    assert tuple(row) == OBSERVATION_FIELDS
    assert (row["place_name"], row["value"], row["published"]) == ("Halton", 14.5, "2024-07-01")
    as_csv = beacon("observations", "--indicator", "smoking-prevalence", "--csv").out
    (again,) = csv.DictReader(io.StringIO(as_csv))
    assert (again["place"], again["value"]) == ("halton", "14.5")


def test_a_text_that_a_spreadsheet_would_run_stays_a_text_in_csv(beacon: Beacon, tmp_path: Path) -> None:
    beacon("load", example_csv(tmp_path, official([example_row(note="=1+1")])), "--published", "2024-07-01")
    asked = ("observations", "--indicator", "smoking-prevalence")
    (row,) = csv.DictReader(io.StringIO(beacon(*asked, "--csv").out))
    assert row["note"] == "'=1+1"
    both = beacon(*asked, "--csv", "--json")
    assert (both.code, both.out) == (2, "")


def test_observations_as_of_a_day_before_publication_are_none(beacon: Beacon, tmp_path: Path) -> None:
    beacon("load", example_csv(tmp_path, [example_row()]), "--published", "2024-07-01")
    words = ("observations", "--indicator", "smoking-prevalence", "--json", "--as-of")
    assert json.loads(beacon(*words, "2024-06-30").out) == []
    assert len(json.loads(beacon(*words, "2024-07-01").out)) == 1


def test_the_status_of_an_indicator_is_a_rounded_table_and_its_sentences(
    beacon: Beacon, tmp_path: Path
) -> None:
    beacon("load", example_csv(tmp_path, official([example_row(value=14.449)])), "--published", "2024-07-01")
    asked = ("status", "--indicator", "smoking-prevalence", "--place", "halton")
    (row,) = json.loads(beacon(*asked, "--json").out)
    names, line, _, sentence = beacon(*asked).out.splitlines()
    assert row["value"] == 14.449
    assert line[names.index("value") :].split()[0] == "14.4"
    assert sentence == row["sentence"]


@pytest.mark.parametrize("command", ["indicators", "targets", "sources"])
def test_lists_are_printed_for_people_and_as_json(beacon: Beacon, command: str) -> None:
    assert len(beacon(command).out.splitlines()) == len(json.loads(beacon(command, "--json").out)) + 1


def test_targets_are_listed_with_the_words_that_set_them(beacon: Beacon) -> None:
    rows = {row["key"]: row for row in json.loads(beacon("targets", "--json").out)}
    assert set(rows) == set(catalogue().targets)
    assert rows["nhs2324-25-dementia-66-7"]["words"] == "Recover the dementia diagnosis rate to 66.7%"


def test_an_unknown_name_ends_with_2_and_a_way_on(beacon: Beacon) -> None:
    beacon("migrate")
    done = beacon("observations", "--indicator", "smoking")
    assert done.code == 2
    assert "see: beacon indicators" in done.err
    done = beacon("observations", "--indicator", "smoking-prevalence", "--place", "atlantis")
    assert done.code == 2
    assert "sefton, wirral, liverpool" in done.err
    assert beacon("load").code == 2
    assert beacon("load", "x.csv", "--published", "soon").code == 2


def test_a_store_that_cannot_be_reached_ends_with_3(beacon: Beacon, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"
    monkeypatch.setenv("BEACON_DATABASE_URL", address)
    done = beacon("loads")
    assert done.code == 3
    assert "check BEACON_DATABASE_URL" in done.err
    assert "secret" not in done.err


def test_a_file_that_is_no_store_ends_with_3(
    beacon: Beacon, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "example.db"
    path.write_text("indicator,area_code\n" * 100, encoding="utf-8")
    monkeypatch.setenv("BEACON_DATABASE_URL", f"sqlite:///{path}")
    done = beacon("loads")
    assert done.code == 3
    assert "check BEACON_DATABASE_URL" in done.err


READING = (
    ("loads",),
    ("status",),
    ("check",),
    ("observations", "--indicator", "smoking-prevalence"),
    ("load", "example.csv"),
    ("load", "--dry-run", "example.csv"),
)


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_no_command_that_reads_or_loads_makes_a_store(
    beacon: Beacon, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example_csv(tmp_path, [example_row()])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BEACON_DATABASE_URL", "sqlite:///var/beacon.db")
    done = beacon(*words)
    assert done.code == 3
    assert f"store sqlite:///{tmp_path}/var/beacon.db: is not there" in done.err
    assert "run: beacon migrate" in done.err
    assert not (tmp_path / "var").exists()
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "beacon.db").touch()
    done = beacon(*words)
    assert done.code == 3
    assert "run: beacon migrate" in done.err
    assert (tmp_path / "var" / "beacon.db").stat().st_size == 0


def test_the_store_is_the_same_from_every_folder_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BEACON_DATABASE_URL", raising=False)
    monkeypatch.delenv("BEACON_EXTRACTS_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    checkout = Path(__file__).parents[1]
    assert database_url() == f"sqlite:///{checkout}/var/beacon.db"
    assert extracts_folder() == checkout / "var" / "extracts"


def test_a_load_says_which_store_it_fills(beacon: Beacon, tmp_path: Path) -> None:
    done = beacon("load", example_csv(tmp_path, [example_row()]), "--json")
    assert done.err.startswith(f"store: sqlite:///{tmp_path}/store.db\n")
    assert json.loads(done.out)["files"][0]["new"] == 1


def test_migrate_makes_the_store_and_check_finds_it_sound(
    beacon: Beacon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tmp_path}/deep/down/new.db"
    monkeypatch.setenv("BEACON_DATABASE_URL", address)
    assert f"brought to the current version: {address}" in beacon("migrate").out
    assert f"the store is current: {address}" in beacon("migrate").out
    done = beacon("check")
    assert (done.code, done.err) == (0, "")
    assert f"all agree with {address}" in done.out


def test_a_loaded_trajectory_is_counted_and_the_same_bytes_change_nothing(
    beacon: Beacon, tmp_path: Path
) -> None:
    head = "indicator,place,target_key,date,value,interpolation,agreed_by,agreed_on,document"
    row = (
        "rtt-over-52-weeks,halton,jfp-elective-52-weeks,2026-03-31,80,linear,Example board,2025-04-01,Example"
    )
    path = tmp_path / "example.csv"
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert "1 rows read; 1 point of trajectories would be stored" in beacon("load", "--dry-run", path).out
    assert "1 rows read; 1 point of trajectories stored" in beacon("load", path).out
    assert "1 rows read; 1 point of trajectories held already" in beacon("load", path).out
