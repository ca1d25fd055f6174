"""The sources, found by being in `loaders/sources`."""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import lru_cache

from data.errors import Problem, Unknown, UnknownLayout
from loaders import sources
from loaders.formats.documents import Document
from loaders.formats.layouts import nearest, views_of
from loaders.source import Source


@lru_cache(maxsize=1)
def all_sources() -> dict[str, Source]:
    """Return every source by its name."""
    modules = sorted(
        module.name for module in pkgutil.iter_modules(sources.__path__) if not module.name.startswith("_")
    )
    modules_read = [importlib.import_module(f"{sources.__name__}.{name}").SOURCE for name in modules]
    return {source.name: source for source in modules_read}


def source_named(name: str) -> Source:
    """Return one source; raise Unknown with the names there are."""
    try:
        return all_sources()[name]
    except KeyError:
        raise Unknown(
            Problem(f"source {name!r}", "is not known", f"one of {', '.join(all_sources())}")
        ) from None


def source_of(document: Document) -> tuple[Source, Document]:
    """Return the one source that recognises the document's layout, and the document as it is to be read.

    Where nothing is recognised at the top of the first sheet, the table is looked for below a title and on
    the other sheets. Raises UnknownLayout where it is not found, or found twice.
    """
    for views in views_of(document):
        fitting = [(source, view) for view in views for source in _recognising(view)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise UnknownLayout(_several(document, fitting))
    raise UnknownLayout(Problem(document.name, *nearest(document, all_sources().values())))


def _recognising(document: Document) -> list[Source]:
    return [source for source in all_sources().values() if source.recognise(document)]


def _several(document: Document, fitting: Sequence[tuple[Source, Document]]) -> Problem:
    names = ", ".join(dict.fromkeys(source.name for source, _ in fitting))
    places = ", ".join(dict.fromkeys(view.sheets[0] for _, view in fitting if view.sheets))
    if len({source.name for source, _ in fitting}) == 1:
        fault = f"has a table of the layout {names} on more than one sheet: {places}"
        return Problem(document.name, fault, "leave the one that is meant, or make a file of each")
    return Problem(document.name, "is recognised by more than one source", f"name one with --source: {names}")
