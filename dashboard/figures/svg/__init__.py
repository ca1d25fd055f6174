"""Charts drawn as SVG by the server."""
