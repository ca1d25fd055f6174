"""Files of the two publishers that have an interface for programs: CVDPREVENT and Fingertips.

What is asked comes from the definitions: the codes and ids that series select. Neither interface numbers
its pages: an answer holds one indicator for one kind of area, and for CVDPREVENT one period, so those are
the pages. Sources of the addresses and fields: `known_by` in `fetch.toml`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from data import periods
from data.catalogue.models import Series
from data.errors import BeaconError, Problem, WrongAnswer
from data.periods import Period
from loaders.fetching.links import Link, Wanted, recent
from loaders.fetching.manifest import Way
from loaders.fetching.web import Web

STANDARD = "Standard"  # CVDPREVENT: the other periods are of outcome indicators
REMEDY = "look up the publisher's documentation of its interface"
Complain = Callable[[BeaconError], None]
Records = list[dict[str, Any]]


def texts(selected: str | list[str] | None) -> list[str]:
    """Return what a series selects, as a list."""
    return selected if isinstance(selected, list) else [selected] if selected else []


def records(web: Web, address: str, under: str, fields: Sequence[str]) -> Records:
    """Return the records of an answer (`under`: the key they stand under, "" for none), with these fields."""
    answer = web.json(address)
    listed = answer.get(under) if under and isinstance(answer, dict) else answer
    if not isinstance(listed, list) or not all(isinstance(record, dict) for record in listed):
        fault = f"has no list {under!r}" if under else "is not a list"
        raise WrongAnswer(Problem(address, f"{fault} as it should", REMEDY))
    for number, record in enumerate(listed, start=1):
        if missing := [field for field in fields if field not in record]:
            raise WrongAnswer(Problem(f"{address}, record {number}", f"lacks {', '.join(missing)}", REMEDY))
    return listed


def cvdprevent_files(
    web: Web, way: Way, series: Sequence[Series], since: date | None, complain: Complain
) -> list[Wanted]:
    """Return the raw data of each code, for each period wanted and each level of area."""
    codes = sorted({str(wanted.select["code"]).upper() for wanted in series})
    base = (way.landing or "").rstrip("/")
    files, seen = [], set()
    for number, period in _standard_periods(web, base, since):
        for level, level_id in _levels(web, base, number, way.levels):
            query = f"timePeriodID={number}&systemLevelID={level_id}"
            listed = records(
                web, f"{base}/indicator/list?{query}", "indicatorList", ("IndicatorID", "IndicatorCode")
            )
            ids = {str(record["IndicatorCode"]).upper(): record["IndicatorID"] for record in listed}
            for code in (code for code in codes if code in ids):
                seen.add(code)
                name = f"{code}-{_slug(level)}-{_slug(period.label)}.csv"
                address = f"{base}/indicator/{ids[code]}/rawDataCSV?{query}"
                files.append(Wanted(way.source, address, name, period))
    if missing := [code for code in codes if code not in seen]:
        fault = f"lists no indicator {', '.join(missing)} for the periods wanted"
        complain(WrongAnswer(Problem(base, fault, "look whether the publisher has changed the code")))
    return files


def _standard_periods(web: Web, base: str, since: date | None) -> Iterator[tuple[int, Period]]:
    address = f"{base}/timePeriod"
    wanted = ("TimePeriodID", "TimePeriodName", "IndicatorTypeName")
    links = []
    for record in records(web, address, "timePeriodList", wanted):
        if record["IndicatorTypeName"] != STANDARD:
            continue
        try:
            links.append(Link(str(record["TimePeriodID"]), periods.parse(str(record["TimePeriodName"]))))
        except ValueError as error:
            raise WrongAnswer(Problem(address, str(error), REMEDY)) from None
    for link in recent(links, since, newest=1):
        if link.period is not None:
            yield int(link.address), link.period


def _levels(web: Web, base: str, period: int, wanted: Sequence[str]) -> list[tuple[str, int]]:
    address = f"{base}/area/systemLevel?timePeriodID={period}"
    listed = records(web, address, "systemLevels", ("SystemLevelID", "SystemLevelName"))
    ids = {str(record["SystemLevelName"]).casefold(): record["SystemLevelID"] for record in listed}
    return [(level, ids[level.casefold()]) for level in wanted if level.casefold() in ids]


def fingertips_files(web: Web, way: Way, series: Sequence[Series], complain: Complain) -> list[Wanted]:
    """Return the csv of each id, for each kind of area it is published for; it holds every period."""
    base = (way.landing or "").rstrip("/")
    ids = {id for wanted in series for key in ("id", "also") for id in texts(wanted.select.get(key))}
    files = []
    for id in sorted(ids, key=int):
        address = f"{base}/available_data?indicator_id={id}"
        offered = {str(record["AreaTypeId"]) for record in records(web, address, "", ("AreaTypeId",))}
        wanted = [
            (kind, areas.parent)
            for areas in way.areas
            if (kind := next((kind for kind in areas.types if kind in offered), ""))
        ]
        if not wanted:
            fault = f"offers indicator {id} for none of the kinds of area that fetch.toml names"
            complain(WrongAnswer(Problem(address, fault, "look whether the id or the areas have changed")))
        for kind, parent in wanted:
            query = f"indicator_ids={id}&child_area_type_id={kind}&parent_area_type_id={parent}"
            name = f"fingertips-{id}-areas-{kind}.csv"
            files.append(Wanted(way.source, f"{base}/all_data/csv/by_indicator_id?{query}", name))
    return files


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
