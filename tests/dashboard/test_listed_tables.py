"""A table that becomes lists in a narrow window is still told as a table: the browser's own tree says so."""

from collections import Counter

from playwright.sync_api import Page

from tests.dashboard.browsing import WIDE, open_details, opened, resized

PARTS = ("table", "caption", "row", "columnheader", "rowheader", "cell")


def told(page: Page) -> dict[str, int]:
    """How many parts of tables the browser tells screen readers of."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node["role"]["value"] for node in tree if not node["ignored"])
    return {part: roles[part] for part in PARTS}


def test_tables_that_become_lists_are_told_as_tables_all_the_same(quiet: Page, lively_site: str):
    opened(quiet, f"{lively_site}/data")
    open_details(quiet)
    resized(quiet, WIDE["width"])
    wide = told(quiet)
    resized(quiet, 320)
    assert quiet.locator(".listed td").first.evaluate("cell => getComputedStyle(cell).display") == "flow-root"
    assert told(quiet) == wide
    assert all(wide.values())
