"""A store of 2 million made-up observations of 120 indicators, kept between measurements."""

import shutil
from pathlib import Path

from bench import store_queries
from bench.tools.serving import HELD
from data.catalogue import reader
from data.catalogue.reader import catalogue
from data.store.engine import make_engine

INDICATORS = 120
EXAMPLE = """
id = "example-{number}"
title = "An example of a percentage, number {number}"
short_title = "Example {number}"
definition = "People for whom it holds, as a percentage of all."
unit = "%"
better = "higher"
domain = "{domain}"
frequency = "annual"
series_kind = "point"
geography = "exact"
why = "It makes the store large."
publisher = "Example publisher"
usual_lag_days = 30

[quality]
timeliness = "yearly"
completeness = "all nine Places"
source = "local return"

[[series]]
id = "example-{number}"
source = "tidy"
name = "by local authority"
"""


def large_store() -> tuple[str, Path]:
    """Return the address of the store, and the folder of its definitions: the project's and made-up ones."""
    folder = HELD / "definitions"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(reader.DEFINITIONS, folder)
    known = catalogue()
    domains = [domain.id for domain in known.domains]
    for number in range(INDICATORS - len(known.indicators)):
        text = EXAMPLE.format(number=number, domain=domains[number % len(domains)])
        (folder / "indicators" / f"example-{number}.toml").write_text(text, encoding="utf-8")
    reader.DEFINITIONS = folder
    catalogue.cache_clear()
    path = HELD / f"large-{len(catalogue().series)}.db"
    if not path.exists():
        _fill(path)
    return f"sqlite:///{path}", folder


def _fill(path: Path) -> None:
    """Fill a store with as many other areas as make up the number of observations."""
    print("  filling a store with 2 million observations, once")
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    engine = make_engine(f"sqlite:///{unfinished}")
    lines_an_area = sum(
        store_queries.CATEGORIES + len(series.sexes) for series in catalogue().series.values()
    )
    wanted = store_queries.OBSERVATIONS // store_queries.PERIODS
    store_queries.fill(engine, -(-wanted // lines_an_area) - len(catalogue().areas))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    unfinished.replace(path)
