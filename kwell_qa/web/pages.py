"""Pages that people read without JavaScript: the documents, their list, the interface."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from kwell_qa.cataloguing import (
    document_bibtex,
    document_citation,
    document_csl,
    document_jsonld,
)
from kwell_qa.records import KINDS, Document
from kwell_qa.web.addressed import panel_of, words_of
from kwell_qa.web.api import find_document
from kwell_qa.web.marking import parse_span, sheet
from kwell_qa.web.rendering import render
from kwell_qa.web.site import Site
from kwell_qa.web.words import Words

__all__ = ["STATIC", "router"]

STATIC = Path(__file__).resolve().parent / "static"


def router(site: Site, app: FastAPI) -> APIRouter:
    """All of them for one site; ``app`` is what ``/docs`` describes."""
    made = APIRouter(include_in_schema=False)

    def page(request: Request, template: str, words: Words, **values: Any) -> HTMLResponse:
        html = render(template, words, panel=panel_of(site, request, words), **values)
        return HTMLResponse(html, headers={"Vary": "Accept-Language"})

    @made.get("/read/{id}")
    def read(request: Request, id: str, s: str | None = None) -> Response:
        """One document, the span ``s`` marked."""
        document = find_document(site, id)
        words = words_of(site, request)
        root = str(request.base_url)
        url = f"{root}read/{quote(document.id)}"
        related = [site.now.documents[key] for key in document.related if key in site.now.documents]
        return page(
            request, "read.html", words, document=document, url=url, related=related,
            sheet=sheet(document, parse_span(s, len(document.text))),
            jsonld=document_jsonld(document, url, root),
            citations=(
                (words("ui.cite_plain"), document_citation(document, url)),
                ("CSL-JSON", document_csl(document, url)),
                ("BibTeX", document_bibtex(document, url)),
            ),
        )  # fmt: skip

    @made.get("/read")
    @made.get("/read/")
    def listing(
        request: Request, artist: str = "", topic: str = "", kind: str = ""
    ) -> Response:
        """All documents, or those of one artist, topic and kind."""
        words = words_of(site, request)
        everything = list(site.now.documents.values())
        found = [
            document
            for document in everything
            if (not artist or artist in document.artists)
            and (not topic or topic in document.topics)
            and (not kind or kind == document.kind)
        ]
        kinds = [(kind, words("ui.kind_" + kind)) for kind in KINDS]
        return page(
            request, "list.html", words,
            documents=sorted(found, key=lambda document: document.title.casefold()),
            filters=(
                ("artist", words("ui.artist"), _names(everything, "artists"), artist),
                ("topic", words("ui.topic"), _names(everything, "topics"), topic),
                ("kind", words("ui.kind"), kinds, kind),
            ),
        )  # fmt: skip

    @made.get("/help")
    def help(request: Request) -> Response:
        """The helplines alone: what static/sw.js keeps for when there is no network."""
        return page(request, "helplines.html", words_of(site, request))

    @made.get("/sw.js")
    def worker() -> Response:
        """At the root, so that it serves every page when there is no network."""
        # Its own policy decides what it may fetch.
        policy = "default-src 'none'; connect-src 'self'"
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy}
        return FileResponse(STATIC / "sw.js", media_type="text/javascript", headers=headers)

    @made.get("/docs")
    def docs(request: Request) -> Response:
        """The programming interface, told from the same description as /openapi.json."""
        return page(request, "docs.html", words_of(site, request), api=app.openapi())

    @made.get("/favicon.ico")
    def favicon() -> Response:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")

    return made


def _names(documents: list[Document], field: str) -> list[tuple[str, str]]:
    names = {name for document in documents for name in getattr(document, field)}
    return [(name, name) for name in sorted(names, key=str.casefold)]
