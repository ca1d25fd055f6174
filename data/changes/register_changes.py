"""What changed in the register between two dates: targets set, replaced, lapsed; trajectories. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from data.catalogue.models import Area, Target, TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.changes.known import NEWS, Changed, Known
from data.judgement.against_plan import OWN
from data.judgement.off_plan import Direction
from data.judgement.status import Status
from data.targets import life
from data.targets.agreed_path import points_known, with_a_way
from data.wording import news as wording
from data.wording.sentences import set_on

Path = dict[date, float]


def target_changes(catalogue: Catalogue, first: date, after: Known, areas: Collection[str]) -> list[Changed]:
    """Targets of the areas set, replaced or re-dated after `first`, and deadlines that passed since.

    Each target that names an indicator is told by itself; the others are counted, because no page could show
    their figures. A deadline has passed on the day after it.
    """
    targets = [target for target in catalogue.targets.values() if _concerns(catalogue, target, areas)]
    new = [target for target in targets if first < target.set_on <= after.day]
    lapsed = [
        target
        for target in targets
        if target.deadline
        and first <= target.deadline < after.day
        and life.is_live(catalogue, target, target.deadline)
    ]
    changes = [_set(catalogue, target) for target in new if target.indicator]
    changes = [
        *(_lapsed(catalogue, target, after.statuses, areas) for target in lapsed if target.indicator),
        *changes,
    ]
    changes.sort(key=lambda change: NEWS.index(change.news))
    return [*changes, *_counted(new, lapsed)]


def _concerns(catalogue: Catalogue, target: Target, areas: Collection[str]) -> bool:
    indicator = catalogue.indicators.get(target.indicator)
    known = [catalogue.areas[slug] for slug in areas]
    if target.scope == "every trust":
        return any(area.kind == "system" for area in known)
    return any(life.applies_to(target, area, indicator) for area in known)


def _set(catalogue: Catalogue, target: Target) -> Changed:
    indicator = catalogue.indicators.get(target.indicator)
    earlier = [version for version in life.lineage(catalogue, target.key) if version.set_on < target.set_on]
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
    for status in statuses:
        own = status.now.target_key == target.key and status.now.standing == OWN and status.place in areas
        area = catalogue.areas[status.place]
        ended = status.now.at_deadline
        if own and status.latest is not None and ended and area not in verdicts[ended]:
            verdicts[ended].append(area)
    held = {word: judged for word, judged in verdicts.items() if judged}
    said = wording.of_deadline(target.deadline or date.max, held, len(catalogue.places))
    news: Direction = "worse" if "missed" in held else "better" if held.keys() == {"met"} else ""
    return _changed(target, said, news)


def _changed(target: Target, said: str, news: Direction = "") -> Changed:
    return Changed(
        kind="target",
        subject=target.name,
        said=said,
        indicator=target.indicator,
        place=target.place,
        target=target.key,
        news=news,
    )


def _counted(new: Iterable[Target], lapsed: Iterable[Target]) -> list[Changed]:
    """The targets that no indicator measures, by the day they were set, and those whose deadline passed."""
    days = Counter((target.set_on, set_on(target)) for target in new if not target.indicator)
    sentences = [wording.of_many(many, f"set {when}") for (_, when), many in sorted(days.items())]
    passed = sum(not target.indicator for target in lapsed)
    sentences += [wording.of_many_lapsed(passed)] if passed else []
    return [Changed(kind="target", subject="", said=said) for said in sentences]


def trajectory_changes(
    catalogue: Catalogue, before: Known, after: Known, areas: Collection[str]
) -> list[Changed]:
    """Trajectories agreed, changed or withdrawn at the areas: the loaded ones, else those a paper states."""
    then, now = (_paths(catalogue, known) for known in (before, after))
    changes, others = [], 0
    for key, place in sorted(then.keys() | now.keys(), key=lambda pair: _rank(catalogue, *pair)):
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
        changes.append(
            Changed(
                kind="trajectory",
                subject=subject,
                said=said,
                indicator=indicator.id,
                place=place,
                target=key,
            )
        )
    if others:
        said = wording.of_many_trajectories(others)
        changes.append(Changed(kind="trajectory", subject="", said=said))
    return changes


def _rank(catalogue: Catalogue, key: str, place: str) -> tuple[int, int]:
    keys, slugs = list(catalogue.targets), list(catalogue.areas)
    return keys.index(key) if key in keys else len(keys), slugs.index(place) if place in slugs else len(slugs)


def _paths(catalogue: Catalogue, known: Known) -> Mapping[tuple[str, str], Path]:
    """(target, area) -> its agreed path as known on a day."""
    pairs = {(point.target_key, point.place) for point in catalogue.trajectories}
    stated = [point for pair in pairs for point in catalogue.agreed_path(*pair)]
    dated: dict[tuple[str, str], list[TrajectoryPoint]] = defaultdict(list)
    for point in points_known(known.day, known.paths, stated):
        dated[point.target_key, point.place].append(point)
    paths = {
        pair: {point.date: point.value for point in with_a_way(points)} for pair, points in dated.items()
    }
    return {pair: path for pair, path in paths.items() if path}
