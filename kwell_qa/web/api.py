"""``/api/v1`` and what machines ask of a server: is it alive, is it ready, how is it doing."""

from __future__ import annotations

import datetime
import unicodedata
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.routing import APIRoute
from starlette.routing import Match

from kwell_qa.helplines import is_stale, open_now
from kwell_qa.lengths import is_too_long
from kwell_qa.presenting import (
    choice_json,
    document_json,
    document_summary,
    helpline_json,
    reply_json,
)
from kwell_qa.questions import MAX_BYTES
from kwell_qa.records import Document
from kwell_qa.web.errors import problem, visitor_of
from kwell_qa.web.openapi import EXAMPLE_ASK
from kwell_qa.web.schemas import (
    OF_COUNTRY,
    AskIn,
    Country,
    DocumentOut,
    HealthOut,
    HelplinesNowOut,
    Listing,
    ProblemOut,
    ReadyOut,
    ReplyOut,
)
from kwell_qa.web.site import Site

__all__ = ["find_document", "router"]

_EXAMPLES: Any = EXAMPLE_ASK
_NO_STORE = {"Cache-Control": "no-store"}
_NOT_READY = "Index or model are not loaded"
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemOut, "description": "The body is not JSON"},
    413: {"model": ProblemOut, "description": "A question over 8 KiB, or a body over 128"},
    422: {"model": ProblemOut, "description": "Fields are wrong; detail names each"},
    429: {"model": ProblemOut, "description": "Too many questions; see Retry-After"},
    503: {"model": ProblemOut, "description": "Too many requests are under way; see Retry-After"},
}
_NOT_YET = {**_REFUSALS[503], "description": "Too many requests are under way, or still loading"}


def find_document(site: Site, name: str) -> Document:
    """The document with this id.

    Raises:
        HTTPException: 503 while nothing is loaded yet, 404 where there is no such document.
    """
    now = site.now
    # Browsers and file systems may hand over letters in another normal form.
    found = now.documents.get(name) or now.documents.get(unicodedata.normalize("NFC", name))
    if found is None:
        waiting = now.phase == "warming" and not now.documents
        raise HTTPException(503 if waiting else 404)
    return found


def router(site: Site) -> APIRouter:
    """All of it for one site."""
    made = APIRouter()
    for adding in (_add_asking, _add_documents, _add_operation):
        adding(made, site)
    _add_what_is_missing(made)
    return made


def _add_asking(made: APIRouter, site: Site) -> None:
    """Questions, and helplines without one."""

    @made.post(
        "/api/v1/ask",
        tags=["v1"],
        responses={200: {"model": ReplyOut}, **_REFUSALS},
        response_class=JSONResponse,
    )
    @site.limiter.guard
    def ask(
        request: Request, body: Annotated[AskIn, Body(openapi_examples=_EXAMPLES)]
    ) -> Response:
        """Ask a question; the reply quotes the corpus and always holds helplines."""
        if is_too_long(body.question):
            detail = f"question: more than {MAX_BYTES} bytes of UTF-8"
            return problem(site, request.scope, 413, detail=detail, headers=_NO_STORE)
        reply = site.ask(
            body.question, tuple(body.history), body.lang, body.country,
            visitor_of(request.scope), body.explain,
        )  # fmt: skip
        return JSONResponse(reply_json(reply), headers=_NO_STORE)

    @made.get(
        "/api/v1/helplines",
        tags=["v1"],
        responses={200: {"model": HelplinesNowOut}, 422: _REFUSALS[422], 503: _REFUSALS[503]},
        response_class=JSONResponse,
    )
    def helplines(
        request: Request,
        country: Annotated[Country | None, Query(description=OF_COUNTRY)] = None,
        lang: Annotated[str | None, Query(max_length=20)] = None,
    ) -> Response:
        """Helplines of a country; works with no index and no model."""
        visitor, now = visitor_of(request.scope), datetime.datetime.now(datetime.UTC)
        choice = site.choice(country, visitor, site.language(lang, visitor))
        body = {
            **choice_json(choice),
            "helplines": [
                {**helpline_json(line), "open_now": open_now(line, now),
                 "stale": is_stale(line, now.date())}
                for line in choice.helplines
            ],
        }  # fmt: skip
        return JSONResponse(body, headers={"Vary": "Accept-Language"})


def _add_documents(made: APIRouter, site: Site) -> None:
    """What is indexed."""

    @made.get(
        "/api/v1/documents",
        tags=["v1"],
        responses={200: {"model": Listing}, 503: _REFUSALS[503]},
        response_class=JSONResponse,
    )
    def documents() -> Response:
        """All that is indexed, without the texts."""
        now = site.now
        found = [document_summary(document) for document in now.documents.values()]
        return JSONResponse({"index": now.index, "documents": found})

    @made.get(
        "/api/v1/documents/{id}",
        tags=["v1"],
        responses={
            200: {"model": DocumentOut},
            404: {"model": ProblemOut, "description": "There is no such document"},
            503: _NOT_YET,
        },
        response_class=JSONResponse,
    )
    def document(id: str) -> Response:
        """One document's exact text, sections, sentences and sources."""
        return JSONResponse(document_json(find_document(site, id)))


def _add_operation(made: APIRouter, site: Site) -> None:
    """What machines ask of a server."""

    @made.get(
        "/healthz",
        tags=["operation"],
        responses={200: {"model": HealthOut}},
        response_class=JSONResponse,
    )
    def healthz() -> Response:
        """The process is alive."""
        return JSONResponse({"status": "ok"}, headers=_NO_STORE)

    @made.get(
        "/readyz",
        tags=["operation"],
        responses={200: {"model": ReadyOut}, 503: {"model": ReadyOut, "description": _NOT_READY}},
        response_class=JSONResponse,
    )
    def readyz() -> Response:
        """Index, model and helplines, each ready or not."""
        now = site.now
        ready = now.phase == "ready"
        body = {
            "status": {"ready": "ready", "warming": "warming up"}.get(now.phase, "not ready"),
            "index": now.index, "documents": len(now.documents),
            "model": now.assistant.engine is not None,
            "helplines": now.helplines_fault is None,
            "faults": list(now.faults),
        }  # fmt: skip
        headers = {**_NO_STORE, **({} if ready else {"Retry-After": "2"})}
        return JSONResponse(body, 200 if ready else 503, headers=headers)

    @made.get("/metrics", tags=["operation"], response_class=PlainTextResponse)
    def metrics() -> Response:
        """Counters in Prometheus' text format."""
        return Response(
            site.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8",
            headers=_NO_STORE,
        )  # fmt: skip


def _add_what_is_missing(made: APIRouter) -> None:
    """Answers below ``/api`` for what ``made`` does not have; after all else."""

    @made.api_route(
        "/api/{rest:path}",
        methods=["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"],
        include_in_schema=False,
    )
    def missing(request: Request, rest: str) -> Response:
        """Without this, Gradio would answer for what the interface does not have."""
        allowed = {
            method for route in made.routes if isinstance(route, APIRoute)
            if route.endpoint is not missing and route.matches(request.scope)[0] is Match.PARTIAL
            for method in route.methods or ()
        }  # fmt: skip
        if allowed:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
        raise HTTPException(404)
