"""What is said of an indicator's line against its target, gathered for its page: all of it from the Status.

The picture rests on the same figures, breaks, target and path as the three statements (statements.compute).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from dashboard import ask
from dashboard.by_state import kept_by_state
from dashboard.figures import grammar
from dashboard.pages.shared import target_path
from dashboard.pages.shared.indicator_data import Shown
from data.catalogue.models import Indicator, Target
from data.judgement import against_plan, contributions, quality, ranks
from data.judgement.annotations import ControlChart, Fan, chart_of, fan_of
from data.judgement.change import after_breaks, goal_of
from data.judgement.forecast_record import Record
from data.judgement.lines import lines_of
from data.judgement.peers import Peers, none
from data.judgement.status import LATER, Now, Point, Status
from data.statements import similar_areas
from data.statistics.contribution import Shares, Sum
from data.targets.agreed_path import Subject, agreed_points, path_of
from data.targets.candidates import candidates


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The statements on the line of the main chart, and what its picture shows of them.

    status: None where the line is none that statements are made of. target, path: what the line is held
    against, None where there is nothing to draw. later_path: whether a way was agreed after the newest
    figure's period. record: of the indicator's earlier forecasts.
    """

    status: Status | None = None
    target: Target | None = None
    standing: str = ""
    path: grammar.Path | None = None
    later_path: bool = False
    chart: ControlChart | None = None
    fan: Fan | None = None
    record: Record | None = None


@dataclass(frozen=True)
class Whole:
    """What the Places are for Cheshire and Merseyside: their shares of gap and change, the sum of targets.

    target_key: the target of Cheshire and Merseyside that the gap is to, "" where none is judged.
    """

    shares: Shares
    adds_up: Sum
    target_key: str = ""


def judged(shown: Shown) -> Judged:
    """Return the statements on the line that is shown, never those on another one; none on a local return."""
    indicator, points = shown.indicator, shown.points
    status = status_of(shown)
    if shown.series.is_return:
        return Judged()
    if status is None:
        return _against(_of_other_figures(shown), shown)
    goal = goal_of(status.now, shown.today)
    return replace(
        _against(status.now, shown),
        status=status,
        chart=chart_of(indicator, points, shown.breaks, goal),
        fan=fan_of(indicator, after_breaks(points, shown.breaks), goal, status.outlook.reason),
        record=ask.track_record(indicator.id, shown.chosen.as_of) if status.outlook.word else None,
    )


def _against(now: Now, shown: Shown) -> Judged:
    """The target and the path to it that a line is held against, as far as they can be drawn.

    A path that was agreed after the newest figure's period is drawn although no figure has reached it; the
    words still rest on what held then.
    """
    known = ask.defined()
    target = known.targets[now.target_key] if now.target is not None else None
    later = now.path.why == LATER
    path = now.path
    if later and target is not None:
        path = path_of(agreed_points(_subject(shown), target, shown.today))
    return Judged(target=target, standing=now.standing, path=target_path.drawn(path, known), later_path=later)


def _subject(shown: Shown) -> Subject:
    def published(day: date) -> Sequence[Point]:
        lines = lines_of(ask.of_series(shown.indicator.id, shown.series.id, shown.chosen.as_of, day))
        return lines.get((shown.area.slug, shown.sex), ())

    return Subject(
        catalogue=ask.defined(shown.chosen.as_of),
        indicator=shown.indicator,
        area=shown.area,
        points=shown.points,
        stretch=after_breaks(shown.points, shown.breaks),
        loaded=partial(ask.loaded_paths, as_of=shown.chosen.as_of),
        published=published,
    )


def _of_other_figures(shown: Shown) -> Now:
    """Now against plan by the rule of the statements, for a line that none are made of."""
    named = candidates(_subject(shown), shown.today)
    return against_plan.now(shown.indicator, shown.points, named, shown.today)


def status_of(shown: Shown) -> Status | None:
    """Return the Status of the very line that is shown; None for a series that is not the headline."""
    if not shown.is_headline:
        return None
    statuses = ask.statuses(shown.chosen.as_of, shown.indicator.id, shown.area.slug)
    return next((status for status in statuses if status.sex == shown.sex), None)


def quality_mark(indicator: Indicator, as_of: date | None) -> quality.QualityMark:
    """Return the quality mark of an indicator."""
    statuses = ask.statuses(as_of, indicator.id)
    return quality.quality_marks(ask.defined(), statuses, as_of or date.today())[0]


def ranking(shown: Shown) -> ranks.Ranking | None:
    """Return the Places by rank with its interval; None where the figures are not of Places, or returned."""
    if not shown.by_place or shown.series.is_return:
        return None
    if shown.is_headline and shown.chosen.as_of is None:
        return ask.rankings()[shown.indicator.id, shown.sex]
    return ranks.of_places(ask.defined(), shown.indicator, shown.lines, shown.sex)


def whole(shown: Shown) -> Whole | None:
    """Return what each Place accounts for; None where the figures are not the headline's, of Places."""
    if not (shown.is_headline and shown.by_place):
        return None
    statuses = [
        status for status in ask.statuses(shown.chosen.as_of, shown.indicator.id) if status.sex == shown.sex
    ]
    system = next((status for status in statuses if status.place == ask.SYSTEM), None)
    if system is None:
        return None
    known = ask.defined()
    parts = [status for status in statuses if known.areas[status.place].kind == "place"]
    return Whole(
        contributions.shares_of(known, system, shown.lines),
        contributions.targets_add_up(known, system, parts),
        system.now.target_key if system.now.target is not None else "",
    )


def peers(shown: Shown) -> Peers | None:
    """Return the areas that started where the Place did; None where the headline is not shown."""
    if not shown.is_headline:
        return None
    if shown.area.kind != "place":
        return none(similar_areas.PLACES_ONLY)
    return _peers(shown.indicator.id, shown.area.slug, shown.sex, shown.chosen.as_of)


@kept_by_state(size=512)
def _peers(indicator: str, place: str, sex: str, as_of: date | None) -> Peers:
    history = ask.authorities(indicator, as_of)
    of_sex = history[history.sex == sex]
    return similar_areas.among(ask.defined(), indicator, place, of_sex, ask.authority_names())
