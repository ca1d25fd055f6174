"""Reads definition files into models, and tells every problem: file, key, what was found, what to do."""

import csv
import difflib
import re
import tomllib
import types
import typing
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from data.catalogue.definition import Definition
from data.errors import Problem

Model = TypeVar("Model", bound=Definition)


class Problems(list[Problem]):
    """Everything found wrong, and what could be read of the definitions that are not right.

    The names in a definition that is half read are checked too, so that all that is wrong is told at once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._halves: list[tuple[str, Definition]] = []

    def keep(self, where: str, half: Definition) -> None:
        """Keep what could be read of a definition; what could not is blank."""
        self._halves.append((where, half))

    def half_read(self, model: type[Model]) -> list[tuple[str, Model]]:
        """(where, half) of each definition of a kind that could not be read in full."""
        return [(where, definition) for where, definition in self._halves if isinstance(definition, model)]


def read_toml(path: Path, name: str, problems: Problems) -> dict[str, Any] | None:
    """The file as a dictionary; None, and a problem more, where it is not TOML or not UTF-8."""
    text = _text(path, name, problems)
    return None if text is None else _parsed(text, name, problems)


def read_entries(path: Path, name: str, table: str, problems: Problems) -> tuple[list[Any], set[str]]:
    """The entries `[[table]]` of a file, and the keys of those that are not TOML.

    Where the file cannot be read as a whole each entry is read alone: the others are still checked. None
    stands for one that cannot be read.
    """
    text = _text(path, name, problems)
    if text is None:
        return [], set()
    begin = f"[[{table}]]"
    whole = _parsed(text, name, Problems())
    if whole is None:
        lost: set[str] = set()
        entries = [_entry(block, name, table, lost, problems) for block in _blocks(text, begin)]
        return entries, lost
    for key in sorted(set(whole) - {table}):
        problems.append(Problem(name, f"the key `{key}` is not known", f"each entry begins with {begin}"))
    entries = whole.get(table, [])
    return (entries if isinstance(entries, list) else [entries]), set()


def _entry(block: str, name: str, table: str, lost: set[str], problems: Problems) -> Any:
    """The entry alone; None where it is not TOML, with its key put to those that are `lost`."""
    key = _KEY.search(block)
    whole = _parsed(block, f"{name}, {table} {key[1]}" if key else name, problems)
    if whole is not None:
        return whole[table][0]
    lost |= {key[1]} if key else set()
    return None


def _text(path: Path, name: str, problems: Problems) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(name, "the file is missing", "put it back"))
        return None
    except UnicodeDecodeError:
        problems.append(Problem(name, "it is not written in UTF-8", "save the file as UTF-8"))
        return None


def _parsed(text: str, name: str, problems: Problems) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        written = f", in `{text.splitlines()[int(line[1]) - 1].strip()[:80]}`" if line else ""
        problems.append(Problem(name, f"it cannot be read as TOML: {error}{written}", _TOML_REMEDY))
        return None


def _blocks(text: str, begin: str) -> list[str]:
    """Each entry alone, below as many empty lines as stand before it: its line numbers stay the file's."""
    first, *others = text.split(f"\n{begin}")
    blocks, above = [], first.count("\n") + 1
    blocks += [first] if first.lstrip().startswith(begin) else []
    for other in others:
        blocks.append("\n" * above + begin + other)
        above += other.count("\n") + 1
    return blocks


_KEY = re.compile(r'^key\s*=\s*"([^"]+)"', re.MULTILINE)
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
    return [(where, definition) for where, definition in read if definition is not None]


def _unknown_columns(columns: Iterable[str], name: str, model: type[Model], problems: Problems) -> set[str]:
    unknown = set(columns) - set(model.model_fields)
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
        fault = "the row has more or fewer cells than the header"
        problems.append(Problem(where, fault, 'put "quotes" round text that holds a comma'))
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
        if isinstance(raw, dict):
            problems.keep(where, _half(model, raw, errors))
        return None


def _half(model: type[Model], raw: dict[str, Any], errors: ValidationError) -> Model:
    """The texts of a definition that are not wrong in themselves; whatever else it must have is blank."""
    wrong = {error["loc"][0] for error in errors.errors() if error["loc"]}
    blank: dict[str, Any] = {name: "" for name, field in model.model_fields.items() if field.is_required()}
    good: dict[str, Any] = {
        key: value
        for key, value in raw.items()
        if key in model.model_fields and key not in wrong and isinstance(value, (str, tuple))
    }
    return model.model_construct(**{**blank, **good})


def _problem(model: type[BaseModel], error: dict[str, Any], where: str) -> Problem:
    location = tuple(error["loc"])
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
    owner = _model_at(model, location[:-1])
    if error["type"] == "extra_forbidden":
        return Problem(where, f"the key `{key}` is not known", _nearest(str(location[-1]), owner))
    if error["type"] == "missing":
        return Problem(where, f"the key `{key}` is missing", f"add `{key}`")
    message = _REMEDIES.get(error["type"], error["msg"].removeprefix("Value error, "))
    if not location:
        return Problem(where, message)
    return Problem(where, f"`{key}` is {_shown(error['input'])}", message[:1].lower() + message[1:])


_REMEDIES = {
    "string_pattern_mismatch": "write lower-case words and numbers joined by hyphens",
    "string_too_short": "it must not be empty",
    "float_parsing": "a number is needed here",
    "int_parsing": "a whole number is needed here",
    "model_type": "an entry has keys of its own, each with its value",
}


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
