/* Dash's renderer sets the address of plotly.js for the stock bundle. Where the server names the smaller
   bundle of the same version, that one is kept. */
(function () {
  "use strict";
  const named = document.querySelector('meta[name="plotly"]');
  if (!named) { return; }
  Object.defineProperty(window, "_dashPlotlyJSURL", {
    get: function () { return named.content; },
    set: function () {},
  });
})();
