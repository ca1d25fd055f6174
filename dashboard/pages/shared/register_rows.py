"""The register of targets: which rows stand in it, in which order, and how each is told. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dashboard import words
from dashboard.selection import Selection
from data.catalogue import scopes
from data.catalogue.models import Area, Target
from data.catalogue.reader import Catalogue
from data.targets import life
from data.targets.coverage import NO_PUBLIC, has_public_series, is_unmeasured
from data.targets.lint.contradictions import LIVE

SERIES_ID = {True: "verified", False: "not verified", None: "none known"}
STATUSES = {
    "active": "live",
    "conflict": "in conflict",
    "superseded": "replaced",
    "document superseded": "its paper was replaced",
    "completed": "completed",
}
ORDERS = {
    "register": "as in the register",
    "title": "by title",
    "deadline": "by deadline, nearest first",
    "newest": "by when set, newest first",
}
RELATIONS = {
    "restated-by": ("is restated by", "restates"),
    "restates": ("restates", "is restated by"),
    "quantified-by": ("is given a number by", "gives a number to"),
    "measured-by": ("is measured by", "measures"),
    "replaced-by": ("is replaced by", "replaces"),
    "re-dated-by": ("is re-dated by", "re-dates"),
    "different-unit": ("has another unit than", "has another unit than"),
    "different-definition": ("is defined otherwise than", "is defined otherwise than"),
    "subset-of": ("is part of", "includes"),
    "milestone-of": ("is a milestone of", "has the milestone"),
    "widened-by": ("is widened by", "widens"),
    "baseline-of": ("is the baseline of", "has the baseline"),
    "conflicts-with": ("conflicts with", "conflicts with"),
}
BACKWARDS = (
    "is not replaced, although the register says so, by the earlier",
    "does not replace, although the register says so, the later",
)
AT = {">=": "at least {}", "<=": "at most {}", "=": "{}"}
NO_SERIES = "no public series measures it"
_WORD = re.compile(r"\w+")


def programme(id: str, known: Catalogue) -> str:
    """Return the name of the paper or list that targets stand in."""
    defined = known.programmes.get(id)
    return defined.name if defined else id.replace("-", " ").capitalize()


def provenance(id: str, known: Catalogue) -> str:
    """Return where a list of targets is from, "" where that need not be said."""
    defined = known.programmes.get(id)
    return defined.provenance if defined else ""


def scope(target: Target, areas: Mapping[str, Area]) -> str:
    """Return whom a target is for."""
    return areas[target.place].name if target.place else scopes.NAMES[target.scope]


def asked(target: Target) -> str:
    """Return what a target asks, in its own unit: "at least 66.7% of estimated prevalence 65+"."""
    if target.value is None or target.value_text:
        return target.value_text or "a direction only, no value"
    text = _amount(words.number(target.value, 0 if float(target.value).is_integer() else 1), target.unit)
    nothing = target.value == 0 and target.comparison == "<="
    return text if nothing else AT.get(target.comparison, "{}").format(text)


def _amount(text: str, unit: str) -> str:
    if unit.startswith("%"):
        return f"{text}{unit}"
    return f"£{text} {unit.removeprefix('GBP ')}" if unit.startswith("GBP ") else f"{text} {unit}".strip()


def deadline(target: Target, known: Catalogue) -> str:
    """Return "March 2025", "end of 2029" where the paper gives a year, or how the lack of a date is read."""
    if target.deadline is None:
        return target.deadline_basis or "none stated"
    defined = known.readings.get(target.deadline_basis)
    year_only = defined is not None and defined.year_only
    return f"end of {target.deadline.year}" if year_only else words.month(target.deadline)


def reading(target: Target, known: Catalogue) -> str:
    """Return how the paper's words became the deadline: "the paper gives the year only"; "" without one."""
    if target.deadline is None:
        return ""
    defined = known.readings.get(target.deadline_basis)
    return defined.says if defined else target.deadline_basis


def has_passed(target: Target, day: date) -> bool:
    """Say whether a target's deadline lies before a day."""
    return target.deadline is not None and target.deadline < day


