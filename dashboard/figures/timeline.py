"""One indicator over time, against its target and the way to it; and nine Places on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import control, grammar, holes, strip, theme
from dashboard.figures.grammar import Figure, Path, TargetLine
from dashboard.figures.label_places import ABOUT_A_POINT, Wanted, placed
from dashboard.figures.line_gaps import Hole, step_of
from data.catalogue.models import Break, Indicator
from data.judgement.annotations import ControlChart, Fan

MAIN_HEIGHT, TOP = 384, 16
SMALL_HEIGHT = 132
TICK_LETTER = 0.047  # of the width of the narrowest chart: the room a letter of a tick takes


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What a line over time is drawn with. `breaks`: all that may fall into it; chart and fan: perhaps ones
    that say why there is nothing to draw.
    """

    target: TargetLine | None = None
    path: Path | None = None
    breaks: Sequence[Break] = ()
    chart: ControlChart | None = None
    fan: Fan | None = None


NOTHING = Drawn()


def over_time(frame: pd.DataFrame, indicator: Indicator, drawn: Drawn = NOTHING) -> Figure:
    """Return the main chart. `frame`: one line's period, period_end, value, lower, upper, interval_basis.

    With breaks also its period_start; `doubtful` where something awaits review. It begins after a long time
    without a figure, and says so.
    """
    target, path, fan = drawn.target, drawn.path, drawn.fan
    frame, chart, hole = _folded(frame, drawn.chart, indicator)
    first, last = _ends(frame, target, fan, path)
    covered = [*frame.value, *frame.lower, *frame.upper, *([target.value] if target else [])]
    covered += [value for _, value in path.points] if path else []
    values = control.reach(covered, indicator, chart, fan)
    axis = grammar.value_range(values, indicator)
    line = grammar.actual(frame, indicator, 7 if len(frame) <= 60 else 4, drawn.breaks)
    traces = [
        *control.under(chart, fan, indicator),
        *(grammar.target_traces(target, first, last) if target else []),
        *([grammar.path_trace(path)] if path else []),
        *(line, *control.marked(chart, indicator), *grammar.awaiting(frame, indicator, axis)),
    ]
    ends = (min(frame.period_end), max(frame.period_end))
    seen = [of_break for of_break in drawn.breaks if ends[0] < of_break.on < ends[1]]
    above = [*strip.of_breaks(seen), *strip.of_folded(hole)]
    above += [strip.plain(target.label, theme.TARGET)] if target else []
    layout = theme.layout(
        MAIN_HEIGHT + strip.height(above),
        margin={"l": 48, "r": 56, "t": TOP + strip.height(above), "b": 36},
        xaxis=_date_axis(first, last) | _ticks(frame, target, last - first),
        yaxis=value_axis(values, indicator),
        shapes=grammar.break_shapes(seen),
    )
    labels = [*_newest(frame, indicator), *holes.named(frame, step_of(indicator))]
    wanted = [*strip.stacked(above), *labels, *control.labels(chart, fan)]
    return placed({"data": traces, "layout": layout}, wanted)


