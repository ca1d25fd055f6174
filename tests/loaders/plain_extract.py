"""A second, deliberately plain way from a national extract to areas: the csv module, loops and additions."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

DEFINED_AREAS = Path(__file__).parents[2] / "data" / "definitions" / "areas"
MADE_OF = {
    "halton": ["01F"],
    "knowsley": ["01J"],
    "sefton": ["01T", "01V"],
    "st-helens": ["01X"],
    "warrington": ["02E"],
    "wirral": ["12F"],
    "liverpool": ["99A"],
    "cheshire": ["27D"],
    "cheshire-and-merseyside": ["01F", "01J", "01T", "01V", "01X", "02E", "12F", "27D", "99A"],
}
Row = tuple[str, str, str, str, dict[str, int]]  # provider, commissioner, its parent, category, counts
Sums = dict[tuple[str, str, str], Counter[str]]  # (basis, area, category) -> counts


def _defined(name: str) -> list[dict[str, str]]:
    with (DEFINED_AREAS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def areas_of(provider: str, commissioner: str, parent: str) -> Iterator[tuple[str, str]]:
    """The bases and areas that a row of this provider and commissioner counts for."""
    for area, members in MADE_OF.items():
        if commissioner in members:
            yield "commissioner", area
    if commissioner in MADE_OF["cheshire-and-merseyside"]:
        yield "commissioner", commissioner.lower()
    for icb in _ICBS:
        if parent == icb["ods_code"]:
            yield "commissioner", icb["slug"]
    if commissioner == "NONC":
        return
    yield "commissioner", "england"
    yield "provider", "england"
    for trust in _TRUSTS:
        if provider == trust["ods_code"]:
            yield "provider", trust["slug"]
            if trust["system"] == "cheshire-and-merseyside":
                yield "provider", "cheshire-and-merseyside"


_ICBS = _defined("icbs.csv")
_TRUSTS = _defined("trusts.csv")


def sums(rows: Iterable[Row]) -> Sums:
    """Add up the rows; a service of which nothing was counted in an area is left out."""
    added: Sums = defaultdict(Counter)
    known: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for provider, commissioner, parent, category, counts in rows:
        key = (provider, commissioner, parent)
        if key not in known:
            known[key] = list(areas_of(*key))
        for basis, area in known[key]:
            total = added[basis, area, category]
            for name, count in counts.items():
                total[name] += count
    return {key: total for key, total in added.items() if key[2] == "" or any(total.values())}
