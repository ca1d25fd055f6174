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
    """An "every Place" target as a whole: it passes only when the worst Place does.

    passes: None where that is not judged yet, or a Place is not there yet before the deadline.
    """

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
    period: its label; latest: its end; age: days since then.
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
    period: str = ""


def every_place(catalogue: Catalogue, statuses: Iterable[Status]) -> list[EveryPlace]:
    """The verdicts on targets set for every Place, from the statuses of the Places (or their joint areas)."""
    groups: dict[tuple[str, str, str], list[Status]] = defaultdict(list)
    for status in statuses:
        rated = (
            status.now.scope == "every Place"
            and status.now.standing == "own"
            and status.now.target is not None
        )
        if rated and status.latest is not None:
            groups[status.indicator, status.now.target_key, status.sex].append(status)
    return [_aggregate(catalogue, key, group) for key, group in groups.items()]


def _aggregate(catalogue: Catalogue, key: tuple[str, str, str], statuses: Sequence[Status]) -> EveryPlace:
    covered = {
        place for status in statuses for place in (status.place, *catalogue.areas[status.place].places)
    }
    whole = covered.issuperset(place.slug for place in catalogue.places)
    words = [status.now.word for status in statuses]
    passes = every_place_passes(words)
    sign = -1 if statuses[0].now.comparison == "<=" else 1
    measured = [status for status in statuses if status.now.gap is not None]
    worst = min(measured, key=lambda status: sign * (status.now.gap or 0.0), default=None)
    return EveryPlace(
        *key,
        passes=passes if whole or passes is False else None,
        worst=worst.place if worst else "",
        passing=sum(word in PASSING for word in words),
        judged=len(measured),
    )


def quality_marks(catalogue: Catalogue, statuses: Iterable[Status], today: date) -> list[QualityMark]:
    """The quality mark of each indicator, from the statuses of the Places and joint areas."""
    local = [status for status in statuses if catalogue.areas[status.place].kind in ("place", "joint")]
    groups: dict[str, list[Status]] = defaultdict(list)
    for status in local:
        groups[status.indicator].append(status)
    return [_mark(catalogue, catalogue.indicators[id], of, today) for id, of in groups.items()]


def _mark(catalogue: Catalogue, indicator: Indicator, statuses: Sequence[Status], today: date) -> QualityMark:
    given = [
        (status, status.latest)
        for status in statuses
        if status.latest is not None and status.latest.value is not None
    ]
    end = max((latest.end for _, latest in given), default=None)
    newest = [status for status, latest in given if latest.end == end]
    covered = {
        place for status in newest for place in (catalogue.areas[status.place].places or (status.place,))
    }
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
        period=next((latest.period for _, latest in given if latest.end == end), ""),
    )
