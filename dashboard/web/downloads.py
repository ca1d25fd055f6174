"""Rows as files to take away: csv and xlsx. Texts that a spreadsheet would run as formulas are kept texts."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from flask import Flask, Response, request

from dashboard.pages.shared.beside import Record, Rows
from data.records import csv_lines, neutral

MAX_WIDTH = 60
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def as_csv(records: Sequence[Record]) -> bytes:
    """Return records as csv in UTF-8 with a mark at its head, by which spreadsheets know the encoding."""
    names = list(records[0]) if records else []
    rows = ([record[name] for name in names] for record in records)
    return csv_lines([names, *rows]).encode("utf-8-sig")


def as_xlsx(sheets: Mapping[str, Sequence[Record]]) -> bytes:
    """Return records as a workbook, texts as texts, each sheet with filters and a head that stays."""
    out = BytesIO()
    settings: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    settings["default_date_format"] = "yyyy-mm-dd"
    with xlsxwriter.Workbook(out, settings) as book:
        for name, records in sheets.items():
            _sheet(book, name, records)
    return out.getvalue()


def _sheet(book: Any, name: str, records: Sequence[Record]) -> None:
    page, bold = book.add_worksheet(name), book.add_format({"bold": True})
    names = list(records[0]) if records else []
    page.write_row(0, 0, names, bold)
    for at, record in enumerate(records, start=1):
        page.write_row(at, 0, [neutral(record[name]) for name in names])
    page.freeze_panes(1, 1)
    page.autofit(MAX_WIDTH * 7)
    if records:
        page.autofilter(0, 0, len(records), len(names) - 1)


def add_routes(server: Flask, base: str, name: str, rows: Rows) -> None:
    """Serve `rows` of a query string at <base><name>.csv and <base><name>.xlsx."""

    def answer(form: str) -> Response:
        records = rows(request.args.to_dict())
        content = as_csv(records) if form == "csv" else as_xlsx({name.capitalize(): records})
        headers = {
            "Content-Disposition": f'attachment; filename="beacon-{name}.{form}"',
            "Cache-Control": "no-cache",
        }
        return Response(content, mimetype=TYPES[form], headers=headers)

    for form in TYPES:
        server.add_url_rule(f"{base}{name}.{form}", f"{name}-{form}", answer, defaults={"form": form})
