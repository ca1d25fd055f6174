"""Targets: the page at its address."""

from typing import Any

import dash

from dashboard import shell
from dashboard.pages.targets.build import PATH, build


def register() -> None:
    """Register the page."""
    title = f"Targets – {shell.NAME}"
    dash.register_page(
        __package__, path=PATH, name="Targets", title=title, layout=layout, order=3, in_navigation=True
    )


def layout(**query: Any) -> Any:
    """Return the page for a query string."""
    return shell.framed(build, query)
