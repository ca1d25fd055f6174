"""Files read one after the other, apart, document by document: one that cannot be read keeps no other out.

One process reads all files of a command and is a file ahead of the one that stores them. Where it breaks off,
another goes on with the next document; what broke it is refused only if it breaks one that had read nothing
before, so that no file pays for what another has left behind.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from data.errors import BadInput, Problem, Unreadable
from loaders.apart import BrokenOff, Say, Step, bounds, worked_apart
from loaders.formats.documents import Attempt, Document

MOST_BREAKS = 3  # of the reading process by one archive
_REMEDY = "check what it is; where it is right, raise that limit"
About = TypeVar("About")
Reading = TypeVar("Reading")
Given = TypeVar("Given")


@dataclass(frozen=True, kw_only=True)
class Reader(Generic[About, Reading]):
    """How files are read. Its functions are called in a process of their own.

    `about`: what is to be known of the file with this number. `wanted`: its documents that are to be read.
    """

    about: Callable[[int], About]
    wanted: Callable[[int, Attempt], Iterable[Document]]
    read: Callable[[About, Document], Reading]


@dataclass(frozen=True)
class FileRead(Generic[About, Reading]):
    """A file as it was read, and why some documents of an archive could not be."""

    about: About
    readings: list[Reading]
    left_out: list[Problem]


@dataclass(frozen=True)
class _Read:
    number: int
    reading: Any


@dataclass(frozen=True)
class _LeftOut:
    number: int
    problems: Sequence[Problem]


@dataclass(frozen=True)
class _Whole:
    about: Any


class _Attempts:
    """Works on each document that is not left out; says which it turns to, and which it must leave out."""

    def __init__(self, say: Say, file: int, left_out: Collection[int]) -> None:
        self._say, self._file, self._left_out = say, file, set(left_out)

    def __call__(self, number: int, name: str, work: Callable[[], Given]) -> Given | None:
        if number in self._left_out:
            return None
        self._say(Step(self._file, number, name))
        try:
            return work()
        except Unreadable as error:
            if not number:
                raise
            self._left_out.add(number)
            self._say(_LeftOut(number, error.problems))
            return None


@dataclass
class _Progress:
    """Where the reading has got to. `fresh`: whether the process has read nothing yet."""

    names: Sequence[str]
    file: int = 0
    step: Step = field(default_factory=lambda: Step(0, 0, ""))
    fresh: bool = True
    breaks: int = 0
    readings: dict[int, Any] = field(default_factory=dict)
    left_out: dict[int, Sequence[Problem]] = field(default_factory=dict)

    def taken(self, item: Any) -> "FileRead[Any, Any] | BadInput | None":
        """Note what the process says; return what has become of a file once that is known."""
        self.fresh = self.fresh and isinstance(item, Step)
        if isinstance(item, Step):
            self.step = item
        elif isinstance(item, _LeftOut):
            self.left_out[item.number] = item.problems
        elif isinstance(item, _Read):
            self.readings[item.number] = item.reading
        elif isinstance(item, _Whole):
            if self.readings or not self.left_out:
                readings = [self.readings[number] for number in sorted(self.readings)]
                return self._next(FileRead(item.about, readings, self._problems()))
            return self._next(Unreadable(self._problems()))
        else:
            # All that is wrong is told at once.
            error = BadInput([*self._problems(), *item.problems]) if self.left_out else item
            return self._next(error)
        return None

    def broken(self, by: BrokenOff) -> BadInput | None:
        """Leave out what broke the process, or the file as a whole; the error that tells so."""
        if not self.fresh:
            self.fresh = True
            return None
        self.breaks += 1
        self.left_out[self.step.number] = (Problem(self.step.name, by.cause, _REMEDY),)
        if self.step.number and self.breaks <= MOST_BREAKS:
            return None
        problems = self._problems()
        if self.step.number:
            fault = f"breaks what reads it {self.breaks} times: its other files are not looked at"
            problems.append(Problem(self.names[self.file], fault, "load its files one by one"))
        error = Unreadable(problems)
        error.__cause__ = by
        return self._next(error)

    def _problems(self) -> list[Problem]:
        return [problem for number in sorted(self.left_out) for problem in self.left_out[number]]

    def _next(self, become: Any) -> Any:
        self.file += 1
        self.breaks, self.readings, self.left_out = 0, {}, {}
        return become


def files_read(
    names: Sequence[str], reader: Reader[About, Reading]
) -> Iterator[FileRead[About, Reading] | BadInput]:
    """Yield of each file what was read of it, or why nothing could be."""
    progress = _Progress(names)
    while progress.file < len(names):
        progress.step, progress.fresh = Step(progress.file, 0, names[progress.file]), True
        try:
            for item in worked_apart(partial(_work, reader, progress), bounds()):
                become = progress.taken(item)
                if become is not None:
                    yield become
        except BrokenOff as broken:
            become = progress.broken(broken)
            if become is not None:
                yield become


def _work(reader: Reader[Any, Any], begun: _Progress, say: Say) -> None:
    """In the process of its own: read from where the one before broke off, and say what comes of it."""
    left_out, have = list(begun.left_out), set(begun.readings)
    for file in range(begun.file, len(begun.names)):
        say(Step(file, 0, begun.names[file]))
        attempt = _Attempts(say, file, left_out)
        try:
            about = reader.about(file)
            for document in reader.wanted(file, attempt):
                if document.number in have:
                    continue
                reading = attempt(document.number, document.name, partial(reader.read, about, document))
                if reading is not None:
                    say(_Read(document.number, reading))
            say(_Whole(about))
        except BadInput as error:
            say(error)
        left_out, have = [], set()
