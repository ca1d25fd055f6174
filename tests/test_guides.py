"""The guides name every key and every allowed value, and what they show as a whole works as it stands."""

import dataclasses
import re
import shutil
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel

from data.catalogue import lists, models, reader
from data.catalogue.reader import Catalogue, catalogue, load_catalogue
from data.store import queries, returned
from data.store.engine import store_engine
from loaders.contract import Column, Contract
from loaders.source import Source
from loaders.sources import tidy, trajectories
from tests.commanding import Beacon

DOCS = Path(__file__).parents[1] / "docs"
GUIDES = [
    ("add-an-indicator.md", models.Indicator, "Every key of an indicator"),
    ("add-an-indicator.md", models.Quality, "Every key of its quality"),
    ("add-an-indicator.md", models.Series, "Every key of a series"),
    ("add-an-indicator.md", models.Domain, "A domain is a row"),
    ("add-an-indicator.md", models.Break, "A break is a row"),
    ("targets.md", models.Target, "What the keys mean"),
    ("targets.md", models.TargetRelation, "A relation is a row"),
    ("targets.md", models.TrajectoryPoint, "A point of a path"),
    ("add-a-source.md", models.Area, "## Areas"),
    ("add-a-source.md", Source, "What a source may say"),
    ("add-a-source.md", Contract, "of a contract:"),
    ("add-a-source.md", Column, "and of a column:"),
]
OF_SEVERAL = {
    lists.Paper: "of a paper",
    lists.Programme: "of a programme",
    lists.Reading: "of a reading",
    lists.Meeting: "of a meeting",
}


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def table_after(guide: str, heading: str) -> list[tuple[str, str]]:
    """The first two cells of each row of the first table after some words."""
    _, _, after = read(guide).partition(heading)
    found = re.search(r"^\| .*?\|\n\|---\|---\|\n((?:\|.*\n)+)", after, re.M)
    assert found, (guide, heading)
    return [tuple(line.strip("| \n").split(" | ", 1)) for line in found[1].splitlines()]  # type: ignore[misc]


def keys_of(model: type) -> dict[str, tuple[Any, bool]]:
    """Key -> its type, and whether it must be there."""
    if issubclass(model, BaseModel):
        return {name: (field.annotation, field.is_required()) for name, field in model.model_fields.items()}
    hints = get_type_hints(model)
    return {
        field.name: (
            hints[field.name],
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(model)
    }


def allowed(annotation: Any) -> set[str]:
    """The texts that a type allows, where it allows few."""
    if get_origin(annotation) is Literal:
        return {value for value in get_args(annotation) if value}
    if isinstance(annotation, type) and not get_args(annotation):
        return set()
    kept = get_origin(annotation) in (tuple, list, Union, types.UnionType)
    return set().union(*map(allowed, get_args(annotation))) if kept else set()


def code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@pytest.mark.parametrize(("guide", "model", "heading"), GUIDES)
def test_a_guide_names_every_key_marks_those_that_must_be_there_and_says_every_value(
    guide: str, model: type, heading: str
) -> None:
    rows = table_after(guide, heading)
    told = [key for first, _ in rows for key in code(first)]
    bold = {key for first, _ in rows for key in re.findall(r"\*\*`([^`]+)`\*\*", first)}
    keys = keys_of(model)
    assert sorted(told) == sorted(keys)
    assert bold == {name for name, (_, needed) in keys.items() if needed}
    for name, (annotation, _) in keys.items():
        words = next(second for first, second in rows if name in code(first))
        assert allowed(annotation) <= set(code(words)), name


@pytest.mark.parametrize("model", OF_SEVERAL)
def test_the_small_tables_of_the_register_are_told_with_every_key(model: type) -> None:
    rows = table_after("targets.md", "Papers, programmes, what a basis means")
    (first,) = [first for first, second in rows if second.startswith(OF_SEVERAL[model])]
    assert sorted(code(first)) == sorted(keys_of(model))


def test_the_layouts_are_told_with_every_column() -> None:
    told = [key for first, _ in table_after("tidy-layout.md", "# The tidy layout") for key in code(first)]
    assert sorted(told) == sorted(column.name for column in tidy.CONTRACT.columns)
    told = [key for first, _ in table_after("tidy-layout.md", "# Agreed traject") for key in code(first)]
    assert sorted(told) == sorted(trajectories.COLUMNS)


def blocks(guide: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", read(guide), re.M | re.S)


@pytest.fixture
def definitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the definitions with the examples of the guides among them."""
    copy = tmp_path / "definitions"
    shutil.copytree(reader.DEFINITIONS, copy)
    (indicator,) = blocks("add-an-indicator.md", "toml")
    (target,) = blocks("targets.md", "toml")
    points, meeting = blocks("targets.md", "csv")
    (copy / "indicators" / "example-vaccination.toml").write_text(indicator, encoding="utf-8")
    (copy / "targets" / "example.toml").write_text(target, encoding="utf-8")
    (copy / "trajectories" / "example.csv").write_text(points, encoding="utf-8")
    with (copy / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write(meeting.partition("\n")[2])
    monkeypatch.setattr(reader, "DEFINITIONS", copy)
    catalogue.cache_clear()
    yield copy
    catalogue.cache_clear()


def test_the_examples_of_the_guides_are_definitions(definitions: Path) -> None:
    known: Catalogue = load_catalogue()
    assert known.indicators["example-vaccination"].headline.source == "tidy"
    assert known.targets["example-vaccination-2027"].rated
    path = known.agreed_path("example-vaccination-2027", "halton")
    assert [point.value for point in path] == [77, 80]
    assert known.meetings[-1].body == "Example of a board"


def test_the_figures_of_the_guide_load_and_are_judged_against_its_path(
    definitions: Path, beacon: Beacon, tmp_path: Path
) -> None:
    (figures,) = blocks("add-an-indicator.md", "csv")
    path = tmp_path / "example.csv"
    path.write_text(figures, encoding="utf-8")
    beacon("migrate")
    loaded = beacon("load", path)
    assert loaded[0] == 0, loaded
    latest = queries.latest(store_engine(), catalogue(), ["halton"])
    assert [f"{value:.1f}" for value in latest[latest.indicator == "example-vaccination"].value] == ["76.8"]
    assert beacon("check")[0] == 0


def test_the_files_of_the_layouts_load_as_they_are_shown(beacon: Beacon, tmp_path: Path) -> None:
    beacon("migrate")
    figures, points = blocks("tidy-layout.md", "csv")
    for name, text in (("figures", figures), ("points", points)):
        path = tmp_path / f"{name}_example.csv"
        path.write_text(text, encoding="utf-8")
        loaded = beacon("load", path)
        assert loaded[0] == 0, loaded
    known = returned.known(store_engine(), catalogue())
    rows = queries.observed(store_engine(), known, indicators=("smoking-prevalence",))
    assert sorted(rows.area) == ["halton", "liverpool"]
    paths = queries.agreed_trajectories(store_engine(), None)
    assert [(point.place, point.value) for point in paths] == [("halton", 78), ("halton", 80)]
