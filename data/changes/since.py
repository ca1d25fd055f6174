"""What changed between two dates: statuses, targets, trajectories, revised figures, new periods. Pure.

Both ends are given as what was known on a day; nothing is asked of the store here.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from data.catalogue.models import Area, Indicator
from data.catalogue.reader import Catalogue
from data.changes.known import NEWS, Changed, Known
from data.changes.register_changes import target_changes, trajectory_changes
from data.judgement.off_plan import JUDGED, Direction, direction_of_change, severity
from data.judgement.status import Status, number
from data.wording import news as wording

TOLD = JUDGED | {"deadline passed, no figure for it"}
Pair = tuple[Status, Status]


def changes(
    catalogue: Catalogue, before: Known, after: Known, revised: pd.DataFrame, areas: Collection[str]
) -> list[Changed]:
    """The changes at `areas` (slugs) after `before.day` and up to `after.day`, in the order of changed.KINDS.

    `revised`: provenance.revisions (series, area, sex, age, category, period, old, value; the newest first)
    published between the two. Within a kind the worst news first, then the order of the definitions.
    """
    return [
        *status_changes(catalogue, before.statuses, after.statuses, areas),
        *target_changes(catalogue, before.day, after, areas),
        *trajectory_changes(catalogue, before, after, areas),
        *revisions(catalogue, revised, areas),
        *new_figures(catalogue, before.statuses, after.statuses, areas),
    ]


def status_changes(
    catalogue: Catalogue, before: Sequence[Status], after: Sequence[Status], areas: Collection[str]
) -> list[Changed]:
    """One change an indicator and area: the words of the three statements that are others than before.

    A word against plan is told where either is a judgement, a change or a forecast where either is one: that
    a first figure has come is told under the new figures.
    """
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in _pairs(before, after, areas):
        if _differ(*pair):
            groups[pair[1].indicator, pair[1].place].append(pair)
    changed = [_status_change(catalogue, pairs) for pairs in groups.values()]
    areas_in_order, ids = list(catalogue.areas), list(catalogue.indicators)

    def order(change: Changed) -> tuple[int, int, int, int]:
        place = areas_in_order.index(change.place)
        return (
            NEWS.index(change.news),
            -severity([change.word] if change.word else []),
            ids.index(change.indicator),
            place,
        )

    return sorted(changed, key=order)


def gathered(catalogue: Catalogue, changed: Sequence[Changed]) -> list[Changed]:
    """The same changes with those of an indicator's status told once that are the same in several areas."""
    groups: dict[tuple[str, ...], list[Changed]] = defaultdict(list)
    for at, change in enumerate(changed):
        alone = change.kind != "status"
        groups[(str(at),) if alone else (change.indicator, change.said, change.word, change.news)].append(
            change
        )
    return [_gathered(catalogue, group) for group in groups.values()]


def _gathered(catalogue: Catalogue, group: Sequence[Changed]) -> Changed:
    first = group[0]
    if len(group) == 1:
        return first
    areas = [catalogue.areas[change.place] for change in group]
    return replace(
        first,
        subject=wording.subject(catalogue.indicators[first.indicator]),
        said=wording.of_several(first.said, areas, len(catalogue.places)),
        figure="",
        place="",
        target="",
    )


def new_figures(
    catalogue: Catalogue, before: Sequence[Status], after: Sequence[Status], areas: Collection[str]
) -> list[Changed]:
    """One change an indicator: the newest periods that came, each with the areas it came for."""
    came: dict[str, dict[str, dict[str, Area]]] = defaultdict(lambda: defaultdict(dict))
    for was, now in _pairs(before, after, areas):
        latest = now.latest
        if (
            latest is None
            or latest.value is None
            or (was.latest is not None and was.latest.end >= latest.end)
        ):
            continue
        came[now.indicator][latest.period][now.place] = catalogue.areas[now.place]
    changed = []
    for id, periods in came.items():
        indicator = catalogue.indicators[id]
        places = {slug for reached in periods.values() for slug in reached}
        said = wording.of_periods(
            {period: list(reached.values()) for period, reached in periods.items()}, len(catalogue.places)
        )
        only = places.pop() if len(places) == 1 else ""
        changed.append(
            Changed(kind="figures", subject=wording.subject(indicator), said=said, indicator=id, place=only)
        )
    return changed


