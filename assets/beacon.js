/* The state of a view is its address. Choosing something changes the address; the page follows. */
(function () {
  "use strict";

  /* The first page was sent as HTML; it goes when the application has drawn its own. */
  function dropFirst() {
    const first = document.getElementById("first");
    const drawn = document.querySelector("#react-entry-point main");
    if (first && drawn) {
      const held = document.activeElement && first.contains(document.activeElement) ? document.activeElement.id : "";
      first.remove();
      if (held && document.getElementById(held)) { document.getElementById(held).focus({ preventScroll: true }); }
    }
    return Boolean(drawn);
  }
  const watcher = new MutationObserver(function () { if (dropFirst()) { watcher.disconnect(); } });
  watcher.observe(document.documentElement, { childList: true, subtree: true });

  function asked(form, only) {
    const query = new URLSearchParams(window.location.search);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || (only && field !== only)) { continue; }
      if (field.value && field.value !== "all") { query.set(field.name, field.value); } else { query.delete(field.name); }
      if (field.name === "series" || field.name === "place") { query.delete("area"); }
    }
    const text = query.toString();
    return text ? "?" + text : "";
  }

  function go(search) {
    if (window.dash_clientside && window.dash_clientside.set_props && search !== window.location.search) {
      keepFocus();
      window.dash_clientside.set_props("address", { search: search });
    }
  }

  /* The page is drawn anew, controls included: whoever stood on one stands on its successor. */
  function keepFocus() {
    const held = document.activeElement;
    if (!held || !held.id) { return; }
    const redrawn = new MutationObserver(function () {
      if (document.contains(held)) { return; }
      const successor = document.getElementById(held.id);
      if (!successor) { return; }
      if (document.activeElement === document.body) { successor.focus({ preventScroll: true }); }
      redrawn.disconnect();
    });
    redrawn.observe(document.getElementById("react-entry-point"), { childList: true, subtree: true });
    window.setTimeout(function () { redrawn.disconnect(); }, 10000);
  }

  function ofState(event) {
    const form = event.target.closest ? event.target.closest('form[data-state="address"]') : null;
    return form && document.querySelector("#react-entry-point main") ? form : null;
  }

  document.addEventListener("change", function (event) {
    const form = ofState(event);
    /* A search that was typed but not sent goes along with the choice; a date that is half typed does not. */
    if (form && event.target.tagName === "SELECT") { go(asked(form, form.elements.q ? null : event.target)); }
  });

  document.addEventListener("submit", function (event) {
    const form = ofState(event);
    if (form) { event.preventDefault(); go(asked(form)); }
  }, true);

  /* After going to another page the reader stands at its heading, and its title is said. */
  let last = null;

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.beacon = {
    arrived: function (pathname) {
      const nothing = window.dash_clientside.no_update;
      if (last === null || last === pathname) { last = pathname; return nothing; }
      last = pathname;
      const before = document.querySelector("#react-entry-point .page");
      const title = before ? before.dataset.title : "";
      return new Promise(function (resolve) {
        const started = Date.now();
        (function look() {
          const page = document.querySelector("#react-entry-point .page");
          const changed = page && (page !== before || page.dataset.title !== title);
          if (!changed && Date.now() - started < 5000) { window.setTimeout(look, 30); return; }
          const heading = page ? page.querySelector("h1") : null;
          if (heading) { heading.focus({ preventScroll: true }); window.scrollTo(0, 0); }
          resolve(page ? page.dataset.title : nothing);
        })();
      });
    },
  };
})();
