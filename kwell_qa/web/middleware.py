"""Around everything: security headers, a limit on bodies, and no fault without helplines."""

from __future__ import annotations

import logging

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kwell_qa.web.errors import problem
from kwell_qa.web.site import Site

__all__ = ["MAX_BODY", "Guard"]

log = logging.getLogger(__name__)
MAX_BODY = 8 * 1024
_MAX_CHAT_BODY = 256 * 1024
"""Gradio sends the values of its components along with a question."""
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
}


class _TooLarge(Exception):
    """The body is larger than this path takes."""


class Guard:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def headed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        limit = MAX_BODY if scope["path"].startswith("/api/") else _MAX_CHAT_BODY
        try:
            read = await _whole(scope, receive, limit)
        except _TooLarge:
            await problem(self.site, scope, 413, limit=str(limit))(scope, receive, headed)
            return
        try:
            await self.app(scope, read, headed)
        except Exception as error:
            # Neither the message nor the traceback is logged: both may hold what was asked.
            log.error("fault at %s: %s", scope["path"].split("/")[1], type(error).__name__)
            if not begun:
                await problem(self.site, scope, 500)(scope, read, headed)


async def _whole(scope: Scope, receive: Receive, limit: int) -> Receive:
    """The body read to its end and handed on from memory; raises before it grows too large."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return receive
    body = b""
    more = True
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > limit:
        raise _TooLarge
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise _TooLarge
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
