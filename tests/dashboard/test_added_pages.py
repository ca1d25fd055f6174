"""What a file or a folder adds appears with no other change: an indicator, a target, a trajectory, a page."""

import re
import shutil
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import dash
import pytest
from flask.testing import FlaskClient

from dashboard import by_state, pages
from dashboard.web.server import make_server
from data.catalogue import current, reader
from data.catalogue.reader import catalogue
from data.store.engine import store_engine
from tests.data.catalogue.test_checks import INDICATOR, TARGET
from tests.loading import example_row, load_example

POINTS = """target_key,indicator,place,date,value,kind,interpolation,basis,agreed_by,document,words
example-target,example,halton,2025-12-31,60,milestone,linear,point,A board,example.txt,60% by December
example-target,example,halton,2027-03-31,80,target,linear,point,A board,example.txt,at least 80% by March 2027
"""
MEETING = "2026-01-07,An example of a meeting,example.txt,\n"
PAGE = {
    "__init__": "",
    "page": """
import dash
from dashboard import shell
from dashboard.pages.example.build import build

def register():
    dash.register_page(
        __package__, path="/example", name="Example", title="Example", layout=layout, order=99,
        in_navigation=True,
    )

def layout(**query):
    return shell.framed(build, query)
""",
    "build": """
from dashboard import shell
from dashboard.figures import theme
from dashboard.parts.chart import Chart
from dashboard.parts.table import Column, label, measure, table_of

AXIS = {"range": [0, 100], "tickvals": []}

def build(query):
    figure = {
        "data": [{"type": "scatter", "mode": "lines", "x": [0, 100], "y": [60, 65],
                  "line": {"color": theme.BLUE}}],
        "layout": theme.layout(200, xaxis=AXIS, yaxis=AXIS),
    }
    columns = [Column("Place"), Column("Figure", "number")]
    table = table_of("Example", columns, [[label("Halton"), measure(65.25, "65%")]])
    chart = Chart(
        name="line", title="An example", sentence="It rose.", table=table, source="example", figure=figure
    )
    return shell.View(title="Example", body=[chart], selection=shell.state(query))
""",
    "routes": """
from dashboard.pages.shared.beside import Beside

BESIDE = Beside(files={"example-rows": lambda query: [{"place": query.get("place", ""), "value": 65.25}]})
""",
}


@pytest.fixture
def with_page(empty_store: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """The application made anew with one folder more among its pages.

    Over a store of its own: pages are kept by their store, and those of other tests name no such page.
    """
    folder = tmp_path / "pages" / "example"
    folder.mkdir(parents=True)
    for name, text in PAGE.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(pages, "__path__", [*pages.__path__, str(folder.parent)])
    try:
        yield make_server().test_client()
    finally:
        dash.page_registry.pop("dashboard.pages.example", None)
        for name in [name for name in sys.modules if name.startswith("dashboard.pages.example")]:
            del sys.modules[name]
        vars(pages).pop("example", None)


def test_a_page_is_added_by_one_folder(with_page: FlaskClient):
    page = with_page.get("/example?place=halton")
    assert page.status_code == 200
    assert re.search(r"<h1[^>]*>Example</h1>", page.text)
    assert re.search(r'<a [^>]*href="/example[^>]*>Example</a>', with_page.get("/about").text)
    assert "<title>Example" in page.text


def test_the_download_of_a_page_that_was_added_is_served(with_page: FlaskClient):
    rows = with_page.get("/example-rows.csv?place=halton")
    lines = rows.data.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines] == [["place", "value"], ["halton", "65.25"]]
    assert with_page.get("/example-rows.xlsx").data.startswith(b"PK")


def test_the_files_of_its_charts_are_served(with_page: FlaskClient):
    page = with_page.get("/example?place=halton").text
    hrefs = {unescape(href) for href in re.findall(r'href="(/charts/example/[^"]+)"', page)}
    files = {href.rpartition(".")[2].partition("?")[0]: with_page.get(href) for href in hrefs}
    assert {form: file.status_code for form, file in files.items()} == {"svg": 200, "csv": 200, "xlsx": 200}
    assert "It rose." in files["svg"].text
    head, row = files["csv"].data.decode("utf-8-sig").splitlines()
    assert head.split(",")[:2] == ["Place", "Figure"]
    assert row.split(",")[:2] == ["Halton", "65.25"]


