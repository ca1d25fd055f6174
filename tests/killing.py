"""Run as a program: kill loads and withdrawals at random moments, and look at the store after each.

    python -m tests.killing DATABASE_URL FOLDER KILLS SEED

Each load brings a file of its own, and is killed between its first byte and the last of its refresh; every
fourth time it is a withdrawal. A killed load must leave that file whole or not at all, with its review, its
statements and track records, and nothing to make good. What a killed withdrawal leaves must be right after
the next start. The pages of a server that runs on all the while must show what the store holds. Afterwards
every file is loaded again and must be there in full. Prints how many were left whole.
"""

import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

import app
from dashboard.web.server import make_server
from data.catalogue.reader import catalogue
from data.statements import snapshot, track_record
from data.statements.compute import statuses
from data.store.engine import store_engine
from data.store.integrity import disagreements
from data.store.schema import current, extracts, loads, withdrawals
from data.store.state import identity
from tests.loading import authority_codes, example_csv, example_row, official

ROWS = 340
SMOKING = "smoking-prevalence"
OBSERVED = f"/api/v1/observations?indicator={SMOKING}&place=halton&per_page=1000"
PAGES = ("/data", "/methods", "/place/halton")


def example_file(folder: Path, number: int) -> Path:
    """A file of made-up figures for Halton and for English authorities, in a year of its own."""
    rows = [
        example_row(area_code=code, period=str(1900 + number), value=10 + number % 7)
        for code in dict.fromkeys(["E06000006", *authority_codes(ROWS)])
    ]
    return example_csv(folder, official(rows), f"example_{number}.csv")


def command(*words: str) -> None:
    """Run `beacon` with words; what it prints is of no interest here."""
    sys.argv = ["beacon", *words]
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
    app.main()


def in_a_child(words: tuple[str, ...], after: float | None = None) -> None:
    """Run `beacon` in a process of its own; kill that after so many seconds."""
    store_engine().dispose()  # no connection is shared
    child = os.fork()
    if child == 0:
        try:
            command(*words)
        except SystemExit as ended:
            os._exit(int(ended.code or 0))
        os._exit(99)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if after is None and status:
        sys.exit(f"beacon {' '.join(words)} ended with {status}")


@dataclass(frozen=True)
class Held:
    """What the store holds: how many current figures of each file, by its number, and the load it came in."""

    figures: dict[int, int]
    loads: dict[int, int]


def held(engine: Engine) -> Held:
    with engine.connect() as connection:
        counted = select(current.c.period_end, func.count()).group_by(current.c.period_end)
        figures = {row[0].year - 1900: row[1] for row in connection.execute(counted)}
        named = select(extracts.c.name, func.max(loads.c.id)).join(loads, loads.c.extract_id == extracts.c.id)
        named = named.where(loads.c.id.not_in(select(withdrawals.c.load_id))).group_by(extracts.c.name)
        numbers = {row[0]: row[1] for row in connection.execute(named)}
    return Held(figures, {number: numbers[f"example_{number}.csv"] for number in figures})


def wrong(engine: Engine, client: FlaskClient) -> list[str]:
    """What is not right: figures, what is derived, kept statements against those worked out, and pages."""
    defined, there = catalogue(), held(engine)
    problems = [*disagreements(engine, defined), *snapshot.disagreements(engine, defined)]
    faults = [str(problem) for problem in problems]
    faults += [f"file {number}: {many} figures" for number, many in there.figures.items() if many != ROWS]
    withheld = snapshot._withheld(engine, defined)
    kept = snapshot.answer(engine, defined, indicators=[SMOKING])
    if kept != statuses(engine, defined, indicators=[SMOKING], withheld=withheld):
        faults.append("the statements are not those of the figures")
    (record,) = [each for each in snapshot.track_records(engine, defined) if each.indicator == SMOKING]
    if record != track_record.of_indicator(engine, defined, SMOKING):
        faults.append("the track record is not that of the figures")
    return faults + wrong_pages(client, there)


def wrong_pages(client: FlaskClient, there: Held) -> list[str]:
    rows = client.get(OBSERVED).json["data"]
    faults = []
    if sorted(date.fromisoformat(row["period_end"]).year - 1900 for row in rows) != sorted(there.figures):
        faults.append("the API gives other figures than the store")
    data = client.get("/data").text
    faults += [
        f"/data lacks file {number}" for number in there.figures if f"example_{number}.csv" not in data
    ]
    return faults + [f"{page} is not there" for page in PAGES if client.get(page).status_code != 200]


def killed(engine: Engine, client: FlaskClient, words: tuple[str, ...], after: float) -> bool:
    """Run and kill a command, start again and look; return whether it had changed the store."""
    before = identity(engine)
    in_a_child(words, after)
    if words[0] == "load" and (faults := wrong(engine, client)):
        sys.exit(f"{words} killed after {after:.3f} s, before anything is made good: {faults}")
    app.prepare()
    if faults := wrong(engine, client):
        sys.exit(f"{words} killed after {after:.3f} s: {faults}")
    return identity(engine) != before


def main(url: str, folder: Path, kills: int, seed: int) -> None:
    os.environ["BEACON_DATABASE_URL"] = url
    engine, chance = store_engine(), random.Random(seed)
    spent = []
    for number in (0, 1):
        start = time.perf_counter()
        in_a_child(("load", str(example_file(folder, number))))
        spent.append(time.perf_counter() - start)
    client, usual = make_server().test_client(), spent[1]
    counts = {"load": [0, 0], "withdraw": [0, 0]}
    for number in range(2, kills + 2):
        path = example_file(folder, number)
        words: tuple[str, ...] = ("load", str(path))
        newest = max(held(engine).loads.items())
        if number % 4 == 0 and newest[0] > 1:
            words = ("withdraw", str(newest[1]), "--why", "example")
        changed = killed(engine, client, words, chance.uniform(0, 1.2 * usual))
        counts[words[0]][changed] += 1
    for number in range(kills + 2):
        in_a_child(("load", str(folder / f"example_{number}.csv")))
    faults = wrong(engine, client)
    if faults or sorted(held(engine).figures) != list(range(kills + 2)):
        sys.exit(f"after all files were loaded again: {faults}, {sorted(held(engine).figures)}")
    for word, (nothing, whole) in counts.items():
        print(f"{nothing + whole} of {word} killed: {whole} left whole, {nothing} left nothing")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
