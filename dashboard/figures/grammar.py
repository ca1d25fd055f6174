"""The one grammar of every chart: what a figure, an interval, a target, a path and a break look like.

A published figure is a blue line with points; its 95 % interval a pale bar through the point; a target a dark
orange line that ends in a diamond on its deadline; an agreed trajectory a solid purple line, a straight line
that nobody agreed a dashed one; a break in the series a grey dotted line across.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import theme
from dashboard.figures.line_gaps import alone, parted, step_of
from data.catalogue.models import Break, Indicator
from data.periods import MONTHS

Figure = dict[str, Any]
Trace = dict[str, Any]
INTERVAL = "rgba(0, 94, 184, 0.68)"
AWAITS = words.AWAITS.capitalize()
LONE = 5  # pixels: a figure with none beside it, in a line that is drawn without points


@dataclass(frozen=True)
class Path:
    """A way to a target: (date, value) points. `agreed` is False for a straight line nobody agreed.

    `stepped`: each value holds until the next point.
    """

    points: tuple[tuple[date, float], ...]
    agreed: bool
    label: str
    stepped: bool = False


@dataclass(frozen=True)
class TargetLine:
    """A target as drawn: its value, from when, its deadline if it has one, and its words on the chart."""

    value: float
    since: date
    deadline: date | None
    label: str


def rounded(values: Iterable[Any], decimals: int) -> list[float | None]:
    """Return Python floats, None for a missing figure: lists travel smaller than arrays for short series."""
    return [None if words.is_missing(value) else round(float(value), decimals + 2) for value in values]


def described(frame: pd.DataFrame, indicator: Indicator) -> list[str]:
    """Return what is read at each point: "March 2026: 65.9%, 95% interval 64.1 to 67.0 (computed)"."""
    # Column by column: a row of a wide frame is dear to make, and nine charts have many of them.
    columns = [frame[name].tolist() for name in ("period", "value", "lower", "upper", "interval_basis")]
    texts = []
    for period, value, lower, upper, basis in zip(*columns, strict=True):
        if words.is_missing(value):
            texts.append("")
            continue
        between = words.interval(lower, upper, indicator, str(basis))
        texts.append(
            f"{words.period(str(period))}: {words.amount(value, indicator)}"
            + (f"<br>95% interval {between}" if between else "")
        )
    return texts


def error_bars(frame: pd.DataFrame, decimals: int) -> dict[str, Any]:
    """Return the intervals of a frame (value, lower, upper) as Plotly's error bars."""
    return {
        "type": "data",
        "symmetric": False,
        "array": rounded((frame.upper - frame.value).tolist(), decimals),
        "arrayminus": rounded((frame.value - frame.lower).tolist(), decimals),
        "color": INTERVAL,
        "thickness": 2,
        "width": 0,
        "visible": bool(frame.upper.notna().any()),
    }


def actual(frame: pd.DataFrame, indicator: Indicator, marker: int = 6, breaks: Sequence[Break] = ()) -> Trace:
    """Return the published figures of one line: points joined where periods follow each other.

    `marker`: the size of the points in pixels; 0: only figures that no stroke would show have one. With
    `breaks`, across which no line is drawn, the frame has period_start.
    """
    frame = parted(frame, step_of(indicator), breaks)
    values = rounded(frame.value.tolist(), indicator.decimals)
    return {
        "type": "scatter",
        **strokes(values, marker),
        "name": "Published figure",
        "x": [day.isoformat() for day in frame.period_end.tolist()],
        "y": values,
        "text": described(frame, indicator),
        "hovertemplate": "%{text}<extra></extra>",
        "error_y": error_bars(frame, indicator.decimals),
        "line": {"color": theme.BLUE, "width": 2.5},
        "connectgaps": False,
        "cliponaxis": False,
    }


def awaiting(frame: pd.DataFrame, indicator: Indicator, values: Sequence[float]) -> list[Trace]:
    """Return what awaits review as open diamonds apart from the line; none where nothing does.

    `values`: the range of the axis. One that lies beyond it stands at its edge: it does not stretch the axis.
    """
    rows = frame[frame.doubtful.notna()]
    if rows.empty:
        return []
    known = list(zip(rows.period_end.tolist(), rows.period.tolist(), rows.doubtful.tolist(), strict=True))
    low, high = min(values), max(values)
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": AWAITS,
            "x": [day.isoformat() for day, _, _ in known],
            "y": [round(min(max(value, low), high), indicator.decimals + 4) for _, _, value in known],
            "text": [f"{words.period(str(period))}: {words.awaiting(value)}" for _, period, value in known],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {"symbol": "diamond-open", "size": 11, "color": theme.INK, "line": {"width": 2}},
            "cliponaxis": False,
        }
    ]


def strokes(values: Sequence[float | None], size: int = 0, colour: str = theme.BLUE) -> Trace:
    """Return the mode and the points of a line of `values`: all in a size, or only those that stand alone."""
    lone = alone(values)
    if size or not any(lone):
        return {
            "mode": "lines+markers" if size else "lines",
            "marker": {"color": colour, "size": size or 1},
        }
    sizes = [LONE if is_alone else 0 for is_alone in lone]
    return {
        "mode": "lines+markers",
        "marker": {"color": colour, "size": sizes, "opacity": 1, "line": {"width": 0}},
    }