@pytest.fixture
def definitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the definitions that pages and commands read, and that pages look at with every request."""
    copy = tmp_path / "definitions"
    shutil.copytree(reader.DEFINITIONS, copy)
    monkeypatch.setattr(reader, "DEFINITIONS", copy)
    monkeypatch.setattr(current, "SECONDS_BETWEEN_LOOKS", 0)
    monkeypatch.setattr(by_state, "_DEFINITIONS", current.Current())
    catalogue.cache_clear()
    yield copy
    catalogue.cache_clear()


@pytest.fixture
def serving(web: object, empty_store: None, definitions: Path) -> FlaskClient:
    """Pages that have answered already, over an empty store and the copy of the definitions."""
    client: FlaskClient = web.test_client()  # type: ignore[attr-defined]
    assert client.get("/indicator/example").status_code == 404
    return client


@pytest.fixture
def added(serving: FlaskClient, definitions: Path, tmp_path: Path) -> FlaskClient:
    """The pages as they go on, three files more among their definitions, and one figure."""
    (definitions / "indicators" / "example.toml").write_text(INDICATOR, encoding="utf-8")
    (definitions / "targets" / "example.toml").write_text(TARGET, encoding="utf-8")
    (definitions / "trajectories" / "example.csv").write_text(POINTS, encoding="utf-8")
    catalogue.cache_clear()
    row = example_row(indicator="example", period="2025/26", value=65)
    load_example(store_engine(), tmp_path, [row])
    return serving


def test_a_definition_appears_without_a_restart_though_nothing_is_loaded(
    serving: FlaskClient, definitions: Path
):
    (definitions / "indicators" / "example.toml").write_text(INDICATOR, encoding="utf-8")
    assert "An example of a percentage" in serving.get("/indicator/example").text
    assert 'href="/indicator/example' in serving.get("/indicators").text


def test_a_meeting_appears_without_a_restart_on_a_page_that_was_read_before(
    serving: FlaskClient, definitions: Path
):
    assert "7 January 2026, meeting" not in serving.get("/about").text
    with (definitions / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write(MEETING)
    assert "7 January 2026, meeting" in serving.get("/about").text


def test_a_target_that_is_changed_is_told_anew_without_a_restart(serving: FlaskClient, definitions: Path):
    path = definitions / "targets" / "example.toml"
    (definitions / "indicators" / "example.toml").write_text(INDICATOR, encoding="utf-8")
    path.write_text(TARGET, encoding="utf-8")
    assert "“at least 80% by March 2027”" in serving.get("/target/example-target").text
    path.write_text(TARGET.replace("at least 80%", "no less than 80%"), encoding="utf-8")
    assert "“no less than 80% by March 2027”" in serving.get("/target/example-target").text


def test_definitions_that_are_spoilt_while_pages_are_served_leave_the_last_good_ones(
    serving: FlaskClient, definitions: Path, caplog: pytest.LogCaptureFixture
):
    path = definitions / "indicators" / "example.toml"
    path.write_text(INDICATOR, encoding="utf-8")
    assert serving.get("/indicator/example").status_code == 200
    path.write_text(INDICATOR.replace('unit = "%"', 'unti = "%"'), encoding="utf-8")
    for _ in range(2):
        assert "An example of a percentage" in serving.get("/indicator/example").text
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "did you mean `unit`?" in told
    path.write_text(INDICATOR.replace("An example", "The mended example"), encoding="utf-8")
    assert "The mended example of a percentage" in serving.get("/indicator/example").text


def test_they_appear_on_their_pages(added: FlaskClient):
    title = catalogue().indicators["example"].title
    assert title in added.get("/indicator/example?place=halton").text
    assert 'href="/indicator/example' in added.get("/indicators").text
    target = added.get("/target/example-target").text
    assert "“at least 80% by March 2027”" in target
    assert "Points on the way" in target
    assert 'href="/target/example-target"' in added.get("/targets").text
    assert "of 345 targets can be held beside a figure" in added.get("/assurance").text


def test_the_agreed_trajectory_is_what_the_figure_is_judged_against_and_is_counted(added: FlaskClient):
    text = added.get("/target/example-target").text
    assert "Now against plan" in text
    ways = added.get("/assurance-ways.csv").data.decode("utf-8-sig").splitlines()
    (halton,) = [line for line in ways if line.startswith("example,") and ",halton," in line]
    assert ",agreed," in halton
