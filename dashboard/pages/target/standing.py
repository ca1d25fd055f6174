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
from data.wording import sentences as wording

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


def ended(found: Outcome | None, target: Target, known: Catalogue, to: To) -> list[Component]:
    """Return how a lapsed target ended, in sentences; none while its deadline is ahead or without a value."""
    if found is None or target.deadline is None:
        return []
    told: list[Any] = [f"Its deadline was {words.day(target.deadline)}. "]
    whole = target.scope == "every Place"
    if whole:
        told += [_whole(found, known), " ", EVERY_PLACE]
        return [html.P(told, className="sentence")]
    return [html.P([*told, *_ending(one, target, known, to)], className="sentence") for one in found.endings]


def _ending(one: Ending, target: Target, known: Catalogue, to: To) -> list[Any]:
    """One area: the word, the figure for the deadline and the gap; or why nothing is said."""
    indicator, name = known.indicators[target.indicator], _line(one.area, one.sex, known)
    if one.reason and one.live:
        other = known.targets[one.live]
        return [f"{name}: not judged as this version, because {one.reason}: ", _link(other, to), "."]
    if one.reason:
        return [f"{name}: not judged, because {one.reason}."]
    if one.word == NO_FIGURE or one.value is None:
        return [f"{name}: no figure for that period is held, so nothing says whether it was met."]
    yardstick = ", as a yardstick" if one.standing == "yardstick" else ""
    figure = f" by the figure for it, {wording.amount(one.value, indicator)} {wording.in_period(one.period)}."
    return [f"{name}{yardstick}: ", components.status_mark(str(one.word)), figure]


def _whole(found: Outcome, known: Catalogue) -> str:
    met = sum(one.word == "met" for one in found.endings)
    many = len(found.endings)
    worst = found.worst
    if not found.word:
        return f"It is not judged, because {found.endings[0].reason}."
    said = {NO_FIGURE: "Not every Place has a figure for it, so it cannot be called met"}
    told = said.get(found.word, f"It was {found.word}")
    told += f": {met} of {many} figures for it met it."
    if worst is None or worst.value is None:
        return told
    indicator = known.indicators[known.targets[found.target].indicator]
    figure = f"{wording.amount(worst.value, indicator)} {wording.in_period(worst.period)}"
    return f"{told} The worst is {_line(worst.area, worst.sex, known)}: {figure}."


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
        figure = wording.of_figure(status.latest, indicator, area, status.sex, status.now.reason)
        parts.append(html.P([figure, *_judged(status, target, known, to)]))
    return parts


def _judged(status: Status, target: Target, known: Catalogue, to: To) -> list[Any]:
    if status.latest is None:
        return []
    told = f" {wording.of_now(status.now, known.indicators[target.indicator]).sentence}"
    other = known.targets.get(status.now.target_key)
    if other is None or other == target:
        return [told]
    return [" The figure is judged against another target first, ", _link(other, to), f".{told}"]


def at_places(
    found: Sequence[Status], verdicts: Sequence[EveryPlace], target: Target, known: Catalogue, to: To
) -> list[Component]:
    """Return the nine Places' words of now for a target that applies to them: a sentence and a table.

    `found`: the statements of its indicator. `verdicts`: data.judgement.quality.every_place of them.
    """
    local = [one for one in found if known.areas[one.place].kind in ("place", "joint")]
    if not any(_applies(one, target, known) for one in local):
        return []
    held = {(one.place, one.sex) for one in local if one.latest is not None}
    shown = [one for one in local if known.areas[one.place].kind == "place" or (one.place, one.sex) in held]
    sentences = [_verdict(one, known, found) for one in verdicts if one.target_key == target.key]
    if not held:
        return [html.P(_without(found, known.indicators[target.indicator]))]
    if target.status in OVER:
        sentences.append(JUDGED_BY_OTHERS.format(OVER[target.status]))
    reasons = {one.now.reason for one in shown if one.latest is not None}
    common = reasons.pop() if len(reasons) == 1 else ""
    sentences += [f"No Place is judged: {common}."] if common else []
    if target.rated:
        each = target.scope == "every Place"
        sentences.append(EVERY_PLACE if each else YARDSTICK.format(SET_FOR[target.scope]))
    head = ["Place", "Newest figure", "Now against plan", "Judged against"]
    # What all rows have alike stands in the sentence.
    alike = bool(common) and {one.now.target_key for one in shown if one.latest} == {target.key}
    columns = 2 if alike else len(head)
    rows = [_row(one, held, bool(common), target, known, to)[:columns] for one in shown]
    caption = f"{known.indicators[target.indicator].short_title}: the nine Places now"
    return [html.P(" ".join(sentences)), tables.table(caption, head[:columns], rows)]


def _without(found: Sequence[Status], indicator: Indicator) -> str:
    """Why no Place has a figure: none is held of the indicator at all, or only those of wider areas."""
    if any(one.latest for one in found):
        return indicator.note_if_no_figures or "No figure for a Place is held."
    return wording.why_no_figures(indicator)


def _applies(one: Status, target: Target, known: Catalogue) -> bool:
    indicator = known.indicators[target.indicator]
    return life.applies_to(target, known.areas[one.place], indicator) in ("own", "yardstick")


def _verdict(one: EveryPlace, known: Catalogue, found: Sequence[Status]) -> str:
    told = f"{PASSES[one.passes]}: {one.passing} of {one.judged} figures are met or on plan"
    worst = next((held for held in found if (held.place, held.sex) == (one.worst, one.sex)), None)
    if worst is None or worst.latest is None:
        return f"{told}."
    value = wording.amount(worst.latest.value, known.indicators[one.indicator])
    return f"{told}; the worst is {_line(one.worst, one.sex, known)}, {value}."


def _row(
    one: Status,
    held: Collection[tuple[str, str]],
    without_reason: bool,
    target: Target,
    known: Catalogue,
    to: To,
) -> list[Any]:
    name, joint = _line(one.place, one.sex, known), known.areas[one.place].joint
    if one.latest is None:
        together = f"see {known.areas[joint].name}" if (joint, one.sex) in held else words.NO_FIGURE
        return [name, together, "–", "–"]
    figure = f"{wording.amount(one.latest.value, known.indicators[target.indicator])}, "
    other = known.targets.get(one.now.target_key)
    against: Any = "–" if other is None else "this target" if other == target else _link(other, to)
    reason = "" if without_reason or one.now.reason in ("", one.now.word) else f" ({one.now.reason})"
    return [name, figure + words.period(one.latest.period), f"{one.now.word}{reason}", against]
