"""What browsers may do with each kind of page: content security policy and its companions."""

from __future__ import annotations

from typing import Any

from kwell_qa.settings import Settings

__all__ = ["EMBED", "cross_origin", "headers_for"]

EMBED = "/embed"
_READ = "/read"
_SAME = (
    "default-src 'none'; {script}style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)
_EVERYWHERE = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}


def headers_for(path: str, settings: Settings) -> dict[str, str]:
    """The security headers of a path; a response that sets one itself keeps its own.

    ``/embed`` runs no script and may stand in frames of the allowed origins. ``/embed/builder``
    shows both ways to embed, so it may frame and fetch what is ours. All else may be framed by
    ourselves only. Gradio's page sets its own policy, see ``shell.CSP``.
    """
    ancestors = " ".join(("'self'", *settings.allowed_origins))
    if path == EMBED:
        policy = _SAME.format(script="", ancestors=ancestors)
    elif path.startswith(EMBED + "/"):
        script = "script-src 'self'; connect-src 'self'; frame-src 'self'; "
        policy = _SAME.format(script=script, ancestors="'self'")
    else:
        # static/zone.js asks for the helplines of the device's time zone.
        script = "script-src 'self'; connect-src 'self'; "
        policy = _SAME.format(script=script, ancestors="'self'")
    headers = {"content-security-policy": policy, **_EVERYWHERE}
    # A page with an opener policy does not open from a sandboxed frame, where citations are.
    if not path.startswith((_READ, EMBED)):
        headers["cross-origin-opener-policy"] = "same-origin"
    return headers


def cross_origin(settings: Settings) -> dict[str, Any]:
    """What starlette's ``CORSMiddleware`` lets the allowed origins do."""
    return {
        "allow_origins": list(settings.allowed_origins), "allow_methods": ["GET", "POST"],
        "allow_headers": ["Content-Type"], "expose_headers": ["Retry-After"],
    }  # fmt: skip
