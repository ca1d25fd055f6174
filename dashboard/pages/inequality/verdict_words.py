"""The verdicts on inequality in words, and one verdict for an indicator out of those of its lines. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard import words
from data.catalogue.models import Area, Indicator
from data.judgement.equity import BETWEEN, WITHIN, Verdict
from data.statistics.inequality import SIGNIFICANT
from data.statistics.reason import NO_FIGURES, NO_REASON, Reason, plainly
from data.wording import sentences

CANNOT = "cannot tell yet"
CLOSING, WIDENING = "closing", "widening"
BY_CHANCE = plainly("the change could be chance")
SEXES = {"Persons": "", "Male": "males", "Female": "females"}
NOT_ALIKE = plainly("its lines do not agree")
NO_RATIO = "a ratio needs a figure that has a true nought and is better low, which this is not"
PARTS = {WITHIN: "within", BETWEEN: "between"}


@dataclass(frozen=True, kw_only=True)
class IndicatorVerdict:
    """The one verdict of an indicator. `direction` "closing", "widening" or "" (cannot tell yet).

    rests_on: "within", "between" or "" where there is nothing to judge. reason: why it cannot be told.
    """

    indicator: str
    direction: str
    verdict: str
    rests_on: str
    reason: Reason
    lines: tuple[Verdict, ...]


def direction(verdict: str) -> str:
    """Return which way a verdict says the gap goes: "closing", "widening" or ""."""
    if verdict == CANNOT:
        return ""
    return CLOSING if verdict.startswith("closing") else WIDENING


def verdict_of(id: str, lines: Sequence[Verdict]) -> IndicatorVerdict:
    """Return the one verdict: of the lines within areas where they could be tested, else between the Places.

    Where only areas' own fifths or tenths have figures, they say why nothing can be told. The verdict is that
    which more than half of those lines give; where none does, it cannot be told.
    """
    within = [line for line in lines if line.kind == WITHIN]
    between = [line for line in lines if line.kind == BETWEEN]
    tested = any(line.p_value is not None for line in within)
    alone = not any(line.groups for line in between) and any(line.groups for line in within)
    judged = within if tested or alone else between
    rests_on = "" if not any(line.groups for line in judged) else judged[0].kind
    (most, many) = Counter(line.verdict for line in judged).most_common(1)[0] if judged else (CANNOT, 0)
    agreed = 2 * many > len(judged) or not judged
    verdict = most if agreed else CANNOT
    reason = NO_REASON if verdict != CANNOT else why(judged) if agreed else NOT_ALIKE
    return IndicatorVerdict(
        indicator=id,
        direction=direction(verdict),
        verdict=verdict,
        rests_on=rests_on,
        reason=reason,
        lines=tuple(lines),
    )


def why(lines: Sequence[Verdict]) -> Reason:
    """Return the commonest reason why lines cannot tell."""
    reasons = Counter(reason_of(line) for line in lines if line.verdict == CANNOT)
    return reasons.most_common(1)[0][0] if reasons else NO_FIGURES


def reason_of(verdict: Verdict) -> Reason:
    """Return why one line cannot tell: its reason, or that the change could be chance."""
    if verdict.verdict != CANNOT:
        return NO_REASON
    return verdict.reason or BY_CHANCE


def summary(every: Iterable[IndicatorVerdict]) -> str:
    """Return the sentence that stands first: how many gaps close, widen, cannot be told."""
    verdicts = list(every)
    ways = Counter(verdict.direction for verdict in verdicts)
    open_ = [verdict for verdict in verdicts if not verdict.direction]
    judged = sum(1 for verdict in open_ if verdict.rests_on)
    first = (
        f"Of {words.counted(len(verdicts), 'indicator')}, the gap between the poorest and the best-off is "
        f"closing for {ways[CLOSING]} and widening for {ways[WIDENING]}; for {len(open_)} the figures cannot "
        "tell yet."
    )
    if not open_:
        return first
    return (
        f"{first} Of those {len(open_)}, {judged} {'has' if judged == 1 else 'have'} figures whose change "
        f"could be chance or that reach back too short a time; {len(open_) - judged} cannot be tested at all."
    )


def false_alarms(every: Iterable[IndicatorVerdict]) -> str:
    """Return how many changes chance alone would show among the lines tested."""
    tested = sum(1 for verdict in every for line in verdict.lines if line.p_value is not None)
    expected = words.number(tested * SIGNIFICANT, 0)
    return (
        f"{words.counted(tested, 'line')} of figures could be tested. If no gap changed at all, chance alone "
        f"would still show a change in {'fewer than 1' if expected == '0' else f'about {expected}'} of them."
    )


def of_lines(lines: Sequence[Verdict], areas: Mapping[str, Area]) -> str:
    """Return what the lines of one kind say, in short: "closing in 1, cannot tell yet in 8 of 9 areas"."""
    if not lines:
        return "none held"
    if len(lines) == 1:
        return _of_line(lines[0], areas.get(lines[0].area))
    if lines[0].kind == BETWEEN:
        return "; ".join(f"{SEXES.get(line.sex, line.sex)}: {_of_line(line)}" for line in lines)
    ways = Counter(direction(line.verdict) for line in lines)
    names = {CLOSING: CLOSING, WIDENING: WIDENING, "": CANNOT}
    parts = [f"{name} in {ways[way]}" for way, name in names.items() if ways[way]]
    because = f" ({why(lines).clause})" if ways[""] else ""
    return f"{', '.join(parts)} of {len(lines)} areas{because}"


def _of_line(line: Verdict, area: Area | None = None) -> str:
    where = f"{area.name}: " if area else ""
    because = f" ({reason_of(line).clause})" if line.verdict == CANNOT else ""
    return f"{where}{line.verdict}{because}"


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


def absolute(line: Verdict, indicator: Indicator) -> str:
    """Return the slope index of the first and the last period, above nought where the poorest fare worse."""
    if line.sii_first is None or line.sii_last is None:
        return words.NO_FIGURE
    first, last = (size(-value, indicator) for value in (line.sii_first, line.sii_last))
    span = f"from {first} to {last}" if line.first != line.last else last
    return f"{span} {unit(indicator)}"


def relative(line: Verdict) -> str:
    """Return the relative index of the first and the last period, above 1 where the poorest fare worse."""
    if not line.rii_first or not line.rii_last:
        return "no ratio" if line.groups else words.NO_FIGURE
    first, last = (words.number(1 / value, 2) for value in (line.rii_first, line.rii_last))
    return f"from {first} to {last} times" if line.first != line.last else f"{last} times"


def outcome(indicator: Indicator) -> str:
    """Return what is compared: the adverse outcome, in words."""
    if indicator.better == "lower":
        return "What is compared is the figure itself, because lower is better."
    if indicator.is_percentage:
        return "Higher is better, so what is compared is the share without it: 100% minus the figure."
    return "Higher is better, so the gap is by how much the poorest fall short."


def statement(line: Verdict, where: str) -> str:
    """Return the verdict as a sentence, with how sure, or why it cannot be told."""
    first, last = (sentences.the_period(period) for period in (line.first, line.last))
    span = f"From {first} to {last}" if line.first else "So far"
    sex = f", {SEXES[line.sex]}" if SEXES.get(line.sex) else ""
    if line.verdict != CANNOT:
        return (
            f"{span}, {where}{sex}: {line.verdict}. Chance alone would show as much {chance(line.p_value)}."
        )
    if line.reason:
        return f"{where[:1].upper()}{where[1:]}{sex}: cannot tell yet, because {line.reason.clause}."
    return (
        f"{span}, {where}{sex}: cannot tell yet, because the change could be chance: chance alone would show "
        f"as much {chance(line.p_value)}, and we say so only below {SIGNIFICANT:.0%}."
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
    begin, end = (sentences.in_period(label) for label in periods)
    if periods[0] == periods[1]:
        return f"{text[1]} {end}; there is no earlier period to set it against."
    way = "narrower" if abs(last) < abs(first) else "wider"
    if text[0] == text[1] or abs(last) == abs(first):
        way = "about the same"  # what differs beyond the decimals shown is no difference to a reader
    return f"{text[0]} {begin}, {text[1]} {end}: {way}."


def of_left_out(verdict: str, without: Mapping[str, str]) -> str:
    """Return what leaving out each area changes. `without`: its name -> the verdict without it."""
    other = {name: changed for name, changed in without.items() if changed != verdict}
    if not other:
        return f"Leaving out any one of the {len(without)} leaves the verdict as it is: {verdict}."
    text = "; ".join(f"without {name}: {changed}" for name, changed in other.items())
    return f"The verdict hangs on a single one in {words.counted(len(other), 'case')}: {text}."
