"""The pages: a folder each, found by being there.

`page` registers it, `build` makes its view of one state, `routes` serves what lies beside it, if anything.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


def names() -> list[str]:
    """Return the name of every page: of every folder that has a `page` module."""
    return [module.name for module in iter_modules(__path__) if find_spec(f"{__name__}.{module.name}.page")]


def register_all() -> None:
    """Register every page with the Dash application just made."""
    for module in _modules("page"):
        module.register()


def beside() -> dict[str, Any]:
    """Return name -> what the page has beside itself (pages.shared.beside), for those that have anything."""
    return {module.__name__.split(".")[-2]: module.BESIDE for module in _modules("routes")}


def builder(name: str) -> Any:
    """Return the function that makes a page's view: `build(query, **variables)`; None where it has none."""
    spec = find_spec(f"{__name__}.{name}.build")
    return import_module(spec.name).build if spec else None


def _modules(part: str) -> Iterator[ModuleType]:
    for name in names():
        if find_spec(f"{__name__}.{name}.{part}"):
            yield import_module(f"{__name__}.{name}.{part}")
