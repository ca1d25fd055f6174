"""What no figure can be, whatever its source: refused before anything is stored."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from data.catalogue.reader import Catalogue
from data.errors import BadInput, Problem
from loaders.contract import Checked
from loaders.source import KEY, Context
from loaders.totals.area_names import plain_name

MOST_ROWS = 20  # named of one contradiction

_SAID = ["value", "lower", "upper", "numerator", "denominator", "note"]


def where(file: str, row: pd.Series) -> str:
    """Where an observation stands, for a person."""
    parts = [file, f"sheet {row.sheet}" if row.sheet else "", f"row {row.row}" if row.row else ""]
    return ", ".join(part for part in parts if part)


def named(row: pd.Series) -> str:
    """Which observation it is, for a person."""
    parts = [row.series, row.area, row.period, row.sex, row.age, row.category]
    return ", ".join(part for part in parts if part)


def without_repeats(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return the observations without those stated twice alike; columns as they came.

    Raises BadInput for two different statements about the same thing.
    """
    key = [*KEY, "published"] if "published" in frame else KEY
    frame = frame.drop_duplicates([*key, *_SAID])
    twice = frame.duplicated(key, keep="first")
    if twice.any():
        problems = [
            Problem(where(file, row), f"({named(row)}) is given twice, with different figures")
            for _, row in frame[twice].head(20).iterrows()
        ]
        raise BadInput(problems)
    return frame.reset_index(drop=True)


def refuse_impossible(frame: pd.DataFrame, file: str, catalogue: Catalogue) -> None:
    """Raise BadInput for a negative count, a share above its maximum, or a part larger than its whole."""
    maximum = {id: indicator.maximum for id, indicator in catalogue.indicator_of.items()}
    highest = frame.series.map(maximum).astype(float)
    counts = frame.series.map({id: indicator.is_count for id, indicator in catalogue.indicator_of.items()})
    wrong = {
        "has a numerator below 0": frame.numerator < 0,
        "has a denominator below 0": frame.denominator < 0,
        "is a count below 0": counts.fillna(False).astype(bool) & (frame.value < 0),
        "is above the highest value the unit allows": frame.value > highest,
        "is a share below 0": highest.notna() & (frame.value < 0),
        "has a numerator above its denominator": (highest == 100) & (frame.numerator > frame.denominator),
        "has a lower limit above its upper limit": frame.lower > frame.upper,
    }
    problems = [
        Problem(where(file, row), f"({named(row)}) {what}: {_figures(row)}")
        for what, rows in wrong.items()
        if rows.any()
        for _, row in frame[rows].head(10).iterrows()
    ]
    if problems:
        raise BadInput(problems)


def refuse_unfinished(frame: pd.DataFrame, file: str, received: date) -> None:
    """Raise BadInput for figures of a period that had not ended on the day the file was received."""
    late = frame[frame.period_end > received].drop_duplicates(["period", "row"])
    if len(late):
        raise BadInput(
            [
                Problem(
                    where(file, row),
                    f"({named(row)}) is of a period that ends on {row.period_end}: it has not ended yet",
                    "look whether the year is mistyped",
                )
                for _, row in late.iterrows()
            ]
        )


def refuse_misnamed(tables: Sequence[Checked], context: Context) -> None:
    """Raise BadInput for rows whose name is that of another Place than their code."""
    problems = []
    for wrong in context.contradictions:
        rows = [
            Problem(checked.table.where_row(row), wrong.fault, wrong.remedy)
            for checked in tables
            for row in rows_with(checked, wrong.code, wrong.name)
        ]
        problems += rows or [Problem(tables[0].table.file, wrong.fault, wrong.remedy)]
    if problems:
        raise BadInput(problems)


def rows_with(checked: Checked, code: str, name: str = "") -> list[int]:
    """The first rows in which a cell is the code, and one the name where it is given."""
    texts = checked.frame.select_dtypes(exclude="number")
    coded = (texts == code).any(axis=1)
    rows = checked.frame.row[coded]
    if name:
        named = texts[coded].map(lambda cell: plain_name(str(cell)) == plain_name(name)).any(axis=1)
        rows = rows[named]
    return [int(row) for row in rows][:MOST_ROWS]


def _figures(row: pd.Series) -> str:
    return ", ".join(f"{name} {row[name]:g}" for name in _SAID[:-1] if pd.notna(row[name]))
