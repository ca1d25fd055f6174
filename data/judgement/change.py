"""Is one line really changing, will it get there, and how fast must it go. Pure: plain points in, words out.

Breaks are never crossed: everything here rests on the figures after the last one. What cannot be said is
said so in one clause; figures that break a method's own rules are told in the same way and raise nothing.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

import pandas as pd

from data.catalogue.models import Break, Indicator
from data.judgement.status import Change, Now, Outlook, Point, Speed, number
from data.periods import MONTHS, last_day, months, months_between, periods_ended
from data.statistics import forecast, pace, spc, trend
from data.statistics.errors import StatisticsError
from data.statistics.kinds import refusal
from data.statistics.reason import (
    NO_FIGURE,
    NO_FIGURES,
    NO_GOAL,
    NO_REASON,
    Reason,
    plainly,
    these_are,
    too_few,
)
from data.statistics.trajectory import Comparison, meets

STEP = {"monthly": 1, "quarterly": 3, "annual": 12}
A_YEAR = range(350, 381)  # days between the same periods of two years, with moved collection dates
LONGEST_YEAR = 400  # a longer period is a window of several years
UNEVEN = these_are("periods that are not evenly spaced")
NO_CHART = {
    "quarterly": these_are(
        "quarterly figures: the control chart takes monthly ones, the recent trend yearly ones"
    ),
    "irregular": these_are("figures at irregular intervals"),
}
YEARLY = these_are("yearly figures: the control chart takes monthly ones")
NOT_GIVEN = plainly("the latest figure is not given")


@dataclass(frozen=True)
class Goal:
    """What the figure is to reach: a value, on which side, and by when; how far ahead that is `today`."""

    value: float
    comparison: Comparison
    deadline: date | None = None
    today: date | None = None


@dataclass(frozen=True)
class Stretch:
    """The figures after the last break, oldest first, missing ones included; the break, if there is one."""

    points: tuple[Point, ...]
    last_break: Break | None = None

    @property
    def known(self) -> list[Point]:
        """The points that have a value."""
        return [point for point in self.points if point.value is not None]

    @property
    def since(self) -> str:
        """ " since the series changed in October 2023", or "" without a break."""
        on = self.last_break.on if self.last_break else None
        return f" since the series changed in {MONTHS[on.month - 1]} {on.year}" if on else ""


def after_breaks(points: Sequence[Point], breaks: Sequence[Break]) -> Stretch:
    """The stretch to judge by: the last one."""
    return stretches(points, breaks)[-1]


def stretches(points: Sequence[Point], breaks: Sequence[Break]) -> list[Stretch]:
    """The points between breaks, oldest first. A period that a break falls into belongs to neither side."""
    if not points:
        return [Stretch(())]
    ordered = sorted(points, key=lambda point: (point.end, point.start))
    crossed = {
        broken.on: broken for broken in reversed(breaks) if ordered[0].start < broken.on <= ordered[-1].end
    }
    starts, ends = [date.min, *sorted(crossed)], [*sorted(crossed), date.max]
    return [
        Stretch(
            tuple(point for point in ordered if since <= point.start and point.end < until),
            crossed.get(since),
        )
        for since, until in zip(starts, ends, strict=True)
    ]


def goal_of(now: Now, today: date | None = None) -> Goal | None:
    """What the figure is to reach, as the first statement says; None without a target with a value."""
    if now.target is None:
        return None
    return Goal(now.target, cast(Comparison, now.comparison), now.deadline, today)


def change(indicator: Indicator, stretch: Stretch, goal: Goal | None = None) -> Change:
    """The second statement, with the size of the change beside its word."""
    known, broken = stretch.known, stretch.last_break
    statement = Change(
        points=len(known),
        break_on=broken.on if broken else None,
        break_reason=broken.reason if broken else "",
    )
    before = _earlier(indicator, known)
    if before is not None:
        statement = replace(statement, difference=_minus(known[-1], before), since=before.period)
    reason = _no_change_because(indicator, stretch)
    if reason:
        return replace(statement, reason=reason)
    judged = _by_chart if indicator.frequency == "monthly" else _by_trend
    try:
        return judged(statement, indicator, stretch, goal)
    except StatisticsError as error:
        return replace(statement, reason=error.reason)


def control_chart(
    indicator: Indicator, stretch: Stretch, goal: Goal | None = None
) -> tuple[spc.XmR | None, Reason]:
    """The NHS control chart of a stretch, a row a month from its first figure on; or None and why."""
    reason = _no_change_because(indicator, stretch) or (
        NO_REASON if indicator.frequency == "monthly" else YEARLY
    )
    if reason:
        return None, reason
    try:
        values = spaced(stretch.known, 1)
        index = pd.DatetimeIndex([months(stretch.known[0].start, place) for place in range(len(values))])
        aim = goal.value if goal else None
        chart = spc.xmr(pd.Series(values, index=index), better=direction(indicator), target=aim)
    except StatisticsError as error:
        return None, error.reason
    if chart.variation is None:
        return None, chart.reason.followed_by(stretch.since)
    return chart, NO_REASON


def forecast_to(
    indicator: Indicator, stretch: Stretch, goal: Goal | None, withheld: Reason = NO_REASON
) -> forecast.Forecast:
    """The forecast up to the deadline's own period, with a column period_end; or the reason for none.

    `withheld`: why this indicator's forecasts are not shown (its track record).
    """
    known, step = stretch.known, STEP.get(indicator.frequency, 0)
    reason = _no_outlook_because(indicator, stretch, goal) or withheld
    if reason or goal is None or goal.deadline is None:
        return forecast.Forecast(pd.DataFrame(), len(known), reason)
    try:
        predicted = forecast.forecast(
            spaced(known, step),
            horizon=months_between(known[-1].end, period_end_for(goal.deadline, known[-1].end, step)) // step,
            frequency=cast(forecast.Frequency, indicator.frequency),
            scale=scale_of(indicator),
            target=goal.value,
            comparison=cast(forecast.Comparison, goal.comparison),
            gone_by=periods_ended(known[-1].end, goal.today, step) if goal.today else 0,
        )
    except StatisticsError as error:
        return forecast.Forecast(pd.DataFrame(), len(known), error.reason)
    if predicted.reason:
        return replace(predicted, reason=predicted.reason.followed_by(stretch.since))
    ends = [_end_of(months(known[-1].end, step * ahead)) for ahead in predicted.table.index]
    return replace(predicted, table=predicted.table.assign(period_end=ends))


def outlook(
    indicator: Indicator, stretch: Stretch, goal: Goal | None, withheld: Reason = NO_REASON
) -> Outlook:
    """The third statement, read from the last row of `forecast_to`."""
    predicted = forecast_to(indicator, stretch, goal, withheld)
    if predicted.reason:
        return Outlook(points=predicted.points, reason=predicted.reason)
    last = predicted.table.iloc[-1]
    chance = float(last.probability)
    return Outlook(
        number(chance),
        forecast.word(chance) or "",
        number(last.centre),
        number(last.lower80),
        number(last.upper80),
        last.period_end,
        predicted.points,
    )


def speed(
    indicator: Indicator,
    stretch: Stretch,
    goal: Goal | None,
    peers: Callable[[], pd.DataFrame],
) -> Speed:
    """Pace required, achieved and ever achieved. `peers` gives the history of English areas when asked."""
    known = stretch.known
    kind = _refused(indicator, stretch)
    done = pace.achieved([(point.end, cast(float, point.value)) for point in known])
    paces = Speed(achieved_reason=kind or done.reason.followed_by(stretch.since))
    if not paces.achieved_reason:
        paces = replace(paces, achieved=done.per_year, achieved_years=done.years)
    met = bool(known and goal and meets(cast(float, known[-1].value), goal.value, goal.comparison))
    reason = plainly("the target is met already") if met else _no_goal_because(goal) or kind
    if not reason and not known:
        reason = NO_FIGURE
    if reason or goal is None or goal.deadline is None:
        return replace(paces, required_reason=reason, reached_reason=reason)
    latest = cast(float, known[-1].value)
    needed = pace.required((known[-1].end, latest), goal.value, goal.deadline)
    if needed.reason:
        return replace(paces, required_reason=needed.reason, reached_reason=needed.reason)
    paces = replace(paces, required=needed.per_year)
    ever = pace.ever_achieved(peers(), latest, needed)
    if ever.reason:
        return replace(paces, reached_reason=ever.reason)
    return replace(paces, reached=ever.achieved, similar=ever.similar)


def scale_of(indicator: Indicator) -> forecast.Scale:
    """Percentages as log odds, rates and counts as logarithms, years and scores as they are."""
    if indicator.is_percentage:
        return "percent"
    return "positive" if indicator.counts_are or indicator.unit.startswith("per ") else "plain"


def spaced(known: Sequence[Point], step: int) -> list[float]:
    """The values at even distances of `step` months, NaN for missing periods; StatisticsError if uneven."""
    places = [divmod(months_between(known[0].end, point.end), step) for point in known]
    if any(rest for _, rest in places) or len({place for place, _ in places}) < len(places):
        raise StatisticsError(UNEVEN)
    values = [math.nan] * (places[-1][0] + 1)
    for (place, _), point in zip(places, known, strict=True):
        values[place] = cast(float, point.value)
    return values


def period_end_for(deadline: date, an_end: date, step: int) -> date:
    """The end of the period that holds the deadline, in a calendar of `step` months in which one ends."""
    apart = -(-months_between(an_end, deadline) // step) * step
    return _end_of(months(an_end, apart))


def verdict_date(indicator: Indicator, points: Sequence[Point], deadline: date | None) -> date | None:
    """When the figure for the deadline will be published: by its period's end and the usual day or lag."""
    step = STEP.get(indicator.frequency)
    if deadline is None or step is None or not points:
        return None
    end = period_end_for(deadline, points[-1].end, step)
    return indicator.expected_on(end)


