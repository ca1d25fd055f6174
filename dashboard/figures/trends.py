"""Several areas over time on one scale, each line named at its end. Pure.

The chosen area is bold and blue, a comparison area dashed; the others are grey and told apart by their names,
which are moved apart where lines end close together and joined to their lines by a thin stroke.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import wrap
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.figures import grammar, holes, strip, theme, timeline
from dashboard.figures.grammar import Figure, Trace
from dashboard.figures.label_places import placed
from dashboard.figures.line_gaps import parted, step_of
from data.catalogue.models import Break, Indicator

HEIGHT = 420
TOP, BOTTOM, LEFT = 20, 38, 48
LINE, LETTER = 17.0, 7.5  # pixels of a name: height of a line, width of a letter
LONGEST_LINE = 13
COLUMNS = ["area", "period", "period_start", "period_end", "value"]
STROKE = 0.07  # of the span of time: the room between the last period and the names
NARROWER = 1.6  # times: the plot beside the names, against one without names


@dataclass(frozen=True)
class Look:
    """How a line is drawn: its colour, width and dash, and the colour of its name."""

    colour: str
    width: float
    dash: str = "solid"
    name: str = theme.GREY


CHOSEN = Look(theme.BLUE, 3.5, name=theme.DARK_BLUE)
PLAIN = Look(theme.MID_GREY, 1.75, name=theme.INK)
REFERENCE = Look(theme.GREY, 1.75, "dash")


@dataclass(frozen=True)
class End:
    """Where a line ends, and the middle of its name, both on the value axis."""

    area: str
    name: str
    day: date
    value: float
    at: float


def together(
    frame: pd.DataFrame,
    names: Mapping[str, str],
    indicator: Indicator,
    chosen: str = "",
    reference: str = "",
    breaks: Sequence[Break] = (),
) -> Figure:
    """Return one chart of many lines. `frame`: area, period, period_start, period_end, value.

    `names`: slug -> name; `chosen` is the area in bold, `reference` the one that is dashed. Areas without any
    figure are left out. A break parts the lines of its area, or of all.
    """
    # Few columns: a wide frame is dear to cut into many lines.
    known = frame.loc[frame.area.isin(list(names)) & frame.value.notna(), COLUMNS].sort_values("period_end")
    step = step_of(indicator)
    known, hole = holes.folded(known, step)
    first, last = min(known.period_end), max(known.period_end)
    edge = last + max((last - first) * STROKE, timedelta(days=20))
    values = grammar.value_range(known.value, indicator)
    looks = _looks(names, chosen, reference)
    rows = {str(slug): line for slug, line in known.groupby("area", sort=False)}
    labels = {slug: "<br>".join(wrap(name, LONGEST_LINE)) for slug, name in names.items()}
    seen = [of_break for of_break in breaks if first < of_break.on < last]
    above = [*strip.of_breaks(seen), *strip.of_folded(hole)]
    height = max(HEIGHT, TOP + BOTTOM + int(sum(map(_height, labels.values()))))
    ends = _ends(rows, labels, values, height)
    parts = {slug: parted(line, step, _own(breaks, slug)) for slug, line in rows.items()}
    traces = [_line(parts[slug], names[slug], looks[slug], indicator) for slug in looks if slug in rows]
    layout = theme.layout(
        height + strip.height(above),
        margin={"l": LEFT, "r": _room(labels.values()), "t": TOP + strip.height(above), "b": BOTTOM},
        xaxis={"type": "date", "range": _span(first, edge), "tickangle": 0, **_ticks(known, edge - first)},
        yaxis=timeline.value_axis(known.value, indicator),
        shapes=grammar.break_shapes(seen),
        annotations=[_name(end, looks[end.area], edge) for end in ends],
    )
    figure = {"data": [_strokes(ends, edge), *traces, _dots(ends, looks)], "layout": layout}
    return placed(figure, [*strip.stacked(above), *holes.named(known, step)])


def _looks(slugs: Iterable[str], chosen: str, reference: str) -> dict[str, Look]:
    """How each line is drawn, in the order in which they are: what is chosen lies on top."""
    looks = {slug: CHOSEN if slug == chosen else REFERENCE if slug == reference else PLAIN for slug in slugs}
    return dict(sorted(looks.items(), key=lambda named: (named[1] == CHOSEN, named[1] == REFERENCE)))


def _own(breaks: Sequence[Break], slug: str) -> list[Break]:
    """The breaks of one area, and those of all."""
    return [of_break for of_break in breaks if of_break.area in ("", slug)]


def apart(wanted: Sequence[float], sizes: Sequence[float], room: float) -> list[float]:
    """Return middles as near as may be to those `wanted`, none over another, all between 0 and `room`.

    In one unit, with the `sizes`; their sum is at most `room`. The order from below stays that of `wanted`.
    """

    def top(heap: Sequence[int]) -> float:
        return _foot(heap, wanted, sizes, room) + sum(sizes[at] for at in heap)

    heaps: list[list[int]] = []
    for at in sorted(range(len(wanted)), key=lambda at: wanted[at]):
        heaps.append([at])
        while len(heaps) > 1 and top(heaps[-2]) > _foot(heaps[-1], wanted, sizes, room):
            above = heaps.pop()
            heaps[-1] += above
    middles = [0.0] * len(wanted)
    for heap in heaps:
        foot = _foot(heap, wanted, sizes, room)
        for at in heap:
            middles[at] = foot + sizes[at] / 2
            foot += sizes[at]
    return middles


def _foot(heap: Sequence[int], wanted: Sequence[float], sizes: Sequence[float], room: float) -> float:
    """The lower end of names that stand on each other, on the whole nearest to where they belong."""
    below, wished = 0.0, 0.0
    for at in heap:
        wished += wanted[at] - below - sizes[at] / 2
        below += sizes[at]
    return min(max(wished / len(heap), 0.0), room - below)


def _ends(
    rows: Mapping[str, pd.DataFrame], labels: Mapping[str, str], values: Sequence[float], height: int
) -> list[End]:
    room = height - TOP - BOTTOM
    scale = (values[1] - values[0]) / room
    newest = {slug: (line.period_end.tolist()[-1], line.value.tolist()[-1]) for slug, line in rows.items()}
    wanted = [(value - values[0]) / scale for _, value in newest.values()]
    middles = apart(wanted, [_height(labels[slug]) for slug in newest], room)
    return [
        End(slug, labels[slug], day, value, round(values[0] + middle * scale, 4))
        for (slug, (day, value)), middle in zip(newest.items(), middles, strict=True)
    ]


def _height(name: str) -> float:
    return LINE * (name.count("<br>") + 1)


def _room(names: Any) -> int:
    return round(10 + LETTER * max((len(line) for name in names for line in name.split("<br>")), default=0))


def _span(first: date, edge: date) -> list[str]:
    return [(first - (edge - first) * 0.02).isoformat(), edge.isoformat()]


def _ticks(known: pd.DataFrame, span: timedelta) -> dict[str, Any]:
    """Ticks on the data's own periods; month over year, so that they fit on a narrow screen."""
    ticks = grammar.period_ticks(known, 3)
    labels = [label.replace(" 20", "<br>20") for label in ticks["ticktext"]]
    return timeline.spaced(span * NARROWER, {**ticks, "ticktext": labels})


