"""One indicator over time, against its target and the way to it; and nine Places on one scale."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import control, grammar, holes, theme
from dashboard.figures.grammar import Figure, Path, TargetLine
from dashboard.figures.label_places import Box
from data.catalogue.models import Indicator
from data.judgement.annotations import ControlChart, Fan

MAIN_HEIGHT = 380
SMALL_HEIGHT = 132
TICK_LETTER = 0.043  # of the width of the narrowest chart: the room a letter of a tick takes
LONGEST_LABEL = 26  # letters that fit beside each other on the narrowest chart
LABEL_HEIGHT = 0.09  # of the chart: the room a label takes beside its line


def over_time(
    frame: pd.DataFrame,
    indicator: Indicator,
    target: TargetLine | None = None,
    path: Path | None = None,
    breaks: Sequence[date] = (),
    chart: ControlChart | None = None,
    fan: Fan | None = None,
) -> Figure:
    """Return the main chart, which begins after a long time without a figure, and says so.

    `frame`: one line's period, period_end, value, doubtful, lower, upper, interval_basis. `chart` and `fan`
    add control limits with marked points and the forecast, or nothing where they say why.
    """
    frame, chart, hole = _folded(frame, chart)
    first, last = _ends(frame, target, fan, path)
    drawn = [*frame.value, *frame.lower, *frame.upper, *([target.value] if target else [])]
    drawn += [value for _, value in path.points] if path else []
    values = control.reach(drawn, indicator, chart, fan)
    axis = grammar.value_range(values, indicator)
    line = grammar.actual(frame, indicator, marker=7 if len(frame) <= 60 else 4)
    traces = [
        *control.under(chart, fan, indicator),
        *(grammar.target_traces(target, first, last) if target else []),
        *([grammar.path_trace(path)] if path else []),
        *(line, *control.marked(chart, indicator), *grammar.awaiting(frame, indicator, axis)),
    ]
    seen = [day for day in breaks if first < day < last]
    named = [_target_label(target, frame, first, axis, indicator)] if target else []
    named += _newest_label(frame, indicator, axis, fan)
    labels = control.labels(chart, fan, control.Frame((first, last), axis), _taken(named, axis))
    layout = theme.layout(
        MAIN_HEIGHT + holes.room(hole),
        margin={"l": 48, "r": 56, "t": 24 + holes.room(hole), "b": 36},
        xaxis=_date_axis(first, last) | _ticks(frame, target, last - first),
        yaxis=value_axis(values, indicator),
        shapes=grammar.break_shapes(seen),
        annotations=[*holes.earlier(hole), *holes.named(frame), *labels, *named_breaks(seen), *named],
    )
    return {"data": traces, "layout": layout}


def _folded(
    frame: pd.DataFrame, chart: ControlChart | None
) -> tuple[pd.DataFrame, ControlChart | None, holes.Hole | None]:
    """The figures and the points of a control chart after a hole that is a new beginning; and that hole."""
    frame, hole = holes.folded(frame)
    if chart is not None and hole is not None:
        chart = replace(chart, points=chart.points[chart.points.period_end > hole.before])
    return frame, chart, hole


def small_multiple(
    frame: pd.DataFrame,
    indicator: Indicator,
    target: TargetLine | None,
    values: list[float],
    days: list[date],
) -> Figure:
    """Return one of nine small charts; `values` is the shared value range, `days` the first and last."""
    frame = frame[frame.period_end >= days[0]]
    traces = [grammar.target_traces(target, *days)[0]] if target else []
    line = grammar.actual(frame, indicator, marker=0)
    line["error_y"] = {"visible": False}
    line["mode"] = "lines" if len(frame) > 1 else "markers"
    line["marker"]["size"] = 7
    line["line"]["width"] = 2
    traces += [line, _last_point(frame, indicator), *grammar.awaiting(frame, indicator, values)]
    layout = theme.layout(
        SMALL_HEIGHT,
        margin={"l": 40, "r": 28, "t": 8, "b": 22},
        xaxis={"type": "date", "range": grammar.day_range(*days), **_first_and_last(days, frame)},
        yaxis={**value_axis(values, indicator), "range": values, "nticks": 4},
    )
    return {"data": traces, "layout": layout}


def shared_days(frame: pd.DataFrame) -> list[date]:
    """Return the first and last day of the shared axis of small multiples: after a long time without figures
    on any line of `frame`.
    """
    frame, _ = holes.folded(frame)
    return [min(frame.period_end), max(frame.period_end)]


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


def named_breaks(breaks: Sequence[date]) -> list[dict[str, Any]]:
    """Return the words beside the lines of grammar.break_shapes."""
    font = {"size": 11, "color": theme.GREY}
    return [
        grammar.note("series changed", day.isoformat(), 1, yref="paper", yanchor="top", xshift=3, font=font)
        for day in breaks
    ]


def _taken(labels: Sequence[dict[str, Any]], values: list[float]) -> list[Box]:
    """The room of the target's words, which begin at the left edge, in parts of the chart."""
    boxes = []
    for label in labels:
        if label["font"]["color"] == theme.TARGET:
            y = (label["y"] - values[0]) / (values[1] - values[0])
            low = y - LABEL_HEIGHT if label["yanchor"] == "top" else y
            boxes.append(Box(0, low, 1, low + LABEL_HEIGHT))
    return boxes


