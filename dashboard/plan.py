"""Which target stands beside a figure, and whether the figure meets it. Pure.

Who a target concerns is decided by data.targets. One function judges, `judge`: everything the pages say of a
figure and a target comes from it. A rate set for Cheshire and Merseyside or for England is a yardstick for a
part of it, and the words say whose target it is; a total without a local share is shown and never judged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard import words
from data import targets as rules
from data.catalogue import Catalogue
from data.definition_models import Area, Indicator, Target
from data.statistics import trajectory

MET = "met"
NOT_MET = "not met"
SCOPE_WORDS = {
    "C&M total": "for Cheshire and Merseyside as a whole",
    "every Place": "for every Place",
    "one Place": "for this Place",
    "every trust": "for every hospital trust",
    "national": "for England as a whole",
}
SHORT_SCOPE = {
    "C&M total": "C&M",
    "every Place": "every Place",
    "every trust": "every trust",
    "national": "England",
}
OWNERS = {"C&M total": "Cheshire and Merseyside’s target", "national": "England’s target"}
NO_SHARE = {
    "C&M total": "It is a total for Cheshire and Merseyside; no share of it is agreed for {}, so it is not "
    "judged here.",
    "national": "It is a total for England; no share of it is agreed for {}, so it is not judged here.",
    "every Place": "It is a promise about each Place, so {} as a whole is not judged by it.",
    "one Place": "It was set for one Place alone, so {} is not judged by it.",
}


@dataclass(frozen=True)
class Verdict:
    """`word` is "met", "not met" or "" (not judged); `why` says why it is not judged.

    `whose` names the owner of a yardstick, such as "England’s target"; "" for the area's own target.
    """

    word: str
    why: str = ""
    whose: str = ""


def live(known: Catalogue, indicator: str, day: date) -> tuple[Target, ...]:
    """Return the targets of an indicator that have a value and are live on a day."""
    return tuple(one for one in rules.live_on(known, indicator, day) if one.value is not None)


def headline(targets: Iterable[Target], area: Area, indicator: Indicator, today: date) -> Target | None:
    """Return the target drawn for an area: one it is judged by, its own, then METHODS section 5's order."""

    def order(one: Target) -> tuple[bool, bool, bool, tuple[int, int, bool, int]]:
        standing = rules.applies_to(one, area, indicator)
        local = trajectory.headline_order(one.scope, one.set_on, one.deadline, today)
        return not one.rated, standing == "shown only", standing != "own", local

    return min((one for one in targets if rules.applies_to(one, area, indicator)), key=order, default=None)


def judge(target: Target | None, indicator: Indicator, area: Area, value: float, period_end: date) -> Verdict:
    """Return whether the latest figure meets the target and whose that is, or why it is not judged here."""
    if target is None or target.value is None:
        return Verdict("", "No target with a value is agreed for this indicator.")
    reason = _reason_against(target, indicator, area, value, period_end)
    if reason:
        return Verdict("", reason)
    reached = target.comparison != "" and trajectory.meets(value, target.value, target.comparison)
    own = rules.applies_to(target, area, indicator) == "own"
    return Verdict(MET if reached else NOT_MET, whose="" if own else OWNERS.get(target.scope, ""))


def _reason_against(target: Target, indicator: Indicator, area: Area, value: float, period_end: date) -> str:
    if not target.rated:
        return target.not_rated or "The target’s own words do not say what would meet it."
    if target.comparison != {"higher": ">=", "lower": "<="}.get(indicator.better):
        return "The target’s comparison does not follow from this indicator’s direction."
    if rules.applies_to(target, area, indicator) not in ("own", "yardstick"):
        return NO_SHARE.get(target.scope, "It is no target of {}.").format(area.name)
    if words.is_missing(value):
        return "There is no figure to judge."
    if period_end < target.set_on:
        return "Too old to judge: the latest period ended before the target was set."
    return ""
