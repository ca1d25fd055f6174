"""The blocks of an indicator's page, made from what was gathered. Pure: no question is asked here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import dots, grammar, timeline
from dashboard.figures.line_gaps import has_line, holes, step_of
from dashboard.pages.shared import story, target_path
from dashboard.pages.shared.indicator_data import Shown
from dashboard.pages.shared.judged_line import Judged
from dashboard.parts import components, tables
from dashboard.parts.chart import Chart, Panel
from data.catalogue.models import Area, Break, Indicator, Series, Target
from data.judgement import equity
from data.judgement.annotations import MARKS
from data.judgement.change import after_breaks
from data.judgement.doubt import is_counted
from data.wording import sentences
from data.wording.pictures import of_control_chart, of_fan


@dataclass(frozen=True)
class Around:
    """What an indicator is drawn with: what is said of its line, areas by slug, the address of a target."""

    judged: Judged
    areas: dict[str, Area]
    to: Callable[[str], str]

    @property
    def target(self) -> Target | None:
        """The target the line is held against."""
        return self.judged.target


def main_chart(shown: Shown, around: Around) -> Chart:
    """Return the chart of the chosen area over time, with limits, forecast, target and trajectory."""
    judged, line = around.judged, shown.line
    first, last = line.period_end.iloc[0], line.period_end.iloc[-1]
    breaks = [series_break for series_break in shown.breaks if first < series_break.on < last]
    sentence = _over_time_sentence(shown, judged, breaks)
    caption = f"{shown.indicator.short_title}, {shown.area.name}, every published period{shown.mark}"
    table = tables.over_time(line, shown.indicator, caption)
    if judged.path is None and not has_line(line, step_of(shown.indicator)):
        why = story.too_few(line)
        return Chart(
            name="over-time",
            title=f"{shown.area.name}{shown.mark}",
            sentence=sentence,
            table=table,
            source=_sources(shown, around),
            why=why,
            subject=shown.subject(shown.area, around.target),
        )
    drawn = timeline.Drawn(
        target=target_path.target_line(judged.target, shown.indicator) if judged.target else None,
        path=judged.path,
        breaks=shown.breaks,
        chart=judged.chart,
        fan=judged.fan,
    )
    figure = timeline.over_time(line, shown.indicator, drawn)
    marks = ["break"] if figure["layout"].get("shapes") else []
    return Chart(
        name="over-time",
        title=f"{shown.area.name} over time{shown.mark}",
        sentence=sentence,
        table=table,
        source=_sources(shown, around),
        figure=figure,
        key=[*_key(shown, judged), *marks, *_awaiting_key(line)],
        subject=shown.subject(shown.area, around.target),
    )


def _over_time_sentence(shown: Shown, judged: Judged, breaks: Sequence[Break]) -> str:
    """The figure, a year before (unless a break lies between), target and way; then what is drawn."""
    indicator, known = shown.indicator, [point for point in shown.points if point.value is not None]
    parts = [
        sentences.of_figure(known[-1], indicator, shown.area, shown.sex)
        if known
        else story.missing(shown.line, shown.area),
        story.OF_RETURN if shown.series.is_return else "",
        story.of_awaiting(shown.line),
        story.before(after_breaks(known, breaks).points, indicator),
        story.of_target(judged.target, indicator),
        story.of_path(judged.path, judged.later_path),
        of_control_chart(judged.chart, indicator) if judged.chart and not judged.chart.reason else "",
        of_fan(judged.fan, indicator) if judged.fan and not judged.fan.reason else "",
        story.of_breaks([(series_break.on, series_break.reason) for series_break in breaks]),
        story.of_holes(holes(shown.line, step_of(indicator))),
        f"{words.BETTER[indicator.better]}.",
    ]
    return " ".join(part for part in parts if part)


def _sources(shown: Shown, around: Around, *periods: str) -> list[Any]:
    """The source of the figures, and one step to the words of the target that is drawn.

    `periods`: as of `source_line`.
    """
    source = source_line(shown, *periods)
    if around.target is None:
        return [source]
    href = around.to(around.target.key)
    return [source, " ", components.link("The target in its own words.", href)]


def _key(shown: Shown, judged: Judged) -> list[str]:
    key = ["actual"]
    key += ["interval"] if shown.line.lower.notna().any() else []
    key += ["target" if judged.target.deadline else "standing"] if judged.target else []
    key += ["trajectory" if judged.path.agreed else "straight"] if judged.path else []
    if judged.chart and judged.chart.has_limits:
        marks = set(judged.chart.points["mark"])
        key += ["limits", *(mark for mark in MARKS.values() if mark in marks)]
    return key + (["forecast"] if judged.fan and len(judged.fan.table) else [])


def _awaiting_key(frame: pd.DataFrame) -> list[str]:
    return ["awaiting"] if frame.doubtful.notna().any() else []


def source_line(shown: Shown, *periods: str) -> str:
    """Return publisher and newest release of the line of the main chart, or of the figures of some periods.

    `periods`: the labels of those that a chart of all areas shows, which may be older than the newest.
    """
    rows = shown.frame[shown.frame.period.isin(periods) & shown.frame.value.notna()]
    counted = shown.origin[is_counted(shown.origin)]
    newest = counted if len(counted) else shown.origin
    newest = rows.sort_values(["period_end", "published"]) if len(rows) else newest
    return story.source(newest.iloc[-1], shown.series.described)


def small_multiples(shown: Shown, around: Around) -> Chart | None:
    """Return one small chart an area on one scale; None where the periods make no line."""
    lines = [shown.line_of(area.slug) for area in shown.areas]
    local = pd.concat([line for line in lines if len(line)]) if any(map(len, lines)) else shown.line.iloc[:0]
    if not has_line(local, step_of(shown.indicator)):
        return None
    target = target_path.target_line(around.target, shown.indicator) if around.target else None
    scale = timeline.shared(local, shown.indicator, target)
    seen = _breaks_within(shown, scale.days)
    labels = {area.slug: words.short_area(area.name) for area in shown.areas}
    caption = f"{shown.indicator.short_title}, every published period by area{shown.mark}"
    texts = [
        f"One scale for all, so that lines can be compared. {words.BETTER[shown.indicator.better]}.",
        "The dotted line is the target." if target else "",
        story.of_awaiting(local, {slug: area.name for slug, area in around.areas.items()}),
        story.of_breaks([(of_break.on, of_break.reason) for of_break in seen]),
        story.of_holes(holes(local, step_of(shown.indicator))),
    ]
    return Chart(
        name="side-by-side",
        title=f"{shown.what[:1].upper()}{shown.what[1:]} side by side{shown.mark}",
        sentence=" ".join(filter(None, texts)),
        table=tables.wide(local, shown.indicator, labels, shown.codes, caption),
        source=_sources(shown, around, *local.period.unique()),
        panels=[_small(shown, area, scale, around) for area in shown.areas],
        key=[*(["break"] if seen else []), *_awaiting_key(local)],
        subject=shown.subject(target=around.target),
    )


def _breaks_within(shown: Shown, days: tuple[date, date]) -> list[Break]:
    """The breaks of any of the areas that lie between two days, each once."""
    breaks = [of_break for area in shown.areas for of_break in shown.breaks_of(area.slug)]
    each = {(of_break.on, of_break.reason): of_break for of_break in breaks}
    return [each[key] for key in sorted(each) if days[0] < each[key].on < days[1]]


def _small(shown: Shown, area: Area, scale: timeline.Scale, around: Around) -> Panel:
    line = shown.line_of(area.slug)
    known = [point for point in shown.points_of(area.slug) if point.value is not None]
    href = shown.chosen.query(**({"place": area.slug} if area.kind == "place" else {"area": area.slug}))
    label = words.short_area(area.name)
    panel = Panel(
        name=f"small-{area.slug}",
        heading=components.link(label, href),
        label=label,
        value="",
        sentence="",
        chosen=area.slug == shown.area.slug,
    )
    if not known:
        joint = around.areas.get(area.joint)
        counted = joint and len(shown.line_of(joint.slug))
        why = f"Counted in {joint.name}." if joint and counted else story.missing(line, area)
        return replace(panel, sentence=why)
    last = known[-1]
    if last.end < scale.days[0]:
        return replace(
            panel, sentence=f"No figure is held for {area.name} since {words.period(last.period)}."
        )
    return replace(
        panel,
        value=f"{words.short_amount(last.value, shown.indicator)} · {grammar.short_period(last.period)}",
        sentence=story.small(known, shown.indicator, area, holes(line, step_of(shown.indicator))),
        figure=timeline.small_multiple(line, shown.indicator, scale, shown.breaks_of(area.slug)),
    )


def breakdowns(shown: Shown, area: Area, frame: pd.DataFrame) -> list[Chart]:
    """Return a block for every kind of category published at `area`. `frame`: columns of ask.breakdown."""
    blocks = [_breakdown(shown, area, kind, frame[frame.category_type == kind]) for kind in _kinds(frame)]
    return [block for block in blocks if block is not None]


def _kinds(frame: pd.DataFrame) -> list[str]:
    """The kinds of category; of one that is published on several boundaries, that with the newest period."""
    newest = frame[frame.category_type != ""].groupby("category_type").period_end.max()
    by_age = sorted(newest.index, key=lambda kind: (newest[kind], kind))
    return sorted({words.grouping(kind): kind for kind in by_age}.values())


def _breakdown(shown: Shown, area: Area, kind: str, frame: pd.DataFrame) -> Chart | None:
    newest = _of_one_sex(frame[frame.period_end == frame.period_end.max()], shown.sex)
    if not newest.value.notna().any():
        return None
    newest = newest.assign(label=newest.category.map(words.category))
    newest = newest.iloc[sorted(range(len(newest)), key=lambda at: _order(newest.category.iloc[at]))]
    name = "by-" + "".join(letter if letter.isalnum() else "-" for letter in kind.lower())
    everyone = _everyone(shown, area, newest)
    ordered = newest.sort_values("value", ascending=False, na_position="last", ignore_index=True)
    what = f"{area.name} by {words.grouping(kind)}"
    range_ = story.of_comparison(ordered, shown.indicator, what)
    sentence = f"{what}, {range_} {words.BETTER[shown.indicator.better]}."
    return Chart(
        name=name,
        title=what,
        sentence=sentence,
        table=tables.by_area(newest, shown.indicator, f"{shown.indicator.short_title}, {what}", kind),
        source=story.source(newest.iloc[0], shown.series.described),
        figure=dots.compared(newest, shown.indicator, everyone),
        key=["actual"] + (["interval"] if newest.lower.notna().any() else []),
        subject=replace(shown.subject(area), sex=", ".join(newest.sex.unique())),
    )


def _of_one_sex(frame: pd.DataFrame, sex: str) -> pd.DataFrame:
    """The rows of one sex, where it has any; else of everybody; else all of them, as sexes are the groups."""
    for wanted in (sex, "Persons"):
        if (frame.sex == wanted).any():
            return frame[frame.sex == wanted]
    return frame


def _order(category: str) -> tuple[bool, int, str]:
    """Fifths and tenths from most to least deprived, other groups by name, the unknown last."""
    return category in words.NOT_KNOWN, equity.deprivation_order(category) or 0, category


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
        rows = frame[frame.category_type == kind]
        newest = rows.iloc[0]
        period = words.period(str(newest.period))
        title = f"{series.name[:1].upper()}{series.name[1:]} and {words.grouping(kind)}"
        caption = f"{indicator.short_title} {series.name}, by {words.grouping(kind)}, {period}"
        labels = {slug: words.short_area(area.name) for slug, area in areas.items()}
        held = f"Held {series.name} and by {words.grouping(kind)} only"
        why = f"{held}: no figure is held for all of them together."
        table = tables.by_category(rows, indicator, labels, kind, caption)
        source = story.source(newest, series.described)
        name = f"only-by-{len(blocks)}"
        text = f"{why} {words.BETTER[indicator.better]}."
        blocks.append(components.table_block(name, title, text, tables.rendered(table), source))
    return blocks
