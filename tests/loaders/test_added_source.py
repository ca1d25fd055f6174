"""The whole source that docs/add-a-source.md shows works as it stands there."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue, catalogue
from loaders import sources
from loaders.registry import all_sources
from tests.loaders.held import load, one

GUIDE = Path(__file__).parents[2] / "docs" / "add-a-source.md"


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file as the guide shows it, with the guide's module among the sources."""
    module, file = re.findall(r"^```(?:python)?\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "wellbeing.py").write_text(module, encoding="utf-8")
    path = tmp_path / "wellbeing_example.csv"
    path.write_text(file, encoding="utf-8")
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(folder)])
    all_sources.cache_clear()
    yield path
    all_sources.cache_clear()
    sys.modules.pop(f"{sources.__name__}.wellbeing", None)


def _asking(defined: Catalogue) -> Catalogue:
    """The definitions with an indicator that asks for the guide's source."""
    given = defined.indicators["loneliness"].model_dump() | {"id": "example-wellbeing", "beacon_number": None}
    given["series"] = [{"id": "example-wellbeing", "source": "wellbeing", "name": "by local authority"}]
    added = Indicator.model_validate(given)
    return replace(defined, indicators={**defined.indicators, added.id: added})


def test_the_source_of_the_guide_reads_the_file_of_the_guide(sqlite_engine: Engine, shown: Path) -> None:
    report = load(sqlite_engine, shown, _asking(catalogue()))
    assert (report.source, report.new, report.set_aside) == (
        "wellbeing",
        2,
        {"area not kept: of no register": 1},
    )
    halton, sefton = one(sqlite_engine, area="halton"), one(sqlite_engine, area="sefton")
    assert (halton["value"], halton["period"], halton["row"]) == (7.25, "2024", "2")
    assert (sefton["value"], sefton["note"]) == (None, "suppressed by the publisher")
