"""Readers beside idle and slow connections, health while every thread is busy, and starts under requests.

    python -m bench.besieged [--short] [--store URL]

Two workers. Five readers ask for a page that is kept, each time by a new connection: undisturbed, and beside
64 connections that say nothing and 64 that send or read a few bytes a second, in turn. The median ratio of
their median times is a gate. So are: health within a second while pages of past days keep every thread busy,
and fifty starts of workers under requests without one wrong answer.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from statistics import median

from bench.tools import serving

READERS = 5
SECONDS = 6.0
ROUNDS = 5
IDLE, SLOW = 64, 64
PAGE = "/?place=halton"
TIMES_UNDISTURBED = 1.2
SECONDS_TO_HEALTH = 1.0
PAST_DAYS = 24
STARTS = 50


def main() -> int:
    """Print every figure beside its gate; return the exit code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--short", action="store_true", help="fewer rounds and starts")
    asked.add_argument("--store", help="an address; the starter figures if not given")
    given = asked.parse_args()
    with serving.this_app(given.store or serving.starter_store()) as site:
        passed = [
            _besieged(site, 2 if given.short else ROUNDS),
            _healthy(site),
            _started(site, 10 if given.short else STARTS),
        ]
    print("  passed" if all(passed) else "  FAILED")
    return 0 if all(passed) else 1


def _besieged(site: serving.Site, rounds: int) -> bool:
    _read(site, 1)
    times = []
    for _ in range(rounds):
        quiet = _read(site, SECONDS)
        with _siege(site):
            times.append((quiet, _read(site, SECONDS)))
    quiet, beset = (median(column) for column in zip(*times, strict=True))
    ratio = median(there / here for here, there in times)
    print(f"{READERS} readers of a kept page, median of {rounds} rounds")
    print(f"  undisturbed, half within   {1000 * quiet:8.1f} ms")
    print(f"  beside {IDLE} idle and {SLOW} slow {1000 * beset:8.1f} ms")
    print(f"  ratio                      {ratio:8.2f}    (gate: {TIMES_UNDISTURBED})")
    return ratio <= TIMES_UNDISTURBED


def _read(site: serving.Site, seconds: float) -> float:
    """The median time of an answer, of all readers together; an answer that is none counts as for ever."""
    spent: list[float] = []
    until = time.monotonic() + seconds

    def read() -> None:
        while time.monotonic() < until:
            start = time.perf_counter()
            right = _status(site, PAGE) == 200
            spent.append(time.perf_counter() - start if right else float("inf"))

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return median(spent)


def _status(site: serving.Site, path: str, seconds: float = 20) -> int:
    """The status of an answer, 0 where none comes."""
    connection = HTTPConnection(site.address.removeprefix("http://"), timeout=seconds)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


@contextmanager
def _siege(site: serving.Site) -> Iterator[None]:
    port = site.address.rpartition(":")[2]
    words = [sys.executable, "-m", "bench.tools.siege", port, str(IDLE), str(SLOW)]
    process = subprocess.Popen(words, cwd=serving.ROOT)  # noqa: S603
    try:
        time.sleep(2)
        yield
    finally:
        process.terminate()
        process.wait()


def _healthy(site: serving.Site) -> bool:
    """Whether health is told at once while more pages are being worked out than there are threads."""
    days = [f"/?as_of=2023-{1 + number // 28:02}-{1 + number % 28:02}" for number in range(PAST_DAYS)]
    busy = [threading.Thread(target=_status, args=(site, day, 5)) for day in days]
    for thread in busy:
        thread.start()
    time.sleep(0.5)
    start = time.perf_counter()
    right = _status(site, "/healthz") == 200
    spent = time.perf_counter() - start
    for thread in busy:
        thread.join()
    gate = f"(gate: {1000 * SECONDS_TO_HEALTH:.0f} ms)"
    print(f"  health beside {PAST_DAYS} past days   {1000 * spent:8.0f} ms {gate}")
    return right and spent <= SECONDS_TO_HEALTH


def _started(site: serving.Site, starts: int) -> bool:
    """Whether no answer is wrong while workers end and others start in their stead."""
    over, statuses = threading.Event(), []

    def read() -> None:
        while not over.is_set():
            statuses.append(_status(site, PAGE, 60))

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    begun = set(site.workers())
    many = len(begun) + starts
    while len(begun) < many:
        before = set(site.workers())
        os.kill(site.process, signal.SIGHUP)
        while before & set(site.workers()):
            time.sleep(0.05)
        _status(site, "/healthz", 60)  # whoever is new is ready now
        begun |= set(site.workers())
    over.set()
    for reader in readers:
        reader.join()
    wrong = sum(status != 200 for status in statuses)
    print(f"  {starts} starts under requests   {wrong:8} of {len(statuses):,} answers wrong (gate: 0)")
    return wrong == 0


if __name__ == "__main__":
    sys.exit(main())
