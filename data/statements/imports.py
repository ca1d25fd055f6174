"""Which modules of its package a module rests on: read from the import statements, without running them."""

import ast
import re
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

# All imports stand above the first definition, and parsing the rest would take ten times as long.
_FIRST_DEFINITION = re.compile(r"^(?=def |async def |class |@)", re.MULTILINE)


def rests_on(module: str) -> dict[str, Path]:
    """Return the module and all it imports within its package, directly or through others: name -> file.

    The packages that the modules stand in are among them. Imports inside functions are not followed.
    Raises `ModuleNotFoundError` where the package has no such module.
    """
    package = module.partition(".")[0]
    root = Path(next(iter(sys.modules[package].__path__))).parent
    files: dict[str, Path] = {}
    waiting = {module}
    while waiting:
        name = waiting.pop()
        path = _file(root, name)
        if path is not None and name not in files:
            files[name] = path
            waiting.update(_imported(path, package))
    if module not in files:
        raise ModuleNotFoundError(f"no module {module}", name=module)
    return dict(sorted(files.items()))


def _file(root: Path, name: str) -> Path | None:
    """The file of a module or package; None for any other name, which a module may hold."""
    path = root.joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def _imported(path: Path, package: str) -> Iterator[str]:
    """What a file imports from a package, by full name, and every package on the way to it."""
    head = _FIRST_DEFINITION.split(path.read_text(encoding="utf-8"), maxsplit=1)[0]
    for node in ast.walk(ast.parse(head, path)):
        for name in _names(node):
            if name.partition(".")[0] == package:
                yield from accumulate(name.split("."), "{}.{}".format)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []
