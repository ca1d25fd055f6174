"""Stores that are strange and allowed: nothing held, one indicator, one period, no figure that can be drawn.

Every page, every choice of two indicators and every file of a chart answers, whatever is held.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from data.catalogue.reader import catalogue
from data.errors import BadInput
from data.statements.snapshot import refresh
from tests.dashboard.every_page import NAMES, path_of
from tests.data.examples import yearly_rows
from tests.engines import SqliteStores
from tests.loading import load_example

DEFINED = catalogue()
YEARLY = "smoking-prevalence"
IDS = list(DEFINED.indicators)
FILE = re.compile(r'href="(/[^"]+\.(?:csv|svg)(?:\?[^"]*)?)"')
KINDS = ("", "sex=Female&place=cheshire-east", "as_of=2016-06-01")
NO_NUMBER = re.compile(r">(?:nan|NaN|inf)<")


@pytest.fixture(scope="module")
def _one_held(sqlite_stores: SqliteStores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("one-held")
    with sqlite_stores.store(folder) as engine:
        load_example(engine, folder, yearly_rows([14.0, 13.0, 15.5], indicator=YEARLY))
        refresh(engine, DEFINED)
        yield engine.url.render_as_string(hide_password=False)


@pytest.fixture
def only_one(_one_held: str, monkeypatch: pytest.MonkeyPatch, web: Any) -> FlaskClient:
    """A client over a store that holds three years of one indicator at one Place."""
    monkeypatch.setenv("BEACON_DATABASE_URL", _one_held)
    client: FlaskClient = web.test_client()
    return client


def answered(client: FlaskClient, address: str) -> str:
    """The text of an answer that is no failure and shows no number that is none."""
    answer = client.get(address)
    assert answer.status_code in (200, 302, 404), address
    text = answer.text if answer.mimetype.startswith("text/") else ""
    assert not NO_NUMBER.search(text), address
    return text


def files(text: str) -> list[str]:
    """The files that a page offers."""
    return [unescape(address) for address in dict.fromkeys(FILE.findall(text))]


def test_any_two_indicators_are_compared_where_one_is_held(only_one: FlaskClient):
    for id in IDS:
        answered(only_one, f"/compare?indicator={YEARLY}&other={id}")
        answered(only_one, f"/compare?indicator={id}&other={YEARLY}&places=halton")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_and_its_files_answer_where_one_indicator_is_held(only_one: FlaskClient, name: str):
    path = path_of(name, indicator_id=YEARLY, slug="halton")
    for kind in KINDS:
        text = answered(only_one, f"{path}?{kind}")
        for address in files(text) if kind == KINDS[1] else ():
            answered(only_one, address)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_answers_where_nothing_is_held(web: Any, empty_store: None, name: str):
    client = web.test_client()
    offered = [files(answered(client, f"{path_of(name)}?{kind}")) for kind in KINDS]
    for address in offered[0]:
        answered(client, address)


def test_every_file_of_a_chart_is_answered_where_nothing_is_held(
    web: Any, client: FlaskClient, request: pytest.FixtureRequest
):
    paths = ["/compare?indicator=dementia-diagnosis-rate&other=life-expectancy", "/inequality", "/methods"]
    paths += [path_of("indicator"), path_of("place")]
    offered = [address for path in paths for address in files(answered(client, path))]
    assert any(address.startswith("/charts/") for address in offered)
    request.getfixturevalue("empty_store")
    for address in offered:
        answered(web.test_client(), address)


AREAS = ("halton", "cheshire-east", "cheshire", "cheshire-and-merseyside", "north-west", "england")
# By the kinds that pages tell apart: rates, counts, by sex, by breakdown, monthly, standardised, cumulative.
OF_EACH_KIND = sorted(
    {
        (
            each.frequency,
            each.is_count,
            each.standardised,
            each.series_kind,
            len(each.headline.sexes),
        ): each.id
        for each in DEFINED.indicators.values()
    }.values()
)
FIGURES = (
    {"value": "", "note": "suppressed"},
    {"value": 0},
    {"value": 50},
    {"value": 12.5, "lower_ci": 11, "upper_ci": 14},
    {"value": 12.5, "lower_ci": 12.5, "upper_ci": 12.5},
)
PERIODS = {
    "monthly": ("March 2023", "April 2023", "March 2025"),
    "quarterly": ("2023 Q1", "2023 Q2", "2025 Q1"),
}
BREAKDOWNS = (("", ""), ("", ""), ("Deprivation quintile", "1 - most deprived"), ("Ethnic group", "Example"))


@st.composite
def strange_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows of one indicator: few areas, periods, sexes and parts, with figures that a rule may trip on."""
    indicator = DEFINED.indicators[draw(st.sampled_from(OF_EACH_KIND))]
    series = draw(st.sampled_from(indicator.series))
    parts = draw(st.lists(st.sampled_from(BREAKDOWNS), min_size=1, max_size=2, unique=True))
    common = {"indicator": indicator.id, "series": series.id, "age": series.age}
    return [
        common
        | {"area_code": area, "period": period, "sex": sex, "category_type": by, "category": part}
        | draw(st.sampled_from(FIGURES))
        for area in draw(st.lists(st.sampled_from(AREAS), min_size=1, max_size=4, unique=True))
        for period in PERIODS.get(indicator.frequency, ("2021", "2022", "2024"))[: draw(st.integers(1, 3))]
        for sex in draw(st.sampled_from([series.sexes, series.sexes[:1], ("Male",)]))
        for by, part in parts
    ]


_NUMBERS = count()


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # to look for a smaller example would take minutes
    suppress_health_check=list(HealthCheck),
)
@given(rows=strange_rows(), other=st.sampled_from(IDS), kind=st.sampled_from(KINDS))
def test_pages_answer_for_whatever_may_be_loaded(
    web: Any,
    sqlite_stores: SqliteStores,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, Any]],
    other: str,
    kind: str,
):
    folder = tmp_path_factory.mktemp(f"strange-{next(_NUMBERS)}")
    held = rows[0]["indicator"]
    with sqlite_stores.store(folder) as engine, pytest.MonkeyPatch.context() as patch:
        try:
            load_example(engine, folder, rows)
        except BadInput:
            reject()
        patch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        for path in (
            f"/indicator/{held}?series={rows[0]['series']}&area={rows[0]['area_code']}&{kind}",
            f"/indicator/{held}?place=halton",
            f"/indicator/{held}.html?{kind}",
            f"/inequality?indicator={held}&{kind}",
            f"/compare?indicator={held}&other={other}&{kind}",
            f"/place/halton?{kind}",
        ):
            for address in files(answered(web.test_client(), path))[:2]:
                answered(web.test_client(), address)
