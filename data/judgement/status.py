"""What is said of one indicator's line at one area: the three statements, side by side, never one score.

Plain frozen values without a question to the store: what `assurance` works out, `kept` keeps, and pages,
packs and the API show. A number that is not there is None, and the `reason` of its statement says why.
"""

import math
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Literal

from data.statistics.reason import NO_REASON, Reason
from data.statistics.trajectory import AtDeadline, Dated, Interpolation, Word

AGREED = "agreed"
STRAIGHT = "straight line"
NOT_AGREED = "none is agreed for these figures"
LATER = "it was agreed after the newest figure's period"


@dataclass(frozen=True)
class Point:
    """One figure of a line, as the store holds it. `interval_basis` is "published", "computed" or ""."""

    start: date
    end: date
    period: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    note: str = ""
    interval_basis: str = ""
    published: date | None = None
    published_basis: str = ""


@dataclass(frozen=True)
class Path:
    """The expected path to a target at an area (targets.agreed_path): dated values, how to read between them.

    kind: AGREED, STRAIGHT or "" where there is none. why: NOT_AGREED or LATER, "" of an agreed one, which
    says by whom it was agreed, on which day and in which `document`.
    """

    points: tuple[Dated, ...] = ()
    interpolation: Interpolation = "linear"
    kind: str = ""
    why: str = ""
    agreed_by: str = ""
    agreed_on: date | None = None
    document: str = ""


@dataclass(frozen=True)
class Now:
    """The first statement: now against plan.

    at_deadline: how the target ended by the figure for its deadline, "" where that is ahead or nothing is
    judged; `word` is by the newest figure. reason: why it cannot be judged, else "". standing: "own" where
    the target was set for this very area, "yardstick" where it was set for another one. gap: the value minus
    what it is held `against`, the "trajectory" or the "target", in the indicator's units; gap_people: how
    many more (negative: fewer) would close it. others: keys of the other live targets. warning: of versions
    that conflict. path: to the target, drawn whether or not it reaches the latest figure; `trajectory_kind`
    is its kind where it does.
    """

    word: Word = "no data"
    reason: str = ""
    target_key: str = ""
    target: float | None = None
    comparison: str = ""
    deadline: date | None = None
    at_deadline: AtDeadline | Literal[""] = ""
    scope: str = ""
    standing: str = ""
    trajectory_value: float | None = None
    trajectory_kind: str = ""
    against: str = ""
    gap: float | None = None
    gap_people: int | None = None
    others: tuple[str, ...] = ()
    warning: str = ""
    path: Path = field(default_factory=Path)


@dataclass(frozen=True)
class Change:
    """The second statement: is it really changing.

    method: "chart" (NHS control chart) or "trend" (OHID's recent trend), "" where neither can be made.
    difference: the latest figure minus that of the period `since`, which stands beside the word.
    points: how many figures it rests on, all after the last break (`break_on`).
    """

    method: str = ""
    reason: Reason = NO_REASON
    variation: str = ""
    assurance: str = ""
    signals: tuple[str, ...] = ()
    trend: str = ""
    p_value: float | None = None
    points: int = 0
    difference: float | None = None
    since: str = ""
    break_on: date | None = None
    break_reason: str = ""

    @property
    def is_signal(self) -> bool:
        """Whether the rule says that something has changed."""
        return self.variation not in ("", "common_cause") or self.trend in ("increasing", "decreasing")


@dataclass(frozen=True)
class Outlook:
    """The third statement: by the deadline, if the past pattern continues.

    lower, upper: the 80 % interval of the figure for the deadline, whose period ends on `period_end`.
    """

    probability: float | None = None
    word: str = ""
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    period_end: date | None = None
    points: int = 0
    reason: Reason = NO_REASON


@dataclass(frozen=True)
class Speed:
    """Change a year still required and achieved, and how many similar areas ever were that fast."""

    required: float | None = None
    required_reason: Reason = NO_REASON
    achieved: float | None = None
    achieved_years: float | None = None
    achieved_reason: Reason = NO_REASON
    reached: int | None = None
    similar: int | None = None
    reached_reason: Reason = NO_REASON
    among: str = ""
    """The areas looked at, in words (peers.others_held)."""


