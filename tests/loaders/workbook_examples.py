"""Made-up workbooks, and what a workbook can be spoilt by, for the tests of sources that read them."""

import copy
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import Engine

from tests.loaders.held import refusal

Sheets = dict[str, list[list[Any]]]


def written(path: Path, sheets: Sheets) -> Path:
    """Write a workbook; "" is an empty cell."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def with_cell(sheets: Sheets, sheet: str, at: tuple[int, int], cell: Any) -> Sheets:
    """A copy in which one cell, by its row and column counted from 1, is another."""
    changed = copy.deepcopy(sheets)
    changed[sheet][at[0] - 1][at[1] - 1] = cell
    return changed


def without_row(sheets: Sheets, sheet: str, row: int) -> Sheets:
    """A copy that lacks one row, counted from 1."""
    changed = copy.deepcopy(sheets)
    del changed[sheet][row - 1]
    return changed


def with_repeated_row(sheets: Sheets, sheet: str, row: int, column: int, cell: Any) -> Sheets:
    """A copy in which a row stands a second time below itself, with one cell another."""
    changed = copy.deepcopy(sheets)
    again = list(changed[sheet][row - 1])
    again[column - 1] = cell
    changed[sheet].insert(row, again)
    return changed


def renamed(sheets: Sheets, sheet: str, name: str) -> Sheets:
    """A copy in which a sheet has another name."""
    return {name if one == sheet else one: rows for one, rows in copy.deepcopy(sheets).items()}


def locked(path: Path) -> Path:
    """A file that begins as a workbook protected by a password does."""
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    return path


def assert_locked_and_broken_are_refused(engine: Engine, good: Path, locked_name: str) -> None:
    """A workbook that a password protects, and half of a good one (which it spoils), are refused in words."""
    assert "protected by a password" in refusal(engine, locked(good.with_name(locked_name)))
    assert "damaged archive" in refusal(engine, cut_off(good))


def cut_off(path: Path) -> Path:
    """The first half of a file's bytes in its place."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path
