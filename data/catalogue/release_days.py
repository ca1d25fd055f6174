"""When publishers publish: the usual day of a series, and the days that are known of single releases."""

from datetime import date, timedelta
from typing import Literal

from pydantic import Field, model_validator

from data.catalogue.definition import Definition, Slug
from data.periods import months

ORDINALS = ("first", "second", "third", "fourth")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class KnownRelease(Definition):
    """The day on which the figures of the period that ends on `period_end` first came out."""

    period_end: date
    published: date


class Release(Definition):
    """How a series is released. `weekday` and `nth`: as the second Thursday of the month `months_after` the
    month in which a period ends; left out where no such rule is known. `evidence`: whether the publisher's
    own words or releases were seen, or the rule is only remembered; `source` says where.
    """

    series: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    indicators: tuple[Slug, ...]
    weekday: Literal["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] = ""
    nth: int = Field(default=0, ge=0, le=4)
    months_after: int = Field(default=0, ge=0, le=24)
    known: tuple[KnownRelease, ...] = ()
    evidence: Literal["seen", "recalled"]
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _has_a_whole_rule(self) -> "Release":
        if bool(self.weekday) != bool(self.nth):
            raise ValueError("`weekday` and `nth` stand together or not at all")
        early = [str(day.period_end) for day in self.known if day.published < day.period_end]
        if early:
            raise ValueError(f"published before the period's end: {', '.join(early)}")
        return self

    def usual(self, period_end: date) -> date | None:
        """The usual day of the figures of a period; None where no rule is known."""
        if not self.weekday:
            return None
        first = months(period_end, self.months_after)
        ahead = (WEEKDAYS.index(self.weekday) - first.weekday()) % 7
        return first + timedelta(days=ahead + 7 * (self.nth - 1))

    @property
    def rule(self) -> str:
        """The usual day in words; "" where no rule is known."""
        if not self.weekday:
            return ""
        many = f"{self.months_after} month{'s' * (self.months_after != 1)}"
        unsure = "" if self.evidence == "seen" else ", not verified"
        return f"the {ORDINALS[self.nth - 1]} {self.weekday}, {many} after the period’s last{unsure}"

    def known_day(self, period_end: date) -> date | None:
        """The day on which the figures of a period are known to have come out first."""
        return next((day.published for day in self.known if day.period_end == period_end), None)
