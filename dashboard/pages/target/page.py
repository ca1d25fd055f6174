"""One target: the page at its address."""

from typing import Any

import dash

from dashboard import ask, shell
from dashboard.pages.target.build import build


def register() -> None:
    """Register the page."""
    dash.register_page(
        __package__, path_template="/target/<key>", name="Target", title=title, layout=layout, order=11
    )


def title(key: str = "") -> str:
    """Return the document's title."""
    target = ask.defined().targets.get(key)
    return f"{target.name if target else 'There is no such page'} – {shell.NAME}"


def layout(key: str = "", **query: Any) -> Any:
    """Return the page for a target and a query string."""
    return shell.framed(build, query, key=key)
