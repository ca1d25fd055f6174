"""Targets whose deadline has passed: how each ended by the figure for it, and how it stands today. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from data.catalogue.models import Area, Target
from data.catalogue.reader import Catalogue
from data.judgement.against_plan import at_deadline
from data.judgement.change import held_for
from data.judgement.status import Point
from data.statistics.trajectory import AtDeadline, Figure, Plan, Word, every_place_passes, now_against_plan
from data.targets import life

SYSTEM, COUNTRY = "cheshire-and-merseyside", "england"
NO_FIGURE: AtDeadline = "no figure"
NONE_SINCE: Word = "deadline passed, no figure for it"
TOO_OLD = "the period of its deadline ended before it was set"
REPLACED = "another version was live when its deadline came"
WITHDRAWN = "its paper was replaced and no successor is known, so it is judged on no day"
WORST_NOW = ("not met", NONE_SINCE, "", "met")
WORST_THEN = ("missed", NO_FIGURE, "", "met")
Lines = Mapping[tuple[str, str], Sequence[Point]]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one target ended at one area, on one line (sex).

    word: "" where the figure for the deadline is not judged against this version; `reason` says why, and
    `live` is the key of the version that was live on the figure's own date, if there was one. standing:
    "own" or "yardstick". value, period: the figure for the deadline; gap: value minus target. now: met or not
    met by the newest figure, NONE_SINCE where none is as new as the deadline, "" where it is not judged;
    newest, newest_period: that figure.
    """

    target: str
    area: str
    sex: str
    standing: str
    word: AtDeadline | Literal[""]
    value: float | None = None
    period: str = ""
    gap: float | None = None
    now: Word | Literal[""] = ""
    newest: float | None = None
    newest_period: str = ""
    reason: str = ""
    live: str = ""


def endings(catalogue: Catalogue, target: Target, lines: Lines, today: date, place: str = "") -> list[Ending]:
    """The endings of one lapsed target at the areas it was set for, or at the one named where it applies.

    `lines`: (area, sex) -> the points of the headline line, by period, oldest first. Empty while the deadline
    is ahead, and of targets that are never rated. A joint area stands for its Places, once. A target for
    England is told for Cheshire and Merseyside too, as a yardstick.
    """
    if not target.indicator:
        return []
    by_line: dict[tuple[str, str], Ending] = {}
    indicator = catalogue.indicators[target.indicator]
    for area in _areas(catalogue, target, place):
        for sex in indicator.headline.sexes:
            here = _with_figures(catalogue, area, sex, lines)
            standing = life.applies_to(target, here, indicator)
            if standing == "shown only":
                here, standing = area, life.applies_to(target, area, indicator)
            ending = _ending(catalogue, target, lines.get((here.slug, sex), ()), today)
            if ending is not None and standing in ("own", "yardstick"):
                by_line[here.slug, sex] = replace(ending, area=here.slug, sex=sex, standing=standing)
    return list(by_line.values())


def _with_figures(catalogue: Catalogue, area: Area, sex: str, lines: Lines) -> Area:
    """The joint area where the figures of a Place stand only there, else the area itself."""
    joint = (area.slug, sex) not in lines and (area.joint, sex) in lines
    return catalogue.areas[area.joint] if joint else area


def _areas(catalogue: Catalogue, target: Target, place: str) -> list[Area]:
    if place:
        return [catalogue.areas[place]]
    slugs = {
        "C&M total": [SYSTEM],
        "national": [COUNTRY, SYSTEM],
        "one Place": [target.place],
        "every Place": [area.slug for area in catalogue.places],
    }
    return [catalogue.areas[slug] for slug in slugs.get(target.scope, ())]


def _ending(catalogue: Catalogue, target: Target, points: Sequence[Point], today: date) -> Ending | None:
    indicator = catalogue.indicators[target.indicator]
    word = at_deadline(target, indicator, points, today)
    if word is None or target.deadline is None or target.value is None:
        return None
    held = held_for(target.deadline, indicator, points)
    ending = _now(Ending(target=target.key, area="", sex="", standing="", word=word), target, points, today)
    if held is not None and held.value is not None:
        ending = replace(ending, value=held.value, period=held.period, gap=held.value - target.value)
    if target.status in life.ENDED:
        return replace(ending, word="", now="", reason=WITHDRAWN)
    live = life.version_on(catalogue, target.key, held.end if held else target.deadline)
    if live is None:
        return replace(ending, word="", now="", reason=TOO_OLD)
    return ending if live == target else replace(ending, word="", now="", reason=REPLACED, live=live.key)


def _now(ending: Ending, target: Target, points: Sequence[Point], today: date) -> Ending:
    """The ending with what the newest figure says of the target today."""
    newest = next((point for point in reversed(points) if point.value is not None), None)
    if newest is None or target.comparison == "":
        return replace(ending, now=NONE_SINCE)
    plan = Plan(target=target.value, comparison=target.comparison, deadline=target.deadline)
    word = now_against_plan(Figure(newest.value, newest.end), plan, today)
    return replace(ending, now=word, newest=newest.value, newest_period=newest.period)


@dataclass(frozen=True)
class Outcome:
    """A lapsed target as a whole: a promise about every Place is met only when the worst Place met it.

    word: at the deadline; now: today. worst: the ending furthest from the target among those judged by the
    figure for the deadline; None where none is.
    """

    target: str
    word: AtDeadline | Literal[""]
    endings: tuple[Ending, ...]
    worst: Ending | None
    now: Word | Literal[""] = ""


def outcome(catalogue: Catalogue, endings: Sequence[Ending]) -> Outcome | None:
    """The outcome of one target from its endings; None where there are none."""
    own = [ending for ending in endings if ending.standing == "own"] or list(endings)
    if not own:
        return None
    target = catalogue.targets[own[0].target]
    sign = -1 if target.comparison == "<=" else 1
    judged = [ending for ending in own if ending.word and ending.gap is not None]
    worst = min(judged, key=lambda ending: sign * (ending.gap or 0.0), default=None)
    return Outcome(target.key, _then(own), tuple(endings), worst, _today(own))


def _then(own: Sequence[Ending]) -> AtDeadline | Literal[""]:
    words = [ending.word for ending in own]
    if "missed" in words:
        return "missed"
    if not any(words):
        return ""
    return "met" if set(words) == {"met"} else NO_FIGURE


def _today(own: Sequence[Ending]) -> Word | Literal[""]:
    words: list[Word] = [ending.now for ending in own if ending.now]
    if not words:
        return ""
    passes = every_place_passes(words)
    if passes is None or (passes and len(words) < len(own)):
        return NONE_SINCE
    return "met" if passes else "not met"


def lapsed(
    catalogue: Catalogue, chosen: Iterable[Target], lines_of: Callable[[str], Lines], today: date, place: str
) -> list[Outcome]:
    """The outcomes of the lapsed targets among those chosen, at one Place or (place "") at the whole.

    `lines_of`: indicator -> its lines, asked only where a target of it has lapsed. A target for England is
    told for Cheshire and Merseyside. What is not met today first, then what no figure tells of, then what is
    met; within each by how it ended.
    """
    outcomes = []
    for target in chosen:
        if target.indicator and target.rated and target.deadline is not None and target.deadline < today:
            where = place or (SYSTEM if target.scope == "national" else "")
            ended = outcome(catalogue, endings(catalogue, target, lines_of(target.indicator), today, where))
            outcomes += [ended] if ended else []
    return sorted(outcomes, key=lambda ended: (WORST_NOW.index(ended.now), WORST_THEN.index(ended.word)))
