"""One Place: the page at its address."""

from typing import Any

import dash

from dashboard import shell
from dashboard.pages.place.build import build, place_of


def register() -> None:
    """Register the page."""
    dash.register_page(
        __package__, path_template="/place/<slug>", name="Place", title=title, layout=layout, order=12
    )


def title(slug: str = "") -> str:
    """Return the document's title."""
    place = place_of(slug)
    return f"{place.name if place else 'There is no such page'} – {shell.NAME}"


def layout(slug: str = "", **query: Any) -> Any:
    """Return the page for a Place and a query string."""
    return shell.framed(build, query, slug=slug)
