"""The same answers for assistants of other makers: an MCP server whose tools only read.

The official SDK and not Gradio's ``mcp_server``: that one makes tools of a page's events, with
texts for results; here each has a schema, a way back for errors, and no part in the page.
"""

from __future__ import annotations

import asyncio
import logging
from contextvars import ContextVar
from typing import Annotated, Any

from pydantic import Field
from starlette.types import ASGIApp, Receive, Scope, Send

from kwell_qa.presenting import choice_json, document_json, document_summary, reply_json
from kwell_qa.records import Kind
from kwell_qa.texts import LANGUAGES, known_language
from kwell_qa.web.errors import problem
from kwell_qa.web.limits import client_key
from kwell_qa.web.schemas import (
    OF_COUNTRY,
    AnyCountry,
    AnyLang,
    DocumentOut,
    HelplinesOut,
    Listing,
    ReplyOut,
)
from kwell_qa.web.site import Site
from kwell_qa.web.visitor import Visitor

__all__ = ["PATH", "Tools", "over_stdio", "server"]

log = logging.getLogger(__name__)
PATH = "/mcp"
_INSTRUCTIONS = (
    "Answers on K-pop and wellbeing in exact quotations with sources. Quote `sentences` as they "
    "are and name their `citations`; where `mode` is abstain, say that the collection does not "
    "cover it: what it quotes then is only what is nearest. Show `helplines` with every answer. "
    "Where `mode` is crisis or support, show `text` and `helplines` first and nothing else before "
    "them."
)
_POST_ONLY = "post JSON-RPC here; no stream is kept open"
_WARM_SECONDS = 120
# Who asks over HTTP; nobody over stdio, where there is but one.
_client: ContextVar[str | None] = ContextVar("kwell_mcp_client", default=None)


