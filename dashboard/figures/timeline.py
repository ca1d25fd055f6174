"""One indicator over time, against its target and the way to it; and nine Places on one scale."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboard import theme, words
from dashboard.figures import grammar
from dashboard.figures.grammar import Figure, Path, TargetLine
from data.definition_models import Indicator

MAIN_HEIGHT = 380
SMALL_HEIGHT = 132


def over_time(
    frame: pd.DataFrame,
    indicator: Indicator,
    target: TargetLine | None = None,
    path: Path | None = None,
    breaks: Sequence[date] = (),
) -> Figure:
    """Return the main chart. `frame`: one line's period, period_end, value, lower, upper, interval_basis."""
    first, last = _ends(frame, target)
    values = [*frame.value, *frame.lower, *frame.upper, *([target.value] if target else [])]
    values += [value for _, value in path.points] if path else []
    traces = grammar.target_traces(target, first, last) if target else []
    traces += [grammar.path_trace(path)] if path else []
    traces.append(grammar.actual(frame, indicator, marker=7 if len(frame) <= 60 else 4))
    seen = [day for day in breaks if first < day < last]
    layout = theme.layout(
        MAIN_HEIGHT,
        margin={"l": 48, "r": 56, "t": 24, "b": 36},
        xaxis={"type": "date", "range": _padded(first, last), **_ticks(frame, target)},
        yaxis=_value_axis(values, indicator),
        shapes=grammar.break_shapes(seen),
        annotations=_labels(frame, indicator, target, first, last, seen),
    )
    return {"data": traces, "layout": layout}


def small_multiple(
    frame: pd.DataFrame,
    indicator: Indicator,
    target: TargetLine | None,
    values: list[float],
    days: list[date],
) -> Figure:
    """Return one of nine small charts; `values` is the shared value range, `days` the first and last."""
    traces = [grammar.target_traces(target, *days)[0]] if target else []
    line = grammar.actual(frame, indicator, marker=0)
    line["error_y"] = {"visible": False}
    line["mode"] = "lines" if len(frame) > 1 else "markers"
    line["marker"]["size"] = 7
    line["line"]["width"] = 2
    traces += [line, _last_point(frame, indicator)]
    layout = theme.layout(
        SMALL_HEIGHT,
        margin={"l": 40, "r": 10, "t": 8, "b": 22},
        xaxis={"type": "date", "range": _padded(*days), **_first_and_last(days, frame)},
        yaxis={**_value_axis(values, indicator), "range": values, "nticks": 4},
    )
    return {"data": traces, "layout": layout}


def shared_days(frame: pd.DataFrame) -> list[date]:
    """Return the first and last day that any line of `frame` reaches: the shared axis of small multiples."""
    return [min(frame.period_end), max(frame.period_end)]


def _ends(frame: pd.DataFrame, target: TargetLine | None) -> tuple[date, date]:
    first, last = min(frame.period_end), max(frame.period_end)
    if target and target.deadline:
        return min(first, target.deadline), max(last, target.deadline)
    return first, last


def _padded(first: date, last: date) -> list[str]:
    pad = max((last - first) * 0.03, pd.Timedelta(days=20).to_pytimedelta())
    return [(first - pad).isoformat(), (last + pad).isoformat()]


def _ticks(frame: pd.DataFrame, target: TargetLine | None) -> dict[str, Any]:
    """Ticks on the data's own periods, and on a deadline that lies beyond them."""
    ticks = grammar.period_ticks(frame, 5)
    newest = max(frame.period_end)
    if target and target.deadline and target.deadline > newest:
        span = (target.deadline - min(frame.period_end)).days
        if (target.deadline - newest).days > 0.15 * span:
            ticks["tickvals"] = [*ticks["tickvals"], target.deadline.isoformat()]
            ticks["ticktext"] = [*ticks["ticktext"], grammar.short_period(words.month(target.deadline))]
    return ticks


def _value_axis(values: Sequence[Any], indicator: Indicator) -> dict[str, Any]:
    return {
        "range": grammar.value_range(values, indicator),
        "ticksuffix": "%" if indicator.unit.startswith("%") else "",
        "tickformat": ",",
        "nticks": 6,
    }


def _labels(
    frame: pd.DataFrame,
    indicator: Indicator,
    target: TargetLine | None,
    first: date,
    last: date,
    breaks: Sequence[date],
) -> list[dict[str, Any]]:
    labels = []
    known = frame[frame.value.notna()]
    if len(known):
        newest = known.sort_values("period_end").iloc[-1]
        text = f"<b>{words.short_amount(newest.value, indicator)}</b>"
        font = {"size": 14, "color": theme.DARK_BLUE}
        at = newest.period_end.isoformat()
        labels.append(
            grammar.note(text, at, newest.value, xshift=9, yanchor="middle", font=font, captureevents=False)
        )
    if target:
        font = {"size": 12, "color": theme.TARGET}
        # Figures mostly stand on the worse side of a target: its words go on the other.
        side = {"yanchor": "top", "yshift": -2} if indicator.better == "lower" else {"yshift": 2}
        labels.append(grammar.note(target.label, first.isoformat(), target.value, font=font, **side))
    font = {"size": 11, "color": theme.GREY}
    labels += [
        grammar.note("series changed", day.isoformat(), 1, yref="paper", yanchor="top", xshift=3, font=font)
        for day in breaks
    ]
    return labels


def _last_point(frame: pd.DataFrame, indicator: Indicator) -> dict[str, Any]:
    known = frame[frame.value.notna()].sort_values("period_end").tail(1)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [day.isoformat() for day in known.period_end],
        "y": grammar.rounded(known.value, indicator.decimals),
        "marker": {"size": 8, "color": theme.BLUE},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _first_and_last(days: list[date], frame: pd.DataFrame) -> dict[str, Any]:
    labels = {row.period_end: grammar.short_period(str(row.period)) for row in frame.itertuples()}
    shown = [day for day in dict.fromkeys(days) if day in labels]
    return {
        "tickmode": "array",
        "tickvals": [day.isoformat() for day in shown],
        "ticktext": [labels[day] for day in shown],
        "tickfont": {"size": 11, "color": theme.GREY},
    }
