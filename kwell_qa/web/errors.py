"""Refusals and faults, for programs as JSON and for people as a page; helplines in both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from kwell_qa.presenting import helpline_json
from kwell_qa.web.rendering import help_panel, render
from kwell_qa.web.site import Site
from kwell_qa.web.visitor import Visitor, from_header

__all__ = ["problem", "visitor_of"]

_WORDS = {404: "ui.not_found", 413: "ui.too_long", 429: "ui.too_many", 500: "ui.error",
          503: "ui.busy"}  # fmt: skip


def visitor_of(scope: Scope) -> Visitor:
    """What the request's headers tell of its person."""
    for name, value in scope.get("headers", ()):
        if name == b"accept-language":
            return from_header(value.decode("latin-1"))
    return Visitor()


def problem(
    site: Site,
    scope: Scope,
    status: int,
    *,
    key: str | None = None,
    detail: Any = None,
    headers: Mapping[str, str] | None = None,
    **values: str,
) -> Response:
    """The response for ``status``. Nothing that the request held is repeated in it."""
    visitor = visitor_of(scope)
    words = site.words(None, visitor)
    message = words(key or _WORDS.get(status, "ui.bad_request"), **values)
    choice = site.choice(None, visitor, words.lang)
    site.metrics.refused.labels(str(status)).inc()
    if scope["path"].startswith("/api/"):
        body = {
            "error": message, "status": status, "detail": detail if detail is not None else message,
            "helplines": [helpline_json(line) for line in choice.helplines],
            "emergency": choice.emergency, "country": choice.country,
        }  # fmt: skip
        return JSONResponse(body, status, headers=dict(headers or {}))
    panel = help_panel(choice, words)
    page = render("error.html", words, status=status, message=message, panel=panel)
    return HTMLResponse(page, status, headers=dict(headers or {}))
