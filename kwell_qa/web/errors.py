"""Refusals and faults, as RFC 9457 JSON for programs, as a page for people; with helplines."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from kwell_qa.helplines import Helplines
from kwell_qa.presenting import reply_json
from kwell_qa.records import CARE, HelplineChoice, Reply
from kwell_qa.web.asked import Asked, asked_of
from kwell_qa.web.problems import PROBLEM, PROGRAMS, problem_json
from kwell_qa.web.rendering import help_panel, render
from kwell_qa.web.site import Site
from kwell_qa.web.visitor import Visitor, from_header
from kwell_qa.web.words import Words

__all__ = ["problem", "visitor_of"]

log = logging.getLogger(__name__)
_WORDS = {404: "ui.not_found", 413: "ui.too_long", 429: "ui.too_many", 500: "ui.error",
          503: "ui.busy"}  # fmt: skip


def visitor_of(scope: Scope) -> Visitor:
    """What the request's headers, and ``tz`` in its address, tell of its person."""
    header = dict(scope.get("headers", ())).get(b"accept-language", b"").decode("latin-1")
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return from_header(header, query.get("tz", [None])[0])


def _choice(site: Site, asked: Asked, visitor: Visitor, lang: str) -> HelplineChoice:
    """The helplines that were asked for; whatever breaks in choosing them, the built-in ones."""
    try:
        return site.choice(asked.country, visitor, lang, asked.why)
    except Exception as error:
        # By its type only: its words may be somebody's.
        log.error("helplines of a refusal: %s", type(error).__name__)
        return Helplines().choose(None)


def _care(site: Site, asked: Asked, visitor: Visitor) -> Reply | None:
    """The reply to who is in trouble, which no limit may keep from them; ``None`` for others.

    By patterns and classifier alone, as where no model is: about a millisecond.
    """
    if not asked.question:
        return None
    try:
        reply = site.without_engine(
            asked.question, asked.history, asked.lang, asked.country, visitor, "ui.error"
        )
    except Exception as error:
        log.error("care of a refusal: %s", type(error).__name__)
        return None
    return reply if reply.mode in CARE else None


def problem(
    site: Site,
    scope: Scope,
    status: int,
    *,
    key: str | None = None,
    detail: str | None = None,
    errors: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
    **values: str,
) -> Response:
    """The response for ``status``. Nothing that the request held is repeated in it.

    Language and helplines are those that were asked for, where the body could be read; who is in
    trouble gets care with it. ``detail`` is for who writes the program, where the sentence for
    people says too little; ``errors`` are the faults of single fields: ``loc``, ``msg``, ``type``.
    """
    visitor, asked = visitor_of(scope), asked_of(scope)
    care = _care(site, asked, visitor)
    words = Words(site.texts, care.language) if care else site.words(asked.lang, visitor)
    message = words(key or _WORDS.get(status, "ui.bad_request"), **values)
    choice = _choice(site, asked, visitor, words.lang)
    if care:
        choice = replace(choice, helplines=care.helplines, country=care.country,
                         emergency=care.emergency)  # fmt: skip
    site.metrics.refused.labels(str(status)).inc()
    if scope["path"].startswith(PROGRAMS):
        told = detail or _detail(message, errors)
        body: dict[str, Any] = {
            **(reply_json(care) if care else {}), **problem_json(status, message, choice, told),
        }  # fmt: skip
        if errors is not None:
            body["errors"] = errors
        return JSONResponse(body, status, headers=dict(headers or {}), media_type=PROBLEM)
    urgent = care is not None and care.mode == "crisis"
    panel = help_panel(choice, words, lead=care is not None, urgent=urgent)
    page = render("error.html", words, status=status, message=message, panel=panel, care=care)
    return HTMLResponse(page, status, headers=dict(headers or {}))


def _detail(message: str, errors: list[dict[str, Any]] | None) -> str:
    """One sentence for people; where fields are wrong, which and how."""
    if not errors:
        return message
    told = (f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in errors)
    return "; ".join(told)
