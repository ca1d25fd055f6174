"""An indicator's page, the register, the coverage and the Status know one path to a target at an area."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import ask, words
from dashboard.pages.shared.indicator_data import Shown, gather, selection
from dashboard.pages.shared.judged_line import Judged, judged
from dashboard.pages.shared.register_state import gather as gather_coverage
from dashboard.pages.shared.register_state import ways_of
from dashboard.selection import Selection
from data.catalogue.reader import catalogue
from data.judgement.change import after_breaks
from data.judgement.status import AGREED, STRAIGHT, Status
from data.judgement.status import Path as StatusPath
from data.store.engine import store_engine
from data.targets.agreed_path import Subject, agreed_points, path_of, path_to
from loaders.pipeline import load_file
from tests.dashboard.conftest import EXAMPLE
from tests.dashboard.reading import tables
from tests.dashboard.test_trajectories import load_trajectory
from tests.loading import load_example

KNOWN = catalogue()
SYSTEM = "cheshire-and-merseyside"
LOADED = "jfp-dementia-66-7"
AGREED_IN = ("agreed_store", "later_store")
STORES = ("example_store", "lively_store", *AGREED_IN)
NO_PATH = StatusPath()


@pytest.fixture
def agreed_store(empty_store: None, tmp_path: Path) -> None:
    """The example store with a loaded path, and with figures that a path in a paper is told for."""
    load_file(EXAMPLE, store_engine(), KNOWN)
    load_trajectory(tmp_path, "2024-04-15")
    years = [{"period": f"12 months to March {year}", "value": year - 1955} for year in (2024, 2025)]
    same = {"indicator": "cvd-hypertension-treated", "area_code": "E54000008", "sex": "Persons"}
    load_example(store_engine(), tmp_path, [same | one for one in years], name="example-years.csv")


@pytest.fixture
def later_store(empty_store: None, tmp_path: Path) -> None:
    """The example store with a path that was agreed after the newest figure's period."""
    load_file(EXAMPLE, store_engine(), KNOWN)
    load_trajectory(tmp_path, "2024-07-15")


def pages() -> list[tuple[Shown, Judged, Status]]:
    """What the page of every indicator shows of every sex at every area that has figures."""
    found = []
    for status in (one for one in ask.statuses() if one.latest):
        indicator = KNOWN.indicators[status.indicator]
        query = {"place": status.place, "area": status.place, "sex": status.sex}
        shown = gather(indicator, selection(indicator, query))
        assert shown is not None
        assert (shown.is_headline, shown.area.slug, shown.sex) == (True, status.place, status.sex)
        found.append((shown, judged(shown), status))
    return found


def same_as_the_rule(shown: Shown, page: Judged, status: Status) -> None:
    stretch = after_breaks(shown.points, shown.breaks)
    line = Subject(
        catalogue=KNOWN,
        indicator=shown.indicator,
        area=shown.area,
        points=shown.points,
        stretch=stretch,
        loaded=ask.loaded_paths,
    )
    named, now = KNOWN.targets_for(status.indicator), status.now
    assert list(status.agreed) == [one.key for one in named if agreed_points(line, one, shown.today)]
    if not now.target_key:
        assert (now.path, page.path) == (NO_PATH, None)
        return
    path = path_to(line, KNOWN.targets[now.target_key], shown.today)
    assert now.path == path
    assert page.later_path == (path.kind != AGREED and now.target_key in status.agreed)
    # A path agreed after the newest figure is drawn, though nothing is held against it yet.
    target = KNOWN.targets[now.target_key]
    drawn = path_of(agreed_points(line, target, shown.today)) if page.later_path else path
    assert (page.path.points if page.path else ()) == drawn.points
    assert bool(page.path and page.path.agreed) == (drawn.kind == AGREED)


def kind_drawn(page: Judged) -> str:
    if page.path is None:
        return ""
    return AGREED if page.path.agreed else STRAIGHT


@pytest.mark.parametrize("store", STORES)
def test_page_register_coverage_and_status_have_the_path_of_the_one_rule(store, request, web):
    request.getfixturevalue(store)
    drawn = defaultdict(set)
    for shown, page, status in pages():
        same_as_the_rule(shown, page, status)
        drawn[shown.indicator.id, shown.area.slug].add(kind_drawn(page))
    counted = {(one.indicator, one.area): one.kind for one in ways_of(Selection())}
    assert all(counted[pair] in drawn[pair] for pair in counted.keys() & drawn.keys())
    agreed = {(key, one.place) for one in ask.statuses() for key in one.agreed}
    assert ((LOADED, SYSTEM) in agreed) == (store in AGREED_IN)
    everything = gather_coverage(Selection())
    assert sum(one.agreed for one in everything.programmes) == len({key for key, _ in agreed})
    client: FlaskClient = web.test_client()
    for one in ask.statuses():
        if one.now.path.kind == AGREED:
            target, name = KNOWN.targets[one.now.target_key], KNOWN.areas[one.place].name
            listed = points_listed(client.get(f"/target/{target.key}").text)
            on_the_way = set(one.now.path.points) - {(target.deadline, target.value)}
            assert on_the_way
            assert {(words.day(day), name, value) for day, value in on_the_way} <= listed


def points_listed(page: str) -> set[tuple[str, str, float]]:
    """The dated points of a target's page: day, area, value."""
    (table,) = [one for one in tables(page) if one[0][:2] == ["On", "Area"]]
    return {(row[0], row[1], float(row[2])) for row in table[1:]}


def test_a_path_is_agreed_where_one_was_loaded_and_for_high_blood_pressure_by_nobody(agreed_store):
    paths = {one.now.target_key: one.now.path for one in ask.statuses() if one.now.path.kind == AGREED}
    assert {key: (path.agreed_by, path.agreed_on) for key, path in paths.items()} == {
        LOADED: ("Example board", date(2024, 4, 15)),
    }
    (treated,) = [
        one for one in ask.statuses(None, "cvd-hypertension-treated", SYSTEM) if one.latest is not None
    ]
    assert (treated.now.target_key, treated.now.word) == ("strategy-cvd-htn-treated-80", "not there yet")
    assert treated.agreed == ()


def test_a_newer_version_does_not_lend_its_name_to_the_path_that_is_drawn(agreed_store, tmp_path):
    load_trajectory(tmp_path, "2024-07-15")
    shown = gather(KNOWN.indicators["dementia-diagnosis-rate"], Selection(area=SYSTEM))
    page = judged(shown)
    assert page.path.label == "Trajectory agreed by Example board on 15 April 2024 (Example paper)"