class _Reading:
    """What the tools do. Their docstrings are what a model reads of them."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def ask(
        self,
        question: Annotated[str, Field(description="in any of 13 languages")],
        history: Annotated[
            list[str], Field(description="the person's earlier questions, oldest first"),
        ] = [],  # noqa: B006 - pydantic copies it
        lang: Annotated[
            AnyLang | None,
            Field(description=f"of the reply's own words: {', '.join(LANGUAGES)}; any other is "
                              "as if it were left out"),
        ] = None,
        country: Annotated[
            AnyCountry | None, Field(description=OF_COUNTRY)
        ] = None,
    ) -> ReplyOut:  # fmt: skip
        """Answer a question on K-pop and wellbeing in exact quotations, each with its sources.

        Says so where the collection does not cover it. Always holds helplines; messages of
        people in trouble get care and helplines instead of an answer. Nothing is stored.
        """
        # An error would hold no helplines, so that what is not known is left out.
        lang = known_language(lang or "")
        site, client = self.site, _client.get()
        asked = (question, tuple(history), lang, country, Visitor())
        wait = site.limiter.wait(client) if client else 0
        if wait:
            reply = site.without_engine(*asked, "ui.too_many", seconds=str(wait))
        else:
            site.settle(_WARM_SECONDS)
            try:
                reply = site.ask(*asked)
            except Exception as error:
                # The protocol's own error would hold neither care nor helplines.
                log.error("mcp: %s", type(error).__name__)
                reply = site.without_engine(*asked, "ui.error")
        return ReplyOut.model_validate(reply_json(reply))

    def helplines(
        self,
        country: Annotated[
            AnyCountry | None,
            Field(description=OF_COUNTRY),
        ] = None,
        lang: Annotated[
            AnyLang | None, Field(description="a language to be spoken, if any")
        ] = None,
    ) -> HelplinesOut:
        """Reviewed helplines of a country, and its emergency number. Never empty."""
        choice = self.site.choice(country, Visitor(), self.site.language(lang, Visitor()))
        return HelplinesOut.model_validate(choice_json(choice))

    def read_document(
        self, id: Annotated[str, Field(description="as list_documents has it", max_length=200)]
    ) -> DocumentOut:
        """The exact text of one document, with sections, sentences and their sources.

        A citation's quote is ``text[start:end]`` of its document.
        """
        from mcp.server.mcpserver.exceptions import ToolError

        self.site.settle(_WARM_SECONDS)
        found = self.site.now.documents.get(id)
        if found is None:
            raise ToolError("There is no document of this id; list_documents has them all.")
        return DocumentOut.model_validate(document_json(found))

    def list_documents(
        self,
        kind: Annotated[Kind | None, Field(description="only of this kind")] = None,
        artist: Annotated[
            str | None, Field(description="only about this artist or group", max_length=200)
        ] = None,
        topic: Annotated[
            str | None, Field(description="only of this topic", max_length=200)
        ] = None,
    ) -> Listing:
        """What the collection holds: title, kind, artists and topics of each document."""
        self.site.settle(_WARM_SECONDS)
        now = self.site.now
        return Listing.model_validate({
            "index": now.index,
            "documents": [
                document_summary(document) for document in now.documents.values()
                if (kind is None or kind == document.kind)
                and (artist is None or artist in document.artists)
                and (topic is None or topic in document.topics)
            ],
        })  # fmt: skip


def server(site: Site) -> Any:
    """An ``mcp.server.MCPServer`` over one site, with four tools that only read."""
    # Imported here: it costs a second, and few ask for it.
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    made: Any = MCPServer(
        "kwell-qa", title="K-pop and wellbeing", instructions=_INSTRUCTIONS,
        # Its lines would tell of requests; of a fault our own log tells the kind.
        log_level="CRITICAL",
    )  # fmt: skip
    reading = _Reading(site)
    for tool, title in (
        (reading.ask, "Ask about K-pop and wellbeing"),
        (reading.helplines, "Helplines of a country"),
        (reading.read_document, "Read a document"),
        (reading.list_documents, "List the documents"),
    ):
        hints = ToolAnnotations(
            title=title, read_only_hint=True, destructive_hint=False, idempotent_hint=True,
            open_world_hint=False,
        )  # fmt: skip
        made.add_tool(tool, title=title, annotations=hints)
    return made


class Tools:
    """The MCP server at ``/mcp``, made when it is first asked for, as an ASGI app.

    Stateless: each request stands alone, so that any worker can take any of them.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self._app: ASGIApp | None = None
        self._lock = asyncio.Lock()
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            # The SDK would open a stream for GET on which nothing ever comes: without sessions
            # there is nobody to send to. Clients go on without one when they are told 405.
            refusal = await asyncio.to_thread(
                problem, self.site, scope, 405, detail=_POST_ONLY, headers={"Allow": "POST"}
            )
            await refusal(scope, receive, send)
            return
        app = await self._made()
        token = _client.set(client_key(scope["client"][0] if scope.get("client") else None))
        try:
            await app(scope, receive, send)
        finally:
            _client.reset(token)

    async def _made(self) -> ASGIApp:
        async with self._lock:
            if self._app is None:
                made = await asyncio.to_thread(self._build)
                await self._start(made)
                self._app = made
            return self._app

    async def _start(self, made: Any) -> None:
        """Raises what the start raises; the next request tries again."""
        started = asyncio.Event()
        task = self._task = asyncio.create_task(self._run(made, started))
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not started.is_set():
            # It ended before it began: nobody would ever be told that it has.
            waiting.cancel()
            self._task = None
            await task

    def _build(self) -> Any:
        from mcp.server.transport_security import TransportSecuritySettings

        # Host names are the proxy's business. Another site's page cannot call: it needs CORS.
        open_hosts = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        return server(self.site).streamable_http_app(
            streamable_http_path=PATH, stateless_http=True, json_response=True,
            transport_security=open_hosts,
        )  # fmt: skip

    async def _run(self, made: Any, started: asyncio.Event) -> None:
        # In a task of its own: what is entered here must be left in the same task.
        async with made.router.lifespan_context(made):
            started.set()
            await self._stop.wait()

    async def close(self) -> None:
        """End what ``/mcp`` began; harmless where nobody asked for it."""
        self._stop.set()
        if self._task is not None:
            await self._task


def over_stdio(site: Site) -> int:
    """Serve the tools to the program that started this one; the exit code is 0."""
    site.start()
    server(site).run("stdio")
    return 0
