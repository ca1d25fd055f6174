"""What is refused before Dash sees it: it would answer nonsense from outside with an error of the server."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

import dash
from dash.exceptions import DependencyException
from flask import Response, abort, request

from dashboard.selection import asked

CALLBACK = "_dash-update-component"
UNUSED = "_reload-hash"  # Dash answers this address in production too; nobody needs it there


def add_to(app: dash.Dash) -> None:
    """Answer 404 for scripts that do not exist and what nobody needs, 400 for malformed callbacks."""

    def refuse() -> None:
        if request.path.endswith(f"/{UNUSED}"):
            abort(404)
        if request.path.endswith(f"/{CALLBACK}") and request.method == "POST":
            _require_callback(app)

    app.server.before_request(refuse)
    app.server.register_error_handler(DependencyException, _no_such_script)


def _require_callback(app: dash.Dash) -> None:
    # Refused on the way already where it is too long, of another type, or no JSON.
    try:
        body = request.get_json()
    except RecursionError:
        abort(400)
    plain = as_asked(body, app.callback_map, app.config.requests_pathname_prefix)
    if plain is None:
        abort(400)
    # Flask keeps what it has parsed, and Dash reads that: nothing else of the body reaches it.
    body.clear()
    body.update(plain)


def as_asked(body: Any, known: Mapping[str, Any], base: str = "/") -> dict[str, Any] | None:
    """Return what a body asks for as the browser's part of Dash would ask it; None for what it never asks.

    `known`: output -> the callback, with its `inputs` in order (dash.Dash.callback_map). One that runs in the
    browser is never asked for. All that ours are given is an address below `base`: texts, or nothing; of its
    query only our keys.
    """
    output = body.get("output") if isinstance(body, dict) else None
    callback = known.get(output) if isinstance(output, str) else None
    if callback is None or "callback" not in callback:
        return None
    outputs, inputs = _properties(body.get("outputs")), _properties(body.get("inputs"))
    wanted = [f"{entry['id']}.{entry['property']}" for entry in callback["inputs"]]
    if not _are(_names(outputs), str(output)) or _names(inputs) != wanted:
        return None
    pairs = [(entry, each.get("value")) for entry, each in zip(inputs, body["inputs"], strict=True)]
    if not all(_is_part(entry, value, base) for entry, value in pairs):
        return None
    given = [{**entry, "value": _known(entry, value)} for entry, value in pairs]
    several = isinstance(body["outputs"], list)
    return {
        "output": output,
        "outputs": outputs if several else outputs[0],
        "inputs": given,
        "changedPropIds": wanted,
    }


def _properties(entries: Any) -> list[dict[str, str]]:
    """The properties of components that a part of a body names; none where it names anything else."""
    several = entries if isinstance(entries, list) else [entries]
    named = [
        {name: entry[name] for name in ("id", "property")}
        for entry in several
        if isinstance(entry, dict)
        and isinstance(entry.get("id"), str)
        and isinstance(entry.get("property"), str)
    ]
    return named if len(named) == len(several) else []


def _names(properties: list[dict[str, str]]) -> list[str]:
    return [f"{entry['id']}.{entry['property']}" for entry in properties]


def _are(names: list[str], output: str) -> bool:
    return output in (f"..{'...'.join(names)}..", *names[:1])


def _is_part(entry: Mapping[str, str], value: Any, base: str) -> bool:
    """Whether a value is a part of an address below `base`, where a query may be missing."""
    if value is None:
        return entry["property"] != "pathname"
    # Half of a letter, which JSON may hold, is no text.
    text = isinstance(value, str) and value.encode(errors="ignore").decode() == value
    return text and (entry["property"] != "pathname" or value.startswith(base.rstrip("/") or "/"))


def _known(entry: Mapping[str, str], value: str | None) -> str | None:
    """The value of an input; of a query string, what is ours of it."""
    if entry["property"] != "search" or not value:
        return value
    query = asked(parse_qs(value.removeprefix("?"), keep_blank_values=True).items())
    return f"?{urlencode(query, doseq=True)}" if query else ""


def _no_such_script(_error: Exception) -> Response:
    # Dash's own words list every script there is.
    return Response("There is no such file.\n", status=404, mimetype="text/plain")
