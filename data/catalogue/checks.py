"""What one definition cannot know of itself: that ids are used once, and that what it names exists."""

import difflib
import re
from collections import deque
from collections.abc import Collection, Iterable, Sequence

from data.catalogue.areas import codes_of
from data.catalogue.lists import AuthorityRegion
from data.catalogue.models import Area, Break, Domain, Indicator, Target, TargetRelation, TrajectoryPoint
from data.catalogue.release_days import Release
from data.errors import Problem

SYMMETRIC = frozenset({"conflicts-with", "different-unit", "different-definition"})
"""Relations that say the same from either end."""
_CHANGED = re.compile(
    r"\b(changed|re-?based|redefined|revised in|replaced by|(?:not|no longer) comparable|another register)\b",
    re.IGNORECASE,
)
_STANDARDISED = re.compile(r"\bstandardi[sz]ed\b", re.IGNORECASE)


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
            fault = f"the {what} `{name}` is used twice; it stands in {first[name]} already"
            problems.append(Problem(where, fault, "give one of them another"))
        else:
            first[name] = where
    return problems


def rings(edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The rings that lead from a name back to itself, each once, from its first name in the alphabet."""
    following: dict[str, list[str]] = {}
    for name, successor in edges:
        following.setdefault(name, []).append(successor)
    closed: list[list[str]] = []
    seen: set[str] = set()
    for start in sorted(following):
        ring = _ring_from(start, following)
        if ring and not seen & set(ring):
            closed.append(ring)
            seen |= set(ring)
    return closed


def _ring_from(start: str, following: dict[str, list[str]]) -> list[str]:
    """The shortest ring from a name back to itself; empty where there is none."""
    came: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        for successor in following.get(at, ()):
            if successor == start:
                ring = [at]
                while ring[0] != start:
                    ring.insert(0, came[ring[0]])
                return ring
            if successor not in came:
                came[successor] = at
                waiting.append(successor)
    return []


def check_indicators(
    indicators: Sequence[tuple[str, Indicator]],
    ids: Collection[str],
    domains: Sequence[Domain],
) -> list[Problem]:
    """Ids, series ids, domains, themes, proxies and Beacon numbers."""
    domain_ids = {domain.id for domain in domains}
    themes = {domain.name for domain in domains if domain.theme}
    problems = used_twice(((indicator.id, where) for where, indicator in indicators), "indicator id")
    problems += used_twice(
        ((s.id, where) for where, indicator in indicators for s in indicator.series), "series id"
    )
    numbered = [
        (str(indicator.beacon_number), where) for where, indicator in indicators if indicator.beacon_number
    ]
    problems += used_twice(numbered, "Beacon number")
    for where, indicator in indicators:
        problems += _missing(where, "domain", indicator.domain, domain_ids, "the domain")
        problems += _missing(where, "theme", indicator.theme, themes, "the theme")
        problems += _missing(where, "proxy_of", indicator.proxy_of, ids, "the indicator")
        if indicator.id and indicator.proxy_of == indicator.id:
            fault = "`proxy_of` names the indicator itself"
            problems.append(Problem(where, fault, "name the one it comes near, or leave it out"))
        problems += _standardised(where, indicator)
    return problems


def _standardised(where: str, indicator: Indicator) -> list[Problem]:
    """What a definition says in words of a standardised figure, `standardised` says to the rules."""
    said = bool(_STANDARDISED.search(indicator.definition))
    if said == bool(indicator.standardised):
        return []
    if said:
        fault, remedy = "`definition` says that the figure is standardised", "add `standardised = true`"
    else:
        fault, remedy = (
            "`standardised` is true, but `definition` does not say so",
            "say for what, or take it out",
        )
    return [Problem(where, fault, remedy)]


def check_areas(areas: Sequence[tuple[str, Area]]) -> list[Problem]:
    """Slugs, codes, and that members, Places, joint areas and successors are defined."""
    slugs = {area.slug for _, area in areas}
    problems = used_twice(((area.slug, where) for where, area in areas), "slug")
    problems += used_twice(((code, where) for where, area in areas for code in codes_of(area)), "area code")
    for where, area in areas:
        named = [("members", slug) for slug in area.members] + [("places", slug) for slug in area.places]
        single = ("joint", "system", "region", "merged_into")
        named += [(key, str(getattr(area, key))) for key in single]
        for key, slug in named:
            problems += _missing(where, key, slug, slugs, "the area")
    for ring in rings((area.slug, member) for _, area in areas for member in area.members):
        fault = f"`members` lead from an area back to itself: {_in_words(ring)}"
        problems.append(Problem("areas", fault, "an area is made of smaller ones only"))
    return problems


def check_regions(
    authorities: Sequence[tuple[str, AuthorityRegion]], slugs: Collection[str]
) -> list[Problem]:
    """Each authority has one region, which is defined."""
    problems = used_twice(((authority.code, where) for where, authority in authorities), "authority")
    for where, authority in authorities:
        problems += _missing(where, "region", authority.region, slugs, "the area")
    return problems


def _in_words(ring: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in [*ring, ring[0]])


def check_targets(
    targets: Sequence[tuple[str, Target]],
    keys: Collection[str],
    indicators: Collection[str],
    places: Collection[str],
    domains: Sequence[Domain],
) -> list[Problem]:
    """Keys, indicators, Places, domains, and the versions they name."""
    domain_ids = {domain.id for domain in domains}
    problems = used_twice(((target.key, where) for where, target in targets), "target key")
    for where, target in targets:
        problems += _missing(where, "indicator", target.indicator, indicators, "the indicator")
        problems += _missing(where, "place", target.place, places, "the Place")
        problems += _missing(where, "domain", target.domain, domain_ids, "the domain")
        problems += _missing(where, "supersedes", target.supersedes, keys, "the target")
        problems += _missing(where, "superseded_by", target.superseded_by, keys, "the target")
    return problems


def check_versions(
    targets: Sequence[tuple[str, Target]], relations: Sequence[tuple[str, TargetRelation]]
) -> list[Problem]:
    """No version is its own successor, and no relation with a direction leads back to where it began."""
    edges = {
        "superseded_by": [(target.key, target.superseded_by) for _, target in targets if target.superseded_by]
    }
    edges["superseded_by"] += [(target.supersedes, target.key) for _, target in targets if target.supersedes]
    for _, relation in relations:
        if relation.relation not in SYMMETRIC:
            edges.setdefault(relation.relation, []).append((relation.from_key, relation.to_key))
    return [
        Problem(
            "targets" if name == "superseded_by" else "target_relations.csv",
            f"`{name}` leads from a target back to itself: {_in_words(ring)}",
            "take out the one that is wrong",
        )
        for name, pairs in edges.items()
        for ring in rings(pairs)
    ]


def check_relations(relations: Sequence[tuple[str, TargetRelation]], keys: Collection[str]) -> list[Problem]:
    """Both ends of every relation are targets of the register, two of them, and related so once."""
    named = (
        (f"{relation.from_key} {relation.relation} {relation.to_key}", where) for where, relation in relations
    )
    problems = used_twice(named, "relation")
    for where, relation in relations:
        problems += _missing(where, "from_key", relation.from_key, keys, "the target")
        problems += _missing(where, "to_key", relation.to_key, keys, "the target")
        if relation.relation in SYMMETRIC and relation.from_key == relation.to_key:
            problems.append(Problem(where, "the target is related to itself", "name another `to_key`"))
    return problems


def check_trajectories(
    points: Sequence[tuple[str, TrajectoryPoint]],
    keys: Collection[str],
    targets: dict[str, Target],
    areas: Collection[str],
) -> list[Problem]:
    """Targets and areas exist; one point a day; the indicator, where named, is the target's own."""
    dated = (
        (f"{point.target_key} {point.place} {point.date}", where) for where, point in points if point.date
    )
    problems = used_twice(dated, "point")
    for where, point in points:
        problems += _missing(where, "target_key", point.target_key, keys, "the target")
        problems += _missing(where, "place", point.place, areas, "the area")
        target = targets.get(point.target_key)
        if target is not None and point.indicator != target.indicator:
            fault = f"`indicator` is `{point.indicator}`, but the target is for `{target.indicator}`"
            problems.append(Problem(where, fault, "name the target's own indicator"))
    return problems


def check_caveats(
    indicators: Sequence[tuple[str, Indicator]], breaks: Sequence[tuple[str, Break]]
) -> list[Problem]:
    """What a caveat says has changed is a break of the indicator, or the definition says why it is none."""
    broken = {name for _, series_break in breaks for name in (series_break.indicator, series_break.series)}
    problems = []
    for where, indicator in indicators:
        named = {indicator.id, *(series.id for series in indicator.series)}
        changing = [caveat for caveat in indicator.caveats if _CHANGED.search(caveat)]
        if changing and not broken & named and not indicator.no_break:
            fault = f"a caveat says that something changed, and breaks.csv has no break: {changing[0]}"
            remedy = "add the break, or say in `no_break` why it is none"
            problems.append(Problem(where, fault, remedy))
        if indicator.no_break and not changing:
            fault = "`no_break` is given, but no caveat says that anything changed"
            problems.append(Problem(where, fault, "add the caveat, or take `no_break` out"))
    return problems


def check_breaks(
    breaks: Sequence[tuple[str, Break]],
    indicators: Collection[str],
    series: Collection[str],
    areas: Collection[str],
) -> list[Problem]:
    """Each break names something, and what it names is defined."""
    problems = []
    for where, series_break in breaks:
        if not (series_break.indicator or series_break.series or series_break.area):
            problems.append(
                Problem(
                    where,
                    "the break names nothing",
                    "name an indicator, a series or an area",
                )
            )
        problems += _missing(where, "indicator", series_break.indicator, indicators, "the indicator")
        problems += _missing(where, "series", series_break.series, series, "the series")
        problems += _missing(where, "area", series_break.area, areas, "the area")
    return problems


def check_releases(releases: Sequence[tuple[str, Release]], indicators: Collection[str]) -> list[Problem]:
    """The indicators that a release brings are defined, and each is brought by one release."""
    named = [(id, where) for where, release in releases for id in release.indicators]
    unknown = [
        problem
        for id, where in named
        for problem in _missing(where, "indicators", id, indicators, "the indicator")
    ]
    return unknown + used_twice(named, "indicator of a release")
