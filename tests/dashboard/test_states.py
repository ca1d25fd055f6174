"""Every page in every state is accessible (WCAG 2.2 A and AA, no exemption) and fits its window."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.dashboard.browsing import (
    TAGS,
    WIDE,
    check,
    enlarged,
    fits,
    open_details,
    opened,
    resized,
    violations,
    watched,
)
from tests.dashboard.every_page import NAMES, path_of

PHONE = 320
PAST = "as_of=2024-06-01"
# Hundreds of rows, all alike, take axe a minute in each window: the whole is looked at in one of them.
SHORTER = {"targets": "?domain=elective", "indicators": "?figures=held"}
STATES = [
    "/?place=sefton&since=2023-01-17",
    "/indicators?place=cheshire-east",
    "/indicators?place=atlantis&as_of=never",
    "/indicators?domain=cvd",
    "/indicator/rtt-within-18-weeks?place=cheshire-west",
    "/indicator/life-expectancy?place=knowsley&sex=Female",
    "/indicator/cvd-hypertension-treated",
    "/indicator/diagnostics-within-6-weeks?series=nhse-dm01-provider-within-6-weeks",
    "/indicator/fuel-poverty",
    "/inequality?indicator=smoking-prevalence&place=halton",
    "/inequality?indicator=no",
    "/targets?q=nothing-of-the-kind&kind=wish",
    "/target/jfp-elective-65-weeks-sep24",
    "/target/strategy-dementia-66",
    "/target/strategy-dementia-66?as_of=2024-03-20",
    "/assurance?place=cheshire-east",
    "/indicators?sort=sefton&status=off-plan",
    "/place/cheshire-east",
    "/compare?indicator=dementia-diagnosis-rate&other=smoking-prevalence",
    "/compare?indicator=rtt-within-18-weeks&place=cheshire-east&places=cheshire-east,halton",
    "/compare?indicator=cancer-62-day&places=atlantis",
]
PLAIN = ["/place/cheshire-east.html", "/indicator/dementia-diagnosis-rate.html?place=halton"]
MISSING = ["/nothing/here", "/indicator/dementia", "/target/nothing", "/place/atlantis"]


def refusals(messages: list[str]) -> list[str]:
    """What the browser said beside noting that an answer was an error."""
    return [one for one in messages if "the server responded with a status of" not in one]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_accessible_and_fits_in_every_window(tab: Page, lively_site: str, name: str):
    messages = watched(tab, lively_site)
    opened(tab, lively_site + path_of(name) + SHORTER.get(name, ""))
    open_details(tab)
    resized(tab, PHONE)
    check(tab)
    menu = tab.locator(".menu-button:visible")
    if menu.count():
        menu.first.click()
        expect(tab.get_by_role("menu")).to_be_visible()
    resized(tab, 640, scale=2)
    check(tab)
    resized(tab, WIDE["width"])
    check(tab)
    enlarged(tab)
    fits(tab)
    # The colours, which take longest, are those of the other windows.
    assert violations(tab, without=("color-contrast",)) == []
    assert refusals(messages) == []


@pytest.mark.parametrize("name", SHORTER)
def test_the_longest_tables_are_accessible_as_a_whole(quiet: Page, lively_site: str, name: str):
    opened(quiet, lively_site + path_of(name))
    check(quiet)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits(quiet: Page, lively_site: str, state: str):
    opened(quiet, lively_site + state)
    open_details(quiet)
    check(quiet)
    resized(quiet, PHONE)
    fits(quiet)


@pytest.mark.parametrize("path", PLAIN)
def test_a_page_for_readers_without_scripts_is_accessible_and_fits(quiet: Page, lively_site: str, path: str):
    quiet.goto(lively_site + path)
    open_details(quiet)
    check(quiet)
    resized(quiet, PHONE)
    check(quiet)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_of_an_empty_store_is_accessible(tab: Page, empty_site: str, name: str):
    messages = watched(tab, empty_site)
    opened(tab, empty_site + path_of(name) + SHORTER.get(name, ""))
    resized(tab, PHONE)
    check(tab)
    assert refusals(messages) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_page_at_a_past_date_is_accessible(tab: Page, lively_site: str, name: str):
    messages = watched(tab, lively_site)
    shorter = SHORTER.get(name, "")
    opened(tab, lively_site + path_of(name) + (f"{shorter}&{PAST}" if shorter else f"?{PAST}"))
    check(tab)
    assert refusals(messages) == []


@pytest.mark.parametrize("path", MISSING)
def test_a_page_that_is_missing_is_accessible(tab: Page, site: str, path: str):
    opened(tab, site + path)
    expect(tab.locator("h1")).to_have_text("There is no such page")
    resized(tab, PHONE)
    check(tab)


def test_a_store_that_does_not_answer_is_told_accessibly(
    tab: Page, served: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object
):
    monkeypatch.setenv("BEACON_DATABASE_URL", f"sqlite:///{tmp_path}/never-migrated.db")
    opened(tab, f"{served}/indicators")
    expect(tab.locator("h1")).to_have_text("The figures cannot be reached")
    check(tab)


def test_a_failed_answer_is_told_and_can_be_tried_again_while_the_page_lives(tab: Page, lively_site: str):
    failing = True

    def fail(route: Route) -> None:
        route.fulfill(status=500, body="") if failing else route.continue_()

    opened(tab, f"{lively_site}/indicator/dementia-diagnosis-rate?place=halton")
    tab.route("**/_dash-update-component", fail)
    tab.get_by_label("Place", exact=True).select_option("sefton")
    expect(tab.get_by_role("alert")).to_contain_text("The page could not be brought up to date")
    expect(tab.get_by_role("heading", name="Halton over time")).to_be_visible()
    for width in (WIDE["width"], PHONE):
        resized(tab, width)
        check(tab)
    tab.locator(".menu-button").first.click()
    expect(tab.get_by_role("menu")).to_be_visible()
    tab.keyboard.press("Escape")
    failing = False
    tab.get_by_role("button", name="Try again").click()
    expect(tab.get_by_role("heading", name="Sefton over time")).to_be_visible()
    expect(tab.get_by_role("alert")).to_be_hidden()


def test_what_is_asked_of_axe_includes_the_size_of_targets(quiet: Page, site: str):
    opened(quiet, f"{site}/about")
    check(quiet)
    rules = quiet.evaluate("tags => axe.getRules(tags).map(one => one.ruleId)", list(TAGS))
    assert {"target-size", "color-contrast", "aria-required-children"} <= set(rules)
    ran = quiet.evaluate("rules => axe.run(rules)", {"runOnly": {"type": "tag", "values": list(TAGS)}})
    assert "target-size" in {one["id"] for one in ran["passes"]}
