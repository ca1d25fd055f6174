"""Values as sentences, by rule: the same on the page, in alternative text, in exports and in packs. Pure.

Numbers first, neutral verbs, no praise and no blame. What cannot be said is told in one clause, "cannot be
judged because ...".
"""

from collections.abc import Sequence
from datetime import date

from data.catalogue.line_names import sex_in_name
from data.catalogue.models import Area, Indicator, Target
from data.catalogue.scopes import SET_FOR
from data.judgement.status import AGREED, Change, Now, Outlook, Point, Status
from data.periods import MONTHS
from data.statistics.reason import NO_FORECAST
from data.statistics.trajectory import PASSING, STRAIGHT_LINE
from data.statistics.trend import phrase
from data.targets.trajectory_checks import YEAR_ONLY
from data.wording.doubts import of_awaiting
from data.wording.period_words import in_period as in_period
from data.wording.period_words import period as period
from data.wording.period_words import the_period as the_period
from data.wording.quality_words import LOCAL_RETURN
from data.wording.statement import Statement

NO_FIGURE = "no figure"
CANNOT = "cannot be judged"
NOW, CHANGE, OUTLOOK = "Now against plan", "Real change or noise", "By the deadline"
CLOSES = "would close the gap"
AT_DEADLINE = {
    "met": "met at its deadline",
    "missed": "missed at its deadline",
    "no figure": "no figure is held for its deadline",
}
EQUAL = "equal to"
NO_DIFFERENCE = 1e-9  # what lies below is the noise of taking one float from another
BETTER = {
    "higher": "Higher is better",
    "lower": "Lower is better",
    "neither": "Neither high nor low is better in itself",
}
ASKS = {"increase": "more", "decrease": "less"}
COMPARISONS = {">=": "{} or more", "<=": "{} or less", "=": "{}"}
SINGULAR = {"people": "person", "children": "child", "women": "woman"}
VARIATION = {
    "common_cause": "no real change: the points vary within their usual limits",
    "improvement_high": "a real change, higher than usual, for the better",
    "improvement_low": "a real change, lower than usual, for the better",
    "concern_high": "a real change, higher than usual, for the worse",
    "concern_low": "a real change, lower than usual, for the worse",
    "neutral_high": "a real change, higher than usual",
    "neutral_low": "a real change, lower than usual",
}
ASSURANCE = {
    "pass": "the usual range lies wholly where the target is met",
    "fail": "the usual range lies wholly where the target is missed",
    "inconsistent": "the target lies inside the usual range: met in some months, missed in others",
}
SIGNALS = {
    "outside": "the latest point is outside the limits",
    "shift": "seven or more points lie on one side of the mean",
    "trend_up": "seven points rise without a break",
    "trend_down": "seven points fall without a break",
    "two_of_three": "two of three points lie close to a limit",
}
NOT_LOADED = "Published, but not loaded yet."
LOADED_BY = {
    "its file": "Whoever runs this site can load the publisher’s file with the command “beacon load”.",
    "tidy": "Whoever runs this site can copy the publisher’s figures into Beacon’s own layout and load that "
    "with the command “beacon load”.",
}
SCORE = "score"  # a unit that is told in the title: a figure has none, a difference has points


def number(value: float | None, decimals: int) -> str:
    """The figure with thousands commas, or "no figure"; never "-0"."""
    if value is None or value != value:
        return NO_FIGURE
    text = f"{value:,.{decimals}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def amount(value: float | None, indicator: Indicator) -> str:
    """The figure with its unit: "65.9%", "346,862 people", "79.5 years", "25.1" of a score, "no figure"."""
    text = number(value, indicator.decimals)
    if text == NO_FIGURE or indicator.unit == SCORE:
        return text
    return f"{text}%" if indicator.is_percentage else _counted(text, indicator.unit)


def _counted(text: str, things: str) -> str:
    """1 pathway, 2 pathways, 1 person diagnosed."""
    return f"{text} {_things(text, things)}".strip()


