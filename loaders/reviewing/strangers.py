"""Areas that a publisher's file has and no register knows: named with the load, never only counted. Pure."""

from collections.abc import Sequence

from loaders.contract import Checked
from loaders.naming import first_named
from loaders.reviewing.plausible import rows_with
from loaders.source import Context


def strangers(tables: Sequence[Checked], context: Context) -> list[str]:
    """A sentence that names the first of them, each with its row and what became of it; none for none."""
    named = [_named(code, name, tables, context) for code, name in context.strangers.items()]
    sentence = f"{tables[0].table.file}: areas whose code no register has: {first_named(named, between='; ')}"
    return [sentence] if named else []


def _named(code: str, name: str, tables: Sequence[Checked], context: Context) -> str:
    places = [checked.table.where_row(row) for checked in tables for row in rows_with(checked, code)[:1]]
    where = f", {places[0].removeprefix(tables[0].table.file + ', ')}" if places else ""
    kept = any(code.strip().upper() == area.ons_code for area in context.peers.values())
    became = "kept for comparison" if kept else "left out"
    return f"{code}{f' ({name})' if name and name != code else ''}{where}, {became}"
