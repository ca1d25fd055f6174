"""Asking publishers over the network: named, patient, polite, and only where the manifest allows."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeVar

import httpx

from data.errors import Problem, SourceUnreachable, WrongAnswer

ATTEMPTS = 5
FIRST_WAIT = 1.0  # seconds; doubled after each attempt
LONGEST_WAIT = 120.0  # a publisher that asks for more is asked again another day
PAUSE = 0.3  # seconds between two requests, so that no publisher is pressed
MOST_REDIRECTS = 5
MOST_BYTES_OF_PAGE = 30 * 1024 * 1024
TOO_MANY_REQUESTS, SERVER_ERRORS = 429, 500
UNDERSTOOD = (200, 206, 304, 416)  # a file, the rest of one, nothing new, no such rest
_TIMEOUT = httpx.Timeout(60, connect=15)
Given = TypeVar("Given")


class AskAgain(Exception):
    """The answer was none, or not whole. `seconds`: how long the publisher asks us to wait."""

    def __init__(self, what: str, seconds: float | None = None) -> None:
        super().__init__(what)
        self.seconds = seconds


def user_agent() -> str:
    """Return who is asking, in words for the publisher's staff."""
    try:
        number = version("beacon")
    except PackageNotFoundError:
        number = "0"
    return f"Beacon/{number} (health and care indicators for the Places of Cheshire and Merseyside)"


def new_client() -> httpx.Client:
    """Return a client that checks certificates and follows no redirect by itself."""
    # The bytes are kept as they are: not compressed on the way.
    headers = {"User-Agent": user_agent(), "Accept-Encoding": "identity"}
    return httpx.Client(timeout=_TIMEOUT, headers=headers, follow_redirects=False)


class Web:
    """One publisher's part of the network. `wait` takes seconds."""

    def __init__(
        self,
        client: httpx.Client,
        hosts: tuple[str, ...],
        wait: Callable[[float], None],
        pause: float = PAUSE,
    ) -> None:
        self._client = client
        self._hosts = hosts
        self._wait = wait
        self._pause = pause
        self._asked = False

    def text(self, address: str) -> str:
        """Return a page. Raises SourceUnreachable, WrongAnswer."""

        def attempt() -> str:
            with self.asked(address) as answer:
                parts, size = [], 0
                for part in answer.iter_bytes():
                    parts.append(part)
                    size += len(part)
                    if size > MOST_BYTES_OF_PAGE:
                        raise WrongAnswer(Problem(address, "is far too large for a page", "look at it"))
                return b"".join(parts).decode(answer.encoding or "utf-8", errors="replace")

        return self.patiently(address, attempt)

    def json(self, address: str) -> Any:
        """Return what an interface answers. Raises SourceUnreachable, WrongAnswer."""
        try:
            return json.loads(self.text(address))
        except ValueError:
            raise WrongAnswer(
                Problem(address, "answers with something other than JSON", "open it in a browser")
            ) from None

    def patiently(self, address: str, attempt: Callable[[], Given]) -> Given:
        """Return what the attempt gives; try again, ever later, where the publisher does not answer."""
        for number in range(1, ATTEMPTS + 1):
            asked: float | None = None
            try:
                return attempt()
            except AskAgain as error:
                fault, asked = str(error), error.seconds
            except httpx.RequestError as error:
                fault = f"cannot be reached ({error or type(error).__name__})"
            except httpx.InvalidURL as error:
                raise WrongAnswer(Problem(address, f"cannot be asked or read: {error}")) from None
            if asked is not None and asked > LONGEST_WAIT:
                fault += f" and asks us to come back in {asked:,.0f} seconds"
                break
            if number < ATTEMPTS:
                self._wait(FIRST_WAIT * 2 ** (number - 1) if asked is None else asked)
        raise SourceUnreachable(Problem(address, fault, "try again later"))

    @contextmanager
    def asked(self, address: str, headers: Mapping[str, str] | None = None) -> Iterator[httpx.Response]:
        """Ask once, and follow redirects. Raises AskAgain, WrongAnswer, httpx.RequestError."""
        here = httpx.URL(address)
        for _ in range(MOST_REDIRECTS + 1):
            self._refuse_foreign(here, address)
            if self._asked and self._pause:
                self._wait(self._pause)
            self._asked = True
            with self._client.stream("GET", here, headers=dict(headers or {})) as answer:
                if not answer.has_redirect_location:
                    _refuse_status(answer, address)
                    yield answer
                    return
                there = here.join(answer.headers["location"])
            if here.scheme == "https" and there.scheme != "https":
                raise WrongAnswer(
                    Problem(address, f"redirects to {there}, which is not protected", "look at the page")
                )
            here = there
        raise WrongAnswer(Problem(address, f"redirects more than {MOST_REDIRECTS} times", "look at the page"))

    def _refuse_foreign(self, here: httpx.URL, address: str) -> None:
        if here.scheme not in ("http", "https") or here.host not in self._hosts:
            fault = f"leads to {here}, and {here.host or 'that'} is not a host of this publisher"
            raise WrongAnswer(
                Problem(address, fault, "if it is the publisher's, add it to `hosts` in fetch.toml")
            )


def _refuse_status(answer: httpx.Response, address: str) -> None:
    status = answer.status_code
    fault = f"answers {status} {answer.reason_phrase}".rstrip()
    if status == TOO_MANY_REQUESTS or status >= SERVER_ERRORS:
        raise AskAgain(fault, seconds_asked(answer.headers.get("retry-after", ""), datetime.now(UTC)))
    if status not in UNDERSTOOD:
        raise WrongAnswer(
            Problem(address, fault, "open the publisher's page, and mend fetch.toml if it has moved")
        )


def seconds_asked(text: str, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header, which gives seconds or a moment; None if neither."""
    if text.strip().isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
