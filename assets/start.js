/* The application comes after what the reader came for: the page is painted first, and where there are charts they
   have the line to themselves. The scripts stand in a template, so that the browser does not ask for them before. */
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

  /* The house's type follows once the page can be read: setting a long table twice would double the wait for it. */
  window.beacon.charts.painted(function () {
    const faces = ["400 1em 'Open Sans'", "600 1em 'Open Sans'"];
    Promise.all(faces.map(function (face) { return document.fonts.load(face); }))
      .then(function () { document.documentElement.classList.add("typed"); }, function () { /* The system's stays. */ });
  });

  const charts = document.querySelector('link[rel="preload"][as="script"]');
  if (charts) { window.beacon.charts.plotly().then(begin, begin); } else { window.beacon.charts.painted(begin); }
})();
