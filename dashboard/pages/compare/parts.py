"""The blocks of the page Compare, made from what was gathered. Pure: no question is asked here."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import grammar, outlines, scatter, tiles, trends
from dashboard.figures.svg import picture as svg
from dashboard.figures.tiles import Tile
from dashboard.html.markup import Raw
from dashboard.pages.compare.data import Compared, Second
from dashboard.pages.shared import comparison, indicator_parts, story
from dashboard.pages.shared.judged_line import Judged
from dashboard.parts import tables
from dashboard.parts.chart import Chart
from dashboard.parts.components import link, status_mark
from dashboard.parts.table import Cell, Column, Table, label, measure, table_of
from data.catalogue.models import Area, Indicator
from data.judgement.pairs import shared_period
from data.wording import sentences
from data.wording.pictures import of_scatter, of_tiles

COLUMNS = ["area", "period", "period_start", "period_end", "value", "note"]
JOINT = "joint figure"
TOTALS = "Totals grow with the size of a Place, which alone can make two of them rise together."
TILES = "Equal tiles in rough geography: north is up, so that no Place is too small to read or to tap."
NO_INTERVALS = (
    "Intervals are left out here so that lines can be followed; they stand where Places are compared."
)


def one_period(
    found: Compared, references: Sequence[tuple[str, str]], places: str, area: Area
) -> Chart | None:
    """Return the Places at one shared period with their intervals. `area` is the one in bold."""
    chart = comparison.compared(replace(found.shown, area=area), references)
    title = "The chosen Places at one period" if places else "The nine Places at one period"
    return replace(chart, title=title) if chart else None


def small_multiples(found: Compared, areas: dict[str, Area], to: Callable[[str], str]) -> Chart | None:
    """Return a small chart for each Place, as on the indicator's page."""
    chart = indicator_parts.small_multiples(found.shown, indicator_parts.Around(Judged(), areas, to))
    if chart is None:
        return None
    panels = [replace(one, chosen=one.chosen and bool(found.shown.chosen.place)) for one in chart.panels]
    return replace(chart, title="Each Place on its own", panels=panels, source=found.source)


def over_time(found: Compared, chosen: str, reference: Area | None) -> Chart | None:
    """Return all lines in one chart; None where there is only one period. `chosen`: the slug in bold."""
    shown, indicator = found.shown, found.indicator
    names = {area.slug: area.short_name or area.name for area in shown.areas if len(shown.line_of(area.slug))}
    # Few columns: rows of a wide frame are dear to make.
    every = shown.frame[COLUMNS]
    known = every[every.area.isin(list(names)) & every.value.notna()]
    if known.period_end.nunique() < 2:
        return None
    local = dict(names)
    if reference is not None and len(shown.line_of(reference.slug)):
        names[reference.slug] = reference.short_name or reference.name
    first, last = min(known.period_end), max(known.period_end)
    breaks = [one for one in found.breaks if first < one.on < last and one.area in ("", *names)]
    days = [one.on for one in breaks]
    told = [_moved(known, local, indicator, max(days, default=None)), NO_INTERVALS]
    told += [story.of_breaks([(one.on, one.reason) for one in breaks])]
    caption = f"{found.label}, every published period by area"
    frame = every[every.area.isin(list(names)) & every.period_end.between(first, last)]
    return Chart(
        "together",
        "Over time, together",
        " ".join([*filter(None, told), f"{words.BETTER[indicator.better]}."]),
        tables.wide(frame, indicator, names, caption),
        found.source,
        trends.together(frame, names, indicator, chosen, reference.slug if reference else "", days),
        [*(["reference"] if len(names) > len(local) else []), *(["break"] if breaks else [])],
    )


def _moved(known: pd.DataFrame, names: Mapping[str, str], indicator: Indicator, since: Any) -> str:
    """By how much the lines changed between the first and the last period that all have, after any break."""
    mine = known[known.period_start >= since] if since else known
    days = [day for day, many in Counter(mine.period_end.tolist()).items() if many == len(names)]
    if len(days) < 2:
        return ""
    ends = [mine[mine.period_end == day].set_index("area") for day in (min(days), max(days))]
    change = (ends[1].value - ends[0].value).sort_values()
    first, last = (words.period(str(one.period.iloc[0])) for one in ends)
    if len(change) == 1:
        return f"{names[change.index[0]]}, from {first} to {last}: {_signed(change.iloc[0], indicator)}."
    low, high = (f"{_signed(change.iloc[at], indicator)} ({names[change.index[at]]})" for at in (0, -1))
    return f"Change from {first} to {last}: from {low} to {high}."


