"""What a run of the `beacon` command leaves behind, for the tests that ask for the fixture `beacon`."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias


class Ended(NamedTuple):
    """The exit code, and what was printed to stdout and to stderr."""

    code: int
    out: str
    err: str


Beacon: TypeAlias = Callable[..., Ended]
