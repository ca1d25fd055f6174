"""Work in a process of its own: what it gives, and every way in which it may end."""

import ctypes
import os
import pickle
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import BadInput, BeaconError, NotThere, Problem, Refused, WrongSetting
from loaders.apart import Bounds, BrokenOff, Say, Step, bounds, worked_apart

SMALL = Bounds(megabytes=50, cpu=1, wall=2)


def _all(work: Callable[[Say], None], allowed: Bounds = SMALL) -> list[Any]:
    return list(worked_apart(work, allowed))


def _cause(work: Callable[[Say], None], allowed: Bounds = SMALL) -> str:
    with pytest.raises(BrokenOff) as caught:
        _all(work, allowed)
    return caught.value.cause


def test_what_is_said_comes_in_order_from_another_process() -> None:
    def work(say: Say) -> None:
        say(os.getpid())
        say(Step(0, 1, "example"))
        say({"rows": [1.5, None]})

    pid, *others = _all(work)
    assert pid != os.getpid()
    assert others == [Step(0, 1, "example"), {"rows": [1.5, None]}]


def _takes_memory(_: Say) -> None:
    list(range(100_000_000))


def _takes_memory_from_the_system(_: Say) -> None:
    ctypes.CDLL(None).abort()  # as a compiled reader does that is refused memory


def _never_ends(_: Say) -> None:
    while True:
        pass


def _waits(_: Say) -> None:
    time.sleep(60)


def _is_killed(_: Say) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("work", "allowed", "told"),
    [
        (_takes_memory, SMALL, "needs more than the 50 MB of memory that BEACON_READ_MEMORY_MB allows"),
        (_takes_memory_from_the_system, SMALL, "breaks the program that reads it (SIGABRT), most often"),
        (
            _never_ends,
            Bounds(cpu=1, wall=60),
            "the 1 seconds of the processor that BEACON_READ_CPU_SECONDS",
        ),
        (_waits, Bounds(wall=1), "takes more than the 1 seconds that BEACON_READ_SECONDS allows"),
        (_is_killed, SMALL, "was ended by the system (SIGKILL)"),
    ],
)
def test_each_way_to_end_is_told(work: Callable[[Say], None], allowed: Bounds, told: str) -> None:
    assert told in _cause(work, allowed)


def test_a_fault_of_the_program_is_told_with_where_it_stands() -> None:
    def work(_: Say) -> None:
        {}["missing"]

    with pytest.raises(BrokenOff) as caught:
        _all(work)
    assert "the program fails on it (KeyError: 'missing'; test_apart.py, line" in caught.value.cause
    assert "Traceback" in str(caught.value.__cause__)


@pytest.mark.parametrize(
    "error",
    [
        BadInput([Problem("a.csv", "is empty", "download it"), Problem("b.csv", "is cut off")]),
        BadInput("as a whole", "Nothing at all."),
        Refused("place", "is not known"),
        NotThere("page", "is beyond the last"),
    ],
)
def test_an_error_raised_on_purpose_arrives_as_it_was(error: BeaconError) -> None:
    def work(_: Say) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        _all(work)
    assert str(caught.value) == str(error)
    assert vars(caught.value) == vars(error) == vars(pickle.loads(pickle.dumps(error)))


def test_each_document_has_its_own_time() -> None:
    def work(say: Say) -> None:
        for number in range(4):
            say(Step(0, number, "example"))
            time.sleep(0.6)

    assert len(_all(work, Bounds(wall=1))) == 4


def test_the_documents_of_a_file_have_a_time_together() -> None:
    def work(say: Say) -> None:
        for number in range(20):
            say(Step(0, number, "example"))
            time.sleep(0.6)

    assert "takes more than the 1 seconds" in _cause(work, Bounds(wall=1))


def test_the_time_of_whoever_takes_the_answers_does_not_count() -> None:
    def work(say: Say) -> None:
        for number in range(3):
            say(Step(number, 0, "example"))
            say(bytes(1_000_000))

    taken = 0
    for _ in worked_apart(work, Bounds(wall=1)):
        time.sleep(0.4)
        taken += 1
    assert taken == 6


def test_it_ends_with_whoever_asked(tmp_path: Path) -> None:
    def work(say: Say) -> None:
        say(os.getpid())
        time.sleep(60)

    answers = worked_apart(work, Bounds(wall=60))
    pid = next(answers)
    answers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_it_works_for_a_user_without_rights() -> None:
    """Limits may always be lowered: nothing of it needs root."""
    _all(lambda _: None)  # imports everything, from where that user may not be let in
    pid = os.fork()
    if not pid:
        try:
            if not os.getuid():
                os.setuid(65534)
                ctypes.CDLL(None).prctl(4, 1)  # readable to itself, as a program started by that user is
            fine = _all(lambda say: say(os.getuid())) == [os.getuid()]
            fine = fine and "50 MB" in _cause(_takes_memory)
            os._exit(0 if fine else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_the_bounds_are_those_that_the_operator_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bounds() == Bounds()
    monkeypatch.setenv("BEACON_READ_MEMORY_MB", "500")
    monkeypatch.setenv("BEACON_READ_SECONDS", "")
    assert bounds() == Bounds(megabytes=500)
    monkeypatch.setenv("BEACON_READ_CPU_SECONDS", "ten")
    with pytest.raises(WrongSetting, match="BEACON_READ_CPU_SECONDS: is 'ten' - set it to a whole number"):
        bounds()
