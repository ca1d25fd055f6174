"""What the API can be asked for: each with its parameters, its fields, and where its records come from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from dashboard import ask
from dashboard.api import fields as api_fields
from dashboard.api.fields import Fields
from dashboard.api.parameters import (
    ANY_DAY,
    AS_OF,
    INDICATOR,
    KIND,
    LIVE_ON,
    LOADED_BY,
    PLACE,
    Asked,
    Parameter,
)
from data.catalogue.models import Target
from data.catalogue.reader import Catalogue
from data.judgement import status
from data.records import (
    Record,
    indicator_record,
    load_records,
    observation_records,
    place_record,
    target_record,
)
from data.targets.life import applies_to, is_live

Make = Callable[[int, int], list[Record]]


@dataclass(frozen=True)
class Rows:
    """Records in parts: of each part how many it has, and what makes those from one number to another."""

    parts: Sequence[tuple[int, Make]]

    @property
    def total(self) -> int:
        """How many records there are."""
        return sum(many for many, _ in self.parts)

    def between(self, first: int, last: int) -> list[Record]:
        """Return the records from number `first` on, before number `last`; the first is number 0."""
        records: list[Record] = []
        begins = 0
        for many, make in self.parts:
            if begins < last and first < begins + many:
                records += make(max(first - begins, 0), min(last - begins, many))
            begins += many
        return records

    def whole(self) -> Iterator[list[Record]]:
        """Give all records, part by part."""
        return (make(0, many) for many, make in self.parts)


@dataclass(frozen=True)
class Resource:
    """One address of the API, and what it answers."""

    name: str
    words: str
    fields: Fields
    parameters: tuple[Parameter, ...]
    rows: Callable[[Asked], Rows]


def _made(items: Sequence[Any], record: Callable[[Any], Record]) -> Rows:
    return Rows([(len(items), lambda first, last: [record(item) for item in items[first:last]])])


def _places(asked: Asked) -> Rows:
    return _made([area for area in ask.defined().areas.values() if area.kind == asked["kind"]], place_record)


def _indicators(asked: Asked) -> Rows:
    return _made(list(ask.defined().indicators.values()), indicator_record)


def _observations(asked: Asked) -> Rows:
    area, as_of = asked["place"], asked["as_of"]
    many = ask.observed_counts(asked["indicator"], area, as_of)

    def some(indicator: str, first: int, last: int) -> list[Record]:
        frame = ask.observed(indicator, area, as_of).iloc[first:last]
        return observation_records(frame, ask.defined(), ask.area_names())

    return Rows([(number, partial(some, indicator)) for indicator, number in many.items()])


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
            "places", "The nine Places, or areas of another kind.", api_fields.PLACE, (KIND, ANY_DAY), _places
        ),
        Resource("indicators", "Every indicator.", api_fields.INDICATOR, (ANY_DAY,), _indicators),
        Resource(
            "observations",
            "The figures of every series, sex, age and category, each as its newest release states it.",
            api_fields.OBSERVATION,
            (INDICATOR, PLACE, AS_OF),
            _observations,
        ),
        Resource(
            "status",
            "Of each indicator and Place: now against plan, real change or noise, by the deadline.",
            api_fields.STATUS,
            (INDICATOR, PLACE, AS_OF),
            _status,
        ),
        Resource(
            "targets",
            "The register of targets. With `place`: those set for that very area, or for every one like it.",
            api_fields.TARGET,
            (INDICATOR, PLACE, LIVE_ON),
            _targets,
        ),
        Resource("loads", "Every load, the newest first.", api_fields.LOAD, (LOADED_BY,), _loads),
    )
}
