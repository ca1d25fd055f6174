"""What one definition cannot know of itself: that ids are used once, and that what it names exists."""

import difflib
from collections import deque
from collections.abc import Collection, Iterable, Sequence

from data.catalogue.areas import codes_of
from data.catalogue.models import Area, Break, Domain, Indicator, Target, TargetRelation, TrajectoryPoint
from data.errors import Problem

BOTH_WAYS = frozenset({"conflicts-with", "different-unit", "different-definition"})
"""Relations that say the same from either end."""


def _missing(where: str, key: str, value: str, known: Collection[str], what: str) -> list[Problem]:
    if not value or value in known:
        return []
    close = difflib.get_close_matches(value, sorted(known), n=1)
    remedy = f"did you mean `{close[0]}`?" if close else f"name one that is defined, or define {what} first"
    return [Problem(where, f"`{key}` names {what} `{value}`, which is not defined", remedy)]


def used_twice(pairs: Iterable[tuple[str, str]], what: str) -> list[Problem]:
    """`pairs` of (id, where). A problem for each id met again."""
    first: dict[str, str] = {}
    problems = []
    for name, where in pairs:
        if not name:
            continue
        if name in first:
            found = f"the {what} `{name}` is used twice; it stands in {first[name]} already"
            problems.append(Problem(where, found, "give one of them another"))
        else:
            first[name] = where
    return problems


