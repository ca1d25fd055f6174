"""Inequality: the page at its address."""

from typing import Any

import dash

from dashboard import shell
from dashboard.pages.inequality.build import PATH, QUESTION, build


def register() -> None:
    """Register the page."""
    title = f"{QUESTION} – {shell.NAME}"
    dash.register_page(
        __package__, path=PATH, name="Inequality", title=title, layout=layout, order=2, in_navigation=True
    )


def layout(**query: Any) -> Any:
    """Return the page for a query string."""
    return shell.framed(build, query)
