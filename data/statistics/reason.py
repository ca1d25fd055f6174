"""Why something cannot be said: a value, made beside the rule that forbids it, and never read back. Pure."""

import re
from dataclasses import dataclass

_OF_THOSE_NEEDED = re.compile(r", and \d+ are needed$")


@dataclass(frozen=True)
class Reason:
    """short: in the fewest words, for a cell or a list ("9 of 13 points"). clause: the same as it follows
    "because" ("there are only 9 points, and 13 are needed"). Both are "", and it is false, where nothing
    stands against saying it.
    """

    short: str = ""
    clause: str = ""

    def __bool__(self) -> bool:
        return bool(self.short)

    def __str__(self) -> str:
        return self.short

    def followed_by(self, words: str) -> "Reason":
        """With more at its end (" since the series changed in May 2023"), where there is a reason at all.

        What was counted stands before it, and what is needed after it.
        """
        if not self or not words:
            return self
        needed = _OF_THOSE_NEEDED.search(self.clause)
        if needed is None:
            return Reason(self.short + words, self.clause + words)
        return Reason(f"{self.short},{words}", self.clause[: needed.start()] + words + needed[0])


NO_REASON = Reason()


def plainly(clause: str) -> Reason:
    """A reason whose few words are a clause already: "the target has no deadline"."""
    return Reason(clause, clause)


def there_is(thing: str) -> Reason:
    """ "no figure" -> "there is no figure"."""
    return Reason(thing, f"there is {thing}")


def there_are(things: str) -> Reason:
    """ "no figures" -> "there are no figures"."""
    return Reason(things, f"there are {things}")


def this_is(thing: str) -> Reason:
    """ "a count, not a rate" -> "this is a count, not a rate"."""
    return Reason(thing, f"this is {thing}")


def these_are(things: str) -> Reason:
    """ "overlapping periods" -> "these are overlapping periods"."""
    return Reason(things, f"these are {things}")


def too_few(held: int, needed: int, things: str) -> Reason:
    """ "9 of 13 points" -> "there are only 9 points, and 13 are needed"."""
    single = f"is only 1 {things.removesuffix('s')}"
    there = {0: f"are no {things}", 1: single}.get(held, f"are only {held} {things}")
    return Reason(f"{held} of {needed} {things}", f"there {there}, and {needed} are needed")


NO_FIGURE = there_is("no figure")
NO_FIGURES = there_are("no figures")
NO_DENOMINATOR = there_is("no denominator")
STANDARDISED = this_is("a standardised figure, which its counts do not give back")
NO_INTERVAL = Reason("no interval", "these figures come without a 95% interval")
ODD_INTERVAL = there_is("an interval that does not contain its value")
NO_VARIATION = there_is("no variation")
END_OF_SCALE = there_is("a figure at the end of its scale")
NO_TARGET = there_is("no target with a value")
NO_GOAL = there_is("no target with a value to reach")
NEITHER = plainly("neither high nor low is better")
NO_FORECAST = there_is("no forecast")
