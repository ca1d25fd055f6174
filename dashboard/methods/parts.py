"""The parts of the page on methods: contents, rules, words and icons, the track record. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import tables, words
from dashboard.chart import Chart
from dashboard.components import link, status_mark
from dashboard.figures import coverage, icons
from dashboard.methods import track as say
from dashboard.methods.rules import LABELS, WHO, Rule, Section
from dashboard.methods.text import WORDS
from data import track, wording
from data.guard import Guard
from data.status import Status
from data.track import Record

CHART = "track"
MOST_REASONS = 3
SOURCE = (
    "Source: Beacon’s own back-test of every line in the store. The figures behind it are the "
    "publishers’, as they stand now and not as they were first published."
)


def contents(headings: Iterable[tuple[str, str]]) -> Component:
    """Return the way to each heading: (id, title)."""
    items = [html.Li(html.A(title, href=f"#{name}")) for name, title in headings]
    return html.Nav(html.Ul(items), className="contents methods-contents", **{"aria-label": "On this page"})


def whose() -> list[Component]:
    """Return what the label of each rule means."""
    items = [html.Li([html.Strong(LABELS[one]), f": {text}"]) for one, text in WHO.items()]
    return [heading("whose", "Whose rules these are"), html.Ul(items)]


def heading(name: str, title: str) -> Component:
    """Return a heading that can be linked to."""
    return html.H2(title, id=name)


def section(one: Section, *after: Any) -> list[Any]:
    """Return a section: heading, opening, rules, and what stands after them."""
    opening = [html.P(one.opening)] if one.opening else []
    listed = html.Ul([_rule(rule) for rule in one.rules], className="rules")
    return [heading(one.name, one.title), *opening, listed, *after]


def _rule(rule: Rule) -> Component:
    why = html.Span([html.Strong(LABELS[rule.whose]), f". {rule.why}"], className="whose")
    return html.Li([rule.says, " ", why])


def words_table() -> Component:
    """Return the words of the first statement, each with its shape."""
    rows = [[status_mark(word), meaning] for word, meaning in WORDS.items()]
    return html.Div(tables.table("The twelve words", ["Word", "What it says"], rows), className="meanings")


def icon_table(caption: str, drawn: Callable[[str], str], meanings: Mapping[str, str]) -> Component:
    """Return icons, each with its words."""
    body = [
        html.Tr(
            [
                html.Td(html.Img(src=icons.address(drawn(kind)), alt="", width="40", height="40")),
                html.Td(f"{text[:1].upper()}{text[1:]}"),
            ]
        )
        for kind, text in meanings.items()
    ]
    head = html.Tr([html.Th("Icon", scope="col"), html.Th("What it says", scope="col")])
    inner = [html.Caption(caption), html.Thead(head), html.Tbody(body)]
    return html.Div(html.Table(inner, className="figures-table"), className="meanings")


def of_guard(found: Guard) -> Component:
    """Return how many lines signal a change, how many would by chance, and how many pass the filter."""
    chance = "fewer than 1" if found.by_chance < 1 else f"about {found.by_chance:.0f}"
    text = (
        f"Of the figures chosen above, {words.counted(found.tested, 'line')} can be tested. {found.signals} "
        f"{'signals' if found.signals == 1 else 'signal'} a change; chance alone would make {chance} do so. "
        f"{len(found.worth)} {'passes' if len(found.worth) == 1 else 'pass'} the filter."
    )
    return html.P(text if found.tested else "Of the figures chosen above no line can be tested.")


def of_forecasts(found: Sequence[Status]) -> Component:
    """Return how many lines carry a forecast, and why the others do not."""
    given = sum(bool(one.outlook.word) for one in found)
    reasons = Counter(one.outlook.reason for one in found if one.outlook.reason)
    why = wording.joined([f"{reason} ({many:,})" for reason, many in reasons.most_common(MOST_REASONS)])
    begun = f"Of {words.counted(len(found), 'line')} at the areas compared, {given:,} now carry a forecast."
    return html.P(f"{begun} Why the others do not, most often: {why}." if why else begun)


def track_parts(records: Sequence[Record], names: say.Names, to: Callable[[str], str]) -> list[Any]:
    """Return the record in words: the sum, the cautions, and what is withheld and why."""
    cautions = say.cautions(records, names)
    parts: list[Any] = [html.P(say.summary(records), className="sentence", id="track-summary")]
    if cautions:
        listed = html.Ul([html.Li(one) for one in cautions])
        parts.append(html.Div([html.P(html.Strong("Caution")), listed], className="notice methods-caution"))
    withheld = track.withheld(records)
    if withheld:
        items = [
            html.Li([link(names[id].short_title, to(id)), f": {reason}."]) for id, reason in withheld.items()
        ]
        parts += [html.H3("Forecasts that are withheld, and why"), html.Ul(items, id="withheld")]
    elif any(one.n for one in records):
        parts.append(html.P("No indicator’s forecast is withheld for its track record.", id="withheld"))
    unchecked = say.unchecked(records)
    return [*parts, html.P(unchecked)] if unchecked else parts


def track_chart(records: Sequence[Record], names: say.Names) -> Chart:
    """Return how often the 80% intervals held the outcome, by indicator; its table is the whole record."""
    known = say.checked(records)
    title = "How often the 80% intervals held the outcome"
    told = say.rows(records, names) if known else []
    table = tables.table("The forecast’s track record", say.HEAD, told, numeric=range(2, len(say.HEAD)))
    if not known:
        return Chart(CHART, title, say.of_chart(records), table, SOURCE, why="There is nothing to draw yet.")
    drawn = coverage.held(say.points(records, names), 100 * say.PROMISED, 100 * track.POOR_COVERAGE)
    return Chart(CHART, title, say.of_chart(records), table, SOURCE, drawn)
