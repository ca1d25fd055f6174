"""What changed in the register between two dates: targets set, replaced, lapsed; trajectories. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from data.catalogue.models import Area, Target
from data.catalogue.reader import Catalogue
from data.changes.known import NEWS, Changed, Known
from data.judgement.against_plan import OWN
from data.judgement.off_plan import OFF_PLAN, Direction
from data.judgement.status import Status
from data.targets import life
from data.targets.agreed_path import told_by
from data.wording import news as wording
from data.wording.sentences import day

Path = dict[date, float]


def target_changes(catalogue: Catalogue, first: date, after: Known, areas: Collection[str]) -> list[Changed]:
    """Targets of the areas set, replaced or re-dated after `first`, and deadlines that passed since.

    Each target that names an indicator is told by itself; the others are counted, because no page could show
    their figures. A deadline has passed on the day after it.
    """
    mine = [one for one in catalogue.targets.values() if _concerns(catalogue, one, areas)]
    new = [one for one in mine if first < one.set_on <= after.day]
    lapsed = [
        one
        for one in mine
        if one.deadline and first <= one.deadline < after.day and life.is_live(catalogue, one, one.deadline)
    ]
    told = [_set(catalogue, one) for one in new if one.indicator]
    told = [*(_lapsed(catalogue, one, after.statuses, areas) for one in lapsed if one.indicator), *told]
    told.sort(key=lambda one: NEWS.index(one.news))
    return [*told, *_counted(new, lapsed)]


def _concerns(catalogue: Catalogue, target: Target, areas: Collection[str]) -> bool:
    indicator = catalogue.indicators.get(target.indicator)
    known = [catalogue.areas[slug] for slug in areas]
    if target.scope == "every trust":
        return any(area.kind == "system" for area in known)
    return any(life.applies_to(target, area, indicator) for area in known)


def _set(catalogue: Catalogue, target: Target) -> Changed:
    indicator = catalogue.indicators.get(target.indicator)
    earlier = [one for one in life.lineage(catalogue, target.key) if one.set_on < target.set_on]
    place = catalogue.areas[target.place].name if target.place else ""
    said = (
        wording.of_target_replaced(earlier[-1], target, indicator)
        if earlier
        else wording.of_target_set(target, indicator, place)
    )
    return _changed(target, said)


def _lapsed(
    catalogue: Catalogue, target: Target, statuses: Iterable[Status], areas: Collection[str]
) -> Changed:
    verdicts: dict[str, list[Area]] = defaultdict(list)
    for one in statuses:
        own = one.now.target_key == target.key and one.now.standing == OWN and one.place in areas
        area = catalogue.areas[one.place]
        if own and one.latest is not None and target.rated and area not in verdicts[one.now.word]:
            verdicts[one.now.word].append(area)
    held = {word: found for word, found in verdicts.items() if found}
    said = wording.of_deadline(target.deadline or date.max, held, len(catalogue.places))
    news: Direction = "worse" if held.keys() & OFF_PLAN else "better" if held.keys() == {"met"} else ""
    return _changed(target, said, news)


def _changed(target: Target, said: str, news: Direction = "") -> Changed:
    told = {"indicator": target.indicator, "place": target.place, "target": target.key}
    return Changed("target", target.name, said, news=news, **told)


def _counted(new: Iterable[Target], lapsed: Iterable[Target]) -> list[Changed]:
    """The targets that no indicator measures, by the day they were set, and those whose deadline passed."""
    days = Counter(one.set_on for one in new if not one.indicator)
    told = [wording.of_many(many, f"set on {day(when)}") for when, many in sorted(days.items())]
    passed = sum(not one.indicator for one in lapsed)
    told += [wording.of_many_lapsed(passed)] if passed else []
    return [Changed("target", "", said) for said in told]


def trajectory_changes(
    catalogue: Catalogue, before: Known, after: Known, areas: Collection[str]
) -> list[Changed]:
    """Trajectories agreed, changed or withdrawn at the areas: the loaded ones, else those a paper states."""
    then, now = (_paths(catalogue, known) for known in (before, after))
    told, others = [], 0
    for key, place in sorted(then.keys() | now.keys(), key=lambda one: _rank(catalogue, *one)):
        was, path = then.get((key, place), {}), now.get((key, place), {})
        target = catalogue.targets.get(key)
        if was == path or target is None or place not in areas:
            continue
        indicator = catalogue.indicators.get(target.indicator)
        if indicator is None:
            others += 1
            continue
        subject = f"{target.name}, {catalogue.areas[place].name}"
        said = wording.of_trajectory(was, path, indicator)
        told.append(Changed("trajectory", subject, said, indicator=indicator.id, place=place, target=key))
    counted = [Changed("trajectory", "", wording.of_many_trajectories(others))] if others else []
    return [*told, *counted]


def _rank(catalogue: Catalogue, key: str, place: str) -> tuple[int, int]:
    keys, slugs = list(catalogue.targets), list(catalogue.areas)
    return keys.index(key) if key in keys else len(keys), slugs.index(place) if place in slugs else len(slugs)


def _paths(catalogue: Catalogue, known: Known) -> Mapping[tuple[str, str], Path]:
    """(target, area) -> its agreed path as known on a day."""
    pairs = {(one.target_key, one.place) for one in catalogue.trajectories}
    stated = [point for pair in pairs for point in catalogue.agreed_path(*pair)]
    paths: dict[tuple[str, str], Path] = defaultdict(dict)
    for point in told_by(known.day, known.paths, stated):
        paths[point.target_key, point.place][point.date] = point.value
    return paths