def _things(text: str, things: str) -> str:
    if text != "1":
        return things
    for several, single in SINGULAR.items():
        if several in things:
            return things.replace(several, single)
    first, *rest = things.split(" ")
    return " ".join([first.removesuffix("s") if first != "per" else first, *rest])


def difference(value: float, indicator: Indicator) -> str:
    """The size of a difference, without its sign: "0.8 percentage points", "120 pathways".

    One that the decimals cannot show is "less than 0.1 percentage points", and only none at all is 0.
    """
    text = number(abs(value), indicator.decimals)
    if not text.strip("0.,") and abs(value) > NO_DIFFERENCE:
        least = number(10**-indicator.decimals, indicator.decimals)
        return f"less than {_sized(least, indicator)}"
    return _sized(text, indicator)


def _sized(text: str, indicator: Indicator) -> str:
    if indicator.is_percentage:
        return f"{text} percentage point" if text in ("1", "1.0", "1.00") else f"{text} percentage points"
    return _counted(text, "points" if indicator.unit == SCORE else indicator.unit)


def day(value: date) -> str:
    """18 March 2025."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def set_on(target: Target) -> str:
    """When a target was set: "on 17 January 2023", or "in 2024 (only the year is known)"."""
    if target.set_on_basis == YEAR_ONLY:
        return f"in {target.set_on.year} (only the year is known)"
    return f"on {day(target.set_on)}"


def month(value: date) -> str:
    """March 2025."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def target_value(value: float, comparison: str, indicator: Indicator) -> str:
    """The target as it is met: "66.7% or more", "0 pathways" where less is impossible."""
    decimals = 0 if float(value).is_integer() else max(indicator.decimals, 1)
    text = number(value, decimals)
    text = f"{text}%" if indicator.is_percentage else _counted(text, indicator.unit)
    if value == 0 and comparison == "<=":
        return text
    return COMPARISONS.get(comparison, "{}").format(text)


def of_figure(
    latest: Point | None, indicator: Indicator, area: Area, sex: str = "Persons", why: str = ""
) -> str:
    """Area, figure, period and interval; or that there is none, and why."""
    name = area.name + sex_in_name(indicator, sex)
    if latest is None or latest.value is None:
        period_of = f" {in_period(latest.period)}" if latest else ""
        because = why.removeprefix(f"{NO_FIGURE}: ")
        return f"{name}: no figure{period_of}" + (f" ({because})." if because else ".")
    sure = ""
    if latest.lower is not None and latest.upper is not None:
        low, high = (number(limit, indicator.decimals) for limit in (latest.lower, latest.upper))
        source = indicator.intervals_from or "the counts"
        basis = f", computed from {source}" if latest.interval_basis == "computed" else ""
        sure = f" (95% interval {low} to {high}{basis})"
    kind = f" ({LOCAL_RETURN}, not official statistics)" if indicator.is_returned else ""
    return f"{name}: {amount(latest.value, indicator)} {in_period(latest.period)}{sure}{kind}."


def of_now(now: Now, indicator: Indicator) -> Statement:
    """The first statement: the word, what it is measured against, the gap, and the gap in people."""
    if now.reason and now.gap is None:
        return Statement(NOW, now.word, rest="" if now.reason == now.word else now.reason, joint=": ")
    parts = (of_gap(now, indicator), of_yardstick(now), now.warning)
    return Statement(NOW, now.word, now.reason or at_deadline(now), _listed(*parts))


def of_yardstick(now: Now) -> str:
    """Whose target a figure is held against where it is not the area's own; "" where it is."""
    if now.standing != "yardstick":
        return ""
    return f"the target was set {SET_FOR.get(now.scope, 'for another area')}, not for this area"


def at_deadline(now: Now) -> str:
    """How the target ended: "missed at its deadline"; "" while that is ahead."""
    return AT_DEADLINE.get(now.at_deadline, "")


def of_target(now: Now, indicator: Indicator) -> str:
    """The target in words: "66.7% or more by March 2025", or "" where there is no value."""
    if now.target is None:
        return ""
    when = f"by {month(now.deadline)}" if now.deadline else "with no deadline"
    return f"{target_value(now.target, now.comparison, indicator)} {when}"


