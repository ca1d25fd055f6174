"""Strange addresses get a plain answer: nothing of them is run, nothing of the inside is told."""

import json
import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Dialog, Page
from werkzeug.test import TestResponse

from dashboard.selection import KEYS, TYPED_DATE
from tests.dashboard.browsing import opened
from tests.dashboard.every_page import NAMES, path_of, variable_of
from tests.dashboard.test_server import callback

LONG = "x" * 10_000
STRANGE = {
    "html": "<script>alert(8315)</script>",
    "attribute": '"><img src=x onerror=alert(8315)>',
    "address": "javascript:alert(8315)//",
    "sql": "halton' OR 1=1; DROP TABLE observations;--",
    "path": "../../etc/passwd",
    "format": "{0.__class__}{{7*7}}%s%n",
    "long": LONG,
    "control": "a\r\nSet-Cookie: stolen=1",
    "nought": "a\x00b",
    "letters": "ｈａｌｔｏｎ\u202e\ud7ff",
    "other host": "//example.org/halton",
}
PAGE_OUTPUT = ".._pages_content.children..._pages_store.data.."
OUTPUTS = [
    {"id": "_pages_content", "property": "children"},
    {"id": "_pages_store", "property": "data"},
]
INPUTS = [
    {"id": "_pages_location", "property": "pathname", "value": "/"},
    {"id": "_pages_location", "property": "search", "value": ""},
]
RAW = ("<script>alert", "<img src=x", "onerror=alert(8315)>")
INSIDE = (
    "Traceback",
    "sqlite",
    "sqlalchemy",
    "File &quot;/",
    'File "/',
    "site-packages",
    "root:x:",
    "SELECT ",
)
# What a page is longer by when it repeats the address in its forms, links and sentences.
REPEATED = 60_000
FIELDS = (*KEYS, TYPED_DATE)


def check(answer: TestResponse, text: str | None = None) -> None:
    """The answer is plain: not an error of ours, nothing unescaped, nothing of the inside."""
    told = answer.text if text is None else text
    assert answer.status_code in (200, 302, 400, 404, 405, 414)
    assert not [raw for raw in RAW if raw in told]
    assert not [inside for inside in INSIDE if inside in told]
    assert not re.search(r"""(?:href|src|action)=["']?\s*(?:javascript:|//example\.org)""", unescape(told))
    assert "stolen" not in str(answer.headers.get("Set-Cookie", ""))
    assert urlsplit(answer.headers.get("Location", "")).netloc in ("", "localhost")


def addresses(web: object) -> list[str]:
    """Every address that is answered beside the pages: files, charts, the API; with an example in it."""
    filled: Mapping[str, str] = {
        "id": "dementia-diagnosis-rate",
        "slug": "halton",
        "page": "indicator",
        "ident": "dementia-diagnosis-rate",
        "name": "over-time",
        "form": "csv",
        "rest": "nothing",
    }
    rules = [str(one) for one in web.url_map.iter_rules() if "GET" in one.methods]  # type: ignore[attr-defined]
    ours = [one for one in rules if not re.match(r"/(_|assets|static)", one) and "<path:path>" not in one]
    return [re.sub(r"<(?:\w+:)?(\w+)>", lambda found: filled[found[1]], one) for one in ours]


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_takes_strange_values_of_every_key(client: FlaskClient, name: str, kind: str):
    path, value = path_of(name), STRANGE[kind]
    usual = len(client.get(path).text)
    together = client.get(path, query_string=dict.fromkeys(FIELDS, value))
    check(together)
    assert LONG[:1000] not in together.text
    assert len(together.text) < usual + REPEATED
    repeated = client.get(
        path, query_string=[(key, one) for key in FIELDS for one in (value, "halton", value)]
    )
    check(repeated)


@pytest.mark.parametrize("key", [*FIELDS, "indicator_id", "slug", "build", "self", "query", "<b>"])
@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_taken_alone(client: FlaskClient, name: str, key: str):
    for kind in ("attribute", "control"):
        check(client.get(path_of(name), query_string={key: STRANGE[kind]}))


