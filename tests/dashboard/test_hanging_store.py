"""A database that hangs: health is told, readers are refused soon, and all is well again by itself."""

import time

from data.catalogue.reader import catalogue
from data.store import patience
from loaders.pipeline import load_file
from tests.dashboard.conftest import EXAMPLE
from tests.engines import PostgresStores
from tests.served import Site, serving
from tests.swallowing import swallowing

PAGE = "/indicator/dementia-diagnosis-rate?place=halton"


def seconds_to(site: Site, path: str, status: int) -> float:
    start = time.monotonic()
    assert site.get(path)[0] == status
    return time.monotonic() - start


def test_a_database_that_hangs_silences_nothing_but_what_needs_it(postgres_stores: PostgresStores) -> None:
    most = patience.SECONDS_TO_STIR + patience.SECONDS_TO_CANCEL + patience.SECONDS_TO_CONNECT
    with postgres_stores.store() as engine, swallowing(engine.url) as between:
        load_file(EXAMPLE, engine, catalogue())
        with serving(between.address, "--workers", "1", "--read-only") as site:
            assert site.get(PAGE)[0] == 200
            between.swallow(True)
            assert seconds_to(site, PAGE, 503) < most + 4
            assert seconds_to(site, PAGE, 503) < 2  # whoever comes now is refused at once
            assert seconds_to(site, "/healthz", 200) < 2
            assert seconds_to(site, "/readyz", 503) < most + 4
            between.swallow(False)
            time.sleep(patience.SECONDS_LEFT_ALONE)
            assert site.get(PAGE)[0] == 200
            assert site.get("/readyz")[0] == 200
            assert site.text().count("the store does not answer") == 1
            assert site.text().count("2 answers refused") == 1
