"""The page of one Place: counts, lists by rule, every indicator, ranks, targets; over the example store."""

import re
import time
from dataclasses import replace
from datetime import date
from html import unescape

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard import ask, words
from dashboard.pages.place import build
from dashboard.pages.place import data as place_data
from dashboard.pages.place import parts as place_parts
from dashboard.pages.place.place_tables import Around
from dashboard.selection import Selection
from data.catalogue.reader import catalogue
from data.judgement import off_plan
from data.judgement.ranks import A_COUNT, RANK_COLUMNS, Ranking
from data.statistics.reason import NO_INTERVAL, NO_REASON
from data.wording import news, places
from data.wording.places import Rank
from tests.dashboard.reading import tables

KNOWN = catalogue()
PLACES = [one.slug for one in KNOWN.places]
DEMENTIA = "Dementia diagnosis rate"


def text_of(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def lines_table(page: str) -> list[list[str]]:
    return next(table for table in tables(page) if table[0][-1] == "Next figure")


def row_of(page: str, name: str) -> list[str]:
    return next(row for row in lines_table(page) if row[0].split("|")[0] == name)


@pytest.mark.parametrize("slug", PLACES)
def test_every_place_begins_with_the_sentence_of_its_counts(client: FlaskClient, slug: str):
    answer = client.get(f"/place/{slug}")
    assert answer.status_code == 200
    name = KNOWN.areas[slug].name
    counted = off_plan.counts(ask.statuses(), KNOWN, slug)
    page = unescape(answer.text)
    assert f"<title>{name} – Beacon</title>" in page
    assert f'<p class="lead">{news.of_counts(counted, KNOWN.areas[slug])}</p>' in page
    assert page.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


def test_what_worries_and_what_goes_well_stand_by_the_rules_in_their_order(client: FlaskClient):
    for slug in ("sefton", "halton", "wirral"):
        page = client.get(f"/place/{slug}").text
        for name, rule in (("worries", off_plan.worries), ("strengths", off_plan.strengths)):
            listed = page.split(f'class="list-{name}"')[1].split("</section>")[0]
            told = re.findall(r'class="line-name"[^>]*>([^<]+)<', listed)
            wanted = [
                KNOWN.indicators[one.indicator].short_title for one in rule(ask.statuses(), KNOWN, slug)
            ]
            assert [unescape(one).split(", ")[0] for one in told] == wanted


def test_a_row_has_the_figure_c_and_m_england_status_rank_and_next_figure(client: FlaskClient):
    page = client.get("/place/sefton").text
    status = ask.statuses(None, "dementia-diagnosis-rate", "sefton")[0]
    row = row_of(page, DEMENTIA)
    assert lines_table(page)[0] == [
        *("Indicator", "Newest figure", "C&M", "England", "Against plan"),
        *("Rank of the Places", "Real change?", "By the deadline", "Next figure"),
    ]
    assert row[1] == f"62.0%|{status.latest.period}"
    assert row[4].startswith("not met|")
    assert "of" in row[5]
    assert words.month(status.next_release) in row[8]
    assert 'href="/indicator/dementia-diagnosis-rate?place=sefton"' in page


def test_every_indicator_stands_in_a_table_with_a_figure_or_with_a_reason(client: FlaskClient):
    page = client.get("/place/halton").text
    links = set(re.findall(r'href="/indicator/([a-z0-9-]+)\?place=halton', page))
    assert links == set(KNOWN.indicators)
    without = next(table for table in tables(page) if table[0] == ["Indicator", "Why"])
    assert all(row[1] for row in without[1:])


def test_joint_figures_are_named_as_those_of_cheshire_together(client: FlaskClient):
    east = client.get("/place/cheshire-east").text
    assert "for Cheshire (East and West together) only" in east
    assert any("Cheshire (East and West together)" in row[0] for row in lines_table(east))
    assert "Cheshire (East and West together)" not in text_of(client.get("/place/halton").text)


def test_each_joint_figure_stands_once_among_the_places():
    found = ask_statuses_example()
    moved = place_data.once(KNOWN, found, "cheshire-west")
    held = [one.place for one in moved if one.latest]
    assert held == ["halton", "cheshire-west"]
    elsewhere = place_data.once(KNOWN, found, "halton")
    assert [one.place for one in elsewhere if one.latest] == ["halton", KNOWN.areas["cheshire"].places[0]]


def ask_statuses_example() -> list:
    from tests.data.judgement.test_off_plan import example

    none = [example("no data", slug, value=None) for slug in ("cheshire-west", "cheshire-east")]
    return [example("met", "halton"), *none, example("met", "cheshire")]


def test_targets_of_this_place_and_of_every_place_stand_with_their_dates(client: FlaskClient):
    page = client.get("/place/st-helens").text
    own = [one for one in KNOWN.targets.values() if one.place == "st-helens"]
    for one in own:
        assert f'href="/target/{one.key}?place=st-helens"' in page
    others = [one for one in KNOWN.targets.values() if one.place not in ("", "st-helens")]
    assert not any(f"/target/{one.key}?" in page for one in others)
    table = next(one for one in tables(page) if one[0] == ["Target", "For", "Asks", "By", "Measured by"])
    assert any(row[1] == "every Place" and "March 2025" in row[3] for row in table)


def test_population_and_deprivation_are_told_as_published_by_the_day():
    halton = KNOWN.areas["halton"]
    now = places.of_area(halton, date(2026, 1, 1))
    assert "Halton has 128,577 residents (estimate for mid-2021, Office for National Statistics)." in now
    assert "Census" not in now
    assert "the 31st most deprived of 296 districts in 2025 and the 23rd most deprived of 317" in now
    then = places.of_area(halton, date(2023, 1, 17))
    assert "2025" not in then
    assert "residents" not in places.of_area(halton, date(2022, 12, 20))  # the estimate was not out yet
    assert "23rd most deprived of 317 districts in 2019" in then
    assert places.of_area(halton, date(2019, 1, 1)) == ""


def ranking(**changes) -> Ranking:
    columns: dict = {
        "area": ["sefton", "wirral", "halton"],
        "name": ["Sefton", "Wirral", "Halton"],
        "value": [3.0, 2.0, 1.0],
        "lower": [2.5, 1.5, 0.5],
        "upper": [3.5, 2.5, 1.5],
        "interval_basis": ["published"] * 3,
        "rank": [1.0, 2.0, 3.0],
        "rank_lower": [1.0, 1.0, 2.0],
        "rank_upper": [1.0, 3.0, 3.0],
        "of": [3.0] * 3,
        "group": [1.0, 2.0, 2.0],
        "reason": [NO_REASON] * 3,
    }
    bare = {"sefton": 1, "wirral": 2, "halton": 3}
    return Ranking(pd.DataFrame(columns | changes)[RANK_COLUMNS], "2024", bare=bare)


def test_a_rank_says_its_interval_whether_it_is_the_last_and_whether_that_is_sure():
    assert places.rank_at(ranking(), "sefton") == Rank(
        text="1st of 3", interval="surely 1st", period="2024", surely=True, newest="2024"
    )
    last = places.rank_at(ranking(), "halton")
    assert (last.text, last.interval) == ("3rd of 3", "95% interval 2nd to 3rd")
    assert (last.last, last.surely) == (True, False)
    assert places.rank_at(ranking(rank_lower=[1.0, 1.0, 3.0]), "halton").surely
    assert places.rank_at(ranking(), "knowsley").reason.short == "no figure"
    assert places.rank_at(replace(ranking(), reason=A_COUNT), "halton").reason == A_COUNT


def test_who_is_last_by_the_newest_figures_is_known_without_an_interval_too():
    newer = replace(ranking(), newest="2025", bare={"sefton": 3, "wirral": 1, "halton": 2})
    sefton, halton = (places.rank_at(newer, slug) for slug in ("sefton", "halton"))
    assert (sefton.last_now, sefton.newest, sefton.last, sefton.period) == (True, "2025", False, "2024")
    assert (halton.last_now, halton.last) == (False, True)
    untested = places.rank_at(replace(newer, newest="", reason=NO_INTERVAL), "sefton")
    assert (untested.text, untested.last_now, untested.newest) == ("", True, "2024")
    alike = replace(newer, bare={"sefton": 1, "wirral": 1, "halton": 1})
    assert not places.rank_at(alike, "sefton").last_now
    assert places.rank_at(newer, "knowsley").newest == ""


OLD = {"text": "1st of 9", "interval": "surely 1st", "period": "2019/20"}
SURE = {"text": "9th of 9", "interval": "surely 9th", "period": "2024", "newest": "2024"}


@pytest.mark.parametrize(
    ("ranks", "told"),
    [
        ([], "No figure of Halton can be put in order beside the other Places’, so none"),
        (
            [Rank(text="1st of 9")],
            "No figure of Halton can be put in order beside the other Places’, so none",
        ),
        (
            [Rank(**OLD, newest="2024/25", last_now=True), Rank(text="", newest="2024/25", last_now=True)],
            "By the newest figures Halton is last on all 2 measures: A (2024/25, cannot be tested) and "
            "B (2024/25, cannot be tested). Only A can be tested, by an older figure than the newest: not "
            "last (2019/20, surely 1st).",
        ),
        (
            [Rank(**SURE, last=True, surely=True, last_now=True), Rank(text="", newest="2020")],
            "By the newest figures Halton is last on 1 of the 2 measures: A (2024, surely 9th). Only A can "
            "be tested: last (2024, surely 9th).",
        ),
        (
            [Rank(**OLD | {"text": "9th of 9"}, newest="2024/25", last=True)],
            "By the newest figures Halton is not last on the only measure that can be put in order. Only A "
            "can be tested, by an older figure than the newest: last (2019/20, surely 1st).",
        ),
        (
            [Rank(text="", newest="2024")],
            "By the newest figures Halton is not last on the only measure that can be put in order. None of "
            "these measures has 95% intervals, so none can be tested: the order may be chance.",
        ),
        (
            [
                Rank(**OLD, newest="2024/25"),
                Rank(**SURE, last=True, last_now=True),
                Rank(text="", newest="2020"),
            ],
            "By the newest figures Halton is last on 1 of the 3 measures: B (2024, surely 9th). Of the 2 "
            "that can be tested, 1 of them by older figures than the newest, it is last on 1: B (2024, "
            "surely 9th).",
        ),
    ],
)
def test_are_we_really_last_is_answered_newest_first_then_by_what_can_be_tested(ranks: list[Rank], told: str):
    assert places.of_last(list(zip("ABC", ranks, strict=False)), "Halton").startswith(told)


def test_the_answer_is_never_a_bare_no(client: FlaskClient):
    for place in KNOWN.places:
        answer = re.search(r'id="last">.*?</p>', client.get(f"/place/{place.slug}").text, re.S)
        assert answer is not None
        text = re.sub(r"<[^>]+>", " ", answer[0])
        assert "By the newest figures" in text or "can be put in order" in text
        assert not re.search(r"\bNo:", text)


def test_the_spine_has_the_place_the_nine_england_and_c_and_m(client: FlaskClient):
    with client.application.test_request_context("/"):  # type: ignore[attr-defined]
        shown = place_data.gather(KNOWN.areas["sefton"], Selection(place="sefton"))
        around = Around(KNOWN, {}, lambda path: path, shown.today)
        chart = place_parts.spine_chart(shown, around)
    assert [trace["name"] for trace in chart.figure["data"]] == ["Range of the nine Places", "C&M", "Sefton"]
    known = shown.rows[shown.rows.system_position.notna()]
    for row in known.itertuples():
        side = 1 if row.better != "lower" else -1
        assert (row.system_position > 0) == (side * (row.system - row.centre) > 0)
        # One scale for the Place and C&M.
        if row.value != row.centre:
            spread = (row.value - row.centre) / row.position
            assert row.system_position == pytest.approx((row.system - row.centre) / spread)
    assert len(known)
    page = client.get("/place/sefton").text
    assert 'id="profile-title"' in page
    assert "/charts/place/sefton/profile.csv" in page
    assert client.get("/charts/place/sefton/profile.csv").status_code == 200
    assert client.get("/charts/place/sefton/profile.svg").mimetype == "image/svg+xml"


def test_a_place_that_does_not_exist_is_404_with_the_nearest(client: FlaskClient):
    answer = client.get("/place/st-helen")
    assert answer.status_code == 404
    assert 'href="/place/st-helens"' in answer.text
    assert client.get("/place/atlantis?place=halton").status_code == 404


def test_a_past_date_is_respected(client: FlaskClient):
    page = client.get("/place/halton?as_of=2010-01-01").text
    assert "No figure for Halton had been published by 1 January 2010." in page
    assert "You see the figures published by 1 January 2010." in page


def test_an_empty_store_is_told_in_a_sentence(web: object, empty_store: None):
    page = web.test_client().get("/place/halton").text  # type: ignore[attr-defined]
    assert "No figures to show" in page


def test_the_picker_leads_to_another_place_also_without_scripts(client: FlaskClient):
    page = client.get("/place/halton?as_of=2024-06-01").text
    assert 'data-place-path="/place/"' in page
    assert 'data-whole-path="/"' in page
    assert '<option value="halton" selected>' in page
    answer = client.get("/place/halton?place=wirral&as_of=2024-06-01&on=")
    assert (answer.status_code, answer.location) == (302, "/place/wirral?as_of=2024-06-01")
    assert client.get("/place/halton?place=all&as_of=2024-06-01").location == "/?as_of=2024-06-01"
    assert client.get("/place/halton?place=halton").status_code == 200
    strange = client.get("/place/halton?place=//evil.example")
    assert strange.status_code == 200
    assert "data-place-path" not in client.get("/indicators").text


def test_a_page_is_made_quickly(client: FlaskClient):
    with client.application.test_request_context("/"):  # type: ignore[attr-defined]
        build.build({}, "halton")
        began = time.process_time()
        build.build({}, "wirral")
        assert time.process_time() - began < 0.5
