"""Areas compared at one period: the chart, its sentence and its table. Pure."""

from collections.abc import Sequence

import pandas as pd

from dashboard import story, tables, words
from dashboard.chart import Chart
from dashboard.figures import dots
from dashboard.indicator_data import Shown
from dashboard.shared_period import Shared, newest_known, shared


def compared(shown: Shown, references: Sequence[tuple[str, str]]) -> Chart | None:
    """Return the areas ordered by their figures of one period; None where no figure is held.

    The period is the newest that most of them share. `references`: (name, slug) of wider areas, which are
    drawn at that same period or left out with a sentence.
    """
    local = shown.frame[shown.frame.area.isin([area.slug for area in shown.areas])]
    period = shared(newest_known(local))
    if period is None:
        return None
    frame, later = _rows(shown, period), _beside(shown, period)
    wider, missing = _wider(shown, period, references)
    what = "the nine Places" if shown.by_place else "these areas"
    parts = [story.of_comparison(frame, shown.indicator, what), *later]
    parts += (
        [f"No figure is held for {words.joined(missing, 'or')} in {words.period(period.label)}."]
        if missing
        else []
    )
    caption = f"{shown.indicator.short_title}, {words.period(period.label)}, by area"
    key = ["actual"] + (["interval"] if frame.lower.notna().any() else [])
    return Chart(
        "compared",
        "The nine Places compared" if shown.by_place else "Compared",
        " ".join([*parts, f"{words.BETTER[shown.indicator.better]}."]),
        tables.by_area(pd.concat([frame, wider], ignore_index=True), shown.indicator, caption),
        _source(shown, frame),
        dots.compared(frame, shown.indicator, _lines(shown, wider), words.short_area(shown.area.name)),
        key + (["reference"] if len(wider) else []),
    )


def _rows(shown: Shown, period: Shared) -> pd.DataFrame:
    """One row an area that has any figure, with `label`: the highest first; an empty figure where none is."""
    found = []
    for area in shown.areas:
        line = shown.line_of(area.slug)
        rows = period.of(line).tail(1)
        if rows.empty and len(line):
            rows = line.tail(1).assign(
                value=float("nan"), lower=float("nan"), upper=float("nan"), numerator=float("nan")
            )
            rows = rows.assign(denominator=float("nan"), note="", period=period.label, interval_basis="")
        found += [rows.assign(label=words.short_area(area.name))] if len(rows) else []
    return pd.concat(found).sort_values("value", ascending=False, na_position="last", ignore_index=True)


def _beside(shown: Shown, period: Shared) -> list[str]:
    """A sentence where some areas have newer figures than the period they are compared at."""
    known = newest_known(shown.frame)
    newer = set(known.area[known.period_end > period.end])
    names = [words.short_area(area.name) for area in shown.areas if area.slug in newer]
    return [f"Newer figures are held for {words.joined(names)}."] if names else []


def _wider(
    shown: Shown, period: Shared, references: Sequence[tuple[str, str]]
) -> tuple[pd.DataFrame, list[str]]:
    """The wider areas' rows of the period, and the names of those that have none."""
    rows = {name: period.of(shown.line_of(slug)) for name, slug in references}
    rows = {name: one[one.value.notna()].tail(1).assign(label=name) for name, one in rows.items()}
    missing = [name for name, one in rows.items() if one.empty]
    kept = [one for one in rows.values() if len(one)]
    return (pd.concat(kept) if kept else shown.frame.iloc[:0].assign(label="")), missing


def _lines(shown: Shown, wider: pd.DataFrame) -> list[tuple[str, float]]:
    return [
        (f"{row.label} {words.short_amount(row.value, shown.indicator)}", row.value)
        for row in wider.itertuples()
    ]


def _source(shown: Shown, frame: pd.DataFrame) -> str:
    known = frame[frame.value.notna()]
    return story.source(known.iloc[0], shown.series.name)
