"""The definitions of a program that runs on: read anew when their files change, and never half read."""

import os
import shutil
from pathlib import Path

import pytest

from data.catalogue import current, reader
from data.errors import DefinitionError
from tests.data.catalogue.test_checks import INDICATOR


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's definitions, which is read instead of them."""
    copy = tmp_path / "definitions"
    shutil.copytree(reader.DEFINITIONS, copy)
    monkeypatch.setattr(reader, "DEFINITIONS", copy)
    return copy


def test_files_are_looked_at_once_in_a_second_and_read_anew_only_where_they_changed(folder: Path):
    now = [0.0]
    definitions = current.Current(lambda: now[0])
    first = definitions.defined()
    (folder / "indicators" / "example.toml").write_text(INDICATOR, encoding="utf-8")
    now[0] = 0.9
    assert definitions.defined() is first
    now[0] = 1.1
    second = definitions.defined()
    assert "example" in second.catalogue.indicators
    assert second.stamp != first.stamp
    now[0] = 3.0
    assert definitions.defined() is second


def test_a_file_of_the_same_size_with_another_time_is_a_change(folder: Path):
    before = current.files_stamp(folder)
    path = folder / "meetings.csv"
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1))
    assert current.files_stamp(folder) != before


def test_every_process_names_the_same_files_alike(folder: Path):
    assert current.Current().defined().stamp == current.Current().defined().stamp


def test_definitions_that_are_never_good_are_told_to_whoever_starts_the_program(folder: Path):
    (folder / "indicators" / "example.toml").write_text("id = ", encoding="utf-8")
    definitions = current.Current()
    for _ in range(2):
        with pytest.raises(DefinitionError, match=r"example\.toml"):
            definitions.defined()
