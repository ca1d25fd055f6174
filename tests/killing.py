"""Run as a program: kill loads at random moments and look at the store after each.

    python -m tests.killing DATABASE_URL FOLDER KILLS SEED

Each load brings a file of its own. After a kill the store must hold that file whole or not at all; after
all of them every file is loaded again and must be there in full. Prints how many were left whole.
"""

import os
import random
import signal
import sys
import time
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from data.catalogue.reader import catalogue
from data.store.engine import make_engine
from data.store.integrity import disagreements
from data.store.migrate import migrate
from data.store.schema import observations
from loaders.pipeline import load_file
from tests.loading import authority_codes, example_csv, example_row

ROWS = 340


def example_file(folder: Path, number: int) -> Path:
    """A file of made-up figures for English authorities in a year of its own."""
    rows = [
        example_row(area_code=code, area_name=f"Example {area}", period=str(1900 + number))
        for area, code in enumerate(authority_codes(ROWS))
    ]
    return example_csv(folder, rows, f"example_{number}.csv")


def held(url: str, number: int) -> int:
    """How many figures of one file the store holds."""
    engine = make_engine(url)
    year = date(1900 + number, 12, 31)
    with engine.connect() as connection:
        count = select(func.count()).select_from(observations).where(observations.c.period_end == year)
        found = connection.execute(count).scalar_one()
    engine.dispose()
    return found


def load(url: str, path: Path) -> None:
    engine = make_engine(url)
    load_file(path, engine, catalogue())
    engine.dispose()


def killed_load(url: str, path: Path, after: float) -> None:
    """Load in a process of its own, and kill that after so many seconds."""
    child = os.fork()
    if child == 0:
        load(url, path)
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(url: str, folder: Path, kills: int, seed: int) -> None:
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    start = time.perf_counter()
    load(url, example_file(folder, 0))
    usual = time.perf_counter() - start
    chance = random.Random(seed)
    whole = 0
    for number in range(1, kills + 1):
        killed_load(url, example_file(folder, number), chance.uniform(0, 1.2 * usual))
        count = held(url, number)
        if count not in (0, ROWS):
            sys.exit(f"kill {number}: {count} of {ROWS} figures are in the store")
        whole += count == ROWS
    for number in range(kills + 1):
        load(url, folder / f"example_{number}.csv")
        if held(url, number) != ROWS:
            sys.exit(f"file {number} is not whole after it was loaded again")
    found = disagreements(make_engine(url), catalogue())
    if found:
        sys.exit("\n".join(map(str, found)))
    print(f"{kills} kills: {whole} left the file whole, {kills - whole} left nothing of it")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
