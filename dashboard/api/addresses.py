"""The API, /api/v1: what the pages show, as JSON in pages and as csv in one piece."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import MethodNotAllowed

from dashboard.api.openapi import document
from dashboard.api.parameters import PAGE, PER_PAGE, read
from dashboard.api.resources import RESOURCES, Resource
from data.errors import NotThere, Refused, StoreUnreachable, TooMuch
from data.records import Record, csv_lines, plain

ROOT = "api/v1"
STATUS = {Refused: 400, TooMuch: 403, NotThere: 404}
SECONDS_TO_WAIT = "30"
MOST_IN_A_FILE = 200_000  # rows of csv that a worker makes well within the time it is given


def add_routes(server: Flask, base: str) -> None:
    """Serve the API below <base>api/v1, and a sentence as JSON at every other address below <base>api."""
    root = base + ROOT
    answers: dict[str, Callable[[], Response]] = {"openapi.json": partial(_description, root)}
    for resource in RESOURCES.values():
        answers |= {resource.name: partial(_page, resource), f"{resource.name}.csv": partial(_csv, resource)}
    for name, answer in answers.items():
        server.add_url_rule(f"{root}/{name}", f"{ROOT}/{name}", partial(_answered, answer))
    nothing = partial(_nothing, f"{root}/openapi.json")
    for path in ("api", "api/"):
        server.add_url_rule(f"{base}{path}", path, nothing, defaults={"rest": ""})
    server.add_url_rule(f"{base}api/<path:rest>", "api", nothing)
    server.register_error_handler(MethodNotAllowed, partial(_only_answers, f"{base}api/"))


def _answered(answer: Callable[[], Response]) -> Response:
    try:
        response = answer()
    except Refused as error:
        return _problem(STATUS[type(error)], error.sentence, error.parameter)
    except (SQLAlchemyError, StoreUnreachable):
        response = _problem(503, "The store of figures does not answer. Ask again later.")
        response.headers["Retry-After"] = SECONDS_TO_WAIT
        return response
    response.headers["Cache-Control"] = "no-cache"
    if not response.is_streamed:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def _nothing(described: str, rest: str) -> Response:
    return _problem(404, f"There is nothing at this address. {described} says what there is.")


def _only_answers(below: str, error: MethodNotAllowed) -> Response | MethodNotAllowed:
    if not f"{request.path}/".startswith(below):
        return error
    response = _problem(405, "The API only answers: ask with GET.")
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _problem(status: int, sentence: str, parameter: str = "") -> Response:
    response = _json({"error": sentence, "parameter": parameter or None})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(content: Any) -> Response:
    text = json.dumps(content, default=plain, ensure_ascii=False, allow_nan=False)
    return Response(text, mimetype="application/json")


def _description(root: str) -> Response:
    read(request.args, ())
    return _json(document(root, RESOURCES.values()))


def _page(resource: Resource) -> Response:
    asked = read(request.args, (*resource.parameters, PAGE, PER_PAGE))
    rows = resource.rows(asked)
    page, size = asked["page"], asked["per_page"]
    pages = max(1, -(-rows.total // size))
    if page > pages:
        raise NotThere("page", f"The last page is number {pages}.")
    return _json(
        {
            "data": rows.between((page - 1) * size, page * size),
            "page": page,
            "per_page": size,
            "pages": pages,
            "total": rows.total,
            "next": _address_of(page + 1) if page < pages else None,
        }
    )


def _address_of(page: int) -> str:
    return f"{request.script_root}{request.path}?{urlencode(request.args.to_dict() | {'page': page})}"


def _csv(resource: Resource) -> Response:
    """The whole as csv, sent part by part where there are several: it may be far longer than a page."""
    asked = read(request.args, resource.parameters)
    rows = resource.rows(asked)
    if rows.total > MOST_IN_A_FILE:
        refusal = f"The file would have {rows.total:,} rows; at most {MOST_IN_A_FILE:,} are sent."
        raise TooMuch("", f"{refusal} Ask for less, or for JSON in pages.")
    names = list(resource.fields)
    head = csv_lines([names])
    parts = (_lines(part, names) for part in rows.whole())
    sent: Iterator[str] | str = chain([head], parts) if len(rows.parts) > 1 else head + "".join(parts)
    chosen = (str(asked.get(name) or "") for name in ("indicator", "place"))
    day = f"as-of-{asked.get('as_of') or date.today()}"
    stem = "_".join(filter(None, ("beacon", resource.name, *chosen, day)))
    headers = {"Content-Disposition": f'attachment; filename="{stem}.csv"'}
    return Response(sent, mimetype="text/csv", headers=headers)


def _lines(records: list[Record], names: list[str]) -> str:
    return csv_lines([_cell(record[name]) for name in names] for record in records)


def _cell(value: Any) -> Any:
    """A value as a cell: numbers and texts as they are, lists and counts in words, days in ISO form."""
    if isinstance(value, dict):
        return "; ".join(f"{many} x {what}" for what, many in value.items())
    if isinstance(value, list):
        return "; ".join(value)
    return value if value is None or isinstance(value, int | float | str) else plain(value)
