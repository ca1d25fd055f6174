"""Every pair of pages that states one fact states it alike: figure, period, word, gap, target, counts.

Each page is read as a reader sees it and held against one answer of the API, so that any two of them agree.
"""

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard import ask, words
from data.catalogue.line_names import line_name
from data.catalogue.reader import catalogue
from data.judgement import off_plan
from data.judgement.status import Status
from data.wording import sentences
from tests.dashboard.reading import tables
from tests.dashboard.test_overview import read, word_in

KNOWN = catalogue()
PLACES = [place.slug for place in KNOWN.places]
Record = dict[str, Any]


@pytest.fixture
def records(lively_client: FlaskClient) -> dict[tuple[str, str, str], Record]:
    """What the API says of each line: (indicator, sex, area) -> record."""
    told = lively_client.get("/api/v1/status?per_page=1000").json["data"]
    return {(record["indicator"], record["sex"], record["place"]): record for record in told}


def text_of(page: str) -> str:
    """A page as it is read, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def held(place: str = "") -> list[Status]:
    """The statements with a figure: of a Place, as they stand for it, or of every area."""
    statuses = ask.statuses()
    local = off_plan.standing_for(statuses, KNOWN, place) if place else statuses
    return [status for status in local if status.latest and status.latest.value is not None]


def record_of(records: dict[tuple[str, str, str], Record], status: Status) -> Record:
    return records[status.indicator, status.sex, status.place]


def figure(record: Record) -> str:
    return words.short_amount(record["value"], KNOWN.indicators[record["indicator"]])


def gap(record: Record) -> str:
    """The gap in the indicator's units as every page writes it; "" where none is told."""
    return (
        ""
        if record["gap"] is None
        else sentences.of_distance(record["gap"], KNOWN.indicators[record["indicator"]])
    )


def target_value(record: Record) -> str:
    target = KNOWN.targets.get(record["target_key"] or "")
    return words.target_value(target, KNOWN.indicators[record["indicator"]]) if target else ""


@pytest.mark.parametrize("place", PLACES)
def test_the_page_of_a_place_agrees_with_the_api(lively_client: FlaskClient, records: Any, place: str):
    found = tables(lively_client.get(f"/place/{place}").text)
    (table,) = [rows for rows in found if "Against plan" in rows[0]]
    rows = {row[0].split("|")[0]: row for row in table if len(row) == len(table[0])}
    expected = held(place)
    assert len(rows) - 1 == len(expected) > 3
    for status in expected:
        record = record_of(records, status)
        row = rows[line_name(KNOWN.indicators[status.indicator], status.sex)]
        assert row[1].split("|") == [figure(record), words.period(record["period"])]
        assert row[4].split("|")[0] == record["now"]
        assert gap(record) in row[4]
        if record["gap"] is not None and record["trajectory_value"] is None:
            assert target_value(record) in row[4]


def test_the_table_of_everything_agrees_with_the_api(lively_client: FlaskClient, records: Any):
    page = read(lively_client.get("/indicators").text)
    for status in held():
        record = record_of(records, status)
        row = page[line_name(KNOWN.indicators[status.indicator], status.sex)]
        cell = row[KNOWN.areas[status.place].name]
        if "none since" in cell:  # too old to stand beside the others: its period alone is told
            assert cell == f"none since {words.period(record['period'])}"
            continue
        assert figure(record) in cell
        assert word_in(cell) == record["now"]


@pytest.mark.parametrize("place", [*PLACES, ""])
def test_the_counts_of_the_home_page_are_those_of_the_other_pages(
    lively_client: FlaskClient, records: Any, place: str
):
    slug = place or ask.SYSTEM
    standing = off_plan.standing_for(ask.statuses(), KNOWN, slug)
    told = Counter(record_of(records, status)["now"] for status in standing)
    home = text_of(lively_client.get(f"/?place={place}").text)
    assert f"Of {sum(told.values())} indicator lines for {KNOWN.areas[slug].name}" in home
    for word, many in told.items():
        if word not in off_plan.JUDGED:
            assert f"{word} ({many})" in home
    counted = re.search(r"Of \d+ indicator lines[^.]*\.", home)
    if place:
        assert counted
        assert counted[0] in text_of(lively_client.get(f"/place/{place}").text)
        off = read(lively_client.get(f"/indicators?place={place}&status=off-plan").text)
        assert len(off) == sum(told[word] for word in off_plan.OFF_PLAN)


