"""Gradio's app, which takes seconds to import, behind a port that answers from the start."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from kwell_qa.web.background import coming
from kwell_qa.web.errors import problem
from kwell_qa.web.site import Site

__all__ = ["Late"]

log = logging.getLogger(__name__)
# What Gradio's page is to the shell, which puts helplines and all else into it. It asks again by
# itself, also without JavaScript.
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">{again}</head>'
    "<body></body></html>"
)
_AGAIN = '<meta http-equiv="refresh" content="3">'


class Late:
    """An app that is made in the background; until it is there, an empty page and 503."""

    def __init__(self, site: Site, make: Callable[[Site], FastAPI]) -> None:
        self._site, self._make = site, make
        self._inner: FastAPI | None = None
        self._failed = False

    def lifespan(self) -> AbstractAsyncContextManager[None]:
        """Makes the app while the port is open, and ends it with the server."""
        return coming(lambda: self._make(self._site), self._there, self._broke)

    def _there(self, inner: FastAPI) -> None:
        self._inner = inner

    def _broke(self, error: Exception) -> None:
        # Whatever breaks in the chat, helplines, reading pages and API stay.
        self._failed = True
        log.error("no chat: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._inner is not None:
            await self._inner(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == "/":
            page = _PAGE.format(again="" if self._failed else _AGAIN)
            await HTMLResponse(page)(scope, receive, send)
        elif scope["type"] == "http":
            headers = {"Retry-After": "2"}
            refusal = problem(self._site, scope, 503, key="ui.loading", headers=headers)
            await refusal(scope, receive, send)