@dataclass(frozen=True)
class Status:
    """Everything said of one headline line (series, sex, age) of one indicator at one area.

    latest: its newest figure, None where there is none (`now.reason` says why). verdict_date: when the
    figure for the deadline will be published. next_release: when the next figure is expected. agreed: keys of
    the indicator's targets to which a path is agreed here by the day of the statements. awaiting: a figure of
    the same or a newer period that awaits review, and that nothing here rests on.
    """

    indicator: str
    place: str
    series: str
    sex: str
    age: str
    unit: str
    latest: Point | None = None
    now: Now = field(default_factory=Now)
    change: Change = field(default_factory=Change)
    outlook: Outlook = field(default_factory=Outlook)
    speed: Speed = field(default_factory=Speed)
    verdict_date: date | None = None
    next_release: date | None = None
    sentence: str = ""
    agreed: tuple[str, ...] = ()
    awaiting: Point | None = None


EXACT = 9  # decimals: what lies beyond them is the noise of taking one float from another
FIELDS = (
    "indicator place period period_end value unit target target_key deadline trajectory_value "
    "trajectory_kind now at_deadline gap gap_people variation assurance trend forecast_probability "
    "forecast_word verdict_date sentence series sex age"
).split()
_PARTS: dict[type[Any], dict[str, type[Any]]] = {
    Status: {
        "latest": Point,
        "awaiting": Point,
        "now": Now,
        "change": Change,
        "outlook": Outlook,
        "speed": Speed,
    },
    Now: {"path": Path},
    Change: {"reason": Reason},
    Outlook: {"reason": Reason},
    Speed: dict.fromkeys(("required_reason", "achieved_reason", "reached_reason"), Reason),
}
_DATES = {
    cls: [attribute.name for attribute in fields(cls) if attribute.type in (date, date | None)]
    for cls in (Point, Path, Now, Change, Outlook, Speed, Status, Reason)
}
_TUPLES = {Now: ("others",), Change: ("signals",), Status: ("agreed",)}


def record(status: Status) -> dict[str, Any]:
    """The status under the field names people script against; FIELDS in order, None for what is not there."""
    latest, now, change, outlook = status.latest, status.now, status.change, status.outlook
    return {
        "indicator": status.indicator,
        "place": status.place,
        "period": latest.period if latest else None,
        "period_end": latest.end if latest else None,
        "value": latest.value if latest else None,
        "unit": status.unit,
        "target": now.target,
        "target_key": now.target_key or None,
        "deadline": now.deadline,
        "trajectory_value": now.trajectory_value,
        "trajectory_kind": now.trajectory_kind or None,
        "now": now.word,
        "at_deadline": now.at_deadline or None,
        "gap": None if now.gap is None else round(now.gap, EXACT),
        "gap_people": now.gap_people,
        "variation": change.variation or None,
        "assurance": change.assurance or None,
        "trend": change.trend or None,
        "forecast_probability": outlook.probability,
        "forecast_word": outlook.word or None,
        "verdict_date": status.verdict_date,
        "sentence": status.sentence,
        "series": status.series,
        "sex": status.sex,
        "age": status.age,
    }


def packed(status: Status) -> dict[str, Any]:
    """The status as values that JSON knows; `unpacked` is its inverse."""
    return _plain(asdict(status))


def unpacked(content: dict[str, Any]) -> Status:
    """The status that was packed."""
    return _built(Status, content)


def number(value: Any) -> float | None:
    """A figure, None where it is missing or not finite."""
    return None if value is None or not math.isfinite(value) else float(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _built(cls: type[Any], content: dict[str, Any]) -> Any:
    values = dict(content)
    for name, part in _PARTS.get(cls, {}).items():
        if values[name] is not None:
            values[name] = _built(part, values[name])
    for name in _DATES[cls]:
        if values[name] is not None:
            values[name] = date.fromisoformat(values[name])
    for name in _TUPLES.get(cls, ()):
        values[name] = tuple(values[name])
    if cls is Path:
        values["points"] = tuple((date.fromisoformat(day), value) for day, value in values["points"])
    return cls(**values)
