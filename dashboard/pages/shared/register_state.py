"""What the register shows of one state, from targets.coverage, targets.endings and the statements."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from dashboard import ask
from dashboard.pages.shared import register_rows
from dashboard.selection import Selection
from data.catalogue.models import Indicator, Target
from data.catalogue.reader import Catalogue
from data.judgement.lines import lines_of
from data.judgement.quality import QualityMark, quality_marks
from data.targets import coverage, endings, life
from data.targets.coverage import AreaPath, Coverage, Late
from data.targets.endings import Lines, Outcome
from data.targets.life import Conflict
from data.targets.lint.finding import Finding


@dataclass(frozen=True, kw_only=True)
class RegisterState:
    """Everything on the page, narrowed to `place` where one is chosen.

    known: the definitions of the date. targets: those set by then; of a Place, its own and those for every
    Place. with_figures: how many
    indicators have a figure here; without: those that have none anywhere. lapsed: of every target that
    applies here, yardsticks included. untold: the lapsed ones of `targets` that no figure held here can tell
    of. quality: of all nine Places, always.
    """

    known: Catalogue
    place: str
    today: date
    targets: tuple[Target, ...]
    programmes: tuple[Coverage, ...]
    domains: tuple[Coverage, ...]
    ways: tuple[AreaPath, ...]
    late: tuple[Late, ...]
    never_due: tuple[Indicator, ...]
    with_figures: int
    without: frozenset[str]
    lapsed: tuple[Outcome, ...]
    untold: int
    conflicts: tuple[Conflict, ...]
    untestable: tuple[Finding, ...]
    quality: tuple[QualityMark, ...]


def gather(chosen: Selection) -> RegisterState:
    """Return what the page shows of a state."""
    known, today, place = ask.defined(chosen.as_of), chosen.as_of or date.today(), chosen.place
    every = ask.statuses(chosen.as_of)
    here = coverage.at_place(known, every, place) if place else list(every)
    targets = register_rows.chosen(known.targets.values(), Selection(place=place))
    keys = {target.key for target in targets}
    lapsed = ended(chosen)
    return RegisterState(
        known=known,
        place=place,
        today=today,
        targets=tuple(targets),
        programmes=tuple(coverage.coverage(known, targets, here, lambda target: target.programme)),
        domains=tuple(coverage.coverage(known, targets, here, lambda target: target.domain)),
        ways=ways_of(chosen),
        late=tuple(coverage.late(known, here, today)),
        never_due=tuple(coverage.never_due(known, here)),
        with_figures=len(known.indicators) - len(coverage.without_figures(known, here)),
        without=frozenset(indicator.id for indicator in coverage.without_figures(known, every)),
        lapsed=tuple(lapsed),
        untold=len(_past(targets, today) - {outcome.target for outcome in lapsed}),
        conflicts=tuple(life.conflicts(known, keys)),
        untestable=tuple(coverage.untestable(known, targets)),
        quality=tuple(quality_marks(known, every, today)),
    )


def ways_of(chosen: Selection) -> tuple[AreaPath, ...]:
    """Return the way to the plan of every indicator at the Place chosen, else at each Place and at C&M."""
    ways = coverage.area_paths(ask.defined(), ask.statuses(chosen.as_of))
    return tuple(way for way in ways if not chosen.place or way.area == chosen.place)


def ended(chosen: Selection, target: Target | None = None) -> list[Outcome]:
    """Return how lapsed targets ended, or the one named at every area it was set for."""
    known, today = ask.defined(chosen.as_of), chosen.as_of or date.today()

    @cache
    def held(indicator: str) -> Lines:
        return lines_of(ask.history(indicator, chosen.as_of))

    if target is None:
        return endings.lapsed(known, known.targets.values(), held, today, chosen.place)
    lines = held(target.indicator) if target.indicator else {}
    outcome = endings.outcome(known, endings.endings(known, target, lines, today))
    return [outcome] if outcome else []


def _past(targets: list[Target], today: date) -> set[str]:
    return {target.key for target in targets if target.deadline is not None and target.deadline < today}
