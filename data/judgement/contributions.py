"""How much each Place accounts for of the C&M gap and of its change, and whether Place targets add up."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.judgement.equity import groups_of_places
from data.judgement.lines import Lines
from data.judgement.status import Point, Status
from data.statistics import contribution
from data.statistics.contribution import Contribution, Shares, Sum
from data.statistics.reason import NO_REASON, NO_TARGET, STANDARDISED, Reason, plainly, there_is, this_is
from data.statistics.trajectory import gap_in_people

SYSTEM = "cheshire-and-merseyside"


def shares_of(catalogue: Catalogue, status: Status, lines: Lines) -> Shares:
    """What each Place contributes to the gap and to the change of C&M, whose `status` is given.

    `lines`: of Places and joint areas, as of lines.lines_of.
    """
    indicator = catalogue.indicators[status.indicator]
    groups = groups_of_places(catalogue, indicator.id, lines, status.sex)
    held = [{point.end: point for point in group.points if _counted(point)} for group in groups]
    common = sorted(set.intersection(*(set(by_end) for by_end in held)) if held else set())
    names = [group.name for group in groups]
    reason = _no_shares_because(indicator) or (NO_REASON if common else contribution.NO_COUNTS)
    if reason:
        return Shares(_none(reason), _none(reason))
    latest = _frame(names, [by_end[common[-1]] for by_end in held])
    aim = status.now.trajectory_value if status.now.against == "trajectory" else status.now.target
    gap = _none(NO_TARGET) if aim is None else contribution.of_the_gap(latest, aim, indicator.multiplier)
    earlier = [end for end in common if (common[-1] - end).days in range(350, 381)] or common[-2:-1]
    change = (
        _none(there_is("only one period"))
        if not earlier
        else _changed(names, held, earlier[-1], latest, indicator.multiplier)
    )
    before = held[0][earlier[-1]].period if earlier else ""
    rounded = _is_rounded(gap, [by_end[common[-1]] for by_end in held], aim, indicator.multiplier)
    return Shares(gap, change, held[0][common[-1]].period, before, rounded)


def _no_shares_because(indicator: Indicator) -> Reason:
    if indicator.is_count:
        return this_is("a count, not a rate")
    return STANDARDISED if indicator.standardised else NO_REASON


def targets_add_up(catalogue: Catalogue, whole: Status, parts: Sequence[Status]) -> Sum:
    """Would C&M meet its target if every Place met its own (targets set for one Place each)?"""
    own = {
        status.place: status
        for status in parts
        if status.now.scope == "one Place" and status.now.target is not None
    }
    indicator = catalogue.indicators[whole.indicator]
    if indicator.standardised:
        return Sum(reason=STANDARDISED)
    if whole.now.target is None or whole.now.comparison == "":
        return Sum(reason=there_is("no target with a value for Cheshire and Merseyside"))
    if set(own) != {place.slug for place in catalogue.places}:
        return Sum(reason=plainly(_own_targets(len(own), len(catalogue.places))))
    targets = {slug: status.now.target or 0.0 for slug, status in own.items()}
    counts = {
        slug: status.latest.denominator
        for slug, status in own.items()
        if status.latest and status.latest.denominator
    }
    rates = None if indicator.is_count else counts
    return contribution.targets_add_up(targets, whole.now.target, whole.now.comparison, rates)  # type: ignore[arg-type]


def _own_targets(many: int, of: int) -> str:
    if not many:
        return f"none of the {of} Places has a target of its own"
    have = "has a target of its own" if many == 1 else "have targets of their own"
    return f"only {many} of the {of} Places {have}"


def _changed(
    names: Sequence[str],
    held: Sequence[dict[date, Point]],
    earlier: date,
    latest: pd.DataFrame,
    multiplier: float,
) -> Contribution:
    return contribution.of_the_change(_frame(names, [by_end[earlier] for by_end in held]), latest, multiplier)


def _is_rounded(gap: Contribution, points: Sequence[Point], aim: float | None, multiplier: float) -> bool:
    """Whether the published rates give other whole people than the counts do."""
    from_rates = [
        None
        if aim is None or point.value is None
        else gap_in_people(point.value, aim, point.denominator, multiplier)
        for point in points
    ]
    exact = [] if gap.reason else gap.table.people.to_list()
    return any(
        rate is not None and abs(rate - count) > 1 for rate, count in zip(from_rates, exact, strict=False)
    )


def _counted(point: Point) -> bool:
    given = (point.value, point.numerator, point.denominator)
    return None not in given and bool(point.denominator)


def _frame(names: Sequence[str], points: Sequence[Point]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "numerator": [point.numerator for point in points],
            "denominator": [point.denominator for point in points],
        },
        index=pd.Index(names, name="place"),
        dtype=float,
    )


def _none(reason: Reason) -> Contribution:
    return Contribution(pd.DataFrame(), reason=reason)
