"""The pages in a real browser: quiet, asking nobody else, and steered by their address."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.dashboard.browsing import open_details, opened


def test_choosing_a_place_changes_the_address_and_the_page_and_keeps_the_focus(quiet: Page, site: str):
    opened(quiet, f"{site}/indicator/dementia-diagnosis-rate?as_of=2024-06-01")
    quiet.get_by_label("Place", exact=True).focus()
    quiet.get_by_label("Place", exact=True).select_option("halton")
    expect(quiet.get_by_role("heading", name="Halton over time")).to_be_visible()
    assert quiet.url.endswith("?as_of=2024-06-01&place=halton")
    assert quiet.evaluate("document.activeElement.id") == "place"
    quiet.get_by_label("Place", exact=True).select_option("all")
    expect(quiet.get_by_role("heading", name="Cheshire and Merseyside over time")).to_be_visible()
    assert quiet.url.endswith("?as_of=2024-06-01")
    quiet.go_back()
    expect(quiet.get_by_role("heading", name="Halton over time")).to_be_visible()


def test_on_the_page_of_a_place_the_picker_leads_to_another_place_and_keeps_the_focus(quiet: Page, site: str):
    opened(quiet, f"{site}/place/halton?as_of=2024-06-01")
    quiet.get_by_label("Place", exact=True).focus()
    quiet.get_by_label("Place", exact=True).select_option("wirral")
    expect(quiet.locator("h1")).to_have_text("Wirral")
    assert quiet.url == f"{site}/place/wirral?as_of=2024-06-01"
    assert quiet.evaluate("document.activeElement.id") == "place"
    expect(quiet.locator("#announcement")).to_have_text("Wirral – Beacon")
    quiet.get_by_label("Place", exact=True).select_option("all")
    expect(quiet.locator("h1")).to_contain_text("Cheshire and Merseyside")
    assert quiet.url == f"{site}/?as_of=2024-06-01"
    quiet.go_back()
    expect(quiet.locator("h1")).to_have_text("Wirral")


def test_a_date_is_applied_when_it_is_sent(quiet: Page, site: str):
    opened(quiet, f"{site}/indicators")
    quiet.get_by_label("or on").fill("2024-03-20")
    quiet.get_by_label("or on").press("Enter")
    expect(quiet.get_by_text("figures published by 20 March 2024")).to_be_visible()
    assert quiet.url.endswith("?as_of=2024-03-20")


def test_a_date_is_typed_as_people_here_write_it_whatever_the_language_of_the_browser(quiet: Page, site: str):
    opened(quiet, f"{site}/indicators")
    field = quiet.get_by_label("or on")
    assert field.get_attribute("type") == "text"
    field.fill("18/3/2025")
    field.press("Enter")
    expect(quiet.get_by_text("figures published by 18 March 2025")).to_be_visible()
    expect(quiet.get_by_label("As of")).to_have_value("2025-03-18")


def test_a_search_and_a_filter_change_the_address_and_the_rows(quiet: Page, site: str):
    opened(quiet, f"{site}/targets")
    quiet.get_by_role("searchbox", name="Search").fill("dementia")
    quiet.get_by_role("searchbox", name="Search").press("Enter")
    expect(quiet.get_by_text("4 targets of the 344 in the register")).to_be_visible()
    quiet.get_by_label("Kind").select_option("performance")
    expect(quiet.get_by_text("3 targets of the 344 in the register")).to_be_visible()
    assert "q=dementia" in quiet.url
    assert "kind=performance" in quiet.url
    with quiet.expect_download() as taken:
        quiet.get_by_role("link", name="csv").click()
    assert re.fullmatch(r"beacon_targets_as-of-\d{4}-\d\d-\d\d\.csv", taken.value.suggested_filename)
    assert taken.value.path().read_text("utf-8-sig").count("dementia") >= 3


def test_after_going_to_another_page_the_reader_stands_at_its_heading(quiet: Page, site: str):
    opened(quiet, f"{site}/indicators")
    quiet.get_by_role("link", name="Dementia diagnosis rate").click()
    expect(quiet.locator("h1")).to_be_focused()
    expect(quiet.locator("h1")).to_have_text("Dementia diagnosis rate, people aged 65 and over")
    expect(quiet.locator("#announcement")).to_contain_text("Dementia diagnosis rate")
    assert quiet.title() == "Dementia diagnosis rate, people aged 65 and over – Beacon"


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(quiet: Page, site: str):
    opened(quiet, f"{site}/indicators")
    quiet.keyboard.press("Tab")
    assert quiet.evaluate("document.activeElement.className") == "skip-link"
    quiet.keyboard.press("Enter")
    quiet.keyboard.press("Tab")
    assert quiet.evaluate(
        "document.querySelector('#react-entry-point main').contains(document.activeElement)"
    )


def test_the_first_page_goes_when_the_application_has_drawn_it(quiet: Page, site: str):
    opened(quiet, f"{site}/indicators")
    assert quiet.locator("#first").count() == 0
    assert quiet.locator("h1").count() == 1


def test_without_scripts_the_table_is_there_and_a_place_can_be_chosen(browser: Browser, site: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/indicators?domain=dementia")
    page.locator("#place").select_option("halton")
    page.locator(".controls button").click()
    assert "place=halton" in page.url
    assert "domain=dementia" in page.url
    expect(page.get_by_role("heading", name="Indicators: Halton")).to_be_visible()
    expect(page.get_by_role("cell", name="68.0%")).to_be_visible()
    context.close()


def test_the_figures_that_are_drawn_are_those_of_the_table(quiet: Page, site: str):
    opened(quiet, f"{site}/indicator/dementia-diagnosis-rate?place=halton")
    line = "document.querySelector('#over-time-graph .js-plotly-plot').data.at(-1).y"
    drawn = quiet.evaluate(f"{line}.filter(value => value !== null)")
    open_details(quiet)
    cells = quiet.locator("#over-time-table tbody td:first-of-type").all_inner_texts()
    assert [f"{value:.1f}%" for value in reversed(drawn)] == cells


def test_the_page_lives_where_the_script_of_the_charts_cannot_be_had(tab: Page, site: str):
    tab.route("**/*plotly*", lambda route: route.abort())
    tab.goto(f"{site}/indicator/dementia-diagnosis-rate?place=halton")
    tab.wait_for_selector("#react-entry-point main")
    expect(tab.locator("#over-time-graph .drawn.wide svg")).to_be_visible()
    tab.get_by_label("Place", exact=True).select_option("sefton")
    expect(tab.get_by_role("heading", name="Sefton over time")).to_be_visible()


def test_paper_has_all_nine_places_and_whole_charts(quiet: Page, site: str):
    quiet.set_viewport_size({"width": 718, "height": 1000})  # A4 with margins of a centimetre
    for path in ("indicators", "place/halton", "indicator/dementia-diagnosis-rate?place=halton"):
        quiet.emulate_media(media="screen")
        opened(quiet, f"{site}/{path}")
        quiet.emulate_media(media="print")
        parts = quiet.locator("main :is(table, svg, .cards)").all()
        ends = [box["x"] + box["width"] for one in parts if (box := one.bounding_box())]
        assert max(ends) <= 718
    expect(quiet.locator("#over-time-graph .drawn svg").locator("visible=true")).to_have_count(1)
    expect(quiet.locator("#over-time-graph .js-plotly-plot")).to_be_hidden()
    opened(quiet, f"{site}/indicators")
    for place in ("Sefton", "Liverpool", "Cheshire East"):
        expect(quiet.locator(".overview thead th").filter(has_text=place)).to_be_visible()
