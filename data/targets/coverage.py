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
NO_VALUE = "no value"
NO_BASELINE = "no baseline"
WHY_NONE = {
    NO_VALUE: "the target gives a direction, or is not judged",
    NO_BASELINE: "no figure of its own to begin from",
}
NO_PUBLIC = "none public"
Pairs = Collection[tuple[str, str]]


@dataclass(frozen=True)
class AreaPath:
    """What kind of path to the plan an indicator has at one area.

    kind: "agreed", "straight line" (derived, not agreed) or "" for none; `why`: a key of WHY_NONE, else "".
    """

    indicator: str
    area: str
    kind: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
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


def at_place(catalogue: Catalogue, statuses: Iterable[Status], place: str) -> list[Status]:
    """The statements of one Place; where it has no figure of its own, those of its joint area."""
    joint = catalogue.areas[place].joint
    held = {
        (status.indicator, status.sex, status.place): status
        for status in statuses
        if status.place in (place, joint)
    }
    chosen = []
    for (indicator, sex, area), status in held.items():
        if area != place:
            continue
        other = held.get((indicator, sex, joint))
        chosen.append(
            other if status.latest is None and other is not None and other.latest is not None else status
        )
    return chosen


def area_paths(catalogue: Catalogue, statuses: Sequence[Status]) -> list[AreaPath]:
    """One path for every indicator at each of the nine Places and at Cheshire and Merseyside.

    Left out are pairs to which no target applies, and standing standards, which need no path. A Place whose
    figures are published with another's has the path of the two together.
    """
    by_area: dict[tuple[str, str], AreaPath] = {}
    for slug in [*(place.slug for place in catalogue.places), SYSTEM]:
        for status in at_place(catalogue, statuses, slug):
            if not needs_path(status):
                continue
            path = _area_path(status, slug)
            before = by_area.get((status.indicator, slug))
            by_area[status.indicator, slug] = (
                path if before is None or (path.kind and not before.kind) else before
            )
    return list(by_area.values())


def needs_path(status: Status) -> bool:
    """Whether a path could lead anywhere: a target applies, and it is no standing standard without a date."""
    now = status.now
    return bool(now.target_key) and (now.deadline is not None or now.target is None or _is_agreed(status))


def _is_agreed(status: Status) -> bool:
    return bool({status.now.target_key, *status.now.others} & set(status.agreed))


def _area_path(status: Status, slug: str) -> AreaPath:
    now = status.now
    if _is_agreed(status):
        return AreaPath(status.indicator, slug, AGREED)
    if now.path.kind == STRAIGHT:
        return AreaPath(status.indicator, slug, STRAIGHT)
    return AreaPath(status.indicator, slug, "", NO_VALUE if now.target is None else NO_BASELINE)


def coverage(
    catalogue: Catalogue,
    chosen: Sequence[Target],
    statuses: Sequence[Status],
    group: Callable[[Target], str],
) -> list[Coverage]:
    """The targets chosen, counted by `group`, in the order in which the groups first stand among them."""
    agreed = {key for status in statuses for key in status.agreed}
    lines = {status.now.target_key for status in statuses if status.now.path.kind == STRAIGHT}
    held = {(status.indicator, status.place) for status in statuses if status.latest is not None}
    groups: dict[str, list[Target]] = {}
    for target in chosen:
        groups.setdefault(group(target), []).append(target)
    return [
        Coverage(
            group=name,
            targets=len(members),
            valued=sum(target.value is not None for target in members),
            dated=sum(target.deadline is not None for target in members),
            baseline=sum(
                target.baseline_value is not None or bool(target.baseline_text) for target in members
            ),
            measured=sum(bool(target.indicator) for target in members),
            figures=sum(has_figures(catalogue, target, held) for target in members),
            agreed=sum(target.key in agreed for target in members),
            straight=sum(target.key in lines - agreed for target in members),
            no_series=sum(is_unmeasured(target) for target in members),
        )
        for name, members in groups.items()
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


def late(catalogue: Catalogue, statuses: Iterable[Status], today: date) -> list[Late]:
    """The indicators whose next figure was due before today, the longest overdue first.

    Told from the newest figure of a Place, or of a wider area where no Place has any: a figure is due at the
    end of the next period and the usual lag of its publisher. Indicators at irregular intervals have no due
    date and are never late.
    """
    newest: dict[str, Status] = {}
    for status in statuses:
        if status.latest is not None:
            before = newest.setdefault(status.indicator, status)
            newest[status.indicator] = max(before, status, key=lambda each: _rank(catalogue, each))
    delays = [
        Late(
            id,
            status.latest.period,
            status.latest.end,
            status.next_release,
            (today - status.next_release).days,
        )
        for id, status in newest.items()
        if status.latest and status.next_release and status.next_release < today
    ]
    return sorted(delays, key=lambda delay: -delay.days)


def _rank(catalogue: Catalogue, status: Status) -> tuple[bool, date]:
    """A Place before any wider area, then the later figure."""
    local = catalogue.areas[status.place].kind in ("place", "joint")
    return local, status.latest.end if status.latest else date.min


def never_due(catalogue: Catalogue, statuses: Iterable[Status]) -> list[Indicator]:
    """The indicators that have figures but no due date, because they come at irregular intervals."""
    known = {status.indicator: status for status in statuses if status.latest is not None}
    return [catalogue.indicators[id] for id, status in known.items() if status.next_release is None]


def without_figures(catalogue: Catalogue, statuses: Iterable[Status]) -> list[Indicator]:
    """The indicators without a figure at any area asked about."""
    held = {
        status.indicator
        for status in statuses
        if status.latest is not None and status.latest.value is not None
    }
    return [indicator for id, indicator in catalogue.indicators.items() if id not in held]


def untestable(catalogue: Catalogue, chosen: Iterable[Target]) -> list[Finding]:
    """The targets whose deadline falls before it was set, or before any later figure can be published."""
    return [
        finding
        for target in chosen
        for finding in lint_contradictions.dates(target, catalogue.indicators.get(target.indicator))
    ]
