"""What a page has beside itself, as values: the server makes the routes, so that no page knows the server."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Response

from dashboard.shell import View

Record = dict[str, Any]
Rows = Callable[[Mapping[str, str]], list[Record]]
Making = Callable[[str, dict[str, Any]], tuple[View, Any, str]]
LeadOn = Callable[[str], Callable[[], Response | None]]


@dataclass(frozen=True)
class Beside:
    """files: name -> the rows of a query string, served as csv and xlsx. plain: from an ident and a query to
    the view without scripts, its sentences and the path of the full page. lead_on: given the base path,
    what is asked before every request and may answer with another address.
    """

    files: Mapping[str, Rows] = field(default_factory=dict)
    plain: Making | None = None
    lead_on: LeadOn | None = None
