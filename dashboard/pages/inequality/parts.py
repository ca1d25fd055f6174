"""The blocks of the page on inequality: the verdicts of a subject as a table, and the evidence of one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import gradient, icons
from dashboard.figures.gradient import Gap
from dashboard.figures.line_gaps import holes
from dashboard.pages.inequality import verdict_words
from dashboard.pages.inequality.data import Evidence
from dashboard.pages.inequality.verdict_words import IndicatorVerdict
from dashboard.pages.shared import story
from dashboard.parts import components, tables
from dashboard.parts.chart import Chart, Subject
from dashboard.parts.components import link
from dashboard.parts.table import Cell, Column, Kind, label, limits, measure, named, table_of
from data.catalogue.models import Area, Indicator
from data.judgement.equity import BETWEEN, IMD, WITHIN
from data.periods import Period
from data.statistics.reason import Reason
from data.wording import sentences

HEAD = ["Indicator", "Verdict", "Within areas", "Between Places", "Absolute gap", "Relative gap"]


def mark(direction: str, text: str) -> Component:
    """Return a verdict with its icon, of which history has none; the words say all that the icon does."""
    if direction not in icons.DIRECTION:
        return html.Strong(text)
    image = html.Img(src=icons.address(icons.direction(direction)), alt="", width="20", height="20")
    return html.Span([image, " ", html.Strong(text)])


def key() -> Component:
    """Return what the icons mean."""
    items = [html.Li(mark(way, text)) for way, text in icons.DIRECTION.items()]
    return html.Ul(items, className="chart-key", **{"aria-label": "Key to the verdicts"})


def verdict_table(
    name: str,
    verdicts: Sequence[IndicatorVerdict],
    indicators: Mapping[str, Indicator],
    areas: Mapping[str, Area],
    to: Callable[[str], str],
) -> Component:
    """Return the verdicts of one subject, a row an indicator. `to` gives the address of its evidence.

    Only of indicators that have something to judge: `untested` names the others.
    """
    verdicts = [verdict for verdict in verdicts if verdict.rests_on]
    cells = [_row(verdict, indicators[verdict.indicator], areas, to) for verdict in verdicts]
    return html.Div(tables.listed(f"{name}: is the gap closing?", HEAD, cells), className="verdicts")


def untested(verdicts: Sequence[IndicatorVerdict], indicators: Mapping[str, Indicator]) -> list[Component]:
    """Return a sentence for every reason why indicators of a subject cannot be tested at all."""
    reasons: dict[Reason, list[str]] = {}
    for verdict in verdicts:
        if not verdict.rests_on:
            reasons.setdefault(verdict.reason, []).append(indicators[verdict.indicator].short_title)
    return [
        html.P(
            [
                mark("", verdict_words.CANNOT.capitalize()),
                f", because {reason.clause}: {words.joined(names)}.",
            ]
        )
        for reason, names in reasons.items()
    ]


def _row(
    verdict: IndicatorVerdict, indicator: Indicator, areas: Mapping[str, Area], to: Callable[[str], str]
) -> list[Any]:
    within = [line for line in verdict.lines if line.kind == WITHIN]
    between = [line for line in verdict.lines if line.kind == BETWEEN]
    parts: list[Any] = [mark(verdict.direction, verdict.verdict)]
    if verdict.years:
        over = ", history" if verdict.direction == verdict_words.HISTORY else ""
        parts += [html.Br(), html.Span(f"{verdict.years}{over}", className="sub")]
    if verdict.reason:
        parts += [html.Br(), html.Span(f"because {verdict.reason.clause}", className="sub")]
    return [
        link(indicator.short_title, to(verdict.indicator)),
        html.Span(parts, style={"display": "inline-block", "minWidth": "9rem"}),
        verdict_words.of_lines(within, areas, verdict.on),
        verdict_words.of_lines(between, areas, verdict.on),
        _per_sex([(line.sex, verdict_words.absolute(line, indicator)) for line in between]),
        _per_sex([(line.sex, verdict_words.relative(line)) for line in between]),
    ]


def _per_sex(texts: Sequence[tuple[str, str]]) -> str:
    if len({text for _, text in texts}) == 1:
        return texts[0][1]
    return "; ".join(f"{verdict_words.SEXES.get(sex, sex)}: {text}" for sex, text in texts)


def blocks(
    evidence: Evidence, indicator: Indicator, area: Area, source: str, name: str, on: date
) -> list[Component | Chart]:
    """Return everything one verdict rests on. `area`: the one it is within, C&M between its Places."""
    verdict, subject = evidence.verdict, _subject(evidence, indicator, area)
    over = verdict_words.is_history(verdict, on)
    way = verdict_words.HISTORY if over else verdict_words.direction(verdict.verdict)
    where = f"within {area.name}" if verdict.kind == WITHIN else "between the nine Places"
    sex = f", {verdict_words.SEXES[verdict.sex]}" if verdict_words.SEXES.get(verdict.sex) else ""
    caution = components.notice(verdict.caution, "Caution") if verdict.caution else None
    disagree = components.notice(f"The two measures disagree: {verdict.scales}.") if verdict.scales else None
    opening = [
        html.H2(f"{where[:1].upper()}{where[1:]}{sex}", id=f"{name}-title"),
        html.P(mark(way, verdict_words.in_words(verdict, on))),
        html.P(verdict_words.statement(verdict, where, on), className="sentence"),
        disagree,
        caution,
    ]
    return [
        html.Section([part for part in opening if part is not None], **{"aria-labelledby": f"{name}-title"}),
        *(
            replace(chart, subject=subject)
            for chart in (
                _dots(evidence, indicator, where + sex, source, f"{name}-dots"),
                _absolute(evidence, indicator, where + sex, source, f"{name}-absolute"),
                _relative(evidence, where + sex, source, f"{name}-relative"),
            )
        ),
        *([] if verdict.reason else [_left_out(evidence, where + sex, source, f"{name}-left-out", on)]),
    ]


def _subject(evidence: Evidence, indicator: Indicator, area: Area) -> Subject:
    newest = evidence.gaps.iloc[-1]
    return Subject(
        indicators=[indicator],
        area=area,
        sex=evidence.verdict.sex,
        series=[indicator.headline],
        period=Period(newest.period_start, newest.period_end, words.period(newest.period)),
    )


def _dots(evidence: Evidence, indicator: Indicator, where: str, source: str, name: str) -> Chart:
    dots, inside = evidence.dots, evidence.verdict.kind == WITHIN
    first, last = dots.iloc[0], dots.iloc[-1]
    part = {5: " fifth", 10: " tenth"}.get(len(dots), " group") if inside else ""
    of = f" of {evidence.verdict.groups_of}" if evidence.verdict.groups_of else ""
    what = f"its neighbourhoods by {part.strip()}s{of}" if inside else f"Places by the {IMD}"
    group = part + of if part else ""
    ends = [
        f"the {end} deprived{group or f', {row.label}'}, {sentences.amount(row.value, indicator)}"
        for end, row in (("most", first), ("least", last))
    ]
    sentence = (
        f"{indicator.short_title} {where}, {sentences.in_period(str(first.period))}, {what}: "
        f"{'; '.join(ends)}. {words.BETTER[indicator.better]}."
    )
    kind: Kind = "text" if inside else "area"
    columns = [
        Column("From most to least deprived", kind),
        tables.measured(indicator),
        tables.between(indicator),
    ]
    rows = [
        [
            label(row.label) if inside else named(row.label, row.code),
            measure(row.value, sentences.amount(row.value, indicator)),
            tables.interval(row.lower, row.upper, indicator, str(row.interval_basis)),
        ]
        for row in _rows(dots)
    ]
    table = table_of(f"{indicator.short_title} {where}, by deprivation", columns, rows)
    figure = gradient.by_deprivation(dots, indicator, evidence.fitted)
    marks = ["interval"] if dots.lower.notna().any() else []
    title = f"By deprivation, {where}"
    note = "The dashed line is fitted through the points, each weighed by its people. "
    return Chart(
        name=name, title=title, sentence=sentence, table=table, source=note + source, figure=figure, key=marks
    )


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples())


def _absolute(evidence: Evidence, indicator: Indicator, where: str, source: str, name: str) -> Chart:
    unit = verdict_words.unit(indicator)

    def said(value: float) -> str:
        return f"{verdict_words.size(value, indicator)} {unit}"

    frame = _measure(evidence.gaps, "sii", said)
    sentence = "Absolute gap (slope index of inequality): " + _went(frame, said)
    slope, least = (Column(name, "number", unit) for name in ("Slope index", "Most minus least deprived"))
    rows = [
        [
            tables.period(row),
            measure(row.sii, said(row.sii)),
            _limits(row.sii_lower, row.sii_upper, lambda value: verdict_words.size(value, indicator)),
            measure(row.gap, said(row.gap)),
        ]
        for row in reversed(_rows(evidence.gaps))
    ]
    table = table_of(f"Absolute gap {where}", [tables.PERIOD, slope, tables.INTERVAL, least], rows)
    note = "Above nought the most deprived fare worse. "
    suffix = "" if len(unit) > 5 else f" {unit}"
    block = Chart(
        name=name,
        title=f"Absolute gap over time, {where}",
        sentence=sentence,
        table=table,
        source=note + source,
    )
    return _over_time(block, frame, Gap(name=block.title, none_at=0, suffix=suffix))


def _relative(evidence: Evidence, where: str, source: str, name: str) -> Chart:
    frame = _measure(evidence.gaps, "rii", verdict_words.times)
    title = f"Relative gap over time, {where}"
    columns = [tables.PERIOD, Column("Relative index", "number", "times"), tables.INTERVAL]
    rows = [
        [
            tables.period(row),
            measure(row.rii, verdict_words.times(row.rii)),
            _limits(row.rii_lower, row.rii_upper, lambda value: words.number(value, 2)),
        ]
        for row in reversed(_rows(evidence.gaps))
    ]
    table = table_of(f"Relative gap {where}", columns, rows)
    if frame.empty:
        text = "There is no relative gap for this indicator."
        why = f"It cannot be drawn: {verdict_words.NO_RATIO}."
        return Chart(name=name, title=title, sentence=text, table=table, source=source, why=why)
    opening = "Relative gap (relative index of inequality, the most deprived end against the least): "
    note = "Above 1 the most deprived fare worse. "
    sentence = opening + _went(frame, verdict_words.times, 1)
    block = Chart(name=name, title=title, sentence=sentence, table=table, source=note + source)
    return _over_time(block, frame, Gap(name=title, none_at=1))


def _measure(gaps: pd.DataFrame, column: str, said: Callable[[float], str]) -> pd.DataFrame:
    frame = gaps[["period", "period_end"]].assign(
        value=gaps[column], lower=gaps[f"{column}_lower"], upper=gaps[f"{column}_upper"]
    )
    frame = frame[frame.value.notna()].sort_values("period_end", ignore_index=True)
    texts = [f"{words.period(row.period)}: {said(row.value)}" for row in _rows(frame)]
    return frame.assign(text=texts)


def _went(frame: pd.DataFrame, said: Callable[[float], str], no_gap: float = 0) -> str:
    if frame.empty:
        return "no figure."
    first, last = frame.iloc[0], frame.iloc[-1]
    sizes = (_size(first.value, no_gap), _size(last.value, no_gap))
    text = (said(first.value), said(last.value))
    return verdict_words.of_gap(*sizes, (str(first.period), str(last.period)), text)


def _size(value: float, no_gap: float) -> float:
    """How far from no gap: a ratio of one half is as far from 1 as a ratio of 2."""
    return max(value, 1 / value) if no_gap else abs(value)


def _over_time(block: Chart, frame: pd.DataFrame, gap: Gap) -> Chart:
    """The block with its gap as a line, or why there is none."""
    if len(frame) < 2:
        return replace(block, why="There are too few periods to draw a line.")
    sentence = " ".join(filter(None, [block.sentence, story.of_holes(holes(frame, gradient.YEARLY))]))
    figure = gradient.gap_over_time(frame, gap)
    key = ["interval"] if frame.lower.notna().any() else []
    return replace(block, sentence=sentence, figure=figure, key=key)


def _limits(lower: float, upper: float, said: Callable[[float], str]) -> Cell:
    if words.is_missing(lower) or words.is_missing(upper):
        return Cell(None, "cannot be worked out")
    return limits(lower, upper, f"{said(lower)} to {said(upper)}")


def _left_out(evidence: Evidence, where: str, source: str, name: str, on: date) -> Component:
    title = f"Without each one in turn, {where}"
    labels = list(evidence.dots.label)
    verdict = evidence.verdict
    each = [replace(verdict, verdict=str(text)) for text in evidence.left_out.get("verdict", [])]
    verdicts = [verdict_words.in_words(without, on) for without in each]
    chances = list(evidence.left_out.get("p_value", []))
    without = dict(zip(labels, verdicts, strict=False))
    rows = [
        [label, verdict, "not tested" if words.is_missing(float(p)) else verdict_words.chance(float(p))]
        for label, verdict, p in zip(labels, verdicts, chances, strict=False)
    ]
    head = ["Left out", "Verdict without it", "Chance would show as much"]
    table = tables.table(title, head, rows)
    sentence = verdict_words.of_left_out(verdict_words.in_words(verdict, on), without)
    parts = [
        html.H2(title, id=f"{name}-title"),
        html.P(sentence, className="sentence"),
        components.disclosed("Show the test without each one", table),
        html.P(source, className="source"),
    ]
    return html.Section(parts, className="chart-block", **{"aria-labelledby": f"{name}-title"})
