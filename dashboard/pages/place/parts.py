"""The blocks of a Place's page, made from what was gathered. Pure: no question is asked here."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import spine
from dashboard.pages.place.data import Line, Shown
from dashboard.pages.place.place_tables import Around
from dashboard.parts import components, tables
from dashboard.parts.chart import Chart, Subject
from dashboard.parts.table import Cell, Column, Table, label, measure, place, table_of
from data.catalogue.line_names import line_name
from data.catalogue.models import Area, Indicator
from data.judgement.status import Status
from data.wording import doubts, news, pictures, places, sentences

MOST_SHOWN = 5


class Listing(NamedTuple):
    """A list of lines: its heading, the rule of its order, and what is said where it has none."""

    name: str
    heading: str
    rule: str
    none: str


WORRIES = Listing(
    "worries",
    "What worries",
    "What is not met or behind, in the order of the home page: what may be behind by chance after the "
    "others, what cannot be tested last; what is really getting worse first, then the larger gap. Then what "
    "is not there yet, or cannot be judged against a plan, but is really getting worse.",
    "No line that can be judged is off plan, and none is really getting worse.",
)
STRENGTHS = Listing(
    "strengths",
    "What goes well",
    "The mirror of it. What is met, at the level already, ahead or on plan, what cannot be tested last: "
    "what is really improving first, then the larger lead. Then what is not there yet, or cannot be judged "
    "against a plan, but is really getting better.",
    "No line that can be judged is met, at the level already or on plan, and none is really getting better.",
)
COUNTRY = "England"
CONTENTS = (
    ("last", "Are we really last?"),
    ("lines", "Every indicator"),
    ("profile-title", "Beside England and C&M"),
    ("targets", "Targets and their dates"),
)


def joint_note(shown: Shown) -> Component | None:
    """Say how many lines are published for the two Cheshire Places together only; None where none is."""
    many = sum(line.status.place != shown.place.slug for line in shown.lines)
    if not many:
        return None
    lines = "1 line is" if many == 1 else f"{many} lines are"
    text = (
        f"{lines} published for Cheshire (East and West together) only. Its figure stands here and says so; "
        f"it is not that of {shown.place.name} alone."
    )
    return components.notice(text)


def both_lists(shown: Shown, around: Around) -> Component:
    """Return what worries and what goes well, side by side, each with its rule."""
    return html.Div(
        [
            _listed(WORRIES, shown.worries, shown.place, around),
            _listed(STRENGTHS, shown.strengths, shown.place, around),
        ],
        className="both-lists",
    )


def _listed(listing: Listing, statuses: Sequence[Status], place: Area, around: Around) -> Component:
    name = listing.name
    items = [html.Li(_item(status, place, around)) for status in statuses]
    parts: list[Any] = [html.Ol(items[:MOST_SHOWN], className="told")] if items else [html.P(listing.none)]
    if len(items) > MOST_SHOWN:
        rest = html.Ol(items[MOST_SHOWN:], className="told", start=str(MOST_SHOWN + 1))
        parts.append(components.disclosed(f"Show {len(items) - MOST_SHOWN} more", rest, f"more-{name}"))
    parts.append(
        components.disclosed("By which rule", html.P(listing.rule, className="guide"), f"rule-{name}")
    )
    return html.Section(
        [html.H2(listing.heading, id=name), *parts],
        className=f"list-{name}",
        **{"aria-labelledby": name},
    )


def _item(status: Status, place: Area, around: Around) -> list[Any]:
    indicator = around.known.indicators[status.indicator]
    where = f" {around.known.areas[status.place].name}." if status.place != place.slug else ""
    latest = status.latest
    figure = (
        f"{sentences.amount(latest.value, indicator)} {sentences.in_period(latest.period)}" if latest else ""
    )
    gap = sentences.of_gap(status.now, indicator)
    turn = news.change_word(status.change, indicator)
    awaits = doubts.awaiting_short(status)
    clauses = [
        figure,
        awaits,
        gap,
        sentences.of_yardstick(status.now),
        turn if status.change.is_signal else "",
    ]
    return [
        components.link(line_name(indicator, status.sex), around.indicator(status), className="line-name"),
        components.status_mark(status.now.word),
        html.Span(around.domains[indicator.domain], className="sub"),
        html.P(f"{where} {'; '.join(filter(None, clauses))}. {words.BETTER[indicator.better]}.".strip()),
    ]


def last(shown: Shown, around: Around) -> Component:
    """Return whether the Place is really last, and on what."""
    # Where neither high nor low is better there is no last.
    lines = [line for line in shown.lines if line.indicator.better != "neither"]
    ranked = [(_named(line, shown.place, around), line.rank) for line in lines]
    text = places.of_last(ranked, shown.place.name)
    return html.Section(
        [html.H2("Are we really last?", id="last"), html.P(text, className="sentence")],
        **{"aria-labelledby": "last"},
    )


def spine_chart(shown: Shown, around: Around) -> Chart:
    """Return the chart of every indicator against England and C&M."""
    rows, name = shown.rows, shown.place.name
    drawn = rows[rows.position.notna()]
    left = len(rows) - len(drawn)
    parts = [
        pictures.of_profile(rows, name, COUNTRY),
        "Right of the middle is better than England, and one step is the usual spread of the nine Places."
        if len(drawn)
        else "",
        f"{words.counted(left, 'line')} cannot be drawn; the table says why." if left else "",
    ]
    return Chart(
        name="profile",
        title=f"{name} beside England and C&M",
        sentence=" ".join(filter(None, parts)),
        table=_spine_table(shown, around),
        source=_sources(shown),
        figure=spine.spine(shown.rows, around.known.indicators, name, COUNTRY) if len(drawn) else None,
        key=_key(shown),
        why="" if len(drawn) else "No figure can be placed beside England’s of the same period.",
        subject=Subject(area=shown.place),
    )


def _key(shown: Shown) -> list[str]:
    drawn = shown.rows[shown.rows.position.notna()]
    kinds = {spine.kind_of(*pair) for pair in zip(drawn.word, drawn.better, strict=True)}
    marks = [f"spine-{kind or 'unjudged'}" for kind in spine.KEY if kind in kinds]
    marks += ["interval"] if drawn.lower.notna().any() else []
    marks += ["spine-system"] if drawn.system_position.notna().any() else []
    return [*marks, "spine-range"] if len(drawn) else []


def _spine_table(shown: Shown, around: Around) -> Table:
    caption = f"{shown.place.name} beside C&M and England at the same period"
    columns = [
        *(
            Column("Indicator"),
            Column("Area", "area"),
            tables.PERIOD,
            Column("Unit"),
            Column(shown.place.name, "number", is_mixed=True),
            tables.INTERVAL,
        ),
        *(
            Column(name, "number", is_mixed=True)
            for name in ("C&M", COUNTRY, "Lowest Place", "Highest Place")
        ),
        *(Column("Beside England"), Column("Beside the rest of C&M")),
    ]
    known = around.known
    rows = [
        _spine_row(row, known.indicators[row.indicator], known.areas[row.area])
        for row in shown.rows.itertuples()
    ]
    return table_of(caption, columns, rows)


def _spine_row(row: Any, indicator: Indicator, area: Area) -> list[Cell]:
    own, *others = (
        measure(value, words.short_amount(value, indicator)) for value in (row.value, row.system, row.centre)
    )
    ends = [measure(value, words.number(value, indicator.decimals)) for value in (row.lowest, row.highest)]
    between = tables.interval(row.lower, row.upper, indicator, str(row.interval_basis), "none")
    why = row.compared or row.reason or "not told: no interval"
    beside = (label(why), label(row.beside_rest or "not told"))
    what = (label(row.label), place(area), tables.period(row), label(indicator.unit))
    return [*what, own, between, *others, *ends, *beside]


def _sources(shown: Shown) -> str:
    publishers = dict.fromkeys(line.indicator.publisher for line in shown.lines)
    return f"Source: {'; '.join(publishers)}. The release of each figure stands on its indicator’s page."


def _named(line: Line, place: Area, around: Around) -> str:
    """The line, with the area that stands for the Place where that is not its own."""
    area = around.known.areas[line.status.place]
    return line.name if area.slug == place.slug else f"{line.name} for {area.name}"


def contents() -> Component:
    """Return the way to the blocks further down."""
    items = [html.Li(components.link(text, f"#{name}")) for name, text in CONTENTS]
    return html.Nav(html.Ul(items), className="contents", **{"aria-label": "On this page"})
