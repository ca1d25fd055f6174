"""Where a target stands: how it ended at its deadline, and what the newest figures say now. Pure.

The words are those of the statements (judgement.status) and of targets.endings: nothing is judged here.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.parts import components, tables
from data.catalogue.line_names import AFTER_A_NAME
from data.catalogue.models import Indicator, Target
from data.catalogue.reader import Catalogue
from data.catalogue.scopes import SET_FOR
from data.judgement.quality import EveryPlace
from data.judgement.status import Status
from data.targets import life
from data.targets.endings import NO_FIGURE, Ending, Outcome
from data.wording import sentences

To = Callable[[str], str]
EVERY_PLACE = "A target for every Place passes only if the worst Place passes."
YARDSTICK = "It was set {} and is a yardstick for a Place."
PASSES = {
    True: "It passes now",
    False: "It does not pass now",
    None: "Whether it passes cannot be told yet",
}
OVER = {
    "superseded": "It has been replaced",
    "document superseded": "Its paper was replaced",
    "completed": "It is completed",
}
JUDGED_BY_OTHERS = "{}: today’s figures are judged against the targets that are live."


def ended(outcome: Outcome | None, target: Target, known: Catalogue, to: To) -> list[Component]:
    """Return how a lapsed target ended, in sentences; none while its deadline is ahead or without a value."""
    if outcome is None or target.deadline is None:
        return []
    parts: list[Any] = [f"Its deadline was {words.day(target.deadline)}. "]
    whole = target.scope == "every Place"
    if whole:
        parts += [_whole(outcome, known), " ", EVERY_PLACE]
        return [html.P(parts, className="sentence")]
    return [
        html.P([*parts, *_ending(ending, target, known, to)], className="sentence")
        for ending in outcome.endings
    ]


def _ending(ending: Ending, target: Target, known: Catalogue, to: To) -> list[Any]:
    """One area: the word, the figure for the deadline and the gap; or why nothing is said."""
    indicator, name = known.indicators[target.indicator], _line(ending.area, ending.sex, known)
    if ending.reason and ending.live:
        other = known.targets[ending.live]
        return [f"{name}: not judged as this version, because {ending.reason}: ", _link(other, to), "."]
    if ending.reason:
        return [f"{name}: not judged, because {ending.reason}."]
    name += ", as a yardstick" if ending.standing == "yardstick" else ""
    if ending.word == NO_FIGURE or ending.value is None:
        return [
            f"{name}: Beacon has no figure for that period, so nothing says whether it was met.",
            *_today(ending, indicator),
        ]
    figure = f"{sentences.amount(ending.value, indicator)} {sentences.in_period(ending.period)}"
    return [
        f"{name}: ",
        components.status_mark(str(ending.word)),
        f" by the figure for it, {figure}.",
        *_today(ending, indicator),
    ]


def _today(ending: Ending, indicator: Indicator) -> list[Any]:
    """What the newest figure says, where it is newer than the one for the deadline."""
    if ending.now not in ("met", "not met") or ending.newest_period == ending.period:
        return []
    figure = f"{sentences.amount(ending.newest, indicator)} {sentences.in_period(ending.newest_period)}"
    return [" Now: ", components.status_mark(ending.now), f" by the newest figure, {figure}."]


def _whole(outcome: Outcome, known: Catalogue) -> str:
    met = sum(ending.word == "met" for ending in outcome.endings)
    many = len(outcome.endings)
    worst = outcome.worst
    if not outcome.word:
        return f"It is not judged, because {outcome.endings[0].reason}."
    said = {NO_FIGURE: "Not every Place has a figure for it, so it cannot be called met"}
    sentence = said.get(outcome.word, f"It was {outcome.word}")
    sentence += f": {met} of {many} figures for it met it."
    if worst is None or worst.value is None:
        return sentence
    indicator = known.indicators[known.targets[outcome.target].indicator]
    figure = f"{sentences.amount(worst.value, indicator)} {sentences.in_period(worst.period)}"
    return f"{sentence} The worst is {_line(worst.area, worst.sex, known)}: {figure}."


def _link(target: Target, to: To) -> Component:
    return components.link(target.name, to(target.key))


def _line(area: str, sex: str, known: Catalogue) -> str:
    return known.areas[area].name + AFTER_A_NAME.get(sex, "")


def now(own: Sequence[Status], target: Target, known: Catalogue, to: To) -> list[Component]:
    """Return what the newest figures of the target's own area say. `own`: its statements there."""
    parts: list[Component] = []
    indicator = known.indicators[target.indicator]
    for status in own:
        area = known.areas[status.place]
        figure = sentences.of_figure(status.latest, indicator, area, status.sex, status.now.reason)
        parts.append(html.P([figure, *_judged(status, target, known, to)]))
    return parts


