"""How long the national RTT extract takes to load, against pandas merely parsing it. Exits 1 above the gates.

    python bench/load_rtt.py [FILE]

The file is the publisher's full extract (csv.gz); without one the January 2026 extract beside the checkout.
A load is everything from decompression to commit, into a store on SQLite that is new each time. Each round
times both, so that whatever else the machine does weighs on both; the median of the rounds' ratios counts.
"""

import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

from data.catalogue.reader import catalogue
from data.store.engine import make_engine
from data.store.migrate import migrate
from loaders.pipeline import load_file

ROUNDS = 7
MOST_TIMES_PARSING = 2.0
MOST_MEGABYTES = 600
EXTRACT = "rtt/20260131-RTT-January-2026-full-extract.csv.gz"


def main() -> int:
    """Print the times, the ratio and the memory; return the exit code."""
    beside = Path(__file__).parents[2] / "shared" / "extracts" / EXTRACT
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else beside
    if not path.exists():
        print(f"RTT load: not measured, {path.name} is not here: name the file")
        return 0
    parse(path), load(path)  # the first of each warms the file cache and the imports
    rounds = [(parse(path), load(path)) for _ in range(ROUNDS)]
    ratio = statistics.median(loading / parsing for parsing, loading in rounds)
    megabytes = in_a_process_of_its_own(peak_memory_of_a_load, path)
    parsing, loading = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"RTT load: {path.name}, median of {ROUNDS} rounds")
    print(f"  pandas.read_csv, default settings  {parsing:6.2f} s")
    print(f"  load, decompression to commit      {loading:6.2f} s")
    print(f"  ratio                              {ratio:6.2f}    (gate: {MOST_TIMES_PARSING})")
    print(f"  peak memory of a load              {megabytes:6.0f} MB (gate: {MOST_MEGABYTES})")
    passed = ratio <= MOST_TIMES_PARSING and megabytes < MOST_MEGABYTES
    print("  passed" if passed else "  FAILED")
    return 0 if passed else 1


def parse(path: Path) -> float:
    """Seconds that pandas takes to parse the file."""
    start = time.perf_counter()
    pd.read_csv(path)
    return time.perf_counter() - start


def load(path: Path) -> float:
    """Seconds that a load takes; setting up the empty store is not counted."""
    defined = catalogue()
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/bench.db")
        migrate(engine)
        start = time.perf_counter()
        (report,) = load_file(path, engine, defined)
        taken = time.perf_counter() - start
        engine.dispose()
    if not report.new:
        raise SystemExit(f"nothing was loaded from {path.name}")
    return taken


def peak_memory_of_a_load(path: Path) -> float:
    """Megabytes that this process held at most, once it has loaded the file."""
    load(path)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_process_of_its_own(measure: Callable[[Path], float], path: Path) -> float:
    """What `measure` returns in a fresh process, which holds nothing of what ran here."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, path).result()


if __name__ == "__main__":
    sys.exit(main())
