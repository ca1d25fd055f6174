"""Files spoilt in every way that chance finds: each is refused whole, in words, or only true figures load.

A figure is true where the unspoilt file says the same of the same line and period. Where the cells of its own
rows were changed, it may be what those cells now say: the number as it stands there or in another unit, a sum
moved by exactly the change, the rate of its own counts. A figure may be missing, if a note says why.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from math import isclose, isnan
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import BeaconError
from data.store.write import Extract
from loaders.pipeline import Reading, load_file, read_file
from loaders.registry import all_sources
from loaders.source import KEY
from tests.loaders import specimens
from tests.loaders.fuzzing import (
    Mutant,
    Sheets,
    Specimen,
    Spoiler,
    as_bytes,
    number,
    rows_of_csv,
    rows_of_workbook,
)
from tests.loaders.held import dump

SEED = "beacon"
CASES_OF_ONE = 24  # with the publishers' files more than 500 in all
EVERY = 8  # so many cases apart, one goes all the way to a store
FIGURES = ("value", "lower", "upper", "numerator", "denominator")
SUMMED_BY_ROW = 24  # numbers in the longest row of which several are added up
UNITS = (1, 100, 1000, 0.01, 0.001)


@dataclass(frozen=True)
class Figure:
    """What an observation says: its numbers, why there are none, and the rows it comes from."""

    numbers: tuple[float, ...]
    note: str
    sheet: str
    rows: frozenset[int] | None  # None: a sum of rows that are not named one by one
    told: str


Figures = dict[tuple[Any, ...], Figure]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "specimen" in metafunc.fixturenames:
        folder = Path(__file__).parents[3] / "shared" / "extracts"
        metafunc.parametrize("specimen", specimens.all_of(folder), ids=str)


def _read(path: Path) -> list[Reading]:
    extract = Extract(path.name, "0" * 64, path.stat().st_size, datetime(2026, 11, 1, tzinfo=UTC), None)
    return read_file(path, extract, catalogue())


def _figures(readings: Iterable[Reading]) -> Figures:
    """Everything that would be stored: observations, and points of agreed paths as if they were."""
    found: Figures = {}
    for reading in readings:
        columns = [*KEY, *FIGURES, "note", "sheet", "row"]
        for record in reading.frame[columns].itertuples(index=False, name=None) if len(reading.frame) else []:
            key, numbers, (note, sheet, row) = record[:8], record[8:13], record[13:]
            assert key not in found, f"{key} twice"
            found[key] = Figure(numbers, note, sheet, _rows(row, reading), f"{row} of {sheet}: {note}")
        for point in reading.observed.trajectory:
            key = ("path", point["target_key"], point["area"], point["date"])
            found[key] = Figure((point["value"],), "", "", frozenset([int(point["row"])]), str(point))
    return found


def _rows(text: str, reading: Reading) -> frozenset[int] | None:
    """The rows that an origin names. A tidy row may name one of another file instead of its own."""
    if reading.source == "tidy":
        return None
    listed = re.fullmatch(r"(?:sum of rows )?(\d+(?:, \d+)*)(?::.*)?", text)
    return frozenset(map(int, listed[1].split(", "))) if listed else None


def _close(one: float, other: float) -> bool:
    return (isnan(one) and isnan(other)) or isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def untrue(before: Figures, after: Figures, mutant: Mutant, sheets: Sheets) -> list[str]:
    """What would be stored and is true neither of the file before nor of its changed rows."""
    wrong = []
    of_rows = {(one.sheet, one.rows, one.numbers) for one in before.values() if one.rows}
    for key, now in after.items():
        # Beside rows of another age, the one that was the headline's keeps the publisher's own.
        was = before.get(key) or before.get((*key[:3], "", *key[4:]))
        if was and all(
            isnan(new) or _close(new, old) for new, old in zip(now.numbers, was.numbers, strict=True)
        ):
            if isnan(now.numbers[0]) and not now.note and len(now.numbers) > 1:
                wrong.append(f"{key}: no figure, and no reason ({now.told})")
            continue
        rows = _touched(now, mutant)
        if rows and (now.sheet, now.rows, now.numbers) in of_rows:
            continue  # the row's own figures, under the other name that the row was given
        said = _said(now, now.rows or rows, sheets) if rows else []
        if not (rows or _moved_may_be(now, mutant)) or not all(
            _explained(at, now, was, said, mutant) for at in range(len(now.numbers))
        ):
            wrong.append(f"{key}: {now.numbers} (was {was.numbers if was else 'nothing'}), row {now.told}")
    return wrong


def _touched(figure: Figure, mutant: Mutant) -> list[int]:
    rows = [row for sheet, row in mutant.touched if sheet.rpartition("/")[2] == figure.sheet]
    return [row for row in rows if figure.rows is None or row in figure.rows]


def _moved_may_be(figure: Figure, mutant: Mutant) -> bool:
    return figure.rows is None and bool(mutant.touched)


def _said(figure: Figure, rows: Collection[int], sheets: Sheets) -> list[float]:
    """Every number that the rows now hold; of two rows also every sum of two numbers."""
    found = [
        one
        for name, cells in sheets.items()
        if name.rpartition("/")[2] == figure.sheet
        for row in rows
        if row <= len(cells)
        for cell in cells[row - 1]
        if (one := number(cell)) is not None
    ]
    if figure.rows is not None and len(figure.rows) == 2:
        return [*found, *map(sum, combinations(found, 2))]
    if len(found) > SUMMED_BY_ROW:
        return found
    # A&E: a row's attendances stand in six columns, and those over four hours in the next six.
    six = [sum(found[at : at + 6]) for at in range(len(found) - 5)]
    return [*found, *six, *(one - other for one, other in zip(six, six[6:], strict=False))]


def _explained(at: int, now: Figure, was: Figure | None, said: list[float], mutant: Mutant) -> bool:
    """Whether one number is as before, missing, in the changed row, moved by the change, or worked out."""
    one = now.numbers[at]
    before = was.numbers[at] if was else float("nan")
    if isnan(one) or _close(one, before) or any(_near(one, unit * cell) for cell in said for unit in UNITS):
        return True
    changes = [after - (old or 0) for old, after in mutant.numbers][:4]
    sums = [sum(some) for many in range(1, len(changes) + 1) for some in combinations(changes, many)]
    if any(_near(abs(one - before), abs(unit * change)) for change in sums for unit in UNITS):
        return True
    if at == 0 and len(now.numbers) == len(FIGURES):
        numerator, denominator = now.numbers[3:]
        return any(_near(one * denominator, per * numerator) for per in (1, 100, 1000, 100_000))
    # An interval that is worked out from the value, in the note's words.
    return at in (1, 2) and "coefficient of variation" in now.note


def _near(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)


def _with_differences(specimen: Specimen, mutant: Mutant) -> Sheets:
    """The rows of a file whose bytes were spoilt; what differs from the unspoilt ones is noted as touched."""
    content = mutant.content or b""
    workbook = specimen.sheets and list(specimen.sheets) != [""] and not specimen.members
    plain = rows_of_workbook if workbook else lambda content: {"": rows_of_csv(content)}
    original, spoilt = plain(specimen.raw or as_bytes(specimen, specimen.sheets)), plain(content)
    for name, rows in spoilt.items():
        before = original.get(name, [])
        for at, row in enumerate(rows):
            was = before[at] if at < len(before) else []
            if row != was:
                mutant.touched[name, at + 1] = at + 1
                pairs = zip(was, row, strict=False)
                changed = [(number(old), number(new)) for old, new in pairs if old != new]
                mutant.numbers += [(old, new) for old, new in changed if new is not None]
    return spoilt


def _original(specimen: Specimen, folder: Path, raw: bool) -> Figures:
    path = folder / specimen.name
    path.write_bytes(specimen.raw if raw else as_bytes(specimen, specimen.sheets))
    return _figures(_read(path))


def _mutants(specimen: Specimen) -> Iterable[tuple[int, Mutant]]:
    for case in range(CASES_OF_ONE):
        yield case, Spoiler(specimen, f"{SEED} {specimen} {case}").mutant()


def test_a_spoilt_file_is_refused_or_gives_only_true_figures(specimen: Specimen, tmp_path: Path) -> None:
    path = tmp_path / specimen.name
    before = {
        raw: _original(specimen, tmp_path, raw)
        for raw in (True, False)
        if (specimen.raw if raw else specimen.sheets)
    }
    for case, mutant in _mutants(specimen):
        path.write_bytes(as_bytes(specimen, mutant.sheets) if mutant.content is None else mutant.content)
        try:
            after = _figures(_read(path))
        except BeaconError as error:
            told = str(error)
            assert specimen.name in told, f"case {case} ({mutant.words}): {told}"
            continue
        except BaseException as error:
            raise AssertionError(f"case {case} ({mutant.words}) ends in {error!r}") from error
        raw = mutant.content is not None and bool(specimen.raw)
        wrong = untrue(before[raw], after, mutant, mutant.sheets)
        if wrong and mutant.content is not None:
            wrong = untrue(before[raw], after, mutant, _with_differences(specimen, mutant))
        assert not wrong, f"case {case} ({mutant.words}): {len(wrong)} untrue, {wrong[:3]}"


def test_what_is_refused_leaves_no_trace_and_what_is_read_is_stored_whole(
    specimen: Specimen, sqlite_engine: Engine, tmp_path: Path
) -> None:
    """A few of the same files all the way into a store."""
    path = tmp_path / specimen.name
    for case, mutant in _mutants(specimen):
        if case % EVERY:
            continue
        path.write_bytes(as_bytes(specimen, mutant.sheets) if mutant.content is None else mutant.content)
        before = dump(sqlite_engine)
        try:
            readings = _read(path)
        except BeaconError:
            with pytest.raises(BeaconError):
                load_file(path, sqlite_engine, catalogue())
            assert dump(sqlite_engine) == before, f"case {case} ({mutant.words})"
            continue
        reports = load_file(path, sqlite_engine, catalogue())
        for reading, report in zip(readings, reports, strict=True):
            assert report.new + report.revised + report.unchanged == len(reading.frame), mutant.words


def test_every_source_is_fuzzed_and_more_than_five_hundred_files_are(extracts: Path) -> None:
    found = specimens.all_of(extracts)
    fuzzed = {"diagnostics" if one.source == "dm01" else one.source for one in found}
    assert fuzzed == set(all_sources())
    assert len(found) * CASES_OF_ONE > 500
