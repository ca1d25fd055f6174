"""A real browser on a slow line, which tells when something came into view and how much was sent for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

CHROMIUM = "/usr/bin/chromium"
LATENCY = 40  # ms
BYTES_A_SECOND = 10_000_000 / 8
VIEW: ViewportSize = {"width": 1280, "height": 800}
SETTLED = 400  # ms without a byte: everything that was asked for has come

# Looks at each frame whether what is waited for can be seen, and notes the time once that frame is painted.
WATCH = """
(() => {
  const seen_at = element => getComputedStyle(element).visibility === "visible";
  const visible = element => element && element.getClientRects().length > 0 && seen_at(element);
  const each = (selector, many) => {
    const elements = Array.from(document.querySelectorAll(selector));
    return elements.length >= many && elements.slice(0, many).every(visible);
  };
  const wanted = %s, seen = window.__seen = {};
  const look = () => {
    for (const [name, [selector, many]] of Object.entries(wanted)) {
      if (!(name in seen) && each(selector, many)) {
        seen[name] = 0;
        setTimeout(() => { seen[name] = performance.now(); }, 0);
      }
    }
    if (Object.keys(seen).length < Object.keys(wanted).length) { requestAnimationFrame(look); }
  };
  requestAnimationFrame(look);
})()
"""
Wanted = dict[str, tuple[str, int]]
"""By a name: what must be in view (a CSS selector), and at least how many of them."""


@dataclass(frozen=True)
class Visit:
    """When what was waited for was in view (ms from the start), and how many kB were sent in all."""

    seen: dict[str, float]
    kilobytes: float


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def cold(browser: Browser, address: str, wanted: Wanted) -> Visit:
    """Visit a page with nothing kept from before."""
    context = browser.new_context(viewport=VIEW)
    try:
        return visit(context, address, wanted)
    finally:
        context.close()


def visit(context: BrowserContext, address: str, wanted: Wanted) -> Visit:
    """Visit a page on the slow line."""
    page = context.new_page()
    try:
        sent = _on_a_slow_line(page)
        page.add_init_script(WATCH % _as_js(wanted))
        page.goto(address, wait_until="commit")
        page.wait_for_function(
            "many => Object.values(window.__seen).filter(Boolean).length >= many", arg=len(wanted)
        )
        seen = page.evaluate("window.__seen")
        before = -1.0
        while before < sum(sent):
            before = sum(sent)
            page.wait_for_timeout(SETTLED)
        return Visit(seen, sum(sent) / 1000)
    finally:
        page.close()


def _on_a_slow_line(page: Page) -> list[float]:
    """Slow the page's line; return a list to which the bytes of every answer are added."""
    sent: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line: dict[str, Any] = {"offline": False, "latency": LATENCY}
    line |= {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    session.send("Network.emulateNetworkConditions", line)
    session.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    return sent


def _as_js(wanted: Wanted) -> str:
    return str({name: list(what) for name, what in wanted.items()})
