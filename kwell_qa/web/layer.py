"""A layer around an application: it sees HTTP alone, all else passes by."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from kwell_qa.web.site import Site

__all__ = ["Layer"]


class Layer:
    """What is around ``app``; those that inherit say in ``http`` what becomes of a request."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.http(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise NotImplementedError
