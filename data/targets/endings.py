"""How targets whose deadline has passed ended: met, missed, or no figure for it. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from data.catalogue.models import Area, Target
from data.catalogue.reader import Catalogue
from data.judgement.change import held_for
from data.judgement.status import Point
from data.statistics.trajectory import Word, every_place_passes
from data.targets import life

SYSTEM, COUNTRY = "cheshire-and-merseyside", "england"
NO_FIGURE: Word = "deadline passed, no figure for it"
TOO_OLD = "the period of its deadline ended before it was set"
REPLACED = "another version was live when its deadline came"
WITHDRAWN = "its paper was replaced and no successor is known, so it is judged on no day"
WORST_FIRST = ("missed", NO_FIGURE, "", "met")
Lines = Mapping[tuple[str, str], Sequence[Point]]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one target ended at one area, on one line (sex).

    word: "" where the figure for the deadline is not judged against this version; `reason` says why, and
    `live` is the key of the version that was live on the figure's own date, if there was one. standing:
    "own" or "yardstick". value, period: the figure for the deadline; gap: value minus target.
    """

    target: str
    area: str
    sex: str
    standing: str
    word: Word | Literal[""]
    value: float | None = None
    period: str = ""
    gap: float | None = None
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
    word = life.at_deadline(target, indicator, points, today)
    if word is None or target.deadline is None or target.value is None:
        return None
    held = held_for(target.deadline, indicator, points)
    ending = Ending(target=target.key, area="", sex="", standing="", word=word)
    if held is not None and held.value is not None:
        ending = replace(ending, value=held.value, period=held.period, gap=held.value - target.value)
    if target.status in life.ENDED:
        return replace(ending, word="", reason=WITHDRAWN)
    live = life.version_on(catalogue, target.key, held.end if held else target.deadline)
    if live is None:
        return replace(ending, word="", reason=TOO_OLD)
    return ending if live == target else replace(ending, word="", reason=REPLACED, live=live.key)


@dataclass(frozen=True)
class Outcome:
    """A lapsed target as a whole: a promise about every Place is met only when the worst Place met it.

    worst: the ending furthest from the target among those judged; None where none is.
    """

    target: str
    word: Word | Literal[""]
    endings: tuple[Ending, ...]
    worst: Ending | None


def outcome(catalogue: Catalogue, endings: Sequence[Ending]) -> Outcome | None:
    """The outcome of one target from its endings; None where there are none."""
    own = [ending for ending in endings if ending.standing == "own"] or list(endings)
    if not own:
        return None
    target = catalogue.targets[own[0].target]
    sign = -1 if target.comparison == "<=" else 1
    judged = [ending for ending in own if ending.word and ending.gap is not None]
    worst = min(judged, key=lambda ending: sign * (ending.gap or 0.0), default=None)
    return Outcome(target.key, _whole(own), tuple(endings), worst)


def _whole(own: Sequence[Ending]) -> Word | Literal[""]:
    words: list[Word] = [ending.word for ending in own if ending.word]
    if not words or len(own) == 1:
        return words[0] if words else ""
    passes = every_place_passes(words)
    if passes is None or (passes and len(words) < len(own)):
        return NO_FIGURE
    return "met" if passes else "missed"


def lapsed(
    catalogue: Catalogue, chosen: Iterable[Target], lines_of: Callable[[str], Lines], today: date, place: str
) -> list[Outcome]:
    """The outcomes of the lapsed targets among those chosen, at one Place or (place "") at the whole.

    `lines_of`: indicator -> its lines, asked only where a target of it has lapsed. A target for England is
    told for Cheshire and Merseyside. The missed ones first, then those without a figure.
    """
    outcomes = []
    for target in chosen:
        if target.indicator and target.rated and target.deadline is not None and target.deadline < today:
            where = place or (SYSTEM if target.scope == "national" else "")
            ended = outcome(catalogue, endings(catalogue, target, lines_of(target.indicator), today, where))
            outcomes += [ended] if ended else []
    return sorted(outcomes, key=lambda ended: WORST_FIRST.index(ended.word))