def _signed(change: float, indicator: Indicator) -> str:
    size = sentences.difference(change, indicator)
    if float(sentences.number(abs(change), indicator.decimals).replace(",", "")) == 0:
        return "no change"
    return f"{'up' if change > 0 else 'down'} {size}"


def against(found: Compared, second: Second, chosen: str) -> Chart:
    """Return the scatter of both indicators at the nine Places."""
    across, up, pairs = found.indicator, second.indicator, second.pairs
    rows = pairs.table.assign(label=pairs.table.name)
    table = _pairs_table(found, second, rows)
    title = f"{found.label} and {second.label}"
    sources = [found.source, " ", second.source]
    known = rows.dropna(subset=["x", "y"])
    if known.empty:
        why = "No Place has a figure of both, so there is nothing to draw."
        return Chart("against", title, why, table, sources, why=why)
    told = [of_scatter(rows, across, up)]
    told += [
        f"{label}: {words.period(period)}. {words.BETTER[one.better]}."
        for label, period, one in (
            (found.label, pairs.x_period, across),
            (second.label, pairs.y_period, up),
        )
    ]
    missing = [f"{row.name} ({row.reason})" for row in rows[rows.reason != ""].itertuples(index=False)]
    told += [f"Not drawn: {words.joined(missing)}."] if missing else []
    told += [TOTALS] if grammar.is_count(across) and grammar.is_count(up) else []
    key = ["interval"] if rows[["x_lower", "y_lower"]].notna().any(axis=None) else []
    figure = scatter.against(pairs.table, across, up, chosen)
    return Chart("against", title, " ".join(told), table, sources, figure, key)


def _pairs_table(found: Compared, second: Second, rows: pd.DataFrame) -> Table:
    axes = (("x", found.indicator), ("y", second.indicator))
    cells = [
        [label(row["name"]), *(cell for axis, indicator in axes for cell in _on_axis(row, axis, indicator))]
        for row in rows.to_dict("records")
    ]
    periods = (second.pairs.x_period, second.pairs.y_period)
    labels = [
        f"{name}, {words.period(period)}" if period else name
        for name, period in zip((found.label, second.label), periods, strict=True)
    ]
    columns = [Column("Area")]
    for heading, (_, indicator), name in zip(labels, axes, (found.label, second.label), strict=True):
        unit = "" if indicator.is_percentage else indicator.unit
        columns += [Column(heading, "number", unit), Column(f"95% interval of {name}", "interval")]
    return table_of(f"{found.label} and {second.label}, by area", columns, cells)


def _on_axis(row: Mapping[Any, Any], axis: str, indicator: Indicator) -> tuple[Cell, Cell]:
    """An area's figure on one axis of the scatter, and its interval."""
    figure = measure(row[axis], words.amount(row[axis], indicator))
    return figure, tables.interval(row[f"{axis}_lower"], row[f"{axis}_upper"], indicator)


def of_each(found: Compared, areas: Mapping[str, Area]) -> list[Tile]:
    """Return a tile for every Place: those that share a joint figure both show it and say so.

    Where the publisher holds a figure back, the tile says that it is suppressed.
    """
    notes = {one.place: one.latest.note for one in found.statuses if one.latest and one.latest.value is None}
    made = []
    for one in tiles.tiles(found.statuses, areas, found.indicator):
        value = words.marker(notes[one.area]) if one.area in notes else one.value
        for slug in areas[one.area].places or (one.area,):
            row, column = tiles.POSITIONS[slug]
            told = ", ".join(filter(None, [one.period, JOINT])) if slug != one.area else one.period
            placed = replace(one, area=slug, name=areas[slug].name, row=row, column=column, span=1)
            made.append(replace(placed, value=value, period=told))
    return sorted(made, key=lambda one: (one.row, one.column))


def tile_map(found: Compared, areas: Mapping[str, Area], chosen: str, to: Callable[[str], str]) -> Chart:
    """Return the nine Places as tiles, each a link. `to` gives the address of a Place by its slug."""
    indicator = found.indicator
    made = of_each(found, areas)
    told = [
        _shades_in_words(found, made, areas),
        _joint(made),
        words.BETTER[indicator.better] + ".",
        TILES,
    ]
    caption = f"{found.label}, by Place, with its status against the plan"
    return Chart(
        "tiles",
        "The nine Places as a map of tiles",
        " ".join(filter(None, told)),
        _tiles_table(found, made, areas, caption),
        found.source,
        tiles.tile_map(made, chosen),
        instead=_grid(made, chosen, to),
    )


