"""Over the table of everything: which rows are left, what chance alone would raise, the legend. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.figures import icons
from dashboard.html.markup import Raw
from dashboard.pages.indicators.row_order import NAME, OFF, ON, YET
from dashboard.pages.indicators.row_values import Row
from dashboard.parts.components import disclosed, link, status_mark
from dashboard.selection import WORTH_YOUR_TIME, Selection
from dashboard.words import counted
from data.judgement.false_alarms import Guard
from data.wording.meanings import WORDS

NO_DATA = "no data"  # a cell without a figure says so itself
YARDSTICK = (
    "The word is of the newest figure. How a target ended, by the figure for its deadline, is said where "
    "that differs. A rate set for Cheshire and Merseyside or for England is a yardstick for a Place, and "
    "stays their target. What cannot be judged for any Place is said once, beside the target."
)
PERIODS = (
    "The period of a row is the newest that most Places have reached. Where an area has a newer figure, it "
    "stands below with its own period; where it has none for the row’s period, its newest stands with its "
    "own. Figures of different periods are not to be compared."
)
MARKS = (
    "The mark beside a figure says whether the rules find a real change up to it, by the control chart or "
    "the recent trend. No mark: there are too few figures to tell."
)
WORST_FIRST = (
    "Worst first: what is off plan, then what is not there yet, then what is on plan or met, then what is "
    "not judged. Of what is off plan, what may be behind by chance comes after the others, and what cannot "
    "be tested last; then what is really getting worse comes first; then the larger gap."
)
TAKEN = {
    OFF: "off plan at {}",
    YET: "not there yet at {}",
    ON: "on plan or met at {}",
}
SOMEWHERE = "one Place or more, or at Cheshire and Merseyside as a whole"


def left(rows: Sequence[Row], everything: Sequence[Row], chosen: Selection, names: Mapping[str, str]) -> str:
    """Return how many rows are shown, which, and in which order, in a sentence; "" for all as they come.

    `names`: slug -> name of the areas.
    """
    place = names.get(chosen.place, "")
    if len(rows) == len(everything) and not chosen.sort:
        return ""
    many = f"{len(rows)} of " if len(rows) < len(everything) else ""
    parts = [many + counted(len(everything), "row")]
    if chosen.status in TAKEN:
        parts.append(TAKEN[chosen.status].format(place or SOMEWHERE))
    elif chosen.status:
        parts.append(f"judged {f'not at {place}' if place else 'nowhere'}")
    if chosen.sort == NAME:
        parts.append("by name")
    elif chosen.sort:
        where = f" in {names[chosen.sort]}" if chosen.sort in names else ""
        parts.append(f"worst first{where}")
    return ", ".join(parts) + "."


def signals(guard: Guard, chosen: Selection) -> Component:
    """Return how many signals there are, how many chance would raise, how many stand the filter."""
    if not guard.tested:
        return html.P("Nothing shown has enough figures to tell a real change from noise.", className="guide")
    chance = "fewer than 1" if guard.by_chance < 1 else f"about {guard.by_chance:.0f}"
    many = len(guard.worth)
    text = (
        f"Of {counted(guard.tested, 'figure')} here that can be tested, {guard.signals} "
        f"{'shows' if guard.signals == 1 else 'show'} a real change; {chance} would by chance alone. "
        f"{many} {'remains' if many == 1 else 'remain'} after the filter for false alarms. "
    )
    return html.P([text, _to_signals(guard, chosen)], className="guide")


def _to_signals(guard: Guard, chosen: Selection) -> Any:
    if chosen.figures == WORTH_YOUR_TIME:
        return link("Show the other rows too", chosen.query(figures="") or "?")
    return link("Show only these", chosen.query(figures=WORTH_YOUR_TIME)) if guard.worth else None


def legend() -> Component:
    """Return what the words and marks mean, folded away."""
    listed = [
        html.Div([html.Dt(status_mark(word)), html.Dd(means)])
        for word, means in WORDS.items()
        if word != NO_DATA
    ]
    marks = [html.Li([Raw(icons.used(kind)), text]) for kind, text in icons.MARKS.items()]
    parts = [
        html.Dl(listed),
        html.P(YARDSTICK),
        html.P(PERIODS),
        html.P(WORST_FIRST),
        html.P(MARKS),
        html.Ul(marks, className="marks-of-change"),
    ]
    folded = disclosed("What the words and marks mean", html.Div(parts, className="legend"), "legend")
    return html.Div([Raw(icons.sprite()), folded])
