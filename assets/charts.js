/* Charts come as SVG within the page and become interactive here, those in view first. A chart that is the same
   after a choice keeps its drawing; one that differs shows its new picture at once, until it is drawn anew. */
(function () {
  "use strict";

  const named = document.querySelector('meta[name="plotly"]');
  let coming = null;

  function plotly() {
    coming = coming || new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = named.content;
      script.addEventListener("load", function () { resolve(window.Plotly); });
      script.addEventListener("error", reject);
      painted(function () { document.head.append(script); });
    });
    return coming;
  }

  /* Long scripts wait until the page as it was sent can be seen: one that is kept already would come before. */
  function painted(then) {
    const idle = window.requestIdleCallback || window.setTimeout;
    window.requestAnimationFrame(function () { idle(then); });
  }

  function text(graph) { return graph.querySelector("script").textContent; }

  /* What is drawn below `root`, by the name of its chart. */
  function take(root) {
    const kept = new Map();
    for (const graph of root.querySelectorAll(".graph[id]")) {
      const plot = graph.querySelector(".plot");
      /* One that is not ready yet still holds other figures. */
      const ready = plot && !plot.classList.contains("coming");
      if (plot) { kept.set(graph.id, { text: ready ? text(graph) : "", plot: plot }); }
    }
    return kept;
  }

  function adopt(graph, kept) {
    const old = kept.get(graph.id);
    if (!old) { return true; }
    kept.delete(graph.id);
    if (old.text === text(graph)) { place(graph, old.plot); return false; }
    old.plot.classList.add("coming");
    graph.append(old.plot);
    return true;
  }

  function place(graph, plot) {
    plot.classList.remove("coming");
    graph.append(plot);
    graph.classList.add("live"); // the drawing stays for paper, whose width it takes
  }

  function visible(graph) {
    const box = graph.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight;
  }

  function draw(root, kept) {
    const shown = Array.from(root.querySelectorAll(".graph[id]")).filter(function (one) { return one.offsetParent; });
    const waiting = shown.filter(function (graph) { return adopt(graph, kept); });
    if (waiting.length || kept.size) {
      plotly().then(function (Plotly) {
        kept.forEach(function (old) { Plotly.purge(old.plot); });
        const now = waiting.filter(visible);
        inTurn(Plotly, now.concat(waiting.filter(function (one) { return !now.includes(one); })));
      }, function () { /* The drawn chart and its table stay. */ });
    }
  }

  /* A chart that another choice has taken off the page meanwhile is left out. */
  function inTurn(Plotly, waiting) {
    const until = performance.now() + 40;
    while (waiting.length && performance.now() < until) {
      const graph = waiting.shift();
      if (graph.isConnected) { render(Plotly, graph); }
    }
    if (waiting.length) { window.setTimeout(function () { inTurn(Plotly, waiting); }, 0); }
  }

  function render(Plotly, graph) {
    const figure = JSON.parse(text(graph));
    let plot = graph.querySelector(".plot");
    if (!plot) {
      plot = document.createElement("div");
      plot.className = "plot coming";
      graph.append(plot);
    }
    Plotly.react(plot, figure.data, figure.layout, JSON.parse(named.dataset.config))
      .then(function () { place(graph, plot); });
  }

  window.beacon = Object.assign(window.beacon || {}, { charts: { take: take, draw: draw, painted: painted, plotly: plotly } });

  /* The first page is here already; what is folded away is drawn when it is opened. */
  const first = document.getElementById("first");
  if (first) { draw(first, new Map()); }
  document.addEventListener("toggle", function (event) {
    if (event.target.open && event.target.querySelector(".graph:not(:has(.plot))")) { draw(event.target, new Map()); }
  }, true);
})();
