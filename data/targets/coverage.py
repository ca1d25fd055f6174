"""How much of the register can be checked: figures, baselines, trajectories; which figures are late. Pure.

Everything is counted from the definitions and the statements (data.judgement.status).
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data.catalogue.models import Indicator, Target
from data.catalogue.reader import Catalogue
from data.judgement.status import AGREED, STRAIGHT, Status
from data.targets import life
from data.targets.lint import contradictions as lint_contradictions
from data.targets.lint.finding import Finding

SYSTEM = "cheshire-and-merseyside"
NO_TARGET = "no target"
NO_VALUE = "no value"
NO_DEADLINE = "no deadline"
NO_BASELINE = "no baseline"
WHY_NONE = {
    NO_TARGET: "no target applies, or only a total without a local share",
    NO_VALUE: "the target gives a direction, or is not judged",
    NO_DEADLINE: "the target has no date",
    NO_BASELINE: "no figure of its own to begin from",
}
NO_PUBLIC = "none public"
Pairs = Collection[tuple[str, str]]


@dataclass(frozen=True)
class Way:
    """The way to the plan of one indicator at one area.

    kind: "agreed", "straight line" (derived, not agreed) or "" for none; `why`: a key of WHY_NONE, else "".
    """

    indicator: str
    area: str
    kind: str
    why: str = ""


@dataclass(frozen=True)
class Coverage:
    """Of a group of targets: how many there are, and how many have each of what a check needs.

    baseline: they state where they start from. measured: an indicator of Beacon names what they count.
    figures: there is a figure for an area they apply to. agreed: a path to them is agreed. straight: none is,
    but a straight line can be drawn. no_series: no public series measures them.
    """

    group: str
    targets: int
    valued: int
    dated: int
    baseline: int
    measured: int
    figures: int
    agreed: int
    straight: int
    no_series: int


@dataclass(frozen=True)
class Late:
    """An indicator whose next figure was due before a day and is not held. days: since it was due."""

    indicator: str
    period: str
    end: date
    due: date
    days: int


def at_place(catalogue: Catalogue, found: Iterable[Status], place: str) -> list[Status]:
    """The statements of one Place; where it has no figure of its own, those of its joint area."""
    joint = catalogue.areas[place].joint
    held = {(one.indicator, one.sex, one.place): one for one in found if one.place in (place, joint)}
    chosen = []
    for (indicator, sex, area), one in held.items():
        if area != place:
            continue
        other = held.get((indicator, sex, joint))
        chosen.append(other if one.latest is None and other is not None and other.latest is not None else one)
    return chosen


def ways(catalogue: Catalogue, found: Sequence[Status]) -> list[Way]:
    """One way for every indicator at each of the nine Places and at Cheshire and Merseyside.

    A Place whose figures are published with another's has the way of the two together.
    """
    told: dict[tuple[str, str], Way] = {}
    for slug in [*(one.slug for one in catalogue.places), SYSTEM]:
        for status in at_place(catalogue, found, slug):
            way = _way(status, slug)
            before = told.get((status.indicator, slug))
            told[status.indicator, slug] = way if before is None or (way.kind and not before.kind) else before
    return list(told.values())


def _way(status: Status, slug: str) -> Way:
    now = status.now
    if {now.target_key, *now.others} & set(status.agreed):
        return Way(status.indicator, slug, AGREED)
    if now.path.kind == STRAIGHT:
        return Way(status.indicator, slug, STRAIGHT)
    if not now.target_key:
        return Way(status.indicator, slug, "", NO_TARGET)
    if now.target is None:
        return Way(status.indicator, slug, "", NO_VALUE)
    return Way(status.indicator, slug, "", NO_BASELINE if now.deadline else NO_DEADLINE)


def coverage(
    catalogue: Catalogue,
    chosen: Sequence[Target],
    found: Sequence[Status],
    group: Callable[[Target], str],
) -> list[Coverage]:
    """The targets chosen, counted by `group`, in the order in which the groups first stand among them."""
    agreed = {key for one in found for key in one.agreed}
    lines = {one.now.target_key for one in found if one.now.path.kind == STRAIGHT}
    held = {(one.indicator, one.place) for one in found if one.latest is not None}
    groups: dict[str, list[Target]] = {}
    for target in chosen:
        groups.setdefault(group(target), []).append(target)
    return [
        Coverage(
            name,
            len(mine),
            valued=sum(one.value is not None for one in mine),
            dated=sum(one.deadline is not None for one in mine),
            baseline=sum(one.baseline_value is not None or bool(one.baseline_text) for one in mine),
            measured=sum(bool(one.indicator) for one in mine),
            figures=sum(has_figures(catalogue, one, held) for one in mine),
            agreed=sum(one.key in agreed for one in mine),
            straight=sum(one.key in lines - agreed for one in mine),
            no_series=sum(is_unmeasured(one) for one in mine),
        )
        for name, mine in groups.items()
    ]


def has_figures(catalogue: Catalogue, target: Target, held: Pairs) -> bool:
    """Whether there is a figure for any area a target applies to. `held`: (indicator, area) with figures."""
    return any(
        life.applies_to(target, catalogue.areas[area], catalogue.indicators[indicator])
        for indicator, area in held
        if indicator == target.indicator
    )


def has_public_series(target: Target) -> bool:
    """Whether the register names a public source that measures a target."""
    return bool(target.measured_by) and not target.measured_by.startswith(NO_PUBLIC)


def is_unmeasured(target: Target) -> bool:
    """Whether no indicator of Beacon and no public series measures a target, as far as the register knows."""
    return not target.indicator and not has_public_series(target)


def late(catalogue: Catalogue, found: Iterable[Status], today: date) -> list[Late]:
    """The indicators whose next figure was due before today, the longest overdue first.

    Told from the newest figure of a Place, or of a wider area where no Place has any: a figure is due at the
    end of the next period and the usual lag of its publisher. Indicators at irregular intervals have no due
    date and are never late.
    """
    newest: dict[str, Status] = {}
    for one in found:
        if one.latest is not None:
            before = newest.setdefault(one.indicator, one)
            newest[one.indicator] = max(before, one, key=lambda each: _rank(catalogue, each))
    told = [
        Late(id, one.latest.period, one.latest.end, one.next_release, (today - one.next_release).days)
        for id, one in newest.items()
        if one.latest and one.next_release and one.next_release < today
    ]
    return sorted(told, key=lambda one: -one.days)


def _rank(catalogue: Catalogue, one: Status) -> tuple[bool, date]:
    """A Place before any wider area, then the later figure."""
    local = catalogue.areas[one.place].kind in ("place", "joint")
    return local, one.latest.end if one.latest else date.min


def never_due(catalogue: Catalogue, found: Iterable[Status]) -> list[Indicator]:
    """The indicators that have figures but no due date, because they come at irregular intervals."""
    known = {one.indicator: one for one in found if one.latest is not None}
    return [catalogue.indicators[id] for id, one in known.items() if one.next_release is None]


def without_figures(catalogue: Catalogue, found: Iterable[Status]) -> list[Indicator]:
    """The indicators without a figure at any area asked about."""
    held = {one.indicator for one in found if one.latest is not None and one.latest.value is not None}
    return [one for id, one in catalogue.indicators.items() if id not in held]


def untestable(catalogue: Catalogue, chosen: Iterable[Target]) -> list[Finding]:
    """The targets whose deadline falls before it was set, or before any later figure can be published."""
    return [
        found
        for one in chosen
        for found in lint_contradictions.dates(one, catalogue.indicators.get(one.indicator))
    ]