@pytest.mark.parametrize("indicator", KNOWN.indicators)
def test_the_pages_of_an_indicator_agree_with_the_api(
    lively_client: FlaskClient, records: Any, indicator: str
):
    statuses = [status for status in held() if status.indicator == indicator]
    places = [status for status in statuses if KNOWN.areas[status.place].kind == "place"]
    for status in places:
        record, defined = record_of(records, status), KNOWN.indicators[indicator]
        page = lively_client.get(f"/indicator/{indicator}?place={status.place}&sex={status.sex}").text
        part = text_of(page.split('id="statements-title"')[1].split("</section>")[0])
        value = f"{sentences.amount(record['value'], defined)} {sentences.in_period(record['period'])}"
        assert value in part
        assert f" {record['now']} " in part
        assert gap(record) in part
    if statuses:
        plain = text_of(lively_client.get(f"/indicator/{indicator}.html?place=halton").text)
        assert all(record_of(records, status)["sentence"] in plain for status in statuses)


@pytest.mark.parametrize("place", PLACES)
def test_the_page_of_a_place_without_scripts_has_the_sentences_of_the_api(
    lively_client: FlaskClient, records: Any, place: str
):
    plain = text_of(lively_client.get(f"/place/{place}.html").text)
    assert all(record_of(records, status)["sentence"] in plain for status in held(place))


def test_the_page_of_a_target_agrees_with_the_api(lively_client: FlaskClient, records: Any):
    measured = {status.indicator for status in held()}
    read_rows = 0
    for target in [target for target in KNOWN.targets.values() if target.indicator in measured]:
        found = tables(lively_client.get(f"/target/{target.key}").text)
        for table in (rows for rows in found if rows[0][:2] == ["Place", "Newest figure"]):
            for row in table[1:]:
                read_rows += _agrees(row, target.indicator, records)
    assert read_rows > 20


def _agrees(row: list[str], indicator: str, records: dict[tuple[str, str, str], Record]) -> bool:
    defined = KNOWN.indicators[indicator]
    for sex in defined.headline.sexes:
        for area in KNOWN.areas.values():
            record = records.get((indicator, sex, area.slug))
            named = area.name + (f", {sex.lower()}" if sex != "Persons" else "")
            if record and record["value"] is not None and row[0] == named:
                value = sentences.amount(record["value"], defined)
                assert row[1] == f"{value}, {words.period(record['period'])}"
                assert len(row) < 3 or row[2].startswith(record["now"])
                return True
    return False


def test_the_register_is_counted_alike(lively_client: FlaskClient):
    many = lively_client.get("/api/v1/targets?per_page=1").json["total"]
    assert f"{many} targets are registered" in text_of(lively_client.get("/targets").text)
    assurance = lively_client.get("/assurance").text
    assert f"of {many} targets can be held beside a figure" in text_of(assurance)
    (papers,) = [table for table in tables(assurance) if table[0][0] == "Paper or list"]
    assert papers[-1][:2] == ["All", str(many)]


def test_the_places_held_are_those_of_the_api(lively_client: FlaskClient, records: Any):
    (quality,) = [
        table for table in tables(lively_client.get("/assurance").text) if "Places held" in table[0]
    ]
    rows = {row[0]: row for row in quality}
    for indicator in {status.indicator for status in held()}:
        local = [
            record
            for (of, _, slug), record in records.items()
            if of == indicator
            and record["value"] is not None
            and KNOWN.areas[slug].kind in ("place", "joint")
        ]
        if local:
            end = max(record["period_end"] for record in local)
            newest = [record for record in local if record["period_end"] == end]
            slugs = {slug for record in newest for slug in _places(record["place"])}
            told = f"{len(slugs)} of 9 for {words.period(newest[0]['period'])}"
            assert rows[KNOWN.indicators[indicator].short_title][2] == told


def _places(slug: str) -> tuple[str, ...]:
    return KNOWN.areas[slug].places or (slug,)
