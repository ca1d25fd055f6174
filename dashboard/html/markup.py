"""Dash components -> HTML text: what a page is sent as, readable before any script has run.

Pure. Knows the components the pages use; any other raises, so that no page loses a part silently.
"""

from html import escape
from typing import Any

from dash.development.base_component import Component

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
ATTRIBUTES = {
    "className": "class",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
}
NOT_SENT = {"children", "n_clicks", "n_clicks_timestamp", "disable_n_clicks", "key"}
OF_DASH = {"available_properties", "available_wildcard_properties"}


class Raw(str):
    """Text that is HTML already, made by us: it is not escaped."""


def to_html(part: Any) -> str:
    """Return the HTML of a component, a list of components, or text (escaped)."""
    if part is None:
        return ""
    if isinstance(part, Raw):
        return part
    if isinstance(part, list | tuple):
        return "".join(to_html(child) for child in part)
    if not isinstance(part, Component):
        return escape(str(part), quote=False)
    if part._namespace == "dash_html_components":
        return _element(part._type.lower(), _attributes(part), getattr(part, "children", None))
    return _SPECIAL[part._type](part)


def _attributes(part: Component) -> dict[str, Any]:
    attributes = {ATTRIBUTES.get(name, name): value for name, value in _held(part) if name not in NOT_SENT}
    if isinstance(attributes.get("style"), dict):
        attributes["style"] = ";".join(
            f"{_dashed(name)}:{value}" for name, value in attributes["style"].items()
        )
    return attributes


def _held(part: Component) -> list[tuple[str, Any]]:
    """What was given to a component, read where Dash puts it: its own way to tell takes ten times as long.

    Dash sets it in no order: sorted, every process writes the same page.
    """
    given = [pair for pair in vars(part).items() if pair[0][0] != "_" and pair[0] not in OF_DASH]
    return sorted(given, key=_rank)


def _rank(pair: tuple[str, Any]) -> tuple[bool, bool, str]:
    name = pair[0]
    return (name.startswith(("data-", "aria-")), name != "id", name)


def _dashed(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)


def _element(tag: str, attributes: dict[str, Any], children: Any = None) -> str:
    text = "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{tag}{text}>" if tag in VOID else f"<{tag}{text}>{to_html(children)}</{tag}>"


def _select(part: Any) -> str:
    chosen = getattr(part, "value", None)
    options = "".join(
        _element("option", {"value": option["value"], "selected": option["value"] == chosen}, option["label"])
        for option in part.options
    )
    opening = _element("select", {"id": part.id, "name": part.name, "class": "form-select"})
    return opening.replace("</select>", options + "</select>")


def _input(part: Any) -> str:
    held = _attributes(part)
    wanted = {name: held.get(name) for name in ("id", "name", "type", "value", "min", "max", "placeholder")}
    return _element("input", wanted | {"class": "form-control"})


def _label(part: Any) -> str:
    return _element("label", {"for": part.html_for, "class": "form-label"}, part.children)


_SPECIAL = {
    "Select": _select,
    "Input": _input,
    "Label": _label,
}
