"""The charts of the published starter figures, as served: no word lies over a mark, on any screen."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from data.catalogue.reader import catalogue
from data.store.engine import store_engine
from data.store.migrate import migrate
from loaders.pipeline import load_file
from loaders.starter import STARTER
from tests.dashboard.conftest import named_store
from tests.dashboard.drawn_boxes import faults, read

FILES = ("ae", "cancer", "cvdprevent", "dementia", "deprivation", "fingertips", "population", "rtt")
# Pixels of the charts in windows of 320, 768 and 1280 pixels, and of those that are drawn before any script.
ACROSS, SMALL = (267, 300, 694, 780, 1000, 1206), (207, 262, 370, 378)
PAGES = (
    "/indicator/dementia-diagnosis-rate?place=halton",
    "/indicator/rtt-within-18-weeks",
    "/indicator/rtt-waiting-list?place=wirral",
    "/indicator/smoking-prevalence?place=knowsley",
    "/indicator/ae-4-hour",
    "/indicator/cancer-28-day-fds",
    "/indicator/cvd-hypertension-treated",
    "/indicator/obesity-year6?place=st-helens",
    "/indicator/life-expectancy",
    "/compare?indicator=rtt-over-78-weeks&other=life-expectancy",
    "/compare?indicator=smoking-prevalence&other=obesity-year6",
    "/inequality?indicator=life-expectancy",
    "/place/halton",
)
GRAPH = re.compile(
    r'<div[^>]*\bid="([\w-]+)-graph"[^>]*>.*?<script type="application/json">(.*?)</script>', re.S
)


@pytest.fixture(scope="module")
def starter(web: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("starter-charts")
    with named_store(f"sqlite:///{folder}/starter.db"):
        migrate(store_engine())
        for name in FILES:
            load_file(STARTER / f"{name}.csv", store_engine(), catalogue())
        yield web.test_client()


def graphs(client: FlaskClient, path: str) -> dict[str, dict[str, Any]]:
    """The figures that stand in a page, by the names of their charts."""
    html = client.get(path).text
    return {name: json.loads(text) for name, text in GRAPH.findall(html)}


@pytest.mark.parametrize("path", PAGES)
def test_no_word_of_a_chart_lies_over_another_a_point_or_a_line(starter: FlaskClient, path: str):
    drawn = graphs(starter, path)
    assert drawn
    wrong = [
        f"{name} at {width}: {fault}"
        for name, figure in drawn.items()
        for width in (SMALL if name.startswith("small-") else ACROSS)
        for fault in faults(figure, width)
    ]
    assert wrong == []


def test_words_over_marks_are_seen_by_the_check_itself(starter: FlaskClient):
    figure = graphs(starter, "/indicator/dementia-diagnosis-rate?place=halton")["over-time"]
    (newest,) = [note for note in figure["layout"]["annotations"] if "68.8%" in note["text"]]
    newest |= {"xshift": 0, "yshift": 0, "xanchor": "center", "yanchor": "middle"}
    assert {fault.split(" ", 1)[1] for fault in faults(figure, 267)} == {"over a point", "across a line"}


def test_the_line_of_dementia_is_two_lines_and_its_break_is_named(starter: FlaskClient):
    figure = graphs(starter, "/indicator/dementia-diagnosis-rate?place=halton")["over-time"]
    (line,) = [trace for trace in figure["data"] if trace["name"] == "Published figure"]
    assert line["y"].index(None) == 3  # January to March 2024, then April to September
    assert "series changed Apr 2024" in [note["text"] for note in figure["layout"]["annotations"]]


def test_the_months_without_figures_are_named_in_the_sentence(starter: FlaskClient):
    html = starter.get("/indicator/ae-4-hour").text
    assert "No figures are held for 11 months between August 2021 and December 2025." in html
    html = starter.get("/indicator/rtt-within-18-weeks").text
    assert "No figures are held for May 2015 to March 2022." in html


def test_three_months_eleven_years_apart_are_told_and_not_drawn(starter: FlaskClient):
    path = "/indicator/rtt-waiting-list?place=wirral"
    assert not {"over-time", "small-wirral"} & set(graphs(starter, path))
    assert "The figures held are too few and too far apart for a line over time." in starter.get(path).text


def test_the_cross_of_the_whole_system_stands_in_the_row_of_its_indicator(starter: FlaskClient):
    figure = graphs(starter, "/place/halton")["profile"]
    axis = figure["layout"]["yaxis"]
    rows = dict(zip(axis["tickvals"], axis["ticktext"], strict=True))
    (crosses,) = [trace for trace in figure["data"] if trace["name"] == "C&M"]
    assert crosses["y"]
    for y, text in zip(crosses["y"], crosses["text"], strict=True):
        assert text.startswith(rows[y].replace("<br>", " ").partition(":")[0]), text


def test_what_is_read_from_a_picture_is_what_stands_in_it():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="80">'
        '<g font-size="12" text-anchor="middle">'
        '<circle cx="10" cy="20" r="3" fill="#000"/><path d="M0 50H40V60" fill="none" stroke="#000"/>'
        '<path d="M60 60m-5 -5h10v10h-10z" fill="#000"/><text x="50" y="20">no</text></g></svg>'
    )
    seen = read(svg)
    assert seen.marks == [(7, 17, 13, 23), (55, 55, 65, 65)]
    assert seen.strokes == [((0, 50), (40, 50)), ((40, 50), (40, 60))]
    assert seen.words[0].text == "no"
    assert seen.words[0].box[0] + seen.words[0].box[2] == 100