def rings(edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The ways that lead from a name back to itself, each told once, from its first name in the alphabet."""
    following: dict[str, list[str]] = {}
    for one, other in edges:
        following.setdefault(one, []).append(other)
    found: list[list[str]] = []
    told: set[str] = set()
    for start in sorted(following):
        way = _way_back(start, following)
        if way and not told & set(way):
            found.append(way)
            told |= set(way)
    return found


def _way_back(start: str, following: dict[str, list[str]]) -> list[str]:
    """The shortest way from a name to itself; empty where none leads there."""
    came: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        for other in following.get(at, ()):
            if other == start:
                way = [at]
                while way[0] != start:
                    way.insert(0, came[way[0]])
                return way
            if other not in came:
                came[other] = at
                waiting.append(other)
    return []


def check_indicators(
    found: Sequence[tuple[str, Indicator]],
    ids: Collection[str],
    domains: Sequence[Domain],
) -> list[Problem]:
    """Ids, series ids, domains, themes, proxies and Beacon numbers."""
    domain_ids = {domain.id for domain in domains}
    themes = {domain.name for domain in domains if domain.theme}
    problems = used_twice(((one.id, where) for where, one in found), "indicator id")
    problems += used_twice(((s.id, where) for where, one in found for s in one.series), "series id")
    numbered = [(str(one.beacon_number), where) for where, one in found if one.beacon_number]
    problems += used_twice(numbered, "Beacon number")
    for where, one in found:
        problems += _missing(where, "domain", one.domain, domain_ids, "the domain")
        problems += _missing(where, "theme", one.theme, themes, "the theme")
        problems += _missing(where, "proxy_of", one.proxy_of, ids, "the indicator")
        if one.id and one.proxy_of == one.id:
            found_here = "`proxy_of` names the indicator itself"
            problems.append(Problem(where, found_here, "name the one it comes near, or leave it out"))
    return problems


def check_areas(found: Sequence[tuple[str, Area]]) -> list[Problem]:
    """Slugs, codes, and that members, Places, joint areas and successors are defined."""
    slugs = {area.slug for _, area in found}
    problems = used_twice(((area.slug, where) for where, area in found), "slug")
    problems += used_twice(((code, where) for where, area in found for code in codes_of(area)), "area code")
    for where, area in found:
        named = [("members", slug) for slug in area.members] + [("places", slug) for slug in area.places]
        single = ("joint", "system", "region", "merged_into")
        named += [(key, str(getattr(area, key))) for key in single]
        for key, slug in named:
            problems += _missing(where, key, slug, slugs, "the area")
    for ring in rings((area.slug, member) for _, area in found for member in area.members):
        told = f"`members` lead from an area back to itself: {_told(ring)}"
        problems.append(Problem("areas", told, "an area is made of smaller ones only"))
    return problems


def _told(ring: Sequence[str]) -> str:
    return ", ".join(f"`{one}`" for one in [*ring, ring[0]])


def check_targets(
    found: Sequence[tuple[str, Target]],
    keys: Collection[str],
    indicators: Collection[str],
    places: Collection[str],
    domains: Sequence[Domain],
) -> list[Problem]:
    """Keys, indicators, Places, domains, and the versions they name."""
    domain_ids = {domain.id for domain in domains}
    problems = used_twice(((target.key, where) for where, target in found), "target key")
    for where, target in found:
        problems += _missing(where, "indicator", target.indicator, indicators, "the indicator")
        problems += _missing(where, "place", target.place, places, "the Place")
        problems += _missing(where, "domain", target.domain, domain_ids, "the domain")
        problems += _missing(where, "supersedes", target.supersedes, keys, "the target")
        problems += _missing(where, "superseded_by", target.superseded_by, keys, "the target")
    return problems


def check_versions(
    found: Sequence[tuple[str, Target]], relations: Sequence[tuple[str, TargetRelation]]
) -> list[Problem]:
    """No version is its own successor, and no relation with a direction leads back to where it began."""
    edges = {"superseded_by": [(one.key, one.superseded_by) for _, one in found if one.superseded_by]}
    edges["superseded_by"] += [(one.supersedes, one.key) for _, one in found if one.supersedes]
    for _, one in relations:
        if one.relation not in BOTH_WAYS:
            edges.setdefault(one.relation, []).append((one.from_key, one.to_key))
    return [
        Problem(
            "targets" if name == "superseded_by" else "target_relations.csv",
            f"`{name}` leads from a target back to itself: {_told(ring)}",
            "take out the one that is wrong",
        )
        for name, pairs in edges.items()
        for ring in rings(pairs)
    ]


def check_relations(found: Sequence[tuple[str, TargetRelation]], targets: Collection[str]) -> list[Problem]:
    """Both ends of every relation are targets of the register, two of them, and related so once."""
    named = ((f"{one.from_key} {one.relation} {one.to_key}", where) for where, one in found)
    problems = used_twice(named, "relation")
    for where, relation in found:
        problems += _missing(where, "from_key", relation.from_key, targets, "the target")
        problems += _missing(where, "to_key", relation.to_key, targets, "the target")
        if relation.relation in BOTH_WAYS and relation.from_key == relation.to_key:
            problems.append(Problem(where, "the target is related to itself", "name another `to_key`"))
    return problems


def check_trajectories(
    found: Sequence[tuple[str, TrajectoryPoint]],
    keys: Collection[str],
    targets: dict[str, Target],
    areas: Collection[str],
) -> list[Problem]:
    """Targets and areas exist; one point a day; the indicator, where named, is the target's own."""
    dated = ((f"{one.target_key} {one.place} {one.date}", where) for where, one in found if one.date)
    problems = used_twice(dated, "point")
    for where, point in found:
        problems += _missing(where, "target_key", point.target_key, keys, "the target")
        problems += _missing(where, "place", point.place, areas, "the area")
        target = targets.get(point.target_key)
        if target is not None and point.indicator != target.indicator:
            told = f"`indicator` is `{point.indicator}`, but the target is for `{target.indicator}`"
            problems.append(Problem(where, told, "name the target's own indicator"))
    return problems


def check_breaks(
    found: Sequence[tuple[str, Break]],
    indicators: Collection[str],
    series: Collection[str],
    areas: Collection[str],
) -> list[Problem]:
    """Each break names something, and what it names is defined."""
    problems = []
    for where, one in found:
        if not (one.indicator or one.series or one.area):
            problems.append(
                Problem(
                    where,
                    "the break names nothing",
                    "name an indicator, a series or an area",
                )
            )
        problems += _missing(where, "indicator", one.indicator, indicators, "the indicator")
        problems += _missing(where, "series", one.series, series, "the series")
        problems += _missing(where, "area", one.area, areas, "the area")
    return problems
