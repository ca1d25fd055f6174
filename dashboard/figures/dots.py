"""Areas or groups compared at one period: a point each, its 95 % interval through it, references as lines."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar, strip, theme
from dashboard.figures.grammar import Figure
from dashboard.figures.label_places import placed
from dashboard.figures.named_rows import Rows, across_rows, row_name, rows_of
from dashboard.figures.tick_room import with_ticks
from data.catalogue.models import Indicator

ROW = 34
LONGEST_LINE = 18
SQUEEZED = 0.25  # of the axis: the least that the areas themselves may be left with
FRAME = 76


def compared(
    frame: pd.DataFrame,
    indicator: Indicator,
    references: Sequence[tuple[str, float]] = (),
    chosen: str = "",
    target: tuple[str, float] | None = None,
) -> Figure:
    """Return dots in the order of `frame`, first at the top.

    Columns: label, period, value, lower, upper, interval_basis. `references` are (name, value) of areas drawn
    as lines, such as England; `chosen` is the label drawn in bold. A line that lies so far off that it would
    squeeze all dots is only named, with an arrow to its side.
    """
    rows = frame[frame.value.notna()].iloc[::-1]
    values = [*rows.value, *rows.lower, *rows.upper]
    marks = [*((name, value, theme.GREY, "dash") for name, value in references)]
    marks += [(target[0], target[1], theme.TARGET, "solid")] if target else []
    near = [len(rows) < 2 or _is_near(value, values) for _, value, _, _ in marks]
    values += [mark[1] for mark, shown in zip(marks, near, strict=True) if shown]
    places = rows_of([row_name(label, LONGEST_LINE, label == chosen) for label in rows.label], ROW)
    above = [
        strip.over(name, value, colour) if shown else strip.beyond(name, value > max(values), colour)
        for (name, value, colour, _), shown in zip(marks, near, strict=True)
    ]
    layout = theme.layout(
        FRAME + places.height + strip.height(above),
        margin={"l": 8, "r": 20, "t": 14 + strip.height(above), "b": 30},
        xaxis=_values(values, indicator),
        yaxis=places.axis(),
        shapes=[
            across_rows(value, colour, dash)
            for (_, value, colour, dash), shown in zip(marks, near, strict=True)
            if shown
        ],
    )
    figure = with_ticks({"data": [_points(rows, places, indicator, chosen)], "layout": layout})
    return placed(figure, strip.stacked(above))


def _is_near(mark: float, values: Sequence[Any]) -> bool:
    """Whether dots and intervals keep their part of an axis that reaches to a mark."""
    known = [float(value) for value in values if not words.is_missing(value)]
    low, high = min(known), max(known)
    return low == high or (high - low) >= SQUEEZED * (max(high, mark) - min(low, mark))


def _values(values: Sequence[Any], indicator: Indicator) -> dict[str, Any]:
    """The axis of the figures."""
    return {
        "range": grammar.value_range(values, indicator),
        "showgrid": True,
        "ticksuffix": "%" if indicator.is_percentage else "",
        "tickformat": ",",
    }


def _points(rows: pd.DataFrame, places: Rows, indicator: Indicator, chosen: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": grammar.rounded(rows.value, indicator.decimals),
        "y": places.middles,
        "text": [
            f"{label}, {text}"
            for label, text in zip(rows.label, grammar.described(rows, indicator), strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "error_x": {**grammar.error_bars(rows, indicator.decimals), "thickness": 5},
        "marker": {
            "opacity": 1,
            "color": [theme.DARK_BLUE if label == chosen else theme.BLUE for label in rows.label],
            "size": [14 if label == chosen else 11 for label in rows.label],
            "line": {"color": theme.WHITE, "width": 1},
        },
        "cliponaxis": False,
    }