def _folded(
    frame: pd.DataFrame, chart: ControlChart | None, indicator: Indicator
) -> tuple[pd.DataFrame, ControlChart | None, Hole | None]:
    """The figures and the points of a control chart after a hole that is a new beginning; and that hole."""
    frame, hole = holes.folded(frame, step_of(indicator))
    if chart is not None and hole is not None:
        chart = replace(chart, points=chart.points[chart.points.period_end > hole.before])
    return frame, chart, hole


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What all small charts share: the range of values, the first and the last day, what the periods of these
    are called, and the target's line.
    """

    values: list[float]
    days: tuple[date, date]
    labels: tuple[str, str]
    target: TargetLine | None = None


def shared(frame: pd.DataFrame, indicator: Indicator, target: TargetLine | None = None) -> Scale:
    """Return the scale of small charts of the lines of `frame`, of which some have a figure.

    It begins after a long time in which none of them has one.
    """
    frame, _ = holes.folded(frame[frame.value.notna()], step_of(indicator))
    ordered = frame.sort_values("period_end", kind="stable")
    days, labels = ordered.period_end.tolist(), ordered.period.tolist()
    values = grammar.value_range([*frame.value, *([target.value] if target else [])], indicator)
    return Scale(
        values=values, days=(days[0], days[-1]), labels=(str(labels[0]), str(labels[-1])), target=target
    )


def small_multiple(
    frame: pd.DataFrame, indicator: Indicator, scale: Scale, breaks: Sequence[Break] = ()
) -> Figure:
    """Return one of nine small charts; with `breaks` the frame has period_start."""
    first, last = scale.days
    frame = frame[frame.period_end.between(first, last)]
    traces = [grammar.target_traces(scale.target, first, last)[0]] if scale.target else []
    line = grammar.actual(frame, indicator, 0, breaks)
    line["error_y"] = {"visible": False}
    line["line"]["width"] = 2
    traces += [line, _last_point(frame, indicator), *grammar.awaiting(frame, indicator, scale.values)]
    layout = theme.layout(
        SMALL_HEIGHT,
        margin={"l": 40, "r": 28, "t": 8, "b": 22},
        xaxis={"type": "date", "range": grammar.day_range(first, last), **_first_and_last(scale)},
        yaxis={**value_axis(scale.values, indicator), "range": scale.values, "nticks": 4},
        shapes=grammar.break_shapes(of_break for of_break in breaks if first < of_break.on < last),
    )
    return {"data": traces, "layout": layout}


def _ends(
    frame: pd.DataFrame, target: TargetLine | None, fan: Fan | None = None, path: Path | None = None
) -> tuple[date, date]:
    """The first and last day to be seen: of figures, forecast, deadline, and a path that was agreed."""
    days = [*frame.period_end, *(fan.table.period_end if fan else [])]
    days += [day for day, _ in path.points] if path and path.agreed else []
    if target and target.deadline:
        days.append(target.deadline)
    return min(days), max(days)


def _date_axis(first: date, last: date) -> dict[str, Any]:
    return {"type": "date", "range": grammar.day_range(first, last), "tickangle": 0}


def _ticks(frame: pd.DataFrame, target: TargetLine | None, span: timedelta) -> dict[str, Any]:
    """Ticks on the data's own periods, and on a deadline that lies beyond them."""
    ticks: dict[str, Any] = grammar.period_ticks(frame, 5)
    if target and target.deadline and target.deadline - max(frame.period_end) > 0.15 * span:
        ticks["tickvals"] = [*ticks["tickvals"], target.deadline.isoformat()]
        ticks["ticktext"] = [*ticks["ticktext"], grammar.short_period(words.month(target.deadline))]
    # Month over year: five of them fit beside each other on a narrow screen.
    return spaced(
        span, {**ticks, "ticktext": [label.replace(" 20", "<br>20") for label in ticks["ticktext"]]}
    )


def spaced(span: timedelta, ticks: dict[str, Any]) -> dict[str, Any]:
    """Return the ticks without those that would run into a later one where periods are missing.

    `span`: of the axis, whose plot is as wide as that of `over_time` or wider.
    """
    days = [date.fromisoformat(day) for day in ticks["tickvals"]]
    letters = max((len(part) for label in ticks["ticktext"] for part in label.split("<br>")), default=0)
    least = TICK_LETTER * (letters + 0.5) * span.days
    kept: list[int] = []
    for at in reversed(range(len(days))):
        if not kept or (days[kept[-1]] - days[at]).days >= least:
            kept.append(at)
    return {
        **ticks,
        **{name: [ticks[name][at] for at in reversed(kept)] for name in ("tickvals", "ticktext")},
    }


def value_axis(values: Sequence[Any], indicator: Indicator) -> dict[str, Any]:
    """Return the axis of an indicator's values, which reaches over all of `values`."""
    return {
        "range": grammar.value_range(values, indicator),
        "ticksuffix": "%" if indicator.is_percentage else "",
        "tickformat": ",",
        "nticks": 6,
    }


def _newest(frame: pd.DataFrame, indicator: Indicator) -> list[Wanted]:
    """The newest figure beside its point; nothing where there is none."""
    known = frame[frame.value.notna()]
    if not len(known):
        return []
    newest = known.sort_values("period_end").iloc[-1]
    text = f"<b>{words.short_amount(newest.value, indicator)}</b>"
    font = {"size": 14, "color": theme.DARK_BLUE}
    note = grammar.note(text, newest.period_end.isoformat(), float(newest.value), font=font)
    return [Wanted(note, ABOUT_A_POINT)]


def _last_point(frame: pd.DataFrame, indicator: Indicator) -> dict[str, Any]:
    pairs = zip(frame.period_end.tolist(), frame.value.tolist(), strict=True)
    known = sorted((day, value) for day, value in pairs if not words.is_missing(value))[-1:]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [day.isoformat() for day, _ in known],
        "y": grammar.rounded([value for _, value in known], indicator.decimals),
        "marker": {"size": 8, "color": theme.BLUE},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _first_and_last(scale: Scale) -> dict[str, Any]:
    ends = dict(zip(scale.days, scale.labels, strict=True))
    return {
        "tickmode": "array",
        "tickvals": [day.isoformat() for day in ends],
        "ticktext": [grammar.short_period(label) for label in ends.values()],
        "tickfont": {"size": theme.SIZE, "color": theme.GREY},
    }
