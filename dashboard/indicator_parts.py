"""The blocks of an indicator's page, made from what was gathered. Pure: no question is asked here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboard import components, story, tables, way, words
from dashboard.chart import Chart, Panel
from dashboard.figures import dots, grammar, timeline
from dashboard.indicator_data import Shown
from data.definition_models import Area, Break, Indicator, Series


@dataclass(frozen=True)
class Around:
    """What an indicator is drawn with: breaks, areas by slug, the address of a target's page by its key."""

    breaks: Sequence[Break]
    areas: dict[str, Area]
    to: Callable[[str], str]


def headline_sentence(shown: Shown) -> str:
    """Return the one sentence of the page: the figure, a year before, the target."""
    row = story.newest(shown.line)
    parts = [
        story.of_line(shown.line, shown.indicator, shown.area),
        story.change(shown.line, shown.indicator),
        story.of_target(shown.target, shown.indicator, shown.area, row),
    ]
    return " ".join(part for part in parts if part)


def main_chart(shown: Shown, around: Around) -> Chart:
    """Return the chart of the chosen area over time, against target and trajectory."""
    target = _drawn_target(shown)
    path = (
        way.path_to(shown.target, shown.area, shown.indicator, shown.path, shown.line)
        if shown.target
        else None
    )
    known = shown.line.sort_values("period_end")
    breaks = [one for one in around.breaks if known.period_end.min() < one.on < known.period_end.max()]
    sentence = " ".join(
        part
        for part in (
            headline_sentence(shown),
            story.of_path(path),
            story.of_breaks([(one.on, one.reason) for one in breaks]),
        )
        if part
    )
    caption = f"{shown.indicator.short_title}, {shown.area.name}, every published period"
    table = tables.over_time(shown.line, shown.indicator, caption)
    if known.value.notna().sum() < 2 and path is None:
        why = story.too_few(known)
        return Chart("over-time", shown.area.name, sentence, table, _sources(shown, around), why=why)
    return Chart(
        "over-time",
        f"{shown.area.name} over time",
        sentence,
        table,
        _sources(shown, around),
        timeline.over_time(known, shown.indicator, target, path, [one.on for one in breaks]),
        _key(shown, target, path, bool(breaks)),
    )


def _sources(shown: Shown, around: Around) -> list[Any]:
    """The source of the figures, and one step to the words of the target that is drawn."""
    return [source_line(shown), " ", _to_words(shown, around)]


def _to_words(shown: Shown, around: Around) -> Any:
    if shown.target is None or _drawn_target(shown) is None:
        return ""
    return components.link("The target in its own words.", around.to(shown.target.key))


def _drawn_target(shown: Shown) -> grammar.TargetLine | None:
    """The target as a line; None where its own words keep it from being measured by this indicator."""
    if shown.target is None or shown.target.not_rated:
        return None
    return way.target_line(shown.target, shown.indicator)


def _key(shown: Shown, target: Any, path: Any, broken: bool) -> list[str]:
    key = ["actual"]
    key += ["interval"] if shown.line.lower.notna().any() else []
    key += ["target" if target.deadline else "standing"] if target else []
    key += ["trajectory" if path.agreed else "straight"] if path else []
    return key + (["break"] if broken else [])


def source_line(shown: Shown) -> str:
    """Return publisher and newest release of what is shown."""
    row = shown.line.sort_values("period_end").iloc[-1]
    return story.source(row, shown.series.name)


def small_multiples(shown: Shown, around: Around) -> Chart | None:
    """Return one small chart an area on one scale; None where there is only one period to show."""
    local = shown.frame[shown.frame.area.isin([area.slug for area in shown.areas])]
    if local.empty or local[local.value.notna()].period_end.nunique() < 2:
        return None
    drawn = [shown.target.value] if shown.target and _drawn_target(shown) else []
    values = grammar.value_range([*local.value, *drawn], shown.indicator)
    days = timeline.shared_days(local)
    target = _drawn_target(shown)
    items = [_small(shown, area, target, values, days, around) for area in shown.areas]
    labels = {area.slug: words.short_area(area.name) for area in shown.areas}
    caption = f"{shown.indicator.short_title}, every published period by area"
    table = tables.wide(local, shown.indicator, labels, caption)
    what = "The nine Places side by side" if shown.by_place else "Side by side"
    line = " The dotted line is the target." if target else ""
    return Chart(
        "side-by-side",
        what,
        f"One scale for all, so that lines can be compared. {words.BETTER[shown.indicator.better]}.{line}",
        table,
        _sources(shown, around),
        panels=items,
    )