def next_release(indicator: Indicator, points: Sequence[Point]) -> date | None:
    """When the figure after the latest is expected: by its period's end and the usual day or lag."""
    step = STEP.get(indicator.frequency)
    if step is None or not points:
        return None
    return indicator.expected_on(_end_of(months(points[-1].end, step)))


def held_for(deadline: date, indicator: Indicator, points: Sequence[Point]) -> Point | None:
    """The figure of the period that holds the deadline; of overlapping windows the first that reaches it."""
    step = STEP.get(indicator.frequency, 12)
    for point in points:
        if point.value is not None and point.end >= deadline:
            return point if months(point.end, 1 - step) <= deadline else None
    return None


def _no_change_because(indicator: Indicator, stretch: Stretch) -> Reason:
    if not stretch.points:
        return NO_FIGURES.followed_by(stretch.since)
    if stretch.points[-1].value is None:
        return NOT_GIVEN
    reason = _refused(indicator, stretch) or NO_CHART.get(indicator.frequency, NO_REASON)
    if reason or indicator.frequency != "monthly" or len(stretch.known) >= spc.FEWEST_POINTS:
        return reason
    return too_few(len(stretch.known), spc.FEWEST_POINTS, "points").followed_by(stretch.since)


def _no_goal_because(goal: Goal | None) -> Reason:
    if goal is None:
        return NO_GOAL
    return NO_REASON if goal.deadline else plainly("the target has no deadline")


