"""Which targets a figure of an area may be held against, on a day, and the way to each. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data.catalogue.models import Area, Indicator, Target, TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.catalogue.scopes import SET_FOR
from data.judgement.against_plan import Candidate, Path
from data.judgement.change import A_YEAR, Stretch
from data.judgement.status import Point
from data.targets import life

TWELVE_MONTHS = "rolling twelve months"
SAME_BASIS = {
    "point": ("point", "not stated"),
    "rolling": ("not stated",),
    "cumulative": ("year to date", "not stated"),
}
Span = tuple[date, date]


@dataclass(frozen=True)
class Candidates:
    """Live on the day of the latest figure; live today but set after it; why none of those shown applies."""

    live: tuple[Candidate, ...] = ()
    later: tuple[Candidate, ...] = ()
    why_none: str = ""


@dataclass(frozen=True)
class Subject:
    """One line at one area: its figures, those after the last break, and how to ask for loaded trajectories.

    `loaded`: a day -> the points of every trajectory loaded and agreed by then, in its newest version.
    """

    catalogue: Catalogue
    indicator: Indicator
    area: Area
    points: Sequence[Point]
    stretch: Stretch
    loaded: Callable[[date], Sequence[TrajectoryPoint]] = lambda _day: ()


def candidates(subject: Subject, today: date) -> Candidates:
    """The targets of one indicator that apply to one area: its own, and yardsticks set for another."""
    catalogue, indicator, area = subject.catalogue, subject.indicator, subject.area
    on = subject.points[-1].end if subject.points else today
    live = life.live_on(catalogue, indicator.id, on)
    later = [one for one in life.live_on(catalogue, indicator.id, today) if one.set_on > on]

    def made(found: Iterable[Target]) -> tuple[Candidate, ...]:
        standings = [(one, life.applies_to(one, area, indicator)) for one in found]
        return tuple(
            Candidate(one, standing, _path(subject, one, on), _warning(catalogue, one))
            for one, standing in standings
            if standing in ("own", "yardstick")
        )

    shown = [one for one in (*live, *later) if life.applies_to(one, area, indicator) == "shown only"]
    return Candidates(made(live), made(later), _why_not(shown[0]) if shown else "")


def agreed_way(
    told: Iterable[TrajectoryPoint], indicator: Indicator, spans: Sequence[Span], on: date | None = None
) -> list[TrajectoryPoint]:
    """The points of a stated path that figures can be held against; empty where they cannot.

    A point told with a way to the next (linear or stepped), agreed by `on`, on the basis of the figures,
    which the `spans` (first and last day) of a line say: a path told as rolling twelve months belongs to
    figures each of which covers twelve months, whatever the kind of the series, and to no others. Without
    figures the kind alone says it.
    """
    fitting = [
        one
        for one in told
        if one.interpolation != "none"
        and (on is None or one.agreed_on is None or one.agreed_on <= on)
        and (one.basis in SAME_BASIS[indicator.series_kind] or _is_twelve_months(one, indicator, spans))
    ]
    return fitting if any(one.kind != "target" for one in fitting) else []


def _is_twelve_months(point: TrajectoryPoint, indicator: Indicator, spans: Sequence[Span]) -> bool:
    if point.basis != TWELVE_MONTHS or indicator.series_kind == "cumulative":
        return False
    if not spans:
        return indicator.series_kind == "rolling"
    return all((last - first).days + 1 in A_YEAR for first, last in spans)


def _why_not(target: Target) -> str:
    """Why a target that is shown beside a figure is not held against it."""
    told = f"the target set {SET_FOR[target.scope]}"
    if target.not_rated:
        return f"{told} is not judged: {target.not_rated.rstrip('.')}"
    if target.value is None:
        return f"{told} gives a direction and no value"
    return f"{told} is a total without a local share"


def _warning(catalogue: Catalogue, target: Target) -> str:
    found = life.conflicts(catalogue, [target.key])
    if not found:
        return ""
    pair = found[0]
    other = pair.other if pair.one.key == target.key else pair.one
    return f"it conflicts with another target ({other.name}, set {other.set_on.year})"


def _path(subject: Subject, target: Target, on: date) -> Path:
    """The trajectory agreed by the day of the figure, loaded or stated; else the straight line.

    The line does not begin before the last break. A loaded path is one for the indicator's own figures.
    """
    here = [
        one for one in subject.loaded(on) if (one.target_key, one.place) == (target.key, subject.area.slug)
    ]
    stated = subject.catalogue.agreed_path(target.key, subject.area.slug)
    spans = [(one.start, one.end) for one in subject.points]
    points = [one for one in here if one.interpolation != "none"]
    points = points if here else agreed_way(stated, subject.indicator, spans, on)
    if points and len({one.date for one in points}) == len(points):
        dated = tuple((one.date, one.value) for one in points)
        return Path(dated, "stepped" if points[0].interpolation == "stepped" else "linear", agreed=True)
    figures = [(one.end, one.value) for one in subject.stretch.known if one.value is not None]
    line = life.straight_line(target, subject.area, figures, subject.indicator)
    broken = subject.stretch.last_break
    return Path(() if line and broken and line[0][0] < broken.on else tuple(line))
