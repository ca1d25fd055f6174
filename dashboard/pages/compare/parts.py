"""The blocks of the page Compare, made from what was gathered. Pure: no question is asked here."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import grammar, outlines, scatter, tiles, trends
from dashboard.figures.line_gaps import has_line, holes, step_of
from dashboard.figures.svg import picture
from dashboard.figures.tiles import Tile
from dashboard.html.markup import Raw
from dashboard.pages.compare.data import Compared, Second
from dashboard.pages.shared import comparison, indicator_parts, story
from dashboard.pages.shared.judged_line import Judged
from dashboard.parts import tables
from dashboard.parts.chart import Chart, Subject
from dashboard.parts.components import link, status_mark
from dashboard.parts.table import Cell, Column, Table, label, measure, named, place, table_of
from data.catalogue.models import Area, Indicator
from data.judgement.pairs import shared_period
from data.periods import Period
from data.wording import sentences
from data.wording.pictures import of_scatter, of_tiles

COLUMNS = ["area", "period", "period_start", "period_end", "value", "doubtful", "note"]
JOINT = "joint figure"
TOTALS = "Totals grow with the size of a Place, which alone can make two of them rise together."
TILES = "Equal tiles in rough geography: north is up, so that no Place is too small to read or to tap."
NO_INTERVALS = (
    "Intervals are left out here so that lines can be followed; they stand where Places are compared."
)
NO_PAIRS = "No Place has a figure of both, so there is nothing to draw."


def one_period(
    compared: Compared, references: Sequence[tuple[str, str]], places: str, area: Area
) -> Chart | None:
    """Return the Places at one shared period with their intervals. `area` is the one in bold."""
    chart = comparison.compared(replace(compared.shown, area=area), references)
    title = "The chosen Places at one period" if places else "The nine Places at one period"
    return replace(chart, title=title) if chart else None


def small_multiples(compared: Compared, areas: dict[str, Area], to: Callable[[str], str]) -> Chart | None:
    """Return a small chart for each Place, as on the indicator's page."""
    chart = indicator_parts.small_multiples(compared.shown, indicator_parts.Around(Judged(), areas, to))
    if chart is None:
        return None
    panels = [
        replace(panel, chosen=panel.chosen and bool(compared.shown.chosen.place)) for panel in chart.panels
    ]
    return replace(chart, title="Each Place on its own", panels=panels, source=compared.source)


def over_time(compared: Compared, chosen: str, reference: Area | None) -> Chart | None:
    """Return all lines in one chart; None where the periods make none. `chosen`: the slug in bold."""
    shown, indicator = compared.shown, compared.indicator
    names = {area.slug: area.short_name or area.name for area in shown.areas if len(shown.line_of(area.slug))}
    # Few columns: rows of a wide frame are dear to make.
    every = shown.frame[COLUMNS]
    known = every[every.area.isin(list(names)) & every.value.notna()]
    if not has_line(known, step_of(indicator)):
        return None
    local = dict(names)
    if reference is not None and len(shown.line_of(reference.slug)):
        names[reference.slug] = reference.short_name or reference.name
    first, last = min(known.period_end), max(known.period_end)
    breaks = [
        of_break
        for of_break in compared.breaks
        if first < of_break.on < last and of_break.area in ("", *names)
    ]
    since = max((of_break.on for of_break in breaks), default=None)
    texts = [_moved(known, local, indicator, since), NO_INTERVALS]
    texts += [story.of_breaks([(of_break.on, of_break.reason) for of_break in breaks])]
    texts += [story.of_holes(holes(known, step_of(indicator)))]
    caption = f"{compared.label}, every published period by area"
    frame = every[every.area.isin(list(names)) & (every.period_end >= first)]
    frame = frame[(frame.period_end <= last) | frame.doubtful.notna()]
    texts += [story.of_awaiting(frame, names)]
    figure = trends.together(frame, names, indicator, chosen, reference.slug if reference else "", breaks)
    marks = ["break"] if figure["layout"].get("shapes") else []
    return Chart(
        name="together",
        title="Over time, together",
        sentence=" ".join([*filter(None, texts), f"{words.BETTER[indicator.better]}."]),
        table=tables.wide(frame, indicator, names, shown.codes, caption),
        source=compared.source,
        figure=figure,
        key=[*(["reference"] if len(names) > len(local) else []), *marks],
        subject=shown.subject(),
    )


def _moved(known: pd.DataFrame, names: Mapping[str, str], indicator: Indicator, since: Any) -> str:
    """By how much the lines changed between the first and the last period that all have, after any break."""
    frame = known[known.period_start >= since] if since else known
    days = [day for day, many in Counter(frame.period_end.tolist()).items() if many == len(names)]
    if len(days) < 2:
        return ""
    ends = [frame[frame.period_end == day].set_index("area") for day in (min(days), max(days))]
    change = (ends[1].value - ends[0].value).sort_values()
    first, last = (sentences.the_period(str(end.period.iloc[0])) for end in ends)
    if len(change) == 1:
        return f"{names[change.index[0]]}, from {first} to {last}: {_signed(change.iloc[0], indicator)}."
    low, high = (f"{_signed(change.iloc[at], indicator)} ({names[change.index[at]]})" for at in (0, -1))
    return f"Change from {first} to {last}: from {low} to {high}."