def revisions(catalogue: Catalogue, revised: pd.DataFrame, areas: Collection[str]) -> list[Changed]:
    """One change an indicator: how many headline figures were revised, and the largest change among them.

    A figure revised several times is told once, the oldest value against the newest.
    """
    figures: dict[tuple[str, str, str, str], tuple[float | None, float | None]] = {}
    for row in revised.itertuples(index=False):
        indicator = catalogue.indicator_of.get(row.series)
        if indicator is None or not _is_headline(row, indicator) or row.area not in areas:
            continue
        key = (indicator.id, row.area, row.sex, row.period)
        newest = figures[key][1] if key in figures else number(row.value)
        figures[key] = (number(row.old), newest)
    groups: dict[str, dict[tuple[str, str, str], tuple[float | None, float | None]]] = defaultdict(dict)
    for (id, *rest), values in figures.items():
        if values[0] != values[1]:
            groups[id][rest[0], rest[1], rest[2]] = values
    return [_revision(catalogue, id, groups[id]) for id in catalogue.indicators if id in groups]


def _pairs(before: Sequence[Status], after: Sequence[Status], areas: Collection[str]) -> list[Pair]:
    """The statuses of each line then and now, in the order of those of now."""
    then = {(status.indicator, status.place, status.sex): status for status in before}
    keyed = [
        ((status.indicator, status.place, status.sex), status) for status in after if status.place in areas
    ]
    return [(then[key], status) for key, status in keyed if key in then]


def _differ(was: Status, now: Status) -> bool:
    words = {was.now.word, now.now.word}
    judged = len(words) > 1 and bool(words & TOLD)
    signals = was.change.is_signal or now.change.is_signal
    return judged or (signals and _turned(was, now)) or was.outlook.word != now.outlook.word


def _status_change(catalogue: Catalogue, pairs: Sequence[Pair]) -> Changed:
    _, now = pairs[0]
    indicator, area = catalogue.indicators[now.indicator], catalogue.areas[now.place]
    said = "; ".join(wording.of_statuses(was, now, indicator) for was, now in pairs)
    worst = max((now for _, now in pairs), key=lambda status: severity([status.now.word]))
    news = min((_news(*pair, indicator) for pair in pairs), key=NEWS.index)
    turned = any(was.now.word != now.now.word for was, now in pairs)
    return Changed(
        kind="status",
        subject=wording.subject(indicator, area),
        said=said,
        figure=wording.of_newest([now for _, now in pairs], indicator),
        indicator=indicator.id,
        place=area.slug,
        target=now.now.target_key,
        word=worst.now.word if turned else "",
        news=news,
    )


def _news(was: Status, now: Status, indicator: Indicator) -> Direction:
    """For the worse or the better: by the words against plan where both are judgements, else by the change.

    A first judgement is neither, of the plan and of the change alike: there is none to compare it with. Nor
    is a word that differs because a deadline passed or another target counts: no figure need have moved.
    """
    if was.now.word != now.now.word and {was.now.word, now.now.word} <= JUDGED and _asked_alike(was, now):
        turn = severity([now.now.word]) - severity([was.now.word])
        if turn:
            return "worse" if turn > 0 else "better"
    if was.change.method and _turned(was, now):
        return direction_of_change(now, indicator)
    return ""


def _asked_alike(was: Status, now: Status) -> bool:
    """Whether both are held against the same target, on the same side of its deadline."""
    same = was.now.target_key == now.now.target_key
    return same and bool(was.now.at_deadline) == bool(now.now.at_deadline)


def _turned(was: Status, now: Status) -> bool:
    return (was.change.variation, was.change.trend) != (now.change.variation, now.change.trend)


def _is_headline(row: Any, indicator: Indicator) -> bool:
    of = indicator.headline
    return row.series == of.id and row.category == "" and row.age == of.age and row.sex in of.sexes


def _revision(
    catalogue: Catalogue, id: str, figures: dict[tuple[str, str, str], tuple[float | None, float | None]]
) -> Changed:
    indicator = catalogue.indicators[id]
    touched = [area for slug, area in catalogue.areas.items() if any(key[0] == slug for key in figures)]
    (slug, sex, period), values = max(figures.items(), key=lambda figure: _size(figure[1]))
    only = touched[0] if len(touched) == 1 else None
    largest = wording.of_revised(period, *values, indicator, sex)
    if only is None:
        largest = f"{catalogue.areas[slug].name}, {largest}"
    said = wording.of_revisions(len(figures), largest, wording.of_areas(touched, len(catalogue.places)))
    place = only.slug if only else ""
    return Changed(
        kind="revision", subject=wording.subject(indicator, only), said=said, indicator=id, place=place
    )


def _size(values: tuple[float | None, float | None]) -> float:
    """The size of a revision; a figure given or withheld is the largest of all."""
    old, new = values
    return float("inf") if old is None or new is None else abs(new - old)
