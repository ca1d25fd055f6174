"""Tables by local authority: from sheet to table, rates beside their counts, the sum of the nine Places."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from data.catalogue.models import Area
from data.errors import BadInput, Problem
from data.periods import Period
from loaders.contract import Checked, Contract, Table, found_columns
from loaders.formats.documents import Document
from loaders.naming import first_named
from loaders.source import KEY, Context
from loaders.totals.made_areas import readable

HEADER_WITHIN = 30  # rows that may stand above a header
_ONS_CODE = re.compile(r"[A-Z]\d{8}")
_NO_CODE = re.compile(r"\[[a-z]\]|[-.:]+")
_NOTE_SIGN = re.compile(r"(?<=[A-Za-z)])\d(?:\s*,\s*\d)*(?!\d)")


def heading_text(cell: object) -> str:
    """A heading in one line, without the numbers of its notes ("households in TA1,2,3")."""
    return _NOTE_SIGN.sub("", " ".join(str(cell).split()))


def mentions(rows: Iterable[Sequence[object]], words: str) -> bool:
    """Whether a text cell of `rows` has the words, in any case."""
    return any(isinstance(cell, str) and words in cell.casefold() for row in rows for cell in row)


def first_rows(document: Document) -> list[list[Any]]:
    """The top of a workbook's first sheet, where publishers put the title; nothing of other documents."""
    if document.form != "workbook" or not document.sheets:
        return []
    return document.rows(document.sheets[0])[:HEADER_WITHIN]


def wanted_sheet(document: Document, pattern: str) -> str:
    """The one sheet whose whole name is like `pattern`, in any case; BadInput names the sheets there are."""
    names = [name for name in document.sheets if re.fullmatch(pattern, name.strip(), re.IGNORECASE)]
    if len(names) == 1:
        return names[0]
    shown = ", ".join(document.sheets[:12]) + (" ..." if len(document.sheets) > 12 else "")
    what = f"has {len(names)} sheets like {pattern!r}" if names else f"has no sheet like {pattern!r}"
    remedy = "if the publisher has renamed the sheet, mend the source"
    raise BadInput(Problem(document.name, f"{what} (sheets: {shown})", remedy))


