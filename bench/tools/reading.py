"""Readers who walk the pages as people do: from link to link, a page at a time, each by themselves.

A browser that was never here asks for the scripts, pictures and typeface of its first page, and for what
Dash's scripts ask; afterwards it has them. Some readers come anew.
"""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

import httpx

from dashboard.web.compressed import ADDRESS

HEADERS = {"Accept-Encoding": "br, gzip"}
PLACES = ("", "sefton", "halton", "liverpool", "cheshire-east")
STARTS = ("/", "/indicators", "/targets", "/data", "/inequality")
# A reader goes on from where they are, goes back to one of the first pages, or takes figures away.
GO_ON, BEGIN_AGAIN = 0.85, 0.1
COME_ANEW = 0.2  # of those who begin again
FIGURES = ("/api/v1/indicators", "/api/v1/targets", "/api/v1/places")
FONT = re.compile(r'url\("(/[^"]+\.woff2)"\)')
BY_SCRIPTS = ("/_dash-layout", "/_dash-dependencies")
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)"')
OUTPUTS = ("_pages_content", "children"), ("_pages_store", "data")


@dataclass
class Read:
    """What the readers met: seconds of every answer by its kind, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    pages: set[str] = field(default_factory=set)
    links: dict[str, list[str]] = field(default_factory=dict)
    """By what was asked, the links to go on by. Looked for once: readers and server share the machine."""
    files: dict[str, list[str]] = field(default_factory=dict)
    """By document, what a browser asks for besides."""

    def all_seconds(self) -> list[float]:
        """The seconds of all answers, the quickest first."""
        return sorted(spent for many in self.seconds.values() for spent in many)


Asking = Callable[[httpx.AsyncClient, Read, str], Awaitable[list[str]]]
"""Asks for something and gives the links to go on by."""


async def read(address: str, readers: int, seconds: float, most: int = 10**9, seed: int = 22) -> Read:
    """Let readers walk at once for a time, or until so many answers have been read."""
    met = Read()
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=readers)
    async with httpx.AsyncClient(base_url=address, headers=HEADERS, timeout=60, limits=limits) as client:

        def goes_on() -> bool:
            return time.monotonic() < until and sum(map(len, met.seconds.values())) < most

        chances = [random.Random(seed + number) for number in range(readers)]  # noqa: S311
        await asyncio.gather(*(_walk(client, met, chance, goes_on) for chance in chances))
    return met


async def _walk(
    client: httpx.AsyncClient, met: Read, chance: random.Random, goes_on: Callable[[], bool]
) -> None:
    """One reader, of one Place or none: a first page as a document, then what Dash's router answers."""
    place = chance.choice(PLACES)
    links: list[str] = []
    held: set[str] = set()
    while goes_on():
        throw = chance.random()
        ask: Asking = _get
        if links and throw < GO_ON:
            path, ask = _chosen(links, chance), _ask
        elif links and throw > GO_ON + BEGIN_AGAIN:
            path = chance.choice(FIGURES)
        else:
            path = chance.choice(STARTS) + (f"?place={place}" if place else "")
            held = set() if chance.random() < COME_ANEW else held
        links = await ask(client, met, path) or links
        if missing := [address for address in met.files.get(path, ()) if address not in held]:
            await asyncio.gather(*(_timed(client, met, "file", address, None) for address in missing))
            held.update(missing)


def _chosen(links: list[str], chance: random.Random) -> str:
    """A link of a page: what stands further up is followed more often."""
    return links[int(len(links) * chance.random() ** 2)]


def _links(text: str) -> list[str]:
    """The links of a page to other pages, as they are followed in place."""
    links = dict.fromkeys(unescape(link) for link in LINK.findall(text))
    return [link for link in links if not re.search(r"\.\w+$|^/(api|charts)/", link.split("?")[0])]


async def _get(client: httpx.AsyncClient, met: Read, path: str) -> list[str]:
    kind = "document" if path.split("?")[0] in STARTS else "api"
    text = await _timed(client, met, kind, path, None)
    if kind == "document" and text and path not in met.files:
        named = [*ADDRESS.findall(text), *FONT.findall(text), *BY_SCRIPTS]
        met.files[path] = [address for address in dict.fromkeys(named) if address.startswith("/")]
    return _links_on(met, path, text)


async def _ask(client: httpx.AsyncClient, met: Read, link: str) -> list[str]:
    parts = urlsplit(link)
    values = {"pathname": parts.path, "search": f"?{parts.query}" if parts.query else ""}
    body = {
        "output": "..{}.{}...{}.{}..".format(*OUTPUTS[0], *OUTPUTS[1]),
        "outputs": [{"id": id, "property": name} for id, name in OUTPUTS],
        "inputs": [
            {"id": "_pages_location", "property": name, "value": value} for name, value in values.items()
        ],
        "changedPropIds": ["_pages_location.pathname", "_pages_location.search"],
    }
    return _links_on(met, link, await _timed(client, met, "page", link, body), _html)


def _html(answer: str) -> str:
    return str(json.loads(answer)["response"]["_pages_content"]["children"]["props"]["html"])


def _links_on(met: Read, path: str, answer: str, html: Callable[[str], str] = str) -> list[str]:
    if answer and path not in met.links:
        try:
            met.links[path] = _links(html(answer))
        except (ValueError, KeyError):
            met.wrong["an answer without a page"] += 1
    return met.links.get(path, [])


async def _timed(client: httpx.AsyncClient, met: Read, kind: str, path: str, body: object) -> str:
    start = time.perf_counter()
    try:
        if body is None:
            answer = await client.get(path)
        else:
            answer = await client.post("/_dash-update-component", json=body)
    except httpx.HTTPError as error:
        met.wrong[type(error).__name__] += 1
        return ""
    met.seconds.setdefault(kind, []).append(time.perf_counter() - start)
    met.pages.add(f"{kind} {path}")
    if answer.status_code != 200:
        met.wrong[f"{answer.status_code} {path}"] += 1
        return ""
    return answer.text