def of_gap(now: Now, indicator: Indicator) -> str:
    """The gap in the indicator's units and in people; "" where nothing is measured."""
    if now.gap is None:
        return f"the target is {of_target(now, indicator)}" if now.target is not None else ""
    distance = of_distance(now.gap, indicator)
    people = "" if distance == EQUAL else of_people(now, indicator)
    return _listed(f"{distance} {of_plan(now, indicator)}", people)


def of_plan(now: Now, indicator: Indicator) -> str:
    """What a figure is held against: "the target of 66.7% or more by March 2025", or the path to it."""
    what = "" if now.against == "trajectory" else "target of "
    return f"the {what}{of_aim(now, indicator)}"


def of_aim(now: Now, indicator: Indicator) -> str:
    """The same in short: "66.7% or more by March 2025", "agreed trajectory of 65.0% towards ..."."""
    if now.against != "trajectory":
        return of_target(now, indicator)
    line = "agreed trajectory" if now.trajectory_kind == AGREED else "expected path"
    kind = "" if now.trajectory_kind == AGREED else f" ({STRAIGHT_LINE})"
    return f"{line} of {amount(now.trajectory_value, indicator)}{kind} towards {of_target(now, indicator)}"


def of_distance(gap: float, indicator: Indicator) -> str:
    """How far a figure lies from its plan: "3.1 percentage points below", "equal to"."""
    if abs(gap) <= NO_DIFFERENCE:
        return EQUAL
    return f"{difference(gap, indicator)} {'above' if gap > 0 else 'below'}"


def of_people(now: Now, indicator: Indicator) -> str:
    """ "about 260 more people diagnosed would close the gap"; "" beyond the plan or without counts."""
    people = people_short(now, indicator)
    return f"{people} {CLOSES}" if people else ""


def people_short(now: Now, indicator: Indicator) -> str:
    """ "about 260 more people diagnosed", which is what a figure is short of its plan; "" as `of_people`."""
    if not now.gap_people or not indicator.counts_are or now.word in PASSING:
        return ""
    more = "more" if now.gap_people > 0 else "fewer"
    about = "" if indicator.is_count else "about "
    many = f"{abs(now.gap_people):,}"
    return f"{about}{many} {more} {_things(many, indicator.counts_are)}"


def of_change(change: Change, indicator: Indicator) -> Statement:
    """The second statement: real change or noise, and the size of the change."""
    size = of_difference(change, indicator)
    if change.reason:
        rest = _listed(f"because {change.reason.clause}", size and f"it is {size}")
        return Statement(CHANGE, CANNOT, rest=rest, joint=" ")
    if change.method == "trend":
        better = None if indicator.better == "neither" else indicator.better
        direction = change.trend if change.trend in ("increasing", "decreasing") else "no_significant_change"
        word = phrase(direction, better)  # type: ignore[arg-type]
        return Statement(CHANGE, word, rest=size and f"over five points, {size}", joint=" ")
    why = _listed(*(SIGNALS[name] for name in change.signals))
    assured = ASSURANCE.get(change.assurance, "")
    return Statement(
        CHANGE, VARIATION.get(change.variation, change.variation), rest=_listed(why, size, assured)
    )


def of_difference(change: Change, indicator: Indicator) -> str:
    """ "2.3 percentage points lower than in 2019/20", or ""."""
    if change.difference is None:
        return ""
    if abs(change.difference) <= NO_DIFFERENCE:
        return f"the same as {in_period(change.since)}"
    side = "higher" if change.difference > 0 else "lower"
    return f"{difference(change.difference, indicator)} {side} than {in_period(change.since)}"


def of_outlook(outlook: Outlook, indicator: Indicator) -> Statement:
    """The third statement: the word, the probability and the 80 % interval, if the past pattern continues."""
    if outlook.reason or outlook.probability is None:
        return Statement(OUTLOOK, CANNOT, rest=f"because {(outlook.reason or NO_FORECAST).clause}", joint=" ")
    low, high = (number(limit, indicator.decimals) for limit in (outlook.lower, outlook.upper))
    when = f" in {month(outlook.period_end)}" if outlook.period_end else ""
    whether = "whether it will" if outlook.word == "uncertain" else "to"
    rest = (
        f"{whether} meet the target ({chance(outlook.probability)}) if the past pattern continues, "
        f"80% interval {low} to {high}{when}"
    )
    return Statement(OUTLOOK, outlook.word, rest=rest, joint=" ")


