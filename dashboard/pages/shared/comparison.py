"""Areas compared at one period: the chart, its sentence and its table. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from dashboard import words
from dashboard.figures import dots
from dashboard.pages.shared import story
from dashboard.pages.shared.indicator_data import NUMBERS, Shown
from dashboard.pages.shared.shared_period import Shared, shared
from dashboard.parts import tables
from dashboard.parts.chart import Chart
from data.judgement.status import Point

COLUMNS = ["period", "interval_basis", "note", *NUMBERS]
DAYS = ["start", "end"]
NAMED = ["label", "code", *COLUMNS, "period_start", "period_end"]


def compared(shown: Shown, references: Sequence[tuple[str, str]]) -> Chart | None:
    """Return the areas ordered by their figures of one period; None where no figure is held.

    The period is the newest that most of them share. `references`: (name, slug) of wider areas, which are
    drawn at that same period or left out with a sentence.
    """
    newest = {area.slug: _newest(shown.points_of(area.slug)) for area in shown.areas}
    period = shared(_frame_of([point for point in newest.values() if point is not None]))
    if period is None:
        return None
    frame = _rows(shown, period)
    wider = {name: _at(shown.points_of(slug), period) for name, slug in references}
    missing = [name for name, point in wider.items() if point is None]
    parts = [story.of_comparison(frame, shown.indicator, shown.what), *_beside(shown, newest, period)]
    parts += (
        [f"No figure is held for {words.joined(missing, 'or')} in {words.period(period.label)}."]
        if missing
        else []
    )
    held = [(name, point) for name, point in wider.items() if point is not None]
    lines = [
        (f"{name} {words.short_amount(point.value, shown.indicator)}", point.value or 0.0)
        for name, point in held
    ]
    caption = f"{shown.indicator.short_title}, {words.period(period.label)}, by area{shown.mark}"
    key = ["actual"] + (["interval"] if frame.lower.notna().any() else [])
    codes = {name: shown.codes[slug] for name, slug in references}
    beside = _labelled([(name, codes[name], point) for name, point in held])
    table = pd.concat([frame, beside], ignore_index=True) if held else frame
    return Chart(
        name="compared",
        title=f"{shown.what[:1].upper()}{shown.what[1:]} compared{shown.mark}",
        sentence=" ".join([*parts, f"{words.BETTER[shown.indicator.better]}."]),
        table=tables.by_area(table, shown.indicator, caption),
        source=_source(shown, period),
        figure=dots.compared(frame, shown.indicator, lines, words.short_area(shown.area.name)),
        key=key + (["reference"] if held else []),
        subject=shown.subject(),
    )


def _newest(points: Sequence[Point]) -> Point | None:
    return next((point for point in reversed(points) if point.value is not None), None)


def _at(points: Sequence[Point], period: Shared) -> Point | None:
    """The figure of this very period, None where there is none."""
    of_period = [point for point in points if (point.start, point.end) == (period.start, period.end)]
    return of_period[-1] if of_period and of_period[-1].value is not None else None


def _frame_of(points: Sequence[Point]) -> pd.DataFrame:
    rows = [(point.start, point.end, point.period, point.value) for point in points]
    return pd.DataFrame(rows, columns=["period_start", "period_end", "period", "value"])


def _rows(shown: Shown, period: Shared) -> pd.DataFrame:
    """One row an area that has any figure, with `label`: the highest first; an empty figure where none is."""
    empty = Point(period.start, period.end, period.label, None)
    awaiting = replace(empty, note=words.AWAITS)
    rows = shown.frame[shown.frame.doubtful.notna()]
    waiting = set(zip(rows.area, rows.period_start, rows.period_end, strict=True))
    named = []
    for area in shown.areas:
        points = shown.points_of(area.slug)
        of_period = [point for point in points if (point.start, point.end) == (period.start, period.end)]
        if points:
            name, code = words.short_area(shown.name_on(area, period.end)), shown.codes[area.slug]
            without = awaiting if (area.slug, period.start, period.end) in waiting else empty
            named.append((name, code, of_period[-1] if of_period else without))
    frame = _labelled(named)
    return frame.sort_values("value", ascending=False, na_position="last", kind="stable", ignore_index=True)


def _labelled(named: Sequence[tuple[str, str, Point]]) -> pd.DataFrame:
    """A row a point, with its area's label and code: the columns of tables.by_area."""
    rows = [
        [label, code, *(getattr(point, name) for name in [*COLUMNS, *DAYS])] for label, code, point in named
    ]
    frame = pd.DataFrame(rows, columns=NAMED)
    return frame.astype(dict.fromkeys(NUMBERS, float))


def _beside(shown: Shown, newest: Mapping[str, Point | None], period: Shared) -> list[str]:
    """A sentence where some areas have newer figures than the period they are compared at."""
    names = [
        words.short_area(shown.name_on(area, latest.end))
        for area in shown.areas
        if (latest := newest[area.slug]) is not None and latest.end > period.end
    ]
    return [f"Newer figures are held for {words.joined(names)}."] if names else []


def _source(shown: Shown, period: Shared) -> str:
    """Publisher and release of the figures compared, which one of the areas has."""
    for area in shown.areas:
        if _at(shown.points_of(area.slug), period) is not None:
            return story.source(period.of(shown.origin_of(area.slug)).iloc[-1], shown.series.described)
    return ""
