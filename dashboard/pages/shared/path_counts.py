"""How many indicators and Places have an agreed trajectory, a straight line or none, in words. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from dash.development.base_component import Component

from dashboard import words
from dashboard.parts import tables
from data.judgement.status import AGREED, STRAIGHT
from data.targets.coverage import SYSTEM, WHY_NONE, AreaPath

NEED_NONE = (
    "Where no target applies, or only a standing standard without a date, no way is needed or counted."
)
KINDS = {AGREED: "agreed trajectory", STRAIGHT: "straight line, not an agreed trajectory"}


def sentence(ways: Sequence[AreaPath]) -> str:
    """Return how many ways are agreed, derived and none, at Cheshire and Merseyside and at the Places."""
    whole, places = _split(ways)
    parts = [_of(whole, "At Cheshire and Merseyside")] if whole else []
    where = "At the nine Places" if whole else "Here"
    return " ".join([*parts, _of(places, where), NEED_NONE])


def _split(ways: Iterable[AreaPath]) -> tuple[list[AreaPath], list[AreaPath]]:
    listed = list(ways)
    return [way for way in listed if way.area == SYSTEM], [way for way in listed if way.area != SYSTEM]


def _of(ways: Sequence[AreaPath], where: str) -> str:
    many = Counter(way.kind for way in ways)
    places = len({way.area for way in ways})
    over = "pairs of indicator and Place" if places > 1 else "indicators"
    return (
        f"{where}, {many[AGREED]:,} of {len(ways):,} {over} {_have(many[AGREED])} an agreed trajectory and "
        f"{many[STRAIGHT]:,} a straight line that nobody agreed; {many['']:,} {_have(many[''])} none."
    )


def _have(many: int) -> str:
    return "has" if many == 1 else "have"


def table(ways: Sequence[AreaPath]) -> Component:
    """Return the counts as a table: a row a kind, and a row a reason for none."""
    head, rows = cells(ways)
    return tables.table("Ways to the target", head, rows, range(1, len(head)))


def cells(ways: Sequence[AreaPath]) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the table."""
    whole, places = _split(ways)
    columns = [("Cheshire and Merseyside", whole)] if whole else []
    name = "Indicators" if len({way.area for way in places}) == 1 else "Indicator and Place"
    columns.append((name, places))
    many = [Counter((way.kind, way.why) for way in column) for _, column in columns]
    labels = {(kind, ""): text[:1].upper() + text[1:] for kind, text in KINDS.items()}
    labels |= {("", why): f"None: {text}" for why, text in WHY_NONE.items()}
    rows = [[text, *(words.number(float(count[key]), 0) for count in many)] for key, text in labels.items()]
    rows.append(["All", *(words.number(float(count.total()), 0) for count in many)])
    return ["Way to the target", *(title for title, _ in columns)], rows
