"""Headers that keep a page to itself: nothing from other hosts, no script that is not ours."""

from collections.abc import Sequence

from flask import Flask, Response

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(script_hashes: Sequence[str]) -> str:
    """Return the policy: own scripts and those inline scripts whose hashes are given, and nothing else.

    Styles may stand inline, because Dash's own components write them there.
    """
    scripts = " ".join(["'self'", *sorted(set(script_hashes))])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def protect(server: Flask, script_hashes: Sequence[str] = ()) -> None:
    """Put the headers on every answer of `server`. The hashes may be added to until the first request."""

    def after(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Security-Policy"] = content_security_policy(script_hashes)
        return response

    server.after_request(after)
