"""Strange addresses get a plain answer: nothing of them is run, nothing of the inside is told."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from html import unescape
from typing import Any
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


ASKED = {"output": PAGE_OUTPUT, "outputs": OUTPUTS, "inputs": INPUTS}
STRANGE_VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    10**400,
    float("nan"),
    float("inf"),
    "",
    "no path",
    "\ud800",
    "\x00",
    [],
    {},
    [[{}]],
    [None],
    {"id": {}, "property": []},
    "x" * 5000,
)


def with_one_changed(body: Any, value: object) -> Iterator[Any]:
    """The body with each part of it replaced in turn, and each left out."""
    for key in list(body) if isinstance(body, dict) else range(len(body)):
        copied = deepcopy(body)
        copied[key] = value
        yield copied
        if isinstance(body, dict):
            yield {other: part for other, part in body.items() if other != key}
        if isinstance(body[key], dict | list):
            for part in with_one_changed(body[key], value):
                copied = deepcopy(body)
                copied[key] = part
                yield copied


@pytest.mark.parametrize("value", STRANGE_VALUES, ids=range(len(STRANGE_VALUES)))
def test_a_callback_that_is_odd_in_one_part_is_refused_or_answered(client: FlaskClient, value: object):
    more = dict.fromkeys(("state", "changedPropIds", "parsedChangedPropsIds", "background", "job"), value)
    odd = [*with_one_changed(ASKED | {"changedPropIds": ["_pages_location.search"]}, value), ASKED | more]
    for body in odd:
        answer = client.post(CALLBACK, data=json.dumps(body), content_type="application/json")
        assert answer.status_code in (200, 400), body
        check(answer)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"output":' + "9" * 5_000 + "}",
        json.dumps(ASKED)[:-1] + ',"x":' + "[" * 50_000 + "]" * 50_000 + "}",
        json.dumps(ASKED)[:-1],
        '{"output": "_pages_dummy.children", "outputs": {"id": "_pages_dummy", "property": "children"}, '
        '"inputs": [{"id": "_pages_store", "property": "data", "value": null}]}',
        b"\xff\xfe",
    ],
    ids=range(7),
)
def test_a_callback_that_is_no_plain_question_is_refused(client: FlaskClient, text: str | bytes):
    answer = client.post(CALLBACK, data=text, content_type="application/json")
    assert answer.status_code == 400
    check(answer)


# What stands in the path is never what stands in the query, and a key may stand twice.
@pytest.mark.parametrize("name", ["indicator", "place", "target"])
@pytest.mark.parametrize("query", ["{}=sefton", "{}=a&{}=b", "{}=", "{}=x&as_of=never&{}=y"])
def test_the_query_never_overrides_the_path(client: FlaskClient, name: str, query: str):
    path = path_of(name)
    text = query.replace("{}", variable_of(name))
    title = re.search("<h1.*?</h1>", client.get(path).text)
    document = client.get(f"{path}?{text}")
    if document.status_code == 200:
        assert re.search("<h1.*?</h1>", document.text)[0] == title[0]
    else:
        assert (name, document.status_code) == ("place", 302)
    page = callback(client, path, f"?{text}")["_pages_content"]["children"]["props"]
    assert title[0] in page["html"]


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
