"""An indicator, a target and a trajectory of one file each appear on their pages with no other change."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.catalogue import reader
from data.catalogue.reader import catalogue
from data.store.engine import store_engine
from tests.data.catalogue.test_checks import INDICATOR, TARGET
from tests.loading import example_row, load_example

POINTS = """target_key,indicator,place,date,value,kind,interpolation,basis,document,words
example-target,example,halton,2025-12-31,60,milestone,linear,point,example.txt,60% by December
example-target,example,halton,2027-03-31,80,target,linear,point,example.txt,at least 80% by March 2027
"""


@pytest.fixture
def added(
    web: object, empty_store: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FlaskClient]:
    """The pages over a copy of the definitions with three files more, and one figure."""
    copy = tmp_path / "definitions"
    shutil.copytree(reader.DEFINITIONS, copy)
    (copy / "indicators" / "example.toml").write_text(INDICATOR, encoding="utf-8")
    (copy / "targets" / "example.toml").write_text(TARGET, encoding="utf-8")
    (copy / "trajectories" / "example.csv").write_text(POINTS, encoding="utf-8")
    monkeypatch.setattr(reader, "DEFINITIONS", copy)
    catalogue.cache_clear()
    row = example_row(indicator="example", period="January 2026", value=65)
    load_example(store_engine(), tmp_path, [row])
    yield web.test_client()  # type: ignore[attr-defined]
    catalogue.cache_clear()


def test_they_appear_on_their_pages(added: FlaskClient):
    title = catalogue().indicators["example"].title
    assert title in added.get("/indicator/example?place=halton").text
    assert 'href="/indicator/example' in added.get("/indicators").text
    target = added.get("/target/example-target").text
    assert "“at least 80% by March 2027”" in target
    assert "Points on the way" in target
    assert 'href="/target/example-target"' in added.get("/targets").text
    assert "of 345 targets can be held beside a figure" in added.get("/assurance").text


def test_the_agreed_trajectory_is_what_the_figure_is_judged_against_and_is_counted(added: FlaskClient):
    text = added.get("/target/example-target").text
    assert "Now against plan" in text
    ways = added.get("/assurance-ways.csv").data.decode("utf-8-sig").splitlines()
    (halton,) = [line for line in ways if line.startswith("example,") and ",halton," in line]
    assert ",agreed," in halton