def _small(
    shown: Shown, area: Area, target: Any, values: list[float], days: list[Any], around: Around
) -> Panel:
    line = shown.line_of(area.slug)
    row = story.newest(line)
    href = shown.chosen.query(**({"place": area.slug} if area.kind == "place" else {"area": area.slug}))
    label = words.short_area(area.name)
    heading = components.link(label, href)
    chosen = area.slug == shown.area.slug
    name = f"small-{area.slug}"
    if row is None:
        joint = around.areas.get(area.joint)
        why = (
            f"Counted in {joint.name}."
            if joint and len(shown.line_of(joint.slug))
            else story.of_line(line, shown.indicator, area)
        )
        return Panel(name, heading, label, "", why, None, chosen)
    figure = timeline.small_multiple(line, shown.indicator, target, values, days)
    value = f"{words.short_amount(row.value, shown.indicator)} · {grammar.short_period(str(row.period))}"
    return Panel(name, heading, label, value, story.small(line, shown.indicator, area), figure, chosen)


def breakdowns(shown: Shown, area: Area, frame: pd.DataFrame) -> list[Chart]:
    """Return a block for every kind of category published at `area`. `frame`: columns of ask.breakdown."""
    frame = frame[frame.sex.isin([shown.sex, "Persons"])] if shown.sex != "Persons" else frame
    kinds = [kind for kind in frame.category_type.unique() if kind]
    blocks = [_breakdown(shown, area, kind, frame[frame.category_type == kind]) for kind in sorted(kinds)]
    return [block for block in blocks if block is not None]


def _breakdown(shown: Shown, area: Area, kind: str, frame: pd.DataFrame) -> Chart | None:
    newest = frame[frame.period_end == frame.period_end.max()].sort_values("category", ignore_index=True)
    if not newest.value.notna().any():
        return None
    newest = newest.assign(label=newest.category.map(words.category))
    name = "by-" + "".join(letter if letter.isalnum() else "-" for letter in kind.lower())
    everyone = _everyone(shown, area, newest)
    ordered = newest.sort_values("value", ascending=False, na_position="last", ignore_index=True)
    what = f"{area.name} by {kind.lower()}"
    range_ = story.of_comparison(ordered, shown.indicator, what)
    sentence = f"{what}: {range_} {words.BETTER[shown.indicator.better]}."
    return Chart(
        name,
        f"{area.name} by {kind.lower()}",
        sentence,
        tables.by_area(newest, shown.indicator, f"{shown.indicator.short_title}, {what}", kind),
        story.source(newest.iloc[0], shown.series.name),
        dots.compared(newest, shown.indicator, everyone),
        ["actual"] + (["interval"] if newest.lower.notna().any() else []),
    )


def _everyone(shown: Shown, area: Area, newest: pd.DataFrame) -> list[tuple[str, float]]:
    """The figure of everybody at the period of the categories, none where it has no figure for it."""
    line = shown.line_of(area.slug)
    row = story.newest(line[line.period_end == newest.period_end.iloc[0]])
    if row is None:
        return []
    return [(f"everyone {words.short_amount(row.value, shown.indicator)}", row.value)]


def only_by_category(
    indicator: Indicator, series: Series, frame: pd.DataFrame, areas: dict[str, Area]
) -> list[Component]:
    """Return a table for every kind of category of a series that is held without any total."""
    blocks: list[Component] = []
    for kind in sorted(frame.category_type.unique()):
        mine = frame[frame.category_type == kind]
        newest = mine.iloc[0]
        period = words.period(str(newest.period))
        title = f"{series.name[:1].upper()}{series.name[1:]} and {kind.lower()}"
        caption = f"{indicator.short_title} {series.name}, by {kind.lower()}, {period}"
        labels = {slug: words.short_area(area.name) for slug, area in areas.items()}
        why = f"Held {series.name} and by {kind.lower()} only: no figure is held for all of them together."
        table = tables.by_category(mine, indicator, labels, kind, caption)
        source = story.source(newest, series.name)
        name = f"only-by-{len(blocks)}"
        text = f"{why} {words.BETTER[indicator.better]}."
        blocks.append(components.table_block(name, title, text, table, source))
    return blocks
