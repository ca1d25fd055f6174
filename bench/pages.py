"""The pages in a real browser on a slow line, beside an empty Dash page tuned in the same way, in one run.

    python -m bench.pages [--short] [--store URL]

The line has 10 Mbit/s and 40 ms. Ratios to the empty page and weights are gates; the other times are told.
Cold is a browser that has kept nothing; warm one that was here before. "Redrawn" is timed without the slow
line, from the choice to the frame in which all nine charts show the new figures, and, apart, to the frame in
which all can be pointed at.
"""

import argparse
import sys
from collections.abc import Callable
from statistics import median

from playwright.sync_api import Browser

from bench.tools import serving
from bench.tools.browsing import Visit, Wanted, browser, cold, visit
from bench.tools.redrawing import redraws

ROUNDS = 7
INDICATOR = "/indicator/dementia-diagnosis-rate?place=halton"
EMPTY: Wanted = {"ready": ("#ready", 1)}
TABLE: Wanted = {"readable": ("#content tbody td", 9)}
CHARTS: Wanted = {
    "chart": ("#over-time-graph .drawn.wide svg", 1),
    "interactive": (".small-charts .plot:not(.coming) .main-svg:first-child", 9),
}
CONTENT: Wanted = {"content": (".footer .version", 1)}
REDRAWN = 200  # ms, an aim
# what, of which page, most times the empty page
COLD = (
    ("indicators: the table can be read", "table", "readable", 0.5),
    ("indicator: the main chart is seen", "charts", "chart", 0.6),
    ("indicator: nine charts can be pointed at", "charts", "interactive", 3.0),
)
WEIGHTS = (("indicators", "table", 420), ("indicator", "charts", 900))
WARM = 2.0


def main() -> int:
    """Print every figure beside its gate or aim; return the exit code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--short", action="store_true", help="fewer rounds")
    asked.add_argument("--store", help="an address; the starter figures if not given")
    given = asked.parse_args()
    rounds = 2 if given.short else ROUNDS
    with (
        serving.this_app(given.store or serving.starter_store()) as ours,
        serving.empty_page() as empty,
        browser() as opened,
    ):
        passed = [
            *_cold(opened, ours.address, empty.address, rounds),
            *_warm(opened, ours.address, empty.address, 2 if given.short else 3),
        ]
        _redrawn(opened, ours.address, 4 if given.short else 10)
    print("  passed" if all(passed) else "  FAILED")
    return 0 if all(passed) else 1


def _cold(opened: Browser, ours: str, empty: str, rounds: int) -> list[bool]:
    pages = {"empty": (empty, EMPTY), "table": (f"{ours}/indicators", TABLE)}
    pages["charts"] = (f"{ours}{INDICATOR}", CHARTS)
    visits = _in_turn({name: _visitor(opened, *page) for name, page in pages.items()}, rounds)
    ready = _of(visits["empty"], "ready")
    print(f"Cold, median of {rounds} rounds")
    print(f"  {'an empty Dash page is ready':44} {ready:6.0f} ms {_weight(visits['empty']):14.0f} kB")
    passed = [_ratio(what, _of(visits[page], name), ready, most) for what, page, name, most in COLD]
    for what, page, most in WEIGHTS:
        weight = _weight(visits[page])
        passed.append(weight <= most)
        print(f"  {what + ': all that is sent':44} {weight:6.0f} kB (gate: {most} kB)")
    return passed


def _warm(opened: Browser, ours: str, empty: str, rounds: int) -> list[bool]:
    context = opened.new_context(viewport={"width": 1280, "height": 800})
    pages = {path: (f"{ours}{path}", CONTENT) for path in _every_page(opened, ours)}
    pages["empty"] = (empty, EMPTY)
    for page in pages.values():
        visit(context, *page)
    calls = {name: _again(context, *page) for name, page in pages.items()}
    visits = _in_turn(calls, rounds)
    context.close()
    ready = _of(visits.pop("empty"), "ready")
    print(f"Warm, median of {rounds} rounds: the whole content")
    print(f"  {'an empty Dash page is ready':44} {ready:6.0f} ms")
    return [_ratio(path, _of(of_path, "content"), ready, WARM) for path, of_path in visits.items()]


def _every_page(opened: Browser, ours: str) -> list[str]:
    """A page of every kind, found by following links from the home page: paths with query."""
    page = opened.new_page()
    kinds: dict[str, str] = {}
    waiting = ["/?place=halton"]
    while waiting:
        path = waiting.pop(0)
        kind = path.split("?")[0].split("/")[1]
        if kind in kinds:
            continue
        kinds[kind] = path
        page.goto(ours + path)
        waiting += page.evaluate(
            """Array.from(document.querySelectorAll(".page a[href]"))
               .filter(link => link.origin === location.origin && !link.download
                               && !/\\.[a-z]+$|^.(api|charts)/.test(link.pathname))
               .map(link => link.pathname + link.search)"""
        )
    page.close()
    return [*kinds.values()]


def _redrawn(opened: Browser, ours: str, many: int) -> None:
    print("Redrawn on loopback, median (told)")
    for what, times in redraws(opened, ours, many).items():
        shown, interactive, server = (median(column) for column in zip(*times, strict=True))
        worst = max(time[0] for time in times)
        print(
            f"  {what:44} {shown:6.0f} ms (aim: {REDRAWN} ms; slowest {worst:.0f}; can be pointed at "
            f"{interactive:.0f}; the answer {server:.0f}; {len(times)} choices)"
        )


def _visitor(opened: Browser, address: str, wanted: Wanted) -> Callable[[], Visit]:
    return lambda: cold(opened, address, wanted)


def _again(context: object, address: str, wanted: Wanted) -> Callable[[], Visit]:
    return lambda: visit(context, address, wanted)  # type: ignore[arg-type]


def _in_turn(calls: dict[str, Callable[[], Visit]], rounds: int) -> dict[str, list[Visit]]:
    """Each once a round: whatever else the machine does weighs on all alike. The first is not counted."""
    rounds_of_visits = [{name: call() for name, call in calls.items()} for _ in range(rounds + 1)][1:]
    return {name: [of_round[name] for of_round in rounds_of_visits] for name in calls}


def _of(visits: list[Visit], name: str) -> float:
    return median(page_visit.seen[name] for page_visit in visits)


def _weight(visits: list[Visit]) -> float:
    return median(page_visit.kilobytes for page_visit in visits)


def _ratio(what: str, spent: float, ready: float, most: float) -> bool:
    print(f"  {what[:44]:44} {spent:6.0f} ms {spent / ready:6.2f} times (gate: {most:g})")
    return spent <= most * ready


if __name__ == "__main__":
    sys.exit(main())
