"""The parts of the page on methods: contents, rules, words and icons, the track record. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import icons, interval_coverage
from dashboard.pages.methods import track_words
from dashboard.pages.methods.rule import LABELS, WHO, Rule, Section
from dashboard.parts import tables
from dashboard.parts.chart import Chart
from dashboard.parts.components import link, status_mark
from dashboard.parts.table import table_of
from data.judgement import forecast_record
from data.judgement.false_alarms import Guard
from data.judgement.forecast_record import Record
from data.judgement.status import Status
from data.wording import sentences
from data.wording.meanings import WORDS

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
    items = [html.Li([html.Strong(LABELS[owner]), f": {text}"]) for owner, text in WHO.items()]
    return [heading("whose", "Whose rules these are"), html.Ul(items)]


def heading(name: str, title: str) -> Component:
    """Return a heading that can be linked to."""
    return html.H2(title, id=name)


def section(content: Section, *after: Any) -> list[Any]:
    """Return a section: heading, opening, rules, and what stands after them."""
    opening = [html.P(content.opening)] if content.opening else []
    listed = html.Ul([_rule(rule) for rule in content.rules], className="rules")
    return [heading(content.name, content.title), *opening, listed, *after]


def _rule(rule: Rule) -> Component:
    why = html.Span([html.Strong(LABELS[rule.whose]), f". {rule.why}"], className="whose")
    return html.Li([rule.says, " ", why])


def words_table() -> Component:
    """Return the words of the first statement, each with its shape."""
    rows = [[status_mark(word), meaning] for word, meaning in WORDS.items()]
    return html.Div(
        tables.table(f"The {len(WORDS)} words", ["Word", "What it says"], rows), className="meanings"
    )


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


def of_guard(guard: Guard) -> Component:
    """Return how many lines signal a change, how many would by chance, and how many pass the filter."""
    chance = "fewer than 1" if guard.by_chance < 1 else f"about {guard.by_chance:.0f}"
    text = (
        f"Of the figures chosen above, {words.counted(guard.tested, 'line')} can be tested. {guard.signals} "
        f"{'signals' if guard.signals == 1 else 'signal'} a change; chance alone would make {chance} do so. "
        f"{len(guard.worth)} {'passes' if len(guard.worth) == 1 else 'pass'} the filter."
    )
    return html.P(text if guard.tested else "Of the figures chosen above no line can be tested.")


def of_forecasts(statuses: Sequence[Status]) -> Component:
    """Return how many lines carry a forecast, and why the others do not."""
    given = sum(bool(status.outlook.word) for status in statuses)
    reasons = Counter(status.outlook.reason for status in statuses if status.outlook.reason)
    why = sentences.joined([f"{reason} ({many:,})" for reason, many in reasons.most_common(MOST_REASONS)])
    begun = (
        f"Of {words.counted(len(statuses), 'line')} at the areas compared, {given:,} now carry a forecast."
    )
    return html.P(f"{begun} Why the others do not, most often: {why}." if why else begun)


def track_parts(records: Sequence[Record], names: track_words.Names, to: Callable[[str], str]) -> list[Any]:
    """Return the record in words: the sum, the cautions, and what is withheld and why."""
    cautions = track_words.cautions(records, names)
    parts: list[Any] = [html.P(track_words.summary(records), className="sentence", id="track-summary")]
    if cautions:
        listed = html.Ul([html.Li(caution) for caution in cautions])
        parts.append(html.Div([html.P(html.Strong("Caution")), listed], className="notice methods-caution"))
    withheld = forecast_record.withheld(records)
    if withheld:
        items = [
            html.Li([link(names[id].short_title, to(id)), f": {reason}."]) for id, reason in withheld.items()
        ]
        parts += [html.H3("Forecasts that are withheld, and why"), html.Ul(items, id="withheld")]
    elif any(record.n for record in records):
        parts.append(html.P("No indicator’s forecast is withheld for its track record.", id="withheld"))
    unchecked = track_words.unchecked(records)
    return [*parts, html.P(unchecked)] if unchecked else parts


def track_chart(records: Sequence[Record], names: track_words.Names) -> Chart:
    """Return how often the 80% intervals held the outcome, by indicator; its table is the whole record."""
    known = track_words.checked(records)
    title = "How often the 80% intervals held the outcome"
    rows = track_words.rows(records, names) if known else []
    table = table_of("The forecast’s track record", track_words.COLUMNS, rows)
    if not known:
        return Chart(
            name=CHART,
            title=title,
            sentence=track_words.of_chart(records),
            table=table,
            source=SOURCE,
            why="There is nothing to draw yet.",
        )
    drawn = interval_coverage.held(
        track_words.points(records, names), 100 * track_words.PROMISED, 100 * forecast_record.POOR_COVERAGE
    )
    return Chart(
        name=CHART,
        title=title,
        sentence=track_words.of_chart(records),
        table=table,
        source=SOURCE,
        figure=drawn,
    )
