"""A name for each request: on its answer, and on every line that is logged on the way to it."""

import logging
import secrets

from flask import Flask, Response, g, has_request_context

HEADER = "X-Request-ID"
FORMAT = "%(asctime)s %(levelname)s [%(process)d %(request)s] %(name)s: %(message)s"


def name_requests(server: Flask) -> None:
    """Name each request of `server`. To be called before any other hook, so that all know the name."""

    def begin() -> None:
        g.request_id = secrets.token_hex(8)

    def after(response: Response) -> Response:
        response.headers[HEADER] = g.get("request_id", "")
        return response

    server.before_request(begin)
    server.after_request(after)


class _Named(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request = g.get("request_id", "-") if has_request_context() else "-"
        return True


def log_to_stderr() -> None:
    """Write what is logged from here on to stderr, each line with its moment, process and request."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(_Named())
    logging.getLogger().addHandler(handler)
