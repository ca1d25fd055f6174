"""What contradicts itself in the target register: dates, values, directions, versions, conflicts. Pure."""

import re
from datetime import date, timedelta
from itertools import combinations

from data.catalogue.models import Indicator, Target
from data.catalogue.reader import Catalogue
from data.statistics import trajectory
from data.targets import life
from data.targets.lint.finding import Finding, Kind
from data.targets.trajectory_checks import YEAR_ONLY, first_day_of_life

STEP_DAYS = {"monthly": 31, "quarterly": 92, "annual": 366, "irregular": 366}
# Of these a percentage can be more than the whole.
PERCENT = re.compile(r"% (?!year-on-year|increase|growth|of pre-pandemic|of 2019)")
BELOW_ZERO = re.compile(r"\b(GBP|score|gap|change|net)\b")
DIRECTION = {"higher": ">=", "lower": "<="}
SAME_MEASURE = {"restated-by": "is restated by", "restates": "restates"}
LIVE = ("active", "conflict")


def unresolved_relations(catalogue: Catalogue) -> list[Finding]:
    """Relations one end of which is no target. The catalogue's reader refuses them too."""
    findings = []
    for relation in catalogue.relations:
        for key, other in ((relation.from_key, relation.to_key), (relation.to_key, relation.from_key)):
            if key not in catalogue.targets:
                sentence = (
                    f"It is said to be {relation.relation} to {key}, which is no target of the register."
                )
                findings.append(Finding(other, "relation not resolved", sentence, "error"))
    return findings


def dates(target: Target, indicator: Indicator | None) -> list[Finding]:
    """A deadline that had passed when the target was set, or before any later figure can exist."""
    if target.deadline is None:
        return []
    earliest = first_day_of_life(target)
    stands = f"of its paper only the year is known, and {target.set_on} stands for it"
    if target.deadline < target.set_on:
        if target.deadline >= earliest:
            sentence = f"The deadline {target.deadline} may have passed when it was set: {stands}."
            return [_warning(target, "deadline perhaps before it was set", sentence)]
        sentence = f"The deadline {target.deadline} had passed when it was set, {_set_on(target)}."
        return [_warning(target, "deadline before it was set", sentence)]
    if indicator is None or target.deadline >= next_figure_on(indicator, target.set_on):
        return []
    if target.deadline >= next_figure_on(indicator, earliest):
        sentence = f"The deadline {target.deadline} may fall before the next figure: {stands}."
        return [_warning(target, "deadline perhaps before the next figure", sentence)]
    sentence = (
        f"The deadline {target.deadline} falls before {next_figure_on(indicator, target.set_on)}, when the "
        f"first figure for a period after {target.set_on} can be published."
    )
    return [_warning(target, "deadline before the next figure", sentence)]


def _set_on(target: Target) -> str:
    if target.set_on_basis == YEAR_ONLY:
        return f"in {target.set_on.year} (only the year is known)"
    return f"on {target.set_on} (how known: {target.set_on_basis})"


def next_figure_on(indicator: Indicator, set_on: date) -> date:
    """When a figure for a period that began after a target was set can first be published."""
    return set_on + timedelta(days=STEP_DAYS[indicator.frequency] + indicator.usual_lag_days)


def values(target: Target, indicator: Indicator | None) -> list[Finding]:
    """A value that its unit cannot have, was reached at the start, or leads the wrong way."""
    if target.value is None:
        return []
    findings = []
    below = target.value < 0 and not BELOW_ZERO.search(target.unit)
    if below or (target.value > 100 and _is_percentage(target, indicator)):
        sentence = f"{target.value:g} lies outside what “{target.unit}” can be."
        findings.append(_warning(target, "outside the unit's range", sentence))
    if target.rated and target.direction != "maintain" and _met_at_baseline(target):
        asked = f"{target.comparison} {target.value:g}"
        sentence = f"The baseline {target.baseline_value:g} meets {asked} already."
        findings.append(_warning(target, "met at baseline", sentence))
    better = indicator.better if indicator is not None and target.rated else "neither"
    if target.comparison != DIRECTION.get(better, target.comparison):
        sentence = f"“{target.comparison}” is asked of {target.indicator}, where {better} is better."
        findings.append(_warning(target, "wrong direction", sentence))
    return findings


def _is_percentage(target: Target, indicator: Indicator | None) -> bool:
    if indicator is not None and target.rated:
        return indicator.maximum == 100
    return bool(PERCENT.match(target.unit + " "))


def _met_at_baseline(target: Target) -> bool:
    if target.baseline_value is None or target.value is None or target.comparison == "":
        return False
    return trajectory.meets(target.baseline_value, target.value, target.comparison)


def versions(catalogue: Catalogue) -> list[Finding]:
    """Targets that count as live although a later one says the same of the same area."""
    findings = []
    for relation in catalogue.relations:
        old, new = catalogue.targets.get(relation.from_key), catalogue.targets.get(relation.to_key)
        if relation.relation in SAME_MEASURE and old and new and _both_live(old, new):
            verb = SAME_MEASURE[relation.relation]
            sentence = f"It {verb} {new.key}, and both count as live for {old.scope}."
            findings.append(_warning(old, "two live versions", sentence))
    for target in catalogue.targets.values():
        later = catalogue.targets.get(target.superseded_by)
        if later is not None and target.status in LIVE:
            sentence = f"It names {later.key} as its later version, and its own status is {target.status}."
            findings.append(_warning(target, "two live versions", sentence))
    return [*findings, *_unrelated(catalogue)]


def _unrelated(catalogue: Catalogue) -> list[Finding]:
    """Live targets that ask two values of the same figure at the same time, and no relation says why."""
    related = {frozenset((relation.from_key, relation.to_key)) for relation in catalogue.relations}
    asked: dict[tuple[object, ...], list[Target]] = {}
    for target in catalogue.targets.values():
        if target.indicator and target.rated and target.status in LIVE:
            same = (target.indicator, target.scope, target.place, target.deadline)
            asked.setdefault(same, []).append(target)
    pairs = (pair for together in asked.values() for pair in combinations(together, 2))
    return [
        _warning(target, "two live versions", f"{other.key} asks {other.value:g} of the same figure.")
        for target, other in pairs
        if target.value != other.value and frozenset((target.key, other.key)) not in related
    ]


def _both_live(old: Target, new: Target) -> bool:
    alive = all(target.status in LIVE for target in (old, new))
    return alive and old.scope == new.scope


def open_conflicts(catalogue: Catalogue) -> list[Finding]:
    """Targets that contradict another, or something outside the register, where neither gave way."""
    findings, named = [], set()
    for pair in life.conflicts(catalogue):
        named |= {pair.target.key, pair.other.key}
        if pair.target.status == "superseded" or pair.other.status == "superseded":
            continue
        for target, other in ((pair.target, pair.other), (pair.other, pair.target)):
            sentence = f"It contradicts {other.key}: {pair.reason}."
            findings.append(_warning(target, "unresolved conflict", sentence))
    for target in catalogue.targets.values():
        if target.status == "conflict" and target.key not in named:
            sentence = f"It is marked as a conflict: {target.notes or 'no reason is given'}"
            findings.append(_warning(target, "unresolved conflict", sentence))
    return findings


def _warning(target: Target, kind: Kind, sentence: str) -> Finding:
    return Finding(target.key, kind, sentence, "warning")
