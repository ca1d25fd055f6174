"""Finished answers, kept as they are sent: compressed, with their headers.

Kept is what says `Cache-Control: no-cache`, and Dash's callback that answers with a page. What such an answer
says depends on what is asked, the state of the store, the day and the encoding, and on nothing else: no
cookie, no person. One question has one key, however it is written: the order of its parameters, those that no
page knows and the other encodings that a browser would take make no difference. A new load makes a new key,
so nothing is ever invalidated; the least used goes when room is short. Browsers keep such an answer as well,
and are told with a 304 that theirs still holds.
"""

from collections.abc import Collection, Hashable, Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard.by_state import stamp
from dashboard.selection import ASKED
from dashboard.web.answers.storage import Answers, Folder, Kept
from dashboard.web.compressed import is_static
from data.errors import BeaconError

# Some thousands of pages, which weigh 5 to 20 kB each when they are compressed.
ROOM = 48_000_000  # bytes, in each process
SHARED_ROOM = 256_000_000  # bytes on disk, of all processes together
LONGEST = 1_000_000  # bytes: a longer answer is a file for one reader
# Longer ones are typed by nobody. Keys are held in memory as well, and must not be a way to fill it.
LONGEST_ADDRESS = 1_000
LONGEST_CALLBACK = 2_000
ENCODINGS = ("br", "gzip")  # the best first
APART = ("healthz", "readyz")
"""What says how the server is: asked of it alone, so that it answers whatever the store does."""
CALLBACK = "/_dash-update-component"
PAGE = "_pages_content.children"
API = "/api/"
# What belongs to the answer. The others belong to the moment, and are set anew with each sending.
HEADERS = ("Content-Type", "Content-Encoding", "Content-Disposition", "Cache-Control", "Vary", "ETag")


def keep(server: Flask, shared: Path | None = None) -> None:
    """Keep the answers of `server`, and answer from them. To be called before any other `after_request`:
    what is kept has then gone through all of them, compression as well.

    `shared`: a folder in which processes that serve the same store find each other's answers.
    """
    answers = Answers(ROOM, Folder(shared, SHARED_ROOM) if shared else None)

    def find() -> Response | None:
        g.answer_key = _key()
        kept = answers.get(g.answer_key) if g.answer_key else None
        if kept is None:
            return None
        g.answer_key = None
        return _conditional(Response(kept.body, headers=list(kept.headers)))

    def hold(response: Response) -> Response:
        key = g.pop("answer_key", None)
        if key is None or not _may_be_kept(response):
            return response
        body = response.get_data()
        if request.method == "GET" and "ETag" not in response.headers:
            response.set_etag(sha256(body).hexdigest()[:24])
        if len(body) <= LONGEST:
            headers = [(name, response.headers[name]) for name in HEADERS if name in response.headers]
            answers.put(key, Kept(body, tuple(headers)))
        return _conditional(response)

    server.before_request(find)
    server.after_request(hold)


# Scripts and styles are compressed once elsewhere (dashboard.web.compressed) and would only take room here.
# The key is made before the answer: a load that ends in between leaves an answer under the older key, which
# nobody asks for again. Made afterwards, an old answer would stand under the new key for good.
def _key() -> Hashable | None:
    """What the answer to the request depends on; None where it is not to be kept."""
    asked = _asked_by_address() if request.method == "GET" else _asked_by_callback()
    if asked is None or request.path.endswith(APART) or is_static(request.path):
        return None
    try:
        return (request.host, asked, stamp(), date.today(), _settled_encoding())
    except (BeaconError, SQLAlchemyError):
        return None


def _asked_by_address() -> Hashable | None:
    """The path and the query in one order; of a page without what no page asks for."""
    if len(request.url) > LONGEST_ADDRESS:
        return None
    # The API refuses a parameter that it does not know: there each of them counts.
    known = None if API in request.path else ASKED
    return request.path, _in_order(request.args.lists(), known)


def _in_order(query: Iterable[tuple[str, list[str]]], known: Collection[str] | None) -> Hashable:
    return tuple(sorted((key, tuple(texts)) for key, texts in query if known is None or key in known))


def _asked_by_callback() -> Hashable | None:
    """What Dash's question for a page asks for: only this callback is known to depend on nothing else."""
    if not request.path.endswith(CALLBACK) or (request.content_length or 0) > LONGEST_CALLBACK:
        return None
    # What is no callback of ours has been refused before (dashboard.web.refusals).
    body = request.get_json()
    if PAGE not in body["output"]:
        return None
    texts = [str(each["value"]) for each in body["inputs"]]
    said = [_in_order(parse_qs(text[1:]).items(), ASKED) if text[:1] == "?" else text for text in texts]
    return request.path, body["output"], tuple(said)


def _settled_encoding() -> str:
    """The encoding of the answer; the request asks for no other from now on, so that this is what it gets."""
    chosen = next((name for name in ENCODINGS if request.accept_encodings.quality(name)), "identity")
    request.environ["HTTP_ACCEPT_ENCODING"] = chosen
    return chosen


# A sentence such as "the figures cannot be reached" must be gone as soon as they can be.
def _may_be_kept(response: Response) -> bool:
    # Dash answers a callback with 200 although the page within it says that something is missing.
    well = response.status_code == 200 and g.get("page_status", 200) == 200
    whole = not response.is_streamed and not response.direct_passthrough
    return (
        well and whole and (request.method == "POST" or response.headers.get("Cache-Control") == "no-cache")
    )


# A browser asks whether what it holds is still right for GET alone.
def _conditional(response: Response) -> Response:
    if request.method == "GET":
        response.make_conditional(request)
    return response
