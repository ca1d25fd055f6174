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
LABEL_HEIGHT = 0.09  # of the chart: the room a label takes beside its line


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
        xaxis={"type": "date", "range": _padded(first, last), "tickangle": 0, **_ticks(frame, target)},
        yaxis=_value_axis(values, indicator),
        shapes=grammar.break_shapes(seen),
        annotations=_labels(frame, indicator, target, first, grammar.value_range(values, indicator), seen),
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
        margin={"l": 40, "r": 28, "t": 8, "b": 22},
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
    ticks: dict[str, Any] = grammar.period_ticks(frame, 5)
    newest = max(frame.period_end)
    if target and target.deadline and target.deadline > newest:
        span = (target.deadline - min(frame.period_end)).days
        if (target.deadline - newest).days > 0.15 * span:
            ticks["tickvals"] = [*ticks["tickvals"], target.deadline.isoformat()]
            ticks["ticktext"] = [*ticks["ticktext"], grammar.short_period(words.month(target.deadline))]
    # Month over year: five of them fit beside each other on a narrow screen.
    return {**ticks, "ticktext": [label.replace(" 20", "<br>20") for label in ticks["ticktext"]]}


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
    values: list[float],
    breaks: Sequence[date],
) -> list[dict[str, Any]]:
    """The newest figure, the target's words, and the breaks, each beside what it names."""
    labels = []
    known = frame[frame.value.notna()]
    if len(known):
        labels.append(_newest_label(known.sort_values("period_end").iloc[-1], indicator, values))
    if target:
        labels.append(_target_label(target, frame, first, values, indicator))
    font = {"size": 11, "color": theme.GREY}
    labels += [
        grammar.note("series changed", day.isoformat(), 1, yref="paper", yanchor="top", xshift=3, font=font)
        for day in breaks
    ]
    return labels


def _newest_label(newest: Any, indicator: Indicator, values: list[float]) -> dict[str, Any]:
    text = f"<b>{words.short_amount(newest.value, indicator)}</b>"
    font = {"size": 14, "color": theme.DARK_BLUE}
    side = "bottom" if _is_at_foot(newest.value, values) else "middle"
    return grammar.note(text, newest.period_end.isoformat(), newest.value, xshift=9, yanchor=side, font=font)


def _target_label(
    target: TargetLine, frame: pd.DataFrame, first: date, values: list[float], indicator: Indicator
) -> dict[str, Any]:
    """The target's words above or below its line, where fewer figures are in the way."""
    height = values[1] - values[0]
    early = frame[frame.value.notna()].sort_values("period_end").iloc[: len(frame) // 2 + 1].value
    above = ((early - target.value).between(0, LABEL_HEIGHT * height)).sum()
    below = ((target.value - early).between(0, LABEL_HEIGHT * height)).sum()
    # Figures mostly stand on the worse side of a target.
    under = below < above or (below == above and indicator.better == "lower")
    under = under and not _is_at_foot(target.value, values)
    side = {"yanchor": "top", "yshift": -2} if under else {"yshift": 2}
    font = {"size": 12, "color": theme.TARGET}
    return grammar.note(target.label, first.isoformat(), target.value, font=font, **side)


def _is_at_foot(value: float, values: list[float]) -> bool:
    return bool(value - values[0] < LABEL_HEIGHT * (values[1] - values[0]))


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
