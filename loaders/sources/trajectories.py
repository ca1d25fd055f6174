"""Agreed trajectories: dated points for one indicator and Place on the way to a target, in a simple table.

A file is refused whole where a point does not fit: an unknown Place, a date outside the target's life, a step
backwards. Places that do not add up to Cheshire and Merseyside are a warning: plans are agreed one by one.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import pandas as pd

from data import periods
from data.catalogue.models import Indicator, Target
from data.catalogue.reader import Catalogue
from data.errors import Problem, by_row
from data.targets import trajectory_checks
from loaders.cells import number_text
from loaders.contract import Checked, Column, Contract, Table, fits
from loaders.formats.documents import Document
from loaders.reviewing.findings import Findings
from loaders.source import Context, Observed, Source, plain_headings, plain_table

MOST_TIMES = 10  # a value so many times below its target is on another scale
MANY_TIMES = 5
MOST_TIMES_OF_TARGET = 2  # a path that ends so far from its target leads elsewhere
INTERPOLATIONS = ("linear", "stepped")
COLUMNS = (
    "indicator",
    "place",
    "target_key",
    "date",
    "value",
    "interpolation",
    "agreed_by",
    "agreed_on",
    "document",
)
Wrong = list[tuple[str, str, str]]  # (column, what was found, what to do)
CONTRACT = Contract(
    columns=(
        # As text: a value that is no number is told together with all else that is wrong.
        *(Column(name, (name,), "code", blank="no") for name in COLUMNS),
    ),
    key=("indicator", "place", "target_key", "date"),
    together=True,
)


def recognise(document: Document) -> bool:
    """A csv, or a workbook's first sheet, whose first row has the trajectory columns."""
    return fits(plain_headings(document), CONTRACT)


def read(document: Document) -> Sequence[Table]:
    """The rows as text."""
    return [plain_table(document, CONTRACT)]


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """The points, each checked against the definitions, and everything that does not fit."""
    (checked,) = tables
    findings = Findings(checked)
    blank = {
        (by_row(problem), problem.where.rpartition("column ")[2].strip("'")) for problem in findings.faults
    }
    points = []
    for record in checked.frame.to_dict("records"):
        point, wrong = _point(record, context)
        points.append(point)
        for column, fault, todo in wrong:
            if (int(point["row"]), column) not in blank:
                findings.fault(int(point["row"]), fault, todo, column)
    sound = [point for point in points if int(point["row"]) not in findings.wrong]
    problems = [*findings.faults, *_steps_backwards(checked, sound, context.catalogue)]
    problems += _far_from_target(checked, sound, context.catalogue)
    if problems:
        return Observed(pd.DataFrame(), problems=problems)
    warnings = [*_sums(points, context.catalogue), *_other_sizes(checked, points, context.catalogue)]
    return Observed(pd.DataFrame(), release="Agreed trajectories", trajectory=points, warnings=warnings)


def _other_sizes(checked: Checked, points: list[dict[str, Any]], catalogue: Catalogue) -> list[str]:
    """A warning for each point of a percentage that is a fifth of its target or less, as 7.8 for 78 is."""
    warnings = []
    for (key, area), path in _paths(points).items():
        target = catalogue.targets[key]
        percent = catalogue.indicators[target.indicator].multiplier == 100
        for point in path:
            if percent and target.value and 0 < point["value"] <= target.value / MANY_TIMES:
                words = f"{point['value']:g} is far from the target of {area}, {target.value:g} %"
                warnings.append(f"{_where(checked, point)}: {words}: look whether a digit is missing")
    return warnings


def _where(checked: Checked, point: dict[str, Any], column: str | None = None) -> str:
    return checked.table.where_row(int(point["row"]), column)


def _steps_backwards(checked: Checked, points: list[dict[str, Any]], catalogue: Catalogue) -> list[Problem]:
    """A problem for each point that goes away from the target, or changes how its path is to be read."""
    problems = []
    for (key, area), path in _paths(points).items():
        target, named = catalogue.targets[key], {point["date"]: point for point in path}
        rises = trajectory_checks.upwards(target, catalogue.indicators[target.indicator])
        dated = [(point["date"], point["value"]) for point in path]
        for before, after in trajectory_checks.backwards(dated, rises):
            fault = f"the path of {area} goes backwards, from {before[1]:g} on {before[0]} to {after[1]:g}"
            remedy = f"the target is to {'rise' if rises else 'fall'}: mend the value or the date"
            problems.append(Problem(_where(checked, named[after[0]]), fault, remedy))
        if len({point["interpolation"] for point in path}) > 1:
            fault = f"the path of {area} is linear in one row and stepped in another"
            problems.append(
                Problem(_where(checked, path[-1]), fault, "write the same in every row of a path")
            )
    return problems


def _sums(points: list[dict[str, Any]], catalogue: Catalogue) -> list[str]:
    """A warning for each target and day on which the Places do not add up."""
    of_target: dict[str, dict[str, list[tuple[date, float]]]] = defaultdict(dict)
    for (key, area), path in _paths(points).items():
        of_target[key][area] = [(point["date"], point["value"]) for point in path]
    warnings = []
    for key, paths in of_target.items():
        target = catalogue.targets[key]
        indicator = catalogue.indicators[target.indicator]
        warnings += [
            f"{key}, {difference}"
            for difference in trajectory_checks.sums(catalogue, target, indicator, paths)
        ]
    return warnings


