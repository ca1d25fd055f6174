"""What changed between two dates, as sentences: the same plain style as `wording`. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from data.catalogue.line_names import AFTER_A_NAME, sex_in_name
from data.catalogue.models import Area, Indicator, Target
from data.catalogue.scopes import SET_FOR
from data.judgement.off_plan import Counts
from data.judgement.status import Change, Outlook, Status
from data.statistics.trend import phrase
from data.wording import sentences

NUMBERS = "no one two three four five six seven eight nine".split()
MOST_NAMED = 3


def of_counts(counts: Counts, area: Area) -> str:
    """How many indicator lines of an area stand where."""
    return (
        f"Of {counts.lines} indicator lines for {area.name}, {counts.judged} can be judged against a plan: "
        f"{counts.met} met or at the level already, {counts.on_plan} ahead or on plan, {counts.behind} "
        f"behind, {counts.not_yet} not there yet, {counts.not_met} not met."
    )


def of_unjudged(counts: Counts) -> str:
    """How many cannot be judged, by the word that stands in place of a judgement; "" where all can."""
    why = sentences.joined([f"{word} ({many})" for word, many in counts.why])
    return f"{counts.unjudged} cannot be judged: {why}." if why else ""


def of_local(many: int) -> str:
    """How many lines have figures of Places only; "" for none."""
    if not many:
        return ""
    lines = "line has" if many == 1 else "lines have"
    return f"{many:,} {lines} figures for single Places, but none for the whole."


def subject(indicator: Indicator, area: Area | None = None) -> str:
    """ "Dementia diagnosis rate, Halton"."""
    return f"{indicator.short_title}, {area.name}" if area else indicator.short_title


def of_statuses(before: Status, after: Status, indicator: Indicator) -> str:
    """The words of the three statements that are others now: "now against plan: behind (was: met)"."""
    parts = [_turned("now against plan", before.now.word, after.now.word)]
    if before.change.is_signal or after.change.is_signal:
        was, now = (change_word(status.change, indicator) for status in (before, after))
        parts.append(_turned("real change or noise", was, now))
    parts.append(_turned("by the deadline", outlook_word(before.outlook), outlook_word(after.outlook)))
    return _of_sex(after, indicator) + "; ".join(filter(None, parts))


def of_newest(statuses: Sequence[Status], indicator: Indicator) -> str:
    """The newest figures of the lines at an area: "newest figure 63.6% in September 2024", or ""."""
    parts = [
        f"{_of_sex(status, indicator)}newest figure {sentences.amount(status.latest.value, indicator)} "
        f"{sentences.in_period(status.latest.period)}"
        for status in statuses
        if status.latest is not None and status.latest.value is not None
    ]
    return "; ".join(parts)


def _of_sex(status: Status, indicator: Indicator) -> str:
    sex = sex_in_name(indicator, status.sex).removeprefix(", ")
    return f"{sex}: " if sex else ""


def _turned(what: str, was: str, now: str) -> str:
    return f"{what}: {now} (was: {was})" if was != now else ""


def change_word(change: Change, indicator: Indicator) -> str:
    """Real change or noise in a few words."""
    if change.variation:
        return sentences.VARIATION[change.variation]
    if change.method == "trend":
        better = None if indicator.better == "neither" else indicator.better
        direction = change.trend if change.trend in ("increasing", "decreasing") else "no_significant_change"
        return str(phrase(direction, better))  # type: ignore[arg-type]
    return "cannot be judged"


def outlook_word(outlook: Outlook) -> str:
    """The forecast in a word."""
    return outlook.word or "cannot be judged"


def of_periods(periods: Mapping[str, Sequence[Area]], places: int) -> str:
    """New periods and the areas they came for: "March 2026 for all nine Places"."""
    return "; ".join(
        f"{sentences.period(label)} for {of_areas(areas, places)}" for label, areas in periods.items()
    )


def of_areas(areas: Sequence[Area], places: int) -> str:
    """Areas in a few words: named up to three, else counted; a joint area counts as its Places.

    `places`: how many Places there are.
    """
    local = [area for area in areas if area.kind in ("place", "joint")]
    wider = [area.name for area in areas if area not in local]
    many = len({slug for area in local for slug in (area.places or (area.slug,))})
    named = [area.name for area in local]
    if len(local) > MOST_NAMED:
        named = [f"all {_count(places)} Places" if many == places else f"{_count(many)} Places"]
    return sentences.joined([*named, *wider])


def of_several(said: str, areas: Sequence[Area], places: int) -> str:
    """The same change in several areas."""
    return f"{said}, in {of_areas(areas, places)}"


def _count(many: int) -> str:
    return NUMBERS[many] if many < len(NUMBERS) else f"{many:,}"


def of_revised(
    period: str, old: float | None, value: float | None, indicator: Indicator, sex: str = "Persons"
) -> str:
    """ "January 2024 was 60.0%, is 61.0%"."""
    was, now = sentences.amount(old, indicator), sentences.amount(value, indicator)
    return f"{sentences.period(period)}{AFTER_A_NAME.get(sex, '')} was {was}, is {now}"


def of_revisions(many: int, largest: str, areas: str) -> str:
    """The revisions of an indicator: the only one, or how many and the largest."""
    if many == 1:
        return largest
    return f"{many:,} figures were revised, for {areas}; the largest change: {largest}"


def promised(target: Target, indicator: Indicator | None) -> str:
    """What a target asks: "66.7% or more by March 2025", "no value by March 2025"."""
    if target.value is None or indicator is None:
        when = f"by {sentences.month(target.deadline)}" if target.deadline else "and no deadline"
        return f"no value {when}"
    when = f"by {sentences.month(target.deadline)}" if target.deadline else "with no deadline"
    return f"{sentences.target_value(target.value, target.comparison, indicator)} {when}"


def of_target_set(target: Target, indicator: Indicator | None, place: str) -> str:
    """A target set for the first time."""
    scope = f"for {place}" if place else SET_FOR[target.scope]
    return f"set {sentences.set_on(target)}: {promised(target, indicator)}, {scope}"


def of_target_replaced(old: Target, target: Target, indicator: Indicator | None) -> str:
    """A target in a new version: re-dated, where only the deadline is another."""
    on = sentences.set_on(target)
    if (old.value, old.comparison) == (target.value, target.comparison) and old.deadline != target.deadline:
        was, now = (
            sentences.month(deadline) if deadline else "none" for deadline in (old.deadline, target.deadline)
        )
        return f"re-dated {on}: the deadline was {was}, is {now}"
    was, now = promised(old, indicator), promised(target, indicator)
    return f"restated {on}: {now}" if was == now else f"replaced {on}: was {was}, is {now}"


def of_deadline(deadline: date, verdicts: Mapping[str, Sequence[Area]], places: int) -> str:
    """A deadline that passed, and how it ended where that is judged."""
    passed = f"its deadline, {sentences.day(deadline)}, passed"
    ends = "; ".join(f"{word} in {of_areas(areas, places)}" for word, areas in verdicts.items())
    return f"{passed}: {ends}" if ends else passed


def of_many(many: int, what: str) -> str:
    """ "12 targets that no indicator here measures were set on 1 April 2024"."""
    targets = "target" if many == 1 else "targets"
    return f"{many:,} {targets} that no indicator here measures {'was' if many == 1 else 'were'} {what}"


def of_many_lapsed(many: int) -> str:
    """The deadlines that passed unmeasured."""
    if many == 1:
        return "The deadline of a target that no indicator here measures passed"
    return f"The deadlines of {many:,} targets that no indicator here measures passed"


def of_many_trajectories(many: int) -> str:
    """The trajectories of targets that are not measured."""
    if many == 1:
        return "1 trajectory of a target that no indicator here measures was agreed or changed"
    return f"{many:,} trajectories of targets that no indicator here measures were agreed or changed"


def of_trajectory(was: Mapping[date, float], now: Mapping[date, float], indicator: Indicator | None) -> str:
    """A trajectory agreed, withdrawn or changed. Both: date -> expected value."""

    def value(expected: float | None) -> str:
        return sentences.amount(expected, indicator) if indicator else sentences.number(expected, 1)

    if not now:
        return "the trajectory is withdrawn"
    last = max(now)
    if not was:
        points = f"{len(now)} points, to " if len(now) > 1 else ""
        return f"a trajectory is agreed: {points}{value(now[last])} by {sentences.month(last)}"
    others = sorted(day for day in was.keys() | now.keys() if was.get(day) != now.get(day))
    first = others[0]
    more = f"; {len(others)} points are others" if len(others) > 1 else ""
    turned = f"for {sentences.month(first)} it was {value(was.get(first))}, is {value(now.get(first))}"
    return f"the trajectory changed: {turned}{more}"
