"""Refusals and faults, as RFC 9457 JSON for programs, as a page for people; with helplines."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from kwell_qa.helplines import Helplines
from kwell_qa.presenting import helpline_json
from kwell_qa.records import HelplineChoice
from kwell_qa.web.rendering import help_panel, render
from kwell_qa.web.site import Site
from kwell_qa.web.visitor import Visitor, from_header

__all__ = ["PROBLEM", "problem", "visitor_of"]

PROBLEM = "application/problem+json"
_WORDS = {404: "ui.not_found", 413: "ui.too_long", 429: "ui.too_many", 500: "ui.error",
          503: "ui.busy"}  # fmt: skip
_PROGRAMS = ("/api/", "/mcp", "/widget/")


def visitor_of(scope: Scope) -> Visitor:
    """What the request's headers, and ``tz`` in its address, tell of its person."""
    header = dict(scope.get("headers", ())).get(b"accept-language", b"").decode("latin-1")
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return from_header(header, query.get("tz", [None])[0])


def _choice(site: Site, visitor: Visitor, lang: str) -> HelplineChoice:
    """The visitor's helplines; whatever breaks in choosing them, the built-in ones."""
    try:
        return site.choice(None, visitor, lang)
    except Exception:
        return Helplines().choose(None)


def problem(
    site: Site,
    scope: Scope,
    status: int,
    *,
    key: str | None = None,
    errors: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
    **values: str,
) -> Response:
    """The response for ``status``. Nothing that the request held is repeated in it.

    ``errors`` are the faults of single fields: ``loc``, ``msg``, ``type``.
    """
    visitor = visitor_of(scope)
    words = site.words(None, visitor)
    message = words(key or _WORDS.get(status, "ui.bad_request"), **values)
    choice = _choice(site, visitor, words.lang)
    site.metrics.refused.labels(str(status)).inc()
    if scope["path"].startswith(_PROGRAMS):
        # RFC 9457: "about:blank" where the status says it all; further members are allowed.
        body: dict[str, Any] = {
            "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status,
            "detail": _detail(message, errors), "error": message,
            "helplines": [helpline_json(line) for line in choice.helplines],
            "emergency": choice.emergency, "country": choice.country,
        }  # fmt: skip
        if errors is not None:
            body["errors"] = errors
        return JSONResponse(body, status, headers=dict(headers or {}), media_type=PROBLEM)
    panel = help_panel(choice, words)
    page = render("error.html", words, status=status, message=message, panel=panel)
    return HTMLResponse(page, status, headers=dict(headers or {}))


def _detail(message: str, errors: list[dict[str, Any]] | None) -> str:
    """One sentence for people; where fields are wrong, which and how."""
    if not errors:
        return message
    told = (f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in errors)
    return "; ".join(told)
