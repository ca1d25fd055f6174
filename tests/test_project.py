"""The rules of the house, checked on every file that git tracks."""

import ast
import hashlib
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import plotly
import pytest

CHECKOUT = Path(__file__).parents[1]
LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 40
BYTES_IN_A_FILE = 3_000_000
PURE = (
    *(f"data.{room}" for room in "catalogue statistics judgement targets wording changes".split()),
    "dashboard.figures",
    "dashboard.parts",
    "dashboard.html",
)
FLAT_IN_DATA = {"__init__", "errors", "periods", "records", "commands"}
SHARED_NAMES = {"__init__", "commands", "errors", "page", "build", "data", "parts", "routes"}
"""Names that several modules may have: the commands and errors of a package, the parts of a page's folder."""
VAGUE = {"one", "found", "told", "mine"}
"""Names that say nothing of what they hold."""
# Written in pieces, so that this file keeps its own rule.
FOREIGN = re.compile(
    "|".join(
        [
            r"/wo" r"rk/",
            r"/tm" r"p/",
            r"/ro" r"ot/",
            r"(?<!\w)/ho" r"me/",  # a folder of a page's own address may have this name
            r"py" r"pi\.org",
            r"python" r"hosted\.org",
            r"npm" r"js\.(?:org|com)",
        ]
    )
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, check=True, capture_output=True, text=True
    ).stdout
    return [CHECKOUT / name for name in listed.split("\0") if (CHECKOUT / name).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path.relative_to(CHECKOUT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def programs() -> Iterator[tuple[Path, str]]:
    """Python files outside the tests."""
    return ((path, text) for path, text in texts() if path.suffix == ".py" and path.parts[0] != "tests")


def variables(text: str) -> set[str]:
    return set(re.findall(r"\bBEACON_[A-Z][A-Z_]*[A-Z]\b", text))


def test_no_file_is_long() -> None:
    long = {
        str(path): lines
        for path, text in texts()
        if path.parts[0] != "tests" and (path.suffix in {".py", ".js", ".css"} or path.parts[0] == "script")
        if (lines := len(text.splitlines())) > LINES_IN_A_FILE
    }
    assert long == {}


def test_no_function_is_long() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} has {lines} lines"
        for path, text in programs()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LINES_IN_A_FUNCTION
    ]
    assert long == []


def test_nothing_is_left_unfinished() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b")
    assert [str(path) for path, text in programs() if mark.search(text)] == []


def test_no_text_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if FOREIGN.search(line)
    ]
    assert found == []


def test_no_large_file_is_committed() -> None:
    assert [str(path) for path in tracked() if path.stat().st_size > BYTES_IN_A_FILE] == []


def test_no_publishers_file_is_committed(extracts: Path) -> None:
    held = {hashlib.sha256(path.read_bytes()).digest() for path in extracts.rglob("*") if path.is_file()}
    copies = [str(path) for path in tracked() if hashlib.sha256(path.read_bytes()).digest() in held]
    assert copies == []


def test_every_environment_variable_is_listed_and_explained() -> None:
    used: set[str] = set()
    explained: set[str] = set()
    for path, text in texts():
        if path.suffix == ".md":
            explained |= variables(text)
        elif path.suffix == ".py" or path.parts[0] == "script":
            used |= variables(text)
    listed = variables((CHECKOUT / ".env.example").read_text(encoding="utf-8"))
    assert used - listed == set(), "missing from .env.example"
    assert used - explained == set(), "missing from README.md and docs"


@pytest.mark.parametrize("command", ["script/run", "script/test"])
def test_the_commands_of_the_readme_can_be_run(command: str) -> None:
    assert command in (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert os.access(CHECKOUT / command, os.X_OK)


def test_every_pure_module_is_held_pure_without_exemptions() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    held = {module for each in contracts for module in each.get("source_modules", ())}
    present = {
        module
        for module in PURE
        if (folder := CHECKOUT / module.replace(".", "/")).is_dir() or folder.with_suffix(".py").is_file()
    }
    assert present - held == set()
    assert [each["name"] for each in contracts if "ignore_imports" in each] == []


def page_of(module: str) -> str:
    """The folder of a page that a module lies in, "" where it lies in none."""
    return (
        module.removeprefix("dashboard.pages.").partition(".")[0]
        if module.startswith("dashboard.pages.")
        else ""
    )


def test_no_page_imports_another_and_what_they_share_imports_none() -> None:
    graph = grimp.build_graph("dashboard", cache_dir=None)
    imports = [
        (importer, imported)
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if page_of(importer) and page_of(imported) and page_of(importer) != page_of(imported)
    ]
    folders = {path.parent.name for path in (CHECKOUT / "dashboard" / "pages").glob("*/page.py")}
    assert folders - {page_of(module) for module in graph.modules} == set()
    assert [pair for pair in imports if page_of(pair[1]) != "shared"] == []


def test_locked_packages_carry_checksums() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (CHECKOUT / name).read_text(encoding="utf-8")
        packages = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
        assert all("==" in entry and "--hash=sha256:" in entry for entry in packages), name


def test_both_locks_agree() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (CHECKOUT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("requirements.lock") - pins("requirements-test.lock") == set()


def test_the_smaller_plotly_bundle_is_of_the_version_that_the_package_carries() -> None:
    script = (CHECKOUT / "script" / "fetch-plotly").read_text(encoding="utf-8")
    fetched = re.search(r"^version=(\S+)$", script, re.MULTILINE)
    bundle = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    carried = re.search(r"plotly\.js v(\S+)", bundle.read_text(encoding="utf-8")[:200])
    assert fetched
    assert carried
    assert fetched[1] == carried[1]


def test_contracts_of_purity_name_rooms_and_no_modules() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {
        name
        for each in settings["tool"]["importlinter"]["contracts"]
        if each["type"] == "forbidden"
        for name in (*each["source_modules"], *each["forbidden_modules"])
        if name.partition(".")[0] in ("data", "loaders", "dashboard")
    }
    assert named
    assert [name for name in sorted(named) if not (CHECKOUT / name.replace(".", "/")).is_dir()] == []


def test_every_module_of_data_stands_in_a_room() -> None:
    assert {path.stem for path in (CHECKOUT / "data").glob("*.py")} - FLAT_IN_DATA == set()


def test_no_two_modules_have_one_name() -> None:
    modules: dict[str, list[str]] = {}
    for path, _ in programs():
        if path.parts[0] in ("data", "loaders", "dashboard") and path.stem not in SHARED_NAMES:
            modules.setdefault(path.stem, []).append(str(path))
    assert {name: paths for name, paths in modules.items() if len(paths) > 1} == {}


def bindings(code: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that a program gives to something, with its line; functions without their underscores."""
    for node in ast.walk(code):
        line = getattr(node, "lineno", 0)
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, line
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name.strip("_"), line
            case ast.alias(asname=str(name)):
                yield name, line


def test_names_say_what_they_hold() -> None:
    vague = [
        f"{path}:{line} {name}"
        for path, text in programs()
        for name, line in bindings(ast.parse(text))
        if name in VAGUE
    ]
    assert vague == []
