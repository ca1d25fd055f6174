"""The first answer to an address: the page itself as HTML, before Dash's scripts have come.

It can be read at once, and without any script at all; the application takes it over as it stands.
"""

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from flask import g, request
from plotly.offline import get_plotlyjs_version

from dashboard import shell
from dashboard.figures import theme
from dashboard.html.page_html import PageHtml
from dashboard.html.private import QuietDash, routed
from dashboard.selection import asked
from dashboard.web import assets

DOCUMENT = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{metas}
<link rel="icon" type="image/svg+xml" href="{icon}">
{styles}
{early}
</head>
<body>
<div id="first">{first}</div>
{app_entry}
{config}
<template id="application">
{scripts}
{renderer}
</template>
</body>
</html>
"""


STOCK = "/_dash-component-suites/plotly/package_data/plotly.min.js"
GRAPH = 'class="graph"'
PLOTLY = '<link rel="preload" as="script" href="{}">\n'
# Dash sends the scripts of every library of components; of these two no component reaches the browser.
UNUSED = re.compile(r'<script src="[^"]*/(?:dash_bootstrap_components|dash_table)/[^"]*"></script>\n?')


class FirstPaint(QuietDash):
    """Dash, with each page's own title, language, status and content in the first answer."""

    def interpolate_index(self, **parts: str) -> str:
        """Return the document. Parts are Dash's own pieces of HTML."""
        path = self.strip_relative_path(request.path) or ""
        page = page_layout(path, asked(request.args.lists()))
        g.page_status = page.status
        entry = parts["app_entry"].replace("<footer>", "").replace("</footer>", "")
        wanted = {name: parts.get(name, "") for name in ("config", "renderer")}
        plotly = self._plotly()
        config = escape(json.dumps(theme.GRAPH_CONFIG))
        return DOCUMENT.format(
            icon=self.get_asset_url("icon.svg"),
            title=escape(page.title, quote=False),
            metas=f'<meta name="plotly" content="{plotly}" data-config="{config}">',
            styles=assets.styles(),
            early=(PLOTLY.format(plotly) if GRAPH in page.html else "") + assets.scripts(),
            first=page.html,
            app_entry=entry,
            scripts=UNUSED.sub("", parts["scripts"]),
            **wanted,
        )

    def _plotly(self) -> str:
        """The address of plotly.js: the small bundle where it is there, else the package's own."""
        bundle = plotly_bundle(Path(self.config.assets_folder))
        return str(self.get_asset_url(bundle) if bundle else self.get_relative_path(STOCK))


def page_layout(path: str, query: dict[str, Any]) -> PageHtml:
    """Return the content of the page at a path (below the base path), as Dash's own router would."""
    layout, variables = routed(path)
    if layout is None:
        return shell.frame(shell.unknown(shell.NOWHERE))
    page: PageHtml = layout(**{**variables, **query})
    return page


def plotly_bundle(assets: Path) -> str:
    """Return the small plotly.js below `assets` that has the version of the installed package, or ""."""
    version = get_plotlyjs_version()
    for bundle in sorted((assets / "vendor").glob("plotly-cartesian*.min.js")):
        with bundle.open(encoding="utf-8") as file:
            banner = file.read(300)
        if re.search(rf"v{re.escape(version)}\b", banner):
            return f"vendor/{bundle.name}"
    return ""
