"""A whole page as one Dash component: its HTML, put in place by assets/page.js.

A page of a thousand table cells as a thousand components takes the browser half a second to set up; as one
piece of HTML it takes the time of parsing it. The same HTML is the first answer to the address.
"""

from typing import Any, ClassVar

from dash.development.base_component import Component


class PageHtml(Component):
    """The content of one page. `title`: the document's; `status`: the answer's HTTP status; `mark` names the
    content, so that the browser keeps what it has already.
    """

    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = ["children"]
    _namespace = "beacon"
    _type = "PageHtml"

    def __init__(self, id: str = "", html: str = "", title: str = "", status: int = 200, mark: str = ""):
        self._prop_names = ["id", "html", "title", "status", "mark"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        props: dict[str, Any] = {"id": id, "html": html, "title": title, "status": status, "mark": mark}
        super().__init__(**props)
