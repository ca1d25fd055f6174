"""The starter figures: real, published, traceable, and what the loaders make of the publishers' files."""

import csv
import gzip
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.store import queries
from data.store.integrity import disagreements
from loaders.starter import COLUMNS, STARTER, build, load_starter_if_empty

PUBLISHED = ("dementia-diagnosis-rate", "rtt-within-18-weeks", "life-expectancy", "smoking-prevalence")


def content(path: Path) -> bytes:
    """What is in a file; a compressed one unpacked, as compressors differ."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def starter_rows() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted(STARTER.iterdir()):
        rows += csv.DictReader(content(path).decode().splitlines())
    return rows


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return starter_rows()


def test_every_starter_figure_names_its_publisher_file_checksum_and_row(rows: list[dict[str, str]]) -> None:
    assert list(rows[0]) == list(COLUMNS)
    for row in rows:
        assert row["publisher"], row
        assert row["release"], row
        assert row["source_file"], row
        assert row["source_row"], row
        assert re.fullmatch(r"[0-9a-f]{64}", row["source_sha256"]), row


def test_no_starter_figure_is_called_an_example(rows: list[dict[str, str]]) -> None:
    assert not [row for row in rows if "example" in " ".join(row.values()).lower()]


def test_a_first_start_loads_every_starter_figure_and_a_second_none(
    sqlite_engine: Engine, rows: list[dict[str, str]]
) -> None:
    reports = load_starter_if_empty(sqlite_engine, catalogue())
    assert sum(report.new for report in reports) == len(rows)
    assert [report.set_aside for report in reports if report.set_aside] == []
    assert load_starter_if_empty(sqlite_engine, catalogue()) == []
    assert disagreements(sqlite_engine, catalogue()) == []
    for indicator in PUBLISHED:
        held = queries.history(sqlite_engine, catalogue(), indicator, areas=["liverpool"])
        assert held.value.notna().any(), indicator


def test_the_starter_is_what_the_loaders_make_of_the_publishers_files(extracts: Path, tmp_path: Path) -> None:
    build(extracts, tmp_path, catalogue())
    built = {path.name: content(path) for path in tmp_path.iterdir()}
    kept = {path.name: content(path) for path in STARTER.iterdir()}
    assert set(built) == set(kept)
    assert [name for name in built if built[name] != kept[name]] == [], "run script/build-starter"
