"""The pages without scripts: every indicator and Place, the statements word for word, tables, ways on."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from dashboard import ask
from data.catalogue.reader import catalogue
from data.judgement import off_plan
from tests.dashboard.reading import tables

KNOWN = catalogue()
INDICATORS = [f"/indicator/{id}.html" for id in KNOWN.indicators]
PLACES = [f"/place/{one.slug}.html" for one in KNOWN.places]


@pytest.mark.parametrize("address", [*INDICATORS, *PLACES])
def test_every_indicator_and_place_has_a_page_without_scripts(client: FlaskClient, address: str):
    answer = client.get(address)
    page = answer.text
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "<script" not in page
    assert " on" not in "".join(re.findall(r"<[a-z]+ (on[a-z]+)=", page))
    assert page.count("<h1") == 1
    assert '<html lang="en-GB">' in page
    assert all(f"<{part}" in page for part in ("header", "nav", "main", "footer"))
    assert 'class="skip-link" href="#content"' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count("Open Government Licence") >= 1
    assert f'href="{address.removesuffix(".html")}' in page


def test_the_sentences_are_those_of_the_statements(client: FlaskClient):
    page = unescape(client.get("/indicator/dementia-diagnosis-rate.html").text)
    found = ask.statuses(None, "dementia-diagnosis-rate")
    assert len(found) > 9
    assert all(f"<dd>{one.sentence}</dd>" in page for one in found)
    page = unescape(client.get("/place/cheshire-east.html").text)
    mine = off_plan.standing_for(ask.statuses(), KNOWN, "cheshire-east")
    mine = [one for one in mine if one.latest is not None and one.latest.value is not None]
    assert all(f"<dd>{one.sentence}</dd>" in page for one in mine)
    assert any(one.place == "cheshire" for one in mine)


@pytest.mark.parametrize("path", ["/indicator/dementia-diagnosis-rate", "/place/sefton"])
def test_the_tables_and_pictures_are_those_of_the_full_page(client: FlaskClient, path: str):
    full, plain = client.get(path).text, client.get(f"{path}.html").text
    assert tables(plain) == tables(full)
    titles = re.findall(r'<h2 id="([a-z-]+)-title">', full)
    assert titles
    assert all(f'<h2 id="{name}-title">' in plain for name in titles)
    assert plain.count("<svg") == full.count("<svg")
    assert "<form" not in plain


def test_the_pages_lead_to_each_other_and_to_the_full_page(client: FlaskClient):
    page = client.get("/place/halton.html?as_of=2024-06-01").text
    assert 'href="/indicator/dementia-diagnosis-rate.html?place=halton&amp;as_of=2024-06-01"' in page
    assert 'href="/place/wirral.html?as_of=2024-06-01"' in page
    assert 'href="/place/halton?place=halton&amp;as_of=2024-06-01"' in page
    page = client.get("/indicator/dementia-diagnosis-rate.html").text
    assert 'href="/place/halton.html"' in page
    assert 'href="/indicator/dementia-diagnosis-rate"' in page


def test_the_full_pages_lead_here_from_their_noscript(client: FlaskClient):
    for path in ("/indicator/dementia-diagnosis-rate", "/place/halton"):
        noscript = re.search(r"<noscript>.*?</noscript>", client.get(path).text, re.DOTALL)
        assert f'href="{path}.html' in noscript[0]
    assert 'href="/place/halton.html"' in client.get("/").text


def test_a_date_is_respected_and_a_bad_one_is_told(client: FlaskClient):
    page = client.get("/indicator/dementia-diagnosis-rate.html?as_of=2010-01-01").text
    assert "You see the figures published by 1 January 2010." in page
    assert "62.0%" not in page
    assert "is not a date" in client.get("/place/halton.html?as_of=never").text


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/indicator/dementia-diagnosis.html", "/indicator/dementia-diagnosis-rate.html"),
        ("/place/halto.html", "/place/halton.html"),
    ],
)
def test_what_does_not_exist_is_404_with_the_nearest(client: FlaskClient, address: str, near: str):
    answer = client.get(address)
    assert answer.status_code == 404
    assert f'href="{near}"' in answer.text
    assert "<script" not in answer.text


def test_a_store_that_does_not_answer_is_told(web: object, monkeypatch: pytest.MonkeyPatch, tmp_path: object):
    monkeypatch.setenv("BEACON_DATABASE_URL", f"sqlite:///{tmp_path}/never-migrated.db")
    answer = web.test_client().get("/place/halton.html")  # type: ignore[attr-defined]
    assert answer.status_code == 503
    assert "The figures cannot be reached" in answer.text


def test_the_picker_address_leads_to_the_other_plain_page(client: FlaskClient):
    assert client.get("/place/halton.html?place=wirral").location == "/place/wirral.html"


def test_nothing_of_the_address_is_run(client: FlaskClient):
    page = client.get("/place/halton.html?as_of=<script>alert(1)</script>").text
    assert "<script" not in page
