"""Compare: the page at its address."""

from typing import Any

import dash

from dashboard import shell
from dashboard.pages.compare.build import PATH, TITLE, build


def register() -> None:
    """Register the page."""
    title = f"{TITLE} – {shell.NAME}"
    # Between Indicators and Inequality.
    dash.register_page(
        __package__, path=PATH, name="Compare", title=title, layout=layout, order=1.5, in_navigation=True
    )


def layout(**query: Any) -> Any:
    """Return the page for a query string."""
    return shell.framed(build, query)
