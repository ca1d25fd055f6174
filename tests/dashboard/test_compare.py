"""Comparing Places: the same figures as elsewhere, at one period, over time, as tiles, by two indicators."""

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from dashboard import ask
from dashboard.pages.compare import data as compare_data
from dashboard.pages.compare import parts as compare_parts
from dashboard.selection import Selection
from data.catalogue.reader import catalogue
from data.store.engine import store_engine
from data.wording.sentences import joined
from loaders.pipeline import load_file
from tests.dashboard.browsing import opened
from tests.dashboard.reading import tables
from tests.dashboard.test_server import callback
from tests.engines import SqliteStores
from tests.loading import load_example

KNOWN = catalogue()
NAMES = [place.name for place in KNOWN.places]
DEMENTIA, RTT = "dementia-diagnosis-rate", "rtt-within-18-weeks"
JOINT = "Cheshire (East and West together)"


def text_of(client: FlaskClient, **query: object) -> str:
    answer = client.get("/compare", query_string=query)
    assert answer.status_code == 200
    return unescape(answer.text)


def table_after(text: str, heading: str) -> list[list[str]]:
    return tables(text[text.index(f'id="{heading}-title"') :])[0]


def tile_links(text: str) -> dict[str, str]:
    listed = text[text.index('class="tile-map"') :]
    listed = listed[: listed.index("</ul>")]
    found = re.findall(r'<a href="([^"]+)"[^>]*>.*?class="tile-name">([^<]+)<', listed)
    return {name: href for href, name in found}


def test_without_a_choice_the_first_beacon_indicator_with_figures_by_place_is_compared(client: FlaskClient):
    assert KNOWN.indicators["life-expectancy"].beacon_number == 1
    text = text_of(client)
    assert "<h1" in text
    assert "Compare Places: Life expectancy, male" in text
    assert "Choose a second indicator" in text
    assert 'id="against-title"' not in text


def test_every_place_stands_at_one_period_with_the_figures_of_its_statement(client: FlaskClient):
    rows = table_after(text_of(client, indicator=DEMENTIA), "compared")
    held = {row[0]: row for row in rows[1:] if row[0] in NAMES}
    assert set(held) == set(NAMES)
    assert len({row[1] for row in held.values()}) == 1
    for status in ask.statuses(None, DEMENTIA):
        name = KNOWN.areas[status.place].name
        if name in held and status.latest and status.latest.value is not None:
            assert held[name][1:3] == [status.latest.period, f"{status.latest.value:.1f}%"]
    assert held["Knowsley"][2] in ("suppressed", "no figure")


def test_chosen_places_alone_are_compared_and_tiles_keep_all_nine(client: FlaskClient):
    text = text_of(client, indicator=DEMENTIA, places="sefton,halton")
    rows = table_after(text, "compared")
    assert {row[0] for row in rows[1:]} & set(NAMES) == {"Sefton", "Halton"}
    assert set(table_after(text, "together")[0]) - {"Period", "England"} == {"Sefton", "Halton"}
    assert set(tile_links(text)) == set(NAMES)
    assert re.findall(r'value="([a-z-]+)" checked', text) == ["sefton", "halton"]


def test_places_sent_by_a_form_are_the_same_state_as_those_in_one_key(client: FlaskClient):
    once = text_of(client, indicator=DEMENTIA, places="sefton,halton")
    several = text_of(client, indicator=DEMENTIA, places=["halton", "sefton"])
    drawn = callback(client, "/compare", f"?indicator={DEMENTIA}&places=halton&places=sefton")
    marks = [re.search(r'data-mark="(\w+)"', text) for text in (once, several)]
    assert table_after(once, "compared") == table_after(several, "compared")
    assert all(marks)
    assert 'value=\\"sefton\\" checked' in json.dumps(drawn)
    assert 'value=\\"wirral\\" checked' not in json.dumps(drawn)


def test_files_of_a_chart_have_the_places_that_were_ticked(client: FlaskClient):
    query = {"indicator": DEMENTIA, "places": ["halton", "sefton"]}
    text = client.get("/charts/compare/all/compared.csv", query_string=query).text
    assert "Halton" in text
    assert "Sefton" in text
    assert "Wirral" not in text
    for name in ("compared", "tiles", "together", "side-by-side"):
        answer = client.get(f"/charts/compare/all/{name}.svg", query_string=query)
        assert answer.text.startswith("<svg"), name


