"""What no figure can be, whatever its source: the file is refused before anything is stored. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from data.catalogue.reader import Catalogue
from data.errors import Problem
from loaders.contract import Checked
from loaders.naming import first_named
from loaders.source import KEY, Context
from loaders.totals.area_names import plain_name

MOST_ROWS = 20  # named of one contradiction

SAID = ["value", "lower", "upper", "numerator", "denominator", "note"]


def where(file: str, row: pd.Series) -> str:
    """Where an observation stands, for a person."""
    parts = [file, f"sheet {row.sheet}" if row.sheet else "", f"row {row.row}" if row.row else ""]
    return ", ".join(part for part in parts if part)


def named(row: pd.Series) -> str:
    """Which observation it is, for a person."""
    parts = [row.series, row.area, row.period, row.sex, row.age, row.category]
    return ", ".join(part for part in parts if part)


def without_repeats(frame: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem], list[str]]:
    """Return the observations without those stated twice alike, and a problem for each said otherwise too.

    The third thing returned names the rows that say again what another says.
    """
    key = [*KEY, "published"] if "published" in frame else KEY
    again = frame.duplicated([*key, *SAID])
    rows = list(dict.fromkeys(str(row) for row in frame.row[again] if row))
    repeated = f"{file}: says again what another row says, counted once: row {first_named(rows)}"
    frame = frame[~again]
    twice = frame.duplicated(key, keep="first")
    first = frame[frame.duplicated(key, keep=False)].drop_duplicates(key).set_index(key).row
    problems = []
    for _, row in frame[twice].head(MOST_ROWS).iterrows():
        other = str(first.loc[tuple(row[name] for name in key)])
        beside = f", in row {other} too" if other not in ("", str(row.row)) else ""
        fault = f"({named(row)}) is given twice, with different figures{beside}"
        problems.append(Problem(where(file, row), fault, "delete the one that is wrong"))
    return frame[~twice].reset_index(drop=True), problems, [repeated] if rows else []


def impossible(frame: pd.DataFrame, file: str, catalogue: Catalogue) -> list[Problem]:
    """A problem for each negative count, share above its maximum, and part larger than its whole."""
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
    return [
        Problem(where(file, row), f"({named(row)}) {what}: {_figures(row)}", "mend the figure or its place")
        for what, rows in wrong.items()
        if rows.any()
        for _, row in frame[rows].head(10).iterrows()
    ]


def unfinished(frame: pd.DataFrame, file: str, received: date) -> list[Problem]:
    """A problem for each period that had not ended on the day the file was received, with its first row."""
    late = frame[frame.period_end > received]
    problems = []
    for _, rows in late.groupby(["series", "period"], sort=False):
        first, more = rows.iloc[0], len(rows) - 1
        others = f" (and {more} more of its rows)" if more else ""
        fault = (
            f"({named(first)}) is of a period that ends on {first.period_end}: it has not ended yet{others}"
        )
        problems.append(Problem(where(file, first), fault, "look whether the year is mistyped"))
    return problems


def misnamed(tables: Sequence[Checked], context: Context) -> list[Problem]:
    """A problem for each row whose name is that of another area than its code."""
    problems = []
    for wrong in context.contradictions:
        rows = [
            Problem(checked.table.where_row(row), wrong.fault, wrong.remedy)
            for checked in tables
            for row in rows_with(checked, wrong.code, wrong.name)
        ]
        problems += rows or [Problem(tables[0].table.file, wrong.fault, wrong.remedy)]
    return problems


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
    return ", ".join(f"{name} {row[name]:g}" for name in SAID[:-1] if pd.notna(row[name]))


def at_odds(frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """A problem for each figure that two documents of one archive give otherwise, both of one day.

    `frames`: document -> its observations.
    """
    if len(frames) < 2:
        return []
    whole = pd.concat([frame.assign(document=name) for name, frame in frames.items()], ignore_index=True)
    key = [*KEY, "published", "published_basis"]
    whole = whole.drop_duplicates([*key, *SAID])
    first = whole.drop_duplicates(key).set_index(key)
    problems = []
    for _, row in whole[whole.duplicated(key)].head(MOST_ROWS).iterrows():
        other = first.loc[tuple(row[name] for name in key)]
        fault = f"({named(row)}) is given otherwise in {other.document}, row {other.row}"
        todo = "leave the one that is meant, or load them one after the other"
        problems.append(Problem(where(row.document, row), fault, todo))
    return problems