def _signed(change: float, indicator: Indicator) -> str:
    if abs(change) <= sentences.NO_DIFFERENCE:
        return "no change"
    return f"a {'rise' if change > 0 else 'fall'} of {sentences.difference(change, indicator)}"


def against(compared: Compared, second: Second, chosen: str) -> Chart:
    """Return the scatter of both indicators at the nine Places."""
    across, up, pairs = compared.indicator, second.indicator, second.pairs
    rows = pairs.table.assign(label=pairs.table.name)
    table = _pairs_table(compared, second, rows)
    title = f"{compared.label} and {second.label}"
    block = Chart(
        name="against",
        title=title,
        sentence=NO_PAIRS,
        table=table,
        source=" ".join(second.sources),
        why=NO_PAIRS,
        subject=_both(compared, second),
    )
    if rows.dropna(subset=["x", "y"]).empty:
        return block
    texts = [of_scatter(rows, across, up)]
    texts += [
        f"{label}: {words.period(period)}. {words.BETTER[indicator.better]}."
        for label, period, indicator in (
            (compared.label, pairs.x_period, across),
            (second.label, pairs.y_period, up),
        )
    ]
    missing = [f"{row.name} ({row.reason})" for row in rows[rows.reason != ""].itertuples(index=False)]
    texts += [f"Not drawn: {words.joined(missing)}."] if missing else []
    texts += [TOTALS] if grammar.is_count(across) and grammar.is_count(up) else []
    key = ["interval"] if rows[["x_lower", "y_lower"]].notna().any(axis=None) else []
    figure = scatter.against(pairs.table, across, up, chosen)
    return replace(block, sentence=" ".join(texts), figure=figure, key=key, why="")


def _both(compared: Compared, second: Second) -> Subject:
    """Both indicators, which may be of different sexes."""
    first = compared.shown.subject()
    return replace(
        first,
        indicators=[*first.indicators, second.indicator],
        series=[*first.series, second.indicator.headline],
        sex=" and ".join(dict.fromkeys((first.sex, second.sex))),
    )


def _pairs_table(compared: Compared, second: Second, rows: pd.DataFrame) -> Table:
    axes = (("x", compared.indicator), ("y", second.indicator))
    cells = [
        [_area(compared, row), *(cell for axis, indicator in axes for cell in _on_axis(row, axis, indicator))]
        for row in rows.to_dict("records")
    ]
    pairs = second.pairs
    periods = (_named_days(pairs.x_period, pairs.x_days), _named_days(pairs.y_period, pairs.y_days))
    columns = [Column("Area", "area")]
    for period, (_, indicator), name in zip(periods, axes, (compared.label, second.label), strict=True):
        unit = "" if indicator.is_percentage else indicator.unit
        decimals = indicator.decimals
        title = f"{name}, {period.label}" if period else name
        columns += [Column(title, "number", unit, decimals, period=period)]
        columns += [Column(f"95% interval of {name}", "interval", decimals=decimals)]
    return table_of(f"{compared.label} and {second.label}, by area", columns, cells)


def _named_days(label: str, days: tuple[date, date] | None) -> Period | None:
    """A period from its label and its last and first day."""
    return Period(days[1], days[0], words.period(label)) if days else None


def _area(compared: Compared, row: Mapping[Any, Any]) -> Cell:
    return named(row["name"], compared.shown.codes[row["area"]])


def _on_axis(row: Mapping[Any, Any], axis: str, indicator: Indicator) -> tuple[Cell, Cell]:
    """An area's figure on one axis of the scatter, and its interval."""
    figure = measure(row[axis], words.amount(row[axis], indicator))
    return figure, tables.interval(row[f"{axis}_lower"], row[f"{axis}_upper"], indicator)


def of_each(compared: Compared, areas: Mapping[str, Area]) -> list[Tile]:
    """Return a tile for every Place: those that share a joint figure both show it and say so.

    Where the publisher holds a figure back, the tile says that it is suppressed.
    """
    notes = {
        status.place: status.latest.note
        for status in compared.statuses
        if status.latest and status.latest.value is None
    }
    made = []
    for tile in tiles.tiles(compared.statuses, areas, compared.indicator):
        value = words.marker(notes[tile.area]) if tile.area in notes else tile.value
        for slug in areas[tile.area].places or (tile.area,):
            row, column = tiles.POSITIONS[slug]
            period = ", ".join(filter(None, [tile.period, JOINT])) if slug != tile.area else tile.period
            placed = replace(tile, area=slug, name=areas[slug].name, row=row, column=column, span=1)
            made.append(replace(placed, value=value, period=period))
    return sorted(made, key=lambda tile: (tile.row, tile.column))


