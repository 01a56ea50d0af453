"""Around everything: security headers, a limit on bodies, and no fault without helplines."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kwell_qa.questions import MAX_BYTES
from kwell_qa.web.asked import BODY
from kwell_qa.web.errors import problem
from kwell_qa.web.layer import Layer
from kwell_qa.web.policies import headers_for
from kwell_qa.web.site import Site

__all__ = ["MAX_BODY", "MAX_OPEN", "Guard", "Headers", "Heads"]

log = logging.getLogger(__name__)
MAX_BODY = 128 * 1024
"""A question of 8 KiB and all earlier ones that are read, where JSON writes each letter as six
bytes; also that much of a question which is too long, to look for trouble in it. What is larger is
not read."""
_MAX_PAGE_BODY = 256 * 1024
"""The same for the chat, where Gradio wraps JSON in JSON, and for a form, which writes a letter of
most scripts as nine bytes."""
_PATIENCE = 1.0
"""Seconds in which the body of a request that is turned away must be here to be looked at."""
_MOST_LOOKED_AT = 64
"""So many of them at once; what is more gets its refusal unread."""
_PARTS = ("api", "embed", "gradio_api", "mcp", "read", "static", "widget", "healthz", "readyz",
          "metrics", "docs")  # fmt: skip
MAX_OPEN = 400
"""Requests under way at once; more are told to come back, with helplines, before they wait."""


class _TooLarge(Exception):
    """The body is larger than this path takes, and was not read to its end."""


class Headers(Layer):
    """The outermost layer: security headers on every response, whoever made it."""

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        security = headers_for(scope["path"], self.site.settings)
        begun, status = time.perf_counter(), 0

        async def headed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in security.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, headed)
        # The first part of the path only: what follows, or is asked of it, may be words.
        part = scope["path"].split("/")[1] if scope["path"].split("/")[1] in _PARTS else ""
        ms = round((time.perf_counter() - begun) * 1000, 1)
        log.info("request", extra={"method": scope["method"], "part": part, "status": status,
                                   "ms": ms})  # fmt: skip


class Heads(Layer):
    """The innermost: who asks for the head of a page, as monitors do, gets that of its GET."""

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                # At once, for a stream has no end.
                await send({"type": "http.response.body"})

        await self.app({**scope, "method": "GET"}, receive, headed)


class Guard(Layer):
    """Inside of CORS, so that other sites can read refusals too: sizes, crowds and faults."""

    def __init__(self, app: ASGIApp, site: Site, most: int = MAX_OPEN) -> None:
        super().__init__(app, site)
        self.most = most
        self._open = self._turned_away = 0

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._open >= self.most:
            await self._crowded(scope, receive, send)
            return
        self._open += 1
        try:
            await self._guarded(scope, receive, send)
        finally:
            self._open -= 1

    async def _crowded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turned away, but not before somebody in trouble is seen, where that is quick."""
        if self._turned_away < _MOST_LOOKED_AT:
            self._turned_away += 1
            try:
                limit = _limit(scope["path"])
                await asyncio.wait_for(_whole(scope, receive, limit), _PATIENCE)
            except (TimeoutError, _TooLarge):
                log.debug("turned away unread")
            finally:
                self._turned_away -= 1
        await self._refuse(scope, receive, send, 503, headers={"Retry-After": "5"})

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, status: int, **more: Any
    ) -> None:
        # In a thread: screening a long message takes longer than others should wait for.
        refusal = await asyncio.to_thread(problem, self.site, scope, status, **more)
        await refusal(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        limit = _limit(scope["path"])
        try:
            read = await _whole(scope, receive, limit)
        except _TooLarge:
            detail = f"body: more than {limit} bytes; a question may have {MAX_BYTES}"
            await self._refuse(scope, receive, send, 413, detail=detail)
            return
        try:
            await self.app(scope, read, noting)
        except Exception as error:
            # Neither the message nor the traceback is logged: both may hold what was asked.
            log.error("fault: %s", type(error).__name__)
            if not begun:
                await self._refuse(scope, read, send, 500)


def _limit(path: str) -> int:
    """The bytes that a body for this path may have."""
    return MAX_BODY if path.startswith(("/api/", "/mcp")) else _MAX_PAGE_BODY


async def _whole(scope: Scope, receive: Receive, limit: int) -> Receive:
    """The body read to its end and handed on from memory, and put into the scope.

    Raises ``_TooLarge`` beyond ``limit``, with nothing more read.
    """
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
    scope[BODY] = body
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