def _line(rows: pd.DataFrame, name: str, look: Look, indicator: Indicator) -> Trace:
    suffix = "%" if indicator.is_percentage else ""
    values = grammar.rounded(rows.value.tolist(), indicator.decimals)
    return {
        "type": "scatter",
        **grammar.strokes(values, colour=look.colour),
        "name": name,
        "x": [day.isoformat() for day in rows.period_end.tolist()],
        "y": values,
        "text": [words.period(str(label)) for label in rows.period.tolist()],
        "hovertemplate": f"{name}, %{{text}}: %{{y:,.{indicator.decimals}f}}{suffix}<extra></extra>",
        "line": {"color": look.colour, "width": look.width, "dash": look.dash},
        "connectgaps": False,
        "cliponaxis": False,
    }


def _strokes(ends: Sequence[End], edge: date) -> Trace:
    """A thin stroke from the end of each line to its name."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [day for end in ends for day in (end.day.isoformat(), edge.isoformat(), None)],
        "y": [value for end in ends for value in (round(end.value, 4), end.at, None)],
        "line": {"color": theme.RULE_GREY, "width": 1},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _dots(ends: Sequence[End], looks: Mapping[str, Look]) -> Trace:
    """A point at the newest figure of each line: it is seen where the one before it is missing."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [end.day.isoformat() for end in ends],
        "y": [round(end.value, 4) for end in ends],
        "marker": {
            "opacity": 1,
            "color": [looks[end.area].colour for end in ends],
            "size": [9 if looks[end.area] == CHOSEN else 6 for end in ends],
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _name(end: End, look: Look, edge: date) -> dict[str, Any]:
    return grammar.note(
        f"<b>{end.name}</b>" if look == CHOSEN else end.name,
        edge.isoformat(),
        end.at,
        xshift=3,
        yanchor="middle",
        align="left",
        font={"size": theme.SIZE, "color": look.name},
        bgcolor="rgba(255, 255, 255, 0)",
    )
