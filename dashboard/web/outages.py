"""When the store did not answer: one line in the log as that begins and one as it ends, however many ask.

All processes of a server share a file for it. It is there while an outage lasts, and holds when that began
and a byte for each answer that was refused.
"""

import logging
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import get_ident
from weakref import finalize

from flask import Flask, Response, g
from sqlalchemy.exc import SQLAlchemyError

from data.errors import StoreUnreachable

SECONDS_TO_WAIT = "30"
SENTENCE = "The figures cannot be reached. Please try again in a few minutes.\n"
_LOG = logging.getLogger(__name__)


class Outages:
    """What the processes that share a folder have met."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "outage"

    # A disk that is full or gone loses a line of the log, and no answer.
    def refused(self, why: str) -> None:
        """Count an answer that was refused. `why`: the kind of error; its text may be secret."""
        with suppress(OSError):
            if not self._file.exists() and self._begins():
                _LOG.error("the store does not answer (%s); what needs it is refused until it does", why)
            file = os.open(self._file, os.O_WRONLY | os.O_APPEND)
            os.write(file, b".")
            os.close(file)

    def answered(self, asked: float) -> None:
        """End an outage. `asked`: when the store was asked, in seconds; one that began later goes on."""
        with suppress(OSError):
            if not self._file.exists() or asked < _began(self._file):
                return
            ended = self._own("ended")
            self._file.rename(ended)
            since, refused = _moment(_began(ended)), ended.stat().st_size - len(_head(0))
            ended.unlink()
            until = _moment(time.time())
            _LOG.warning(
                "the store answers again: out from %s to %s, %d answers refused", since, until, refused
            )

    def _begins(self) -> bool:
        """Whether this is the first of all processes to see it: the file appears whole, and only once."""
        draft = self._own("draft")
        draft.write_text(_head(time.time()), encoding="ascii")
        try:
            self._file.hardlink_to(draft)
        except FileExistsError:
            return False
        finally:
            draft.unlink()
        return True

    def _own(self, name: str) -> Path:
        return self._folder / f"{name}-{os.getpid()}-{get_ident()}"


def _head(moment: float) -> str:
    return f"{moment:020.6f}\n"


def _began(file: Path) -> float:
    return float(file.read_text(encoding="ascii").partition("\n")[0])


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def tell(server: Flask, shared: Path | None = None) -> None:
    """Have `server` log the outages of its store, and answer 503 where one is met on the way.

    `shared`: a folder of all processes that serve the same store.
    """
    folder = shared or Path(mkdtemp(prefix="beacon-outages-"))
    if shared is None:
        finalize(server, rmtree, folder, ignore_errors=True)
    outages = Outages(folder)

    def after(response: Response) -> Response:
        why, asked = g.get("unreachable"), g.get("asked_store")
        if why and (response.status_code >= 500 or g.get("page_status") == 503):
            response.headers.setdefault("Retry-After", SECONDS_TO_WAIT)
            outages.refused(type(why).__name__)
        elif asked and not why:
            outages.answered(asked)
        return response

    server.after_request(after)
    for kind in (SQLAlchemyError, StoreUnreachable):
        server.register_error_handler(kind, _refuse)


def _refuse(_error: Exception) -> Response:
    return Response(SENTENCE, 503, mimetype="text/plain", headers={"Cache-Control": "no-store"})
