"""Every one of the publishers' files beside the checkout: loaded, or refused for the right reason."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import BadInput, UnknownLayout
from loaders.pipeline import FileReport, files_under, load_file, read_file
from loaders.registry import all_sources
from tests.held import extract_of
from tests.loaders.held import dump

TRUNCATED = "20240630-RTT-June-2024-full-extract-revised.xlsb"
EDITED = "Monthly-AE-September-2024.csv"
NOT_DATA = {"README.md", "sources.csv"}
WITHOUT_LOADER = (
    "active_travel/*",
    "ambulance/*",
    "attainment19/*",
    "cancer/*-Data-Extract-*",
    "community_waits/*",
    "dm01/*",
    "eyfsp/*",
    "fuel_poverty/DERIVED_*",
    "gp_appointments/*",
    "lait/*",
    "learning_disability/*",
    "life_expectancy/*",
    "low_income_children/DERIVED_*",
    "neet/*",
    "ons_local/**/*",
    "qof/*",
    "rtt/DERIVED_*",
    "rtt/*dmitted*",
    "sickness_absence/*",
    "smi/*",
    "talking_therapies/*",
    "vaccination_cover/*",
    "virtual_wards/*",
    "workforce/*",
)
"""The files whose layout no source reads yet: each is refused, and what is nearest to it is told."""


def _without_loader(extracts: Path, pattern: str) -> list[Path]:
    return sorted(path for path in extracts.glob(pattern) if path.is_file() and path.name not in NOT_DATA)


@pytest.mark.parametrize("pattern", WITHOUT_LOADER)
def test_a_layout_that_no_source_reads_yet_is_refused_and_says_how_near_it_came(
    extracts: Path, pattern: str
) -> None:
    files = _without_loader(extracts, pattern)
    assert files
    for path in files:
        with pytest.raises(BadInput) as refused:
            read_file(path, extract_of(path), catalogue())
        told = str(refused.value)
        words = ("the nearest is ", "(it begins: ", "is not text, a workbook or an archive")
        assert any(text in told for text in words), told


def test_every_file_loads_but_the_truncated_workbook(sqlite_engine: Engine, extracts: Path) -> None:
    """The truncated RTT workbook leaves nothing; the edited A&E file is told of by its columns."""
    told: dict[str, str] = {}
    reports: dict[str, list[FileReport]] = {}
    unread = {path for pattern in WITHOUT_LOADER for path in _without_loader(extracts, pattern)}
    for path in files_under([extracts]):
        if path in unread:
            continue
        before = dump(sqlite_engine) if path.name == TRUNCATED else []
        try:
            reports[path.name] = load_file(path, sqlite_engine, catalogue())
        except UnknownLayout:
            assert path.name in NOT_DATA
        except BadInput as error:
            told[path.name] = str(error)
            assert before in ([], dump(sqlite_engine))
    assert set(told) == {TRUNCATED}
    assert "the bands from 0 to 51 weeks are missing" in told[TRUNCATED]
    assert "ends at row 65,536" in told[TRUNCATED]
    _assert_columns_named(reports[EDITED])
    used = {report.source for given in reports.values() for report in given}
    # No copy of the DM01 extract, and nobody's agreed path, is among the files.
    assert used == set(all_sources()) - {"diagnostics", "trajectories"}


def _assert_columns_named(reports: list[FileReport]) -> None:
    (report,) = reports
    named = next(warning for warning in report.warnings if "unknown column" in warning)
    assert "6 unknown column(s)" in named
    for name in ("column W", "column X", "column Y", "column Z", "column AA", "'a'"):
        assert name in named
