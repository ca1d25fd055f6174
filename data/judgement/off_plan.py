"""How many indicator lines stand where, and which are off plan, worst first. Pure: statuses in, statuses out.

A status of a joint area stands for its Places: a Place whose figure cannot be split is counted by it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from data.catalogue.models import Indicator
from data.catalogue.reader import Catalogue
from data.judgement.status import Status
from data.statistics.trajectory import FAILING, PASSING, UNTESTED, Shown, Word, shown_as

Direction = Literal["worse", "better", ""]
Order = tuple[int, int, bool, float, int, bool, int, int]
WITHIN_UNCERTAINTY: Word = "behind, within uncertainty"
NOT_YET: Word = "not there yet"
OFF_PLAN, WELL = FAILING, PASSING
JUDGED = OFF_PLAN | WELL | {NOT_YET}
FEW_PEOPLE = 10
LOCAL = ("place", "joint", "system")


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many headline lines of an area stand where: the first five are judged, `unjudged` cannot be.

    Each is what the newest figure says today. met: or at the level before the deadline. on_plan, behind: of a
    trajectory, untested and within uncertainty included. not_yet: a deadline is ahead and no path leads to
    it. not_met: after the deadline, or of a standing standard. why: the words of those that cannot be judged,
    the most frequent first.
    """

    area: str
    met: int = 0
    on_plan: int = 0
    behind: int = 0
    not_yet: int = 0
    not_met: int = 0
    unjudged: int = 0
    why: tuple[tuple[str, int], ...] = ()

    @property
    def lines(self) -> int:
        """All lines: one an indicator, two where men and women are published apart."""
        return self.judged + self.unjudged

    @property
    def judged(self) -> int:
        """The lines that can be judged."""
        return self.met + self.on_plan + self.behind + self.not_yet + self.not_met


def counts(statuses: Iterable[Status], catalogue: Catalogue, place: str = "") -> Counts:
    """The headline counts of a Place; of Cheshire and Merseyside as a whole where none is named."""
    area = place or system(catalogue)
    words: Counter[Word] = Counter(status.now.word for status in standing_for(statuses, catalogue, area))
    why = [(word, many) for word, many in words.most_common() if word not in JUDGED]

    def many(shown: Shown) -> int:
        return sum(words[word] for word in shown_as(shown))

    return Counts(
        area=area,
        met=many("met"),
        on_plan=many("on track"),
        behind=many("behind"),
        not_yet=many("not yet"),
        not_met=many("not met"),
        unjudged=many("cannot say"),
        why=tuple(why),
    )


def published_locally(statuses: Iterable[Status], catalogue: Catalogue) -> int:
    """How many lines without a figure of Cheshire and Merseyside as a whole have one of a Place."""
    held = [status for status in statuses if status.latest is not None]
    kinds = {(status.indicator, status.sex, catalogue.areas[status.place].kind) for status in held}
    local = {(indicator, sex) for indicator, sex, kind in kinds if kind in ("place", "joint")}
    return len(local - {(indicator, sex) for indicator, sex, kind in kinds if kind == "system"})


def system(catalogue: Catalogue) -> str:
    """The slug of Cheshire and Merseyside as a whole."""
    return next(slug for slug, area in catalogue.areas.items() if area.kind == "system")


def standing_for(statuses: Iterable[Status], catalogue: Catalogue, slug: str) -> list[Status]:
    """One status a headline line for an area: its own, else that of the joint area which stands for it."""
    joint = catalogue.areas[slug].joint
    own: dict[tuple[str, str], Status] = {}
    shared: dict[tuple[str, str], Status] = {}
    for status in statuses:
        if status.place in (slug, joint):
            (own if status.place == slug else shared)[status.indicator, status.sex] = status
    return [
        shared[key] if status.latest is None and key in shared and shared[key].latest is not None else status
        for key, status in own.items()
    ]


def exceptions(statuses: Iterable[Status], catalogue: Catalogue, place: str = "") -> list[Status]:
    """The statuses that are off plan, worst first: of a Place, or of all Places and C&M where none is named.

    The order is a rule of our own, the same for every indicator:
    1. not met and behind come before "behind, within uncertainty", which may be chance, and that before
       "behind, untested", of which nothing says whether it is;
    2. then what is getting worse by the control chart or the trend, then what does not really change or
       cannot be told, then what is improving;
    3. then a gap of fewer than ten people (or pathways) after the others: so few may be chance;
    4. then the larger gap to what the figure is held against, as a share of the larger of the two, so that
       percentages, rates and counts can stand in one list (a figure above a target of nought: a whole);
    5. then the more people that would close it;
    6. then a target of the area's own before a yardstick, and the order of the definitions.
    """
    local = [status for status in statuses if catalogue.areas[status.place].kind in LOCAL]
    standing = standing_for(local, catalogue, place) if place else local
    off = [status for status in standing if status.now.word in OFF_PLAN]
    return sorted(off, key=_order(catalogue, ("worse", "", "better"), relative_gap))


