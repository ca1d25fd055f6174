"""The verdicts on inequality in words, and one verdict for an indicator out of those of its lines. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard import words
from data.catalogue.models import Area, Indicator
from data.statements.equity import BETWEEN, WITHIN, Verdict
from data.statistics.inequality import SIGNIFICANT
from data.wording import sentences

CANNOT = "cannot tell yet"
CLOSING, WIDENING = "closing", "widening"
BY_CHANCE = "the change could be chance"
SEXES = {"Persons": "", "Male": "males", "Female": "females"}
NO_RATIO = "a ratio needs a figure that has a true nought and is better low, which this is not"
PARTS = {WITHIN: "within", BETWEEN: "between"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """The one verdict of an indicator. `direction` "closing", "widening" or "" (cannot tell yet).

    rests_on: "within", "between" or "" where there is nothing to judge. reason: why it cannot be told.
    """

    indicator: str
    direction: str
    verdict: str
    rests_on: str
    reason: str
    lines: tuple[Verdict, ...]


def direction(verdict: str) -> str:
    """Return which way a verdict says the gap goes: "closing", "widening" or ""."""
    if verdict == CANNOT:
        return ""
    return CLOSING if verdict.startswith("closing") else WIDENING


def told(id: str, found: Sequence[Verdict]) -> Told:
    """Return the one verdict: of the lines within areas where they could be tested, else between the Places.

    Where only areas' own fifths or tenths have figures, they say why nothing can be told. The verdict is that
    which more than half of those lines give; where none does, it cannot be told.
    """
    within = [one for one in found if one.kind == WITHIN]
    between = [one for one in found if one.kind == BETWEEN]
    tested = any(one.p_value is not None for one in within)
    alone = not any(one.groups for one in between) and any(one.groups for one in within)
    lines = within if tested or alone else between
    rests_on = "" if not any(one.groups for one in lines) else lines[0].kind
    (most, many) = Counter(one.verdict for one in lines).most_common(1)[0] if lines else (CANNOT, 0)
    agreed = 2 * many > len(lines) or not lines
    verdict = most if agreed else CANNOT
    reason = "" if verdict != CANNOT else why(lines) if agreed else "its lines do not agree"
    return Told(
        indicator=id,
        direction=direction(verdict),
        verdict=verdict,
        rests_on=rests_on,
        reason=reason,
        lines=tuple(found),
    )


def why(lines: Sequence[Verdict]) -> str:
    """Return the commonest reason why lines cannot tell, as it follows "because"."""
    reasons = Counter(reason_of(one) for one in lines if one.verdict == CANNOT)
    return reasons.most_common(1)[0][0] if reasons else "no figures"


def reason_of(verdict: Verdict) -> str:
    """Return why one line cannot tell: its reason, or that the change could be chance."""
    if verdict.verdict != CANNOT:
        return ""
    return verdict.reason or BY_CHANCE


def summary(every: Iterable[Told]) -> str:
    """Return the sentence that stands first: how many gaps close, widen, cannot be told."""
    found = list(every)
    ways = Counter(one.direction for one in found)
    open_ = [one for one in found if not one.direction]
    judged = sum(1 for one in open_ if one.rests_on)
    first = (
        f"Of {words.counted(len(found), 'indicator')}, the gap between the poorest and the best-off is "
        f"closing for {ways[CLOSING]} and widening for {ways[WIDENING]}; for {len(open_)} the figures cannot "
        "tell yet."
    )
    if not open_:
        return first
    return (
        f"{first} Of those {len(open_)}, {judged} {'has' if judged == 1 else 'have'} figures whose change "
        f"could be chance or that reach back too short a time; {len(open_) - judged} cannot be tested at all."
    )


def false_alarms(every: Iterable[Told]) -> str:
    """Return how many changes chance alone would show among the lines tested."""
    tested = sum(1 for one in every for line in one.lines if line.p_value is not None)
    expected = words.number(tested * SIGNIFICANT, 0)
    return (
        f"{words.counted(tested, 'line')} of figures could be tested. If no gap changed at all, chance alone "
        f"would still show a change in {'fewer than 1' if expected == '0' else f'about {expected}'} of them."
    )


def of_lines(lines: Sequence[Verdict], areas: Mapping[str, Area]) -> str:
    """Return what the lines of one kind say, in short: "closing in 1, cannot tell yet in 8 of 9 areas"."""
    if not lines:
        return "not published"
    if len(lines) == 1:
        return _one(lines[0], areas.get(lines[0].area))
    if lines[0].kind == BETWEEN:
        return "; ".join(f"{SEXES.get(one.sex, one.sex)}: {_one(one)}" for one in lines)
    ways = Counter(direction(one.verdict) for one in lines)
    names = {CLOSING: CLOSING, WIDENING: WIDENING, "": CANNOT}
    parts = [f"{name} in {ways[way]}" for way, name in names.items() if ways[way]]
    because = f" ({sentences.because(why(lines))})" if ways[""] else ""
    return f"{', '.join(parts)} of {len(lines)} areas{because}"


def _one(one: Verdict, area: Area | None = None) -> str:
    where = f"{area.name}: " if area else ""
    because = f" ({sentences.because(reason_of(one))})" if one.verdict == CANNOT else ""
    return f"{where}{one.verdict}{because}"


def unit(indicator: Indicator) -> str:
    """Return the unit of a difference: "percentage points", "years", "per 100,000"."""
    return "percentage points" if indicator.is_percentage else indicator.unit.strip()


def size(value: float | None, indicator: Indicator) -> str:
    """Return a gap in the indicator's units, without them."""
    return words.number(value, max(indicator.decimals, 1)).replace("-", "−")


