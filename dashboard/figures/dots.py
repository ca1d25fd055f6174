"""Areas or groups compared at one period: a point each, its 95 % interval through it, references as lines."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar, theme
from dashboard.figures.grammar import Figure
from dashboard.figures.named_rows import across_rows, far_name, line_name, row_height, row_name, rows_axis
from data.catalogue.models import Indicator

ROW = 34
LINE, APART = 16, 9
LONGEST_LINE = 18
LONG_NAME = 14
MOST_TICKS, FEWEST_TICKS = 5, 2
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
    names = [row_name(label, LONGEST_LINE, label == chosen) for label in rows.label]
    layout = theme.layout(
        FRAME + max(ROW, row_height(names, LINE, APART)) * len(rows) + 16 * len(marks),
        margin={"l": 8, "r": 48, "t": 14 + 16 * len(marks), "b": 30},
        xaxis=_values(values, indicator, [row_name(label, LONGEST_LINE) for label in rows.label]),
        yaxis=rows_axis(names),
        shapes=[
            across_rows(value, colour, dash)
            for (_, value, colour, dash), shown in zip(marks, near, strict=True)
            if shown
        ],
        annotations=[
            line_name(name, value, colour, at) if shown else far_name(name, value > max(values), colour, at)
            for at, ((name, value, colour, _), shown) in enumerate(zip(marks, near, strict=True))
        ],
    )
    return {"data": [_points(rows, indicator, chosen)], "layout": layout}


def _is_near(mark: float, values: Sequence[Any]) -> bool:
    """Whether dots and intervals keep their part of an axis that reaches to a mark."""
    known = [float(value) for value in values if not words.is_missing(value)]
    low, high = min(known), max(known)
    return low == high or (high - low) >= SQUEEZED * (max(high, mark) - min(low, mark))


def _values(values: Sequence[Any], indicator: Indicator, names: Sequence[str]) -> dict[str, Any]:
    """The axis of the figures, beside rows of these names."""
    reach = grammar.value_range(values, indicator)
    return {
        "range": reach,
        "showgrid": True,
        "ticksuffix": "%" if indicator.is_percentage else "",
        "tickformat": ",",
        "nticks": _most_ticks(reach[-1], names),
        "tickangle": 0,
    }


def _most_ticks(highest: float, names: Sequence[str]) -> int:
    """The longer the numbers and the names beside them, the fewer numbers fit on a narrow screen."""
    letters = max((len(line) for name in names for line in name.split("<br>")), default=0)
    long = letters > LONG_NAME
    digits = len(f"{highest:,.0f}")
    return max(FEWEST_TICKS if long else FEWEST_TICKS + 1, min(MOST_TICKS - long, 7 - digits))


def _points(rows: pd.DataFrame, indicator: Indicator, chosen: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": grammar.rounded(rows.value, indicator.decimals),
        "y": list(range(len(rows))),
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
