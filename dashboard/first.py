"""The first answer to an address: the page itself as HTML, before Dash's scripts have come.

It can be read at once, and without any script at all; the browser's own script takes it away when the
application has drawn the same page.
"""

import re
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import dash
from dash._pages import _path_to_page
from flask import g, request
from plotly.offline import get_plotlyjs_version

from dashboard import shell
from dashboard.markup import to_html

DOCUMENT = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{metas}
<link rel="icon" type="image/svg+xml" href="{icon}">
{css}
</head>
<body>
<div id="first">{first}</div>
{app_entry}
<div id="dash-scripts">
{config}
{scripts}
{renderer}
</div>
</body>
</html>
"""


class FirstPaint(dash.Dash):
    """Dash, with each page's own title, language, status and content in the first answer."""

    def interpolate_index(self, **parts: str) -> str:
        """Return the document. Parts are Dash's own pieces of HTML."""
        path = self.strip_relative_path(request.path) or ""
        content = page_layout(path, request.args.to_dict())
        g.page_status = int(getattr(content, "data-status"))
        title = escape(getattr(content, "data-title"), quote=False)
        entry = parts["app_entry"].replace("<footer>", "").replace("</footer>", "")
        metas = self._plotly_meta()
        known: dict[str, Any] = {**parts, "title": title, "app_entry": entry, "metas": metas}
        wanted = {name: known.get(name, "") for name in ("metas", "css", "config", "scripts", "renderer")}
        icon = self.get_asset_url("icon.svg")
        return DOCUMENT.format(icon=icon, title=title, first=_html(content), app_entry=entry, **wanted)

    def _plotly_meta(self) -> str:
        bundle = plotly_bundle(Path(self.config.assets_folder))
        return f'<meta name="plotly" content="{self.get_asset_url(bundle)}">' if bundle else ""


@lru_cache(maxsize=256)
def _html(content: Any) -> str:
    # A layout is one object for as long as the store and the day stay the same.
    return to_html(content)


def page_layout(path: str, query: dict[str, str]) -> Any:
    """Return the layout of the page at a path (below the base path), as Dash's own router would."""
    page, variables = _path_to_page(path.strip("/"))
    if not page:
        return shell.frame(shell.unknown("Nothing of Beacon stands at this address."))
    return page["layout"](**{**(variables or {}), **query})


def plotly_bundle(assets: Path) -> str:
    """Return the small plotly.js below `assets` that has the version of the installed package, or ""."""
    version = get_plotlyjs_version()
    for found in sorted((assets / "vendor").glob("plotly-cartesian*.min.js")):
        with found.open(encoding="utf-8") as file:
            banner = file.read(300)
        if re.search(rf"v{re.escape(version)}\b", banner):
            return f"vendor/{found.name}"
    return ""