def worries(statuses: Iterable[Status], catalogue: Catalogue, place: str) -> list[Status]:
    """What worries at a Place: its exceptions in their order, then what cannot be judged against a plan but
    really gets worse by the control chart or the trend, in the order of the definitions.
    """
    known = list(statuses)
    return exceptions(known, catalogue, place) + _unjudged(known, catalogue, place, "worse")


def strengths(statuses: Iterable[Status], catalogue: Catalogue, place: str) -> list[Status]:
    """What goes well at a Place: the mirror of `worries`.

    First what is met, at the level already, ahead or on plan, what is untested last: improving before what
    does not really change or cannot be told, and that before what is getting worse; a lead of fewer than ten
    people after the others; then the larger lead over what the figure is held against, as a share of the
    larger of the two; then the more people; then an own target before a yardstick, and the order of the
    definitions. Last what cannot be judged against a plan but really gets better, in the order of the
    definitions.
    """
    known = list(statuses)
    going_well = [status for status in standing_for(known, catalogue, place) if status.now.word in WELL]
    ordered = sorted(going_well, key=_order(catalogue, ("better", "", "worse"), relative_lead))
    return ordered + _unjudged(known, catalogue, place, "better")


def _unjudged(statuses: Iterable[Status], catalogue: Catalogue, place: str, turn: Direction) -> list[Status]:
    """The lines neither off plan nor well that the rule says turn this way, as defined."""
    turning = [
        status
        for status in standing_for(statuses, catalogue, place)
        if status.now.word not in OFF_PLAN | WELL
        and direction_of_change(status, catalogue.indicators[status.indicator]) == turn
    ]
    indicators = list(catalogue.indicators)
    return sorted(turning, key=lambda status: indicators.index(status.indicator))


def _order(
    catalogue: Catalogue, turns: Sequence[Direction], size: Callable[[Status], float]
) -> Callable[[Status], Order]:
    indicators, areas = list(catalogue.indicators), list(catalogue.areas)

    def order(status: Status) -> Order:
        return (
            doubt(status.now.word),
            turns.index(direction_of_change(status, catalogue.indicators[status.indicator])),
            status.now.gap_people is not None and abs(status.now.gap_people) < FEW_PEOPLE,
            -size(status),
            -abs(status.now.gap_people or 0),
            status.now.standing != "own",
            indicators.index(status.indicator),
            areas.index(status.place),
        )

    return order


def by_line(ordered: Iterable[Status]) -> list[tuple[Status, ...]]:
    """The statuses of each indicator line together, in the order of the worst of each."""
    groups: dict[tuple[str, str], list[Status]] = {}
    for status in ordered:
        groups.setdefault((status.indicator, status.sex), []).append(status)
    return [tuple(group) for group in groups.values()]


def relative_gap(status: Status) -> float:
    """The gap as a share, 0 to 1 and more only across nought, of the larger of the figure and its aim."""
    now, latest = status.now, status.latest
    aim = now.trajectory_value if now.against == "trajectory" else now.target
    if now.gap is None or aim is None or latest is None or latest.value is None:
        return 0.0
    size = max(abs(aim), abs(latest.value))
    return abs(now.gap) / size if size else 0.0


def relative_lead(status: Status) -> float:
    """The gap as such a share where the figure lies on the good side of what it is held against, else less
    than nought.
    """
    good = (status.now.gap or 0.0) * (-1 if status.now.comparison == "<=" else 1) >= 0
    return relative_gap(status) * (1 if good else -1)


def direction_of_change(status: Status, indicator: Indicator) -> Direction:
    """Whether the rule says that the figures really get worse or better; "" where it says neither."""
    change = status.change
    if change.variation.startswith(("concern", "improvement")):
        return "worse" if change.variation.startswith("concern") else "better"
    if change.trend not in ("increasing", "decreasing") or indicator.better == "neither":
        return ""
    return "better" if (change.trend == "increasing") == (indicator.better == "higher") else "worse"


def doubt(word: Word) -> int:
    """How little a word rests on: 0 a test or a bare fact, 1 what may be chance, 2 what is untested."""
    return 2 if word in UNTESTED else 1 if word == WITHIN_UNCERTAINTY else 0


def severity(words: Sequence[Word]) -> int:
    """How bad the worst of some words is: 0 good or not judged, 1 not there yet, 2 to 4 off plan."""
    return max((4 - doubt(word) if word in OFF_PLAN else int(word == NOT_YET) for word in words), default=0)
