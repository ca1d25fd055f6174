/* The menu of a chart: a menu button as WAI-ARIA describes it. Arrow keys move, Escape leaves. */
(function () {
  "use strict";

  function items(menu) { return Array.from(menu.querySelectorAll('[role="menuitem"]')); }
  function menuOf(button) { return document.getElementById(button.getAttribute("aria-controls")); }
  function opened() { return document.querySelector('.menu-button[aria-expanded="true"]'); }

  function open(button, at) {
    close(false);
    unsay();
    button.setAttribute("aria-expanded", "true");
    menuOf(button).hidden = false;
    items(menuOf(button)).at(at).focus();
  }

  function close(back) {
    const button = opened();
    if (!button) { return; }
    button.setAttribute("aria-expanded", "false");
    menuOf(button).hidden = true;
    if (back) { button.focus(); }
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest ? event.target.closest(".menu-button") : null;
    if (button) {
      if (button.getAttribute("aria-expanded") === "true") { close(true); } else { open(button, 0); }
      return;
    }
    const item = event.target.closest ? event.target.closest('.menu [role="menuitem"]') : null;
    if (item) { chosen(event, item); }
    close(Boolean(item));
  });

  document.addEventListener("keydown", function (event) {
    const button = event.target.closest ? event.target.closest(".menu-button") : null;
    if (button && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      open(button, event.key === "ArrowDown" ? 0 : -1);
      return;
    }
    const menu = event.target.closest ? event.target.closest('[role="menu"]') : null;
    if (menu) { moved(event, items(menu)); }
  });

  function moved(event, all) {
    const here = all.indexOf(event.target);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") { event.preventDefault(); close(true); }
    if (event.key === "Tab") { close(true); }
    if (event.key === " ") { event.preventDefault(); event.target.click(); }
    if (to !== undefined) { event.preventDefault(); all.at(to % all.length).focus(); }
  }

  function chosen(event, item) {
    const say = function (text) { said(item.closest("div.menu"), text); };
    if (item.dataset.form === "png") { event.preventDefault(); picture(item.href, say); }
    if (item.dataset.form === "link") { event.preventDefault(); copy(item.href, say); }
  }

  /* Browsers have a clipboard for pages on https and on one's own machine alone: else the older way. */
  function copy(href, say) {
    const way = navigator.clipboard ? navigator.clipboard.writeText(href) : Promise.reject(new Error("none"));
    way.catch(function () {
      if (!copiedFromField(href)) { throw new Error("refused"); }
    }).then(
      function () { say("The link is copied."); },
      function () { say("The link could not be copied. It is: " + href); });
  }

  function copiedFromField(text) {
    const field = document.createElement("textarea"), focused = document.activeElement;
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (focused) { focused.focus(); }
    return done;
  }

  /* Beside the button for who sees it, in the page's announcement for who hears it. */
  function said(menu, text) {
    unsay();
    const shown = document.createElement("p");
    shown.className = "menu-said";
    shown.textContent = text;
    shown.setAttribute("aria-hidden", "true");
    if (menu) { menu.prepend(shown); }
    const place = document.getElementById("announcement");
    if (place) { place.textContent = text; }
  }

  function unsay() {
    document.querySelectorAll(".menu-said").forEach(function (shown) { shown.remove(); });
  }

  /* The picture as the server draws it, twice as fine, on white. */
  function picture(href, say) {
    let name = "beacon.png";
    window.fetch(href).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      const given = /filename="([^"]+)\.svg"/.exec(answer.headers.get("Content-Disposition") || "");
      if (given) { name = given[1] + ".png"; }
      return answer.text();
    }).then(function (svg) {
      const image = new Image();
      image.onload = function () { save(image, name, say); };
      image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    }).catch(function () { say("The picture could not be made. Please try again."); });
  }

  function save(image, name, say) {
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#fff";
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    canvas.toBlob(function (blob) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
      say("The picture is saved.");
    });
  }
})();