def status(target: Target, day: date) -> str:
    """Return the status, and that its deadline has passed where nothing else says that it is over."""
    label = STATUSES[target.status]
    return f"{label}; its deadline has passed" if target.status in LIVE and has_passed(target, day) else label


def moved(target: Target, known: Catalogue) -> str:
    """Return the earlier deadlines of a target that was re-dated, "was March 2024"; "" where none was."""
    earlier = [words.month(day) for _, day in life.earlier_deadlines(known, target.key)]
    return f"was {words.joined(earlier)}" if earlier else ""


def measured(target: Target, known: Catalogue) -> str:
    """Return the indicator that measures a target, the source that does, or that no public one does."""
    if target.indicator:
        return known.indicators[target.indicator].short_title
    if not has_public_series(target):
        return NO_SERIES + target.measured_by.removeprefix(NO_PUBLIC)
    return f"published elsewhere: {target.measured_by}"


def relations(target: Target, known: Catalogue) -> list[tuple[str, Target, str]]:
    """Return how a target stands to others: (words, the other, reason)."""
    related = []
    for relation in known.relations:
        forth, back = RELATIONS.get(relation.relation, (relation.relation, relation.relation))
        if relation.relation in life.NEXT_VERSION and not life.leads_forwards(known, relation):
            forth, back = BACKWARDS
        if relation.from_key == target.key:
            related.append((forth, known.targets[relation.to_key], relation.reason))
        elif relation.to_key == target.key:
            related.append((back, known.targets[relation.from_key], relation.reason))
    return related


def chosen(targets: Iterable[Target], state: Selection) -> list[Target]:
    """Return the targets that a state asks for, in its order; `targets` are those known by its date.

    A Place has its own targets and those for every Place. Every word searched for must be in the target's
    title, statement, words, unit, owner, document or key.
    """
    wanted = [word.casefold() for word in _WORD.findall(state.q)]
    fitting = [target for target in targets if _fits(target, state) and _says(target, wanted)]
    orders = {
        "title": lambda target: target.name.casefold(),
        "deadline": lambda target: (target.deadline is None, target.deadline or target.set_on),
        "newest": lambda target: -target.set_on.toordinal(),
    }
    return sorted(fitting, key=orders[state.sort]) if state.sort in orders else fitting


def _fits(target: Target, state: Selection) -> bool:
    here = not state.place or target.place == state.place or target.scope == "every Place"
    pairs = (
        (state.programme, target.programme),
        (state.domain, target.domain),
        (state.kind, target.kind),
        (state.status, target.status),
    )
    return here and all(not asked_for or asked_for == held for asked_for, held in pairs)


def _says(target: Target, wanted: Sequence[str]) -> bool:
    held = (
        target.name,
        target.statement,
        target.words,
        target.unit,
        target.owner,
        target.document,
        target.key,
    )
    text = " ".join(held).casefold()
    return all(word in text for word in wanted)


def counts(targets: Sequence[Target], everything: int) -> str:
    """Return how many targets are shown, and of how many a figure can tell, in sentences."""
    if not targets:
        return f"None of the {everything:,} targets of the register fits. Choose less above."
    many = words.counted(len(targets), "target")
    of = (
        f"{many} of the {everything:,} in the register"
        if len(targets) < everything
        else f"{many} are registered"
    )
    valued = sum(target.value is not None for target in targets)
    dated = sum(target.deadline is not None for target in targets)
    measured_here = sum(bool(target.indicator) for target in targets)
    unmeasured = sum(is_unmeasured(target) for target in targets)
    return (
        f"{of}: {valued:,} with a value, {dated:,} with a deadline, {measured_here:,} measured by an "
        f"indicator of Beacon; for {unmeasured:,} no public series exists."
    )


def held(targets: Iterable[Target], field: str) -> Counter[str]:
    """Return how many targets there are of each value of a field, in the order of the register."""
    return Counter(str(getattr(target, field)) for target in targets)
