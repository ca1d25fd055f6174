"""Files by the links of a publisher's pages: the landing page, the pages below it, the files on those."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from data import periods
from data.errors import BeaconError, Problem, WrongAnswer
from data.periods import Period
from loaders.fetching.manifest import Way
from loaders.fetching.web import Web

REMEDY = "open the page; if it has changed, mend the pattern in fetch.toml, and download by hand until then"


@dataclass(frozen=True)
class Wanted:
    """A file to fetch: its source, address, the name to keep it under, and the period it is of if told."""

    source: str
    address: str
    name: str
    period: Period | None = None


@dataclass(frozen=True)
class Link:
    """An address on a page, and the period its words tell."""

    address: str
    period: Period | None


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if target and tag == "a":
            self.found.append(target.strip())
        elif target and tag == "base":
            self.base = self.base or target.strip()


def links_on(html: str, page: str) -> list[str]:
    """Return the addresses a page links to, whole and each once, in the page's order."""
    anchors = _Anchors()
    anchors.feed(html)
    base = urljoin(page, anchors.base)
    links = []
    for target in anchors.found:
        try:
            address = urldefrag(urljoin(base, target)).url
        except ValueError:  # a link that is no address at all
            continue
        # Old pages link to their own files without protection; the publishers answer with it.
        if page.startswith("https:") and address.startswith("http:"):
            address = "https:" + address.removeprefix("http:")
        links.append(address)
    return list(dict.fromkeys(links))


def period_told(match: re.Match[str]) -> Period | None:
    """Return the period of a pattern's groups: year and month, year and ending (2025-26), or year alone."""
    parts = {name: text for name, text in match.groupdict().items() if text}
    if "year" not in parts:
        return None
    year = int(parts["year"]) if len(parts["year"]) == 4 else 2000 + int(parts["year"])
    try:
        if "month" in parts:
            month = parts["month"]
            return periods.month(year, int(month) if month.isdigit() else periods.month_named(month))
        return periods.parse(f"{year}/{parts['ending'][-2:]}" if "ending" in parts else str(year))
    except ValueError:
        return None


def matching(addresses: Iterable[str], pattern: str) -> list[Link]:
    """Return the addresses that have the pattern, with the period it tells."""
    matches = ((address, re.search(pattern, unquote(address))) for address in addresses)
    return [Link(address, period_told(match)) for address, match in matches if match]


def recent(links: Sequence[Link], since: date | None, newest: int) -> list[Link]:
    """Return the links of periods that end on or after `since`; without it those of the newest periods.

    `newest`: how many periods, 0 for all. A link that tells no period is always among them.
    """
    if since is not None:
        return [link for link in links if link.period is None or link.period.end >= since]
    ends = sorted({link.period.end for link in links if link.period}, reverse=True)
    wanted = set(ends[:newest] if newest else ends)
    return [link for link in links if link.period is None or link.period.end in wanted]


def files_by_links(
    web: Web, way: Way, since: date | None, complain: Callable[[BeaconError], None]
) -> list[Wanted]:
    """Return the files that the pages link to. Raises WrongAnswer where no page has any."""
    pages = [way.landing or ""]
    for pattern in way.pages:
        links = [link for page in pages for link in matching(links_on(web.text(page), page), pattern)]
        if not links:
            raise WrongAnswer(Problem(pages[0], f"has no link to a page like {pattern}", REMEDY))
        pages = list(dict.fromkeys(link.address for link in recent(links, since, way.newest_pages)))
    addresses = [address for page in pages for address in links_on(web.text(page), page)]
    files: list[Link] = []
    for pattern in way.files:
        links = matching(addresses, pattern)
        if not links and pages:
            complain(WrongAnswer(Problem(pages[0], f"has no link to a file like {pattern}", REMEDY)))
        files += recent(links, since, way.newest_files)
    named = {link.address: link.period for link in files}
    return [Wanted(way.source, address, name_of(address), period) for address, period in named.items()]


def name_of(address: str) -> str:
    """Return the file name an address ends with."""
    return PurePosixPath(unquote(urlsplit(address).path)).name
