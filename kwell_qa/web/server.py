"""The web app: everything put together; ``opening`` serves it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from slowapi.errors import RateLimitExceeded
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from kwell_qa.settings import Settings
from kwell_qa.web import api, builder, care_pages, embed, feedback, pages, policies, widget
from kwell_qa.web.asked import BODY
from kwell_qa.web.errors import problem
from kwell_qa.web.late import Late
from kwell_qa.web.limits import client_of
from kwell_qa.web.middleware import Guard, Headers, Heads
from kwell_qa.web.openapi import described
from kwell_qa.web.shell import Shell
from kwell_qa.web.site import Site
from kwell_qa.web.tools import PATH, Tools

__all__ = ["create_app"]

_WANTED = 'wanted JSON in UTF-8, such as {"question": "…"}'


def create_app(settings: Settings, *, chat: bool = True) -> FastAPI:
    """The app; it starts to load index and model when it is started.

    ``chat=False`` leaves Gradio out, which takes seconds to import; ``app.state.site`` is the
    ``Site``.
    """
    site = Site(settings)
    late = Late(site, _chat) if chat else None
    tools = Tools(site)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        site.start()
        try:
            if late is None:
                yield
                return
            async with late.lifespan():
                yield
        finally:
            site.stop()
            await tools.close()

    app = FastAPI(
        title="kwell-qa",
        version=_version(),
        description="Answers on K-pop and wellbeing in sourced quotations, always with helplines.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.site = site
    app.include_router(api.router(site))
    app.include_router(pages.router(site, app))
    app.include_router(care_pages.router(site))
    app.include_router(embed.router(site))
    app.include_router(widget.router(site))
    app.include_router(builder.router(site))
    app.router.routes.append(Route(PATH, tools))
    app.include_router(feedback.router(site))
    # Gradio has its own /static; only this folder of it is ours.
    app.mount("/static/kwell", StaticFiles(directory=pages.STATIC))
    if late is not None:
        app.mount("/", Shell(late, site))
    app.openapi = described(app)  # type: ignore[method-assign]
    _handle_errors(app, site)
    # The last one added is the outermost.
    app.add_middleware(Heads, site=site)
    app.add_middleware(Guard, site=site)
    app.add_middleware(CORSMiddleware, **policies.cross_origin(settings))
    # No page holds a secret, so packing what a person wrote beside it gives nothing away. Gradio
    # packs its own files; streams of events are passed on as they are.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)
    app.add_middleware(Headers, site=site)
    if settings.trusted_proxies:
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))
    return app


def _chat(site: Site) -> FastAPI:
    # Imported here: Gradio costs seconds, and the interface works without it.
    from kwell_qa.web.chat import mounted

    return mounted(site)


def _handle_errors(app: FastAPI, site: Site) -> None:
    # Not async: they run in threads, since a refusal looks for trouble in what was written.
    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        key = "ui.loading" if error.status_code == 503 else None
        headers = dict(error.headers or {})
        if error.status_code == 503:
            headers.setdefault("Retry-After", "2")
        detail = _unreadable(request) if error.status_code == 400 else None
        # Who asks too often is told the same wait in words.
        return problem(
            site, request.scope, error.status_code, key=key, headers=headers, detail=detail,
            seconds=headers.get("Retry-After", ""),
        )  # fmt: skip

    @app.exception_handler(RequestValidationError)
    def wrong(request: Request, error: RequestValidationError) -> Response:
        broken = next((f for f in error.errors() if f["type"] == "json_invalid"), None)
        if broken:
            detail = f"body: no JSON from character {broken['loc'][-1]} on; {_WANTED}"
            return problem(site, request.scope, 400, detail=detail)
        # What was sent is left out: it may be somebody's message.
        fields = [
            {"loc": list(fault["loc"]), "msg": fault["msg"], "type": fault["type"]}
            for fault in error.errors()
        ]
        return problem(site, request.scope, 422, errors=fields)

    @app.exception_handler(RateLimitExceeded)
    def too_many(request: Request, error: RateLimitExceeded) -> Response:
        wait = str(site.limiter.left(client_of(request)))
        headers = {"Retry-After": wait, "Cache-Control": "no-store"}
        return problem(site, request.scope, 429, headers=headers, seconds=wait)


def _unreadable(request: Request) -> str:
    """Why a body could not be read at all."""
    try:
        request.scope.get(BODY, b"").decode("utf-8")
    except UnicodeDecodeError as error:
        return f"body: not UTF-8 from byte {error.start} on; {_WANTED}"
    return f"body: cannot be read; {_WANTED}"


def _version() -> str:
    try:
        return metadata.version("kwell-qa")
    except metadata.PackageNotFoundError:
        return "0"
