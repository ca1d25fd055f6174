"""Every one of the publishers' files beside the checkout: loaded, or refused for the right reason."""

from pathlib import Path

from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import BadInput, UnknownLayout
from loaders.pipeline import FileReport, files_under, load_file
from loaders.registry import all_sources
from tests.loaders.held import dump

TRUNCATED = "20240630-RTT-June-2024-full-extract-revised.xlsb"
EDITED = "Monthly-AE-September-2024.csv"
NOT_DATA = {"README.md", "sources.csv"}


def test_every_file_loads_but_the_truncated_workbook(sqlite_engine: Engine, extracts: Path) -> None:
    """The truncated RTT workbook leaves nothing; the edited A&E file is told of by its columns."""
    told: dict[str, str] = {}
    reports: dict[str, list[FileReport]] = {}
    for path in files_under([extracts]):
        before = dump(sqlite_engine) if path.name == TRUNCATED else []
        try:
            reports[path.name] = load_file(path, sqlite_engine, catalogue())
        except UnknownLayout:
            assert path.name in NOT_DATA
        except BadInput as error:
            told[path.name] = str(error)
            assert dump(sqlite_engine) == before
    assert set(told) == {TRUNCATED}
    assert "the bands from 0 to 51 weeks are missing" in told[TRUNCATED]
    assert "ends at row 65,536" in told[TRUNCATED]
    _assert_columns_named(reports[EDITED])
    used = {report.source for found in reports.values() for report in found}
    # No copy of the DM01 extract, and nobody's agreed path, is among the files.
    assert used == set(all_sources()) - {"diagnostics", "trajectories"}


def _assert_columns_named(reports: list[FileReport]) -> None:
    (report,) = reports
    named = next(warning for warning in report.warnings if "unknown column" in warning)
    assert "6 unknown column(s)" in named
    for name in ("column W", "column X", "column Y", "column Z", "column AA", "'a'"):
        assert name in named