@pytest.mark.parametrize("kind", STRANGE)
def test_every_part_of_a_path_may_be_strange(client: FlaskClient, kind: str):
    value = quote(STRANGE[kind], safe="")
    for path in (f"/{value}", f"/{value}/{value}", f"/api/v1/{value}", f"/assets/{value}"):
        check(client.get(path))
    for path in (
        f"/charts/{value}/all/over-time.csv",
        f"/charts/compare/{value}/compared.csv",
        f"/charts/indicator/{value}/over-time.svg",
        f"/charts/indicator/dementia-diagnosis-rate/{value}.csv",
        f"/charts/indicator/dementia-diagnosis-rate/over-time.{value}",
        f"/place/{value}.html",
        f"/indicator/{value}.html",
    ):
        answer = client.get(path)
        check(answer)
        assert answer.status_code in (404, 414)


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("name", NAMES)
def test_every_variable_of_a_page_may_be_strange(client: FlaskClient, name: str, kind: str):
    variable = variable_of(name)
    if variable:
        answer = client.get(path_of(name, **{variable: quote(STRANGE[kind], safe="")}))
        check(answer)
        assert answer.status_code in (404, 414)


@pytest.mark.parametrize("kind", STRANGE)
def test_every_file_and_the_api_take_strange_values(client: FlaskClient, web: object, kind: str):
    known = addresses(web)
    assert any("/api/v1/" in one for one in known)
    assert any("/charts/" in one for one in known)
    for path in known:
        asked = dict.fromkeys(FIELDS, STRANGE[kind])
        answer = client.get(path, query_string=asked)
        if answer.mimetype == "text/csv" or "html" in answer.mimetype or "json" in answer.mimetype:
            check(answer)
        else:
            check(answer, "")


@pytest.mark.parametrize("kind", ["html", "attribute", "address", "sql", "long"])
def test_the_callback_takes_strange_addresses(client: FlaskClient, kind: str):
    value = STRANGE[kind]
    for path in (
        "/",
        "/indicators",
        "/indicator/dementia-diagnosis-rate",
        f"/indicator/{value}",
        f"/{value}",
    ):
        drawn = callback(client, path, "?" + "&".join(f"{key}={quote(value)}" for key in FIELDS))
        page = drawn["_pages_content"]["children"]
        text = page["props"]["html"]
        assert not [raw for raw in RAW if raw in text]
        assert not [inside for inside in INSIDE if inside in text]


def test_nothing_of_an_address_is_run_in_a_browser(tab: Page, site: str):
    said: list[str] = []

    def hear(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    tab.on("dialog", hear)
    for kind in ("html", "attribute", "address"):
        value = quote(STRANGE[kind])
        query = "&".join(f"{key}={value}" for key in FIELDS)
        for path in ("/targets", "/compare", f"/indicator/{value}"):
            opened(tab, f"{site}{path}?{query}#{value}")
            assert tab.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    assert said == []


def test_a_value_that_is_refused_is_told_in_a_sentence_and_cut_short(client: FlaskClient):
    page = client.get("/indicators", query_string={"place": LONG, "as_of": "2025-13-45"}).text
    assert "There is no Place called “xxx" in page
    assert "… is not a date" not in page
    assert "“2025-13-45” is not a date for “as of”" in page
    assert "x" * 81 not in page


CALLBACK = "/_dash-update-component"
MALFORMED: tuple[object, ...] = (
    {},
    [],
    None,
    "text",
    {"output": 1},
    {"output": "example.children", "inputs": []},
    {"output": PAGE_OUTPUT},
    {"output": PAGE_OUTPUT, "outputs": [], "inputs": [{}]},
    {"output": PAGE_OUTPUT, "outputs": {}, "inputs": [1, 2]},
    {"output": PAGE_OUTPUT, "outputs": OUTPUTS, "inputs": [{**one, "value": 5} for one in INPUTS]},
    {"output": PAGE_OUTPUT, "outputs": OUTPUTS[:1], "inputs": INPUTS},
    {"output": PAGE_OUTPUT, "outputs": OUTPUTS, "inputs": INPUTS[:1]},
)


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_a_callback_that_no_browser_would_send_is_refused(client: FlaskClient, body: object):
    answer = client.post(CALLBACK, data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 400
    check(answer)


def test_a_callback_without_json_or_with_too_much_is_refused(client: FlaskClient):
    assert client.post(CALLBACK, data="text").status_code == 415
    assert client.post(CALLBACK, data="no json", content_type="application/json").status_code == 400
    assert client.post(CALLBACK, data=b" " * 2_000_000, content_type="application/json").status_code == 413


@pytest.mark.parametrize("path", ["example/example.js", "dash/example.js", "dash/../../../etc/passwd"])
def test_a_script_that_does_not_exist_is_not_found_and_none_is_listed(client: FlaskClient, path: str):
    answer = client.get(f"/_dash-component-suites/{path}")
    assert answer.status_code == 404
    assert "renderer" not in answer.text
