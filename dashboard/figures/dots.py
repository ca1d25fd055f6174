"""Areas or groups compared at one period: a point each, its 95 % interval through it, references as lines."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.figures import grammar
from dashboard.figures.grammar import Figure
from data.definition_models import Indicator

ROW = 34
LINE, APART = 16, 9
LONGEST_LINE = 18
LONG_NAME = 14
MOST_TICKS, FEWEST_TICKS = 5, 3
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
    as lines, such as England; `chosen` is the label drawn in bold.
    """
    rows = frame[frame.value.notna()].iloc[::-1]
    values = [*rows.value, *rows.lower, *rows.upper, *(value for _, value in references)]
    values += [target[1]] if target else []
    marks = [*((name, value, theme.GREY, "dash") for name, value in references)]
    marks += [(target[0], target[1], theme.TARGET, "solid")] if target else []
    names = [row_name(label, label == chosen) for label in rows.label]
    layout = theme.layout(
        FRAME + _row_height(names) * len(rows) + 16 * len(marks),
        margin={"l": 8, "r": 48, "t": 14 + 16 * len(marks), "b": 30},
        xaxis=_values(values, indicator, list(map(row_name, rows.label))),
        yaxis={
            "type": "category",
            "showgrid": False,
            "ticklabelstandoff": 8,
            "tickfont": {"size": 13, "color": theme.INK},
            "ticktext": names,
            "tickvals": list(rows.label),
            "range": [-0.6, len(rows) - 0.4],
        },
        shapes=[rule(value, colour, dash) for _, value, colour, dash in marks],
        annotations=[rule_name(name, value, colour, at) for at, (name, value, colour, _) in enumerate(marks)],
    )
    return {"data": [_points(rows, indicator, chosen)], "layout": layout}


def _values(values: Sequence[Any], indicator: Indicator, names: Sequence[str]) -> dict[str, Any]:
    """The axis of the figures, beside rows of these names."""
    reach = grammar.value_range(values, indicator)
    return {
        "range": reach,
        "showgrid": True,
        "ticksuffix": "%" if indicator.unit.startswith("%") else "",
        "tickformat": ",",
        "nticks": _most_ticks(reach[-1], names),
        "tickangle": 0,
    }


def _row_height(names: Sequence[str]) -> int:
    """Pixels a row needs, so that the lines of one name stay clear of those of the next."""
    return max(ROW, APART + LINE * max((name.count("<br>") + 1 for name in names), default=1))


def _most_ticks(highest: float, names: Sequence[str]) -> int:
    """The longer the numbers and the names beside them, the fewer numbers fit on a narrow screen."""
    letters = max((len(line) for name in names for line in name.split("<br>")), default=0)
    return max(FEWEST_TICKS, min(MOST_TICKS - (letters > LONG_NAME), 7 - len(f"{highest:,.0f}")))


def row_name(label: str, bold: bool = False, longest: int = LONGEST_LINE) -> str:
    """Return the label of a row, broken into lines."""
    # Long names would leave no room for the figures on a narrow screen.
    text = "<br>".join(wrap(label, longest))
    return f"<b>{text}</b>" if bold else text


def _points(rows: pd.DataFrame, indicator: Indicator, chosen: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": grammar.rounded(rows.value, indicator.decimals),
        "y": list(rows.label),
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


def rule(value: float, colour: str, dash: str) -> dict[str, Any]:
    """Return a line across all rows at a value."""
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": value,
        "x1": value,
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"color": colour, "width": 1.5, "dash": dash},
    }


def rule_name(name: str, value: float, colour: str, at: int) -> dict[str, Any]:
    """Return the label of such a line, the `at`th from below on top of the rows."""
    return grammar.note(
        name, value, 1, yref="paper", xanchor="auto", yshift=2 + 16 * at, font={"size": 12, "color": colour}
    )
