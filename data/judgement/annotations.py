"""What a chart of one line shows beyond its figures: control limits, marked points, the forecast. Pure.

The same functions as behind the second and the third statement (judgement.change), so that a chart and its
sentence cannot disagree. Limits never cross a break: each stretch between breaks has its own.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.catalogue.models import Break, Indicator
from data.judgement.change import STEP, Goal, Stretch, control_chart, forecast_to, stretches
from data.judgement.status import Point
from data.periods import MONTHS
from data.statistics import spc
from data.statistics.reason import NO_REASON, Reason

MARKS = {"improvement": "improving", "concern": "concerning", "neutral": "neutral"}
CHART_COLUMNS = [
    "period",
    "period_end",
    "value",
    "segment",
    "mean",
    "lower",
    "upper",
    "kind",
    "mark",
    "signals",
]
FAN_COLUMNS = ["period", "period_end", "centre", "lower80", "upper80", "lower95", "upper95"]


@dataclass(frozen=True)
class ControlChart:
    """A control chart of a line.

    points: a row per point, oldest first: period, period_end, value, segment (0, 1, ... between breaks; -1
    for a period that a break falls into), mean, lower, upper (NaN without limits), kind (the words of
    data.statistics.spc, "" without limits), mark ("improving", "concerning", "neutral" or "") and signals
    (the rules that flag the point). reason: why the last stretch has no limits, if it has none.
    """

    points: pd.DataFrame
    reason: Reason = NO_REASON

    @property
    def has_limits(self) -> bool:
        """Whether any stretch of the line has limits."""
        return bool(self.points["mean"].notna().any())


@dataclass(frozen=True)
class Fan:
    """A forecast to the deadline's own period.

    table: a row per period ahead: period (a label in the manner of the publisher's), period_end, centre, and
    the 80 and 95 % limits, in the indicator's units; no rows where `reason` says why. points: the figures
    it rests on. start: the last figure, from which the fan opens.
    """

    table: pd.DataFrame
    points: int = 0
    start: Point | None = None
    reason: Reason = NO_REASON


def chart_of(
    indicator: Indicator, points: Sequence[Point], breaks: Sequence[Break], goal: Goal | None = None
) -> ControlChart:
    """The control chart of a line, a segment between each two breaks; its last point is as in `Change`."""
    segments = stretches(points, breaks)
    rows: list[dict[str, Any]] = []
    reason = NO_REASON
    for segment, stretch in enumerate(segments):
        is_last = segment == len(segments) - 1
        chart, reason = control_chart(indicator, stretch if is_last else _up_to_a_figure(stretch), goal)
        rows += _rows(stretch, segment, chart)
    inside = {(row["period_end"], row["period"]) for row in rows}
    rows += [_row(point, -1) for point in points if (point.end, point.period) not in inside]
    frame = pd.DataFrame(rows, columns=CHART_COLUMNS).sort_values("period_end", ignore_index=True)
    numbers = ["value", "mean", "lower", "upper"]
    return ControlChart(frame.astype(dict.fromkeys(numbers, float)), reason)


def fan_of(indicator: Indicator, stretch: Stretch, goal: Goal | None, withheld: Reason = NO_REASON) -> Fan:
    """The forecast period by period; its last row is the `Outlook`. `withheld`: why none is to be shown."""
    forecast = forecast_to(indicator, stretch, goal, withheld)
    if forecast.reason:
        return Fan(pd.DataFrame(columns=FAN_COLUMNS), forecast.points, reason=forecast.reason)
    last = stretch.known[-1]
    labels = [_label(last, end, STEP[indicator.frequency]) for end in forecast.table.period_end]
    return Fan(
        forecast.table.assign(period=labels)[FAN_COLUMNS].reset_index(drop=True), forecast.points, last
    )


def _up_to_a_figure(stretch: Stretch) -> Stretch:
    """An earlier stretch without the missing figures at its end, which say nothing of today."""
    known = [at for at, point in enumerate(stretch.points) if point.value is not None]
    return Stretch(stretch.points[: known[-1] + 1] if known else (), stretch.last_break)


def _rows(stretch: Stretch, segment: int, chart: spc.XmR | None) -> list[dict[str, Any]]:
    if chart is None:
        return [_row(point, segment) for point in stretch.points]
    at = {day.date(): place for place, day in enumerate(chart.points.index)}
    charted = chart.points.to_dict("records")
    rows = []
    for point in stretch.points:
        place = at.get(point.start.replace(day=1))
        if place is None:
            rows.append(_row(point, segment))
            continue
        kind, limits = (
            str(chart.kinds[place]),
            {name: charted[place][name] for name in ("mean", "lower", "upper")},
        )
        flagged = tuple(rule for rule in spc.RULES if charted[place][rule])
        marked = {"kind": kind, "mark": MARKS.get(kind.partition("_")[0], ""), "signals": flagged}
        rows.append(_row(point, segment) | limits | marked)
    return rows


def _row(point: Point, segment: int) -> dict[str, Any]:
    bare = {"mean": math.nan, "lower": math.nan, "upper": math.nan, "kind": "", "mark": "", "signals": ()}
    value = math.nan if point.value is None else point.value
    return {"period": point.period, "period_end": point.end, "value": value, "segment": segment} | bare


def _label(last: Point, end: Any, step: int) -> str:
    """A future period in the manner of the last one: March 2027, 2027, 2026/27, else the month it ends in."""
    if step == 12 and re.fullmatch(r"\d{4}", last.period):
        return str(end.year)
    if step == 12 and re.fullmatch(r"\d{4}/\d\d", last.period):
        return f"{end.year - 1}/{end.year % 100:02d}"
    named = f"{MONTHS[end.month - 1]} {end.year}"
    return named if step == 1 else f"{'3' if step == 3 else '12'} months to {named}"
