/* The page as one component of Dash, and what steers it: its address is its state. A link, a choice or a date
   changes the address; Dash's own router answers with the page's HTML, which is put in place here. */
(function () {
  "use strict";

  const React = window.React;
  let live = false;
  let shownPath = window.location.pathname;
  let followed = false;
  let chosen = false;
  let stood = "";
  let drawn = null;
  let title = document.title;

  function PageHtml(props) {
    const box = React.useRef(null);
    React.useLayoutEffect(function () { show(box.current, props); }, [props.mark]);
    return React.createElement("div", { id: props.id, ref: box });
  }
  window.beacon = Object.assign(window.beacon || {}, { PageHtml: PageHtml });

  function show(box, props) {
    const first = document.getElementById("first");
    const sent = first ? first.firstElementChild : null;
    title = props.title;
    document.title = title;
    if (sent && sent.dataset.mark === props.mark) { adopt(box, first); } else { replace(box, props.html); }
    if (first) { first.remove(); }
    drawn = box;
    live = true;
  }

  /* The page was sent as HTML and is here already: it is taken over as it stands, charts and all. */
  function adopt(box, first) {
    const held = document.activeElement;
    box.append(...first.childNodes);
    if (held && box.contains(held)) { held.focus({ preventScroll: true }); }
  }

  /* Dash gives every page a new box: what is taken along is taken from the one before. */
  function replace(box, html) {
    const before = drawn || box;
    const open = Array.from(before.querySelectorAll("details[open][id]"), function (one) { return one.id; });
    const kept = window.beacon.charts.take(before);
    box.innerHTML = html;
    if (window.location.pathname === shownPath || chosen) { stay(open, stood); } else { arrive(box); }
    shownPath = window.location.pathname;
    followed = false;
    chosen = false;
    stood = "";
    window.beacon.charts.draw(box, kept);
  }

  /* The same page in another state, or of another Place: whoever stood on a control stands on its successor. */
  function stay(open, focus) {
    open.forEach(function (id) {
      const found = document.getElementById(id);
      if (found) { found.open = true; }
    });
    const found = focus ? document.getElementById(focus) : null;
    if (found) { found.focus({ preventScroll: true }); }
    if (chosen) { document.getElementById("announcement").textContent = title; }
  }

  /* Another page: the reader stands at its heading, and its title is said. */
  function arrive(box) {
    const heading = box.querySelector("h1");
    if (heading) { heading.focus({ preventScroll: true }); }
    const aim = window.location.hash ? document.getElementById(window.location.hash.slice(1)) : null;
    if (aim) { aim.scrollIntoView(); } else if (followed) { window.scrollTo(0, 0); }
    document.getElementById("announcement").textContent = title;
  }

  /* Dash writes the title of the page's kind; the page knows its own. */
  new MutationObserver(function () { if (document.title !== title) { document.title = title; } })
    .observe(document.querySelector("title"), { childList: true });

  function go(href) {
    if (!live) { window.location.assign(href); return; }
    const aim = new URL(href, window.location.href);
    if (aim.href === window.location.href) { return; }
    followed = true;
    stood = document.activeElement ? document.activeElement.id : "";
    window.history.pushState({}, "", aim.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  function asked(form, only) {
    const query = new URLSearchParams(window.location.search);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || (only && field !== only)) { continue; }
      const named = Array.from(form.elements).filter(function (one) { return one.name === field.name; });
      query.delete(field.name);
      for (const one of named) {
        const given = one.type === "checkbox" ? one.checked : one.value && one.value !== "all";
        if (given) { query.append(one.name, one.value); }
      }
      if (field.name === "series" || field.name === "place") { query.delete("area"); }
    }
    if (query.get("on")) { query.set("as_of", query.get("on")); }
    query.delete("on");
    const path = ofPlace(form, query);
    chosen = path !== window.location.pathname;
    return path + "?" + query.toString();
  }

  /* On the page of a Place the picker leads to the page of another one. */
  function ofPlace(form, query) {
    if (!form.dataset.placePath) { return window.location.pathname; }
    const place = form.elements.place.value;
    query.delete("place");
    return place === "all" ? form.dataset.wholePath : form.dataset.placePath + place;
  }

  function ofState(event) {
    return event.target.closest ? event.target.closest('form[data-state="address"]') : null;
  }

  document.addEventListener("change", function (event) {
    const form = ofState(event);
    /* A search that was typed but not sent goes along with the choice; a date that is half typed does not. */
    const at_once = event.target.tagName === "SELECT" || event.target.type === "checkbox";
    if (form && at_once) { go(asked(form, form.elements.q ? null : event.target)); }
  });

  document.addEventListener("submit", function (event) {
    const form = ofState(event);
    if (form) { event.preventDefault(); go(asked(form)); }
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest ? event.target.closest(".page a[href]") : null;
    if (!link || !live || event.defaultPrevented || event.button !== 0 || link.target) { return; }
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.hasAttribute("download")) { return; }
    if (link.origin !== window.location.origin || /\.[a-z]+$|\/api\//.test(link.pathname)) { return; }
    const here = link.pathname === window.location.pathname && link.search === window.location.search;
    if (here && link.hash) { return; }
    event.preventDefault();
    go(link.href);
  });

  /* An answer that fails leaves the page as it is, and says so. */
  const ask = window.fetch;
  window.fetch = function (what, how) {
    const ours = String(what && what.url ? what.url : what).includes("_dash-update-component");
    return ask.call(window, what, how).then(function (answer) {
      if (ours) { told(!answer.ok); }
      return answer;
    }, function (error) {
      if (ours) { told(true); }
      throw error;
    });
  };

  function told(failed) {
    const place = document.getElementById("failure");
    if (place) { place.hidden = !failed; }
  }

  document.addEventListener("click", function (event) {
    if (event.target.id === "try-again") { window.location.reload(); }
  });
})();
