"""Dash's private names that are in use, each with its reason; beside `markup` and `page_html` the only ones.

`docs/architecture.md` says what to do when one of them changes.
"""

from collections.abc import Callable
from typing import Any

import dash
from dash._pages import _path_to_page
from dash.development.base_component import Component

# Not told to browsers: what differs from answer to answer or tells of the machine. The token would tie
# background callbacks to one page load; there are none.
NOT_TOLD = {"end_id", "python_version", "dash_version_url"}


class QuietDash(dash.Dash):
    """Dash, whose scripts are told no more than they need: Dash has no setting for it."""

    def _config(self) -> dict[str, Any]:
        settings: dict[str, Any] = super()._config()
        return {name: value for name, value in settings.items() if name not in NOT_TOLD}


def routed(path: str) -> tuple[Callable[..., Any] | None, dict[str, str]]:
    """Return the layout of the page at a path (below the base path) and its variables, as Dash's own router
    finds them: the first answer is made before that router runs. None where there is no page.
    """
    page, variables = _path_to_page(path.strip("/"))
    return (page["layout"] if page else None), dict(variables or {})


def type_of(part: Any) -> str:
    """Return the type of a component, such as "Form" or "Tr"; "" for anything else."""
    return str(part._type) if isinstance(part, Component) else ""