def _newest_label(
    frame: pd.DataFrame, indicator: Indicator, values: list[float], fan: Fan | None
) -> list[dict[str, Any]]:
    """The newest figure beside its point; nothing where there is none."""
    known = frame[frame.value.notna()]
    if not len(known):
        return []
    newest = known.sort_values("period_end").iloc[-1]
    text = f"<b>{words.short_amount(newest.value, indicator)}</b>"
    font = {"size": 14, "color": theme.DARK_BLUE}
    place: dict[str, Any] = {"xshift": 9, "yanchor": "bottom"}
    if not _is_at_foot(newest.value, values):
        place["yanchor"] = "middle"
        if fan is not None and len(fan.table):
            # On the side that the forecast leaves free, and without a ground that would hide it.
            falls = fan.table.centre.iloc[0] <= newest.value
            place = {"xshift": 2, "yanchor": "bottom" if falls else "top", "yshift": 6 if falls else -6}
            place["bgcolor"] = "rgba(255, 255, 255, 0)"
    return [grammar.note(text, newest.period_end.isoformat(), newest.value, font=font, **place)]


def _target_label(
    target: TargetLine, frame: pd.DataFrame, first: date, values: list[float], indicator: Indicator
) -> dict[str, Any]:
    """The target's words above or below its line, where fewer figures are in the way."""
    label = target.label if len(target.label) <= LONGEST_LABEL else target.label.replace(" by ", "<br>by ", 1)
    lines = label.count("<br>") + 1
    height = lines * LABEL_HEIGHT * (values[1] - values[0])
    known = frame[frame.value.notna()].sort_values("period_end").value
    early, late = known.iloc[: len(frame) // 2 + 1], known.iloc[len(frame) // 2 + 1 :]
    above = ((early - target.value).between(0, height)).sum()
    below = ((target.value - early).between(0, height)).sum()
    # Figures mostly stand on the worse side of a target.
    under = below < above or (below == above and indicator.better == "lower")
    under = under and not _is_at_foot(target.value, values, lines)
    side = {"yanchor": "top", "yshift": -2} if under else {"yshift": 2}
    font = {"size": 12, "color": theme.TARGET}
    if (target.value - late if under else late - target.value).between(0, height).any():
        # On a narrow chart the words would reach those figures and hide them.
        label = label.replace(" (", "<br>(", 1)
    return grammar.note(label, first.isoformat(), target.value, font=font, **side)


def _is_at_foot(value: float, values: list[float], lines: int = 1) -> bool:
    return bool(value - values[0] < lines * LABEL_HEIGHT * (values[1] - values[0]))


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


def _first_and_last(days: list[date], frame: pd.DataFrame) -> dict[str, Any]:
    labels = dict(zip(frame.period_end.tolist(), frame.period.tolist(), strict=True))
    shown = [day for day in dict.fromkeys(days) if day in labels]
    return {
        "tickmode": "array",
        "tickvals": [day.isoformat() for day in shown],
        "ticktext": [grammar.short_period(str(labels[day])) for day in shown],
        "tickfont": {"size": 11, "color": theme.GREY},
    }