def _shades_in_words(found: Compared, made: Sequence[Tile], areas: Mapping[str, Area]) -> str:
    latest = {one.place: one.latest for one in found.statuses if one.latest and one.latest.value is not None}
    period = shared_period(latest.values())
    alike = {slug: one for slug, one in latest.items() if (one.end, one.start) == period}
    slugs = {_holder(one.area, alike, areas) for one in made if one.shade is not None}
    values = {areas[slug].name: alike[slug].value or 0.0 for slug in slugs if slug in alike}
    return of_tiles(values, found.indicator, next(iter(alike.values())).period if alike else "")


def _holder(slug: str, held: Collection[str], areas: Mapping[str, Area]) -> str:
    """The area whose figure a Place's tile shows: its own, else that of its joint area."""
    return slug if slug in held else areas[slug].joint


def _joint(made: Sequence[Tile]) -> str:
    names = [one.name for one in made if JOINT in one.period]
    return f"{words.joined(names)} share one figure: it is published for both together only." if names else ""


def _tiles_table(found: Compared, made: Sequence[Tile], areas: Mapping[str, Area], caption: str) -> Table:
    latest = {one.place: one.latest for one in found.statuses if one.latest}
    held = [slug for slug, one in latest.items() if one.value is not None]
    cells = []
    for one in made:
        newest = latest.get(_holder(one.area, held, areas)) or latest.get(one.area)
        period = words.period(newest.period) if newest else ""
        joint = f"{one.name} ({JOINT})" if JOINT in one.period else one.name
        figure = measure(newest.value if newest else None, one.value)
        cells.append([label(joint), label(period or "none"), figure, label(one.word or "no data")])
    columns = [Column("Place"), tables.PERIOD, tables.measured(found.indicator), Column("Now")]
    return table_of(caption, columns, cells)


def _grid(made: Sequence[Tile], chosen: str, to: Callable[[str], str]) -> Component:
    items = [
        html.Li(
            link(_in_tile(one), to(one.area), **({"aria-current": "true"} if one.area == chosen else {})),
            style={"gridArea": f"{one.row + 1} / {one.column + 1}"},
        )
        for one in made
    ]
    return html.Ul(items, className="tile-map", **{"aria-labelledby": "tiles-title"})


def _in_tile(tile: Tile) -> list[Any]:
    """Name and figure on the shade, the status below it on white: its colours stay readable."""
    told = [html.Span(tile.name, className="tile-name"), " ", html.Strong(tile.value)]
    told += [" ", html.Span(tile.period, className="tile-period")] if tile.period else []
    shade = html.Span(told, className="tile-shade", style={"background": tile.ground, "color": tile.ink})
    return [shade, " ", status_mark(tile.word or "no data")]


def boundary_map(
    found: Compared, areas: Mapping[str, Area], held: outlines.Outlines, chosen: str
) -> Chart | None:
    """Return the same shades on the Places as they lie; None where no boundaries are held."""
    made = of_each(found, areas)
    if not any(held.get(one.area) for one in made):
        return None
    told = [
        _shades_in_words(found, made, areas),
        _joint(made),
        words.BETTER[found.indicator.better] + ".",
    ]
    caption = f"{found.label}, by Place, as on the map"
    wide, narrow = (
        outlines.outlined(held, made, chosen, width) for width in (outlines.WIDE, outlines.NARROW)
    )
    drawn = "".join(
        f'<div class="drawn {kind}">{svg.drawn(figure, width)}</div>'
        for kind, figure, width in (("wide", wide, outlines.WIDE), ("narrow", narrow, outlines.NARROW))
    )
    source = [
        found.source,
        " Boundaries: Office for National Statistics, under the Open Government Licence v3.0; ",
    ]
    source += ["contains OS data © Crown copyright and database right."]
    return Chart(
        "map",
        "The nine Places as they lie",
        " ".join(filter(None, told)),
        _tiles_table(found, made, areas, caption),
        "".join(source),
        wide,
        instead=html.Div(Raw(drawn), className="outlines", role="img", **{"aria-labelledby": "map-sentence"}),
    )
