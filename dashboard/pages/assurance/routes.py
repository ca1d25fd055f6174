"""The tables of the page for scrutiny as rows to take away: csv and xlsx, every column."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial

from flask import abort
from sqlalchemy.exc import SQLAlchemyError

from dashboard import shell
from dashboard.pages.assurance.parts import SECTIONS
from dashboard.pages.shared import register_rows, register_state
from dashboard.pages.shared.beside import Beside, Record
from dashboard.pages.shared.register_state import RegisterState
from data.errors import BeaconError
from data.judgement.status import AGREED, STRAIGHT

Rows = Callable[[RegisterState], list[Record]]


def coverage(shown: RegisterState) -> list[Record]:
    """Return the counts of targets by paper and by subject."""
    grouped = (("paper", shown.programmes), ("subject", shown.domains))
    return [{"by": by, **asdict(row)} for by, rows in grouped for row in rows]


def ways(shown: RegisterState) -> list[Record]:
    """Return the way to the target of every indicator at every area."""
    kinds = {AGREED: AGREED, STRAIGHT: "straight line, not an agreed trajectory", "": "none"}
    return [
        {
            "indicator": way.indicator,
            "indicator_title": shown.known.indicators[way.indicator].title,
            "area": way.area,
            "area_name": shown.known.areas[way.area].name,
            "way": kinds[way.kind],
            "why_none": way.why,
        }
        for way in shown.ways
    ]


def lapsed(shown: RegisterState) -> list[Record]:
    """Return how every lapsed target ended, an area a row."""
    return [
        {
            **_target(ending.target, shown),
            "area": ending.area,
            "area_name": shown.known.areas[ending.area].name,
            "sex": ending.sex,
            "standing": ending.standing,
            "at_deadline": ending.word,
            "value": ending.value,
            "period": ending.period,
            "gap": ending.gap,
            "now": ending.now,
            "newest_value": ending.newest,
            "newest_period": ending.newest_period,
            "reason": ending.reason,
            "live_version": ending.live,
            "target_as_a_whole": outcome.word,
            "target_as_a_whole_now": outcome.now,
        }
        for outcome in shown.lapsed
        for ending in outcome.endings
    ]


def late(shown: RegisterState) -> list[Record]:
    """Return the figures that are late."""
    return [
        {
            "indicator": overdue.indicator,
            "indicator_title": shown.known.indicators[overdue.indicator].title,
            "publisher": shown.known.indicators[overdue.indicator].publisher,
            "newest_period": overdue.period,
            "newest_period_end": overdue.end,
            "due_about": overdue.due,
            "days_late": overdue.days,
            "lag_known_from": shown.known.indicators[overdue.indicator].expected_basis,
        }
        for overdue in shown.late
    ]


def conflicts(shown: RegisterState) -> list[Record]:
    """Return the pairs of targets that contradict each other."""
    return [
        {**_target(pair.target.key, shown), **_target(pair.other.key, shown, "other_"), "reason": pair.reason}
        for pair in shown.conflicts
    ]


def deadlines(shown: RegisterState) -> list[Record]:
    """Return the targets whose deadline falls before any figure can exist."""
    return [
        {**_target(deadline.target, shown), "what": deadline.kind, "why": deadline.sentence}
        for deadline in shown.untestable
    ]


def quality(shown: RegisterState) -> list[Record]:
    """Return the quality mark of every indicator."""
    return [
        {
            **asdict(mark),
            "indicator_title": shown.known.indicators[mark.indicator].title,
        }
        for mark in shown.quality
    ]


def _target(key: str, shown: RegisterState, prefix: str = "") -> Record:
    target = shown.known.targets[key]
    record = {
        "target": key,
        "target_name": target.name,
        "asks": register_rows.asked(target),
        "scope": register_rows.scope(target, shown.known.areas),
        "set_on": target.set_on,
        "deadline": target.deadline,
        "indicator": target.indicator,
    }
    return {f"{prefix}{name}": value for name, value in record.items()}


TABLES: Mapping[str, tuple[str, Rows]] = {
    "coverage": (f"{SECTIONS['coverage']}, by paper and by subject", coverage),
    "ways": ("The way to the target, by indicator and area", ways),
    "lapsed": (SECTIONS["lapsed"], lapsed),
    "late": (SECTIONS["late"], late),
    "conflicts": (SECTIONS["conflicts"], conflicts),
    "deadlines": (SECTIONS["deadlines"], deadlines),
    "quality": (SECTIONS["quality"], quality),
}


def rows(table: str, query: Mapping[str, str]) -> list[Record]:
    """Return one table's rows for a query string; answers 503 where the store cannot be reached."""
    try:
        return TABLES[table][1](register_state.gather(shell.state(query)))
    except (BeaconError, SQLAlchemyError):
        abort(503, "The figures cannot be reached. Please try again in a few minutes.")


BESIDE = Beside(files={f"assurance-{name}": partial(rows, name) for name in TABLES})