def tile_map(compared: Compared, areas: Mapping[str, Area], chosen: str, to: Callable[[str], str]) -> Chart:
    """Return the nine Places as tiles, each a link. `to` gives the address of a Place by its slug."""
    indicator = compared.indicator
    made = of_each(compared, areas)
    texts = [
        _shades_in_words(compared, made, areas),
        _joint(made),
        words.BETTER[indicator.better] + ".",
        TILES,
    ]
    caption = f"{compared.label}, by Place, with its status against the plan"
    return Chart(
        name="tiles",
        title="The nine Places as a map of tiles",
        sentence=" ".join(filter(None, texts)),
        table=_tiles_table(compared, made, areas, caption),
        source=compared.source,
        figure=tiles.tile_map(made, chosen),
        instead=_grid(made, chosen, to),
        subject=compared.shown.subject(),
    )


def _shades_in_words(compared: Compared, made: Sequence[Tile], areas: Mapping[str, Area]) -> str:
    latest = {
        status.place: status.latest
        for status in compared.statuses
        if status.latest and status.latest.value is not None
    }
    period = shared_period(latest.values())
    alike = {slug: point for slug, point in latest.items() if (point.end, point.start) == period}
    # In the order of the tiles: of several that share the lowest figure the same one is always named.
    slugs = dict.fromkeys(_holder(tile.area, alike, areas) for tile in made if tile.shade is not None)
    values = {areas[slug].name: alike[slug].value or 0.0 for slug in slugs if slug in alike}
    return of_tiles(values, compared.indicator, next(iter(alike.values())).period if alike else "")


def _holder(slug: str, held: Collection[str], areas: Mapping[str, Area]) -> str:
    """The area whose figure a Place's tile shows: its own, else that of its joint area."""
    return slug if slug in held else areas[slug].joint


def _joint(made: Sequence[Tile]) -> str:
    names = [tile.name for tile in made if JOINT in tile.period]
    return f"{words.joined(names)} share one figure: it is published for both together only." if names else ""


def _tiles_table(compared: Compared, made: Sequence[Tile], areas: Mapping[str, Area], caption: str) -> Table:
    latest = {status.place: status.latest for status in compared.statuses if status.latest}
    held = [slug for slug, point in latest.items() if point.value is not None]
    cells = []
    for tile in made:
        newest = latest.get(_holder(tile.area, held, areas)) or latest.get(tile.area)
        joint = f"{tile.name} ({JOINT})" if JOINT in tile.period else tile.name
        figure = measure(newest.value if newest else None, tile.value)
        period = tables.period_of(newest) if newest else Cell(None, "none")
        cells.append([place(areas[tile.area], joint), period, figure, label(tile.word or "no data")])
    columns = [Column("Place", "area"), tables.PERIOD, tables.measured(compared.indicator), Column("Now")]
    return table_of(caption, columns, cells)


def _grid(made: Sequence[Tile], chosen: str, to: Callable[[str], str]) -> Component:
    items = [
        html.Li(
            link(_in_tile(tile), to(tile.area), **({"aria-current": "true"} if tile.area == chosen else {})),
            style={"gridArea": f"{tile.row + 1} / {tile.column + 1}"},
        )
        for tile in made
    ]
    return html.Ul(items, className="tile-map", **{"aria-labelledby": "tiles-title"})


def _in_tile(tile: Tile) -> list[Any]:
    """Name and figure on the shade, the status below it on white: its colours stay readable."""
    inside = [html.Span(tile.name, className="tile-name"), " ", html.Strong(tile.value)]
    inside += [" ", html.Span(tile.period, className="tile-period")] if tile.period else []
    shade = html.Span(inside, className="tile-shade", style={"background": tile.ground, "color": tile.ink})
    return [shade, " ", status_mark(tile.word or "no data")]


def boundary_map(
    compared: Compared, areas: Mapping[str, Area], held: outlines.Outlines, chosen: str
) -> Chart | None:
    """Return the same shades on the Places as they lie; None where no boundaries are held."""
    made = of_each(compared, areas)
    if not any(held.get(tile.area) for tile in made):
        return None
    texts = [
        _shades_in_words(compared, made, areas),
        _joint(made),
        words.BETTER[compared.indicator.better] + ".",
    ]
    caption = f"{compared.label}, by Place, as on the map"
    wide, narrow = (
        outlines.outlined(held, made, chosen, width) for width in (outlines.WIDE, outlines.NARROW)
    )
    drawn = "".join(
        f'<div class="drawn {kind}">{picture.drawn(figure, width)}</div>'
        for kind, figure, width in (("wide", wide, outlines.WIDE), ("narrow", narrow, outlines.NARROW))
    )
    source = [
        compared.source,
        " Boundaries: Office for National Statistics, under the Open Government Licence v3.0; ",
    ]
    source += ["contains OS data © Crown copyright and database right."]
    return Chart(
        name="map",
        title="The nine Places as they lie",
        sentence=" ".join(filter(None, texts)),
        table=_tiles_table(compared, made, areas, caption),
        source="".join(source),
        figure=wide,
        instead=html.Div(Raw(drawn), className="outlines", role="img", **{"aria-labelledby": "map-sentence"}),
        subject=compared.shown.subject(),
    )
