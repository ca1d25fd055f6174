"""Where in a document a table may begin, and what it lacks where no source knows it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from loaders.contract import Contract, found_columns
from loaders.formats.documents import Document
from loaders.naming import first_named
from loaders.source import Source, plain_headings

HEADER_WITHIN = 20  # rows that may stand above a header
MOST_SHEETS = 30  # looked at for a table
LIKELY = 0.4  # of a layout's columns, so many make it likely that it is meant
FEW_COLUMNS = 2
_SHOWN = 8


def views_of(document: Document) -> Iterator[Sequence[Document]]:
    """The document as it stands; then as if its table began further down, or on another of its sheets.

    Each view of a workbook has another sheet first. Views that are yielded together stand for one another.
    """
    yield [document]
    if document.form == "csv":
        yield from ([_below(document, above)] for above in range(1, min(HEADER_WITHIN, len(document.top))))
    elif document.form == "workbook":
        sheets = [_with_first(document, sheet) for sheet in document.sheets[1:MOST_SHEETS]]
        yield [view for view in sheets if _first_row(view)]
        below = [
            _below(view, above)
            for view in (document, *sheets)
            for above in range(1, min(HEADER_WITHIN, len(_rows(view))))
        ]
        yield below


def _rows(view: Document) -> Sequence[Sequence[object]]:
    return view.rows(view.sheets[0]) if view.sheets else []


def _first_row(view: Document) -> bool:
    return bool(_rows(view))


def _with_first(document: Document, sheet: str) -> Document:
    return replace(document, first=sheet, notes=(*document.notes, f"{document.name}: read sheet {sheet!r}"))


def _below(document: Document, above: int) -> Document:
    note = f"{document.name}: the headings were found in row {above + 1}"
    return replace(document, above=above, notes=(*document.notes, note))


@dataclass(frozen=True)
class _Likeness:
    """How near a row of headings comes to a layout."""

    share: float
    source: Source
    layout: Contract
    view: Document


def nearest(document: Document, sources: Iterable[Source]) -> tuple[str, str]:
    """What to say of a document that no source recognises: what was found, and what to do.

    Names the layout that came nearest, the columns it lacks, and on which sheet and row.
    """
    layouts = [(source, layout) for source in sources for layout in source.layouts]
    views = [view for group in views_of(document) for view in group] if document.form != "json" else []
    likenesses = [_likeness(view, source, layout) for view in views for source, layout in layouts]
    best = max(likenesses, key=lambda likeness: likeness.share, default=None)
    if len(document.header) == 1 and document.header[0].count(",") > FEW_COLUMNS:
        fault = f"has each row in one cell, inside quotes ({document.header[0][:60]})"
        return fault, "save it again without the outer quotes"
    if best is None or best.share < LIKELY:
        shown = document.header[:_SHOWN] if document.form == "csv" else document.sheets[:_SHOWN]
        begins = ", ".join(shown) or "nothing readable"
        fault = f"has a layout no source recognises (it begins: {begins})"
        return fault, "use the tidy layout, or see docs/add-a-source.md"
    return _lacks(best)


def _likeness(view: Document, source: Source, layout: Contract) -> _Likeness:
    needed = [column.name for column in layout.columns if column.required]
    heading_of = found_columns(plain_headings(view), layout)
    known = sum(name in heading_of for name in needed)
    near = _misspelt(plain_headings(view), layout)
    enough = known + len(near) >= min(FEW_COLUMNS, len(needed))
    return _Likeness((known + len(near) / 2) / len(needed) if enough and needed else 0, source, layout, view)


def _misspelt(headings: Sequence[str], layout: Contract) -> dict[str, str]:
    """The layout's headings that are missing -> the heading that is nearly one of them."""
    heading_of = found_columns(list(headings), layout)
    spare = {name.casefold(): name for name in headings if name and name not in heading_of.values()}
    near = {}
    for column in layout.columns:
        if column.required and column.name not in heading_of:
            for match in get_close_matches(column.published[0].casefold(), list(spare), 1, 0.8):
                near[column.published[0]] = spare.pop(match)
    return near


def _lacks(best: _Likeness) -> tuple[str, str]:
    headings = plain_headings(best.view)
    heading_of = found_columns(headings, best.layout)
    missing = [
        column.published[0]
        for column in best.layout.columns
        if column.required and column.name not in heading_of
    ]
    near = _misspelt(headings, best.layout)
    named = [repr(name) + (f" (it has {near[name]!r})" if name in near else "") for name in missing]
    sheet = f"sheet {best.view.sheets[0]!r}, " if best.view.sheets else ""
    columns = first_named(named, _SHOWN) or "'value' or 'count'"
    fault = (
        f"has a layout no source recognises; the nearest is {best.source.name} ({best.source.title}), by the "
        f"headings in {sheet}row {best.view.above + 1}, which lack {columns}"
    )
    return fault, "name the columns so, or use the tidy layout (docs/tidy-layout.md)"
