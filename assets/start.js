/* The application comes after what the reader came for: on a page with charts plotly.js has the line to itself.
   The scripts stand in a template, so that the browser does not ask for them before they are wanted. */
(function () {
  "use strict";

  function begin() {
    const held = document.getElementById("application").content.querySelectorAll("script");
    const files = Array.from(held).filter(function (one) { return one.src; });
    let left = files.length;
    for (const file of files) {
      const script = copied(file);
      script.addEventListener("load", function () {
        left -= 1;
        if (!left) { Array.from(held).filter(function (one) { return !one.src; }).forEach(copied); }
      });
    }
  }

  /* A script that was parsed within a template never runs; its copy does. Those with an address keep their order. */
  function copied(held) {
    const script = document.createElement("script");
    for (const given of held.attributes) { script.setAttribute(given.name, given.value); }
    script.textContent = held.textContent;
    script.async = false;
    document.body.append(script);
    return script;
  }

  const charts = document.querySelector('link[rel="preload"][as="script"]');
  if (charts) { window.beacon.charts.plotly().then(begin, begin); } else { begin(); }
})();
