"""The path of a target at an area: what was agreed for it, or the straight line that stands in. Pure.

The one rule (docs/targets.md): a trajectory counts where one named body agreed all of it by a day for this
very area, a loaded one before one that a paper states, and where the figures can be held against it; points
without an interpolation from each to the next are none, nor are points that one body set and another repeats.
Where none counts, the path is the straight line, if one can be drawn.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data.catalogue.models import Area, Indicator, Target, TrajectoryPoint
from data.catalogue.reader import Catalogue
from data.judgement.change import A_YEAR, Stretch
from data.judgement.status import AGREED, LATER, NOT_AGREED, STRAIGHT, Path, Point
from data.targets import life

TWELVE_MONTHS = "rolling twelve months"
SAME_BASIS = {
    "point": ("point", "not stated"),
    "rolling": ("not stated",),
    "cumulative": ("year to date", "not stated"),
}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One line at one area: its figures, those after the last break, and how to ask what was known by a day.

    `loaded`: a day -> the points of every trajectory loaded and agreed by then, in its newest version.
    `published`: a day -> the line as it had been published by then, oldest first; left out, `points` as far
    as each says that it had.
    """

    catalogue: Catalogue
    indicator: Indicator
    area: Area
    points: Sequence[Point]
    stretch: Stretch
    loaded: Callable[[date], Sequence[TrajectoryPoint]] = lambda _day: ()
    published: Callable[[date], Sequence[Point]] | None = None

    def judged_on(self, today: date) -> date:
        """The day whose targets and paths count: the end of the latest period, today without a figure."""
        return self.points[-1].end if self.points else today

    def published_by(self, day: date) -> Sequence[Point]:
        """The figures that had been published by a day."""
        if self.published is not None:
            return self.published(day)
        return [point for point in self.points if (point.published or point.end) <= day]


def path_to(subject: Subject, target: Target, today: date) -> Path:
    """The path that the latest figure is held against on the way to a target, and why no agreed one is."""
    points = agreed_points(subject, target, subject.judged_on(today))
    if points:
        return path_of(points)
    why = LATER if agreed_points(subject, target, today) else NOT_AGREED
    line = _straight_line(subject, target)
    return Path(line, kind=STRAIGHT if line else "", why=why)


def path_of(points: Sequence[TrajectoryPoint]) -> Path:
    """The path of points that were agreed; at least one."""
    first = points[0]
    return Path(
        tuple((point.date, point.value) for point in points),
        "stepped" if first.interpolation == "stepped" else "linear",
        AGREED,
        agreed_by=first.agreed_by,
        agreed_on=first.agreed_on,
        document=first.document,
    )


def agreed_points(subject: Subject, target: Target, by: date) -> list[TrajectoryPoint]:
    """The points agreed by a day that the figures can be held against, by date; empty where none are.

    A loaded path is one for the indicator's own figures; a stated one says the basis of its figures.
    """
    place = subject.area.slug
    loaded = [point for point in subject.loaded(by) if (point.target_key, point.place) == (target.key, place)]
    known = points_known(by, loaded, subject.catalogue.agreed_path(target.key, place))
    return with_a_way([point for point in known if loaded or _has_basis(point, subject)])


def with_a_way(dated: Iterable[TrajectoryPoint]) -> list[TrajectoryPoint]:
    """The points of one target and area that are an agreed path by themselves; empty where they are none.

    Points without a way between them are only told. One named body agreed all: nobody agreed a way between
    the points of two.
    """
    points = [point for point in dated if point.interpolation != "none"]
    on_the_way = any(point.kind != "target" for point in points)
    once = len({point.date for point in points}) == len(points)
    bodies = {point.agreed_by for point in points}
    return points if on_the_way and once and len(bodies) == 1 and "" not in bodies else []


def points_known(
    day: date, loaded: Sequence[TrajectoryPoint], stated: Iterable[TrajectoryPoint]
) -> list[TrajectoryPoint]:
    """The points known by a day: of each target and area the loaded ones, else those that papers state.

    `loaded`: those agreed by the day.
    """
    held = {(point.target_key, point.place) for point in loaded}
    papers = [
        point
        for point in stated
        if (point.target_key, point.place) not in held and (point.agreed_on is None or point.agreed_on <= day)
    ]
    return [*loaded, *papers]


def _has_basis(point: TrajectoryPoint, subject: Subject) -> bool:
    """Whether a point is told on the basis of the figures, which the first and last days of a line say.

    One told as rolling twelve months belongs to figures each of which covers twelve months, whatever the kind
    of the series, and to no others. Without figures the kind alone says it.
    """
    kind = subject.indicator.series_kind
    if point.basis != TWELVE_MONTHS:
        return point.basis in SAME_BASIS[kind]
    if kind == "cumulative" or not subject.points:
        return kind == "rolling"
    return all((figure.end - figure.start).days + 1 in A_YEAR for figure in subject.points)


def _straight_line(subject: Subject, target: Target) -> tuple[tuple[date, float], ...]:
    """The straight line to a target; none where it would begin before the last break."""
    known = subject.published_by(target.set_on) if target.rated and target.deadline else ()
    figures = [(point.end, point.value) for point in known if point.value is not None]
    line = life.straight_line(target, subject.area, figures, subject.indicator)
    broken = subject.stretch.last_break
    return () if line and broken and line[0][0] < broken.on else tuple(line)
