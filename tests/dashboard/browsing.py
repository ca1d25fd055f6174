"""What the browser tests share: opening a page, watching it, asking axe, other windows and larger text."""

from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize
from playwright.sync_api import TimeoutError as TooSlow

LOCALE = "en-GB"
WIDE: ViewportSize = {"width": 1280, "height": 800}
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RULES = {"runOnly": {"type": "tag", "values": list(TAGS)}, "resultTypes": ["violations"]}
DRAWN = "document.querySelectorAll('.js-plotly-plot .main-svg').length >= many"


def watched(page: Page, site: str) -> list[str]:
    """Return a list to which every message on the console and every request to another host is added."""
    wrong: list[str] = []
    own = urlsplit(site).netloc
    page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: wrong.append(asked.url) if is_foreign(asked.url, own) else None)
    return wrong


def is_foreign(address: str, own: str) -> bool:
    """Say whether an address is one of another host than `own`."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own


def opened(page: Page, address: str) -> None:
    """Open an address and wait until the page is live and its charts are interactive."""
    page.goto(address)
    settled(page)


def until(page: Page, expression: str, arg: Any = None, seconds: float = 30) -> None:
    """Wait until an expression is true: asked from here, as the page itself may evaluate no text."""
    last = monotonic() + seconds
    while not page.evaluate(expression, arg):
        if monotonic() > last:
            raise TooSlow(f"not within {seconds} seconds: {expression}")
        page.wait_for_timeout(30)


def settled(page: Page) -> None:
    """Wait until the page is live and the charts that are in sight are interactive."""
    page.wait_for_selector("#react-entry-point main")
    until(page, f"many => {DRAWN}", page.locator(".graph:visible").count())


def violations(page: Page, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return what axe-core finds against WCAG 2.2 A and AA: each rule and the parts that break it."""
    if page.evaluate("typeof window.axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    asked = RULES | {"rules": {rule: {"enabled": False} for rule in without}}
    found = page.evaluate("rules => axe.run(rules)", asked)["violations"]
    return [{"rule": one["id"], "parts": [node["html"][:200] for node in one["nodes"]]} for one in found]


def open_details(page: Page) -> None:
    """Open everything that is folded away."""
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")


def resized(page: Page, width: int, scale: int = 1) -> None:
    """Give the page a window of a width in CSS pixels at a scale: 200 % zoom of 1280 is 640 at 2."""
    session = page.context.new_cdp_session(page)
    size = {"width": width, "height": 800, "deviceScaleFactor": scale, "mobile": False}
    session.send("Emulation.setDeviceMetricsOverride", size)
    until(page, "width => window.innerWidth === width", width)


def enlarged(page: Page) -> None:
    """Have the reader's own setting for the size of text be twice the usual."""
    resized(page, WIDE["width"])
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    until(page, "getComputedStyle(document.documentElement).fontSize === '32px'")


def check(page: Page) -> None:
    """Fail for anything that axe-core finds, and where the page is wider than its window."""
    assert violations(page) == []
    fits(page)


def fits(page: Page) -> None:
    """Fail where the page stays wider than its window, by more than the rounding of a fraction."""
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    try:
        until(page, f"{wider} <= 1", seconds=5)
    except TooSlow:
        assert page.evaluate(wider) <= 1
