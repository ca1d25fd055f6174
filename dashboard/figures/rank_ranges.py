"""Places in order of their rank, each with the ranks it might as well have. Pure."""

from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar, theme
from dashboard.figures.grammar import Figure
from dashboard.figures.named_rows import Rows, row_name, rows_of
from data.catalogue.models import Indicator
from data.wording.pictures import ordinal

FRAME = 66
LONGEST_LINE = 22
ENDS = {"higher": ("best", "worst"), "lower": ("best", "worst"), "neither": ("highest", "lowest")}


def ranked(table: pd.DataFrame, indicator: Indicator, chosen: str = "") -> Figure:
    """Return a dot at each rank with a bar over its 95 % interval, the first at the top.

    `table`: that of a Ranking; areas without a rank are left out. A grey ground holds together those
    that cannot be told apart from the first of their group. `chosen` is the slug of the area in bold.
    """
    rows = table.dropna(subset="rank").iloc[::-1].reset_index(drop=True)
    last = int(rows["of"].max()) if len(rows) else 1
    best, worst = ENDS[indicator.better]
    every = range(1, last + 1)
    places = rows_of([_tick(row, indicator, chosen) for row in rows.itertuples()])
    layout = theme.layout(
        FRAME + places.height,
        margin={"l": 8, "r": 24, "t": 10, "b": 44},
        xaxis={
            "range": [0.6, last + 0.4],
            "showgrid": True,
            "tickmode": "array",
            "tickvals": list(every),
            "ticktext": [_end(rank, last, best, worst) for rank in every],
            "tickangle": 0,
        },
        yaxis=places.axis(),
        shapes=_grounds(rows, places),
    )
    return {"data": [_dots(rows, places, indicator, chosen)], "layout": layout}


def _end(rank: int, last: int, best: str, worst: str) -> str:
    return f"{rank}<br>{best}" if rank == 1 else f"{rank}<br>{worst}" if rank == last else str(rank)


def _tick(row: Any, indicator: Indicator, chosen: str) -> str:
    name = row_name(row.name, LONGEST_LINE, row.area == chosen)
    return f"{name}<br>{words.short_amount(row.value, indicator)}"


def _grounds(rows: pd.DataFrame, places: Rows) -> list[dict[str, Any]]:
    """A ground behind every second group, so that each can be seen from the next."""
    grounds = []
    for group, members in rows.groupby("group"):
        if int(group) % 2:
            grounds.append(
                {
                    "type": "rect",
                    "xref": "paper",
                    "yref": "y",
                    "x0": 0,
                    "x1": 1,
                    "y0": places.edges[min(members.index)],
                    "y1": places.edges[max(members.index) + 1],
                    "layer": "below",
                    "fillcolor": theme.PALE_GREY,
                    "line": {"width": 0, "color": theme.PALE_GREY},
                }
            )
    return grounds


def _dots(rows: pd.DataFrame, places: Rows, indicator: Indicator, chosen: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Rank",
        "x": [int(rank) for rank in rows["rank"]],
        "y": places.middles,
        "text": [_read(row, indicator) for row in rows.itertuples()],
        "hovertemplate": "%{text}<extra></extra>",
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [int(each) for each in rows.rank_upper - rows["rank"]],
            "arrayminus": [int(each) for each in rows["rank"] - rows.rank_lower],
            "color": grammar.INTERVAL,
            "thickness": 5,
            "width": 0,
            "visible": True,
        },
        "marker": {
            "opacity": 1,
            "color": [theme.DARK_BLUE if slug == chosen else theme.BLUE for slug in rows.area],
            "size": [14 if slug == chosen else 11 for slug in rows.area],
            "line": {"color": theme.WHITE, "width": 1},
        },
        "cliponaxis": False,
    }


def _read(row: Any, indicator: Indicator) -> str:
    between = f"95% interval {ordinal(int(row.rank_lower))} to {ordinal(int(row.rank_upper))}"
    figure = words.amount(row.value, indicator)
    return f"{row.name}: {ordinal(int(row.rank))} of {int(row.of)}<br>{between}<br>{figure}"
