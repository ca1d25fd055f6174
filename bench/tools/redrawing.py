"""How long all charts of an indicator's page take to show another indicator or another Place."""

from playwright.sync_api import Browser, Page

Times = list[tuple[float, float, float]]
"""For each choice, in ms: until all charts show the new figures, until all can be pointed at, the answer."""

# A chart shows the new figures when the picture drawn by the server is in view, or Plotly's with those very
# figures. It can be pointed at when Plotly's is in view.
CHOOSE = """
async ([choose, value]) => {
  const shows = element => getComputedStyle(element).visibility === "visible";
  const visible = element => element && element.getClientRects().length > 0 && shows(element);
  const points = traces => JSON.stringify(traces.map(trace => [trace.x, trace.y]));
  const live = graph => {
    const plot = graph.querySelector(".plot");
    if (!visible(plot) || !plot.querySelector(".main-svg") || !plot.data) { return false; }
    return points(plot.data) === points(JSON.parse(graph.querySelector("script").textContent).data);
  };
  const drawn = graph => Array.from(graph.querySelectorAll(".drawn svg")).some(visible);
  const all = () => Array.from(document.querySelectorAll(".page .graph"));
  const graphs = () => all().filter(graph => graph.offsetParent);
  const page = document.querySelector(".page").dataset.mark;
  const there = () => document.querySelector(".page").dataset.mark !== page && graphs().length >= 9;
  const painted = () => new Promise(then => requestAnimationFrame(() => setTimeout(then, 0)));
  const start = performance.now(), times = {};
  performance.clearResourceTimings();
  choose === "link" ? follow(value) : pick(value);
  while (!times.live && performance.now() - start < 20000) {
    await painted();
    const time = performance.now() - start;
    if (there()) {
      if (!times.shown && graphs().every(graph => drawn(graph) || live(graph))) { times.shown = time; }
      if (graphs().every(live)) { times.live = time; }
    }
  }
  const resources = performance.getEntriesByType("resource");
  const asked = resources.find(resource => resource.name.includes("update-component"));
  return [times.shown, times.live, asked ? asked.responseEnd - asked.startTime : 0];

  function follow(href) {
    const link = document.createElement("a");
    link.href = href;
    document.querySelector(".page").append(link);
    link.click();
  }
  function pick(place) {
    const field = document.querySelector("#react-entry-point #place");
    field.value = place;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
"""
NINE = 9


def redraws(opened: Browser, address: str, many: int) -> dict[str, Times]:
    """Choose up to `many` other indicators and Places, each twice: asked for the first time, and again."""
    page = opened.new_page(viewport={"width": 1280, "height": 800})
    links = _with_nine_charts(page, address, many + 1)
    page.goto(address + links[0])
    page.wait_for_selector("#react-entry-point .plot:not(.coming) .main-svg")
    page.wait_for_timeout(1000)
    places = page.eval_on_selector_all(
        "#react-entry-point #place option", "options => options.map(option => option.value)"
    )
    places = [place for place in places if place != "all"][:many]
    first = [_choose(page, "link", link) for link in links[1:]]
    again = [_choose(page, "link", link) for link in links]
    other = [_choose(page, "place", place) for place in [*places[1:], places[0]]]
    back = [_choose(page, "place", place) for place in [*places[1:], places[0]]]
    page.close()
    return {
        "another indicator, not asked for before": first,
        "another indicator, asked for before": again,
        "another Place, not asked for before": other,
        "another Place, asked for before": back,
    }


def _choose(page: Page, what: str, value: str) -> tuple[float, float, float]:
    times = page.evaluate(CHOOSE, [what, value])
    if not times[1]:
        raise SystemExit(f"the charts were not drawn: {what} {value}")
    page.wait_for_timeout(300)
    return (times[0], times[1], times[2])


def _with_nine_charts(page: Page, address: str, many: int) -> list[str]:
    """Links of the table of indicators whose pages have nine small charts.

    They are looked at without a Place, so that they are not asked for in the state that is timed.
    """
    page.goto(f"{address}/indicators")
    links = page.eval_on_selector_all(
        "#content a[href^='/indicator/']", "links => Array.from(new Set(links.map(link => link.pathname)))"
    )
    chosen: list[str] = []
    for link in links:
        text = page.request.get(address + link).text()
        if text.count('id="small-') >= 2 * NINE:
            chosen.append(f"{link}?place=halton")
        if len(chosen) == many:
            break
    return chosen
