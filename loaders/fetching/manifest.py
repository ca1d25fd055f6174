"""How each source is fetched, read from `fetch.toml` beside the other definitions."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator

from data.catalogue.definition import Definition
from data.catalogue.reader import DEFINITIONS
from data.errors import DefinitionError, Problem, Unknown

NAME = "fetch.toml"
_THIS_COMPUTER = ("127.0.0.1", "localhost")


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a pattern: {error}") from None
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_COMPUTER)
    if not secure or not parts.hostname:
        raise ValueError(f"{text!r} is not an address that begins with https://")
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
Address = Annotated[str, AfterValidator(_address)]


class AreaTypes(Definition):
    """Kinds of area of Fingertips: the first of `types` that an indicator has, with the kind above it."""

    what: str
    types: tuple[str, ...]
    parent: str


class Way(Definition):
    """How one source is fetched. The comments of `fetch.toml` say what each key means."""

    source: str = Field(pattern=r"^[a-z_]+$")
    how: Literal["links", "files", "cvdprevent", "fingertips", "by-hand"]
    landing: Address | None = None
    hosts: tuple[str, ...] = ()
    pages: tuple[Pattern, ...] = ()
    files: tuple[Pattern, ...] = ()
    newest_pages: int = Field(default=1, ge=1)
    newest_files: int = Field(default=0, ge=0)
    addresses: dict[str, Address] = Field(default_factory=dict)
    levels: tuple[str, ...] = ()
    areas: tuple[AreaTypes, ...] = ()
    seen: tuple[Address, ...] = ()
    largest_mb: int = Field(default=200, ge=1)
    verified: bool
    known_by: str = Field(min_length=1)
    by_hand: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "Way":
        if self.how == "by-hand":
            if not self.by_hand:
                raise ValueError("a source downloaded by hand says in `by_hand` what to download and where")
            return self
        if not self.hosts:
            raise ValueError("`hosts` names the hosts it may be fetched from")
        needed = {"links": ("landing", "files"), "files": ("addresses",)}
        for key in needed.get(self.how, ("landing",)):
            if not getattr(self, key):
                raise ValueError(f"how = {self.how!r} needs `{key}`")
        for address in (self.landing, *self.addresses.values(), *self.seen):
            if address and urlsplit(address).hostname not in self.hosts:
                raise ValueError(f"the host of {address} is not among `hosts`")
        return self

    @property
    def largest(self) -> int:
        """The most bytes a file of it may have."""
        return self.largest_mb * 1024 * 1024


def load_manifest(path: Path = DEFINITIONS / NAME) -> dict[str, Way]:
    """Return each source's way by its name. Raises DefinitionError with all that is wrong."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(Problem(path.name, f"cannot be read: {error}", "mend it")) from None
    ways: dict[str, Way] = {}
    problems: list[Problem] = []
    for number, entry in enumerate(entries, start=1):
        name = f"{path.name}, entry {number} ({entry.get('source', 'no source')})"
        try:
            way = Way.model_validate(entry)
        except ValidationError as error:
            problems += [
                Problem(f"{name}, {'.'.join(map(str, detail['loc'])) or 'as a whole'}", detail["msg"])
                for detail in error.errors()
            ]
            continue
        if way.source in ways:
            problems.append(Problem(name, "stands twice", "keep one of them"))
        ways[way.source] = way
    if problems:
        raise DefinitionError(problems)
    return ways


def chosen(ways: dict[str, Way], names: Sequence[str]) -> list[Way]:
    """Return the ways of the named sources, all of them if none is named. Raises Unknown."""
    for name in names:
        if name not in ways:
            raise Unknown(
                Problem(f"source {name!r}", "has no publisher to fetch from", f"one of {', '.join(ways)}")
            )
    return [ways[name] for name in dict.fromkeys(names)] if names else list(ways.values())
