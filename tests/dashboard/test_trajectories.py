"""A trajectory that was loaded is drawn, solid, and says who agreed it, when, and in which paper."""

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import ask
from data.catalogue.reader import catalogue
from data.judgement.status import AGREED
from data.store.engine import store_engine
from loaders.pipeline import load_file
from tests.dashboard.conftest import EXAMPLE
from tests.loading import example_csv

TOLD = "trajectory agreed by Example board on 15 April 2024 (Example paper)"
STEPS = {"2024-04-30": 69.0, "2024-09-30": 70.0, "2025-03-31": 71.5}


@pytest.fixture
def loaded(web: object, empty_store: None, tmp_path: Path) -> FlaskClient:
    """The example store into which a trajectory of C&M was loaded."""
    load_file(EXAMPLE, store_engine(), catalogue())
    load_trajectory(tmp_path, "2024-04-15")
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


def load_trajectory(folder: Path, agreed_on: str) -> None:
    told = {
        "indicator": "dementia-diagnosis-rate",
        "place": "cheshire-and-merseyside",
        "target_key": "jfp-dementia-66-7",
        "interpolation": "stepped",
        "agreed_by": "Example board",
        "agreed_on": agreed_on,
        "document": "Example paper",
    }
    rows = [{**told, "date": day, "value": value} for day, value in STEPS.items()]
    load_file(example_csv(folder, rows), store_engine(), catalogue())


PAGE = "/indicator/dementia-diagnosis-rate?area=cheshire-and-merseyside"


def test_a_loaded_trajectory_is_told_with_who_agreed_it(loaded: FlaskClient):
    page = loaded.get(PAGE).text
    assert f"The solid purple line is the {TOLD}." in page
    assert "agreed trajectory</li>" in page
    assert (
        "On the way, C&amp;M: 69.0% by April 2024, 70.0% by September 2024 and 71.5% by March 2025." in page
    )


def test_it_is_drawn_solid_and_in_steps(loaded: FlaskClient):
    text = loaded.get(PAGE).text
    assert '"y":[69.0,70.0,71.5]' in text
    assert '"dash":"solid","shape":"hv"' in text


def test_before_it_was_agreed_there_is_none(loaded: FlaskClient):
    before, after = (loaded.get(f"{PAGE}&as_of=2024-04-{day}").text for day in (14, 15))
    assert "Example board" not in before
    assert "On the way, C&amp;M: 69.0% by April 2024" in after


def test_one_that_no_figure_has_reached_is_drawn_and_no_figure_is_held_against_it(
    web: object, empty_store: None, tmp_path: Path
):
    load_file(EXAMPLE, store_engine(), catalogue())
    load_trajectory(tmp_path, "2024-06-10")
    page = web.test_client().get(f"{PAGE}&as_of=2024-06-20").text  # type: ignore[attr-defined]
    assert "The solid purple line is the trajectory agreed by Example board on 10 June 2024" in page
    assert '"x":["2024-04-30","2024-09-30","2025-03-31"],"y":[69.0,70.0,71.5]' in page
    (status,) = ask.statuses(date(2024, 6, 20), "dementia-diagnosis-rate", "cheshire-and-merseyside")
    assert status.now.trajectory_kind != AGREED
    assert "A trajectory was agreed after the newest figure’s period" in page
    assert "On the way, C&amp;M: 69.0% by April 2024" in page


def test_it_belongs_to_its_own_area_only(loaded: FlaskClient):
    assert "The solid purple line" not in loaded.get("/indicator/dementia-diagnosis-rate?place=halton").text


def test_without_one_nothing_is_called_agreed(client: FlaskClient):
    assert "The solid purple line" not in client.get(PAGE).text
