"""The nine Places as equal tiles in rough geography: each can be read and tapped, however small it is. Pure.

A tile says its value and its status in words; its shade of one blue only repeats the value. `tiles` gives
what a page lays out in a grid of its own; `tile_map` is the same as a chart, for files.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from dashboard import words
from dashboard.figures import theme
from dashboard.figures.grammar import Figure, note
from data.catalogue.models import Area, Indicator
from data.judgement.pairs import shared_period
from data.judgement.status import Status

POSITIONS: Mapping[str, tuple[int, int]] = {
    "sefton": (0, 1),
    "knowsley": (0, 2),
    "st-helens": (0, 3),
    "wirral": (1, 0),
    "liverpool": (1, 1),
    "halton": (1, 2),
    "warrington": (1, 3),
    "cheshire-west": (2, 2),
    "cheshire-east": (2, 3),
}
"""Row from the north and column from the west of each Place; the Mersey runs between Wirral and Liverpool."""
ROWS, COLUMNS = 3, 4
SHADES = ("#EAF2FB", "#C5DCF2", "#93BDE6", "#1D66B8", "#003087")
PALE_SHADES = 3  # the first so many carry dark words, the others white ones: 4.5 to 1 and more
TILE, GAP = 108, 0.03  # pixels high; share of a tile left free on each side
LONGEST_LINE = 12


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One tile: where it stands (from 0), how many columns it spans, what it says, its colours.

    value: "12.3%" or "no figure"; word: of now against plan; period: of the value, where it is another than
    most Places'; shade: its step from 0, lowest, to 4; None (white) without a figure of the shared period.
    """

    area: str
    name: str
    row: int
    column: int
    span: int
    value: str
    word: str
    period: str
    shade: int | None

    @property
    def ground(self) -> str:
        """The colour of the tile."""
        return theme.WHITE if self.shade is None else SHADES[self.shade]

    @property
    def ink(self) -> str:
        """The colour of its words."""
        return theme.WHITE if self.shade is not None and self.shade >= PALE_SHADES else theme.INK


def tiles(statuses: Sequence[Status], areas: Mapping[str, Area], indicator: Indicator) -> list[Tile]:
    """Return a tile per Place from the statuses of one line at Places and joint areas, from north to south.

    Places whose only figure is that of their joint area share one wide tile.
    """
    by_place = {status.place: status for status in statuses}
    joint = {
        slug
        for slug, status in by_place.items()
        if areas[slug].kind == "joint" and _value(status) is not None
    }
    alone = [
        slug for slug in POSITIONS if _value(by_place.get(slug)) is not None or areas[slug].joint not in joint
    ]
    shown = [*alone, *sorted({areas[slug].joint for slug in POSITIONS if slug not in alone})]
    latest = {slug: by_place[slug].latest for slug in shown if slug in by_place}
    period = shared_period(latest.values())
    alike = {
        slug: figure for slug, figure in latest.items() if figure and (figure.end, figure.start) == period
    }
    steps = _steps({slug: figure.value for slug, figure in alike.items() if figure.value is not None})
    made = [_tile(areas[slug], by_place.get(slug), steps.get(slug), indicator) for slug in shown]
    return sorted(made, key=lambda tile: (tile.row, tile.column))


def tile_map(made: Sequence[Tile], chosen: str = "") -> Figure:
    """Return the tiles as a chart. `chosen` is the slug of the area with a heavy frame."""
    hidden = {"visible": False, "showgrid": False, "automargin": False}
    layout = theme.layout(
        TILE * ROWS,
        margin={"l": 2, "r": 2, "t": 2, "b": 2},
        xaxis={**hidden, "range": [0, COLUMNS]},
        yaxis={**hidden, "range": [ROWS, 0]},
        shapes=[_ground(tile, tile.area == chosen) for tile in made],
        annotations=[_words(tile, tile.area == chosen) for tile in made],
    )
    return {"data": [_centres(made)], "layout": layout}


def _value(status: Status | None) -> float | None:
    return None if status is None or status.latest is None else status.latest.value


def _tile(area: Area, status: Status | None, step: int | None, indicator: Indicator) -> Tile:
    members = sorted(POSITIONS[slug] for slug in (area.places or (area.slug,)))
    value, latest = _value(status), status.latest if status else None
    amount = words.short_amount(value, indicator)
    word = status.now.word if status is not None and value is not None else ""
    other = words.period(latest.period) if latest is not None and value is not None and step is None else ""
    row, column = members[0]
    return Tile(
        area=area.slug,
        name=area.name,
        row=row,
        column=column,
        span=len(members),
        value=amount,
        word=word,
        period=other,
        shade=step,
    )


def _steps(values: Mapping[str, float]) -> dict[str, int]:
    """Each figure's step of five equal ones between the lowest and the highest."""
    low, high = min(values.values(), default=0.0), max(values.values(), default=0.0)
    share = {slug: (value - low) / (high - low) if high > low else 0.0 for slug, value in values.items()}
    return {slug: min(math.floor(part * len(SHADES)), len(SHADES) - 1) for slug, part in share.items()}


def _ground(tile: Tile, chosen: bool) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "x",
        "yref": "y",
        "x0": tile.column + GAP,
        "x1": tile.column + tile.span - GAP,
        "y0": tile.row + GAP,
        "y1": tile.row + 1 - GAP,
        "layer": "below",
        "fillcolor": tile.ground,
        "line": {"color": theme.INK if chosen else theme.MID_GREY, "width": 3 if chosen else 1},
    }


def _words(tile: Tile, chosen: bool) -> dict[str, Any]:
    room = LONGEST_LINE * tile.span
    name, *more = ("<br>".join(wrap(text, room)) for text in (tile.name, tile.period, tile.word))
    text = "<br>".join([f"<b>{name}</b>" if chosen else name, f"<b>{tile.value}</b>", *filter(None, more)])
    return note(
        text,
        tile.column + tile.span / 2,
        tile.row + 0.5,
        xanchor="center",
        yanchor="middle",
        font={"size": 11, "color": tile.ink},
        bgcolor="rgba(255, 255, 255, 0)",
    )


def _centres(made: Sequence[Tile]) -> dict[str, Any]:
    """Unseen points that are read where the pointer is."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [tile.column + tile.span / 2 for tile in made],
        "y": [tile.row + 0.5 for tile in made],
        "text": [
            ", ".join(filter(None, [f"{tile.name}: {tile.value}", tile.period, tile.word])) for tile in made
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"color": theme.INK, "size": 24, "opacity": 0},
    }
