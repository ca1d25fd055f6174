"""Areas compared as bars from nought, with their 95 % intervals where there are any. Pure.

For what is added up or counted. What is compared as a rate has dots (figures.dots): its scale need not begin
at nought.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.figures import grammar, strip, theme
from dashboard.figures.grammar import Figure
from dashboard.figures.label_places import placed
from dashboard.figures.named_rows import Rows, across_rows, row_name, rows_of
from dashboard.figures.tick_room import with_ticks

BAR, FRAME = 20, 48  # pixels: of a bar; about the rows
LONGEST_LINE = 20
COLOURS = {True: theme.BLUE, False: theme.TARGET, None: theme.GREY}
ROOM = 0.06  # of the span: what is left free beyond the longest bar


def across(
    rows: pd.DataFrame, decimals: int, suffix: str = "", chosen: str = "", ends: Sequence[str] = ()
) -> Figure:
    """Return horizontal bars in the order of `rows`, the first at the top.

    Columns: label, amount (the words under the label), value, text (read at the bar), and perhaps lower and
    upper, and good (True blue, False orange, None grey; without the column all are blue). `chosen` is the
    label in bold; `ends` what a bar to the left and one to the right of nought mean.
    """
    shown = rows[rows.value.notna()].iloc[::-1].reset_index(drop=True)
    limits = [*shown.get("lower", []), *shown.get("upper", [])]
    places = rows_of([_tick(row, chosen) for row in shown.itertuples()])
    sides = _ends(shown, ends)
    layout = theme.layout(
        FRAME + places.height + strip.height(sides),
        margin={"l": 8, "r": 24, "t": 14 + strip.height(sides), "b": 30},
        xaxis={
            "range": _from_nought([*shown.value, *limits]),
            "showgrid": True,
            "ticksuffix": suffix,
            "tickformat": ",",
        },
        yaxis=places.axis(),
        shapes=[across_rows(0, theme.MID_GREY, layer="above")],
    )
    figure = with_ticks({"data": [_bars(shown, places, decimals)], "layout": layout})
    return placed(figure, strip.stacked(sides))


def _from_nought(values: Sequence[Any]) -> list[float]:
    known = [0.0, *(float(value) for value in values if value == value)]
    room = ROOM * (max(known) - min(known) or 1.0)
    low, high = min(known) - room * (min(known) < 0), max(known) + room * (max(known) > 0)
    return [round(low, 4), round(high if high > low else low + 1.0, 4)]


def _tick(row: Any, chosen: str) -> str:
    return f"{row_name(row.label, LONGEST_LINE, row.label == chosen)}<br>{row.amount}"


def _bars(rows: pd.DataFrame, places: Rows, decimals: int) -> dict[str, Any]:
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": grammar.rounded(rows.value, decimals),
        "y": places.middles,
        "width": [BAR] * len(rows),
        "text": list(rows.text),
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"color": [COLOURS[good] for good in rows.get("good", [True] * len(rows))], "opacity": 1},
        "cliponaxis": False,
    }
    if "lower" in rows:
        trace["error_x"] = {**grammar.error_bars(rows, decimals), "color": theme.INK}
    return trace


def _ends(rows: pd.DataFrame, ends: Sequence[str]) -> list[strip.Row]:
    """What the two sides mean, one over the other; only those that have a bar."""
    held = ((rows.value < 0).any(), (rows.value > 0).any())
    sides = [strip.beyond(text, at == 1) for at, text in enumerate(ends) if held[at]]
    return sides[::-1]
