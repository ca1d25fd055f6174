"""The description of the API (OpenAPI 3.1), made from the declarations that read and name all. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.api.fields import Fields, Schema
from dashboard.api.parameters import Parameter
from dashboard.api.resources import Resource

WORDS = (
    "The figures, statements, targets and loads that the pages show. Missing figures are null, never 0. "
    "Parameters are read strictly: what cannot be read is refused with 400 and a sentence, and what is not "
    "there with 404."
)
PROBLEMS = {
    "400": ("Refused", "A parameter is not known, or its value cannot be read."),
    "403": ("TooMuch", "The answer would be longer than what is sent at once; ask for less."),
    "404": ("NotThere", "There is no such indicator, area, day, page or place in the list."),
    "503": ("Unreachable", "The store of figures does not answer; ask again later."),
}


def document(root: str, resources: Iterable[Resource]) -> Schema:
    """Return the description. `root`: the path below which the API lies, such as /api/v1."""
    known = list(resources)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Beacon", "version": "1", "description": WORDS},
        "servers": [{"url": root}],
        "paths": {
            path: {"get": operation} for resource in known for path, operation in _paths(resource).items()
        }
        | _itself(),
        "components": {
            "schemas": {name: schema for resource in known for name, schema in _schemas(resource).items()}
            | {"problem": _PROBLEM},
            "responses": {
                name: _response(words, "application/json", _reference("schemas", "problem"))
                for name, words in PROBLEMS.values()
            },
        },
    }


_PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "error": {"type": "string", "description": "What is wrong, in a sentence."},
        "parameter": {
            "type": ["string", "null"],
            "description": "The parameter that is wrong; null where none is, or where its name is none.",
        },
    },
    "required": ["error", "parameter"],
    "additionalProperties": False,
}


def _paths(resource: Resource) -> dict[str, Schema]:
    page = _reference("schemas", f"{resource.name}_page")
    lines = {
        "type": "string",
        "description": f"A header and a line for each record: {', '.join(resource.fields)}",
    }
    return {
        f"/{resource.name}": _operation(
            resource.name,
            f"{resource.words} In pages.",
            (*resource.parameters, *resource.paging),
            "application/json",
            page,
        ),
        f"/{resource.name}.csv": _operation(
            f"{resource.name}_csv",
            f"{resource.words} The whole as csv.",
            resource.parameters,
            "text/csv",
            lines,
        ),
    }


def _itself() -> dict[str, Schema]:
    operation = _operation("openapi", "This description.", (), "application/json", {"type": "object"})
    return {"/openapi.json": {"get": operation}}


def _operation(
    name: str, words: str, parameters: Sequence[Parameter], form: str, schema: Schema
) -> dict[str, Any]:
    problems = {code: _reference("responses", name) for code, (name, _) in PROBLEMS.items()}
    return {
        "operationId": name,
        "summary": words,
        "parameters": [
            {
                "name": parameter.name,
                "in": "query",
                "description": parameter.words,
                "schema": parameter.schema,
            }
            for parameter in parameters
        ],
        "responses": {"200": _response(words, form, schema), **problems},
    }


def _response(words: str, form: str, schema: Schema) -> Schema:
    return {"description": words, "content": {form: {"schema": schema}}}


def _schemas(resource: Resource) -> dict[str, Schema]:
    return {
        f"{resource.name}_record": _record(resource.fields),
        f"{resource.name}_page": _closed(
            {
                "data": {"type": "array", "items": _reference("schemas", f"{resource.name}_record")},
                "page": {"type": "integer", "minimum": 1},
                "per_page": {"type": "integer", "minimum": 1},
                "pages": {"type": "integer", "minimum": 1},
                "total": {"type": "integer", "minimum": 0, "description": "Records on all pages."},
                "next": {
                    "type": ["string", "null"],
                    "description": "The address of the next page, to be taken as it is; null on the last.",
                },
            }
        ),
    }


def _record(fields: Fields) -> Schema:
    return _closed({name: field.schema | {"description": field.words} for name, field in fields.items()})


def _closed(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _reference(kind: str, name: str) -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}
