"""The documents say what there is: commands, addresses, fields, words, libraries, and the map of it all."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import dash
import pytest
from flask import Flask

from app import beacon, create_app
from dashboard.api.resources import RESOURCES
from dashboard.selection import KEYS
from data.errors import BeaconError
from tests import rooms

CHECKOUT = Path(__file__).parents[1]
DOCS = CHECKOUT / "docs"
WORDS_OF_THE_HOUSE = (
    "Place",
    "Indicator",
    "Observation",
    "Source",
    "Release",
    "Extract",
    "Load",
    "As of",
    "Target",
    "Trajectory",
    "Return",
    "Benchmark",
    "Better",
    "Break",
    "Marker",
    "Snapshot",
)
SHOWN_AS_AN_EXAMPLE = "loaders/sources/wellbeing.py"
WITH_WORDS = ("judgement", "targets", "changes", "statements")
"""The rooms of data in which every module makes a word that people read."""


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every row of every table."""
    for line in text.splitlines():
        if line.startswith("| ") and not set(line) <= set("|- "):
            yield [cell.strip() for cell in line.strip("|").split(" |")]


def code(text: str) -> set[str]:
    """What stands between backquotes."""
    return set(re.findall(r"`([^`]+)`", text))


@pytest.fixture(scope="module")
def server() -> Flask:
    app: dash.Dash = create_app()
    return app.server


def test_every_document_is_found_from_the_readme() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in sorted(DOCS.glob("*.md")) if f"(docs/{path.name})" not in readme] == []


@pytest.mark.parametrize(
    "document", ["README.md", *(f"docs/{path.name}" for path in sorted(DOCS.glob("*.md")))]
)
def test_what_a_document_leads_to_is_there(document: str) -> None:
    path = CHECKOUT / document
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("document", sorted(path.name for path in DOCS.glob("*.md")))
def test_the_files_that_a_document_names_are_there(document: str) -> None:
    roots = r"(?:app\.py|(?:assets|bench|dashboard|data|docs|loaders|script|tests)/[\w./*-]+)"
    named = {text for text in code(read(document)) if re.fullmatch(roots, text)} - {SHOWN_AS_AN_EXAMPLE}
    missing = [
        name
        for name in sorted(named)
        if not any(map(list, (CHECKOUT.glob(name), CHECKOUT.glob(f"{name}.py"))))
    ]
    assert missing == []


def test_the_map_shows_the_rooms_and_the_caches_of_today() -> None:
    drawn = {name: draw() for name, draw in rooms.TABLES.items()}
    assert rooms.committed() == drawn, "script/map --write draws them anew"


def test_every_module_that_keeps_anything_says_by_which_key_and_why() -> None:
    by_hand = rooms.BLOCK.sub("", rooms.DOCUMENT.read_text(encoding="utf-8"))
    explained = {name for row in rows(by_hand) if len(row) == 4 for name in code(row[0])}
    assert set(rooms.caches()) - explained == set()


def test_every_private_name_of_dash_says_what_to_do_when_it_changes() -> None:
    table = next(part for part in read("architecture.md").split("\n## ") if part.startswith("Dash's private"))
    told = {name for row in rows(table) for name in re.findall(r"_[a-z]\w+", row[0])}
    used = {
        name
        for path in (CHECKOUT / "dashboard" / "html").glob("*.py")
        for text in [path.read_text(encoding="utf-8")]
        for name in [
            *re.findall(r"(?:part|super\(\))\._(?!_)(\w+)", text),
            *re.findall(r"^from dash\.\S+ import _(\w+)", text, re.MULTILINE),
            *re.findall(r"^ +(?:self\.)?_(\w+)(?:: [^=]+)? = ", text, re.MULTILINE),
        ]
    }
    assert used
    assert {f"_{name}" for name in used} - told == set()


def test_decisions_are_numbered_dated_and_supersede_only_what_there_is() -> None:
    text = read("decisions.md")
    entries = re.findall(r"^\*\*(\d+)\. [^*]+\((\d{4}-\d\d-\d\d)\)\.\*\*", text, re.MULTILINE)
    numbers = [int(number) for number, _ in entries]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(entries) == len(re.findall(r"^\*\*", text, re.MULTILINE)), "an entry without number or date"
    later = re.findall(r"Supersedes (?:in )?(\d+)", " ".join(text.split()))
    assert later
    assert {int(number) for number in later} <= set(numbers)


