"""The three statements on the line of an indicator's page as cards, when we will know, and the pace. Pure."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import icons
from dashboard.pages.shared.indicator_data import Shown
from dashboard.pages.shared.judged_line import Judged
from dashboard.parts import components
from data.catalogue.line_names import sex_in_name
from data.catalogue.models import Series
from data.judgement.peers import Peers
from data.judgement.status import Change, Status
from data.wording import doubts, sentences
from data.wording.cards import of_record, of_speed
from data.wording.pictures import of_peers
from data.wording.sentences import CANNOT
from data.wording.statement import Statement

NONE = (
    "Beacon judges the figures {} only. Those shown here are {}, so it does not say how they stand against "
    "plan, whether they are really changing, or what is likely by the deadline."
)

OF_RETURN = (
    "These figures are a {1}, and no official statistics. Beacon judges the official figures {0} only, so it "
    "does not say how these stand against plan, whether they are really changing, or what is likely by the "
    "deadline."
)


def statements(shown: Shown, judged: Judged, headline: Series, headline_held: bool) -> Component:
    """Return the latest figure and the three cards; of a line that has none, the sentence that says so."""
    title = html.H2(f"Where {shown.area.name} stands{_sex(shown)}", id="statements-title")
    if judged.status is None:
        return _section([title, components.notice(_none(shown, headline, headline_held))])
    three = sentences.statements(judged.status, shown.indicator)
    record = _record(judged.status, judged)
    items = [
        _card(three[0], [components.status_mark(three[0].word)], ""),
        _card(three[1], _change_mark(judged.status.change, three[1]), ""),
        _card(three[2], [components.status_mark(three[2].word)], record),
    ]
    figure = sentences.of_figure(
        judged.status.latest, shown.indicator, shown.area, shown.sex, judged.status.now.reason
    )
    awaiting = doubts.of_awaiting(judged.status)
    return _section(
        [
            title,
            html.P(f"{figure} {words.BETTER[shown.indicator.better]}.", className="sentence"),
            html.P(awaiting, className="awaits") if awaiting else None,
            html.Ul([html.Li(card) for card in items], className="statements"),
            html.P(when(judged.status, shown), className="when"),
        ]
    )


def _section(parts: list[Any]) -> Component:
    return html.Section(parts, **{"aria-labelledby": "statements-title"})


def _sex(shown: Shown) -> str:
    return sex_in_name(shown.indicator, shown.sex).replace(", ", ": ")


def _none(shown: Shown, headline: Series, held: bool) -> list[Any]:
    text = (OF_RETURN if shown.series.is_return else NONE).format(headline.name, shown.series.name)
    if not held:
        return [text]
    return [
        text,
        " ",
        components.link(f"Show the figures {headline.name}", shown.chosen.query(series="", area="") or "?"),
    ]


def _card(statement: Statement, mark: list[Any], more: str) -> Component:
    parts = [
        html.H3(statement.heading),
        html.P(mark, className="statement-word"),
        html.P(statement.text) if statement.text else None,
        html.P(more, className="sub") if more else None,
    ]
    return html.Article([part for part in parts if part is not None], className="statement")


def _change_mark(change: Change, statement: Statement) -> list[Any]:
    """The icons of the control chart where it has spoken; the words beside them say what they say."""
    if statement.word == CANNOT:
        return [components.status_mark(statement.word)]
    drawn = [icons.variation(change.variation or None), icons.assurance(change.assurance or None)]
    images = [html.Img(src=icons.address(icon), alt="", width="36", height="36") for icon in drawn if icon]
    return [*images, html.Strong(statement.word)]


def _record(status: Status, judged: Judged) -> str:
    """What came of earlier forecasts, beside the word of one that is shown."""
    return of_record(judged.record, status.outlook.word) if status.outlook.probability is not None else ""


def when(status: Status, shown: Shown) -> str:
    """Return how old the figure is, and when the next one and the one for the deadline are due."""
    latest = status.latest
    ended = f"The period ended {sentences.age(latest.end, shown.today)}." if latest else ""
    dates = sentences.of_dates(status, shown.today)
    return " ".join(part for part in (ended, dates or _no_dates(status)) if part)


def _no_dates(status: Status) -> str:
    return "" if status.next_release else "When the next figure is due is not known."


def pace(shown: Shown, judged: Judged, peers: Peers | None) -> Component | None:
    """Return the pace required, achieved, and ever achieved by similar areas; None without statements.

    And why no areas with a similar start are shown, where there are none.
    """
    if judged.status is None:
        return None
    parts = [
        html.H2("How fast it must go, and who has done it", id="pace-title"),
        html.P(of_speed(judged.status.speed, shown.indicator), className="sentence"),
    ]
    if peers and peers.reason:
        parts.append(html.P(of_peers(peers, shown.indicator)))
    return html.Section(parts, **{"aria-labelledby": "pace-title"})