def _paths(points: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The points of each target and area, by date."""
    paths: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for point in sorted(points, key=itemgetter("date")):
        paths[point["target_key"], point["area"]].append(point)
    return paths


def _impossible(text: str, value: float, indicator: Indicator | None) -> Wrong:
    """What is no number, or a percentage below 0 or above its maximum."""
    if not math.isfinite(value):
        return [("value", f"{text!r} is not a number", "write it as 64.5")]
    highest = indicator.maximum if indicator is not None else None
    if highest is None or 0 <= value <= highest:
        return []
    fault = "is a share below 0" if value < 0 else f"is above {highest:g}"
    return [("value", f"{value:g} {fault}", "write a percentage as 64.5")]


def _another_scale(text: str, value: float, indicator: Indicator | None, target: Target | None) -> Wrong:
    """A fraction in place of a percentage, or a percentage of what is none."""
    if indicator is None or target is None or target.value is None:
        return []
    if text.endswith("%"):
        fault = f"{text!r} is a percentage, and the unit is {indicator.unit}"
        return [("value", fault, "write the number")] if indicator.multiplier != 100 else []
    small = 0 < value < 1 and value < abs(target.value) / MOST_TIMES
    if indicator.multiplier != 100 or not small:
        return []
    fault = f"{value:g} is a fraction, and the target is {target.value:g} %"
    return [
        ("value", fault, f"write {100 * value:g} for {100 * value:g} %, or {value:g}% where that is meant")
    ]


def _far_from_target(checked: Checked, points: list[dict[str, Any]], catalogue: Catalogue) -> list[Problem]:
    """A problem for each path whose point on the deadline is nowhere near the target it leads to."""
    problems = []
    for (key, area), path in _paths(points).items():
        target, last = catalogue.targets[key], path[-1]
        if target.deadline is None or not target.value or last["date"] < target.deadline:
            continue
        times = last["value"] / target.value
        if not 1 / MOST_TIMES_OF_TARGET <= times <= MOST_TIMES_OF_TARGET:
            fault = f"the path of {area} ends at {last['value']:g}, and its target is {target.value:g}"
            remedy = "mend the value, or name the target it leads to"
            problems.append(Problem(_where(checked, last, "value"), fault, remedy))
    return problems


def _point(record: dict[str, Any], context: Context) -> tuple[dict[str, Any], Wrong]:
    wrong: Wrong = []
    catalogue = context.catalogue
    area = catalogue.area_for(record["place"]) or context.names.area_named(record["place"])
    target = catalogue.targets.get(record["target_key"])
    if record["indicator"] not in catalogue.indicators:
        fault = f"no indicator is called {record['indicator']!r}"
        wrong.append(("indicator", fault, "see: beacon indicators"))
    if area is None or area.slug not in catalogue.areas:
        near = context.names.nearest(record["place"])
        remedy = "use its slug, such as halton" + (f"; the nearest is {near}" if near else "")
        wrong.append(("place", f"no Place is called {record['place']!r}", remedy))
    if target is None:
        fault = f"no target has the key {record['target_key']!r}"
        wrong.append(("target_key", fault, "see: beacon targets"))
    elif target.indicator != record["indicator"]:
        fault = f"target {target.key} is for {target.indicator or 'no indicator'}"
        wrong.append(("indicator", fault, "name its indicator"))
    indicator = catalogue.indicators.get(record["indicator"])
    value = float(number_text(record["value"].removesuffix("%").rstrip()) or "nan")
    wrong += _impossible(record["value"], value, indicator)
    wrong += _another_scale(record["value"], value, indicator, target)
    record = record | {"interpolation": record["interpolation"].casefold()}
    if record["interpolation"] not in INTERPOLATIONS:
        fault = f"{record['interpolation']!r} is not known"
        wrong.append(("interpolation", fault, "write linear or stepped"))
    dates: dict[str, date] = {}
    for name in ("date", "agreed_on"):
        try:
            dates[name] = periods.day(record[name])
        except ValueError:
            wrong.append((name, f"{record[name]!r} is not a date", "write it as 2026-03-31"))
    if dates.get("agreed_on", date.min) > date.today():
        fault = f"it was agreed on {dates['agreed_on']}, which lies ahead"
        wrong.append(("agreed_on", fault, "write the day on which it was agreed"))
    wrong += _outside_life(target, dates)
    names = ("indicator", "target_key", "interpolation", "agreed_by", "document")
    kept = {name: record[name] for name in names} | {"value": value}
    return kept | dates | {"area": area.slug if area else "", "row": str(record["row"])}, wrong


def _outside_life(target: Target | None, dates: dict[str, date]) -> Wrong:
    if target is None or "date" not in dates:
        return []
    fault = trajectory_checks.outside_life(target, dates["date"])
    remedy = "mend the date, or name the version of the target it belongs to"
    return [("date", fault, remedy)] if fault else []


SOURCE = Source(
    name="trajectories",
    title="Agreed trajectories",
    publisher="Cheshire and Merseyside Health and Care Partnership",
    licence="",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(CONTRACT,),
)