def test_every_tile_leads_to_the_indicator_at_its_place_and_says_figure_and_status(client: FlaskClient):
    text = text_of(client, indicator=DEMENTIA, as_of="2024-07-20", place="wirral")
    links = tile_links(text)
    assert links["Halton"] == f"/indicator/{DEMENTIA}?place=halton&as_of=2024-07-20"
    rows = {row[0]: row for row in table_after(text, "tiles")[1:]}
    assert set(rows) == set(NAMES)
    for status in ask.statuses(date(2024, 7, 20), DEMENTIA):
        row = rows.get(KNOWN.areas[status.place].name)
        if row and status.latest and status.latest.value is not None:
            assert row[2:] == [f"{status.latest.value:.1f}%", status.now.word]
        elif row:
            assert row[1:] == ["June 2024", "suppressed", "no data"]
    assert text.count('aria-current="true"') == 1


def test_both_cheshire_tiles_show_the_joint_figure_and_say_so(client: FlaskClient):
    text = text_of(client, indicator=RTT)
    rows = {row[0]: row for row in table_after(text, "tiles")[1:]}
    compared = {row[0]: row for row in table_after(text, "compared")[1:]}
    for name in ("Cheshire West", "Cheshire East"):
        assert rows[f"{name} (joint figure)"][2] == compared[JOINT][2]
    assert "Cheshire West and Cheshire East share one figure: it is published for both together only." in text
    assert "Cheshire West" not in compared
    assert set(tile_links(text)) == set(NAMES)


def test_places_that_share_the_lowest_figure_are_all_named_in_the_order_of_the_map(client: FlaskClient):
    compared = compare_data.gather(Selection(indicator=DEMENTIA))
    assert compared is not None
    tied = [
        replace(status, latest=replace(status.latest, value=70.0 if status.place == "wirral" else 60.0))
        for status in compared.statuses
        if status.latest is not None and status.latest.value is not None
    ]
    chart = compare_parts.tile_map(replace(compared, statuses=tuple(tied)), KNOWN.areas, "", str)
    # Rows of the table stand in the order of the tiles.
    places = list(dict.fromkeys(row[0].value.name for row in chart.table.rows if row[2].value == 60.0))
    assert len(places) > 3
    assert f"lowest: {joined(places)}, 60.0%" in chart.sentence


def test_a_place_of_the_joint_area_brings_the_joint_figure_along(client: FlaskClient):
    rows = table_after(text_of(client, indicator=RTT, places="halton,cheshire-east"), "compared")
    assert {"Halton", JOINT} <= {row[0] for row in rows[1:]}
    rows = table_after(text_of(client, indicator=RTT, places="halton"), "compared")
    assert JOINT not in {row[0] for row in rows[1:]}


def test_a_second_indicator_brings_the_scatter_first_and_no_cause(client: FlaskClient):
    text = text_of(client, indicator=DEMENTIA, other="life-expectancy", sex="Female")
    assert text.index('id="against-title"') < text.index('id="compared-title"')
    assert "Dementia diagnosis rate and Life expectancy, female" in text
    assert re.search(r"<option [^>]*selected[^>]*>Female<", text)
    sentence = text[text.index('id="against-sentence"') :].split("</p>")[0]
    assert "8 areas" in sentence
    assert "Not drawn: Knowsley (no figure of the first indicator)." in sentence
    assert "never its cause" in sentence
    assert [row[0] for row in table_after(text, "against")[1:]] == NAMES


def test_the_same_indicator_twice_is_not_drawn_against_itself(client: FlaskClient):
    text = text_of(client, indicator=DEMENTIA, other=DEMENTIA)
    assert 'id="against-title"' not in text
    assert "The second indicator is the first one." in text


def test_an_indicator_without_figures_by_place_says_so_and_leads_on(client: FlaskClient):
    text = text_of(client, indicator="cancer-62-day", place="halton")
    assert "has no figures by Place, so its Places cannot be compared" in text
    assert 'href="/indicator/cancer-62-day?place=halton"' in text
    assert re.search(r"<option [^>]*selected[^>]*>Cancer: 62-day treatment<", text)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"indicator": "atlantis"}, "There is no indicator called “atlantis”"),
        ({"other": "<script>alert(1)</script>"}, "There is no indicator called"),
        ({"places": "halton,atlantis"}, "There is no Place called “atlantis”"),
        ({"places": ["x" * 9000, "halton"]}, "There is no Place called"),
        ({"as_of": "never"}, "is not a date"),
    ],
)
def test_what_is_not_known_is_told_and_the_rest_is_shown(client: FlaskClient, query: dict, told: str):
    answer = client.get("/compare", query_string=query)
    assert answer.status_code == 200
    assert told in answer.text
    assert "<script>alert" not in answer.text
    assert 'id="compared-title"' in answer.text


