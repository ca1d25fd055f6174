"""One indicator: the page at its address."""

from typing import Any

import dash

from dashboard import ask, shell
from dashboard.pages.indicator.build import build


def register() -> None:
    """Register the page."""
    dash.register_page(
        __package__,
        path_template="/indicator/<indicator_id>",
        name="Indicator",
        title=title,
        layout=layout,
        order=10,
    )


def title(indicator_id: str = "") -> str:
    """Return the document's title."""
    indicator = ask.defined().indicators.get(indicator_id)
    return f"{indicator.title if indicator else 'There is no such page'} – {shell.NAME}"


def layout(indicator_id: str = "", **query: Any) -> Any:
    """Return the page for an indicator and a query string."""
    return shell.framed(build, query, indicator_id=indicator_id)
