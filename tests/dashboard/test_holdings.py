"""The page of the data: every load, every correction with the old figure, and what is missing."""

from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.catalogue.reader import catalogue
from data.store import provenance
from data.store.engine import store_engine
from loaders.pipeline import load_file
from tests.dashboard.conftest import EXAMPLE
from tests.dashboard.reading import tables
from tests.loading import example_csv, official


def table_headed(page: str, first: str) -> list[list[str]]:
    return next(one for one in tables(page) if one[0][0] == first)


@pytest.fixture
def corrected(web: object, empty_store: None, tmp_path: Path) -> FlaskClient:
    """The example store, and a later release that corrects two figures, one of them to a withheld one."""
    load_file(EXAMPLE, store_engine(), catalogue())
    told = {"indicator": "dementia-diagnosis-rate", "period": "January 2024", "sex": "Persons"}
    told |= {"release": "Example release, corrected", "published": "2024-08-15"}
    rows = [
        {**told, "area_code": "E08000014", "area_name": "sefton", "value": 59.5, "note": ""},
        {**told, "area_code": "E08000015", "area_name": "wirral", "value": "", "note": "suppressed"},
    ]
    load_file(example_csv(tmp_path, official(rows), "example_corrected.csv"), store_engine(), catalogue())
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


def test_every_load_is_listed_with_its_file_and_checksum(client: FlaskClient):
    page = client.get("/data").text
    (row,) = table_headed(page, "Loaded")[1:]
    assert row[1] == f"example.csv|SHA-256 {sha256(EXAMPLE.read_bytes()).hexdigest()}"
    assert (row[3], row[5]) == ("140", "0")
    assert "No figure has been corrected" in page


def test_a_correction_stands_with_the_figure_before_it(corrected: FlaskClient):
    page = corrected.get("/data").text
    rows = table_headed(page, "Indicator")[1:]
    assert ["Dementia diagnosis rate", "Sefton", "January 2024", "60.0%", "59.5%"] in [
        row[:5] for row in rows
    ]
    withheld = next(row for row in rows if row[1] == "Wirral")
    assert withheld[4:] == ["withheld", "15 February 2024", "15 August 2024"]
    assert "2 published figures were corrected" in page
    assert [row[5] for row in table_headed(page, "Loaded")[1:]] == ["2", "0"]


def test_what_the_review_of_a_load_found_is_kept_beside_it(corrected: FlaskClient):
    page = corrected.get("/data").text
    assert "2 published figures were revised, at Sefton, Wirral" in page
    assert set(provenance.reviews_held(store_engine())) == {1, 2}


def test_the_correction_is_the_statement_before_and_not_the_first(corrected: FlaskClient, tmp_path: Path):
    row = {"indicator": "dementia-diagnosis-rate", "period": "January 2024", "sex": "Persons", "value": 59.0}
    row |= {"area_code": "E08000014", "release": "Example release, again", "published": "2024-09-15"}
    load_file(example_csv(tmp_path, official([row]), "example_again.csv"), store_engine(), catalogue())
    frame = provenance.revisions(store_engine(), ["sefton"])
    assert list(zip(frame.old, frame.value, strict=True)) == [(59.5, 59.0), (60.0, 59.5)]


def test_what_is_missing_is_named_with_the_reason(client: FlaskClient):
    page = client.get("/data").text
    without = next(one for one in tables(page) if one[0] == ["Indicator", "Publisher", "Why"])
    assert "Fuel poverty" in [row[0] for row in without]
    some = next(one for one in tables(page) if one[0] == ["Indicator", "No figure for"])
    assert ["Dementia diagnosis rate", "Knowsley"] in some


def test_every_publisher_is_a_source(client: FlaskClient):
    rows = table_headed(client.get("/data").text, "Publisher")[1:]
    assert {row[0] for row in rows} == {one.publisher for one in catalogue().indicators.values()}
    assert sum(int(row[1]) for row in rows) == len(catalogue().indicators)


def test_an_empty_store_says_so(web: object, empty_store: None):
    page = web.test_client().get("/data").text  # type: ignore[attr-defined]
    assert "No file has been loaded yet." in page


def test_the_methods_are_told_in_plain_words(client: FlaskClient):
    page = client.get("/methods").text
    for words in ("yardstick", "95% interval", "straight line, not an agreed trajectory", "one period"):
        assert words in page
