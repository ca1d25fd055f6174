"""Pictures of inequality: areas in order of deprivation with the fitted line, and the gap over time. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import pandas as pd

from dashboard.figures import grammar, holes, theme
from dashboard.figures.grammar import Figure
from dashboard.figures.label_places import placed
from dashboard.figures.line_gaps import parted
from dashboard.figures.tick_room import with_ticks
from data.catalogue.models import Indicator

HEIGHT, GAP_HEIGHT, ROW = 130, 300, 36
TOP, NO_GAP_ROOM = 16, 58  # pixels; of the words beside the line of no gap
STRIP = 22  # pixels
LONGEST_LINE = 18
ROOM = 0.1  # of the span of a gap's figures: what is left free beyond them
FAR_APART, MOST_TICKS = 4.0, 10  # times: from where ratios have no even steps
STEPS, FEW = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0), (1, 1.5, 2, 3, 5, 7)


def by_deprivation(
    frame: pd.DataFrame, indicator: Indicator, fitted: Sequence[tuple[float, float]] = ()
) -> Figure:
    """Return a dot for each area or group, the most deprived at the top, and the line fitted through them.

    Columns: label, rank (share of the people who live in more deprived areas, 0 to 1), period, value, lower,
    upper, interval_basis. `fitted` are (rank, value) in the indicator's units.
    """
    values = [*frame.value, *frame.lower, *frame.upper, *(value for _, value in fitted)]
    suffix = "%" if indicator.is_percentage else ""
    layout = theme.layout(
        HEIGHT + ROW * len(frame),
        margin={"l": 8, "r": 24, "t": 28, "b": 30},
        xaxis={
            "range": grammar.value_range(values, indicator),
            "showgrid": True,
            "ticksuffix": suffix,
            "tickformat": ",",
        },
        yaxis={
            # The words at the foot have a strip of their own, where no dot and no line can be.
            "range": [1.0 + STRIP / (ROW * len(frame)), -0.02],
            "showgrid": False,
            "tickvals": [round(rank, 4) for rank in frame["rank"]],
            "ticktext": ["<br>".join(wrap(label, LONGEST_LINE)) for label in frame.label],
            "tickfont": {"size": theme.SIZE, "color": theme.INK},
            "ticklabelstandoff": 8,
        },
        annotations=[_end("most deprived", 1, 4, "bottom"), _end("least deprived", 0, 2, "bottom")],
    )
    traces = [_line(fitted, suffix)] if fitted else []
    return with_ticks({"data": [*traces, _dots(frame, indicator)], "layout": layout})


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A measure of the gap. none_at: 0 for a difference, 1 for a ratio, which stands on a logarithmic axis;
    suffix: its unit.
    """

    name: str
    none_at: float
    suffix: str = ""


YEARLY = 12  # months: a gap is told once a year, of months and quarters, too
DECIMALS = 2


def gap_over_time(frame: pd.DataFrame, gap: Gap) -> Figure:
    """Return one measure of the gap over time, with its interval and the line where there is no gap.

    Columns: period, period_end, value, lower, upper, text (read at each point). All of one stretch: a gap is
    never measured across a break.
    """
    values = [*frame.value.dropna(), *frame.lower.dropna(), *frame.upper.dropna(), gap.none_at]
    layout = theme.layout(
        GAP_HEIGHT,
        margin={"l": 48, "r": NO_GAP_ROOM, "t": TOP, "b": 36},
        xaxis={
            "type": "date",
            "range": grammar.day_range(min(frame.period_end), max(frame.period_end)),
            "tickangle": 0,
            **grammar.period_ticks(frame, 3),
        },
        yaxis=_ratios(values) if gap.none_at else _differences(values, gap.suffix),
        shapes=[_level(gap.none_at)],
        annotations=[_no_gap(gap.none_at)],
    )
    return placed({"data": [_gap(frame, gap)], "layout": layout}, holes.named(frame, YEARLY))


def _no_gap(none_at: float) -> dict[str, Any]:
    """The name of the line of no gap, at its end beside the plot."""
    # Plotly wants the exponent of a label's place on a logarithmic axis.
    height = math.log10(none_at) if none_at else none_at
    font = {"size": theme.SIZE, "color": theme.GREY}
    return grammar.note("no gap", 1, height, xref="paper", yanchor="middle", xshift=2, font=font)


def _differences(values: Sequence[float], suffix: str) -> dict[str, Any]:
    span = grammar.padded(min(values), max(values), ROOM)
    return {"range": span, "nticks": 6, "ticksuffix": suffix}


def _ratios(values: Sequence[float]) -> dict[str, Any]:
    """The axis of ratios, all above nought: a half is as far below no gap as a double is above."""
    span = grammar.padded(math.log10(min(values)), math.log10(max(values)), ROOM)
    ticks = _ratio_ticks(10 ** span[0], 10 ** span[1])
    # Left alone a logarithmic axis names only the first digit: 5 4 3 2 1 9 8 7.
    labels = [f"{tick:g}" for tick in ticks]
    return {"type": "log", "range": span, "tickmode": "array", "tickvals": ticks, "ticktext": labels}


def _ratio_ticks(low: float, high: float) -> list[float]:
    """Round ratios from `low` to `high`: even steps where these lie close, else few of each ten."""
    if high / low > FAR_APART:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)))
        ticks = (round(digit * 10.0**power, 6) for power in powers for digit in FEW)
        return [tick for tick in ticks if low <= tick <= high]
    step = next(step for step in STEPS if (high - low) / step <= MOST_TICKS)
    return [round(at * step, 2) for at in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _end(text: str, y: float, shift: int, anchor: str) -> dict[str, Any]:
    return grammar.note(
        text, 1, y, xref="paper", yref="paper", xanchor="right", yanchor=anchor, yshift=shift
    ) | {"font": {"size": theme.SIZE, "color": theme.GREY}}


def _line(fitted: Sequence[tuple[float, float]], suffix: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Fitted line",
        "x": [round(value, 4) for _, value in fitted],
        "y": [round(rank, 4) for rank, _ in fitted],
        "hovertemplate": f"Fitted line: %{{x:.1f}}{suffix}<extra></extra>",
        "line": {"color": theme.GREY, "width": 2, "dash": "dash"},
    }


def _dots(frame: pd.DataFrame, indicator: Indicator) -> dict[str, Any]:
    texts = zip(frame.label, grammar.described(frame, indicator), strict=True)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Published figure",
        "x": grammar.rounded(frame.value, indicator.decimals),
        "y": [round(rank, 4) for rank in frame["rank"]],
        "text": [f"{label}, {text}" for label, text in texts],
        "hovertemplate": "%{text}<extra></extra>",
        "error_x": {**grammar.error_bars(frame, indicator.decimals), "thickness": 5},
        "marker": {"color": theme.BLUE, "size": 11, "opacity": 1, "line": {"color": theme.WHITE, "width": 1}},
        "cliponaxis": False,
    }


def _gap(frame: pd.DataFrame, gap: Gap) -> dict[str, Any]:
    frame = parted(frame, YEARLY)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": gap.name,
        "x": [day.isoformat() for day in frame.period_end],
        "y": grammar.rounded(frame.value, DECIMALS),
        "text": list(frame.text),
        "hovertemplate": "%{text}<extra></extra>",
        "error_y": grammar.error_bars(frame, DECIMALS),
        "line": {"color": theme.BLUE, "width": 2.5},
        "marker": {"color": theme.BLUE, "size": 6 if len(frame) <= 60 else 4},
        "connectgaps": False,
    }


def _level(value: float) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": theme.MID_GREY, "width": 1.5, "dash": "dot"},
    }
