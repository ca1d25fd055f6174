"""Which rows of the table of everything are left, and in which order. Pure.

A row is taken by how it stands at the chosen Place (or at the joint area that stands for it), or, where none
is chosen, at all Places and Cheshire and Merseyside as a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.pages.indicators.row_values import Row
from data.catalogue.reader import Catalogue
from data.judgement import off_plan
from data.judgement.false_alarms import Guard, guard
from data.judgement.off_plan import NOT_YET, OFF_PLAN, WELL
from data.judgement.status import Status

OFF, YET, ON, UNJUDGED = "off-plan", "not-yet", "on-plan", "unjudged"
GROUPS: Mapping[str, str] = {
    OFF: "Off plan",
    YET: "Not there yet",
    ON: "On plan or met",
    UNJUDGED: "Cannot be judged",
}
WORDS: Mapping[str, frozenset[str]] = {OFF: OFF_PLAN, YET: frozenset({NOT_YET}), ON: WELL}
"""The words of each group; all others cannot be judged."""
WORST, NAME = "worst", "name"
ORDERS: Mapping[str, str] = {WORST: "Worst first", NAME: "By name"}
_BY_STANDING = (*WORDS, UNJUDGED, "")
Line = tuple[str, str]


def standing(rows: Sequence[Row], known: Catalogue, place: str) -> dict[Line, Sequence[str]]:
    """Return the words by which each row is taken, those of figures: (indicator, sex) -> words."""
    answer: dict[Line, Sequence[str]] = {}
    for row in rows:
        local = [
            status for status in row.statuses.values() if known.areas[status.place].kind in off_plan.LOCAL
        ]
        counted = off_plan.standing_for(local, known, place) if place else local
        answer[row.line] = [status.now.word for status in counted if status.now.word != "no data"]
    return answer


def group_of(words: Iterable[str]) -> str:
    """Return how a row stands: by the first group any word is of, else not judged; "" for none."""
    held = set(words)
    return next((group for group, of_it in WORDS.items() if held & of_it), UNJUDGED if held else "")


def of_group(rows: Sequence[Row], known: Catalogue, place: str, group: str) -> list[Row]:
    """Return the rows that stand so: off plan, not there yet or on plan somewhere, or judged nowhere."""
    wanted = WORDS.get(group)
    words = standing(rows, known, place)
    if wanted is None:
        return [row for row in rows if group_of(words[row.line]) in (UNJUDGED, "")]
    return [row for row in rows if wanted & set(words[row.line])]


@dataclass(frozen=True)
class Signals:
    """The false-alarm guard over what is shown, and the rows that hold a line which stands its filter."""

    guard: Guard
    rows: tuple[Row, ...]


def signals(rows: Sequence[Row], shown: Iterable[str]) -> Signals:
    """Return the guard over the statements of the rows at the areas shown (slugs)."""
    areas = set(shown)
    held = guard(status for row in rows for slug, status in row.statuses.items() if slug in areas)
    worth = {(indicator, sex) for indicator, _, sex in held.worth}
    return Signals(held, tuple(row for row in rows if row.line in worth))


def as_in_catalogue(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with figures for Places first, then those for wider areas, then those without any."""
    return sorted(rows, key=lambda row: 0 if row.by_place else 1 if row.has_figures else 2)


def by_name(rows: Sequence[Row]) -> list[Row]:
    """Return the rows by title, male before female."""
    return sorted(rows, key=lambda row: (row.indicator.short_title.casefold(), row.sex != "Male"))


def worst_first(rows: Sequence[Row], known: Catalogue, place: str) -> list[Row]:
    """Return the rows off plan in the published order (data.judgement.off_plan), a row by its worst area.

    Then those not there yet, those on plan, those not judged, those without a figure; each as in the
    catalogue.
    """
    statuses: list[Status] = [status for row in rows for status in row.statuses.values()]
    ranked: dict[Line, int] = {}
    for at, status in enumerate(off_plan.exceptions(statuses, known, place)):
        ranked.setdefault((status.indicator, status.sex), at)
    words = standing(rows, known, place)

    def order(row: Row) -> tuple[int, int]:
        return _BY_STANDING.index(group_of(words[row.line])), ranked.get(row.line, 0)

    return sorted(as_in_catalogue(rows), key=order)


def ordered(rows: Sequence[Row], known: Catalogue, place: str, sort: str) -> list[Row]:
    """Return the rows in an order: "" (as in the catalogue), one of ORDERS, or an area (its worst first)."""
    if not sort:
        return as_in_catalogue(rows)
    if sort == NAME:
        return by_name(rows)
    return worst_first(rows, known, place if sort == WORST else sort)
