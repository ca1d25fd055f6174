"""A trust that was renamed: every figure of it stands under the name of its period."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.catalogue.reader import catalogue
from data.store.engine import store_engine
from tests.loading import example_row, load_example

OLD, NEW = "Warrington and Halton Teaching Hospitals", "North Cheshire and Mersey"
MONTHS = ["January 2026", "February 2026", "March 2026"]


def months(*names: str) -> list[dict[str, object]]:
    """Made-up figures of two trusts."""
    return [
        example_row(indicator="ae-4-hour", area_code=code, period=period, value=70 + number, area_name="")
        for number, period in enumerate(names)
        for code in ("RWW", "RBL")
    ]


@pytest.fixture
def pages(web: object, empty_store: None) -> FlaskClient:
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


def page(pages: FlaskClient) -> str:
    return pages.get("/indicator/ae-4-hour?area=rww").get_data(as_text=True)


def test_a_page_of_old_figures_has_the_old_name(pages: FlaskClient, tmp_path: Path) -> None:
    load_example(store_engine(), tmp_path, months(*MONTHS))
    text = page(pages)
    assert OLD in text
    assert NEW not in text


def test_a_page_of_old_and_new_figures_says_both(pages: FlaskClient, tmp_path: Path) -> None:
    load_example(store_engine(), tmp_path, months(*MONTHS, "April 2026"))
    assert f"{NEW}, until March 2026 {OLD}" in page(pages)


def test_each_observation_of_the_api_has_its_name_of_the_period(pages: FlaskClient, tmp_path: Path) -> None:
    load_example(store_engine(), tmp_path, months("March 2026", "April 2026"))
    answer = pages.get("/api/v1/observations?indicator=ae-4-hour&place=rww")
    rows = answer.get_json()["data"]
    assert [(row["period"], row["place_name"]) for row in rows] == [
        ("March 2026", f"{OLD} NHS Foundation Trust"),
        ("April 2026", f"{NEW} NHS Foundation Trust"),
    ]


def test_a_former_name_is_no_contradiction_of_its_code(pages: FlaskClient, tmp_path: Path) -> None:
    row = months("March 2026")[0] | {"area_name": f"{OLD} NHS Foundation Trust"}
    assert load_example(store_engine(), tmp_path, [row]).new == 1
    assert catalogue().areas["rww"].former_name