def times(value: float | None) -> str:
    """Return a ratio: "1.76 times"."""
    text = words.number(value, 2)
    return text if text == words.NO_FIGURE else f"{text} times"


def absolute(one: Verdict, indicator: Indicator) -> str:
    """Return the slope index of the first and the last period, above nought where the poorest fare worse."""
    if one.sii_first is None or one.sii_last is None:
        return words.NO_FIGURE
    first, last = (size(-value, indicator) for value in (one.sii_first, one.sii_last))
    span = f"from {first} to {last}" if one.first != one.last else last
    return f"{span} {unit(indicator)}"


def relative(one: Verdict) -> str:
    """Return the relative index of the first and the last period, above 1 where the poorest fare worse."""
    if not one.rii_first or not one.rii_last:
        return "no ratio" if one.groups else words.NO_FIGURE
    first, last = (words.number(1 / value, 2) for value in (one.rii_first, one.rii_last))
    return f"from {first} to {last} times" if one.first != one.last else f"{last} times"


def outcome(indicator: Indicator) -> str:
    """Return what is compared: the adverse outcome, in words."""
    if indicator.better == "lower":
        return "What is compared is the figure itself, because lower is better."
    if indicator.is_percentage:
        return "Higher is better, so what is compared is the share without it: 100% minus the figure."
    return "Higher is better, so the gap is by how much the poorest fall short."


def statement(one: Verdict, where: str) -> str:
    """Return the verdict as a sentence, with how sure, or why it cannot be told."""
    first, last = (sentences.the_period(period) for period in (one.first, one.last))
    span = f"From {first} to {last}" if one.first else "So far"
    sex = f", {SEXES[one.sex]}" if SEXES.get(one.sex) else ""
    if one.verdict != CANNOT:
        return f"{span}, {where}{sex}: {one.verdict}. Chance alone would show as much {chance(one.p_value)}."
    if one.reason:
        return (
            f"{where[:1].upper()}{where[1:]}{sex}: cannot tell yet, because {sentences.because(one.reason)}."
        )
    return (
        f"{span}, {where}{sex}: cannot tell yet, because the change could be chance: chance alone would show "
        f"as much {chance(one.p_value)}, and we say so only below {SIGNIFICANT:.0%}."
    )


def chance(p_value: float | None) -> str:
    """Return a p-value in words: "in 23% of cases", "in fewer than 1% of cases"."""
    if p_value is None:
        return "in an unknown share of cases"
    if p_value < 0.01:
        return "in fewer than 1% of cases"
    # Beside the limit of 5% a whole number could stand on the wrong side of it.
    return f"in {p_value:.1%} of cases" if p_value < 0.1 else f"in {p_value:.0%} of cases"


def of_gap(first: float, last: float, periods: tuple[str, str], text: tuple[str, str]) -> str:
    """Return how a gap went. `first`, `last` are sizes of the gap whatever its sign; `text` says them."""
    begin, end = (sentences.in_period(one) for one in periods)
    if periods[0] == periods[1]:
        return f"{text[1]} {end}; there is no earlier period to set it against."
    way = "narrower" if abs(last) < abs(first) else "wider"
    if text[0] == text[1] or abs(last) == abs(first):
        way = "about the same"  # what differs beyond the decimals shown is no difference to a reader
    return f"{text[0]} {begin}, {text[1]} {end}: {way}."


def of_left_out(verdict: str, without: Mapping[str, str]) -> str:
    """Return what leaving out each area changes. `without`: its name -> the verdict without it."""
    other = {name: found for name, found in without.items() if found != verdict}
    if not other:
        return f"Leaving out any one of the {len(without)} leaves the verdict as it is: {verdict}."
    told_ = "; ".join(f"without {name}: {found}" for name, found in other.items())
    return f"The verdict hangs on a single one in {words.counted(len(other), 'case')}: {told_}."
