"""Inequality: are the poorest improving fastest? One verdict an indicator, and what it rests on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard import ask, shell
from dashboard.pages.inequality import data as inequality_data
from dashboard.pages.inequality import parts as inequality_parts
from dashboard.pages.inequality import verdict_words
from dashboard.pages.inequality.data import Evidence
from dashboard.pages.shared import story
from dashboard.parts.components import link, notice
from dashboard.selection import EVERYTHING, Selection, read
from dashboard.shell import View, address
from data.judgement.equity import BETWEEN, WITHIN
from data.statistics.inequality import CAUTION
from data.statistics.reason import NO_FIGURES

PATH = "/inequality"
QUESTION = "Are the poorest improving fastest?"
LEAD = (
    "The Partnership’s mission is to “improve the lives of the poorest fastest”. This page asks of every "
    "indicator whether the gap between the most and the least deprived is closing."
)
GUIDE = (
    "Where a publisher gives figures for richer and poorer neighbourhoods within an area, the verdict rests "
    "on them as soon as they reach back three years (fifths are the area’s own, or of England where the page "
    "says so); otherwise it rests on the nine Places. A verdict stands "
    "for an indicator when more than half of its lines give it. “Cannot tell yet” is the common answer over "
    "short series: it does not say that the gap stands still. The gaps are slope and relative indices of "
    "inequality between the Places, of the worse outcome, in the first and the last period: above 0, and "
    "above 1 times, the most deprived fare worse. Each year counts once: of months and quarters it is the "
    "same one of every year. Figures that ended over two years ago are history, told in the past tense."
)
ORDER = (verdict_words.WIDENING, verdict_words.CLOSING, "", verdict_words.HISTORY)


def build(query: Mapping[str, Any]) -> View:
    """Return the view: every verdict, or the evidence for one indicator."""
    chosen = read(query, replace(shell.place_choices(), indicators=list(ask.defined().indicators)))
    home = (("Home", address("/") + chosen.carried()),)
    if not chosen.indicator:
        return View(title=QUESTION, body=_every(chosen), selection=chosen, crumbs=home, lead=LEAD)
    title = f"{ask.defined().indicators[chosen.indicator].title}: {QUESTION[:1].lower()}{QUESTION[1:]}"
    crumbs = (*home, (QUESTION, address(PATH) + chosen.query(indicator="")))
    return View(title=title, body=_of_indicator(chosen), selection=chosen, crumbs=crumbs)


def indicator_verdicts(chosen: Selection) -> list[verdict_words.IndicatorVerdict]:
    """Return the one verdict of every indicator of the chosen subject, or of all."""
    known = ask.defined().indicators
    lines = ask.equity_verdicts(chosen.as_of)
    return [
        verdict_words.verdict_of(id, lines[id], chosen.as_of or date.today())
        for id, indicator in known.items()
        if not chosen.domain or indicator.domain == chosen.domain
    ]


def _every(chosen: Selection) -> list[Any]:
    known = ask.defined()
    every = indicator_verdicts(chosen)
    parts: list[Any] = [
        html.P(verdict_words.summary(every), className="sentence"),
        html.P(verdict_words.false_alarms(every)),
        _filter(chosen),
        html.P(GUIDE),
        notice(CAUTION, "Caution on the figures between the Places"),
        inequality_parts.key(),
    ]
    for domain in known.domains:
        of_domain = [verdict for verdict in every if known.indicators[verdict.indicator].domain == domain.id]
        of_domain.sort(key=lambda verdict: (ORDER.index(verdict.direction), not verdict.rests_on))
        if of_domain:
            table = inequality_parts.verdict_table(
                domain.name, of_domain, known.indicators, known.areas, lambda id: _to(chosen, id)
            )
            parts.append(html.H2(domain.name))
            parts += [table] if any(verdict.rests_on for verdict in of_domain) else []
            parts += inequality_parts.untested(of_domain, known.indicators)
    if not every:
        parts.append(notice("No indicator belongs to this subject. Choose another one above."))
    return parts


def _to(chosen: Selection, indicator: str) -> str:
    return address(PATH) + chosen.query(indicator=indicator, domain="")


def _of_indicator(chosen: Selection) -> list[Any]:
    known = ask.defined()
    indicator = known.indicators[chosen.indicator]
    lines = ask.equity_verdicts(chosen.as_of)[indicator.id]
    on = chosen.as_of or date.today()
    verdict = verdict_words.verdict_of(indicator.id, lines, on)
    when = f", {verdict.years}" if verdict.years else ""
    because = f"{when}, because {verdict.reason.clause}" if verdict.reason else when
    every = address(PATH) + chosen.query(indicator="")
    parts: list[Any] = [
        html.P(
            [inequality_parts.mark(verdict.direction, verdict.verdict), f"{because}."], className="sentence"
        ),
        _filter(chosen),
        html.P([verdict_words.outcome(indicator), " ", link("All verdicts", every)]),
    ]
    held = inequality_data.evidence(indicator.id, chosen.as_of)
    inside = _inside([evidence for evidence in held if evidence.verdict.kind == WITHIN], chosen.place)
    if inside:
        parts.append(html.P(_choice(held, inside), className="guide"))
    for evidence in [*inside, *(evidence for evidence in held if evidence.verdict.kind == BETWEEN)]:
        area = known.areas.get(evidence.verdict.area)
        name = "-".join(
            part
            for part in (evidence.verdict.kind, evidence.verdict.area, evidence.verdict.sex.lower())
            if part
        )
        within = area or known.areas[ask.SYSTEM]
        parts += inequality_parts.blocks(evidence, indicator, within, _source(chosen, evidence), name, on)
    if not held:
        text = f"There is nothing to draw, because {(verdict.reason or NO_FIGURES).clause}."
        parts.append(notice(text))
    return parts


def _inside(held: list[Evidence], place: str) -> list[Evidence]:
    """The evidence within the chosen Place, else within Cheshire and Merseyside, else the first area."""
    for slug in (place, ask.SYSTEM, held[0].verdict.area if held else ""):
        inside = [evidence for evidence in held if evidence.verdict.area == slug]
        if inside:
            return inside
    return []


def _choice(held: list[Evidence], shown: list[Evidence]) -> str:
    areas = ask.defined().areas
    names = dict.fromkeys(
        areas[evidence.verdict.area].name for evidence in held if evidence.verdict.kind == WITHIN
    )
    name = areas[shown[0].verdict.area].name
    if len(names) == 1:
        return f"Figures by deprivation within an area are published for {name} only."
    return (
        f"Figures by deprivation are published within {len(names)} areas. Here: {name}. Choose a Place above."
    )


def _source(chosen: Selection, evidence: Evidence) -> str:
    """The source line of the figures behind the last period."""
    verdict = evidence.verdict
    series = ask.defined().indicators[verdict.indicator].headline
    if verdict.kind == BETWEEN:
        frame = ask.history(verdict.indicator, chosen.as_of)
    else:
        frame = ask.breakdown(verdict.indicator, verdict.area, chosen.as_of)
    rows = frame[(frame.period == verdict.last) & (frame.sex == verdict.sex)]
    return str(story.source(rows.iloc[0], series.described)) if len(rows) else ""


def _filter(chosen: Selection) -> Any:
    known = ask.defined()
    lines = ask.equity_verdicts(chosen.as_of)
    options = [{"value": EVERYTHING, "label": "All indicators"}]
    options += [
        {"value": id, "label": indicator.short_title}
        for id, indicator in known.indicators.items()
        if any(line.groups for line in lines[id]) or id == chosen.indicator
    ]
    value = chosen.indicator or EVERYTHING
    fields = [
        shell.control(
            "Evidence for", dbc.Select(id="indicator", name="indicator", options=options, value=value)
        )
    ]
    if not chosen.indicator:
        used = {indicator.domain for indicator in known.indicators.values()}
        subjects = [{"value": EVERYTHING, "label": "All subjects"}]
        subjects += [
            {"value": domain.id, "label": domain.name} for domain in known.domains if domain.id in used
        ]
        select = dbc.Select(id="domain", name="domain", options=subjects, value=chosen.domain or EVERYTHING)
        fields.append(shell.control("Subject", select))
    as_of = chosen.as_of.isoformat() if chosen.as_of else ""
    kept = [
        dbc.Input(type="hidden", name=name, value=text, id=f"filter-{name}")
        for name, text in (("place", chosen.place), ("as_of", as_of))
        if text
    ]
    return html.Form(
        [*fields, *kept, html.Button("Show", type="submit", className="button")],
        method="get",
        className="filter",
        **{"aria-label": "Choose an indicator", "data-state": "address"},
    )
