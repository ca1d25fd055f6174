"""What is refused before Dash sees it: it would answer nonsense from outside with an error of the server."""

from collections.abc import Mapping
from typing import Any

import dash
from dash.exceptions import DependencyException
from flask import Response, abort, request

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
    if not is_callback(request.get_json(), app.callback_map):
        abort(400)


def is_callback(body: Any, known: Mapping[str, Any]) -> bool:
    """Say whether a body asks for one of the `known` outputs as the browser's part of Dash does.

    `known`: output -> the callback, with its `inputs` in order (dash.Dash.callback_map).
    """
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or body["output"] not in known:
        return False
    inputs, outputs = body.get("inputs"), body.get("outputs")
    wanted = [f"{entry['id']}.{entry['property']}" for entry in known[body["output"]]["inputs"]]
    # All that our callbacks are told is an address: texts, or nothing.
    if not isinstance(inputs, list) or _names(inputs) != wanted:
        return False
    texts = all(isinstance(entry.get("value"), str | None) for entry in inputs)
    return texts and _are(outputs, body["output"])


def _are(outputs: Any, output: str) -> bool:
    names = _names(outputs if isinstance(outputs, list) else [outputs])
    return output in (f"..{'...'.join(names)}..", *names[:1])


def _names(properties: list[Any]) -> list[str]:
    return [
        f"{entry.get('id')}.{entry.get('property')}" if isinstance(entry, dict) else ""
        for entry in properties
    ]


def _no_such_script(_error: Exception) -> Response:
    # Dash's own words list every script there is.
    return Response("There is no such file.\n", status=404, mimetype="text/plain")