def _no_outlook_because(indicator: Indicator, stretch: Stretch, goal: Goal | None) -> Reason:
    reason = _no_goal_because(goal)
    if reason or goal is None or goal.deadline is None:
        return reason
    if not stretch.known or stretch.points[-1].value is None:
        return NO_FIGURES.followed_by(stretch.since) if not stretch.known else NOT_GIVEN
    reason = _refused(indicator, stretch) or (
        NO_REASON if indicator.frequency in STEP else NO_CHART["irregular"]
    )
    if not reason and goal.comparison not in (">=", "<="):
        reason = plainly("the target is one exact figure")
    if not reason and _has_passed(goal, stretch.known):
        reason = plainly("the deadline has passed")
    return reason


def _has_passed(goal: Goal | None, known: Sequence[Point]) -> bool:
    return bool(goal and goal.deadline and known and goal.deadline <= known[-1].end)


def _refused(indicator: Indicator, stretch: Stretch) -> Reason:
    last = stretch.points[-1] if stretch.points else None
    days = (last.end - last.start).days + 1 if last else 0
    kind: Literal["point", "rolling", "cumulative"] = indicator.series_kind
    if kind == "point" and days > LONGEST_YEAR:
        kind = "rolling"
    return refusal(kind, round(days / 365.25) if days > LONGEST_YEAR else None)


def _by_chart(statement: Change, indicator: Indicator, stretch: Stretch, goal: Goal | None) -> Change:
    chart, reason = control_chart(indicator, stretch, goal)
    if chart is None or chart.variation is None:
        return replace(statement, reason=reason)
    return replace(
        statement,
        method="chart",
        variation=chart.variation,
        assurance=chart.assurance or "",
        signals=chart.signals,
    )


def _by_trend(statement: Change, indicator: Indicator, stretch: Stretch, goal: Goal | None) -> Change:
    known = stretch.known
    recent = known[-trend.POINTS :]
    counts = [(p.numerator, p.denominator) for p in recent]
    counted = indicator.gives_interval and all(None not in pair for pair in counts)
    frame = pd.DataFrame(
        {
            "value": [p.value for p in recent],
            "lower": [p.lower for p in recent],
            "upper": [p.upper for p in recent],
            "count": [p.numerator for p in recent],
            "denominator": [p.denominator for p in recent],
        },
        index=[p.start.year for p in recent],
        dtype=float,
    )
    recent_trend = trend.recent(frame, kind="proportion" if counted else "other")
    if recent_trend.direction == "cannot_be_calculated":
        since = stretch.since if len(recent) < trend.POINTS else ""
        return replace(statement, trend=recent_trend.direction, reason=recent_trend.reason.followed_by(since))
    return replace(
        statement,
        method="trend",
        trend=recent_trend.direction,
        p_value=number(recent_trend.p_value),
        difference=number(recent_trend.change),
        since=recent[0].period,
        points=len(recent),
    )


def direction(indicator: Indicator) -> Literal["higher", "lower"] | None:
    """Which way is better, None where neither is."""
    return None if indicator.better == "neither" else indicator.better


def _earlier(indicator: Indicator, known: Sequence[Point]) -> Point | None:
    """The figure the latest is compared with: a year before; of yearly figures four before (five points)."""
    if len(known) < 2:
        return None
    latest = known[-1]
    if indicator.series_kind == "rolling":
        apart = [point for point in known if point.end < latest.start]
        return apart[-1] if apart else None
    if indicator.frequency == "annual":
        return known[-min(len(known), trend.POINTS)]
    year = [point for point in known if (latest.end - point.end).days in A_YEAR]
    if year or indicator.series_kind == "cumulative":
        return year[-1] if year else None
    return known[0]


def _minus(after: Point, before: Point) -> float | None:
    return None if after.value is None or before.value is None else after.value - before.value


def _end_of(first: date) -> date:
    return last_day(first.year, first.month)