def _listed(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def chance(probability: float) -> str:
    """A probability as people read it; never 0 % or 100 %."""
    if probability < 0.01:
        return "less than 1%"
    return "more than 99%" if probability > 0.99 else f"{probability:.0%}"


def of_dates(status: Status, today: date) -> str:
    """When the figure for the deadline is published, where it is ahead, and when the next figure is due."""
    dates = []
    latest, deadline = status.latest, status.now.deadline
    if status.verdict_date and latest and deadline and latest.end < deadline:
        dates.append(_due("The figure for the deadline", status.verdict_date, today))
    if status.next_release and status.next_release != status.verdict_date:
        dates.append(_due("The next figure", status.next_release, today))
    return " ".join(dates)


def _due(what: str, when: date, today: date) -> str:
    if when >= today:
        return f"{what} is due about {day(when)}."
    return f"{what} was due about {day(when)}; Beacon does not have it yet."


def age(end: date, today: date) -> str:
    """How long ago a period ended: "10 months ago", "over 3 years ago"; months up to two years."""
    past = (today.year - end.year) * 12 + today.month - end.month - (today.day < end.day)
    if past < 1:
        return "less than a month ago"
    if past < 24:
        return f"{past} month{'' if past == 1 else 's'} ago"
    return f"{'over ' if past % 12 else ''}{past // 12} years ago"


def why_no_figures(indicator: Indicator) -> str:
    """Why no figure of an indicator is held for any area, and what to do; the first sentence stands alone.

    `note_if_no_figures` of an indicator that is published tells of areas without a figure beside others that
    have one, so it is no answer here.
    """
    if indicator.openness != "open":
        return indicator.note_if_no_figures
    return f"{NOT_LOADED} {LOADED_BY['tidy' if indicator.headline.source == 'tidy' else 'its file']}"


def of_direction(target: Target, indicator: Indicator) -> str:
    """Why no direction of a figure is called better though its target asks for one; "" where there is one."""
    asks = {">=": "more", "<=": "less"}.get(target.comparison) or ASKS.get(target.direction, "")
    if indicator.better != "neither" or not asks:
        return ""
    return f"The target asks for {asks}; the figure also moves for other reasons, so no direction is judged."


def why_instead(indicator: Indicator, place: Area, shown: Area) -> str:
    """Why another area stands where a Place was asked for: its figures are not published, or not held."""
    instead = f"{shown.name} is shown instead."
    if indicator.geography == "none":
        return f"These figures are not published for {place.name}. {instead}"
    held = f"Beacon has no figure for {place.name}. {instead}"
    return f"{held} {indicator.note_if_no_figures}".strip()


def first_sentence(text: str) -> str:
    """The first sentence of a text, with its full stop."""
    return text.split(". ")[0].rstrip(".") + "."


def statements(status: Status, indicator: Indicator) -> tuple[Statement, Statement, Statement]:
    """The three statements: now against plan, real change or noise, by the deadline."""
    return (
        of_now(status.now, indicator),
        of_change(status.change, indicator),
        of_outlook(status.outlook, indicator),
    )


def of_status(status: Status, indicator: Indicator, area: Area, today: date) -> str:
    """Everything at once: value, period, comparison with plan, how sure, change, outlook, next dates."""
    if status.latest is None or status.latest.value is None:
        figure = of_figure(status.latest, indicator, area, status.sex, status.now.reason)
        return " ".join(filter(None, [figure, of_awaiting(status)]))
    return " ".join(
        filter(
            None,
            [
                of_figure(status.latest, indicator, area, status.sex),
                of_awaiting(status),
                *(statement.sentence for statement in statements(status, indicator)),
                of_dates(status, today),
            ],
        )
    )


def joined(words: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} {last} {words[-1]}"
