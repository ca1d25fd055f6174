"""Figures that break a rule's own conditions: each statement says why, and each page still answers."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.statements import compute
from tests.data.examples import yearly_rows
from tests.engines import SqliteStores
from tests.loading import load_example

ID = "smoking-prevalence"
DEFINED = catalogue()
YEARS = 6
TODAY = date(2023, 11, 22)


def years_of(place: str, **changes: Any) -> list[dict[str, Any]]:
    code = DEFINED.areas[place].ons_code
    values = [14.0 + (n * 7) % 3 for n in range(YEARS)]
    return [row | changes for row in yearly_rows(values, indicator=ID, code=code, first=2016)]


ROWS = {
    "halton": (years_of("halton", lower_ci=30, upper_ci=40), "an interval that does not contain its value"),
    "wirral": (years_of("wirral", numerator=0, denominator=0), "no denominator"),
    "knowsley": (years_of("knowsley", value="", note="suppressed"), "the latest figure is not given"),
    "sefton": (years_of("sefton", value=14.0, lower_ci=14, upper_ci=14), "one of the intervals has no width"),
    "st-helens": (years_of("st-helens")[:3], "3 of 5 points"),
    "liverpool": (years_of("liverpool"), "no interval"),
}


@pytest.fixture
def bad(sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    with sqlite_stores.store(tmp_path) as engine:
        load_example(engine, tmp_path, [row for rows, _ in ROWS.values() for row in rows])
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        yield engine


def test_the_statement_says_why_it_cannot_be_made(bad: Engine):
    for found in compute.statuses(bad, DEFINED, indicators=[ID], areas=list(ROWS), today=TODAY):
        assert found.change.reason.short.startswith(ROWS[found.place][1]), found.place
        if found.latest and found.latest.value is not None:
            assert f"cannot be judged because {found.change.reason.clause}" in found.sentence


@pytest.mark.parametrize("path", [f"/indicator/{ID}?", f"/inequality?indicator={ID}&"])
def test_the_page_answers_and_draws_no_empty_chart(web: object, bad: Engine, path: str):
    client: FlaskClient = web.test_client()  # type: ignore[attr-defined]
    drawn = []
    for place in ROWS:
        answer = client.get(f"{path}place={place}")
        assert answer.status_code == 200
        assert not re.search(r">(nan|NaN|None)<", answer.text)
        drawn += re.findall(r'<script type="application/json">(.*?)</script>', answer.text, re.S)
    assert drawn or "inequality" in path
    assert all(any(map(_points, json.loads(text)["data"])) for text in drawn)


def _points(trace: dict[str, Any]) -> list[Any]:
    """The points of a trace that are there."""
    pairs = zip(trace.get("x", []), trace.get("y", []), strict=True)
    return [pair for pair in pairs if None not in pair]