def target_traces(target: TargetLine, first: date, last: date) -> list[Trace]:
    """Return a target between two days: dotted over the chart, solid from its setting to its deadline."""
    start, end = max(target.since, first), target.deadline or last
    pale = _rule([first, last], target.value, {"color": theme.TARGET, "width": 1, "dash": "dot"})
    strong = _rule([start, end], target.value, {"color": theme.TARGET, "width": 2})
    strong["mode"] = "lines+markers"
    strong["marker"] = {
        "symbol": "diamond",
        "size": [0, 11 if target.deadline else 0],
        "color": theme.TARGET,
        "opacity": 1,
    }
    strong["text"] = ["", target.label]
    strong["hovertemplate"] = "%{text}<extra></extra>"
    strong["cliponaxis"] = False
    return [pale, strong] if start <= end else [pale]


def _rule(days: Sequence[date], value: float, line: dict[str, Any]) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Target",
        "x": [day.isoformat() for day in days],
        "y": [value, value],
        "line": line,
        "hoverinfo": "skip",
    }


def path_trace(path: Path) -> Trace:
    """Return a trajectory: solid if agreed, dashed if it is only a straight line."""
    return {
        "type": "scatter",
        "mode": "lines+markers" if path.agreed else "lines",
        "name": "Trajectory",
        "x": [day.isoformat() for day, _ in path.points],
        "y": [round(value, 4) for _, value in path.points],
        "text": [path.label] * len(path.points),
        "hovertemplate": "%{text}<br>%{x|%B %Y}: %{y}<extra></extra>",
        "line": {
            "color": theme.TRAJECTORY,
            "width": 2,
            "dash": "solid" if path.agreed else "dash",
            "shape": "hv" if path.stepped else "linear",
        },
        "marker": {"color": theme.TRAJECTORY, "size": 5, "symbol": "square"},
    }


def note(text: str, x: str | float, y: float, **changes: Any) -> dict[str, Any]:
    """Return a label that stands in the chart beside what it names."""
    base = {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": theme.SIZE, "color": theme.INK},
        "bgcolor": "rgba(255, 255, 255, 0.75)",
    }
    return {**base, **changes}


def break_shapes(breaks: Iterable[Break]) -> list[dict[str, Any]]:
    """Return one dotted line across the chart for every day a series changed."""
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": of_break.on.isoformat(),
            "x1": of_break.on.isoformat(),
            "y0": 0,
            "y1": 1,
            "line": {"color": theme.MID_GREY, "width": 1.5, "dash": "dot"},
        }
        for of_break in breaks
    ]


def padded(low: float, high: float, share: float) -> list[float]:
    """Return both ends of a range with a `share` of it free beyond each; of 1 where it has no length."""
    room = share * (high - low or 1.0)
    return [low - room, high + room]


def day_range(first: date, last: date) -> list[str]:
    """Return the range of an axis of days: room beyond its ends for a point, at least twenty days."""
    room = max((last - first) * 0.03, timedelta(days=20))
    return [(first - room).isoformat(), (last + room).isoformat()]


def value_range(values: Iterable[float | None], indicator: Indicator) -> list[float]:
    """Return the range of a value axis: from zero for counts, padded for rates, within what is possible."""
    known = [float(value) for value in values if value is not None and not words.is_missing(value)]
    if not known:
        return [0.0, 1.0]
    low, high = min(known), max(known)
    pad = (high - low or abs(high) or 1.0) * 0.12
    if not indicator.is_percentage and is_count(indicator):
        return [min(0.0, low), high + pad]
    top = high + pad
    if indicator.maximum is not None and high <= indicator.maximum:
        top = min(top, indicator.maximum + pad * 0.25)
    bottom = low - pad if low < 0 else max(0.0, low - pad)
    return [round(bottom, 4), round(top, 4)]


def is_count(indicator: Indicator) -> bool:
    """Say whether an indicator counts things rather than giving a rate, a share or a mean."""
    unit = indicator.unit.lower()
    return indicator.decimals == 0 and "per " not in unit and "year" not in unit


def period_ticks(frame: pd.DataFrame, most: int) -> dict[str, Any]:
    """Return at most `most` ticks that stand on the data's own periods and carry their labels."""
    periods = frame.drop_duplicates("period_end").sort_values("period_end", ignore_index=True)
    if periods.empty:
        return {}
    step = max(1, -(-(len(periods) - 1) // max(1, most - 1)))
    kept = periods.iloc[::-1].iloc[::step].iloc[::-1]
    return {
        "tickmode": "array",
        "tickvals": [day.isoformat() for day in kept.period_end],
        "ticktext": [short_period(str(label)) for label in kept.period],
    }


def short_period(label: str) -> str:
    """Return a period's label for an axis: "March 2026" -> "Mar 2026"."""
    label = label.replace("12 months to ", "to ")
    opening = "to " if label.startswith("to ") else ""
    first, _, rest = label.removeprefix(opening).partition(" ")
    return f"{opening}{first[:3]} {rest}" if first in MONTHS and rest.isdigit() else words.period(label)