def test_an_empty_store_says_what_is_missing(web: object, empty_store: None):
    client = web.test_client()  # type: ignore[attr-defined]
    assert "No figures by Place are held yet." in text_of(client)
    assert "No figures by Place had been published by 1 June 2024." in text_of(client, as_of="2024-06-01")


def test_only_one_period_draws_no_lines_over_time(
    web: object, sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with sqlite_stores.store(tmp_path) as engine:
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        rows = [
            {"indicator": DEMENTIA, "area_code": place.ons_code, "period": "March 2024", "value": "60"}
            for place in KNOWN.places
        ]
        load_example(engine, tmp_path, rows)
        text = text_of(web.test_client(), indicator=DEMENTIA)  # type: ignore[attr-defined]
    assert 'id="compared-title"' in text
    assert 'id="together-title"' not in text
    assert "Only March 2024 is held so far, so there is no line over time to draw yet." in text
    assert "All have 60.0%" in text


def example_boundaries(folder: Path) -> Path:
    """Made-up squares for the nine Places."""
    features = []
    for number, place in enumerate(KNOWN.places):
        west, south = -3 + number % 3 / 10, 53.3 + number // 3 / 10
        ring = [
            [west, south],
            [west + 0.1, south],
            [west + 0.1, south + 0.1],
            [west, south + 0.1],
            [west, south],
        ]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        named = {"LAD21CD": place.ons_code, "LAD21NM": place.name}
        features.append({"type": "Feature", "properties": named, "geometry": geometry})
    path = folder / "example.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_a_map_stands_beneath_the_tiles_once_boundaries_are_held(
    web: object, sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    client: FlaskClient = web.test_client()  # type: ignore[attr-defined]
    with sqlite_stores.store(tmp_path) as engine:
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        load_file(Path(__file__).parent / "example.csv", store_engine(), KNOWN)
        before = text_of(client, indicator=DEMENTIA)
        assert "boundar" not in before.lower()
        load_file(example_boundaries(tmp_path), store_engine(), KNOWN)
        text = text_of(client, indicator=DEMENTIA)
        assert text.index('id="tiles-title"') < text.index('id="map-title"')
        assert table_after(text, "map") == table_after(text, "tiles")
        assert "Crown copyright" in text
        assert client.get(f"/charts/compare/all/map.svg?indicator={DEMENTIA}").text.startswith("<svg")


def test_the_default_choice_is_not_carried_to_other_pages(client: FlaskClient):
    assert Selection().carried() == ""
    assert 'href="/indicators"' in text_of(client)


def test_a_box_that_is_ticked_changes_the_address_the_charts_and_nothing_else(quiet: Page, site: str):
    opened(quiet, f"{site}/compare?indicator={DEMENTIA}&places=sefton,halton&place=halton")
    quiet.get_by_label("Wirral", exact=True).check()
    expect(quiet.get_by_role("link", name="Wirral", exact=True)).to_be_visible()
    expect(quiet.locator("#places-wirral")).to_be_focused()
    assert quiet.url.endswith("&place=halton&places=sefton&places=wirral&places=halton")
    quiet.get_by_role("link", name="Show all nine").click()
    expect(quiet.locator(".ticks input:checked")).to_have_count(0)
    assert "places" not in quiet.url
    quiet.get_by_label("Second indicator").select_option("life-expectancy")
    expect(quiet.locator("#against-title")).to_be_visible()
    assert quiet.url.endswith("&other=life-expectancy")


def test_without_scripts_several_places_can_be_compared(browser, site: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/compare?indicator={DEMENTIA}&as_of=2024-07-20")
    page.get_by_label("Halton", exact=True).check()
    page.get_by_label("Sefton", exact=True).check()
    page.locator(".compare button").click()
    assert "as_of=2024-07-20" in page.url
    expect(page.get_by_role("heading", name="The chosen Places at one period")).to_be_visible()
    expect(page.locator(".ticks input:checked")).to_have_count(2)
    context.close()


def test_tiles_are_large_enough_for_a_finger_on_a_narrow_screen(quiet: Page, site: str):
    quiet.set_viewport_size({"width": 320, "height": 800})
    opened(quiet, f"{site}/compare?indicator={RTT}")
    boxes = [one.bounding_box() for one in quiet.locator(".tile-map a").all()]
    assert len(boxes) == len(NAMES)
    assert all(box and box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert quiet.locator(".tile-map a, .tile-map .tile-shade").evaluate_all(cut) == 0
