"""The questions behind the table of indicators and an indicator's page, asked of 2 million observations.

Figures are made up and go into a store of their own. Aims: under 10 ms for current figures, under 40 ms as of
a past date, on SQLite and, where BEACON_BENCH_POSTGRES names a server's empty database, on PostgreSQL.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert

from data.catalogue.reader import catalogue
from data.store import queries, schema
from data.store.definitions_copy import register
from data.store.engine import make_engine, writing
from data.store.migrate import migrate
from data.store.state import new_identity

OBSERVATIONS = 2_000_000
PERIODS = 12
CATEGORIES = 5
PEERS = 200
CHUNK = 50_000
ROUNDS = 15
Rows = Iterator[dict[str, Any]]


def example_lines(peers: int) -> Rows:
    """Made-up lines: every series at every area and some peers, as a whole and by five categories."""
    defined = catalogue()
    areas = [*defined.areas, *(f"e9{number:07d}" for number in range(peers))]
    number = 0
    for series in defined.series.values():
        for area in areas:
            for category in range(CATEGORIES + 1):
                for sex in series.sexes if not category else ("Persons",):
                    number += 1
                    yield {
                        "id": number,
                        "series": series.id,
                        "area": area,
                        "sex": sex,
                        "age": series.age,
                        "category_type": "Example" if category else "",
                        "category": f"Example {category}" if category else "",
                        "latest_id": number * PERIODS,
                    }


def example_observations(lines: int) -> Rows:
    """Twelve made-up years of each line."""
    for line in range(1, lines + 1):
        for year in range(PERIODS):
            number = (line - 1) * PERIODS + year + 1
            yield {
                "id": number,
                "line_id": line,
                "period_start": date(2013 + year, 1, 1),
                "period_end": date(2013 + year, 12, 31),
                "period": str(2013 + year),
                "value": 50 + number % 400 / 10,
                "lower": 45.0,
                "upper": 95.0,
                "numerator": None,
                "denominator": None,
                "note": "",
                "published": date(2014 + year, 6, 1),
                "release_id": 1,
                "load_id": 1,
                "extract_id": 1,
                "sheet": "",
                "row": str(number),
            }


def current_of(observations: Rows) -> Rows:
    """The pointer to each observation."""
    for row in observations:
        yield {"observation_id": row["id"]} | {
            name: row[name] for name in ("line_id", "period_end", "period_start")
        }


def write(connection: Connection, table: Table, rows: Rows) -> None:
    """Write rows in the fastest way the engine has."""
    while chunk := list(islice(rows, CHUNK)):
        if connection.dialect.name != "postgresql":
            connection.execute(insert(table), chunk)
            continue
        names = ", ".join(f'"{name}"' for name in chunk[0])
        cursor = connection.connection.cursor()
        with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in chunk:
                copy.write_row(list(row.values()))


def fill(engine: Engine, others: int = PEERS) -> int:
    """Fill an empty store, with so many areas besides our own; return the number of observations."""
    migrate(engine)
    now = datetime.now(UTC)
    lines = list(islice(example_lines(others), OBSERVATIONS // PERIODS))
    with writing(engine) as connection:
        register(connection, catalogue())
        peers = sorted({row["area"] for row in lines} - set(catalogue().areas))
        connection.execute(
            insert(schema.areas), [{"slug": slug, "name": slug, "kind": "authority"} for slug in peers]
        )
        connection.execute(insert(schema.extracts), [{"id": 1, "name": "example", "sha256": "0" * 64}])
        release = {"id": 1, "publisher": "Example", "title": "Example", "published": date(2014, 6, 1)}
        connection.execute(insert(schema.releases), [release | {"published_basis": "stated", "licence": ""}])
        counts = dict.fromkeys(("rows_read", "new", "revised", "unchanged"), 0)
        load = {"id": 1, "extract_id": 1, "source": "example", "loaded": now, "set_aside": {}, "warnings": []}
        connection.execute(insert(schema.loads), [load | counts | {"identity": new_identity()}])
        write(connection, schema.lines, iter(lines))
        write(connection, schema.observations, example_observations(len(lines)))
        write(connection, schema.current, current_of(example_observations(len(lines))))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return len(lines) * PERIODS


def milliseconds(question: Callable[[], Any]) -> float:
    """The median of several rounds, the first left out."""
    spent = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        question()
        spent.append(1000 * (time.perf_counter() - start))
    return median(spent[1:])


def measure(engine: Engine) -> bool:
    """Print each question's time; return whether all meet their aim."""
    defined = catalogue()
    areas = [*(place.slug for place in defined.places), "cheshire", "cheshire-and-merseyside", "england"]
    past = date(2020, 1, 1)
    indicator = "smoking-prevalence"
    questions: list[tuple[str, float, Callable[[], Any]]] = [
        ("all indicators, now", 10, lambda: queries.latest(engine, defined, areas)),
        ("all indicators, as of 2020", 40, lambda: queries.latest(engine, defined, areas, past)),
        ("one indicator, now", 10, lambda: queries.history(engine, defined, indicator, areas=areas)),
        (
            "one indicator, as of 2020",
            40,
            lambda: queries.history(engine, defined, indicator, areas=areas, as_of=past),
        ),
    ]
    met = True
    for name, aim, question in questions:
        spent = milliseconds(question)
        met &= spent < aim
        print(f"{engine.dialect.name:11} {name:28} {len(question()):5} rows {spent:7.1f} ms (aim {aim} ms)")
    return met


def main() -> int:
    """Measure on each engine there is."""
    met = True
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{Path(folder) / 'example.db'}", os.environ.get("BEACON_BENCH_POSTGRES", "")]
        for url in filter(None, urls):
            engine = make_engine(url)
            print(f"{engine.dialect.name}: {fill(engine):,} observations")
            met &= measure(engine)
            engine.dispose()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
