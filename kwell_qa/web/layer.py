"""A layer around an application: it sees HTTP alone, all else passes by."""

from __future__ import annotations

from abc import ABC, abstractmethod

from starlette.types import ASGIApp, Receive, Scope, Send

from kwell_qa.web.site import Site

__all__ = ["Layer"]


class Layer(ABC):
    """What is around ``app``; those that inherit say in ``http`` what becomes of a request."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.http(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    @abstractmethod
    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on to ``app``."""
