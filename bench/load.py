"""Fifty readers at once, walking real pages for a minute; memory; the same with a large store.

    python -m bench.load [--short] [--store URL]

Two gunicorn workers, and readers in a process of their own. The first minute after the start, in which hardly
any answer has been worked out before, is told; the gates are for the next minute, with other readers: no
error, 150 answers a second, 95 of 100 within 400 ms, memory that stays flat, and a store of 2 million
observations and 120 indicators within 20 %.
"""

import argparse
import asyncio
import sys
from dataclasses import dataclass

from bench.tools import serving
from bench.tools.large import large_store
from bench.tools.reading import Read, read

READERS = 50
SECONDS = 60
SHORT = 10
LEAST_A_SECOND = 150
SLOWEST = 0.4  # seconds, of 95 of 100
ANSWERS = 10_000
FLAT = 1.1
LARGER = 0.2


@dataclass(frozen=True)
class Measured:
    """What was found over one store."""

    a_second: float
    slow: float
    wrong: int


def main() -> int:
    """Print every figure beside its gate; return the exit code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--short", action="store_true", help=f"{SHORT} seconds, and the one store only")
    asked.add_argument("--store", help="an address; the starter figures if not given")
    given = asked.parse_args()
    seconds = SHORT if given.short else SECONDS
    with serving.this_app(given.store or serving.starter_store()) as site:
        print(f"{READERS} readers, {seconds} s, the starter figures")
        usual = _walked_twice(site, seconds)
        passed = [usual.wrong == 0, usual.a_second >= LEAST_A_SECOND, usual.slow <= SLOWEST]
        passed.append(_flat(site, 1000 if given.short else ANSWERS))
    if not given.short:
        store, definitions = large_store()
        with serving.this_app(store, definitions) as site:
            print(f"{READERS} readers, {seconds} s, 2 million observations and 120 indicators")
            large = _walked_twice(site, seconds)
            passed += [large.wrong == 0, large.a_second >= (1 - LARGER) * usual.a_second]
            passed.append(large.slow <= (1 + LARGER) * usual.slow)
    print("  passed" if all(passed) else "  FAILED")
    return 0 if all(passed) else 1


def _walked_twice(site: serving.Site, seconds: float) -> Measured:
    print(" just started (told)")
    _walked(site, seconds, seed=22)
    print(" read before")
    return _walked(site, seconds, seed=500)


def _walked(site: serving.Site, seconds: float, seed: int) -> Measured:
    met = asyncio.run(read(site.address, READERS, seconds, seed=seed))
    spent = met.all_seconds()
    measured = Measured(len(spent) / seconds, _part(spent, 0.95), met.wrong.total())
    print(f"  answers a second           {measured.a_second:8.0f}    (gate: {LEAST_A_SECOND})")
    print(f"  95 of 100 within           {1000 * measured.slow:8.0f} ms (gate: {1000 * SLOWEST:.0f} ms)")
    print(f"  errors                     {measured.wrong:8}    {dict(met.wrong.most_common(3)) or ''}")
    _print_kinds(met)
    return measured


def _print_kinds(met: Read) -> None:
    for kind, seconds in sorted(met.seconds.items()):
        half, slow = (1000 * _part(sorted(seconds), part) for part in (0.5, 0.95))
        print(
            f"  {kind + 's':10} {len(seconds):7}, half within {half:5.0f} ms, 95 of 100 within {slow:5.0f} ms"
        )
    print(f"  different questions        {len(met.pages):8}")


def _flat(site: serving.Site, answers: int) -> bool:
    """Whether the workers hold no more after many further answers than after the first ones."""
    before = sum(site.megabytes())
    met = asyncio.run(read(site.address, READERS, 600, answers, seed=1000))
    after = sum(site.megabytes())
    many = len(met.all_seconds())
    print(f"  memory of both workers     {before:8.0f} MB, after {many:,} further answers {after:.0f} MB")
    return after <= FLAT * before


def _part(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("inf")


if __name__ == "__main__":
    sys.exit(main())
