"""The sources, found by being in `loaders/sources`."""

import importlib
import pkgutil
from functools import lru_cache

from data.errors import Problem, Unknown, UnknownLayout
from loaders import sources
from loaders.formats.documents import Document
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


def source_of(document: Document) -> Source:
    """Return the one source that recognises the document's layout; raise UnknownLayout otherwise."""
    fitting = [source for source in all_sources().values() if source.recognise(document)]
    if len(fitting) == 1:
        return fitting[0]
    shown = (
        ", ".join(document.header[:8] if document.form == "csv" else document.sheets[:8])
        or "nothing readable"
    )
    what = "is recognised by more than one source" if fitting else "has a layout no source recognises"
    names = ", ".join(source.name for source in fitting)
    remedy = (
        f"name one with --source: {names}" if fitting else "use the tidy layout, or see docs/add-a-source.md"
    )
    raise UnknownLayout(Problem(document.name, f"{what} (it begins: {shown})", remedy))
