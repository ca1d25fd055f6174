"""What a control chart and a forecast add to a line over time, in the grammar of every chart. Pure.

The mean is a thin grey line, its limits dashed grey lines. A marked point has a shape as well as a colour, as
the icons have: a circle where it improves, a diamond where it concerns, a square where neither is better. The
forecast opens at the last figure: a dotted line inside a band of 80 % and a paler one of 95 %.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar, theme
from dashboard.figures.grammar import Trace
from dashboard.figures.label_places import CLEAR, Wanted
from data.catalogue.models import Indicator
from data.judgement.annotations import ControlChart, Fan

SHAPES = {
    "improving": ("circle", theme.BLUE, 12),
    "concerning": ("diamond", theme.TARGET, 13),
    "neutral": ("square", theme.TRAJECTORY, 11),
}
READ = {
    "improving": "special cause, improving",
    "concerning": "special cause, concerning",
    "neutral": "special cause, neither better nor worse",
}
FAN_80, FAN_95 = "rgba(0, 94, 184, 0.20)", "rgba(0, 94, 184, 0.10)"
BEYOND = 0.6  # of the span of the figures: how far the axis follows a forecast that knows very little
FONT = {"size": theme.SIZE, "color": theme.GREY}
MANY = 30  # points from which marks are drawn smaller


def reach(
    values: Iterable[Any], indicator: Indicator, chart: ControlChart | None, fan: Fan | None
) -> list[float]:
    """The values the axis covers: figures, limits as far as they are possible, the forecast in part."""
    covered = [float(value) for value in values if not words.is_missing(value)]
    if chart is not None:
        limits = chart.points[["lower", "upper"]].to_numpy().ravel()
        covered += [_possible(value, indicator) for value in limits if not words.is_missing(float(value))]
    if fan is None or fan.table.empty or not covered:
        return covered
    span = (max(covered) - min(covered)) or abs(max(covered)) or 1.0
    low, high = min(covered) - BEYOND * span, max(covered) + BEYOND * span
    limits = fan.table[["lower95", "upper95"]].to_numpy().ravel()
    return covered + [_possible(min(max(value, low), high), indicator) for value in limits]


def _possible(value: float, indicator: Indicator) -> float:
    top = value if indicator.maximum is None else min(value, indicator.maximum)
    return max(top, 0.0) if indicator.unit.startswith(("%", "per ")) or indicator.counts_are else top


def under(chart: ControlChart | None, fan: Fan | None, indicator: Indicator) -> list[Trace]:
    """What is drawn below the figures: the bands of the forecast, the limits and the mean."""
    return [*_fan(fan, indicator), *_limits(chart, indicator)]


def marked(chart: ControlChart | None, indicator: Indicator) -> list[Trace]:
    """The points with a special cause, drawn over the line of the figures."""
    if chart is None:
        return []
    traces: list[Trace] = []
    for mark, (symbol, colour, size) in SHAPES.items():
        rows = chart.points[chart.points["mark"] == mark]
        if rows.empty:
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": READ[mark].capitalize(),
                "x": [day.isoformat() for day in rows.period_end],
                "y": grammar.rounded(rows.value, indicator.decimals),
                "text": [
                    f"{words.period(row.period)}: {words.amount(row.value, indicator)}<br>{READ[mark]}"
                    for row in rows.itertuples()
                ],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {
                    "symbol": symbol,
                    "size": size - 3 if len(chart.points) > MANY else size,
                    "color": colour,
                    "opacity": 1,
                    "line": {"color": theme.WHITE, "width": 1.5},
                },
                "cliponaxis": False,
            }
        )
    return traces


def labels(chart: ControlChart | None, fan: Fan | None) -> list[Wanted]:
    """Return the names of the mean, the limits and the bands where they fit: the key says them, too."""
    wanted: list[Wanted] = []
    if chart is not None and chart.has_limits:
        wanted += _limit_names(chart.points)
    if fan is not None and len(fan.table):
        wanted += _band_names(fan.table.iloc[-1])
    return wanted


def _limit_names(points: pd.DataFrame) -> list[Wanted]:
    """ "mean" and "usual limits", once each: after the last stretch that has them, or along it."""
    known = points[points["mean"].notna()]
    segment = known[known.segment == known.segment.max()]
    ends, row = (min(segment.period_end), max(segment.period_end)), segment.iloc[-1]
    named = []
    for name, levels in (("mean", [row["mean"]]), ("usual<br>limits", [row.upper, row.lower])):
        after = {"x": ends[1].isoformat(), "yanchor": "middle", "xshift": 5, "align": "left", **CLEAR}
        places = [{"y": float(level), **after} for level in levels]
        places += [
            {"x": day.isoformat(), "y": float(level), "xanchor": side, "yanchor": up, **CLEAR}
            for up in ("bottom", "top")
            for side, day in zip(("left", "right"), ends, strict=True)
            for level in levels
        ]
        named.append(Wanted(grammar.note(name, 0, 0, font=FONT), places, optional=True))
    return named


def _limits(chart: ControlChart | None, indicator: Indicator) -> list[Trace]:
    if chart is None or not chart.has_limits:
        return []
    traces = []
    for _, segment in chart.points[chart.points["mean"].notna()].groupby("segment"):
        days = [min(segment.period_end), max(segment.period_end)]
        row = segment.iloc[0]
        drawn = (
            ("Mean", row["mean"], "solid"),
            ("Lower limit", row.lower, "dash"),
            ("Upper limit", row.upper, "dash"),
        )
        traces += [_level(name, days, value, dash, indicator) for name, value, dash in drawn]
    return traces


def _level(name: str, days: list[date], value: float, dash: str, indicator: Indicator) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [day.isoformat() for day in days],
        "y": grammar.rounded([value, value], indicator.decimals),
        "text": [f"{name}: {words.amount(value, indicator)}"] * 2,
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": theme.MID_GREY, "width": 1, "dash": dash},
    }


def _fan(fan: Fan | None, indicator: Indicator) -> list[Trace]:
    if fan is None or fan.table.empty or fan.start is None:
        return []
    table = fan.table
    days = [fan.start.end.isoformat(), *(day.isoformat() for day in table.period_end)]
    value = [fan.start.value]
    bands = [
        _band(days, _around(table, fan.start.value, share), indicator, share, colour)
        for share, colour in ((95, FAN_95), (80, FAN_80))
    ]
    texts = [
        f"{row.period}: {words.amount(row.centre, indicator)} expected if the past pattern continues"
        f"<br>80% limits {words.interval(row.lower80, row.upper80, indicator)}"
        f"<br>95% limits {words.interval(row.lower95, row.upper95, indicator)}"
        for row in table.itertuples()
    ]
    centre = {
        "type": "scatter",
        "mode": "lines",
        "name": "Forecast",
        "x": days,
        "y": grammar.rounded([*value, *table.centre], indicator.decimals),
        "text": ["", *texts],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": theme.BLUE, "width": 2, "dash": "dot"},
    }
    return [*bands, centre]


def _around(table: pd.DataFrame, start: float | None, share: int) -> list[Any]:
    """The upper limits of a band from the newest figure on, and the lower ones back to it."""
    lower, upper = ([start, *table[f"{end}{share}"]] for end in ("lower", "upper"))
    return [*upper, *reversed(lower)]


def _band(days: list[str], limits: list[Any], indicator: Indicator, share: int, colour: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"{share}% limits of the forecast",
        "x": [*days, *reversed(days)],
        "y": grammar.rounded(limits, indicator.decimals),
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 1, "color": grammar.INTERVAL},
        "hoverinfo": "skip",
    }


def _band_names(last: pd.Series) -> list[Wanted]:
    """ "95%" and "80%" beside the ends of their bands."""
    x = last.period_end.isoformat()
    return [
        Wanted(
            grammar.note(f"{share}%", x, 0, yanchor="middle", xshift=4, font=FONT, **CLEAR),
            [{"y": float(last[f"{end}{share}"])} for end in ("upper", "lower")],
            optional=True,
        )
        for share in (95, 80)
    ]
