"""The verdicts on inequality in words, and one verdict for an indicator out of those of its lines. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import words
from data.catalogue.models import Area, Indicator
from data.judgement.equity import BETWEEN, WITHIN, Verdict
from data.statistics.inequality import SIGNIFICANT
from data.statistics.reason import NO_FIGURES, NO_REASON, Reason, plainly
from data.wording import sentences

CANNOT = "cannot tell yet"
CLOSING, WIDENING, HISTORY = "closing", "widening", "history"
TWO_YEARS = timedelta(days=731)
PAST = {
    "closing, poorest improving faster": "gap narrowed, poorest improved faster",
    "closing, but because the better-off are getting worse": (
        "gap narrowed, but because the better-off got worse"
    ),
    "everyone improving, gap wider": "everyone improved, gap widened",
    "gap wider, poorest getting worse": "gap widened, poorest got worse",
    CANNOT: "could not be told",
}
"""Each verdict in the past tense, for figures that ended over two years ago."""
MANY_SPANS = 3  # of areas that each have years of their own: too many to name beside one verdict
BY_CHANCE = plainly("the change could be chance")
SEXES = {"Persons": "", "Male": "males", "Female": "females"}
NOT_ALIKE = plainly("its lines do not agree")
IT_IS_HISTORY = "These figures ended over two years ago: this is history, and no verdict on today."
NO_RATIO = "a ratio needs a figure that has a true nought and is better low, which this is not"
IN_SHORT = {
    (False, CLOSING): CLOSING,
    (False, WIDENING): WIDENING,
    (False, ""): CANNOT,
    (True, CLOSING): "narrowed",
    (True, WIDENING): "widened",
    (True, ""): PAST[CANNOT],
}
PARTS = {WITHIN: "within", BETWEEN: "between"}


@dataclass(frozen=True, kw_only=True)
class IndicatorVerdict:
    """The one verdict of an indicator. `direction` "closing", "widening", "" (cannot tell yet) or "history".

    verdict: its words, of history in the past tense. years: "2015 to 2020", "" where none. rests_on:
    "within", "between" or "" where there is nothing to judge. reason: why it cannot be told. on: the day.
    """

    indicator: str
    direction: str
    verdict: str
    rests_on: str
    reason: Reason
    lines: tuple[Verdict, ...]
    years: str
    on: date


def is_history(line: Verdict, on: date) -> bool:
    """Say whether the figures of a line ended over two years before a day: history, and no verdict."""
    return line.ended is not None and on - line.ended > TWO_YEARS


def in_words(line: Verdict, on: date) -> str:
    """Return what a line says, of history in the past tense."""
    return PAST[line.verdict] if is_history(line, on) else line.verdict


def years_of(line: Verdict) -> str:
    """Return the years that a line rests on: "2015 to 2020", "" where it has no figures."""
    first, last = sentences.period(line.first), sentences.period(line.last)
    return first if first == last else f"{first} to {last}"


def direction(verdict: str) -> str:
    """Return which way a verdict says the gap goes: "closing", "widening" or ""."""
    if verdict == CANNOT:
        return ""
    return CLOSING if verdict.startswith("closing") else WIDENING


def verdict_of(id: str, lines: Sequence[Verdict], on: date) -> IndicatorVerdict:
    """Return the one verdict: of the lines within areas where they could be tested, else between the Places.

    Where only areas' own fifths or tenths have figures, they say why nothing can be told. The verdict is that
    which more than half of those lines give; where none does, it cannot be told. Lines that are history on
    the day give way to others, and where there are only such the verdict is history.
    """
    within = [line for line in lines if line.kind == WITHIN]
    between = [line for line in lines if line.kind == BETWEEN]
    tested = any(line.p_value is not None and not is_history(line, on) for line in within)
    alone = not any(line.groups for line in between) and any(line.groups for line in within)
    judged = within if tested or alone else between
    rests_on = "" if not any(line.groups for line in judged) else judged[0].kind
    (most, many) = Counter(line.verdict for line in judged).most_common(1)[0] if judged else (CANNOT, 0)
    agreed = 2 * many > len(judged) or not judged
    verdict = most if agreed else CANNOT
    reason = NO_REASON if verdict != CANNOT else why(judged) if agreed else NOT_ALIKE
    over = bool(judged) and all(is_history(line, on) for line in judged)
    spans = dict.fromkeys(years_of(line) for line in judged if line.first)
    return IndicatorVerdict(
        indicator=id,
        direction=HISTORY if over else direction(verdict),
        verdict=PAST[verdict] if over else verdict,
        rests_on=rests_on,
        reason=reason,
        lines=tuple(lines),
        years="; ".join(spans) if len(spans) < MANY_SPANS else "",
        on=on,
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
    past = ways[HISTORY]
    judged = sum(1 for verdict in open_ if verdict.rests_on)
    first = (
        f"Of {words.counted(len(verdicts), 'indicator')}, the gap between the poorest and the best-off is "
        f"closing for {ways[CLOSING]} and widening for {ways[WIDENING]}; for {len(open_)} the figures cannot "
        "tell yet."
    )
    if past:
        first += f" For {past} the figures ended over two years ago: history, and no verdict on today."
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


def of_lines(lines: Sequence[Verdict], areas: Mapping[str, Area], on: date) -> str:
    """Return what the lines of one kind say, in short: "closing in 1, cannot tell yet in 8 of 9 areas"."""
    if not lines:
        return "none held"
    if len(lines) == 1:
        return _of_line(lines[0], on, areas.get(lines[0].area))
    if lines[0].kind == BETWEEN:
        return "; ".join(f"{SEXES.get(line.sex, line.sex)}: {_of_line(line, on)}" for line in lines)
    ways = Counter((is_history(line, on), direction(line.verdict)) for line in lines)
    parts = [f"{name} in {ways[way]}" for way, name in IN_SHORT.items() if ways[way]]
    because = f" ({why(lines).clause})" if any(line.verdict == CANNOT for line in lines) else ""
    return f"{', '.join(parts)} of {len(lines)} areas{because}"


def _of_line(line: Verdict, on: date, area: Area | None = None) -> str:
    where = f"{area.name}: " if area else ""
    fifths = f", by fifths of {line.groups_of}" if line.groups_of else ""
    because = f" ({reason_of(line).clause})" if line.verdict == CANNOT else ""
    when = f", {years_of(line)}" if line.first else ""
    return f"{where}{in_words(line, on)}{when}{fifths}{because}"


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


def statement(line: Verdict, where: str, on: date) -> str:
    """Return the verdict as a sentence, with how sure, or why it cannot be told."""
    return f"{_stated(line, where, on)} {IT_IS_HISTORY}" if is_history(line, on) else _stated(line, where, on)


def _stated(line: Verdict, where: str, on: date) -> str:
    first, last = (sentences.the_period(period) for period in (line.first, line.last))
    span = f"From {first} to {last}" if line.first else "So far"
    sex = f", {SEXES[line.sex]}" if SEXES.get(line.sex) else ""
    if line.verdict != CANNOT:
        return (
            f"{span}, {where}{sex}: {in_words(line, on)}. Chance alone would show as much "
            f"{chance(line.p_value)}."
        )
    if line.reason:
        opening = f"{where[:1].upper()}{where[1:]}{sex}"
        return f"{opening}: {in_words(line, on)}, because {line.reason.clause}."
    return (
        f"{span}, {where}{sex}: {in_words(line, on)}, because the change could be chance: chance alone would "
        f"show as much {chance(line.p_value)}, and we say so only below {SIGNIFICANT:.0%}."
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