def _judged(status: Status, target: Target, known: Catalogue, to: To) -> list[Any]:
    if status.latest is None:
        return []
    sentence = f" {sentences.of_now(status.now, known.indicators[target.indicator]).sentence}"
    other = known.targets.get(status.now.target_key)
    if other is None or other == target:
        return [sentence]
    return [" The figure is judged against another target first, ", _link(other, to), f".{sentence}"]


def at_places(
    statuses: Sequence[Status], verdicts: Sequence[EveryPlace], target: Target, known: Catalogue, to: To
) -> list[Component]:
    """Return the nine Places' words of now for a target that applies to more than one: sentence and table.

    `statuses`: the statements of its indicator. `verdicts`: data.judgement.quality.every_place of them.
    """
    local = [status for status in statuses if known.areas[status.place].kind in ("place", "joint")]
    if target.scope == "one Place" or not any(_applies(status, target, known) for status in local):
        return []
    held = {(status.place, status.sex) for status in local if status.latest is not None}
    shown = [
        status
        for status in local
        if known.areas[status.place].kind == "place" or (status.place, status.sex) in held
    ]
    texts = [_verdict(verdict, known, statuses) for verdict in verdicts if verdict.target_key == target.key]
    if not held:
        return [html.P(_without(statuses, known.indicators[target.indicator]))]
    if target.status in OVER:
        texts.append(JUDGED_BY_OTHERS.format(OVER[target.status]))
    reasons = {status.now.reason for status in shown if status.latest is not None}
    common = reasons.pop() if len(reasons) == 1 else ""
    texts += [f"No Place is judged: {common}."] if common else []
    if target.rated:
        each = target.scope == "every Place"
        texts.append(EVERY_PLACE if each else YARDSTICK.format(SET_FOR[target.scope]))
    head = ["Place", "Newest figure", "Now against plan", "Judged against"]
    # What all rows have alike stands in the sentence.
    alike = bool(common) and {status.now.target_key for status in shown if status.latest} == {target.key}
    columns = 2 if alike else len(head)
    rows = [
        [
            *_newest(status, held, known.indicators[target.indicator], known),
            *_against(status, bool(common), target, known, to),
        ][:columns]
        for status in shown
    ]
    caption = f"{known.indicators[target.indicator].short_title}: the nine Places now"
    return [html.P(" ".join(texts)), tables.listed(caption, head[:columns], rows)]


def _without(statuses: Sequence[Status], indicator: Indicator) -> str:
    """Why no Place has a figure: none is held of the indicator at all, or only those of wider areas."""
    if any(status.latest for status in statuses):
        return indicator.note_if_no_figures or "No figure for a Place is held."
    return sentences.why_no_figures(indicator)


def _applies(status: Status, target: Target, known: Catalogue) -> bool:
    indicator = known.indicators[target.indicator]
    return life.applies_to(target, known.areas[status.place], indicator) in ("own", "yardstick")


def _verdict(verdict: EveryPlace, known: Catalogue, statuses: Sequence[Status]) -> str:
    many = f"{verdict.passing} of {verdict.judged} figures"
    sentence = f"{PASSES[verdict.passes]}: {many} are met, at the level already or on plan"
    worst = next((held for held in statuses if (held.place, held.sex) == (verdict.worst, verdict.sex)), None)
    if worst is None or worst.latest is None:
        return f"{sentence}."
    value = sentences.amount(worst.latest.value, known.indicators[verdict.indicator])
    value += f" {sentences.in_period(worst.latest.period)}"
    return f"{sentence}; the worst is {_line(verdict.worst, verdict.sex, known)}, {value}."


def _newest(
    status: Status, held: Collection[tuple[str, str]], indicator: Indicator, known: Catalogue
) -> list[Any]:
    """A Place and its newest figure; one that has none is sent to its joint area, where that is `held`."""
    name, joint = _line(status.place, status.sex, known), known.areas[status.place].joint
    if status.latest is None:
        together = f"see {known.areas[joint].name}" if (joint, status.sex) in held else words.NO_FIGURE
        return [name, together]
    return [name, f"{sentences.amount(status.latest.value, indicator)}, {words.period(status.latest.period)}"]


def _against(status: Status, without_reason: bool, target: Target, known: Catalogue, to: To) -> list[Any]:
    """The word of now, and the target that the figure is judged against."""
    if status.latest is None:
        return ["–", "–"]
    other = known.targets.get(status.now.target_key)
    against: Any = "–" if other is None else "this target" if other == target else _link(other, to)
    reason = "" if without_reason or status.now.reason == status.now.word else status.now.reason
    note = reason or sentences.at_deadline(status.now)
    return [f"{status.now.word} ({note})" if note else status.now.word, against]
