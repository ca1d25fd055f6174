"""Methods: the page at its address."""

from typing import Any

import dash

from dashboard import shell
from dashboard.pages.methods.build import PATH, build


def register() -> None:
    """Register the page."""
    title = f"How we judge – {shell.NAME}"
    dash.register_page(
        __package__, path=PATH, name="Methods", title=title, layout=layout, order=7, in_navigation=True
    )


def layout(**query: Any) -> Any:
    """Return the page for a query string."""
    return shell.framed(build, query)
