"""How far an indicator's figures can be trusted, and how a target for every Place stands as a whole. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.judgement.status import Status
from data.statistics.trajectory import PASSING, every_place_passes


@dataclass(frozen=True)
class EveryPlace:
    """An "every Place" target as a whole: it passes only when the worst Place does; None: not judged yet."""

    indicator: str
    target_key: str
    sex: str
    passes: bool | None
    worst: str
    passing: int
    judged: int


@dataclass(frozen=True)
class QualityMark:
    """How far an indicator's figures can be trusted.

    held: Places of `places` with a figure of the latest period (that of a joint area counts for its Places).
    latest: the end of that period; age: days since then.
    """

    indicator: str
    timeliness: str
    completeness: str
    source: str
    geography: str
    held: int
    places: int
    latest: date | None
    age: int | None
    next_release: date | None


def every_place(catalogue: Catalogue, found: Iterable[Status]) -> list[EveryPlace]:
    """The verdicts on targets set for every Place, from the statuses of the Places (or their joint areas)."""
    groups: dict[tuple[str, str, str], list[Status]] = defaultdict(list)
    for one in found:
        rated = one.now.scope == "every Place" and one.now.standing == "own" and one.now.target is not None
        if rated and one.latest is not None:
            groups[one.indicator, one.now.target_key, one.sex].append(one)
    return [_aggregate(catalogue, key, statuses) for key, statuses in groups.items()]


def _aggregate(catalogue: Catalogue, key: tuple[str, str, str], found: Sequence[Status]) -> EveryPlace:
    covered = {place for one in found for place in (one.place, *catalogue.areas[one.place].places)}
    whole = covered.issuperset(place.slug for place in catalogue.places)
    words = [one.now.word for one in found]
    passes = every_place_passes(words)
    sign = -1 if found[0].now.comparison == "<=" else 1
    measured = [one for one in found if one.now.gap is not None]
    worst = min(measured, key=lambda one: sign * (one.now.gap or 0.0), default=None)
    return EveryPlace(
        *key,
        passes=passes if whole or passes is False else None,
        worst=worst.place if worst else "",
        passing=sum(word in PASSING for word in words),
        judged=len(measured),
    )


def quality_marks(catalogue: Catalogue, found: Iterable[Status], today: date) -> list[QualityMark]:
    """The quality mark of each indicator, from the statuses of the Places and joint areas."""
    local = [one for one in found if catalogue.areas[one.place].kind in ("place", "joint")]
    groups: dict[str, list[Status]] = defaultdict(list)
    for one in local:
        groups[one.indicator].append(one)
    return [_mark(catalogue, catalogue.indicators[id], of, today) for id, of in groups.items()]


def _mark(catalogue: Catalogue, indicator: Indicator, found: Sequence[Status], today: date) -> QualityMark:
    given = [(one, one.latest) for one in found if one.latest is not None and one.latest.value is not None]
    end = max((latest.end for _, latest in given), default=None)
    newest = [one for one, latest in given if latest.end == end]
    covered = {place for one in newest for place in (catalogue.areas[one.place].places or (one.place,))}
    return QualityMark(
        indicator.id,
        indicator.quality.timeliness,
        indicator.quality.completeness,
        indicator.quality.source,
        indicator.geography,
        held=len(covered),
        places=len(catalogue.places),
        latest=end,
        age=(today - end).days if end else None,
        next_release=newest[0].next_release if newest else None,
    )
