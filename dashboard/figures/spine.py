"""One Place against England or C&M, every indicator a row, and right is better in each of them. Pure."""

from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar, theme
from dashboard.figures.grammar import Figure
from dashboard.figures.named_rows import across_rows, row_name, rows_of
from data.catalogue.models import Indicator
from data.judgement.off_plan import NOT_YET
from data.statistics.trajectory import FAILING, PASSING, UNTESTED

APART, FRAME = 6, 66  # pixels: between two names, so that all rows fit on a page; about the rows
LONGEST_LINE = 19
FURTHEST = 3.0  # spreads: what lies further is drawn at the edge, and says its figure
SHAPES = {
    "passing": ("circle", theme.BLUE),
    "failing": ("diamond", theme.TARGET),
    "passing-untested": ("circle-open", theme.BLUE),
    "failing-untested": ("diamond-open", theme.TARGET),
    "yet": ("square-open", theme.INK),
    "neither": ("triangle-right-open", theme.GREY),
    "": ("square", theme.GREY),
}
KEY = {
    "passing": "met, at the level already, ahead or on plan",
    "failing": "behind or not met",
    "passing-untested": "on plan, untested: no interval",
    "failing-untested": "behind, untested: no interval",
    "yet": "not there yet: its deadline is ahead",
    "neither": "neither high nor low is better: right is higher",
    "": "not judged against a plan",
}
"""What the shape of a dot means, for the chart's key."""


def spine(rows: pd.DataFrame, indicators: dict[str, Indicator], name: str, centre: str) -> Figure:
    """Return the spine of a Place's `name` around `centre`, such as "England".

    `rows`: those of judgement.profile; rows without a position are left out. The pale bar is the range of
    the nine Places, the dot the Place, its shape the status, the line through it the 95 % interval; a cross
    is C&M, where the rows have `system` and `system_position`.
    """
    known = rows[rows.position.notna()].iloc[::-1].reset_index(drop=True)
    names = [_tick(row, indicators[row.indicator]) for row in known.itertuples()]
    places = rows_of(names, apart=APART)
    known = known.assign(middle=places.middles)
    layout = theme.layout(
        FRAME + places.height,
        margin={"l": 8, "r": 14, "t": 48, "b": 16},
        xaxis={
            "range": [-FURTHEST - 0.2, FURTHEST + 0.2],
            "showgrid": False,
            "showticklabels": False,
            "showline": False,
        },
        yaxis=places.axis(showgrid=True),
        shapes=[across_rows(0, theme.GREY, line={"color": theme.GREY, "width": 2, "dash": "solid"})],
        annotations=_ends(centre),
    )
    marks = [_ranges(known), *_systems(known, indicators), _dots(known, indicators, name, centre)]
    return {"data": marks, "layout": layout}


def kind_of(word: str, better: str = "higher") -> str:
    """Return which of the shapes a dot has, by its word of now against plan: a key of KEY."""
    kind = "passing" if word in PASSING else "failing" if word in FAILING else ""
    kind = "yet" if word == NOT_YET else f"{kind}-untested" if word in UNTESTED else kind
    return "neither" if not kind and better == "neither" else kind


def _tick(row: Any, indicator: Indicator) -> str:
    return row_name(f"{row.label}: {words.short_amount(row.value, indicator)}", LONGEST_LINE)


def _inside(values: pd.Series) -> list[float]:
    return [round(float(value), 3) for value in values.clip(-FURTHEST, FURTHEST)]


def _ranges(known: pd.DataFrame) -> dict[str, Any]:
    """One thick pale line a row, with holes between them."""
    pairs = zip(_inside(known.range_from), _inside(known.range_to), known.middle, strict=True)
    ends = [(low, high, at) for low, high, at in pairs]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Range of the nine Places",
        "x": [x for low, high, _ in ends for x in (low, high, None)],
        "y": [y for _, _, at in ends for y in (at, at, None)],
        "line": {"color": theme.RULE_GREY, "width": 12},
        "connectgaps": False,
        "hoverinfo": "skip",
    }


def _systems(known: pd.DataFrame, indicators: dict[str, Indicator]) -> list[dict[str, Any]]:
    """The crosses of C&M."""
    if "system_position" not in known:
        return []
    rows = known[known.system_position.notna()]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "C&M",
            "x": _inside(rows.system_position),
            "y": list(rows.middle),
            "text": [
                f"{row.label}, {words.period(row.period)}<br>C&M: "
                f"{words.amount(row.system, indicators[row.indicator])}"
                for row in rows.itertuples()
            ],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {"symbol": "x", "size": 9, "color": theme.INK, "opacity": 1},
            "cliponaxis": False,
        }
    ]


def _dots(known: pd.DataFrame, indicators: dict[str, Indicator], name: str, centre: str) -> dict[str, Any]:
    shapes = [SHAPES[kind_of(*pair)] for pair in zip(known.word, known.better, strict=True)]
    position = pd.Series(_inside(known.position), dtype=float)
    lower, upper = (
        pd.Series(_inside(known[end]), dtype=float) for end in ("position_lower", "position_upper")
    )
    frame = pd.DataFrame({"value": position, "lower": lower, "upper": upper})
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": list(position),
        "y": list(known.middle),
        "text": [_read(row, indicators[row.indicator], name, centre) for row in known.itertuples()],
        "hovertemplate": "%{text}<extra></extra>",
        "error_x": {**grammar.error_bars(frame, 1), "thickness": 4},
        "marker": {
            "opacity": 1,
            "symbol": [symbol for symbol, _ in shapes],
            "color": [colour for _, colour in shapes],
            "size": [13 if symbol.startswith("diamond") else 12 for symbol, _ in shapes],
            "line": {
                "color": [colour if symbol.endswith("open") else theme.WHITE for symbol, colour in shapes],
                "width": [2.5 if symbol.endswith("open") else 1 for symbol, _ in shapes],
            },
        },
        "cliponaxis": False,
    }


def _read(row: Any, indicator: Indicator, name: str, centre: str) -> str:
    between = words.interval(row.lower, row.upper, indicator, str(row.interval_basis))
    return "<br>".join(
        filter(
            None,
            [
                f"{row.label}, {words.period(row.period)}",
                f"{name}: {words.amount(row.value, indicator)}"
                + (f" (95% interval {between})" if between else ""),
                f"{centre}: {words.amount(row.centre, indicator)}",
                f"nine Places: {words.number(row.lowest, indicator.decimals)} to "
                f"{words.number(row.highest, indicator.decimals)}",
                row.word,
                KEY["neither"] if row.better == "neither" else "",
            ],
        )
    )


def _ends(centre: str) -> list[dict[str, Any]]:
    paper = {"xref": "paper", "yref": "paper", "font": {"size": theme.SIZE, "color": theme.GREY}}
    return [
        grammar.note(f"line in the middle: {centre}", 1, 1, xanchor="right", yshift=21, **paper),
        grammar.note("\u2190 worse", 0.49, 1, xanchor="right", yshift=2, **paper),
        grammar.note("better \u2192", 0.51, 1, yshift=2, **paper),
    ]
