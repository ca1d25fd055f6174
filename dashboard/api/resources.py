"""What the API can be asked for: each with its parameters, its fields, and where its records come from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import ask
from dashboard.api import fields as api_fields
from dashboard.api.fields import Fields
from dashboard.api.parameters import (
    AFTER,
    ANY_DAY,
    AS_OF,
    INDICATOR,
    KIND,
    LIVE_ON,
    LOADED_BY,
    PAGE,
    PER_PAGE,
    PLACE,
    Asked,
    Parameter,
)
from data.catalogue.models import Target
from data.catalogue.reader import Catalogue
from data.judgement import status
from data.records import (
    Mark,
    Record,
    Wanted,
    indicator_record,
    load_records,
    observation_records,
    place_record,
    target_record,
)
from data.targets.life import applies_to, is_live

Begin = Mark | int
AT_ONCE = 1000  # records that are in memory together


@dataclass(frozen=True)
class Rows:
    """What is asked for, unread. total: how many records there are.

    read: gives, some at once, so many records at most, from where: how many stand before the first, or the
    place of the one before it.
    """

    total: int
    read: Callable[[Begin, int], Iterator[list[Record]]]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One address of the API, and what it answers. paging: what says which page of it."""

    name: str
    words: str
    fields: Fields
    parameters: tuple[Parameter, ...]
    rows: Callable[[Asked], Rows]
    paging: tuple[Parameter, ...] = (PAGE, PER_PAGE)


def _made(items: Sequence[Any], record: Callable[[Any], Record]) -> Rows:
    # Always a number: without the parameter `after` there is no other place.
    def read(begin: Any, most: int) -> Iterator[list[Record]]:
        yield [record(item) for item in items[begin : begin + most]]

    return Rows(len(items), read)


def _places(asked: Asked) -> Rows:
    return _made([area for area in ask.defined().areas.values() if area.kind == asked["kind"]], place_record)


def _indicators(asked: Asked) -> Rows:
    return _made(list(ask.defined().indicators.values()), indicator_record)


def _observations(asked: Asked) -> Rows:
    wanted = Wanted(asked["indicator"], asked["place"], asked["as_of"])

    def read(begin: Begin, most: int) -> Iterator[list[Record]]:
        for frame in ask.observed(wanted, begin, most, AT_ONCE):
            yield observation_records(frame, ask.defined(), ask.area_names())

    many = ask.observed_counts(wanted.indicator, wanted.area, wanted.as_of)
    return Rows(sum(many.values()), read)


def _status(asked: Asked) -> Rows:
    return _made(ask.statuses(asked["as_of"], asked["indicator"], asked["place"]), status.record)


def _targets(asked: Asked) -> Rows:
    known = ask.defined(asked["as_of"])
    return _made([target for target in known.targets.values() if _fits(known, target, asked)], target_record)


def _fits(known: Catalogue, target: Target, asked: Asked) -> bool:
    day = asked["as_of"]
    return (
        asked["indicator"] in ("", target.indicator)
        and (not asked["place"] or _is_own(target, asked["place"]))
        and (day is None or is_live(known, target, day))
    )


def _is_own(target: Target, place: str) -> bool:
    area = ask.defined().areas.get(place)
    return area is not None and applies_to(target, area) == "own"


def _loads(asked: Asked) -> Rows:
    return _made(load_records(ask.loads(), asked["as_of"]), dict)


RESOURCES = {
    resource.name: resource
    for resource in (
        Resource(
            name="places",
            words="The nine Places, or areas of another kind.",
            fields=api_fields.PLACE,
            parameters=(KIND, ANY_DAY),
            rows=_places,
        ),
        Resource(
            name="indicators",
            words="Every indicator.",
            fields=api_fields.INDICATOR,
            parameters=(ANY_DAY,),
            rows=_indicators,
        ),
        Resource(
            name="observations",
            words="The figures of every series, sex, age and category, each as its newest release states it.",
            fields=api_fields.OBSERVATION,
            parameters=(INDICATOR, PLACE, AS_OF),
            rows=_observations,
            paging=(PAGE, AFTER, PER_PAGE),
        ),
        Resource(
            name="status",
            words="Of each indicator and Place: now against plan, real change or noise, by the deadline.",
            fields=api_fields.STATUS,
            parameters=(INDICATOR, PLACE, AS_OF),
            rows=_status,
        ),
        Resource(
            name="targets",
            words="The register of targets. "
            "With `place`: those set for that very area, or for every one like it.",
            fields=api_fields.TARGET,
            parameters=(INDICATOR, PLACE, LIVE_ON),
            rows=_targets,
        ),
        Resource(
            name="loads",
            words="Every load, the newest first.",
            fields=api_fields.LOAD,
            parameters=(LOADED_BY,),
            rows=_loads,
        ),
    )
}
