"""Reads definition files into models, and tells every problem: file, key, what was found, what to do."""

import csv
import difflib
import tomllib
import types
import typing
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from data.definition_models import Definition
from data.errors import Problem

Model = TypeVar("Model", bound=Definition)
Problems = list[Problem]


def read_toml(path: Path, name: str, problems: Problems) -> dict[str, Any] | None:
    """The file as a dictionary; None, and a problem more, where it is not TOML or not UTF-8."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        problems.append(Problem(name, "it is not written in UTF-8", "save the file as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(name, f"it cannot be read as TOML: {error}", _TOML_REMEDY))
    return None


_TOML_REMEDY = (
    'mend the line named: text stands in "quotes", a date as YYYY-MM-DD, a list in [brackets], a key once'
)


def read_table(path: Path, name: str, model: type[Model], problems: Problems) -> list[tuple[str, Model]]:
    """(where, model) per csv row. Blank cells are left to the model's default; lists are separated by `;`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            unknown = _unknown_columns(rows.fieldnames or (), name, model, problems)
            lines = [(f"{name}, line {rows.line_num}", row) for row in rows]
    except FileNotFoundError:
        problems.append(Problem(name, "the file is missing", "put it back"))
        return []
    except UnicodeDecodeError:
        problems.append(Problem(name, "it is not written in UTF-8", "save the file as CSV UTF-8"))
        return []
    read = [(where, _row_model(row, where, model, unknown, problems)) for where, row in lines]
    return [(where, one) for where, one in read if one is not None]


def _unknown_columns(found: Iterable[str], name: str, model: type[Model], problems: Problems) -> set[str]:
    unknown = set(found) - set(model.model_fields)
    for column in sorted(unknown):
        problems.append(Problem(name, f"the column `{column}` is not known", _nearest(column, model)))
    return unknown


def _row_model(
    row: dict[Any, Any],
    where: str,
    model: type[Model],
    unknown: set[str],
    problems: Problems,
) -> Model | None:
    if None in row or None in row.values():
        found = "the row has more or fewer cells than the header"
        problems.append(Problem(where, found, 'put "quotes" round text that holds a comma'))
        return None
    filled = {key: cell.strip() for key, cell in row.items() if cell.strip() and key not in unknown}
    lists = {
        key: tuple(part.strip() for part in filled[key].split(";")) for key in filled if _is_tuple(model, key)
    }
    return validated(model, {**filled, **lists}, where, problems)


def _is_tuple(model: type[BaseModel], key: str) -> bool:
    return typing.get_origin(model.model_fields[key].annotation) is tuple


def validated(model: type[Model], raw: dict[str, Any], where: str, problems: Problems) -> Model | None:
    """The model, or None with one problem for each thing wrong."""
    try:
        return model.model_validate(raw)
    except ValidationError as errors:
        problems.extend(_problem(model, dict(error), where) for error in errors.errors())
        return None


def _problem(model: type[BaseModel], error: dict[str, Any], where: str) -> Problem:
    location = tuple(error["loc"])
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
    owner = _model_at(model, location[:-1])
    if error["type"] == "extra_forbidden":
        return Problem(where, f"the key `{key}` is not known", _nearest(str(location[-1]), owner))
    if error["type"] == "missing":
        return Problem(where, f"the key `{key}` is missing", f"add `{key}`")
    message = error["msg"].removeprefix("Value error, ")
    if not location:
        return Problem(where, message)
    return Problem(where, f"`{key}` is {_shown(error['input'])}", message[:1].lower() + message[1:])


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _nearest(key: str, model: type[BaseModel] | None) -> str:
    known = sorted(model.model_fields) if model is not None else []
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return "take it out; the keys known here are " + ", ".join(known)


def _model_at(model: type[BaseModel], location: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model that owns the key at a location such as ("series", 0, "select")."""
    owner: type[BaseModel] = model
    for part in location:
        if isinstance(part, int):
            continue
        field = owner.model_fields.get(part)
        inner = next(iter(_models_in(field.annotation)), None) if field else None
        if inner is None:
            return None
        owner = inner
    return owner


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [model for part in typing.get_args(annotation) for model in _models_in(part)]
