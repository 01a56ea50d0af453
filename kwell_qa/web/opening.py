"""The port is open first: helplines and "warming up" while everything heavy is imported.

FastAPI, numpy and FAISS take one to three seconds on a busy machine. Nothing of them is imported
by this module; the app that needs them is made in a thread and answers as soon as it is there.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from kwell_qa.countries import said
from kwell_qa.errors import UsageError
from kwell_qa.linefile import HelplineFile
from kwell_qa.records import HelplineChoice
from kwell_qa.settings import Settings
from kwell_qa.texts import load as load_texts
from kwell_qa.web import logs
from kwell_qa.web.background import coming
from kwell_qa.web.policies import cross_origin, headers_for
from kwell_qa.web.problems import PROBLEM, PROGRAMS, problem_json
from kwell_qa.web.rendering import help_panel, render
from kwell_qa.web.visitor import Visitor, from_header, place_of
from kwell_qa.web.words import Words

__all__ = ["Opening", "serve"]

_STATIC = Path(__file__).resolve().parent / "static"
_FILES = "/static/kwell/"
_HEADERS = {"Retry-After": "1", "Cache-Control": "no-store", "Vary": "Accept-Language"}


class App(Protocol):
    """What ``create_app`` makes."""

    @property
    def router(self) -> Any: ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


class Warming:
    """What is said before there is an app: that it is coming, and always the helplines."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._texts = load_texts()
        self._file = HelplineFile(settings)
        self._files = StaticFiles(directory=_STATIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        answer: ASGIApp = self.said(scope, path)
        if path.startswith(_FILES):
            # A page without its styles would hold up its helplines until these come.
            with suppress(HTTPException):
                inside = path.removeprefix(_FILES)
                answer = await self._files.get_response(inside, scope)
        await answer(scope, receive, send)

    def said(self, scope: Scope, path: str) -> Response:
        if path == "/healthz":
            return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
        if path == "/readyz":
            told = {"status": "warming up", "index": None, "documents": 0, "model": False,
                    "helplines": self._file.fault is None,
                    "faults": [self._file.fault] if self._file.fault else []}  # fmt: skip
            return JSONResponse(told, 503, headers=_HEADERS)
        words, choice = self._for(scope)
        message = words("ui.loading")
        if path.startswith(PROGRAMS):
            body = problem_json(503, message, choice)
            return JSONResponse(body, 503, headers=_HEADERS, media_type=PROBLEM)
        # What is in danger need not be looked for: the panel comes before all else.
        panel = help_panel(choice, words, lead=True)
        page = render("warming.html", words, message=message, panel=panel)
        return HTMLResponse(page, 200 if path == "/" else 503, headers=_HEADERS)

    def _for(self, scope: Scope) -> tuple[Words, HelplineChoice]:
        """Language and helplines by the address, else by what the browser tells, else by the
        setting."""
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        asked = {name: found[0] for name, found in query.items()}
        visitor = from_header(Headers(scope=scope).get("accept-language"), asked.get("tz"))
        offered = visitor.best(tuple(self._texts.texts))
        words = Words(self._texts, self._texts.language(asked.get("lang") or offered))
        return words, self._choice(said(asked.get("country")), visitor, words.lang)

    def _choice(self, country: str | None, visitor: Visitor, lang: str) -> HelplineChoice:
        lines = self._file.lines
        place, why = place_of(visitor, lines)
        return lines.choose(
            country, None, place or self._settings.default_country, lang,
            why="url", default_why=why,
        )  # fmt: skip


class Opening:
    """An app that is made in the background; until it is there, ``Warming`` answers."""

    def __init__(
        self, settings: Settings, make: Callable[[], App], failed: Callable[[], None]
    ) -> None:
        """``failed`` is called where ``make`` raises; what it raised is then ``fault``."""
        self._settings, self._make, self._failed = settings, make, failed
        self._early = CORSMiddleware(Warming(settings), **cross_origin(settings))
        self._inner: App | None = None
        self.fault: BaseException | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._inner is not None:
            await self._inner(scope, receive, send)
        elif scope["type"] == "http":
            await self._early(scope, receive, self._headed(scope["path"], send))

    def _headed(self, path: str, send: Send) -> Send:
        """Security headers as the app sets them on everything."""
        known = [(name.encode(), value.encode())
                 for name, value in headers_for(path, self._settings).items()]  # fmt: skip

        async def headed(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *known]
            await send(message)

        return headed

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with coming(self._make, self._there, self._broke):
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def _there(self, inner: Any) -> None:
        self._inner = inner

    def _broke(self, error: Exception) -> None:
        self.fault = error
        self._failed()


def _app(settings: Settings) -> App:
    from kwell_qa.web.server import create_app

    return create_app(settings)


def serve(settings: Settings) -> int:
    """Serve until interrupted; the exit code is 0.

    Raises:
        UsageError: the address is in use or not ours, or a setting cannot be served.
    """
    import signal
    import socket

    import uvicorn

    logs.configure(settings.log_level, settings.log_format)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise UsageError(
                f"KWELL_HOST, KWELL_PORT: cannot listen on {settings.host}:{settings.port} "
                f"({error.strerror}); choose another, for example PORT=7861"
            ) from None
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"kwell-qa: http://{host}:{settings.port}", flush=True)
        opening = Opening(settings, lambda: _app(settings), lambda: _end(server))
        config = uvicorn.Config(
            # Questions must reach no log: neither its lines nor its query strings.
            opening,
            access_log=False,
            log_level=settings.log_level.lower(),
            log_config=None,
            server_header=False,
            # middleware.Guard turns crowds away, with helplines; proxies are told by a setting.
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
        # uvicorn finishes what is under way, and then raises the signal once more.
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: None)
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
    if opening.fault is not None:
        raise opening.fault
    return 0


def _end(server: Any) -> None:
    server.should_exit = True