def test_every_library_has_its_reason() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[=\[]", each)[0] for each in project["dependencies"]}
    for group in project["optional-dependencies"].values():
        needed |= {re.split(r"[=\[]", each)[0] for each in group}
    reasoned = {
        name for row in rows(read("decisions.md")) if len(row) == 2 and row[1] for name in row[0].split(", ")
    }
    assert needed - reasoned == set()
    assert reasoned - needed == {"library"}


def test_every_command_and_option_is_documented() -> None:
    told = {row[0]: row[1:] for row in rows(read("commands.md"))}
    assert {name for name in told if name.startswith("`beacon ")} == {
        f"`beacon {name}`" for name in beacon.commands
    }
    for name, command in beacon.commands.items():
        does, takes = told[f"`beacon {name}`"]
        assert does
        wanted = {
            parameter.opts[0] if isinstance(parameter, click.Option) else str(parameter.name).upper()
            for parameter in command.params
        }
        assert code(takes) == wanted, name
        assert command.help
        options = [each for each in command.params if isinstance(each, click.Option)]
        assert [each.opts for each in options if not each.help] == []


def test_every_script_is_documented() -> None:
    told = set().union(*(code(row[0]) for row in rows(read("commands.md"))))
    sourced = {"lib.sh", "postgres.sh"}
    scripts = {f"script/{path.name}" for path in (CHECKOUT / "script").iterdir() if path.name not in sourced}
    assert scripts - told == set()


def test_every_exit_code_is_documented() -> None:
    kinds = [BeaconError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    told = set(re.findall(r"\b([0-3]) (?=done|something|wrong|the store)", read("commands.md")))
    assert {str(kind.exit_code) for kind in kinds} | {"0", "2"} == told


def test_every_page_and_every_key_of_an_address_is_documented(server: Flask) -> None:
    text = read("pages.md")
    told = set().union(*(code(row[0]) for row in rows(text)))
    pages = {page.get("path_template") or page["path"] for page in dash.page_registry.values()}
    assert pages - told == set()
    assert set(KEYS) - told == set()


def test_every_address_that_the_server_answers_is_documented(server: Flask) -> None:
    told = set().union(*(code(row[0]) for row in rows(read("pages.md") + read("api.md"))))
    told |= code(read("api.md"))
    not_ours = re.compile(r"/(_|assets/|static/|<path:)|/api/?$|/api/(<path:rest>|v1/?$)|/api/v1/.*<")
    ours = {rule.rule for rule in server.url_map.iter_rules() if not not_ours.match(rule.rule)}
    # A table's csv stands for its xlsx.
    assert {address.replace(".xlsx", ".csv") for address in ours} - told == set()


def test_every_resource_of_the_api_says_its_parameters_and_fields() -> None:
    text = read("api.md")
    table = {row[0]: row for row in rows(text) if row[0].startswith("`/api/v1/")}
    for name, resource in RESOURCES.items():
        _, _, what, takes = table[f"`/api/v1/{name}`"]
        assert what
        assert code(takes) == {parameter.name for parameter in resource.parameters}
        assert [
            parameter.name for parameter in resource.parameters if not parameter.words.endswith(".")
        ] == []
        assert [field for field, said in resource.fields.items() if not said.words.endswith(".")] == []
    assert len(table) == len(RESOURCES)


def test_the_glossary_knows_the_words_of_the_house_once_each_in_order() -> None:
    words = re.findall(r"^\| \*\*([^*]+)\*\* \|", read("glossary.md"), re.MULTILINE)
    assert [word for word in WORDS_OF_THE_HOUSE if word not in words] == []
    assert words == sorted(set(words), key=str.casefold)


def test_rooms_and_modules_are_named_for_words_of_the_glossary() -> None:
    text = read("glossary.md")
    words = set(re.findall(r"^\| \*\*([^*]+)\*\* \|", text, re.MULTILINE))
    about = {
        name: set(row[1].split(", "))
        for row in rows(text)
        for name in code(row[0])
        if "/" in name or name == "loaders"
    }
    assert set().union(*about.values()) - words == set()
    folders = {f"data/{path.parent.name}" for path in (CHECKOUT / "data").glob("*/__init__.py")}
    modules = {
        path.relative_to(CHECKOUT).with_suffix("").as_posix()
        for room in WITH_WORDS
        for path in (CHECKOUT / "data" / room).glob("*.py")
        if path.name != "__init__.py"
    }
    assert (folders | modules) - set(about) == set(), (
        "a room or module that no word of the glossary stands for"
    )
    assert [name for name in about if name.startswith("data/") and not _is_there(name)] == []


def _is_there(name: str) -> bool:
    return (CHECKOUT / name).is_dir() or (CHECKOUT / f"{name}.py").is_file()
