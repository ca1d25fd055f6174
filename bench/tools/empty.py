"""An empty Dash page, tuned as this app is: the same bundles, compressed and kept in the same way."""

import dash
from dash import html
from dash.development.base_component import ComponentRegistry
from flask import Flask

from dashboard.web.compressed import compress, compress_beforehand
from dashboard.web.server import YEAR


def make_server() -> Flask:
    """Return the server, warmed up."""
    server = Flask("empty")
    app = dash.Dash(
        "empty",
        server=server,
        include_assets_files=False,
        compress=False,
        enable_mcp=False,
        update_title=None,
    )
    app.layout = html.Div("Ready", id="ready")
    ComponentRegistry.registry.discard("dash_bootstrap_components")  # whose script this app does not send
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR
    compress(server)
    client = server.test_client()
    for path in ("/", "/_dash-layout", "/_dash-dependencies"):
        client.get(path)
    compress_beforehand(client, "/")
    return server
