"""The pages: a module each, found by being there. Each registers itself."""

from importlib import import_module
from pkgutil import iter_modules


def register_all() -> None:
    """Register every page of this package with the Dash application just made."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}").register()
