"""What docs/architecture.md shows of the code itself: the rooms with what they stand on, and what is kept.

Run as a program (script/map) it prints both tables, or with --write puts them into the document.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp

CHECKOUT = Path(__file__).parents[1]
DOCUMENT = CHECKOUT / "docs" / "architecture.md"
PACKAGES = ("data", "loaders", "dashboard")
KEEPERS = ("cache", "lru_cache", "kept_by_state", "LRUCache", "TTLCache")
"""What keeps values from one call to the next; a cached_property goes with its object and is not told."""
BLOCK = re.compile(r"(<!-- (\w+): drawn by script/map -->\n)(.*?)(<!-- end of \2 -->)", re.DOTALL)


def room_of(module: str, packages: set[str]) -> str:
    """Return the room a module stands in: a folder, or a module that stands by itself.

    The modules flat in `loaders` are one room, the pipeline that every file goes through.
    """
    room = ".".join(module.split(".")[:2])
    return "loaders" if room not in packages and room.startswith("loaders.") else room


def arrows() -> dict[str, set[str]]:
    """Return room -> the rooms it imports from."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    packages = {module for module in graph.modules if graph.find_children(module)}
    rooms: dict[str, set[str]] = {}
    for module in sorted(graph.modules - set(PACKAGES)):
        here = room_of(module, packages)
        there = {room_of(name, packages) for name in graph.find_modules_directly_imported_by(module)}
        rooms.setdefault(here, set()).update(there - {here})
    return rooms


def purpose(room: str) -> str:
    """Return the first paragraph of what a room says of itself."""
    path = CHECKOUT.joinpath(*room.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n\n")[0].replace("\n", " ")


def in_order(rooms: dict[str, set[str]]) -> list[str]:
    """Return the rooms package by package, each below those it stands on."""
    order: list[str] = []

    def lay(room: str) -> None:
        if room not in order and room not in waiting:
            waiting.add(room)  # loaders and loaders.fetching know each other: the walk ends there
            for below in sorted(rooms[room]):
                lay(below)
            order.append(room)

    waiting: set[str] = set()
    for room in sorted(rooms):
        lay(room)
    return sorted(order, key=lambda room: PACKAGES.index(room.partition(".")[0]))


def rooms_table() -> str:
    """Return a row for each room: its name, what it says of itself, and the rooms it imports from."""
    rooms = arrows()
    order = in_order(rooms)
    rows = [f"| `{room}` | {purpose(room)} | {_names(order, rooms[room])} |" for room in order]
    return "\n".join(["| room | what it is | stands on |", "|---|---|---|", *rows]) + "\n"


def _names(order: list[str], chosen: set[str]) -> str:
    return ", ".join(f"`{room}`" for room in order if room in chosen)


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of the packages: its path and its code."""
    for package in PACKAGES:
        for path in sorted((CHECKOUT / package).rglob("*.py")):
            yield path.relative_to(CHECKOUT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def caches() -> dict[str, list[str]]:
    """Return path -> what each function of that module keeps: its name, how many answers, whether by day."""
    kept = {}
    for path, code in modules():
        names = {node.id for node in ast.walk(code) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(code) if isinstance(node, ast.Attribute)}
        if names & set(KEEPERS):
            kept[path] = list(_sizes(code))
    return kept


def _sizes(code: ast.Module) -> Iterator[str]:
    """The functions with a decorator that keeps; those that are given their size from outside are none."""
    values = {
        ast.unparse(node.targets[0]): ast.unparse(node.value)
        for node in code.body
        if isinstance(node, ast.Assign)
    }
    for function in (node for node in ast.walk(code) if isinstance(node, ast.FunctionDef)):
        for decorator in function.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])
            if ast.unparse(call.func).rpartition(".")[2] not in KEEPERS:
                continue
            given = {word.arg: ast.unparse(word.value) for word in call.keywords}
            named = [given[word] for word in ("size", "maxsize") if word in given]
            size = [*named, *map(ast.unparse, call.args), "all"][0]
            size = values.get(size, size)
            if size.isdigit() or size == "all":
                yield f"`{function.name}` {size}" + (", by day" if given.get("daily") == "True" else "")


def caches_table() -> str:
    """Return a row for each module that keeps anything: how many answers of which function."""
    rows = [
        f"| `{path}` | {'; '.join(sizes) or 'as told above'} |" for path, sizes in sorted(caches().items())
    ]
    return "\n".join(["| module | at most |", "|---|---|", *rows]) + "\n"


TABLES = {"rooms": rooms_table, "caches": caches_table}


def committed() -> dict[str, str]:
    """Return the tables that stand in the document, by name."""
    return {found[2]: found[3] for found in BLOCK.finditer(DOCUMENT.read_text(encoding="utf-8"))}


def redrawn(text: str) -> str:
    """Return a document with its tables as they are drawn today."""
    return BLOCK.sub(lambda found: found[1] + TABLES[found[2]]() + found[4], text)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        DOCUMENT.write_text(redrawn(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        sys.stdout.write("\n".join(draw() for draw in TABLES.values()))
