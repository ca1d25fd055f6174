"""The application as a server: headers, compression, callbacks, the first answer and the one Dash draws."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from dash import html
from flask import Flask
from flask.testing import FlaskClient
from flask_compress import flask_compress
from plotly.offline import get_plotlyjs_version
from sqlalchemy import Engine

from dashboard.commands import serve_command
from dashboard.figures import theme
from dashboard.html import markup
from dashboard.web import assets, document
from dashboard.web.security import content_security_policy


def callback(client: FlaskClient, path: str, search: str = "") -> dict:
    """Post the callback by which Dash draws the page of an address."""
    known = json.loads(client.get("/_dash-dependencies").text)
    found = next(one for one in known if "_pages_content" in one["output"])
    outputs = [
        {"id": id, "property": name}
        for id, name in (part.rsplit(".", 1) for part in found["output"].strip(".").split("..."))
    ]
    body = {
        "output": found["output"],
        "outputs": outputs,
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    return json.loads(answer.text)["response"]


def test_the_application_draws_the_page_that_was_sent_first(client: FlaskClient):
    drawn = callback(client, "/indicators", "?place=halton")
    text = json.dumps(drawn, ensure_ascii=False)
    assert "Indicators: Halton" in text
    assert drawn["_pages_store"]["data"]["title"] == "Indicators by Place – Beacon"


def test_charts_travel_as_short_lists_without_the_default_template(client: FlaskClient):
    text = json.dumps(callback(client, "/indicator/dementia-diagnosis-rate", "?place=halton"))
    assert "bdata" not in text
    assert text.count('class=\\"graph\\"') == 12
    assert len(text) < 120_000


def test_graphs_offer_no_upload_and_no_toolbar(client: FlaskClient):
    text = unescape(client.get("/indicator/dementia-diagnosis-rate").text)
    assert f'data-config="{json.dumps(theme.GRAPH_CONFIG)}"' in text
    assert theme.GRAPH_CONFIG["showSendToCloud"] is False
    assert theme.GRAPH_CONFIG["displayModeBar"] is False


def test_only_own_scripts_may_run(client: FlaskClient):
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert "unsafe-eval" not in policy
    inline = re.findall(r"<script(?![^>]*src=)(?![^>]*json)[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    assert inline
    for script in inline:
        assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in policy


def test_without_inline_scripts_the_policy_names_own_files_only():
    assert "script-src 'self';" in content_security_policy([])


def test_every_answer_carries_the_security_headers(client: FlaskClient):
    for path in ("/", "/healthz", "/assets/beacon.css", "/nothing"):
        with client.get(path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"


def test_nothing_is_asked_of_another_host(client: FlaskClient):
    for path in ("/", "/indicators", "/indicator/life-expectancy"):
        page = client.get(path).text
        assert not re.findall(r"""(?:src|<link[^>]*href)=["'](?:https?:)?//""", page)


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_pages_are_compressed(client: FlaskClient, coding: str):
    answer = client.get("/indicators", headers={"Accept-Encoding": coding})
    assert answer.headers["Content-Encoding"] == coding
    assert len(answer.data) < 22_000  # with the style of every page, 7 kB


def test_the_first_picture_of_a_page_waits_for_no_second_answer(client: FlaskClient):
    for path in ("/", "/indicators", "/place/halton.html"):
        page = client.get(path).text
        assert 'rel="stylesheet"' not in page
        assert "--dark-blue:" in page[: page.index("</head>")]


def test_the_type_comes_from_the_same_server(client: FlaskClient):
    fonts = re.findall(r'src: url\("([^"]+)"\)', client.get("/indicator/life-expectancy").text)
    assert len(fonts) == 2
    for font in fonts:
        with client.get(font) as answer:
            assert answer.data[:4] == b"wOF2"


def test_nothing_is_sent_that_draws_nothing(client: FlaskClient):
    page = client.get("/indicators").text
    assert "dash_renderer" in page
    assert not [name for name in ("dash_bootstrap_components", "dash_table", "plotly") if f"/{name}/" in page]


def test_scripts_are_kept_by_the_browser_and_pages_are_not(client: FlaskClient):
    page = client.get("/")
    script = re.search(r'src="(/_dash-component-suites/[^"]+)"', page.text)
    assert script is not None
    assert "max-age=31536000" in client.get(script[1]).headers["Cache-Control"]
    assert page.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_scripts_are_compressed_before_any_reader_comes(
    client: FlaskClient, coding: str, monkeypatch: pytest.MonkeyPatch
):
    page = client.get("/").text
    scripts = [*re.findall(r'src="(/[^"]+)"', page), *re.findall('name="plotly" content="([^"]+)"', page)]
    assert len(scripts) > 10

    def too_late(*_args: object) -> bytes:
        raise AssertionError("compressed for a reader")

    monkeypatch.setattr(flask_compress, "_compress_data", too_late)
    for script in scripts:
        invented = f"{script}{'&' if '?' in script else '?'}anew=1"
        for address in (script, invented, re.sub(r"m\d{6,}", "m7", script)):
            answer = client.get(address, headers={"Accept-Encoding": f"{coding}, x-other"})
            assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, coding)
            assert len(answer.data) == answer.content_length


def test_the_document_is_in_british_english_and_has_its_landmarks(client: FlaskClient):
    page = client.get("/").text
    assert '<html lang="en-GB">' in page
    marks = ('href="#content"', "<header", "<nav", '<main id="content"', "<footer", "Open Government Licence")
    for mark in marks:
        assert mark in page


def test_navigation_names_only_pages_that_exist(client: FlaskClient):
    navigation = re.search(r'<nav aria-label="Main">(.*?)</nav>', client.get("/").text)
    assert navigation is not None
    for address in re.findall(r'href="([^"]+)"', navigation[1]):
        assert client.get(address).status_code == 200


def test_a_small_plotly_of_another_version_is_not_served(tmp_path):
    folder = tmp_path / "vendor"
    folder.mkdir()
    bundle = folder / "plotly-cartesian-0.0.1.min.js"
    bundle.write_text("/**\n* plotly.js (cartesian - minified) v0.0.1\n*/")
    assert document.plotly_bundle(tmp_path) == ""
    bundle.write_text(f"/**\n* plotly.js (cartesian - minified) v{get_plotlyjs_version()}\n*/")
    assert document.plotly_bundle(tmp_path) == "vendor/plotly-cartesian-0.0.1.min.js"


def test_text_is_escaped_in_the_first_answer():
    text = markup.to_html(html.P(["<b>", html.A("x", href='"><script>'), html.A("y", href="/a?b=1&c=2")]))
    assert text == '<p>&lt;b&gt;<a href="&quot;&gt;&lt;script&gt;">x</a><a href="/a?b=1&amp;c=2">y</a></p>'


def test_a_server_without_what_serving_needs_is_not_ready(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: the files of assets\n")
    assert client.get("/healthz").status_code == 200


def test_a_store_that_lacks_a_table_is_not_ready(
    web: Flask, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BEACON_DATABASE_URL", str(sqlite_engine.url))
    client = web.test_client()
    assert client.get("/readyz").status_code == 200
    with sqlite_engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE kept_statements")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: the store\n")


def test_serve_prepares_the_store_before_anything_else():
    from click.testing import CliRunner

    class NotReady(Exception):
        pass

    def prepare(read_only: bool) -> None:
        raise NotReady

    result = CliRunner().invoke(serve_command(prepare), ["--port", "1"])
    assert isinstance(result.exception, NotReady)


def test_a_port_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch):
    from click.testing import CliRunner

    monkeypatch.setenv("BEACON_PORT", "eighty")
    result = CliRunner().invoke(serve_command(lambda read_only: None), [])
    assert result.exit_code == 2
    assert "BEACON_PORT" in result.output
