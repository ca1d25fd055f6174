"""Rows as files to take away: csv and xlsx, made so that a spreadsheet shows them as they are.

No text becomes a formula or a date, numbers and days are values, and a workbook says on its cover what it is.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from flask import Flask, Response, request

from dashboard import ask, shell, words
from dashboard.pages.shared.beside import Record, Rows
from dashboard.selection import asked, given
from data.records import csv_lines, undated

MAX_WIDTH = 60  # characters
MOST_DECIMALS = 6
COVER = "Cover"
STYLE = "Table Style Light 9"
SETTINGS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0; "
    "the page About names each publisher’s licence."
)
Lines = Sequence[tuple[str, Any]]


def as_csv(records: Sequence[Record]) -> bytes:
    """Return records as csv in UTF-8 with a mark at its head, by which spreadsheets know the encoding."""
    names = list(records[0]) if records else []
    rows = ([undated(record[name]) for name in names] for record in records)
    return csv_lines([[undated(name) for name in names], *rows]).encode("utf-8-sig")


def as_xlsx(
    name: str,
    records: Sequence[Record],
    cover: Lines,
    decimals: Mapping[str, int | None] | None = None,
) -> bytes:
    """Return a workbook: a cover with a line for each pair that has a value, and the records as a table.

    Texts stay texts. `decimals`: those that are shown under a heading; without any each number has its own.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, SETTINGS) as book:
        rows = words.counted(len(records), "row")
        _cover(book, [*cover, (f"Sheet “{name}”", rows)])
        _sheet(book, name, records, decimals or {})
    return out.getvalue()


def _cover(book: Any, lines: Lines) -> None:
    page, shown = book.add_worksheet(COVER), {"valign": "top", "align": "left", "text_wrap": True}
    bold, plain = book.add_format({"bold": True, "valign": "top"}), book.add_format(shown)
    day = book.add_format({"num_format": SETTINGS["default_date_format"], **shown})
    page.set_column(0, 0, MAX_WIDTH / 3)
    page.set_column(1, 1, MAX_WIDTH * 2)
    page.hide_gridlines(2)
    held = [(name, value) for name, value in lines if value not in ("", None)]
    for at, (name, value) in enumerate(held):
        page.write(at, 0, name, bold)
        page.write(at, 1, value, day if isinstance(value, date) else plain)


def _sheet(book: Any, name: str, records: Sequence[Record], decimals: Mapping[str, int | None]) -> None:
    page = book.add_worksheet(name)
    if not records:
        page.write(0, 0, "There are no rows.")
        return
    formats = [book.add_format({"num_format": _number_format(many)}) for many in range(MOST_DECIMALS + 1)]
    for at, heading in enumerate(records[0]):
        asked = decimals.get(heading)
        for row, record in enumerate(records, start=1):
            value = record[heading]
            many = decimals_of(value) if asked is None else asked
            page.write(row, at, value, *([formats[many]] if _is_number(value) else []))
    last = (len(records), len(records[0]) - 1)
    page.add_table(0, 0, *last, {"columns": [{"header": heading} for heading in records[0]], "style": STYLE})
    # A year or a code is a text on purpose: no green corner marks it as a mistake.
    page.ignore_errors({"number_stored_as_text": xlsxwriter.utility.xl_range(0, 0, *last)})
    page.freeze_panes(1, 1)
    page.autofit(MAX_WIDTH * 7)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def decimals_of(value: Any) -> int:
    """Return how many decimals a number needs, at most MOST_DECIMALS; 0 for what is none."""
    if not _is_number(value):
        return 0
    return len(f"{value:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2])


def _number_format(decimals: int) -> str:
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def refused(problems: Sequence[str]) -> Response:
    """Return the answer to an address that asks for what there is not, never with other figures."""
    text = " ".join([*problems, "No file is made."])
    return Response(f"{text}\n", status=404, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def add_routes(server: Flask, base: str, name: str, rows: Rows) -> None:
    """Serve `rows` of a query string at <base><name>.csv and <base><name>.xlsx."""

    def answer(form: str) -> Response:
        query = asked(request.args.lists())
        chosen = shell.state(query)
        if chosen.problems:
            return refused(chosen.problems)
        day = chosen.as_of or date.today()
        known = urlencode({key: text for key, text in given(query).items() if text})
        here = f"{request.base_url}{known and '?'}{known}"
        about = {"as_of": day, "licence": LICENCE, "address": here}
        records = [record | about for record in rows(query)]
        title = name.replace("-", ": ", 1).capitalize()
        place = ask.defined().areas[chosen.place].name if chosen.place else ""
        cover = [("Table", title), ("Place", place), ("As of", day)]
        cover += [("Licence", LICENCE), ("Address", here)]
        content = as_csv(records) if form == "csv" else as_xlsx(_sheet_name(name), records, cover)
        stem = "_".join(filter(None, ("beacon", name, chosen.place, f"as-of-{day}")))
        headers = {
            "Content-Disposition": f'attachment; filename="{stem}.{form}"',
            "Cache-Control": "no-cache",
        }
        return Response(content, mimetype=TYPES[form], headers=headers)

    for form in TYPES:
        server.add_url_rule(f"{base}{name}.{form}", f"{name}-{form}", answer, defaults={"form": form})


def _sheet_name(name: str) -> str:
    return re.sub(r"[^A-Za-z]+", " ", name).strip().capitalize()
