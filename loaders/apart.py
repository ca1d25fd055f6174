"""Work on a file that nobody vouches for, in a process of its own whose memory and time are limited.

A file can make the program that reads it ask for all memory, run for ever, or break: the readers of workbooks
are compiled, and what they cannot allocate ends the process. Here that process is another one. It is forked,
so that it has the definitions and the sources at once, in milliseconds and not in seconds; it touches neither
the store nor a lock of another thread. What it works out comes back through a pipe, step by step. It holds
exhaustion and breakdown away. It is no wall against code that a file might bring to run: it has the rights of
the user who loads.
"""

import faulthandler
import gc
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Generator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from data.errors import BeaconError, Problem, WrongSetting

_FORK = multiprocessing.get_context("fork")
_STARTING = threading.Lock()  # else another child could hold this one's pipe open
_NO_MEMORY = 64  # exit code of a child that Python refused memory
_MEGABYTE = 1 << 20
_FILES = 4  # times as long as one file may take, those of an archive together may
_SETTINGS = {
    "megabytes": "BEACON_READ_MEMORY_MB",
    "cpu": "BEACON_READ_CPU_SECONDS",
    "wall": "BEACON_READ_SECONDS",
}


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What one file may take: memory beyond the program's own, seconds of the processor, seconds."""

    megabytes: int = 2000
    cpu: int = 120
    wall: int = 300


def bounds() -> Bounds:
    """The bounds, as the operator sets them. Raises WrongSetting."""
    given = {key: os.environ[name] for key, name in _SETTINGS.items() if os.environ.get(name)}
    for key, text in given.items():
        if not text.isdecimal() or not 0 < int(text) < 10_000_000:
            raise WrongSetting(Problem(_SETTINGS[key], f"is {text!r}", "set it to a whole number above 0"))
    return Bounds(**{key: int(text) for key, text in given.items()})


@dataclass(frozen=True)
class Step:
    """Said by the work before it turns to a document: from here on the time is that one's.

    `number`: that of the document in the file, 0 for the file itself.
    """

    file: int
    number: int
    name: str


class BrokenOff(Exception):
    """The process ended before its work was done. `cause`: why, as what follows the name of a file."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True)
class _Failed:
    """What the work raised. `trace`: the lines that a developer wants."""

    error: BeaconError | None
    cause: str = ""
    trace: str = ""


class _Trace(Exception):
    """Where in the other process an error stood."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


_DONE = None


Say = Callable[[Any], None]
Work = Callable[[Say], None]


def worked_apart(work: Work, allowed: Bounds) -> Generator[Any]:
    """Yield what `work` says, its steps among it, worked out in a process of its own.

    Raises what the work raises on purpose, and BrokenOff where the process ends or fails before it is done.
    """
    process, receiver = _started(work, allowed)
    done = False
    try:
        while (item := _received(process, receiver, allowed)) is not _DONE:
            if isinstance(item, _Failed):
                done = True
                if item.error is not None:
                    raise item.error
                raise BrokenOff(item.cause) from _Trace(item.trace)
            yield item
        done = True
    finally:
        receiver.close()
        if not done:
            process.kill()
        process.join()
        process.close()


def _started(work: Work, allowed: Bounds) -> tuple[BaseProcess, Connection]:
    with _STARTING, warnings.catch_warnings():
        # Python warns of forks beside other threads, whose locks the child might wait for: it takes none.
        warnings.simplefilter("ignore", DeprecationWarning)
        receiver, sender = _FORK.Pipe(duplex=False)
        process = _FORK.Process(target=_run, args=(work, sender, receiver, allowed))
        process.start()
        sender.close()
    return process, receiver


def _received(process: BaseProcess, receiver: Connection, allowed: Bounds) -> Any:
    try:
        return pickle.loads(receiver.recv_bytes())  # noqa: S301 - from a process of ours
    except (EOFError, OSError):
        process.join()
        raise BrokenOff(_cause(process.exitcode or 0, allowed)) from None


def _cause(code: int, allowed: Bounds) -> str:
    """Why a process ended, by the code it ended with."""
    if code == _NO_MEMORY:
        return f"needs more than {_told('megabytes', allowed)}"
    if code == -signal.SIGXCPU:
        return f"takes more than {_told('cpu', allowed)}"
    if code == -signal.SIGALRM:
        return f"takes more than {_told('wall', allowed)}"
    name = signal.Signals(-code).name if code < 0 else f"code {code}"
    if code == -signal.SIGKILL:
        return f"was ended by the system ({name}), as happens where a machine runs out of memory"
    why = f"most often because a file asks for more than {_told('megabytes', allowed)}"
    return f"breaks the program that reads it ({name}), {why}"


def _told(key: str, allowed: Bounds) -> str:
    words = {"megabytes": "MB of memory", "cpu": "seconds of the processor", "wall": "seconds"}
    return f"the {getattr(allowed, key):,} {words[key]} that {_SETTINGS[key]} allows"


def _run(work: Work, sender: Connection, receiver: Connection, allowed: Bounds) -> None:
    """In the child: work, and send what comes of it."""
    receiver.close()
    clock = _Clock(allowed)

    def say(item: Any) -> None:
        clock.stop()  # whoever stores what was read may take as long as that takes
        _send(sender, item)
        clock.start(item.file if isinstance(item, Step) else clock.file)

    try:
        _go_quiet()
        _limit_memory(allowed)
        clock.start(clock.file)
        work(say)
        say(_DONE)
    except MemoryError:
        os._exit(_NO_MEMORY)
    except BrokenPipeError:
        os._exit(0)  # nobody waits for it any more
    except BeaconError as error:
        _send(sender, _Failed(error))
    except BaseException as error:
        _send(sender, _failed(error))


def _send(sender: Connection, item: Any) -> None:
    sender.send_bytes(pickle.dumps(item, protocol=5))


def _failed(error: BaseException) -> _Failed:
    """An error that nobody raised on purpose: a fault of the program, met by this file."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}, line {frame.lineno}"
    said = f"{type(error).__name__}: {error}"[:200]
    trace = "".join(traceback.format_exception(error))
    return _Failed(None, f"cannot be read: the program fails on it ({said}; {where})", trace)


def _go_quiet() -> None:
    """End at signals without a word, and let no compiled reader write to the operator's terminal."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    faulthandler.disable()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    gc.freeze()  # what the parent made is not looked through, which would copy its pages


def _limit_memory(allowed: Bounds) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + allowed.megabytes * _MEGABYTE
        _lower(resource.RLIMIT_AS, most)


class _Clock:
    """Holds each document to its time, and all documents of a file to a few times that."""

    def __init__(self, allowed: Bounds) -> None:
        self._allowed, self.file, self._began = allowed, 0, 0.0
        self._left = float(_FILES * allowed.wall)

    def start(self, file: int) -> None:
        if file != self.file:
            self.file, self._left = file, float(_FILES * self._allowed.wall)
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + self._allowed.cpu)
        self._began = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, max(0.01, min(self._allowed.wall, self._left)))

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        self._left -= time.monotonic() - self._began


def _lower(what: int, most: int) -> None:
    """Set a limit no higher than the one that the system has set."""
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