def header_row(document: Document, sheet: str, rows: Sequence[Sequence[object]], *words: str) -> int:
    """The index of the first row in which a heading begins with any of `words`; BadInput where none does."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        if any(heading_text(cell).casefold().startswith(words) for cell in row):
            return at
    fault = f"has no heading {' or '.join(map(repr, words))} in its first {HEADER_WITHIN} rows"
    raise BadInput(
        Problem(f"{document.name}, sheet {sheet}", fault, "check that the layout is the usual one")
    )


def table_of(
    document: Document,
    sheet: str,
    rows: Sequence[Sequence[Any]],
    headings: Sequence[str],
    contract: Contract,
    *,
    begin: int,
    code: int = 0,
    **fields: Any,
) -> Table:
    """The rows from index `begin` to the last one whose column `code` holds an ONS code; blank ones left out.

    Columns without a heading are not read. A row whose code is a sign such as [z] is of no area that has one,
    and is told. What follows the last code are the publisher's footnotes. `fields`: further ones of
    the Table. Raises BadInput where no row has a code, or the header's row is empty.
    """
    last = next((at for at in range(len(rows) - 1, begin - 1, -1) if is_code(rows[at][code])), None)
    if last is None:
        fault = "has no row with the code of an area"
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "download it again"))
    columns = [at for at, heading in enumerate(headings) if heading]
    rows = _as_shown(document, sheet, rows, headings, contract)
    filled = [at for at in range(begin, last + 1) if any(cell != "" for cell in rows[at])]
    kept = [at for at in filled if not _NO_CODE.fullmatch(str(rows[at][code]).strip())]
    cells = {headings[column]: [rows[at][column] for at in kept] for column in columns}
    if len(cells) != len(columns):
        names = [headings[column] for column in columns]
        twice = ", ".join(sorted({repr(name) for name in names if names.count(name) > 1}))
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", f"has two columns of one name: {twice}"))
    frame = pd.DataFrame({name: _numbers_or_cells(column) for name, column in cells.items()})
    left_out = [at for at in filled if at not in set(kept)]
    table = Table(frame, contract, document.name, sheet=sheet, rows=[at + 1 for at in kept], **fields)
    return replace(table, skipped=len(left_out), warnings=_without_codes(table, rows, left_out))


def _as_shown(
    document: Document,
    sheet: str,
    rows: Sequence[Sequence[Any]],
    headings: Sequence[str],
    contract: Contract,
) -> Sequence[Sequence[Any]]:
    """The rows with percentages as a spreadsheet shows them: 13.2 for 0.132 that is shown as 13.2%."""
    heading_of = found_columns([heading for heading in headings if heading], contract)
    percent = {heading_of.get(column.name) for column in contract.columns if column.maximum == 100}
    places = {at for at, heading in enumerate(headings) if heading in percent}
    cells = document.book.percents(sheet) if places and document.book else set()
    shown = [(row, column) for row, column in cells if column in places and row < len(rows)]
    if not shown:
        return rows
    changed = [list(row) for row in rows]
    for row, column in shown:
        cell = changed[row][column]
        if isinstance(cell, float | int):
            changed[row][column] = float(f"{100 * cell:.12g}")
    return changed


def _without_codes(table: Table, rows: Sequence[Sequence[Any]], left_out: Sequence[int]) -> tuple[str, ...]:
    """A note that names the rows whose code is a sign."""
    words = [" ".join(str(cell) for cell in rows[at][:3] if str(cell).strip()) for at in left_out]
    named = [f"row {at + 1} ({text[:60]})" for at, text in zip(left_out, words, strict=True)]
    return (f"{table.where()}: of no area with a code, not read: {first_named(named)}",) if named else ()


def _numbers_or_cells(cells: list[Any]) -> pd.Series:
    """A column of nothing but numbers as numbers, which are checked far faster; any other as it stands."""
    return pd.Series(cells, dtype=float if all(type(cell) is float for cell in cells) else object)


def is_code(cell: object) -> bool:
    """Whether a cell holds an ONS code."""
    return isinstance(cell, str) and _ONS_CODE.fullmatch(cell.strip()) is not None


def asked_for(context: Context, measure: str) -> str:
    """The series that a definition asks of this source as `select.measure`; BadInput where none does."""
    asked = [series.id for series in context.series if series.select.get("measure") == measure]
    if not asked:
        remedy = f'add a series with source = "{context.source}" and select = {{ measure = "{measure}" }}'
        raise BadInput(Problem(f"source {context.source}", f"no definition asks for its {measure!r}", remedy))
    return asked[0]


def observations(
    checked: Checked,
    context: Context,
    aside: Counter[str],
    *,
    series: str,
    when: Period | None = None,
    **figures: pd.Series,
) -> pd.DataFrame:
    """Observations of the areas the project keeps, one for each row; the others are counted in `aside`.

    `checked.frame` has columns code, name, row. `figures`: value, and any of lower, upper, numerator,
    denominator, note, sex; and period_start, period_end, period where rows are not all of one time (`when`).
    The columns are those of `Observed.frame`.
    """
    frame = checked.frame
    names = frame.name.map(readable) if "name" in frame else pd.Series("", index=frame.index)
    area = context.area_slugs(frame.code, names)
    context.leave_out(frame.code[area == ""], names[area == ""], aside)
    observed = pd.DataFrame(
        {
            "series": series,
            "area": area,
            **({} if when is None else _span_of(when)),
            "sheet": checked.table.sheet,
            "row": frame.row.astype(str),
            **figures,
        }
    )
    if "note" not in observed:
        observed["note"] = ""
    blank = observed.value.isna() & (observed.note == "")
    observed["note"] = observed.note.where(~blank, "no figure given")
    return observed[area != ""]


def _span_of(period: Period) -> dict[str, object]:
    return {"period_start": period.start, "period_end": period.end, "period": period.label}


def refuse_rates_beside_their_counts(
    checked: Checked, value: str, numerator: pd.Series, denominator: pd.Series, rounding: float, per: float
) -> None:
    """Raise BadInput for rates that are not those of their own counts: columns have changed places.

    `value`: the contract's name of the rate. `rounding`: the widest honest difference; `per`: what it is per.
    """
    given = checked.frame[value]
    off = (given - per * numerator / denominator.where(denominator > 0)).abs() > rounding
    if off.any():
        remedy = "check whether the columns have changed places"
        heading = checked.table.contract[value].published[0]
        raise BadInput(
            [
                Problem(
                    checked.table.where_row(int(checked.frame.row[at]), heading),
                    f"gives {given[at]:g}, but the counts are {numerator[at]:,.0f} of {denominator[at]:,.0f}",
                    remedy,
                )
                for at in given.index[off]
            ]
        )


def rate(per: float) -> Callable[[pd.DataFrame], dict[str, float]]:
    """What is summed for a rate: both counts, and the rate from the sums; missing where one is missing."""

    def of_sums(parts: pd.DataFrame) -> dict[str, float]:
        numerator = parts.numerator.sum(skipna=False)
        denominator = parts.denominator.sum(skipna=False)
        value = per * numerator / denominator if denominator > 0 else float("nan")
        return {"value": value, "numerator": numerator, "denominator": denominator}

    return of_sums


def count(parts: pd.DataFrame) -> dict[str, float]:
    """What is summed for a count: the values themselves; missing where one is missing."""
    return {"value": parts.value.sum(skipna=False)}


def with_sum_of_places(
    frame: pd.DataFrame, context: Context, summed: Callable[[pd.DataFrame], dict[str, float]]
) -> pd.DataFrame:
    """Return the frame and, for each line and period, the system's figure as the sum of its Places.

    `frame`: observations in the columns of `Observed.frame`; each has a `row`. Counts are added, never rates
    averaged (METHODS section 1). Where a Place has no count there is no sum, and the note names the Place.
    """
    areas = context.catalogue.areas
    systems = [area for area in areas.values() if area.kind == "system" and area.places]
    same = [name for name in KEY if name != "area" and name in frame]
    made = []
    for system in systems:
        parts = frame[frame.area.isin(system.places)]
        made += [_sum(rows, system, areas, summed) for _, rows in parts.groupby(same, sort=False)]
    return pd.concat([frame, pd.DataFrame(made, columns=frame.columns)], ignore_index=True) if made else frame


def _sum(
    parts: pd.DataFrame,
    system: Area,
    areas: dict[str, Area],
    summed: Callable[[pd.DataFrame], dict[str, float]],
) -> dict[str, Any]:
    total = parts.iloc[0].to_dict() | {"area": system.slug, "lower": float("nan"), "upper": float("nan")}
    absent = [slug for slug in system.places if slug not in set(parts.area)]
    figures = summed(parts)
    if absent:
        figures = dict.fromkeys(figures, float("nan"))
    lacking = [*absent, *parts.area[parts.value.isna()]] if pd.isna(figures["value"]) else []
    names = ", ".join(areas[slug].name for slug in lacking)
    notes = [f"no figure: {names} not supplied" if names else f"sum of the {len(parts)} Places"]
    if not names:
        notes += parts.note.tolist()
    rows = ", ".join(parts.row.astype(str))
    note = {"note": "; ".join(dict.fromkeys(note for note in notes if note))}
    return total | figures | note | {"row": f"sum of rows {rows}: the {len(system.places)} Places"}
