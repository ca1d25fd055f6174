"""What stands where no page is."""

from typing import Any

import dash

from dashboard import shell


def register() -> None:
    """Register the page under the name by which Dash finds it."""
    title = f"There is no such page – {shell.NAME}"
    dash.register_page(
        __package__, path="/not-found", name="No such page", title=title, layout=layout, order=90
    )


def layout(**_query: Any) -> Any:
    """Return the page."""
    return shell.frame(shell.unknown(shell.NOWHERE))
