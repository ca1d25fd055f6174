"""What the store holds after a load, plainly, for tests that compare it with another reading of the file."""

import csv
from collections.abc import Callable, Iterable
from contextlib import closing
from math import isclose
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import Engine, select

from data.catalogue.reader import Catalogue, catalogue
from data.errors import BadInput
from data.store import schema
from loaders.pipeline import FileReport, load_file

EXAMPLES = Path(__file__).parent / "examples"
KEY = ("series", "area", "period_end", "sex", "age", "category_type", "category")
FIGURES = ("value", "lower", "upper", "numerator", "denominator")
Key = tuple[Any, ...]
Records = list[list[str]]


def load(engine: Engine, path: Path, defined: Catalogue | None = None) -> FileReport:
    """Load one file with one document; return the report."""
    (report,) = load_file(path, engine, defined or catalogue())
    return report


def held(engine: Engine, *names: str) -> list[dict[str, Any]]:
    """Every current observation with its line, figures, note and origin, and the columns named."""
    tables = {
        "lines": schema.lines,
        "observations": schema.observations,
        "releases": schema.releases,
    }
    wanted = [*KEY, *FIGURES, "period_start", "period", "note", "sheet", "row", *names]
    columns = []
    for name in wanted:
        table = next(
            tables[key]
            for key in ("lines", "releases", "observations")
            if name in tables[key].c and name != "id"
        )
        columns.append(table.c[name])
    question = (
        select(*columns)
        .join_from(
            schema.current, schema.observations, schema.current.c.observation_id == schema.observations.c.id
        )
        .join(schema.lines, schema.observations.c.line_id == schema.lines.c.id)
        .join(schema.releases, schema.observations.c.release_id == schema.releases.c.id)
    )
    with engine.connect() as connection:
        return [dict(zip(wanted, row, strict=True)) for row in connection.execute(question)]


def figures(engine: Engine) -> dict[Key, tuple[float | None, ...]]:
    """KEY -> value, lower, upper, numerator, denominator of everything held."""
    return {tuple(row[name] for name in KEY): tuple(row[name] for name in FIGURES) for row in held(engine)}


def dump(engine: Engine) -> list[str]:
    """Every row of every table of a store on SQLite, as SQL."""
    with closing(engine.raw_connection()) as connection:
        return list(connection.driver_connection.iterdump())


def one(engine: Engine, **wanted: Any) -> dict[str, Any]:
    """The single observation held that has the values wanted."""
    found = [row for row in held(engine) if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, f"{len(found)} observations have {wanted}"
    return found[0]


def assert_same(
    read: dict[Key, tuple[float | None, ...]], expected: dict[Key, tuple[float | None, ...]]
) -> None:
    """Both name the same figures, to nine digits."""
    assert sorted(map(str, read.keys() ^ expected.keys())) == []
    unequal = [
        (key, read[key], expected[key])
        for key in expected
        if not all(_equal(*pair) for pair in zip(read[key], expected[key], strict=True))
    ]
    assert unequal == []


def _equal(mine: float | None, other: float | None) -> bool:
    if mine is None or other is None:
        return mine is other
    return isclose(mine, other, rel_tol=1e-9)


def refusal(engine: Engine, path: Path) -> str:
    """Load a bad file; return the words of the error, once it is sure that the store is as it was."""
    with pytest.raises(BadInput) as caught:
        load_file(path, engine, catalogue())
    assert held(engine) == []
    with engine.connect() as connection:
        assert connection.execute(select(schema.loads)).all() == []
    assert "Nothing was loaded." in str(caught.value)
    assert path.name in str(caught.value)
    return str(caught.value)


def changed(folder: Path, name: str, *replacements: tuple[str, str]) -> Path:
    """A copy of an example file with each first text replaced by the second; every one must occur."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, f"{old!r} is not in {name}"
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def without_column(folder: Path, name: str, column: str) -> Path:
    """A copy of an example csv that lacks a column."""
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    at = rows[0].index(column)
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(row[:at] + row[at + 1 :] for row in rows)
    return path


def edited(
    folder: Path, name: str, edit: Callable[[Records], None], quoting: Literal[0, 1] = csv.QUOTE_MINIMAL
) -> Path:
    """A copy of an example csv whose records (header first) were edited."""
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as stream:
        records = list(csv.reader(stream))
    edit(records)
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=quoting).writerows(records)
    return path


def cut_short(folder: Path, name: str, lost: int, whole_rows: bool = False) -> Path:
    """A copy of an example that lacks its last bytes, or with `whole_rows` the rows that they are of."""
    content = (EXAMPLES / name).read_bytes()[:-lost]
    path = folder / name
    path.write_bytes(content[: content.rfind(b"\n") + 1] if whole_rows else content)
    return path


def assert_missing_column_is_named(engine: Engine, folder: Path, name: str, column: str) -> None:
    """An example csv without a column is refused, in words that name the column."""
    assert f"the column {column!r} is missing" in refusal(engine, without_column(folder, name, column))


def number(text: str) -> float | None:
    """A plain cell as a number; None where it is blank or a marker."""
    return float(text) if text not in ("", "*") else None


def rows_of(path: Path) -> Iterable[dict[str, str]]:
    """The records of a csv, by its header."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream, restval="")
