"""Every error raised on purpose. Each is for a person: where, what was found, what was done, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_PROBLEMS_SHOWN = 10


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where it stands (file, sheet, row, column, or key), what is wrong, what to do."""

    where: str
    fault: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.fault}" + (f" - {self.remedy}" if self.remedy else "")


class BeaconError(Exception):
    """The root. `exit_code` is what the `beacon` command ends with when it meets this error."""

    exit_code = 1

    def __init__(self, problems: Problem | Sequence[Problem] | str, outcome: str = "") -> None:
        if isinstance(problems, str):
            problems = Problem(problems, "")
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.outcome = outcome
        super().__init__(self._text())

    def __reduce__(self) -> tuple[Any, ...]:
        # The same error in another process: an exception that is only copied would lose its problems.
        return _restored, (type(self), self.args, self.__dict__)

    def _text(self) -> str:
        lines = [str(problem).removesuffix(": ") for problem in self.problems[:MOST_PROBLEMS_SHOWN]]
        more = len(self.problems) - MOST_PROBLEMS_SHOWN
        if more > 0:
            lines.append(f"and {more} more of the same kind or others")
        if self.outcome:
            lines.append(self.outcome)
        return "\n".join(lines)


def _restored(kind: type[BeaconError], args: tuple[Any, ...], state: dict[str, Any]) -> BeaconError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class DefinitionError(BeaconError):
    """The definitions contradict themselves or cannot be read."""


class BadInput(BeaconError):
    """A file cannot be loaded as it is. Nothing of it is in the store."""

    def __init__(
        self, problems: Problem | Sequence[Problem] | str, outcome: str = "Nothing was loaded."
    ) -> None:
        super().__init__(problems, outcome)


class Unreadable(BadInput):
    """What a file holds cannot be told, for it takes more than it may or breaks what reads it.

    One in an archive keeps no other out.
    """


class TooLarge(Unreadable):
    """A file is larger than any publisher's."""


class UnknownLayout(BadInput):
    """No source recognises the file."""


class Unknown(BeaconError):
    """Somebody asked for an indicator, a Place or a target that is not defined."""

    exit_code = 2


class Refused(BeaconError):
    """A question to the API has a parameter that it does not have, or whose value cannot be read."""

    exit_code = 2

    def __init__(self, parameter: str, sentence: str) -> None:
        self.parameter, self.sentence = parameter, sentence
        super().__init__(Problem(parameter, sentence))


class NotThere(Refused):
    """A question to the API can be read, and what it asks for is not there."""


class TooMuch(Refused):
    """A question to the API can be read, and its answer is longer than what is sent at once."""


class WrongSetting(BeaconError):
    """A variable of the environment has a value that cannot be meant."""

    exit_code = 2


class StoreUnreachable(BeaconError):
    """The database does not answer, or is not at the version this program needs."""

    exit_code = 3


class SourceUnreachable(BeaconError):
    """A publisher's address does not answer."""

    exit_code = 3


class WrongAnswer(BeaconError):
    """A publisher answers, but not with what it should: no such page, a web page instead of a file."""
