"""The tables of the page for scrutiny as rows to take away: csv and xlsx, every column, days as ISO text."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial

from flask import abort
from sqlalchemy.exc import SQLAlchemyError

from dashboard import shell
from dashboard.pages.assurance.parts import SECTIONS
from dashboard.pages.shared import promises, register_state
from dashboard.pages.shared.beside import Beside, Record
from dashboard.pages.shared.register_state import Assurance
from data.errors import BeaconError
from data.judgement.status import AGREED, STRAIGHT

Rows = Callable[[Assurance], list[Record]]


def coverage(found: Assurance) -> list[Record]:
    """Return the counts of targets by paper and by subject."""
    grouped = (("paper", found.programmes), ("subject", found.domains))
    return [{"by": by, **asdict(one)} for by, rows in grouped for one in rows]


def ways(found: Assurance) -> list[Record]:
    """Return the way to the target of every indicator at every area."""
    kinds = {AGREED: AGREED, STRAIGHT: "straight line, not an agreed trajectory", "": "none"}
    return [
        {
            "indicator": one.indicator,
            "indicator_title": found.known.indicators[one.indicator].title,
            "area": one.area,
            "area_name": found.known.areas[one.area].name,
            "way": kinds[one.kind],
            "why_none": one.why,
        }
        for one in found.ways
    ]


def lapsed(found: Assurance) -> list[Record]:
    """Return how every lapsed target ended, an area a row."""
    return [
        {
            **_target(one.target, found),
            "area": one.area,
            "area_name": found.known.areas[one.area].name,
            "sex": one.sex,
            "standing": one.standing,
            "at_deadline": one.word,
            "value": one.value,
            "period": one.period,
            "gap": one.gap,
            "reason": one.reason,
            "live_version": one.live,
            "target_as_a_whole": outcome.word,
        }
        for outcome in found.lapsed
        for one in outcome.endings
    ]


def late(found: Assurance) -> list[Record]:
    """Return the figures that are late."""
    return [
        {
            "indicator": one.indicator,
            "indicator_title": found.known.indicators[one.indicator].title,
            "publisher": found.known.indicators[one.indicator].publisher,
            "newest_period": one.period,
            "newest_period_end": one.end.isoformat(),
            "due_about": one.due.isoformat(),
            "days_late": one.days,
            "lag_known_from": found.known.indicators[one.indicator].usual_lag_basis,
        }
        for one in found.late
    ]


def conflicts(found: Assurance) -> list[Record]:
    """Return the pairs of targets that contradict each other."""
    return [
        {**_target(pair.target.key, found), **_target(pair.other.key, found, "other_"), "reason": pair.reason}
        for pair in found.conflicts
    ]


def deadlines(found: Assurance) -> list[Record]:
    """Return the targets whose deadline falls before any figure can exist."""
    return [{**_target(one.target, found), "what": one.kind, "why": one.sentence} for one in found.untestable]


def quality(found: Assurance) -> list[Record]:
    """Return the quality mark of every indicator."""
    return [
        {
            **asdict(one),
            "indicator_title": found.known.indicators[one.indicator].title,
            "latest": one.latest.isoformat() if one.latest else None,
            "next_release": one.next_release.isoformat() if one.next_release else None,
        }
        for one in found.quality
    ]


def _target(key: str, found: Assurance, prefix: str = "") -> Record:
    target = found.known.targets[key]
    told = {
        "target": key,
        "target_name": target.name,
        "asks": promises.asked(target),
        "scope": promises.scope(target, found.known.areas),
        "set_on": target.set_on.isoformat(),
        "deadline": target.deadline.isoformat() if target.deadline else None,
        "indicator": target.indicator,
    }
    return {f"{prefix}{name}": value for name, value in told.items()}


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
