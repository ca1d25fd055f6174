"""Which target stands beside a figure, and whether the figure meets it. Pure.

Only the plain case is judged here: a figure of the area the target was set for, whose period ended after the
target was set. A target for a wider area is shown beside a Place's figure and never judged there, because
the paper that set it did not promise it of each Place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard import words
from data.definition_models import Area, Indicator, Target

MET = "met"
NOT_MET = "not met"
LIVE = {"active", "conflict"}
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
_WIDTH = {"one Place": 0, "every Place": 1, "C&M total": 2, "national": 3, "every trust": 4}


@dataclass(frozen=True)
class Verdict:
    """`word` is "met", "not met" or "" (not judged); `why` says why it is not judged."""

    word: str
    why: str = ""


def applies(target: Target, area: Area) -> bool:
    """Say whether a target was set for this very area."""
    if target.scope == "one Place":
        return area.slug == target.place
    kinds = {
        "every Place": {"place", "joint"},
        "C&M total": {"system"},
        "every trust": {"trust"},
        "national": {"country"},
    }
    return area.kind in kinds[target.scope]


def live(targets: Iterable[Target], as_of: date | None) -> list[Target]:
    """Return the targets with a value that were set on or before `as_of` and not yet replaced by then."""
    versions = [one for one in targets if one.value is not None and (as_of is None or one.set_on <= as_of)]
    known = {one.key for one in versions}
    return [one for one in versions if _not_replaced(one, known)]


def _not_replaced(target: Target, known: set[str]) -> bool:
    if target.superseded_by:
        return target.superseded_by not in known
    return target.status in LIVE


def headline(targets: Iterable[Target], area: Area, today: date) -> Target | None:
    """Return the target drawn for an area: the most local, then the latest set, then the nearest deadline."""

    def rank(target: Target) -> tuple[bool, int, int, int]:
        ahead = (target.deadline - today).days if target.deadline else 99_999
        return not applies(target, area), _WIDTH[target.scope], -target.set_on.toordinal(), abs(ahead)

    fitting = [one for one in targets if one.scope not in {"one Place", "every trust"} or applies(one, area)]
    return min(fitting, key=rank, default=None)


def judge(target: Target | None, indicator: Indicator, area: Area, value: float, period_end: date) -> Verdict:
    """Return whether the latest figure meets the target, or why that is not judged here."""
    if target is None or target.value is None:
        return Verdict("", "No target with a value is agreed for this indicator.")
    reason = _reason_against(target, indicator, area, value, period_end)
    if reason:
        return Verdict("", reason)
    reached = value >= target.value if target.comparison == ">=" else value <= target.value
    return Verdict(MET if reached else NOT_MET)


def _reason_against(target: Target, indicator: Indicator, area: Area, value: float, period_end: date) -> str:
    if not target.rated:
        return target.not_rated or "The target’s own words do not say what would meet it."
    if target.comparison != {"higher": ">=", "lower": "<="}.get(indicator.better):
        return "The target’s comparison does not follow from this indicator’s direction."
    if not applies(target, area):
        return f"It is no promise about {area.name} alone, so it is not judged here."
    if words.is_missing(value):
        return "There is no figure to judge."
    if period_end < target.set_on:
        return "Too old to judge: the latest period ended before the target was set."
    return ""
