"""What was known on a day, and one change between two days: frozen values that `changes.since` finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from data.catalogue.models import TrajectoryPoint
from data.judgement.off_plan import Direction
from data.judgement.status import Status
from data.statistics.trajectory import Word

Kind = Literal["status", "target", "trajectory", "revision", "figures"]
KINDS: tuple[Kind, ...] = ("status", "target", "trajectory", "revision", "figures")
NEWS: tuple[Direction, ...] = ("worse", "", "better")


@dataclass(frozen=True)
class Known:
    """What was known on a day: the statuses, and the points of the loaded trajectories agreed by then."""

    day: date
    statuses: Sequence[Status] = ()
    paths: Sequence[TrajectoryPoint] = ()


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One change. `subject` is what changed, `said` how; `place`: an area's slug, "" where it is of several.

    figure: the newest figure beside a changed status. word: the word against plan now, where it is another.
    target: its key. news: whether it is for the worse or the better, "" where neither can be said.
    """

    kind: Kind
    subject: str
    said: str
    figure: str = ""
    indicator: str = ""
    place: str = ""
    target: str = ""
    word: Word | Literal[""] = ""
    news: Direction = ""

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        clauses = "; ".join(filter(None, [self.said, self.figure]))
        return f"{self.subject}: {clauses}." if self.subject else f"{clauses}."
