"""The API, /api/v1: what the pages show, as JSON in pages and as csv in one piece."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.http import parse_accept_header
from werkzeug.wsgi import wrap_file

from dashboard.api import cursors
from dashboard.api.openapi import document
from dashboard.api.packed import ENCODINGS, IDENTITY, Packed, packed
from dashboard.api.parameters import AFTER, PAGE, read
from dashboard.api.resources import RESOURCES, Resource
from data.errors import NotThere, Refused, StoreUnreachable, TooMuch
from data.records import Record, csv_lines, mark_of, plain

ROOT = "api/v1"
STATUS = {Refused: 400, TooMuch: 403, NotThere: 404}
SECONDS_TO_WAIT = "30"
MOST_ROWS_IN_A_FILE = 200_000  # of csv, which a worker makes well within the time it is given
MOST_IN_A_FILE = 64_000_000  # bytes of csv, before they are compressed
MOST_IN_A_PAGE = 8_000_000  # letters of JSON


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
    return Response(_text(content), mimetype="application/json")


def _text(content: Any) -> str:
    return json.dumps(content, default=plain, ensure_ascii=False, allow_nan=False)


def _description(root: str) -> Response:
    read(request.args, ())
    return _json(document(root, RESOURCES.values()))


def _page(resource: Resource) -> Response:
    asked = read(request.args, (*resource.parameters, *resource.paging))
    rows = resource.rows(asked)
    page, size, behind = asked["page"], asked["per_page"], asked.get("after")
    pages = max(1, -(-rows.total // size))
    if page > pages and behind is None:
        raise NotThere("page", f"The last page is number {pages}.")
    # One more than the page holds: whether there is a next one.
    some = rows.read((page - 1) * size if behind is None else behind, size + 1)
    records, texts = _within_a_page(some)
    more = len(records) > size
    frame = {
        "page": page,
        "per_page": size,
        "pages": pages,
        "total": rows.total,
        "next": _address_of(resource, page + 1, records[size - 1]) if more else None,
    }
    body = f'{{"data": [{", ".join(texts[:size])}], {_text(frame)[1:]}'
    return Response(body, mimetype="application/json")


def _within_a_page(some: Iterable[list[Record]]) -> tuple[list[Record], list[str]]:
    """All records, and each as JSON; raises TooMuch where they are too long together."""
    together: list[Record] = []
    texts: list[str] = []
    for records in some:
        together += records
        texts += map(_text, records)
        if sum(map(len, texts)) > MOST_IN_A_PAGE:
            limit = f"The page would be longer than {MOST_IN_A_PAGE // 1_000_000} MB."
            raise TooMuch("per_page", f"{limit} Ask for fewer records a page.")
    return together, texts


def _address_of(resource: Resource, page: int, last: Record) -> str:
    place = {AFTER.name: cursors.written(mark_of(last))} if AFTER in resource.paging else {}
    # In one order: the answer to a question is kept, however the question was written.
    query = urlencode(sorted((request.args.to_dict() | {PAGE.name: page} | place).items()))
    return f"{request.script_root}{request.path}?{query}"


def _csv(resource: Resource) -> Response:
    """The whole as csv: made in a file, so that a reader gets all of it, at one state of the store, or a
    refusal.
    """
    asked = read(request.args, resource.parameters)
    rows = resource.rows(asked)
    if rows.total > MOST_ROWS_IN_A_FILE:
        refusal = f"The file would have {rows.total:,} rows; at most {MOST_ROWS_IN_A_FILE:,} are sent."
        raise TooMuch("", f"{refusal} Ask for less, or for JSON in pages.")
    names = list(resource.fields)
    parts = (_lines(part, names) for part in rows.read(0, rows.total))
    encoding = _encoding()
    response = _sent(packed(chain([csv_lines([names])], parts), encoding, MOST_IN_A_FILE))
    if encoding != IDENTITY:
        response.content_encoding = encoding
    response.vary.add("Accept-Encoding")
    chosen = (str(asked.get(name) or "") for name in ("indicator", "place"))
    day = f"as-of-{asked.get('as_of') or date.today()}"
    stem = "_".join(filter(None, ("beacon", resource.name, *chosen, day)))
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.csv"'
    return response


# Read anew: kept answers settle on one encoding, and note it in the request.
def _encoding() -> str:
    accepted = parse_accept_header(request.headers.get("Accept-Encoding", ""))
    return str(accepted.best_match(ENCODINGS, IDENTITY))


def _sent(file: Packed) -> Response:
    if file.in_memory:
        with file.file:
            response = Response(file.file.read(), mimetype="text/csv")
    else:
        content = wrap_file(request.environ, file.file)
        response = Response(content, mimetype="text/csv", direct_passthrough=True)
        response.content_length = file.size
        response.call_on_close(file.file.close)
    response.set_etag(file.checksum, weak=True)
    return response


def _lines(records: list[Record], names: list[str]) -> str:
    return csv_lines([_cell(record[name]) for name in names] for record in records)


def _cell(value: Any) -> Any:
    """A value as a cell: numbers and texts as they are, lists and counts in words, days in ISO form."""
    if isinstance(value, dict):
        return "; ".join(f"{many} x {what}" for what, many in value.items())
    if isinstance(value, list):
        return "; ".join(value)
    return value if value is None or isinstance(value, int | float | str) else plain(value)
