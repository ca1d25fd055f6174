"""How long each workbook takes to load, against calamine reading its used sheets. Exits 1 above the gates.

    python bench/load_workbooks.py [FOLDER]

FOLDER holds the publishers' files; without one it is the folder beside the checkout. A load is everything
from opening to commit, into a store on SQLite that is in use; the sheets used are all those the load reads.
Any load, even of one figure, has a price: the transaction, the definitions registered, the review of what
changed. It is measured with a csv of one row. Most sheets are read in a few milliseconds, less than that
price, so the plain ratio to reading is told and the gate is three times reading and price together. Each
round times all three, so that whatever else the machine does weighs on all; medians count.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path

from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, text

from data.catalogue.reader import catalogue
from data.errors import BadInput, UnknownLayout
from data.store.engine import make_engine
from data.store.migrate import migrate
from loaders.formats.documents import Document, documents
from loaders.pipeline import load_file
from loaders.registry import source_of

ROUNDS = 3
MOST_TIMES_READING = 3.0
MOST_TIMES_FIRST_HALF = 1.5
SUFFIXES = {".xlsx", ".xls", ".ods", ".zip"}
SERIES = {"dementia": "*Summary.xlsx", "cancer": "*COMMISSIONER*.xlsx"}  # a year or more of one source
Used = list[tuple[Document, list[str]]]  # workbooks, and the sheets used of each


def main() -> int:
    """Print the ratios; return the exit code."""
    beside = Path(__file__).parents[2] / "shared" / "extracts"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else beside
    if not folder.is_dir():
        print("Workbooks: not measured, the publishers' files are not here: name their folder")
        return 0
    passed = [against_reading(path, folder) for path in workbooks(folder)]
    passed += [in_halves(folder / name, pattern) for name, pattern in SERIES.items()]
    print("  passed" if all(passed) else "  FAILED")
    return 0 if all(passed) else 1


def workbooks(folder: Path) -> list[Path]:
    """Every workbook, and every archive of some, whose layout a source reads."""
    return [path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES and is_read(path)]


def is_read(path: Path) -> bool:
    """Whether a source knows the layout of a file, or of one in it."""
    for document in documents(path):
        try:
            source_of(document)
        except UnknownLayout:
            continue
        return True
    return False


@lru_cache(maxsize=1)
def store_in_use() -> bytes:
    """The file of a store that knows the definitions and holds one made-up figure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        engine = make_engine(f"sqlite:///{path}")
        migrate(engine)
        load(one_row(Path(folder), 2001), engine)
        with engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        engine.dispose()
        return path.read_bytes()


@contextmanager
def store() -> Iterator[Engine]:
    """A fresh copy of the store in use."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        path.write_bytes(store_in_use())
        engine = make_engine(f"sqlite:///{path}")
        yield engine
        engine.dispose()


def against_reading(path: Path, folder: Path) -> bool:
    """Print how many times as long as reading its used sheets a workbook takes to load; whether it may."""
    used = sheets_used(path)
    rounds = []
    for number in range(ROUNDS + 1):
        with store() as engine, tempfile.TemporaryDirectory() as beside:
            small = one_row(Path(beside), 2002)
            times = [seconds(partial(read, used)), seconds(partial(load, small, engine))]
            times.append(seconds(partial(load, path, engine)))
        if number:  # the first warms the file cache and the imports
            rounds.append(times)
    reading, price, loading = (1000 * statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(load / read for read, _, load in rounds)
    gated = statistics.median(load / (read + price) for read, price, load in rounds)
    verdict = "" if gated <= MOST_TIMES_READING else "  FAILED"
    print(
        f"{str(path.relative_to(folder))[-50:]:50} read {reading:4.0f} ms, load {loading:4.0f} ms: "
        f"{ratio:5.2f} times reading, {gated:5.2f} times reading and the {price:.0f} ms of any load{verdict}"
    )
    return gated <= MOST_TIMES_READING


def one_row(folder: Path, year: int) -> Path:
    """A csv with one made-up figure."""
    path = folder / f"example-{year}.csv"
    path.write_text(
        f"indicator,area_code,period,sex,value\nsmoking-prevalence,E06000006,{year},Persons,14.5\n"
    )
    return path


def sheets_used(path: Path) -> Used:
    """The workbooks of a file, and the sheets of each that a load reads."""
    contents = documents(path)
    for document in contents:
        try:
            source_of(document)[0].read(document)
        except BadInput:
            continue  # an archive may hold others
    return [
        (document, list(document.book.read_sheets))
        for document in contents
        if document.book and document.book.read_sheets
    ]


def read(used: Used) -> None:
    """Open each workbook anew and read the sheets used of it."""
    for document, names in used:
        with document.opened() as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
            for name in names:
                workbook.get_sheet_by_name(name).to_python()


def load(path: Path, engine: Engine) -> None:
    """Load a file; exit where nothing is loaded."""
    if not any(report.new for report in load_file(path, engine, catalogue())):
        raise SystemExit(f"nothing was loaded from {path.name}")


def seconds(work: Callable[[], None]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_halves(folder: Path, pattern: str) -> bool:
    """Print how much longer the second half of a source's files takes than the first; whether it may."""
    paths = sorted(folder.glob(pattern))
    half = len(paths) // 2
    ratios = []
    for _ in range(3):
        with store() as engine:
            times = [seconds(partial(load, path, engine)) for path in paths]
        ratios.append(sum(times[-half:]) / sum(times[:half]))
    ratio = statistics.median(ratios)
    verdict = "" if ratio < MOST_TIMES_FIRST_HALF else "  FAILED"
    print(f"{folder.name}, {len(paths)} files: the second half takes {ratio:.2f} times the first{verdict}")
    return ratio < MOST_TIMES_FIRST_HALF


if __name__ == "__main__":
    sys.exit(main())
