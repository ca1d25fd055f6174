"""Home: the page at its address."""

from typing import Any

import dash

from dashboard import shell
from dashboard.pages.home.build import PATH, build


def register() -> None:
    """Register the page."""
    dash.register_page(__package__, path=PATH, name="Home", title=shell.NAME, layout=layout, order=0)


def layout(**query: Any) -> Any:
    """Return the page for a query string."""
    return shell.framed(build, query)
